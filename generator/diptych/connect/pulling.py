"""What was changed in Anki, as edits of the notes' own lines: a three-way merge, block by block.

Each block of a field is compared three ways: what Anki had from us, what the notes say now, and
what Anki says now. Only the lines of blocks that changed in Anki are edited. What both sides
changed, and what is not found for sure in the notes, is told and not written.
"""

from __future__ import annotations

from difflib import SequenceMatcher
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from diptych.characters import lazy
from diptych.connect.blocks import keys_of, texts_of
from diptych.connect.patching import matched, patched
from diptych.connect.signs import loses, signs_for, with_addresses
from diptych.from_html import Manner

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_HEADING = lazy(
    r"(?P<before>#{1,6}[ \t]+(?:\d+[.)、.][ \t]*)?)(?P<text>.*?)"
    r"(?P<after>(?:\s*\{[#.][^}]*\})?\s*)$"
)
_INDENT = lazy(r"(?:[ \t]*>)*[ \t]*")
Why = Literal["both", "place", "base"]


class Way(Struct, frozen=True):
    """How a change is written.

    Attributes:
        patches: whether only the words that changed are written, in the text that there is.
    """

    manner: Manner
    patches: bool


WAYS = (Way(Manner.PLAIN, True), Way(Manner.PLAIN, False), Way(Manner.GUARDED, False))
"""From what leaves most of the notes as it is to what is sure to be read as it is meant."""


class Lines(Struct, frozen=True):
    """A block as the notes write it: its lines, counted from 0, the last exclusive."""

    start: int
    end: int
    html: str


class Part(Struct, frozen=True):
    """A field, or a part of the text of a cloze note, as HTML.

    Attributes:
        was: what Anki had from us; None if that is not known.
        here: what the notes say now.
        there: what Anki says now.
        written: where the notes say it, block by block.
        deletes: whether ``{{c1::…}}`` hides something.
    """

    name: str
    was: str | None
    here: str
    there: str
    written: tuple[Lines, ...] = ()
    deletes: bool = False


class Edit(Struct, frozen=True):
    """Lines of a file that are replaced, counted from 0, the last exclusive."""

    start: int
    end: int
    lines: tuple[str, ...]


class Untaken(Struct, frozen=True):
    """Something that was changed in Anki and is not written into the notes.

    Attributes:
        why: both sides changed it; its lines are not found for sure; or it is not known what Anki
            had before.
        here: what the notes say, as Markdown.
        there: what Anki says, as Markdown.
    """

    field: str
    why: Why
    here: str
    there: str


class Pulled(Struct, frozen=True):
    """What comes of one part.

    Attributes:
        keys: what it is to show, block by block, when the edits are made.
    """

    edits: tuple[Edit, ...]
    untaken: tuple[Untaken, ...]
    keys: tuple[str, ...]


class _Change(Struct, frozen=True):
    """Blocks that one side put in the place of others."""

    start: int
    end: int
    first: int
    last: int

    def meets(self, other: _Change) -> bool:
        """Tell whether two changes are of one block, or put something in at one place."""
        if self.start == self.end or other.start == other.end:
            return self.start <= other.end and other.start <= self.end
        return max(self.start, other.start) < min(self.end, other.end)


def pull_part(
    part: Part, lines: Sequence[str], way: Way, fresh: Mapping[str, str] = MappingProxyType({})
) -> Pulled:
    """Find the edits that bring what was changed in Anki into the notes, and what stays out.

    Args:
        lines: those of the file that the question stands in.
        fresh: the names of pictures that the notes do not have yet, and what leads to each.
    """
    return _Merge(part, lines, way, fresh).pulled()


def differing(part: Part) -> Untaken | None:
    """Show both sides of a part, whole; None where Anki says nothing else."""
    here, there = (texts_of(part.name, e, deletes=part.deletes) for e in (part.here, part.there))
    if keys_of(here) == keys_of(there):
        return None
    return Untaken(part.name, "place", "\n\n".join(here), "\n\n".join(there))


class _Merge:
    """One part on its way."""

    def __init__(
        self, part: Part, lines: Sequence[str], way: Way, fresh: Mapping[str, str]
    ) -> None:
        self.part, self.lines, self.way, self.fresh = part, lines, way, fresh
        self.here, self.there = self._texts(part.here), self._texts(part.there)
        self.was = self.here if part.was is None else self._texts(part.was)
        made = self._texts(part.there, way.manner)
        self.made = made if len(made) == len(self.there) else self.there
        self.places = self._places()

    def _texts(self, html: str, manner: Manner = Manner.PLAIN) -> tuple[str, ...]:
        return texts_of(self.part.name, html, deletes=self.part.deletes, manner=manner)

    def pulled(self) -> Pulled:
        """Merge."""
        was, here, there = map(keys_of, (self.was, self.here, self.there))
        if here == there or was == there:
            return Pulled((), (), here)
        if self.part.was is None:
            return Pulled((), (self._untaken("base", self.here, self.there),), here)
        ours, theirs = list(_changes(was, here)), list(_changes(was, there))
        spots = _spots(was, here)
        merged = [[each] for each in here]
        edits: list[Edit] = []
        untaken: list[Untaken] = []
        for change in theirs:
            said = there[change.first : change.last]
            met = [each for each in ours if each.meets(change)]
            if any(self._is_same(change, each) for each in met):
                continue
            if met:
                told = self.here[met[0].first : met[-1].last], self.there[_slice(change)]
                untaken.append(self._untaken("both", *told))
                continue
            where = _where(change, spots)
            edit = self._edit(change, where)
            if edit is None:
                told = self.here[slice(*where)], self.there[_slice(change)]
                untaken.append(self._untaken("place", *told))
                continue
            edits.append(edit)
            _put(merged, where, said)
        keys = tuple(key for each in merged for key in each)
        return Pulled(tuple(edits), tuple(untaken), keys)

    def _is_same(self, theirs: _Change, ours: _Change) -> bool:
        same_place = (theirs.start, theirs.end) == (ours.start, ours.end)
        return same_place and keys_of(self.there[_slice(theirs)]) == keys_of(
            self.here[_slice(ours)]
        )

    def _untaken(self, why: Why, here: Sequence[str], there: Sequence[str]) -> Untaken:
        return Untaken(self.part.name, why, "\n\n".join(here), "\n\n".join(there))

    def _places(self) -> dict[int, tuple[int, int]]:
        """Find the written block of each block that is shown: its number, and how many it shows."""
        shown: list[str] = []
        owners: list[tuple[int, int]] = []
        for number, block in enumerate(self.part.written):
            keys = keys_of(self._texts(block.html))
            shown += keys
            owners += [(number, len(keys))] * len(keys)
        return {place: owners[there] for place, there in _spots(keys_of(self.here), shown).items()}

    def _edit(self, change: _Change, where: tuple[int, int]) -> Edit | None:
        """Replace the written blocks of some that are shown, or put new ones beside them."""
        start, end = where
        new = self.made[_slice(change)]
        if start == end:
            return self._inserted(start, new)
        owners = [owner for p in range(start, end) if (owner := self.places.get(p))]
        shown = dict(owners)  # how many each of them shows
        if len(owners) < end - start or sum(shown.values()) != end - start:
            return None
        blocks = [self.part.written[number] for number in shown]
        if not self._side_by_side(blocks):
            return None
        return self._replaced(blocks, self.here[start:end], new)

    def _side_by_side(self, blocks: Sequence[Lines]) -> bool:
        """Tell whether nothing else stands between some blocks."""
        return all(
            one.end <= other.start and not "".join(self.lines[one.end : other.start]).strip(" \t>")
            for one, other in pairwise(blocks)
        )

    def _replaced(
        self, blocks: Sequence[Lines], old: Sequence[str], new: Sequence[str]
    ) -> Edit | None:
        start, end = blocks[0].start, blocks[-1].end
        written = "\n".join(self.lines[start:end])
        if not new:
            return self._removed(start, end, old)
        before, text = "\n\n".join(old), "\n\n".join(new)
        if self.way.patches:
            text = with_addresses(text, self.fresh)
            indent = self._indent(start)
            made = patched(written, before, text, indent) if len(blocks) == 1 else None
            return None if made is None else Edit(start, end, tuple(made.split("\n")))
        known = signs_for(before, written)
        if known is None or loses(written, before, text):
            return None
        text = with_addresses(text, {**known, **self.fresh})
        return self._dressed(start, end, text)

    def _removed(self, start: int, end: int, old: Sequence[str]) -> Edit | None:
        written = "\n".join(self.lines[start:end])
        if self.part.name == "Question" or loses(written, "\n\n".join(old), ""):
            return None
        while end < len(self.lines) and not self.lines[end].strip():
            end += 1
        return Edit(start, end, ())

    def _dressed(self, start: int, end: int, text: str) -> Edit | None:
        """Write a block with the marks that the lines had which it replaces."""
        found = _HEADING.fullmatch(self.lines[start])
        if self.part.name == "Question" and found:
            one_line = end - start == 1 and "\n" not in text
            line = f"{found['before']}{text}{found['after']}"
            return Edit(start, end, (line,)) if one_line else None
        return Edit(start, end, tuple(self._indented(start, text)))

    def _indented(self, start: int, text: str) -> Iterator[str]:
        indent = self._indent(start)
        for line in text.split("\n"):
            yield f"{indent}{line}" if line else indent.rstrip(" \t")

    def _indent(self, start: int) -> str:
        found = _INDENT.match(self.lines[start])
        return found[0] if found else ""

    def _inserted(self, place: int, new: Sequence[str]) -> Edit | None:
        """Put blocks behind the one above, or before the one below where there is none."""
        above, below = self.places.get(place - 1), self.places.get(place)
        owner = above or below
        if owner is None or self.part.name == "Question" or (above and above == below):
            return None
        block = self.part.written[owner[0]]
        text = with_addresses("\n\n".join(new), self.fresh)
        made = [*self._indented(block.start, text)]
        border = self._indent(block.start).rstrip(" \t")
        old = self.lines[block.start : block.end]
        said = [*old, border, *made] if above else [*made, border, *old]
        return Edit(block.start, block.end, tuple(said))


def _slice(change: _Change) -> slice:
    """Take the blocks that a side put in."""
    return slice(change.first, change.last)


def _changes(before: Sequence[str], after: Sequence[str]) -> Iterator[_Change]:
    """Find what a side changed; as many blocks for as many are told one by one."""
    for kind, *span in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        start, end, first, last = span
        if end - start == last - first:
            for step in range(end - start):
                yield _Change(start + step, start + step + 1, first + step, first + step + 1)
        else:
            yield _Change(start, end, first, last)


def _spots(before: Sequence[str], after: Sequence[str]) -> dict[int, int]:
    """Find where each block is on the other side, if it is the same there."""
    return matched(SequenceMatcher(None, before, after, autojunk=False))


def _where(change: _Change, spots: Mapping[int, int]) -> tuple[int, int]:
    """Find the place of a change on the other side, which did not touch it."""
    if change.start < change.end:
        return spots[change.start], spots[change.end - 1] + 1
    place = spots[change.start - 1] + 1 if change.start else spots.get(0, 0)
    return place, place


def _put(merged: list[list[str]], where: tuple[int, int], said: Sequence[str]) -> None:
    start, end = where
    for place in range(start, end):
        merged[place] = []
    if start < end:
        merged[start] = [*said]
    elif start:
        merged[start - 1] = [*merged[start - 1], *said]
    elif merged:
        merged[0] = [*said, *merged[0]]
    else:
        merged.append([*said])


def overlap(edits: Iterable[Edit]) -> bool:
    """Tell whether some edits are of the same lines."""
    placed = sorted(set(edits), key=lambda each: (each.start, each.end))
    return any(other.start < one.end for one, other in pairwise(placed))


def with_edits(lines: Sequence[str], ends: Sequence[str], edits: Iterable[Edit]) -> str:
    """Write a file's text with its edits, each other line as it was.

    Args:
        ends: how each line ends.
    """
    usual = next((end for end in ends if end), "\n")
    new, new_ends = [*lines], [*ends]
    for edit in sorted(set(edits), key=lambda each: each.start, reverse=True):
        last = new_ends[edit.end - 1]
        fresh = [usual] * (len(edit.lines) - 1) + [last] if edit.lines else []
        new[edit.start : edit.end] = edit.lines
        new_ends[edit.start : edit.end] = fresh
    return "".join(map("".join, zip(new, new_ends, strict=True)))
