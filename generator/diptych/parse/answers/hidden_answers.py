"""Answers hidden in ``<details>`` or in a callout: what stands before one is asked with."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from diptych.characters import lazy
from diptych.parse.outline import CLOSING, details, is_folded, parts_of_callout
from diptych.parse.words import lexicon
from diptych.syntax.html import closing_tag, opening_tag
from diptych.syntax.html_policy import shown_text
from diptych.syntax.tree import Node, inline_of, without
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

SUMMARY = lazy(rf"{opening_tag('summary')}(.*?){closing_tag('summary')}", re.IGNORECASE | re.DOTALL)
_END = lazy(closing_tag("summary"), re.IGNORECASE)
OPEN = lazy(rf"\s*{opening_tag('details')}\s*", re.IGNORECASE)
CLOSE = lazy(rf"\s*{closing_tag('details')}\s*", re.IGNORECASE)

_SHOW = (
    r"show|view|see|reveal|check|get|点击(?:查看|展开|显示)?|查看|显示|展开|參考|参考|正确|點擊"
    r"|顯示|展開"
    r"|ver|mostrar|muestra|revelar|voir|afficher|montrer|zeige?|anzeigen|mostra|vedi|exibir"
    r"|показать"
    r"|посмотреть|открыть|показати|pokaż|zobacz|göster|xem|hiện|عرض|[أإا]ظهار|toon|bekijk|lihat"
    r"|tampilkan|zobrazit|ukázat|visa|vis|הצג|نمایش|देखें|ดู"
)
ANSWER = lazy(
    rf"\W*(?:(?:click(?: here)?(?: (?:to|for))?(?: (?:see|view|show|reveal|expand))?|{_SHOW})\W*"
    r"(?:the |an |my |la |le |les |el |a |o |die |il |de )?)?"
    r"(?:answers|solutions|explanations|antworten|ответы|odgovor|cevab\w*|解析"
    r"|解释(?=[\s:：.。]*(?:</|$))"
    r"|(?:correct |right )(?:answers|solutions?|explanations?)|explanation"
    rf"|{lexicon.ANSWER}|{lexicon.SOLUTION})(?:\b|(?=[をの를을]))",
    re.IGNORECASE,
)

# What is folded because it is beside the point.
ASIDE = lazy(
    r"\W*(?:see|show|view|read|more|click|details|about|other|further|notes?|hints?|tips?|contents?"
    r"|table of|translations?|expand|更多|展开|查看|点击|说明|提示|目录|详情|详细|补充|参考|备注"
    r"|关于|其他|更多|提示|mehr|hinweis|tipp|más|pista|plus|indice|altro|suggerimento|mais|dica"
    r"|подробнее"
    r"|подсказка|więcej|wskazówka|daha fazla|ipucu|thêm|gợi ý|المزيد|تلميح|더보기|힌트|ヒント"
    r"|もっと|meer|petunjuk"
    r"|více|nápověda|mer|ledtråd)(?![a-z])",
    re.IGNORECASE,
)

# A summary that so many of a document's questions share hides their answers, whatever it says.
_SHARED = 0.6
_FEWEST = 3


class HiddenAnswer(Struct, frozen=True):
    """A body taken apart: what is asked with, and what was hidden.

    Attributes:
        line: where it is hidden, counted from 1.
    """

    front: tuple[Node, ...]
    answer: tuple[Node, ...]
    summary: str
    line: int


def asking_summaries(html: str) -> Iterator[str]:
    """Read the summaries in some HTML that neither hide an answer nor what is beside the point."""
    for found in SUMMARY.finditer(html, 0, _last_end(html)):
        text = shown_text(found[1]).strip()
        if text and not ANSWER.match(text) and not ASIDE.match(text):
            yield text


def _last_end(html: str) -> int:
    """Find where the last summary ends: what is opened behind it need not be looked through."""
    return max((found.end() for found in _END.finditer(html)), default=0)


def shared_summaries(bodies: Iterable[Sequence[Node]]) -> frozenset[str]:
    """Find the words under which most of the bodies fold something."""
    count: Counter[str] = Counter()
    number = 0
    for body in bodies:
        number += 1
        count.update({summary for _, _, summary in folds(body)} - {""})
    return frozenset(each for each, n in count.items() if n >= _FEWEST and n >= _SHARED * number)


def take_hidden_answer(body: Sequence[Node], shared: frozenset[str]) -> HiddenAnswer | None:
    """Part what is asked from the answer that a body hides; return None when it hides none.

    What stands behind the hidden answer belongs to it.

    Args:
        shared: summaries that hide answers in this document.
    """
    for start, end, summary in folds(body):
        if summary and (summary in shared or ANSWER.match(summary)):
            inside = inside_fold(body, start, end)
            return HiddenAnswer(
                front=tuple(body[:start]),
                answer=(*_said(summary, body[start]), *inside, *body[end + 1 :]),
                summary=summary,
                line=body[start].line,
            )
    return None


def folds(body: Sequence[Node]) -> list[tuple[int, int, str]]:
    """Find what is folded in a body: the places of its first and last blocks, and its summary."""
    found = [(start, end, _summary(body[start : start + 2])) for start, end in details(body)]
    callouts = [(place, each) for place, each in enumerate(body) if each.type == "callout"]
    return sorted([*found, *((place, place, _title(each)) for place, each in callouts)])


def inside_fold(body: Sequence[Node], start: int, end: int) -> Sequence[Node]:
    """Take what is folded between two places, without what it is folded under."""
    if body[start].type == "callout":
        return parts_of_callout(body[start])[1]
    return inside_details(body[start : end + 1])


def _title(callout: Node) -> str:
    """Read what a callout is folded under; of one that is open, only that it is an answer."""
    title = plain_text(parts_of_callout(callout)[0].children)
    return title if is_folded(callout) or ANSWER.fullmatch(title.rstrip(" :：.!…")) else ""


def summary_html(blocks: Sequence[Node]) -> str:
    """Find what is to be clicked on, as HTML; it may stand in the block behind the tag.

    Args:
        blocks: the one that opens the details, and those behind it.
    """
    for block in blocks[:2]:
        if block.type == "html_block" and (found := SUMMARY.search(block.content)):
            return " ".join(found.group(1).split())
    return ""


def _summary(blocks: Sequence[Node]) -> str:
    return " ".join(shown_text(summary_html(blocks)).split())


def _said(summary: str, opening: Node) -> list[Node]:
    """Keep a summary that tells more than that it hides an answer: “Answer: B”."""
    found = ANSWER.match(summary)
    rest = summary[found.end() :] if found else ""
    if not any(map(str.isalnum, rest)):
        return []
    html = f"<p>{_escaped(summary)}</p>\n"
    return [Node("html_block", content=html, line=opening.line, block=True)]


def inside_details(blocks: Sequence[Node]) -> list[Node]:
    """Take what stands in a ``<details>``, without its summary.

    Args:
        blocks: from the one that opens it to the one that closes it.
    """
    inside: list[Node] = []
    has_summary = False
    for place, block in enumerate(blocks):
        if block.type == "html_block":
            content = block.content if place else OPEN.sub("", block.content, count=1)
            if not has_summary and (found := SUMMARY.search(content)):
                content = content[: found.start()] + content[found.end() :]
                has_summary = True
            if place + 1 == len(blocks):
                content = _without_last_closing(content)
            block = replace(block, content=content)
        inside.append(block)
    if inside[-1].type != "html_block":
        inside[-1] = _without_closing_tag(inside[-1])
    return _without_paragraph_shell(inside)


def _without_closing_tag(block: Node) -> Node:
    """Take away the closing tag behind the last words of a paragraph or a list."""
    tags = [node for node in inline_of([block]) if CLOSING.match(node.content)]
    return without(block, tags[-1]) if tags else block


def _without_last_closing(content: str) -> str:
    closings = list(CLOSE.finditer(content))
    if not closings:
        return content
    return f"{content[: closings[-1].start()]}\n{content[closings[-1].end() :]}"


def _without_paragraph_shell(inside: Sequence[Node]) -> list[Node]:
    """Take away ``<p>`` and ``</p>`` around blocks, which would be two empty paragraphs."""
    htmls = [block for block in inside if block.type == "html_block"]
    shell: list[Node] = []
    if len(htmls) > 1 and [_tag(htmls[0]), _tag(htmls[-1])] == ["<p>", "</p>"]:
        shell = [htmls[0], htmls[-1]]
    return [
        block
        for block in inside
        if block.type != "html_block"
        or (block.content.strip() and not any(block is each for each in shell))
    ]


def _tag(block: Node) -> str:
    return block.content.strip().lower()


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
