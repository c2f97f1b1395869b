"""Texts cut where a line bears the mark of a question or an answer: ``Q:``, ``答：``, ``?``.

What is cut can be put in turn: answers above their questions, and pairs in two languages.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from msgspec import Struct
from msgspec.structs import replace

from diptych.characters import CJK, lazy
from diptych.parse.words.card_labels import DIGITS, STRICT, WHY, C, Labels
from diptych.parse.words.labels import without_bold_label
from diptych.syntax.inline import joined, lines_of, paragraph, split_line, strip_marker
from diptych.syntax.tree import LISTS, Node, replaced
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from diptych.model import CardMarks
    from diptych.syntax.inline import Line

# Answers that each stand above their question, as kinds of units.
ALL_ABOVE = lazy("a q(?: a q)+")
EAST = lazy(f"[{CJK}]")
FEWEST = 2
# Several pairs in one line, and where the next one begins.
PAIRS = lazy(r"(?:\bQ|[问問])\s*\d{0,4}[:：][^:：]{1,300}(?:\bA|答案?)\s*\d{0,4}[:：]")
AGAIN = lazy(r"(?<=[.?!。？！])[ \t\u3000]*(?=(?:Q|[问問])\s*\d{0,4}[:：])")

# An explanation is an answer where no other one stands before it.
# What number a question's label bears.
ORDINAL = "ordinal"

Kind = Literal["", "q", "a", "why", "c", "parted", "both", "end"]
Unit = tuple[Kind, "Node"]


class Marks(Struct, frozen=True):
    """What is looked for: the marks of a vault, and the labels of questions and answers."""

    cards: CardMarks
    labels: Labels = STRICT


def cut_at_marks(blocks: Sequence[Node], marks: Marks) -> list[Unit]:
    """Cut paragraphs where a line begins a question or an answer."""
    units: list[Unit] = []
    for block in _opened(blocks, marks.labels):
        if block.type == "paragraph":
            units += _cut(block, marks)
        elif block.type in LISTS and units:
            units += _cut_list(block, units, marks)
        elif block.type == "blockquote" and _opens_with(block, marks.labels, "a"):
            units.append(("a", _without_label(block, marks.labels)))
        else:
            units.append(("", block))
    return units


def _opened(blocks: Sequence[Node], labels: Labels, *, inside: bool = False) -> Iterator[Node]:
    """Take the frame off what bears marks inside: quotations, and lists of which each item does."""
    for block in blocks:
        parts = block.children if block.type in LISTS else (block,)
        framed = block.type in LISTS or block.type == "blockquote"
        asking = [_opens_with(part, labels, "q") for part in parts] if framed else []
        marked = any(asking) or (framed and inside)
        if marked and all(
            asks or _opens_with(part, labels, "a") for part, asks in zip(parts, asking, strict=True)
        ):
            for part in parts:
                shown = [replace(each, hidden=False) for each in part.children]
                yield from _opened(shown, labels, inside=True)
        else:
            yield block


def _opens_with(frame: Node, labels: Labels, kind: Literal["q", "a"]) -> bool:
    """Tell whether a quotation or an item begins with a label."""
    first = frame.children[0] if frame.children else None
    if first is None or first.type != "paragraph":
        return False
    label = labels.asks if kind == "q" else labels.answers
    return _label_of(lines_of(first)[0], label, loose=labels.loose) is not None


def _without_label(quotation: Node, labels: Labels) -> Node:
    """Take the label of an answer off within the quotation that it begins."""
    first, *others = quotation.children
    line, *lines = lines_of(first)
    rest = _label_of(line, labels.answers, loose=labels.loose) or ()
    said = [each for each in (rest, *lines) if each]
    shown = [paragraph(joined(said), first)] if said else []
    return replace(quotation, children=(*shown, *others))


def _cut_list(block: Node, units: list[Unit], marks: Marks) -> list[Unit]:
    """Cut a list that swallowed the line below it: a separator, above which it asks, or an end."""
    last = _last_paragraph(block)
    lines = lines_of(last) if last else []
    place = next((n for n, line in enumerate(lines) if n and _is_mark_line(line, marks)), 0)
    if last is None or not place:
        return [("", block)]
    parts = _parts(lines[place], marks)
    if parts and (units[-1][0] or units[-1][1].type != "paragraph"):
        return [("", block)]
    (kept,) = replaced([block], last, paragraph(joined(lines[:place]), last))
    below = replace(last, hidden=False)
    shown: list[Unit] = [("", kept)]
    if parts:
        units[-1] = parts, units[-1][1]
        rest = lines[place + 1 :]
        return [*shown, ("a", paragraph(joined(rest), below))] if rest else shown
    return [*shown, *_cut(paragraph(joined(lines[place:]), below), marks)]


def _last_paragraph(block: Node) -> Node | None:
    """Find the paragraph that a list ends in, if it ends in one."""
    while block.type in {*LISTS, "list_item"} and block.children:
        block = block.children[-1]
    return block if block.type == "paragraph" else None


def _cut(block: Node, marks: Marks) -> Iterator[Unit]:
    lines = [each for line in lines_of(block) for each in _in_pairs_of_line(line)]
    kind: Kind = next((parts for line in lines[1:] if (parts := _parts(line, marks))), "")
    gathered: list[Line] = []
    number = 0
    for line in lines:
        marked, rest = _kind(line, marks)
        if marked:
            if gathered:
                yield kind, _paragraph(gathered, block, number)
            kind, gathered = marked, []
            number = _number_of(line, marks) if marked == "q" else 0
        if marked == "end":
            yield kind, paragraph(line, block)
            kind = ""
        elif marked == "q" and (parted := split_line(rest, marks.labels.behind)):
            yield "q", _paragraph([parted[0]], block, number)
            kind, gathered, number = "a", [parted[1]], 0
        elif rest or not marked:
            gathered.append(rest)
    if gathered:
        yield kind, _paragraph(gathered, block, number)


def _in_pairs_of_line(line: Line) -> list[Line]:
    """Part a line that holds several questions, each with its answer: `Q: … A: … Q: … A: …`."""
    found: list[Line] = []
    rest = line
    if len(PAIRS.findall(plain_text(line))) > 1:
        while parted := split_line(rest, AGAIN):
            found.append(parted[0])
            rest = parted[1]
    return [*found, rest]


def _number_of(line: Line, marks: Marks) -> int:
    """Read the number in a question's label: `Q3:`; 0 if it has none."""
    label = marks.labels.asks.match(plain_text(line))
    digits = DIGITS.search(label[0]) if label else None
    return int(digits[0]) if digits else 0


def _paragraph(lines: Sequence[Line], block: Node, number: int) -> Node:
    made = paragraph(joined(lines), block)
    return replace(made, meta={**made.meta, ORDINAL: number}) if number else made


def _kind(line: Line, marks: Marks) -> tuple[Kind, Line]:
    """Find what a line begins, and take the mark of that off it."""
    text, labels = plain_text(line), marks.labels
    if _parts(line, marks):
        return "a", ()
    if text.strip() == marks.cards.end:
        return "end", line
    if C.match(text) and ("[" in text or C.fullmatch(text)):
        return "c", strip_marker(line, C) or ()
    if (rest := _label_of(line, labels.asks, loose=labels.loose)) is not None:
        return "q", rest
    if WHY.match(text):
        return "why", line
    if (rest := _label_of(line, labels.answers, loose=labels.loose)) is not None:
        return "a", rest
    return "", line


def _label_of(line: Line, label: re.Pattern[str], *, loose: bool) -> Line | None:
    """Take off the label that a line begins with; return None if it has none."""
    found = label.match(plain_text(line))
    rest = strip_marker(line, label) if found else None
    return without_bold_label(line, label) if rest is None and loose else rest


def _is_mark_line(line: Line, marks: Marks) -> bool:
    return bool(_parts(line, marks)) or plain_text(line).strip() == marks.cards.end


def _parts(line: Line, marks: Marks) -> Kind:
    """Tell in which way a line parts the sides of a card; empty if it does not."""
    text = plain_text(line).strip()
    return (
        "both"
        if text == marks.cards.between_both
        else "parted"
        if text == marks.cards.between
        else ""
    )


def in_turn(units: list[Unit]) -> list[Unit]:
    """Put each answer behind its question: one that stands above it, or below several ones."""
    groups = _groups(units)
    unmarked = groups[:1] if groups and not groups[0][0][0] else []
    marked = groups[len(unmarked) :]
    if ALL_ABOVE.fullmatch(" ".join(group[0][0] for group in marked)):
        pairs = zip(marked[::2], marked[1::2], strict=True)
        groups = [*unmarked, *(group for above, asked in pairs for group in (asked, above))]
    return [unit for group in _in_pairs(groups) for unit in group]


def _groups(units: Sequence[Unit]) -> list[list[Unit]]:
    """Gather what bears a mark with what stands below it; the first group may bear none."""
    groups: list[list[Unit]] = []
    for unit in units:
        if unit[0] or not groups:
            groups.append([unit])
        else:
            groups[-1].append(unit)
    return groups


def _in_pairs(groups: Sequence[list[Unit]]) -> Iterator[list[Unit]]:
    """Part questions in several languages, with their answers below them all, into pairs."""
    place = 0
    while place < len(groups):
        asked = _run(groups, place, "q")
        answers = _run(groups, place + len(asked), "a")
        together = [*asked, *answers]
        if len(asked) == len(answers) >= FEWEST and len(set(map(_is_eastern, asked))) > 1:
            rest = list(answers)
            for question in asked:
                eastern = _is_eastern(question)
                alike = (n for n, each in enumerate(rest) if _is_eastern(each) == eastern)
                yield question
                yield rest.pop(next(alike, 0))
        else:
            yield from together or groups[place : place + 1]
        place += max(len(together), 1)


def _run(groups: Sequence[list[Unit]], start: int, kind: Kind) -> Sequence[list[Unit]]:
    end = start
    while end < len(groups) and groups[end][0][0] == kind:
        end += 1
    return groups[start:end]


def _is_eastern(group: Sequence[Unit]) -> bool:
    """Tell whether a group is written in an East Asian language."""
    return bool(EAST.search(plain_text(group[0][1].children)))
