"""Is a card forgotten again and again, does it take long, was it learned after all?"""

from __future__ import annotations

from math import sqrt
from statistics import median
from typing import TYPE_CHECKING

from diptych.reviews.forgetting import LEARNED, strength

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diptych.deck import Review, StudiedCard

ENOUGH = 4
"""Fewer reviews say nothing."""

_OFTEN = 0.2
_HARD = 9.5  # of 10, as FSRS measures difficulty
_SURE, _SURE_IF_HARD = 1.645, 1.0  # 95 and 84 of 100 such cards
_LONG = 30.0
_LONGEST = 60.0  # Anki stops its clock here: who answers later was away


def lapses(reviews: Sequence[Review]) -> int:
    """Count the reviews in which a card was forgotten."""
    return sum(review.forgotten for review in reviews)


def at_least(failed: int, tried: int, sureness: float) -> float:
    """Give the share that a share which was found is at least: Wilson's lower bound.

    Args:
        sureness: as a number of standard deviations.
    """
    if not tried:
        return 0.0
    share, square = failed / tried, sureness**2
    middle = share + square / (2 * tried)
    reach = sureness * sqrt(share * (1 - share) / tried + square / (4 * tried**2))
    return max(0.0, (middle - reach) / (1 + square / tried))


def is_forgotten(card: StudiedCard) -> bool:
    """Tell whether a card is forgotten again and again.

    That is so where its rate of lapses is surely one in five, and twice what its learner's
    settings let happen. What FSRS finds hard anyhow needs less evidence.
    """
    tried = len(card.reviews)
    if tried < ENOUGH or is_learned(card):
        return False
    hard = card.memory is not None and card.memory.difficulty >= _HARD
    sureness = _SURE_IF_HARD if hard else _SURE
    often = max(_OFTEN, 2 * (1 - card.aim)) if card.aim else _OFTEN
    return at_least(lapses(card.reviews), tried, sureness) >= often


def is_slow(card: StudiedCard) -> bool:
    """Tell whether a card takes long to answer, half of the time at least."""
    taken = median_time(card.reviews)
    long = taken is not None and taken >= _LONG
    return long and len(card.reviews) >= ENOUGH and not is_learned(card)


def is_learned(card: StudiedCard) -> bool:
    """Tell whether a card is known for weeks, and was at its last review."""
    just_forgotten = bool(card.reviews) and card.reviews[-1].forgotten
    return not card.new and strength(card) >= LEARNED and not just_forgotten


def median_time(reviews: Sequence[Review]) -> float | None:
    """Give the seconds that half of the answers took at most; None where there are none."""
    return median(min(each.seconds, _LONGEST) for each in reviews) if reviews else None
