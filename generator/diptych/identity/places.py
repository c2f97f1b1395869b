"""Where questions stand beside those that are known: files, sections, and the slots in between.

A file or a section that got another name is seen by the questions in it that are known.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from diptych.compile import CompiledQuestion
    from diptych.identity.records import LedgerEntry

    InOrder = tuple[Sequence[LedgerEntry | None], Mapping[str, int]]

Place = tuple[str, tuple[str, ...]]
T = TypeVar("T")

# Of a longer gap only those at the same rank are looked at.
_WIDE = 8


def place_of(question: CompiledQuestion) -> Place:
    """Say in which file and section a question stands."""
    return question.span.path, question.section


def place_in(entry: LedgerEntry) -> Place:
    """Say in which file and section an entry stood."""
    return entry.file, entry.section


class Renamed:
    """Which file and section of before each of now is, by the questions that are known.

    Worked out only where it is asked: nearly all questions are known by their words already.
    """

    def __init__(
        self, questions: Sequence[CompiledQuestion], known: Mapping[int, LedgerEntry]
    ) -> None:
        # Who is known may grow while this is asked.
        self._questions, self._known = questions, dict(known)
        self._files: dict[str, str] = {}
        self._places: dict[Place, Place] = {}
        self._sections: dict[str, Mapping[tuple[str, ...], Sequence[LedgerEntry]]] = {}

    @cached_property
    def _in_files(self) -> Mapping[str, Sequence[int]]:
        """Look up the numbers of those that are known in each file of now."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for number in self._known:
            found[self._questions[number].span.path].append(number)
        return found

    def _in_sections(self, file: str) -> Mapping[tuple[str, ...], Sequence[LedgerEntry]]:
        """Look up who is known in each section of a file of now."""
        if file not in self._sections:
            found: defaultdict[tuple[str, ...], list[LedgerEntry]] = defaultdict(list)
            for number in self._in_files.get(file, ()):
                found[self._questions[number].section].append(self._known[number])
            self._sections[file] = found
        return self._sections[file]

    def file(self, now: str) -> str:
        """Name the file that this one was."""
        if now not in self._files:
            was = Counter(self._known[number].file for number in self._in_files.get(now, ()))
            self._files[now] = _most(was, now) if was else now
        return self._files[now]

    def place(self, now: Place) -> Place:
        """Name the file and section that these were."""
        if now not in self._places:
            file, section = now
            was = Counter(map(place_in, self._in_sections(file).get(section, ())))
            self._places[now] = _most(was, now) if was else (self.file(now[0]), now[1])
        return self._places[now]


def _most(was: Counter[T], now: T) -> T:
    """Take the most frequent; of two as frequent, the one that has the same name, or the first."""
    return max(was, key=lambda each: (was[each], each == now))


class Gap(Struct, frozen=True):
    """Questions that are not known yet, between two neighbours that are, then and now.

    Attributes:
        numbers: those of the questions, in order.
        entries: those that stood there, in order.
    """

    numbers: tuple[int, ...]
    entries: tuple[LedgerEntry, ...]


class Slots:
    """For each question that is not known, the gap in which it stands."""

    def __init__(self, gaps: Iterable[Gap]) -> None:
        self._gap_of: dict[int, int] = {}
        self._rank_now: dict[int, int] = {}
        self._rank_was: dict[str, tuple[int, int]] = {}
        self._gaps = list(gaps)
        for index, gap in enumerate(self._gaps):
            for rank, number in enumerate(gap.numbers):
                self._gap_of[number], self._rank_now[number] = index, rank
            for rank, entry in enumerate(gap.entries):
                self._rank_was[entry.guid] = (index, rank)

    def fit(self, number: int, entry: LedgerEntry) -> float:
        """Say how well an entry's slot is the question's: 1 the same, 0 another, ½ one near it."""
        index = self._gap_of.get(number)
        there = self._rank_was.get(entry.guid)
        if index is None or there is None or there[0] != index:
            return 0.0
        gap = self._gaps[index]
        same = len(gap.numbers) == len(gap.entries) and there[1] == self._rank_now[number]
        return 1.0 if same else 0.5

    def only(self, number: int) -> bool:
        """Tell whether there is but one question or one entry in a question's gap."""
        index = self._gap_of.get(number)
        return index is not None and 1 in map(
            len, (self._gaps[index].numbers, self._gaps[index].entries)
        )

    def near(self, number: int) -> Iterator[LedgerEntry]:
        """List the entries of a question's gap; of a long one, only that of the same rank."""
        if (index := self._gap_of.get(number)) is None:
            return
        gap, rank = self._gaps[index], self._rank_now[number]
        yield from gap.entries if len(gap.entries) <= _WIDE else gap.entries[rank : rank + 1]


def slots_between(
    questions: Sequence[CompiledQuestion],
    known: Mapping[int, LedgerEntry],
    standing: Standing,
    renamed: Renamed,
) -> Slots:
    """Find the gaps between known questions, and which entries stood there."""
    taken = {entry.guid for entry in known.values()}
    gaps = []
    for first, past in _runs(questions, known):
        file = renamed.file(questions[first].span.path)
        sequence, at = standing.of(file)
        before = known.get(first - 1) if _together(questions, first - 1, first) else None
        after = known.get(past) if _together(questions, past - 1, past) else None
        if any(each and each.file != file for each in (before, after)):
            continue
        start = at.get(before.guid, -1) + 1 if before else 0
        end = at.get(after.guid, len(sequence)) if after else len(sequence)
        inside = sequence[start:end]
        there = [each for each in inside if each is not None and each.guid not in taken]
        if None not in inside and there:
            gaps.append(Gap(tuple(range(first, past)), tuple(_as_many(there, past - first))))
    return Slots(gaps)


def _as_many(there: Sequence[LedgerEntry], wanted: int) -> Sequence[LedgerEntry]:
    """Leave out who was retired, unless only with them there are as many as are wanted."""
    if len(there) == wanted:
        return there
    present = [each for each in there if each.retired is None]
    return present or there


def _runs(
    questions: Sequence[CompiledQuestion], known: Mapping[int, LedgerEntry]
) -> Iterator[tuple[int, int]]:
    """Find the runs of unknown questions in one file, each as its first number and the next."""
    first = past = -1
    for number in [each for each in range(len(questions)) if each not in known]:
        if number != past or not _together(questions, first, number):
            if first >= 0:
                yield first, past
            first = number
        past = number + 1
    if first >= 0:
        yield first, past


def _together(questions: Sequence[CompiledQuestion], one: int, two: int) -> bool:
    """Tell whether two numbers are questions of one file."""
    if not (0 <= one < len(questions) and 0 <= two < len(questions)):
        return False
    return questions[one].span.path == questions[two].span.path


class Standing:
    """In which order the entries of each file stood, worked out where it is asked."""

    def __init__(self, entries: Iterable[LedgerEntry]) -> None:
        self._files: defaultdict[str, list[LedgerEntry]] = defaultdict(list)
        for entry in entries:
            self._files[entry.file].append(entry)
        self._orders: dict[str, InOrder] = {}

    def of(self, file: str) -> InOrder:
        """List the entries of a file as they stood, and at which place each stands in that."""
        if file not in self._orders:
            order = in_order(self._files.get(file, ()))
            at = {entry.guid: place for place, entry in enumerate(order) if entry is not None}
            self._orders[file] = order, at
        return self._orders[file]


def in_order(entries: Iterable[LedgerEntry]) -> list[LedgerEntry | None]:
    """Put the entries of one file in the order in which they stood; None where that is not known.

    Each remembers who stood before it when its line was written, so several may name one: the
    newest was put in last, and stands next to it.
    """
    there = {entry.guid: entry for entry in entries}
    behind: defaultdict[str, list[LedgerEntry]] = defaultdict(list)
    firsts: list[LedgerEntry] = []
    for entry in there.values():
        known = entry.after in there and entry.after != entry.guid
        (behind[entry.after] if known else firsts).append(entry)
    sequence: list[LedgerEntry | None] = []
    for first in sorted(firsts, key=_newest_first):
        sequence += [None] if sequence else []
        sequence += _walk(first, behind)
    return sequence


def _walk(first: LedgerEntry, behind: Mapping[str, Sequence[LedgerEntry]]) -> Iterator[LedgerEntry]:
    waiting = [first]
    while waiting:
        entry = waiting.pop()
        yield entry
        followers = behind.get(entry.guid, ())
        waiting += sorted(followers, key=_newest_first, reverse=True)


def _newest_first(entry: LedgerEntry) -> tuple[int, str]:
    return -entry.changed, entry.id
