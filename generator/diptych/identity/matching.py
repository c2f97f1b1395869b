"""Which question is which entry of the ledger, whatever has been edited since.

First by what is certain and costs nothing: the id that the author pinned, the same words at the
same place, the same words anywhere if they are nobody else's. What is left is assigned by all
evidence at once. No card must get the history of its neighbour: what is unclear is not guessed.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from msgspec import Struct, field

from diptych.identity.assignment import assign, by_birth, weigh_words
from diptych.identity.evidence import digest_of
from diptych.identity.places import Renamed, place_in, place_of
from diptych.identity.words import normal

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

    from diptych.compile import CompiledQuestion
    from diptych.identity.records import Ledger, LedgerEntry


class Matches(Struct, frozen=True):
    """What was found out.

    Attributes:
        known: question number → its entry, one to one.
        likely: the numbers of those that only likeness told.
        unclear: question number → the entries that it might be; it counts as new.
    """

    known: Mapping[int, LedgerEntry]
    likely: frozenset[int] = frozenset()
    unclear: Mapping[int, tuple[LedgerEntry, ...]] = field(default_factory=dict)


def match(questions: Sequence[CompiledQuestion], ledger: Ledger) -> Matches:
    """Find each question's entry."""
    entries = _taking_part(ledger)
    state = _State(questions, entries)
    state.take_pinned()
    state.take_untouched()
    state.take_same_words()
    state.take_cut_elsewhere()
    if not state.free or len(state.known) == len(questions):
        return Matches(state.known)
    found = assign(questions, state.known, list(state.free.values()), entries)
    return Matches(
        {**state.known, **found.certain, **found.likely}, frozenset(found.likely), found.unclear
    )


def prepare_to_match(ledger: Ledger) -> None:
    """Do what takes longest of it beforehand: the first question that is unknown waits for it."""
    weigh_words(_taking_part(ledger))


def _taking_part(ledger: Ledger) -> list[LedgerEntry]:
    return [each for each in ledger.entries.values() if not each.became]


class _State:
    """Who is known so far, and which entries are free."""

    def __init__(
        self, questions: Sequence[CompiledQuestion], entries: Sequence[LedgerEntry]
    ) -> None:
        self.questions = questions
        self.known: dict[int, LedgerEntry] = {}
        self.free = {entry.guid: entry for entry in entries}

    def take(self, number: int, entry: LedgerEntry) -> None:
        """Let a question be an entry."""
        self.known[number] = entry
        del self.free[entry.guid]

    def take_pinned(self) -> None:
        """By the id that the author wrote."""
        written = {n: each.pinned for n, each in enumerate(self.questions) if each.pinned}
        if not written:
            return
        pinned = {entry.id.casefold(): entry for entry in self.free.values()}
        for number, name in written.items():
            if entry := pinned.get(name.casefold()):
                self.take(number, entry)

    def take_untouched(self) -> None:
        """By the same words at the same place; of several such, in the order of their birth."""
        for numbers, entries in self._groups(_all_of, _all_in):
            self._take_in_order(numbers, entries)

    def take_same_words(self) -> None:
        """By the same words at the same place or elsewhere, or the same question at its place."""
        renamed = Renamed(self.questions, self.known)
        self._take_only_ones(
            lambda question: (renamed.place(place_of(question)), *_words_of(question)),
            lambda entry: (place_in(entry), *_words_in(entry)),
        )
        self._take_only_ones(_words_of, _words_in)
        self._take_at_its_place(lambda question: normal(question.asked))
        # What is asked with, choices perhaps, stood in its answer before.
        self._take_at_its_place(lambda question: normal(question.prompt))

    def _take_at_its_place(self, of_question: Callable[[CompiledQuestion], str]) -> None:
        """Take each question that asks what one entry did at its place, and nobody else."""
        now = Renamed(self.questions, self.known)
        for numbers, entries in self._groups(of_question, lambda entry: normal(entry.prompt)):
            there = [each for each in entries if each.retired is None]
            if len(numbers) == len(there) == 1:
                place = now.place(place_of(self.questions[numbers[0]]))
                if place == place_in(there[0]):
                    self.take(numbers[0], there[0])

    def take_cut_elsewhere(self) -> None:
        """By the same words altogether, where the answer now begins in another place."""
        self._take_only_ones(
            lambda question: normal(f"{question.asked} {question.text}"),
            lambda entry: None if entry.digest else normal(f"{entry.prompt} {entry.answer}"),
        )

    def _take_only_ones(
        self,
        of_question: Callable[[CompiledQuestion], Hashable],
        of_entry: Callable[[LedgerEntry], Hashable],
    ) -> None:
        """Take each question and entry that have something in common with nobody else."""
        for numbers, entries in self._groups(of_question, of_entry):
            if len(numbers) == len(entries) == 1:
                self.take(numbers[0], entries[0])

    def _groups(
        self,
        of_question: Callable[[CompiledQuestion], Hashable],
        of_entry: Callable[[LedgerEntry], Hashable],
    ) -> Iterable[tuple[list[int], list[LedgerEntry]]]:
        """Sort who is not known yet and who is free by what both have in common."""
        waiting: defaultdict[Hashable, list[int]] = defaultdict(list)
        for number, question in enumerate(self.questions):
            if number not in self.known:
                waiting[of_question(question)].append(number)
        if not waiting:
            return []
        free: defaultdict[Hashable, list[LedgerEntry]] = defaultdict(list)
        for entry in self.free.values():
            if (key := of_entry(entry)) in waiting:
                free[key].append(entry)
        return [(waiting[key], entries) for key, entries in free.items()]

    def _take_in_order(self, numbers: Sequence[int], entries: Sequence[LedgerEntry]) -> None:
        if len(numbers) == len(entries) == 1:
            self.take(numbers[0], entries[0])
            return
        waiting = {number: digest_of(self.questions[number]) for number in numbers}
        rest = sorted(entries, key=by_birth)
        for entry in [each for each in rest if each.digest]:
            if same := [number for number in waiting if waiting[number] == entry.digest]:
                self.take(same[0], entry)
                del waiting[same[0]]
                rest.remove(entry)
        for number, entry in zip(waiting, rest, strict=False):
            self.take(number, entry)


def _all_of(question: CompiledQuestion) -> Hashable:
    """Give what a question that nobody touched has in common with its entry."""
    return (question.span.path, question.section, question.asked, question.excerpt)


def _all_in(entry: LedgerEntry) -> Hashable:
    """Give the same of an entry."""
    return (entry.file, entry.section, entry.prompt, entry.answer)


def _words_of(question: CompiledQuestion) -> tuple[str, str]:
    return normal(question.asked), question.excerpt or digest_of(question)


def _words_in(entry: LedgerEntry) -> tuple[str, str]:
    return normal(entry.prompt), entry.answer or entry.digest
