"""How much speaks for a question being an entry of the ledger, and how much against.

Points for each kind of evidence, which are added up. What they are worth was sought on the labelled
edits of ``tests/cases/identity``; CONTRIBUTING says how.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from diptych.digests import digest
from diptych.identity.words import normal, singles, stems, telling, words_in
from diptych.model import EXCERPT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diptych.compile import CompiledQuestion
    from diptych.identity.records import LedgerEntry
    from diptych.identity.words import Weights

_DIGITS = 16

# So much it takes to be certain, to be likely, and to be worth a question; and so far must the best
# be ahead of the second best, on both sides.
CERTAIN = 11.0
LIKELY = 6.0
WORTH_ASKING = 1.5
MARGIN = 1.5

# What speaks against it leaves a pair worth a question at most.
_AGAINST = 2.0
_BY_WORDS = 4.0
_COMMON = 1.5  # an answer that others have, too, or one like it
_FEW_CHANGED = 0.5
_LONG = 10
_OPPOSED = frozenset({*"非不无未没", "not", "no", "non", "never", "without"})


class Said(Struct, frozen=True):
    """What a question or an entry says, reduced to what is compared.

    Attributes:
        prompt, answer: without case, white space and punctuation.
        digest: a hash of the whole answer, where ``answer`` is a part of it only.
    """

    prompt: str
    answer: str
    digest: str
    prompt_words: frozenset[str]
    answer_words: frozenset[str]
    names: frozenset[str]

    @property
    def has_answer(self) -> bool:
        """Tell whether it has one, in words or otherwise; dots or a dash hold its place only."""
        return bool(self.answer_words or self.digest)


def said_by(question: CompiledQuestion) -> Said:
    """Reduce what a question says."""
    return _said(question.asked, question.excerpt, digest_of(question))


def said_in(entry: LedgerEntry) -> Said:
    """Reduce what an entry said."""
    return _said(entry.prompt, entry.answer, entry.digest)


def _said(prompt: str, answer: str, digest: str) -> Said:
    words = (words_in(prompt), words_in(answer), telling(prompt))
    return Said(normal(prompt), normal(answer), digest, *words)


def digest_of(question: CompiledQuestion) -> str:
    """Hash all that an answer says; empty where the excerpt is all of it."""
    whole, excerpt = ("".join(each.split()) for each in (question.text, question.excerpt))
    if whole == excerpt:
        return ""
    return digest(whole.encode(errors="surrogatepass"))[:_DIGITS]


def same_answer(one: Said, two: Said) -> bool:
    """Tell whether two answers are the same, as far as is remembered.

    Where only one has a hash of the whole, the other says no more than its beginning, or a former
    version remembered no more of it.
    """
    if one.digest == two.digest:
        return bool(one.digest) or (bool(one.answer) and one.answer == two.answer)
    cut = not (one.digest and two.digest) and 2 * len(one.answer) > EXCERPT
    return cut and one.answer == two.answer


class Spot(Struct, frozen=True):
    """Where an entry stood, seen from a question.

    Attributes:
        slot: how well it fits between the same neighbours, 0 to 1.
        section, file: whether it stood in the same one, whatever that is called now.
        only: whether one of the two is alone between these neighbours.
    """

    slot: float
    section: bool
    file: bool
    only: bool


def of_words(
    question: Said, entry: Said, weights: Weights, *, unique: bool, claimed: bool
) -> float:
    """Weigh what both say.

    Args:
        unique: whether no other question and no other entry has that answer.
        claimed: whether another question asks what the entry asked, in its words. Who only has its
            answer may have got its place: some text stands below one question after the other.
    """
    same_prompt = entry.prompt == question.prompt
    same = same_answer(entry, question) and not claimed
    if same_prompt:
        points = 5 + 0.75 * min(6, size(question.prompt_words))
    else:
        grew = _one_in_other(entry.prompt_words, question.prompt_words)
        points = 6 * _alike_prompts(entry, question, weights) + 1.0 * grew
    if same:
        points += 5 + 0.5 * min(6, size(question.answer_words)) if unique else _COMMON
    elif entry.has_answer and question.has_answer:
        alike = 8 * _alike_answers(entry, question, weights) - 3
        points += alike if unique and not claimed else min(alike, _COMMON)
    # What was put in the place of a question stands where it stood: that tells nothing then.
    too_little = not same_prompt and not same and points < _BY_WORDS
    against = too_little or _is_another(entry, question, same=same)
    return min(points, _AGAINST) if against else points


def of_spot(spot: Spot, *, retired: bool) -> float:
    """Weigh where both stand; who is still in the notes comes before who was retired."""
    points = 2 * spot.slot + 1.0 * spot.section + 0.5 * spot.file
    return points - 1.0 * (not spot.file) - 0.5 * retired


def _alike_prompts(entry: Said, question: Said, weights: Weights) -> float:
    words = weights.alike(entry.prompt_words, question.prompt_words)
    return (_letters(entry.prompt, question.prompt) + words) / 2


def _alike_answers(entry: Said, question: Said, weights: Weights) -> float:
    words = weights.alike(entry.answer_words, question.answer_words)
    return (_letters(entry.answer, question.answer) + words) / 2


def _letters(one: str, two: str) -> float:
    """Compare two texts by their letters, of which any two share some."""
    return max(0.0, _ratio(one, two) - 0.4) / 0.6


def _ratio(one: str, two: str) -> float:
    from rapidfuzz import fuzz  # only where something was reworded: importing it takes its time

    return fuzz.ratio(one, two) / 100


def nearest(text: str, others: Sequence[str]) -> float:
    """Measure how like a text the most similar of others is, by their letters: 0 to 1."""
    from rapidfuzz import fuzz, process  # likewise

    best = process.extract(text, others, scorer=fuzz.ratio, limit=1)
    return max((points for _, points, _ in best), default=0.0) / 100


def _one_in_other(was: frozenset[str], now: frozenset[str]) -> bool:
    """Tell whether a text only got longer or shorter."""
    return was <= now or now <= was


def _is_another(entry: Said, question: Said, *, same: bool) -> bool:
    """Tell whether a few words of a question were put in the place of others that say otherwise.

    Args:
        same: whether the answer is the same. If it is a long one, the question was only reworded.
    """
    if entry.prompt == question.prompt or (same and size(question.answer_words) >= _LONG):
        return False
    few = _ratio(entry.prompt, question.prompt) >= _FEW_CHANGED
    was, now = (stems(singles(each.prompt_words | each.names)) for each in (entry, question))
    gone, come = was - now, now - was
    if not same:
        changed = gone | come
        told = entry.answer and question.answer
        if told and _one_in_other(entry.answer_words, question.answer_words):
            return bool(changed and changed <= _OPPOSED)
        return bool(few and gone and come) or bool(changed and changed <= _OPPOSED)
    gone, come = gone & stems(entry.names), come & stems(question.names)
    return bool(few and _without_typos(gone, come) and _without_typos(come, gone))


def _without_typos(words: frozenset[str], others: frozenset[str]) -> frozenset[str]:
    return frozenset(
        each for each in words if not any(_ratio(each, other) >= 0.6 for other in others)
    )


def size(words: frozenset[str]) -> int:
    """Count words, a Chinese character as one."""
    return len(singles(words))
