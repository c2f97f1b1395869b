"""Pools of questions as offices print them: ``T1A01 (C) [97.1]`` above each, or ``[Q]``, ``[A]``.

The line above a question names it and says which of its choices is right; ``~~`` may end it. Or
each line begins with its field: ``[I]`` and ``[P]`` name the question and its picture, ``[A]`` to
``[D]`` are choices. Questions are made headings; the answer stands below the choices and ``%``.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from diptych.characters import lazy
from diptych.parse.choices.offered import find_choices
from diptych.parse.papers.made_headings import heading_of, level_below, parting_of, text_block
from diptych.syntax.inline import joined, lines_of, paragraph, strip_start
from diptych.syntax.tree import LISTS
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from diptych.syntax.inline import Line
    from diptych.syntax.tree import Node

# `T1A01 (C) [97.1(a)]`, `B-001-001-001 (D)`, as a line, a heading or bold.
_CODE = r"(?=[A-Z0-9.-]{0,15}\d)[A-Z][A-Z0-9.-]{2,15}\s?\(([A-H])\)"
CODE = lazy(rf"\W*({_CODE}\W*(?:\[[^\[\]]{{1,40}}\]|\([^()]{{1,40}}\))?)\W*")
CODE_SIGN = lazy(r"[\s#>*_]*[A-Z][A-Z0-9.-]{2,15}[*_]{0,2}\s?\([A-H]\)")
END = lazy(r"\s*~~\s*")
FIELD = lazy(r"\s*\[([A-Z]|Answer|Ans|Correct|答案|正确答案)\]\s*[:：]?\s*", re.IGNORECASE)
FIELD_SIGN = lazy(r"[\s>*-]*\[Q\]\s*\S", re.IGNORECASE)
CHOICE_SIGN = lazy(r"[\s>*-]*\[B\]\s*\S", re.IGNORECASE)
CHOICES = "ABCDEFGH"
TELLS = frozenset({"T", "ANSWER", "ANS", "CORRECT", "答案", "正确答案"})
FEWEST = 2
LONGEST_TITLE = 160


def with_pools_as_headings(nodes: Sequence[Node], lines: Sequence[str]) -> tuple[Node, ...]:
    """Make headings of the questions of a pool, if a page holds one.

    Args:
        lines: those of the page, as they are written.
    """
    if sum(CODE_SIGN.match(line) is not None for line in lines) >= FEWEST:
        return tuple(_named(nodes))
    asked = sum(FIELD_SIGN.match(line) is not None for line in lines)
    if asked and sum(CHOICE_SIGN.match(line) is not None for line in lines) >= max(1, asked - 1):
        return tuple(_in_fields(nodes))
    return tuple(nodes)


class _Named(Struct):
    """A question below its name, while it is gathered."""

    label: Node
    name: str
    letter: str
    level: int
    blocks: list[Node] = field(default_factory=list)


def _named(nodes: Sequence[Node]) -> Iterator[Node]:
    """Walk blocks, and make questions of those below a name and the letter of the right choice."""
    pieces = [each for node in nodes for each in _pieces(node)]
    parted = any(_ends(before) and _names_part(each) for before, each in pairwise(pieces))
    waiting: _Named | None = None
    above: list[Node] = []
    for piece in pieces:
        found = CODE.fullmatch(plain_text(piece.children)) if _is_line(piece) else None
        if waiting and (found or _ends(piece) or piece.type in {"heading", "hr"}):
            yield from _made(waiting)
            waiting = None
        if found:
            level = piece.heading_level or level_below(above) + parted
            waiting = _Named(piece, found[1].strip(), found[2], level)
        elif waiting:
            waiting.blocks.append(piece)
        elif not _ends(piece):
            above += [piece] if piece.heading_level else []
            # Between the questions of a pool, a line names the part that follows.
            is_part = parted and _names_part(piece)
            title = heading_of(piece.children, piece, level_below(above)) if is_part else piece
            yield replace(title, meta={}) if is_part else piece
    if waiting:
        yield from _made(waiting)


def _ends(piece: Node) -> bool:
    return bool(END.fullmatch(piece.content))


def _names_part(piece: Node) -> bool:
    """Tell whether a paragraph is a line that is no question's name."""
    is_line = piece.type == "paragraph" and len(lines_of(piece)) == 1
    short = is_line and len(piece.content) <= LONGEST_TITLE
    return short and not CODE.fullmatch(plain_text(piece.children)) and not _ends(piece)


def _is_line(node: Node) -> bool:
    return node.type in {"paragraph", "heading"}


def _pieces(node: Node) -> Iterator[Node]:
    """Cut a paragraph where a line names a question, or ends one."""
    lines = lines_of(node) if node.type == "paragraph" else []
    gathered: list[Line] = []
    for line in lines:
        text = plain_text(line)
        if CODE.fullmatch(text) or END.fullmatch(text):
            if gathered:
                yield paragraph(joined(gathered), node)
            gathered = []
            yield paragraph(line, node)
        else:
            gathered.append(line)
    if gathered or not lines:
        yield paragraph(joined(gathered), node) if lines else node


def _made(named: _Named) -> Iterator[Node]:
    """Make a heading of a question above choices; without such, give its blocks as they were."""
    first = named.blocks[0] if named.blocks else None
    lines = lines_of(first) if first is not None and first.type == "paragraph" else []
    for count in range(1, len(lines) + 1):
        below = (paragraph(joined(lines[count:]), first),) if first and lines[count:] else ()
        choices = find_choices((*below, *named.blocks[1:]))
        if first and choices and not choices.told:
            asked = heading_of(joined(lines[:count]), first, named.level)
            yield replace(asked, line=named.label.line)
            yield from (*choices.front, parting_of(first), text_block(named.letter, named.label))
            yield from (*choices.answer, text_block(named.name, named.label))
            return
    yield named.label
    yield from named.blocks


class _Fields(Struct):
    """A question in fields, while it is gathered; ``lines`` are all of it, as they are written."""

    like: Node
    lines: list[Line] = field(default_factory=list)
    asked: list[Line] = field(default_factory=list)
    choices: list[Line] = field(default_factory=list)
    told: list[Line] = field(default_factory=list)
    names: list[Line] = field(default_factory=list)


def _in_fields(nodes: Sequence[Node]) -> Iterator[Node]:
    """Walk blocks, and make questions of lines that begin with the names of fields."""
    waiting: _Fields | None = None
    above: list[Node] = []
    for node in nodes:
        lines = [*_lines(node)]
        if not lines or not (waiting or FIELD.match(plain_text(lines[0]))):
            yield from _of_fields(waiting, level_below(above)) if waiting else ()
            above += [node] if node.heading_level else []
            waiting = None
            yield node
            continue
        for line in lines:
            found = FIELD.match(plain_text(line))
            kind = found[1].upper() if found else ""
            begins = kind not in {*CHOICES, *TELLS, "P", ""} and waiting and waiting.choices
            if waiting and begins:
                yield from _of_fields(waiting, level_below(above))
            if waiting is None or begins:
                waiting = _Fields(replace(node, type="paragraph", tag="p"))
            _fill(waiting, kind, line)
    if waiting:
        yield from _of_fields(waiting, level_below(above))


def _lines(node: Node) -> Iterator[Line]:
    """Walk the lines of a paragraph, or of the items of a list that have one each."""
    if node.type == "paragraph":
        yield from lines_of(node)
    elif node.type in LISTS and all(len(item.children) == 1 for item in node.children):
        yield from (line for item in node.children for line in _lines(item.children[0]))


def _fill(fields: _Fields, kind: str, line: Line) -> None:
    fields.lines.append(line)
    said = strip_start(line, FIELD) or ()
    if kind == "Q":
        fields.asked.append(said)
    elif kind in {*CHOICES}:
        fields.choices.append(line)
    elif kind in TELLS:
        fields.told.append(said)
    elif kind:
        fields.names.append(line)
    else:
        (fields.told or fields.choices or fields.asked).append(line)


def _of_fields(fields: _Fields, level: int) -> Iterator[Node]:
    """Make a heading of a question; what names it is asked with where nothing answers it."""
    if not fields.asked:
        yield from (paragraph(line, fields.like) for line in fields.lines)
        return
    asked = heading_of(joined(fields.asked), fields.like, level)
    first = paragraph(joined([*fields.names[:1], *fields.asked]), fields.like)
    yield replace(asked, line=min(asked.line, first.line))
    names = [paragraph(line, fields.like) for line in fields.names]
    yield from () if fields.told else names
    yield from (paragraph(line, fields.like) for line in fields.choices)
    yield parting_of(fields.like)
    yield from (paragraph(line, fields.like) for line in fields.told)
    yield from names if fields.told else ()
