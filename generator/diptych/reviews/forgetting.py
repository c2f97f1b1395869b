"""How well a card is known on a day: the curve of forgetting of FSRS."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from diptych.deck import StudiedCard

LEARNED = 21
"""Who is known for so many days is learned, as Anki calls cards mature."""

_DAY = 86_400
_KNOWN = 0.9  # what stability means: after that many days, so many are still known
_DECAY = 0.5  # of a card that FSRS does not schedule: the curve of FSRS 4.5 and 5


def retrievability(days: float, stability: float, decay: float) -> float:
    """Compute the probability that a card is known some days after its last review.

    This is the power law of FSRS from version 4.5 on; version 6 has a decay of the learner's own.
    """
    factor = _KNOWN ** (-1 / decay) - 1
    return float((1 + factor * max(0.0, days) / stability) ** -decay)


def known_at(card: StudiedCard, moment: float) -> float | None:
    """Compute the probability that a card is known at a moment; None where nothing tells.

    Where FSRS knows nothing of a card, its interval stands for its stability: Anki's older
    scheduler aims at nine of ten cards that are known when they are due.

    Args:
        moment: in seconds since the epoch.
    """
    stability = strength(card)
    if card.new or not card.last or not stability:
        return None
    decay = card.memory.decay if card.memory else _DECAY
    return retrievability((moment - card.last) / _DAY, stability, decay)


def strength(card: StudiedCard) -> float:
    """Give the days for which a card is known: FSRS's stability, or else its interval."""
    return card.memory.stability if card.memory else card.interval
