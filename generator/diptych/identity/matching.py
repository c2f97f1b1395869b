"""Which question is which entry of the ledger, whatever has been edited since.

First by what is certain: the id that the author pinned, then the same words, from the narrowest
place to the widest. What is left is compared by its words: a question that was reworded, its
answer still much the same, is the old one. A card must never get the history of its neighbour, so
two questions that could both be the old one are none of them.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING, Any

from diptych.identity.slugs import normal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from diptych.compile import CompiledQuestion
    from diptych.identity.ledger import Ledger, LedgerEntry

EXCERPT = 200

# How much of an alikeness the answer makes up: it says more than the question, and is longer.
ANSWER_WEIGHT = 0.6

# Nearly the same words with an answer that was half rewritten reach it. Two English answers that
# have nothing to do with each other share about half of their letters: with questions that differ
# in one word ("What is L1 …?", "What is L2 …?") they come to 0.65, and must not reach it.
ALIKE = 0.7

# The very same answer tells, however the question was reworded, if it is long enough to be its own.
SAME_ANSWER = 0.9
_TELLING = 20

# So far must the best be ahead of the second best, on both sides, or it is anybody's guess.
MARGIN = 0.1

# Entries worth a closer look, by the question and by the answer each.
_CLOSEST = 8


@dataclass(frozen=True, slots=True)
class Matches:
    """What was found out.

    Attributes:
        known: question number → its entry, one to one.
        alike: how alike they are, 0 to 1, where only that told.
        unclear: question number → the entries that it might be; it counts as new.
    """

    known: Mapping[int, LedgerEntry]
    alike: Mapping[int, float] = field(default_factory=dict)
    unclear: Mapping[int, tuple[LedgerEntry, ...]] = field(default_factory=dict)


def match(questions: Sequence[CompiledQuestion], ledger: Ledger) -> Matches:
    """Find each question's entry."""
    known = _certain(questions, ledger)
    taken = {entry.guid for entry in known.values()}
    # Who was retired longer ago comes back by the same words only.
    free = [
        entry
        for entry in ledger.entries.values()
        if entry.guid not in taken and entry.retired is None
    ]
    waiting = {n: question for n, question in enumerate(questions) if n not in known}
    if not free or not waiting:
        return Matches(known)
    pairs = sorted(_pairs(waiting, free), key=lambda pair: (-pair[0], pair[1]))
    return _one_to_one(known, pairs)


def _certain(questions: Sequence[CompiledQuestion], ledger: Ledger) -> dict[int, LedgerEntry]:
    """By pinned id, else by the same words."""
    matches: dict[int, LedgerEntry] = {}
    pinned = {entry.id.casefold(): entry for entry in ledger.entries.values()}
    waiting = dict(enumerate(questions))
    for number, question in enumerate(questions):
        if question.pinned and (entry := pinned.get(question.pinned.casefold())):
            matches[number] = entry
            del waiting[number]
    asked = {n: (normal(each.asked), each.excerpt) for n, each in waiting.items()}
    for words, (place_of_question, place_of_entry) in product((2, 1), _PLACES):
        free = _free_entries(ledger, matches, place_of_entry, words)
        for number, question in list(waiting.items()):
            if candidates := free.get((place_of_question(question), asked[number][:words])):
                matches[number] = candidates.pop(0)
                del waiting[number]
    return matches


def _free_entries(
    ledger: Ledger,
    matches: Mapping[int, LedgerEntry],
    place: Callable[[LedgerEntry], Any],
    words: int,
) -> dict[Any, list[LedgerEntry]]:
    """Sort who is not taken by place and words: the prompt's, or with 2 the answer's as well."""
    taken = {entry.guid for entry in matches.values()}
    free: dict[Any, list[LedgerEntry]] = {}
    entries = sorted(ledger.entries.values(), key=lambda entry: entry.retired is not None)
    for entry in entries:
        if entry.guid not in taken:
            said = (normal(entry.prompt), entry.answer)[:words]
            free.setdefault((place(entry), said), []).append(entry)
    return free


# From the narrowest to the widest place in which the same words mean the same question; first where
# the answer is the same too, so that of several with one prompt each stays who it was.
_PLACES: tuple[tuple[Callable[[CompiledQuestion], Any], Callable[[LedgerEntry], Any]], ...] = (
    (
        lambda question: (question.span.path, question.section),
        lambda entry: (entry.file, entry.section),
    ),
    (lambda question: question.span.path, lambda entry: entry.file),
    (lambda _question: "", lambda _entry: ""),
)

Pair = tuple[float, int, "LedgerEntry"]


def _pairs(waiting: Mapping[int, CompiledQuestion], free: Sequence[LedgerEntry]) -> Iterator[Pair]:
    """CompiledQuestion and entry that are alike enough to matter, as (alikeness, number, entry)."""
    # Only where something was reworded: importing it takes as long as a small build.
    from rapidfuzz import fuzz, process

    prompts = [normal(entry.prompt) for entry in free]
    answers = [normal(entry.answer) for entry in free]
    for number, question in waiting.items():
        prompt, answer = normal(question.asked), normal(question.excerpt)
        found = process.extract(prompt, prompts, scorer=fuzz.ratio, limit=_CLOSEST)
        if answer:
            found += process.extract(answer, answers, scorer=fuzz.ratio, limit=_CLOSEST)
        for index in sorted({index for *_, index in found}):
            # An answer that is not there says nothing either way.
            both = answer and answers[index]
            of_answer = fuzz.ratio(answer, answers[index]) / 100 if both else 0.5
            of_prompt = fuzz.ratio(prompt, prompts[index]) / 100
            alike = ANSWER_WEIGHT * of_answer + (1 - ANSWER_WEIGHT) * of_prompt
            if answer == answers[index] and len(answer) >= _TELLING:
                alike = max(alike, SAME_ANSWER)
            if alike >= ALIKE - MARGIN:
                yield alike, number, free[index]


def _one_to_one(known: Mapping[int, LedgerEntry], pairs: Sequence[Pair]) -> Matches:
    """Take the best pairs first, as long as no other comes close."""
    matches, alike = dict(known), {}
    unclear: dict[int, tuple[LedgerEntry, ...]] = {}
    of_question: dict[int, list[Pair]] = defaultdict(list)
    of_entry: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        of_question[pair[1]].append(pair)
        of_entry[pair[2].guid].append(pair)
    taken: set[str] = set()
    for score, number, entry in pairs:
        if score < ALIKE or number in matches or number in unclear or entry.guid in taken:
            continue
        rivals = [
            pair
            for pair in (*of_question[number], *of_entry[entry.guid])
            if (pair[1], pair[2].guid) != (number, entry.guid)
            and pair[1] not in matches
            and pair[2].guid not in taken
            and pair[0] > score - MARGIN
        ]
        if rivals:
            candidates = (entry, *(pair[2] for pair in rivals if pair[1] == number))
            unclear[number] = tuple({each.guid: each for each in candidates}.values())
        else:
            matches[number], alike[number] = entry, score
            taken.add(entry.guid)
    return Matches(matches, alike, unclear)
