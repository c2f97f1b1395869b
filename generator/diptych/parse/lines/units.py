"""A text cut where lines are set off from the rest: by a number, bold type, a quotation."""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from diptych.characters import lazy
from diptych.parse.lines.same_line import lines_that_ask, part_line
from diptych.parse.words.asking import ends_in_question_mark
from diptych.parse.words.manners import ANY_NUMBER, BOLD, is_bold, manner_of, numbers_parts
from diptych.parse.words.numbers import without_number
from diptych.syntax.inline import joined, lines_of, paragraph
from diptych.syntax.tree import Node, inline_of
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from diptych.syntax.inline import Line

COLON = lazy(r"(?<!\s)\s*+[:：]\s*$")
QUOTE = "quote"
# A question and its answer in one line, which nothing else sets off.
ANSWERED = "answered"
BARE_NUMBER = lazy(r"\W*(?:no\.?|part|q)?\W*\d{1,3}\W*", re.IGNORECASE)


class Unit(Struct, frozen=True):
    """A piece of a text: a line that is set off with what goes on below it, or any block.

    Attributes:
        manner: how it is set off; empty if it is not.
        prompt: the line itself.
        body: what belongs to it already: further lines, the rest of an item.
        blocks: all of it as it was.
    """

    manner: str
    blocks: tuple[Node, ...]
    prompt: Line = ()
    body: tuple[Node, ...] = ()

    @property
    def line(self) -> int:
        """Say where it begins."""
        return next((node.line for node in inline_of(self.prompt) if node.line), 0) or (
            self.blocks[0].line or 1
        )

    @property
    def text(self) -> str:
        """Read what it may ask, without its number and its answer."""
        return asked_in(self.prompt)


def asked_in(line: Line) -> str:
    """Read what a line may ask, without its number and its answer."""
    parted = part_line(line)
    return without_number(plain_text(parted[0] if parted else line), ANY_NUMBER)


def units_of(block: Node, manners: frozenset[str] | None) -> Iterator[Unit]:
    """Cut a block where lines are set off.

    Args:
        manners: those that count; all if None.
    """
    if block.type == "paragraph":
        yield from _cut(block, manners)
    elif block.type == "blockquote" and (line := _only_line(block)):
        manner = f"{QUOTE} {block.children[0].type}"
        counts = manners is None or manner in manners
        yield Unit(manner if counts else "", (block,), line)
    else:
        yield Unit("", (block,))


def without_bare_numbers(blocks: Sequence[Node]) -> Iterator[Node]:
    """Leave out the numbers that stand above bold lines, each in a paragraph of its own."""
    for block, following in zip_longest(blocks, blocks[1:]):
        numbers = (
            following is not None
            and block.type == following.type == "paragraph"
            and is_bold(following.children)
            and BARE_NUMBER.fullmatch(plain_text(block.children))
        )
        if not numbers:
            yield block


def _only_line(quotation: Node) -> Line:
    """Find the only line of a quotation, numbered perhaps, which may be a question."""
    block = quotation
    while len(block.children) == 1 and block.type != "paragraph":
        block = block.children[0]
    is_line = block.type == "paragraph" and len(lines_of(block)) == 1
    return block.children if is_line else ()


def _is_answered(line: Line) -> bool:
    """Tell whether a question with its mark and an answer stand in a line."""
    parted = part_line(line)
    return parted is not None and ends_in_question_mark(plain_text(parted[0]))


def _cut(block: Node, manners: frozenset[str] | None) -> Iterator[Unit]:
    lines = lines_of(block)
    found = [manner_of(line) or (ANSWERED if _is_answered(line) else "") for line in lines]
    counts = [bool(m) and (manners is None or m in manners) for m in found]
    starts = [place for place, each in enumerate(counts) if each]
    if not starts:
        parts = found[0] if len(lines) == 1 and numbers_parts(found[0]) else ""
        yield Unit(parts, (block,), lines[0] if parts else ())
        return
    if starts[0]:
        yield Unit("", (paragraph(joined(lines[: starts[0]]), block),))
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        asking = lines_that_ask(lines[start:end])
        below = lines[start + asking : end]
        body = (paragraph(joined(below), block),) if below else ()
        whole = paragraph(joined(lines[start:end]), block)
        yield Unit(found[start], (whole,), joined(lines[start : start + asking]), body)


def bare(prompt: Line) -> Line:
    """Take off the bold type that only sets a question off, and the colon that a title ends in."""
    return _without_colon(_without_boldness(prompt))


def _without_colon(prompt: Line) -> Line:
    """Take off the colon that a title ends in."""
    said = tuple(node for node in prompt if node.type != "text" or node.content)
    last = said[-1] if said else None
    if last is None or not COLON.search(last.content):
        return prompt
    return (*said[:-1], replace(last, content=COLON.sub("", last.content)))


def _without_boldness(prompt: Line) -> Line:
    """Take off the bold type that only sets a question off."""
    strong = [node for node in prompt if node.type == "strong"]
    if not manner_of(prompt).startswith(BOLD):
        return prompt
    return tuple(
        child for node in prompt for child in (node.children if node in strong else (node,))
    )
