"""What is remembered of a cloze note's deletions: which number asks for which text.

A card is known by its number. An author who renumbers deletions lets their histories change places,
and is told so. A deletion that is written without a number (``==text==``) keeps the one that it has
for good, whatever is put in front of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from diptych.diagnostics.codes import diagnose
from diptych.identity.records import RememberedDeletion
from diptych.model import Span
from diptych.syntax.cloze import HIGHEST, free_numbers

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from diptych.identity.records import Identity, LedgerEntry
    from diptych.model import Diagnostic
    from diptych.model.book import Deletion


_ALL_USED = "Anki has no number above 500, and all were used."


def deletion_rows(deletions: Iterable[RememberedDeletion]) -> list[list[Any]]:
    """Write deletions as the ledger has them."""
    return [[each.number, each.text, *([1] if each.gone else [])] for each in deletions]


def read_deletions(rows: Iterable[Any]) -> tuple[RememberedDeletion, ...]:
    """Read deletions as the ledger has them.

    Raises:
        ValueError, TypeError: they say something else.
    """
    found = []
    for number, text, *gone in rows:
        if type(number) is not int or type(text) is not str:
            raise TypeError("a deletion must have a number and a text")
        found.append(RememberedDeletion(number, text, bool(gone)))
    return tuple(found)


def remembered_deletions(
    known: tuple[RememberedDeletion, ...], shown: Sequence[Deletion]
) -> tuple[RememberedDeletion, ...]:
    """Remember the deletions of this build, and behind them those whose numbers it has no more."""
    if not shown:
        return known
    numbers = {number for number, _ in shown}
    gone = {each.number: each.text for each in known if each.number not in numbers}
    here = (RememberedDeletion(number, text) for number, text in shown)
    return (*here, *(RememberedDeletion(n, text, gone=True) for n, text in sorted(gone.items())))


def kept_numbers(
    known: LedgerEntry, shown: Sequence[Deletion], unnumbered: Collection[int]
) -> dict[int, int]:
    """Map the numbers of deletions that are written without one to those that they are known by.

    Args:
        shown: the deletions with the numbers that they have got for now.
        unnumbered: those of these numbers that their author did not write.
    """
    if not unnumbered or not known.deletions or len(shown) > HIGHEST:
        return {}
    texts = [(number, text) for number, text in shown if number in unnumbered]
    taken = {number for number, _ in shown if number not in unnumbered}
    numbers = _Numbers(known.deletions, taken).of([text for _, text in texts])
    return {now: kept for (now, _), kept in zip(texts, numbers, strict=True) if now != kept}


class _Numbers:
    """Which deletion is which, as the ledger knows them."""

    def __init__(self, known: Sequence[RememberedDeletion], taken: Collection[int]) -> None:
        self._known = known
        self._taken = set(taken)
        self._places: dict[int, int] = {}
        """A deletion now → its place among those that are known."""

    def of(self, texts: Sequence[str]) -> list[int]:
        """List the number of each text: of the same one, else of one in its place, else a new."""
        for gone in (False, True):
            places: dict[str, list[int]] = {}
            for place in self._free(gone=gone):
                places.setdefault(self._known[place].text, []).append(place)
            for number, text in enumerate(texts):
                same = places.get(text, [])
                while number not in self._places and same:
                    self._pair(number, same.pop(0))
        self._reworded(len(texts))
        free = free_numbers(self._taken, [each.number for each in self._known])
        kept = self._places
        return [self._known[kept[n]].number if n in kept else next(free) for n in range(len(texts))]

    def _free(self, *, gone: bool = False) -> Iterator[int]:
        """List the places of those whose number nobody has yet."""
        for place, each in enumerate(self._known):
            if each.gone == gone and each.number not in self._taken:
                yield place

    def _pair(self, number: int, place: int) -> None:
        """Give a deletion the number of one that is known, unless another has it."""
        if self._known[place].number not in self._taken:
            self._places[number] = place
            self._taken.add(self._known[place].number)

    def _reworded(self, texts: int) -> None:
        """Find those whose words were changed where they stand: between the same two others."""
        runs: list[list[int]] = [[]]
        for number in range(texts):
            if number in self._places:
                runs.append([])
            else:
                runs[-1].append(number)
        for run in filter(None, runs):
            before = self._places.get(run[0] - 1, -1)
            behind = self._places.get(run[-1] + 1, len(self._known))
            between = [place for place in self._free() if before < place < behind]
            if len(between) == len(run):
                for number, place in zip(run, between, strict=True):
                    self._pair(number, place)


def deletion_diagnostics(
    questions: Iterable[tuple[Identity, tuple[Deletion, ...]]],
    lines: Mapping[str, Sequence[str]],
) -> Iterator[Diagnostic]:
    """Report deletions whose cards have the history of others, each in its line.

    Args:
        questions: each with the deletions on its cards.
        lines: those of each file, by its path.
    """
    for identity, shown in questions:
        known = identity.known.deletions if identity.known and shown else ()
        before = [(each.number, each.text) for each in known if not each.gone]
        if before and before != [*shown]:
            gone = {each.number: each.text for each in known if each.gone}
            yield from _told(identity, before, gone, shown, lines)


def _told(
    identity: Identity,
    before: Sequence[Deletion],
    gone: Mapping[int, str],
    shown: Sequence[Deletion],
    lines: Mapping[str, Sequence[str]],
) -> Iterator[Diagnostic]:
    was, now = _by_text(before), _by_text(shown)
    left = {text for text in was.keys() & now.keys() if was[text].isdisjoint(now[text])}
    asked = {**gone, **{number: text for number, text in reversed(before) if text in left}}
    free = free_numbers({*gone, *(number for number, _ in (*before, *shown))})
    whole = identity.question.span
    written = lines.get(whole.path, ())[whole.line - 1 : whole.end_line]
    for text, numbers in now.items():
        number = min(numbers)
        span = _place(text, written, whole)
        if text in left:
            old = min(was[text])
            other = asked.get(number) or next((t for n, t in before if n == number), "")
            whose = f"has the history of “{other}”" if other else "is a new one"
            message = f"“{text}” was deletion {old} and is {number} now: its card {whose}"
            hint = f"Cards are known by numbers. To keep its own: {{{{c{old}::{text}}}}}"
            yield diagnose("D521", message, span, hint)
        elif text not in was and asked.get(number, text) != text:
            other, new = asked[number], next(free)
            message = f"“{text}” is new as deletion {number}: its card has the history of “{other}”"
            hint = f"For a card of its own: {{{{c{new}::{text}}}}}" if new <= HIGHEST else _ALL_USED
            yield diagnose("D521", message, span, hint)


def _place(text: str, written: Sequence[str], whole: Span) -> Span:
    """Find the line that a deletion stands in; the question's first one if markup hides it."""
    for line, said in enumerate(written, start=whole.line):
        opened = said.find("{{c")
        if opened >= 0 and (column := said.find(text, opened)) >= 0:
            return Span(whole.path, line, line, column + 1)
    return whole.first_line


def _by_text(deletions: Iterable[Deletion]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for number, text in deletions:
        found.setdefault(text, set()).add(number)
    return found
