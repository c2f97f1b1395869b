"""What a learner's collection knows of each card: how it was answered, and how well it is held."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from msgspec import Struct

from diptych.deck.foreign import opened

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

_AGAIN = 1
_REVIEW, _FILTERED = 1, 3
_NEW = 0
_DAY = 86_400

# FSRS up to version 5 has the decay in its formula; only later versions write it to a card.
_FIXED_DECAY = 0.5


Answer = tuple[int, int, int, int, int, int, int]
"""A line of Anki's log: when (in milliseconds), the card's number, the button, the interval before,
the factor, how long (in milliseconds), and of which kind it was."""


class Review(Struct, frozen=True):
    """One try to recall a card that had been learned.

    Attributes:
        time: in seconds since the epoch.
        forgotten: whether it was answered with "Again".
        seconds: how long the answer took.
    """

    time: float
    forgotten: bool
    seconds: float


class Memory(Struct, frozen=True):
    """What FSRS holds of a card.

    Attributes:
        stability: the days after which nine of ten such cards are still known.
        difficulty: from 1 to 10.
        decay: how fast the curve of forgetting falls.
    """

    stability: float
    difficulty: float
    decay: float


class StudiedCard(Struct, frozen=True):
    """One card of a learner's collection.

    Attributes:
        new: whether it was never answered, or was made new again.
        interval: days between its last and its next review; 0 while it is learned.
        memory: None where the collection is not scheduled by FSRS.
        aim: the share of reviews that shall succeed, as FSRS is set; None if it is not known.
        last: when it was last answered, in seconds since the epoch; None if that is not known.
        reviews: in the order of time; what was asked again within a day is not among them.
    """

    new: bool
    interval: int
    memory: Memory | None
    aim: float | None
    last: float | None
    reviews: tuple[Review, ...]


def read_studied(package: bytes) -> dict[str, dict[int, StudiedCard]]:
    """Read the cards of an ``.apkg`` or ``.colpkg``, by their note's GUID and their ordinal.

    Raises:
        ValueError: it is neither.
    """
    with opened(package) as connection:
        reviews, answered = _log(
            connection.execute(
                "SELECT id, cid, ease, lastIvl, factor, time, type FROM revlog ORDER BY id"
            )
        )
        rows = connection.execute(
            "SELECT guid, cards.id, ord, type, ivl, cards.data "
            "FROM cards JOIN notes ON notes.id = cards.nid ORDER BY cards.id"
        )
        found: dict[str, dict[int, StudiedCard]] = {}
        for guid, number, ordinal, state, interval, data in rows:
            told = _told(data)
            found.setdefault(guid, {})[ordinal] = StudiedCard(
                new=state == _NEW,
                interval=max(0, interval),
                memory=_memory(told),
                aim=_number(told, "dr"),
                last=_number(told, "lrt") or answered.get(number),
                reviews=tuple(reviews.get(number, ())),
            )
    return found


def studied_card(state: int, interval: int, log: Iterable[Answer]) -> StudiedCard:
    """Make a card of its state and its log; what FSRS holds of it is not known.

    Args:
        state: as Anki numbers it: 0 is new.
        interval: as Anki keeps it: days, or seconds below 0.
        log: in the order of time.
    """
    reviews, answered = _log(log)
    return StudiedCard(
        new=state == _NEW,
        interval=max(0, interval),
        memory=None,
        aim=None,
        last=max(answered.values(), default=None),
        reviews=tuple(each for own in reviews.values() for each in own),
    )


def _log(rows: Iterable[Answer]) -> tuple[dict[int, list[Review]], dict[int, float]]:
    """Read the reviews of each card, and when it was last answered."""
    reviews: dict[int, list[Review]] = {}
    answered: dict[int, float] = {}
    for moment, number, button, interval, factor, taken, kind in rows:
        only_looked_at = kind == _FILTERED and factor == 0
        if button == 0 or only_looked_at:  # 0: rescheduled by hand or by a program
            continue
        answered[number] = moment / 1000
        # Days are counted upwards, seconds (of steps that last longer than a day) downwards.
        if kind == _REVIEW or interval >= 1 or interval <= -_DAY:
            review = Review(moment / 1000, button == _AGAIN, taken / 1000)
            reviews.setdefault(number, []).append(review)
    return reviews, answered


def _told(data: str) -> Mapping[str, Any]:
    """Read what a card carries besides; older versions and add-ons write what they like there."""
    try:
        told = json.loads(data or "{}")
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _memory(told: Mapping[str, Any]) -> Memory | None:
    stability, difficulty = _number(told, "s"), _number(told, "d")
    if stability is None or difficulty is None:
        return None
    return Memory(stability, difficulty, _number(told, "decay") or _FIXED_DECAY)


def _number(told: Mapping[str, Any], name: str) -> float | None:
    """Read a number above 0; None where there is none."""
    value = told.get(name)
    if isinstance(value, int | float) and value > 0:
        return float(value)
    return None
