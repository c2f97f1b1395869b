"""Where questions stand beside those that are known: files, sections, and the slots in between.

A file or a section that got another name is seen by the questions in it that are known.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from diptych.compile import CompiledQuestion
    from diptych.identity.ledger import LedgerEntry

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
    """Which file and section of before each of now is, by the questions that are known."""

    def __init__(
        self, questions: Sequence[CompiledQuestion], known: Mapping[int, LedgerEntry]
    ) -> None:
        files: defaultdict[str, Counter[str]] = defaultdict(Counter)
        sections: defaultdict[Place, Counter[Place]] = defaultdict(Counter)
        for number, entry in known.items():
            place = place_of(questions[number])
            files[place[0]][entry.file] += 1
            sections[place][place_in(entry)] += 1
        self._files = {now: _most(was, now) for now, was in files.items()}
        self._sections = {now: _most(was, now) for now, was in sections.items()}

    def file(self, now: str) -> str:
        """Name the file that this one was."""
        return self._files.get(now, now)

    def place(self, now: Place) -> Place:
        """Name the file and section that these were."""
        return self._sections.get(now) or (self.file(now[0]), now[1])


def _most(was: Counter[T], now: T) -> T:
    """Take the most frequent; of two as frequent, the one that has the same name, or the first."""
    return max(was, key=lambda each: (was[each], each == now))


@dataclass(frozen=True, slots=True)
class Gap:
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

    def near(self, number: int) -> Iterator[LedgerEntry]:
        """List the entries of a question's gap; of a long one, only that of the same rank."""
        if (index := self._gap_of.get(number)) is None:
            return
        gap, rank = self._gaps[index], self._rank_now[number]
        yield from gap.entries if len(gap.entries) <= _WIDE else gap.entries[rank : rank + 1]


def slots_between(
    questions: Sequence[CompiledQuestion],
    known: Mapping[int, LedgerEntry],
    order: Mapping[str, Sequence[LedgerEntry | None]],
    renamed: Renamed,
) -> Slots:
    """Find the gaps between known questions, and which entries stood there.

    Args:
        order: for each file, its entries as they stood, with None where that is not known.
    """
    at = {
        entry.guid: place
        for sequence in order.values()
        for place, entry in enumerate(sequence)
        if entry is not None
    }
    taken = {entry.guid for entry in known.values()}
    gaps = []
    for first, past in _runs(questions, known):
        file = renamed.file(questions[first].span.path)
        sequence = order.get(file, ())
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
    first = None
    for number in range(len(questions) + 1):
        ends = number == len(questions) or number in known
        if first is not None and (ends or not _together(questions, first, number)):
            yield first, number
            first = None
        if first is None and not ends:
            first = number


def _together(questions: Sequence[CompiledQuestion], one: int, two: int) -> bool:
    """Tell whether two numbers are questions of one file."""
    if not (0 <= one < len(questions) and 0 <= two < len(questions)):
        return False
    return questions[one].span.path == questions[two].span.path


def order_of(entries: Iterable[LedgerEntry]) -> dict[str, list[LedgerEntry | None]]:
    """Put the entries of each file in the order in which they stood, as far as it is remembered.

    Each remembers who stood before it when its line was written, so several may name one: the
    newest was put in last, and stands next to it.
    """
    behind: defaultdict[tuple[str, str], list[LedgerEntry]] = defaultdict(list)
    files: defaultdict[str, dict[str, LedgerEntry]] = defaultdict(dict)
    for entry in entries:
        files[entry.file][entry.guid] = entry
    roots: defaultdict[str, list[LedgerEntry]] = defaultdict(list)
    for file, there in files.items():
        for entry in there.values():
            if entry.after in there and entry.after != entry.guid:
                behind[file, entry.after].append(entry)
            else:
                roots[file].append(entry)
    order: dict[str, list[LedgerEntry | None]] = {}
    for file, firsts in roots.items():
        sequence: list[LedgerEntry | None] = []
        for first in sorted(firsts, key=_newest_first):
            sequence += [None] if sequence else []
            sequence += _walk(first, behind, file)
        order[file] = sequence
    return order


def _walk(
    first: LedgerEntry, behind: Mapping[tuple[str, str], Sequence[LedgerEntry]], file: str
) -> Iterator[LedgerEntry]:
    waiting = [first]
    while waiting:
        entry = waiting.pop()
        yield entry
        followers = behind.get((file, entry.guid), ())
        waiting += sorted(followers, key=_newest_first, reverse=True)


def _newest_first(entry: LedgerEntry) -> tuple[int, str]:
    return -entry.changed, entry.id
