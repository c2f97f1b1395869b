"""Questions to click on: ``<details><summary>What is a pipe?</summary>``, the answer folded below.

Only where the summary asks: one that says “Answer” hides the answer of the heading above it, or, if
there are several, each that of the text above it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from functools import partial
from html import unescape
from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from diptych.characters import lazy
from diptych.parse.answers.hidden_answers import ANSWER, ASIDE, inside_details, summary_html
from diptych.parse.drafts.draft import QuestionDraft
from diptych.parse.lines.folded_answers import take_answered_below
from diptych.parse.outline import details, split
from diptych.parse.search import Search
from diptych.parse.words.asking import asks
from diptych.syntax.html import TAG_NAME, closing_tag, opening_tag
from diptych.syntax.html_policy import shown_text
from diptych.syntax.tree import LISTS, Node, inline_of, last_line, without
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from diptych.parse.page import Page

NAME = "folded"

SUMMARY_OPENS = lazy(rf"{opening_tag('summary')}", re.IGNORECASE)
SUMMARY_CLOSES = lazy(rf"{closing_tag('summary')}", re.IGNORECASE)
# Where so many summaries ask, the others are questions, too; fewer will do if it is not by chance.
HALF = 0.5
SOME = 0.25
FEWEST = 3
# So are many folds one after another, whatever they say: tasks, terms.
MANY = 5
IN_A_ROW = 0.8
PIECE = lazy(
    rf"(?P<html_inline>{opening_tag(TAG_NAME)}|{closing_tag(TAG_NAME)})"
    r"|(?P<code_inline>`[^`<]+`)|(?P<text>[^<`]+|[<`])",
    re.IGNORECASE,
)


def search(page: Page, nodes: Sequence[Node]) -> Search | None:
    """Look for folded answers; return None when nothing is folded."""
    if not any("<summary" in line.lower() for line in page.lines):
        return None
    places = sorted(details(nodes))
    summaries = [_summary(nodes, pair) for pair in places]
    questions = [text for text in summaries if text and not ANSWER.match(text)]
    asking = _tell_questions(questions) or _follow_each_other(places, len(questions))
    preamble, headings = split(nodes)
    texts = [preamble, *(heading.body for heading in headings)]
    below = any(take_answered_below(text, ())[1] for text in texts)
    return Search("a summary asks", partial(_find, asking, below), explicit=False)


def _tell_questions(summaries: Sequence[str]) -> bool:
    count = sum(map(asks, summaries))
    return count >= (SOME if count >= FEWEST else HALF) * max(len(summaries), 1)


def _follow_each_other(places: Sequence[tuple[int, int]], questions: int) -> bool:
    """Tell whether many folds stand one right after another."""
    rows = sum(before + 1 == start for (_, before), (start, _) in pairwise(places))
    return questions >= MANY and rows >= IN_A_ROW * (len(places) - 1)


def _find(
    asking: bool, below: bool, blocks: Sequence[Node], section: tuple[str, ...], _end: int
) -> tuple[list[Node], list[QuestionDraft]]:
    """Take folds that ask; where texts are ``below`` headings, also those with a folded answer."""
    left, answered = take_answered_below(blocks, section, fewest=1) if below else ((), [])
    if answered:
        return [*left], answered
    rest: list[Node] = []
    drafts: list[QuestionDraft] = []
    done = 0
    for start, end in _apart(blocks):
        rest += blocks[done:start]
        folded = blocks[start : end + 1]
        found = _draft(folded, section, asking=asking)
        drafts += [found] if found else []
        rest += () if found else folded
        done = end + 1
    return [*rest, *blocks[done:]], drafts


def _holds(pair: tuple[int, int], starts: Sequence[int]) -> bool:
    """Tell whether one of the folds that begin at some places stands in a fold."""
    start, end = pair
    following = bisect_right(starts, start)
    return following < len(starts) and starts[following] < end


def _summary(blocks: Sequence[Node], pair: tuple[int, int]) -> str:
    start, end = pair
    return shown_text(_title(blocks[start : end + 1]))


def _apart(blocks: Sequence[Node]) -> Iterator[tuple[int, int]]:
    """Find the outermost pairs of tags that share no block with a pair beside or around them.

    One that asks nothing, around others that do, is only their section.
    """
    every = sorted(details(blocks), key=lambda pair: (pair[0], -pair[1]))
    asking = [pair for pair in every if asks(_summary(blocks, pair))]
    starts = [start for start, _ in asking]
    asked = set(asking)
    pairs = [
        pair
        for pair in every
        if pair in asked or not _holds(pair, starts) or ANSWER.match(_summary(blocks, pair))
    ]
    count = Counter(pairs)
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    for start, end in pairs:
        for place in (start, end):
            first[place] = min(start, first.get(place, start))
            last[place] = max(end, last.get(place, end))
    done = -1
    for start, end in pairs:
        reaches = min(first[start], first[end]), max(last[start], last[end])
        shared = reaches != (start, end) or count[start, end] > 1
        if start > done and not shared:
            yield start, end
            done = end


def _inline(summary: str, line: int) -> Iterator[Node]:
    """Read a summary, which is HTML; many write code in it as in Markdown."""
    for piece in PIECE.finditer(summary):
        kind = str(piece.lastgroup)
        tag = "code" if kind == "code_inline" else ""
        content = piece[0] if kind == "html_inline" else unescape(piece[0].strip("`"))
        yield Node(kind, tag=tag, content=content, line=line, end_line=line)


class Fold(Struct, frozen=True):
    """A fold taken apart.

    Attributes:
        summary: what is to be clicked on, as HTML; ``front`` the blocks that stand in it, too.
    """

    summary: str
    front: tuple[Node, ...]
    body: tuple[Node, ...]


def _draft(
    folded: Sequence[Node], section: tuple[str, ...], *, asking: bool
) -> QuestionDraft | None:
    fold = _part(folded)
    line = folded[0].line or 1
    prompt = tuple(_inline(fold.summary, line))
    text = plain_text(prompt)
    questions = asks(text) or (asking and not ASIDE.match(text))
    if not text or ANSWER.match(fold.summary) or not questions:
        return None
    return QuestionDraft(
        prompt=prompt,
        front=fold.front,
        body=fold.body,
        section=section,
        line=line,
        end_line=last_line(folded, line),
    )


def _title(folded: Sequence[Node]) -> str:
    """Read what is to be clicked on, as HTML, and nothing of what is folded."""
    summary = summary_html(folded)
    opened = SUMMARY_OPENS.search(folded[0].content)
    if summary or not opened:
        return summary
    return " ".join(folded[0].content[opened.end() :].split()) if _closing(folded) else ""


def _part(folded: Sequence[Node]) -> Fold:
    """Part what is to be clicked on, which may hold code and lists, from what is folded."""
    opened = SUMMARY_OPENS.search(folded[0].content)
    if summary_html(folded) or not opened:
        return Fold(_title(folded), (), tuple(inside_details(folded)))
    found = _closing(folded)
    if found is None:
        return Fold("", (), ())
    place, before, behind = found
    front = (*folded[1:place], *([before] if before else []))
    opening = replace(folded[0], content=f"{folded[0].content[: opened.start()]}\n")
    inside = [opening, *([behind] if behind else []), *folded[place + 1 :]]
    return Fold(_title(folded), front, tuple(inside_details(inside)))


def _closing(folded: Sequence[Node]) -> tuple[int, Node | None, Node | None] | None:
    """Find the block that closes a summary which its first one opens, parted there."""
    for place, block in enumerate(folded[1:], start=1):
        closed = _closed(block)
        if closed is not None:
            return place, *closed
    return None


def _closed(block: Node) -> tuple[Node | None, Node | None] | None:
    """Part a block where the summary is closed in it; return None if it is not."""
    if block.type == "html_block":
        found = SUMMARY_CLOSES.search(block.content)
        if found is None:
            return None
        before, behind = block.content[: found.start()], block.content[found.end() :]
        return _html(block, before), _html(block, behind)
    closing = [n for n in inline_of([block]) if SUMMARY_CLOSES.match(n.content)]
    if not closing:
        return None
    if block.type not in LISTS:
        return without(block, closing[0]), None
    items = block.children
    last = next(n for n, item in enumerate(items) if closing[0] in tuple(inline_of([item])))
    before_items = (*items[:last], without(items[last], closing[0]))
    behind_items = items[last + 1 :]
    behind_list = replace(block, children=behind_items) if behind_items else None
    return replace(block, children=before_items), behind_list


def _html(block: Node, content: str) -> Node | None:
    return replace(block, content=content) if content.strip() else None
