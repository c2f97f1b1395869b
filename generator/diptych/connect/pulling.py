"""What was changed in Anki, as edits of the notes' own lines: a three-way merge, field by field.

A field is compared by its blocks. Only the lines of blocks that changed are replaced; where these
cannot be found for sure in the notes, nothing is written and the words of Anki are told instead.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from diptych.connect.ownership import same
from diptych.from_html import markdown_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_HEADING = re.compile(
    r"(?P<before>#{1,6}[ \t]+(?:\d+[.)、.][ \t]*)?)(?P<text>.*?)"
    r"(?P<after>(?:\s*\{[#.][^}]*\})?\s*)$"
)
_QUOTE = re.compile(r"(?P<before>>[ \t]?)(?P<text>.*?)(?P<after>)$")
_PLAIN = re.compile(r"(?P<before>)(?P<text>(?![#>]).*?)(?P<after>)$")
_WRITTEN = {"Question": _HEADING, "Short": _QUOTE, "Answer": _PLAIN}
_FENCE = re.compile(r"\s*(?:>[ \t]?)?(`{3,}|~{3,})")
_PICTURE = re.compile(r"!\[|<img\b")


@dataclass(frozen=True, slots=True)
class Edit:
    """Lines of a file that are replaced, counted from 0, the last exclusive."""

    start: int
    end: int
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Untaken:
    """A field that was changed in Anki and is not written into the notes.

    Attributes:
        why: both sides changed it, or its lines cannot be found for sure.
        here: what the notes say, as Markdown.
        there: what Anki says, as Markdown.
    """

    field: str
    why: Literal["both", "place"]
    here: str
    there: str


@dataclass(frozen=True, slots=True)
class _Block:
    start: int
    end: int
    text: str


def pull_fields(
    was: Mapping[str, str],
    here: Mapping[str, str],
    there: Mapping[str, str],
    lines: Sequence[str],
    place: tuple[int, int],
) -> tuple[list[Edit], list[Untaken]]:
    """Find the edits that bring what was changed in Anki into the notes, and what stays out.

    Args:
        was: what was sent last, by field.
        here: what the notes say now.
        there: what Anki says now.
        lines: those of the file that the question stands in.
        place: its lines among them, counted from 0, the last exclusive.
    """
    edits: list[Edit] = []
    untaken: list[Untaken] = []
    for name in _changed(was, here, there):
        before, ours, theirs = was.get(name, ""), here.get(name, ""), there[name]
        told = markdown_of(ours), markdown_of(theirs)
        if not same(name, ours, before):
            untaken.append(Untaken(name, "both", *told))
        elif (found := _edits(name, before, theirs, lines, place)) is None:
            untaken.append(Untaken(name, "place", *told))
        else:
            edits += found
    return edits, untaken


def changed_fields(was: Mapping[str, str], there: Mapping[str, str]) -> list[str]:
    """Name the fields that show something else in Anki than what was sent last."""
    return [name for name, theirs in there.items() if not same(name, theirs, was.get(name, ""))]


def _changed(
    was: Mapping[str, str], here: Mapping[str, str], there: Mapping[str, str]
) -> Iterator[str]:
    for name in changed_fields(was, there):
        if not same(name, there[name], here.get(name, "")):
            yield name


def _edits(
    name: str, before: str, theirs: str, lines: Sequence[str], place: tuple[int, int]
) -> list[Edit] | None:
    """Find the lines to replace; None where they are not found for sure."""
    form = _WRITTEN.get(name)
    if form is None:
        return None
    old = list(_blocks(markdown_of(before).split("\n"), 0, None))
    new = list(_blocks(markdown_of(theirs).split("\n"), 0, None))
    written = list(_blocks(lines[place[0] : place[1]], place[0], form))
    matcher = SequenceMatcher(
        None, [_key(each) for each in old], [_key(each) for each in new], autojunk=False
    )
    edits: list[Edit] = []
    for _, first, last, start, end in matcher.get_opcodes():
        if old[first:last] and [*map(_key, old[first:last])] == [*map(_key, new[start:end])]:
            continue
        edit = _edit(old, (first, last), new[start:end], written, form, lines)
        if edit is None:
            return None
        edits.append(edit)
    return edits or None


def _edit(
    old: Sequence[_Block],
    where: tuple[int, int],
    new: Sequence[_Block],
    written: Sequence[_Block],
    form: re.Pattern[str],
    lines: Sequence[str],
) -> Edit | None:
    """Replace the blocks from one to another, or put new ones behind the one above."""
    first, last = where
    added = "\n\n".join(each.text for each in new)
    if (form is _HEADING and len(new) != 1) or _PICTURE.search(added):
        return None
    kept = first == last
    if kept and not first:
        return None
    found = [_only(each, written) for each in old[first - kept : last]]
    places = [each for each in found if each is not None]
    if not places or len(places) < len(found) or not _side_by_side(places, lines):
        return None
    start, end = places[0].start, places[-1].end
    made = _dressed(added, form, lines[start]) if new else []
    if form is _HEADING and len(made) != 1:
        return None
    if kept:
        border = ">" if form is _QUOTE else ""
        return Edit(start, end, (*lines[start:end], border, *made))
    while not new and end < len(lines) and not lines[end].strip():
        end += 1
    return Edit(start, end, tuple(made))


def _only(block: _Block, written: Iterable[_Block]) -> _Block | None:
    found = [each for each in written if _key(each) == _key(block)]
    return found[0] if len(found) == 1 else None


def _side_by_side(places: Sequence[_Block], lines: Sequence[str]) -> bool:
    """Tell whether nothing else stands between some blocks."""
    return all(
        one.end <= other.start and not "".join(lines[one.end : other.start]).strip(" \t>")
        for one, other in pairwise(places)
    )


def _dressed(text: str, form: re.Pattern[str], line: str) -> list[str]:
    """Write a block with the marks that the line had which it replaces."""
    found = form.match(line)
    before, after = (found["before"], found["after"]) if found else ("", "")
    return [
        f"{before}{each}{after}".rstrip(" ") if not each else f"{before}{each}{after}"
        for each in text.split("\n")
    ]


def _blocks(lines: Sequence[str], below: int, form: re.Pattern[str] | None) -> Iterator[_Block]:
    """Part lines into blocks at the empty ones; a fence is one block.

    Args:
        form: how a line is marked that belongs to the field; the marks are left out.
    """
    texts: list[str] = []
    start, fence = 0, ""
    for number, line in enumerate([*lines, ""]):
        found = form.match(line) if form else None
        text = line if form is None else found["text"] if found else ""
        if text.strip() or fence:
            if not texts:
                start = number
            texts.append(text)
        elif texts:
            yield _Block(below + start, below + number, "\n".join(texts))
            texts = []
        if mark := _FENCE.match(text):
            fence = "" if fence and mark[1].startswith(fence) else fence or mark[1]
    if texts and fence:
        yield _Block(below + start, below + len(lines), "\n".join(texts))


def _key(block: _Block) -> str:
    """Tell blocks apart by what they show: in running text a line's end is a space."""
    if _FENCE.match(block.text) or re.match(r"\s*(?:[-*+|]|\d+[.)])", block.text):
        return block.text.rstrip()
    return " ".join(block.text.split())


def with_edits(lines: Sequence[str], ends: Sequence[str], edits: Iterable[Edit]) -> str:
    """Write a file's text with its edits, each other line as it was.

    Args:
        ends: how each line ends.
    """
    usual = next((end for end in ends if end), "\n")
    new, new_ends = [*lines], [*ends]
    for edit in sorted(edits, key=lambda each: each.start, reverse=True):
        last = new_ends[edit.end - 1]
        fresh = [usual] * (len(edit.lines) - 1) + [last] if edit.lines else []
        new[edit.start : edit.end] = edit.lines
        new_ends[edit.start : edit.end] = fresh
    return "".join(map("".join, zip(new, new_ends, strict=True)))
