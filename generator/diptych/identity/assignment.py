"""One assignment of questions to entries from all evidence at once, each entry to one question.

The pairs for which most speaks are taken first. Who is known then tells where its neighbours stood,
so what is left is weighed again, until nothing more is found.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cached_property, lru_cache
from heapq import nsmallest
from typing import TYPE_CHECKING

from msgspec import Struct, field

from diptych.identity.evidence import (
    CERTAIN,
    LIKELY,
    MARGIN,
    WORTH_ASKING,
    Said,
    Spot,
    digest_of,
    of_spot,
    of_words,
    said_by,
    said_in,
    same_answer,
)
from diptych.identity.places import Renamed, Standing, place_in, place_of, slots_between
from diptych.identity.words import Weights, words_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from diptych.compile import CompiledQuestion
    from diptych.identity.places import Slots
    from diptych.identity.records import LedgerEntry

_COMMON = 60  # a word that so many entries have leads to none of them
_CLOSEST = 8  # entries worth a closer look for each reason
_ROUNDS = 6
_NAMED = 3  # of those that a question may be, and of the questions that one of them may be


class Pair(Struct, frozen=True):
    """A question and an entry that it may be, with all that speaks for it.

    Attributes:
        same_words: whether both say the same. Of several such it does not matter which is which.
    """

    points: float
    number: int
    entry: LedgerEntry
    same_words: bool


class Assigned(Struct):
    """What came of it.

    Attributes:
        certain, likely: question number → its entry.
        unclear: question number → the entries that it may be, the likeliest first.
    """

    certain: dict[int, LedgerEntry] = field(default_factory=dict)
    likely: dict[int, LedgerEntry] = field(default_factory=dict)
    unclear: dict[int, tuple[LedgerEntry, ...]] = field(default_factory=dict)


def assign(
    questions: Sequence[CompiledQuestion],
    known: Mapping[int, LedgerEntry],
    free: Sequence[LedgerEntry],
    entries: Sequence[LedgerEntry],
) -> Assigned:
    """Find the entries of the questions that are not known yet.

    Args:
        known: who is certain by its id or its words.
        free: the entries that no question has yet.
        entries: all entries, among them those.
    """
    search = _Search(questions, known, free, entries)
    assigned = Assigned()
    together = dict(known)
    pairs: list[Pair] = []
    for _ in range(_ROUNDS):
        pairs = search.pairs(together)
        found = list(_best(pairs))
        for pair in found:
            sure = pair.same_words or pair.points >= CERTAIN
            (assigned.certain if sure else assigned.likely)[pair.number] = pair.entry
            together[pair.number] = pair.entry
        if not found:
            break
    taken = {entry.guid for entry in together.values()}
    named: Counter[str] = Counter()
    for pair in pairs:
        others = assigned.unclear.get(pair.number, ())
        is_open = pair.number not in together and pair.entry.guid not in taken
        if is_open and len(others) < _NAMED and named[pair.entry.guid] < _NAMED:
            named[pair.entry.guid] += 1
            assigned.unclear[pair.number] = (*others, pair.entry)
    return assigned


def _best(pairs: Sequence[Pair]) -> Iterator[Pair]:
    """Pick the pairs for which enough speaks, and for no other of either side nearly as much."""
    of_question: defaultdict[int, list[Pair]] = defaultdict(list)
    of_entry: defaultdict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        of_question[pair.number].append(pair)
        of_entry[pair.entry.guid].append(pair)
    taken: set[int] = set()
    gone: set[str] = set()
    for pair in pairs:
        if pair.points < LIKELY or pair.number in taken or pair.entry.guid in gone:
            continue
        rivals = [
            each
            for each in (*of_question[pair.number], *of_entry[pair.entry.guid])
            if each is not pair
            and not (pair.same_words and each.same_words)
            and each.number not in taken
            and each.entry.guid not in gone
            and each.points > pair.points - MARGIN
        ]
        if not rivals:
            taken.add(pair.number)
            gone.add(pair.entry.guid)
            yield pair


@lru_cache(maxsize=1)  # while a notebook is edited, the ledger stays what it is
def _weights_of(texts: tuple[tuple[str, str], ...]) -> Weights:
    """Weigh words by how few entries have them, given what each asked and answered."""
    return Weights(words_in(prompt) | words_in(answer) for prompt, answer in texts)


def weigh_words(entries: Sequence[LedgerEntry]) -> Weights:
    """Weigh words by how few entries have them: once, as long as these stay what they are."""
    return _weights_of(tuple([(each.prompt, each.answer) for each in entries]))


class _Search:
    """Pairs of questions and entries that have something in common."""

    def __init__(
        self,
        questions: Sequence[CompiledQuestion],
        known: Mapping[int, LedgerEntry],
        free: Sequence[LedgerEntry],
        entries: Sequence[LedgerEntry],
    ) -> None:
        self.questions, self.known, self.free, self.entries = questions, known, free, entries
        self.said_in = [said_in(entry) for entry in free]
        self.index = {entry.guid: place for place, entry in enumerate(free)}
        self.standing = Standing(entries)
        self._said_by: dict[int, Said] = {}
        self._of_words: dict[tuple[int, int], float] = {}
        self._by_words: dict[int, tuple[int, ...]] = {}

    @cached_property
    def weights(self) -> Weights:
        """Weigh words by how few entries have them."""
        return weigh_words(self.entries)

    @cached_property
    def answers(self) -> Counter[str]:
        """Count how many entries ever had an answer, or questions have it, if those are more."""
        return Counter(each.answer for each in self.entries) | Counter(
            each.excerpt for each in self.questions
        )

    @cached_property
    def wholes(self) -> Counter[str]:
        """Count likewise by the hash of a whole answer, of which the excerpt is a part only.

        Of the questions only those are hashed whose excerpt an entry with such a hash has.
        """
        hashed = {each.answer for each in self.free if each.digest}
        return Counter(each.digest for each in self.entries) | Counter(
            digest_of(each) for each in self.questions if each.excerpt in hashed
        )

    @cached_property
    def claimed(self) -> frozenset[str]:
        """Collect the prompts that only one free entry had, and a question still asks."""
        had = Counter(said.prompt for said in self.said_in)
        unknown = (number for number in range(len(self.questions)) if number not in self.known)
        asked = {self.said_by(number).prompt for number in unknown}
        return frozenset(prompt for prompt in asked if had[prompt] == 1)

    @cached_property
    def having(self) -> dict[str, list[int]]:
        """Look up the entries that have a word, a prompt or an answer."""
        having: defaultdict[str, list[int]] = defaultdict(list)
        for place, said in enumerate(self.said_in):
            for key in _keys(said):
                having[key].append(place)
        return having

    def said_by(self, number: int) -> Said:
        """Reduce what a question says, once."""
        if number not in self._said_by:
            self._said_by[number] = said_by(self.questions[number])
        return self._said_by[number]

    def pairs(self, known: Mapping[int, LedgerEntry]) -> list[Pair]:
        """Weigh all pairs that are worth it, best first."""
        renamed = Renamed(self.questions, known)
        slots = slots_between(self.questions, known, self.standing, renamed)
        taken = {entry.guid for entry in known.values()}
        of_section: defaultdict[object, list[int]] = defaultdict(list)
        for place, entry in enumerate(self.free):
            if entry.guid not in taken:
                of_section[place_in(entry)].append(place)
        pairs: list[Pair] = []
        for number, question in enumerate(self.questions):
            if number in known:
                continue
            near = [self.index[each.guid] for each in slots.near(number) if each.guid in self.index]
            beside = of_section[renamed.place(place_of(question))]
            near += beside if len(beside) <= _CLOSEST else []
            places = {*self._in_common(number), *near}
            entries = [self.free[place] for place in sorted(places)]
            of_one = [
                self._pair(number, entry, _spot(question, entry, renamed, slots, number))
                for entry in entries
                if entry.guid not in taken
            ]
            pairs += _not_apart([pair for pair in of_one if pair is not None])
        return sorted(pairs, key=lambda pair: (-pair.points, pair.number, *by_birth(pair.entry)))

    def _pair(self, number: int, entry: LedgerEntry, spot: Spot) -> Pair | None:
        """Weigh a question and an entry; nothing if it is not worth a question."""
        retired = entry.retired is not None
        points = self._words(number, self.index[entry.guid]) + of_spot(spot, retired=retired)
        stood_there = spot.slot == 1 or (spot.slot > 0 and spot.only and not retired)
        if points < WORTH_ASKING and not stood_there:
            return None
        said, was = self.said_by(number), self.said_in[self.index[entry.guid]]
        same = said.prompt == was.prompt and same_answer(said, was)
        return Pair(points, number, entry, same)

    def _in_common(self, number: int) -> tuple[int, ...]:
        """Find the entries that have most in common with a question, by their words."""
        if number not in self._by_words:
            points: Counter[int] = Counter()
            said = self.said_by(number)
            for key in _keys(said):
                places = self.having.get(key, ())
                if len(places) <= _COMMON:
                    worth = int(1000 / (1 + len(places)))
                    for place in places:
                        points[place] += worth
            best = nsmallest(_CLOSEST, points, key=lambda place: (-points[place], place))
            self._by_words[number] = tuple(best)
        return self._by_words[number]

    def _words(self, number: int, place: int) -> float:
        if (number, place) not in self._of_words:
            said, was = self.said_by(number), self.said_in[place]
            self._of_words[number, place] = of_words(
                said,
                was,
                self.weights,
                unique=self._is_only_one(number, place),
                claimed=was.prompt != said.prompt and was.prompt in self.claimed,
            )
        return self._of_words[number, place]

    def _is_only_one(self, number: int, place: int) -> bool:
        """Tell whether nobody else has the answer of a question or an entry."""
        said, was = self.said_by(number), self.said_in[place]
        if said.digest and said.digest == was.digest:
            return self.wholes[said.digest] == 1
        raw = self.questions[number].excerpt
        return max(self.answers[raw], self.answers[self.free[place].answer]) == 1


def _not_apart(pairs: Sequence[Pair]) -> Iterator[Pair]:
    """Leave out who is not the question, as the author said of an entry that is more like it."""
    for pair in pairs:
        nearer = [each.entry for each in pairs if each.points >= pair.points]
        if not any(pair.entry.guid in entry.apart for entry in nearer):
            yield pair


def by_birth(entry: LedgerEntry) -> tuple[bool, int, str]:
    """Order entries of the same words: who is there first, then who was there first.

    Of names that differ in their number only, the shorter is the older.
    """
    return entry.retired is not None, len(entry.id), entry.id


def _keys(said: Said) -> Iterable[str]:
    """List what leads from a question to entries: each word, and the whole of either text."""
    yield from said.prompt_words | said.answer_words
    yield f"?{said.prompt}"
    if said.answer:
        yield f"={said.answer}"
    if said.digest:
        yield f"#{said.digest}"


def _spot(
    question: CompiledQuestion, entry: LedgerEntry, renamed: Renamed, slots: Slots, number: int
) -> Spot:
    place, slot = renamed.place(place_of(question)), slots.fit(number, entry)
    return Spot(
        slot=slot,
        section=place == place_in(entry),
        file=place[0] == entry.file,
        only=slots.only(number),
    )
