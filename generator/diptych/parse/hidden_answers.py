"""Answers that are hidden in ``<details>``: what stands before one is asked with."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape
from typing import TYPE_CHECKING, NamedTuple

from diptych.parse.outline import CLOSING, details
from diptych.syntax.markdown import TAG

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from markdown_it.token import Token

SUMMARY = re.compile(r"<summary\b[^>]*>(.*?)</summary\s*>", re.IGNORECASE | re.DOTALL)
OPEN = re.compile(r"\s*<details\b[^>]*>\s*", re.IGNORECASE)
CLOSE = re.compile(r"\s*</details\s*>\s*", re.IGNORECASE)

ANSWER = re.compile(
    r"\W*(?:(?:show|view|see|reveal|check|get|click(?: here)?(?: (?:to|for))?(?: (?:see|view|show"
    r"|reveal|expand))?|点击(?:查看|展开|显示)?|查看|显示|展开|参考|正确)\W*(?:the |an |my )?)?"
    r"(?:correct |right )?"
    r"(?:answers?|solutions?|explanations?|答案|解答|解析|答|回答|解释|antwort(?:en)?|lösung"
    r"|respuestas?|solución|réponses?|resposta|risposta|soluzione|ответ(?:ы)?|решение|відповідь"
    r"|odpowied[zź]|odgovor|răspuns|cevap|đáp án|jawaban|답|정답|해답|答え|الإجابة|الاجابة|پاسخ"
    r"|antwoord|svar)\b",
    re.IGNORECASE,
)

# A summary that so many of a document's questions share hides their answers, whatever it says.
_SHARED = 0.6
_FEWEST = 3


class Hidden(NamedTuple):
    """A body taken apart: what is asked with, and what was hidden."""

    front: tuple[Token, ...]
    answer: tuple[Token, ...]
    summary: str
    place: Token


def shared_summaries(bodies: Iterable[Sequence[Token]]) -> frozenset[str]:
    """What most of the bodies fold something under, in the same words."""
    count: Counter[str] = Counter()
    number = 0
    for body in bodies:
        number += 1
        count.update({summary for start, _ in details(body) if (summary := _summary(body, start))})
    return frozenset(each for each, n in count.items() if n >= _FEWEST and n >= _SHARED * number)


def take_hidden_answer(body: Sequence[Token], shared: frozenset[str]) -> Hidden | None:
    """Part what is asked from the answer that the body hides; None when it hides none.

    What stands behind the hidden answer belongs to it.

    Args:
        shared: summaries that hide answers in this document.
    """
    for start, end in sorted(details(body)):
        summary = _summary(body, start)
        if summary and (summary in shared or ANSWER.match(summary)):
            return Hidden(
                front=tuple(body[:start]),
                answer=(
                    *_said(summary, body[start]),
                    *inside_details(body, start, end),
                    *body[end + 1 :],
                ),
                summary=summary,
                place=body[start],
            )
    return None


def summary_html(body: Sequence[Token], start: int) -> str:
    """What is to be clicked on, as HTML; it may stand in the block behind the tag."""
    for token in body[start : start + 2]:
        if token.type == "html_block" and (found := SUMMARY.search(token.content)):
            return " ".join(found.group(1).split())
    return ""


def _summary(body: Sequence[Token], start: int) -> str:
    return " ".join(unescape(TAG.sub("", summary_html(body, start))).split())


def _said(summary: str, place: Token) -> list[Token]:
    """A summary that tells more than that it hides an answer is part of it: “Answer: B”."""
    found = ANSWER.match(summary)
    rest = summary[found.end() :].strip(" :：.!…") if found else summary
    if not found or not rest:
        return []
    return [place.copy(content=f"<p>{_escaped(summary)}</p>\n")]


def inside_details(body: Sequence[Token], start: int, end: int) -> list[Token]:
    """What stands in a ``<details>`` that begins and ends in these blocks, without its summary."""
    inside: list[Token] = []
    opened = False
    for place in range(start, end + 1):
        token = body[place]
        if token.type == "html_block":
            content = token.content
            if place == start:
                content = OPEN.sub("", content, count=1)
            if not opened and (found := SUMMARY.search(content)):
                content = content[: found.start()] + content[found.end() :]
                opened = True
            if place == end:
                content = _without_last_closing(content)
            token = token.copy(content=content)
        inside.append(token)
    if inside[-1].type != "html_block":
        _drop_closing(inside)
    return _without_paragraph_shell(inside)


def _drop_closing(inside: list[Token]) -> None:
    """Take away the closing tag behind the last words of a paragraph or a list."""
    for place in range(len(inside) - 1, -1, -1):
        children = list(inside[place].children or ())
        closing = [n for n, c in enumerate(children) if CLOSING.match(c.content)]
        if closing:
            del children[closing[-1]]
            inside[place] = inside[place].copy(children=children)
            return


def _without_last_closing(content: str) -> str:
    closings = list(CLOSE.finditer(content))
    if not closings:
        return content
    return f"{content[: closings[-1].start()]}\n{content[closings[-1].end() :]}"


def _without_paragraph_shell(inside: list[Token]) -> list[Token]:
    """Take away ``<p>`` and ``</p>`` around blocks, which would be two empty paragraphs."""
    htmls = [token for token in inside if token.type == "html_block"]
    if len(htmls) > 1 and [_tag(htmls[0]), _tag(htmls[-1])] == ["<p>", "</p>"]:
        inside = [token for token in inside if token is not htmls[0] and token is not htmls[-1]]
    return [token for token in inside if token.type != "html_block" or token.content.strip()]


def _tag(token: Token) -> str:
    return token.content.strip().lower()


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
