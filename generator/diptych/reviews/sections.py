"""How well each section is known, today and on another day."""

from __future__ import annotations

from statistics import fmean
from typing import TYPE_CHECKING

from msgspec import Struct

from diptych.reviews.forgetting import known_at
from diptych.reviews.judging import is_learned, lapses, median_time

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from diptych.reviews.asked import AskedCard


class SectionRow(Struct, frozen=True):
    """How a learner fares with the cards of one section.

    Attributes:
        path: its document; empty for all of them.
        titles: those above its questions, outermost first.
        new: how many cards were never answered.
        learned: how many are known for weeks.
        reviews: tries to recall a card that had been learned.
        lapses: how many of them failed.
        seconds: the median time of an answer; None without reviews.
        known_today: the mean probability that a card which is not new is known; None where nothing
            tells.
        known_then: likewise on the day that was asked for.
        estimated: how many cards have no memory of FSRS, so that their interval stands for it.
        unknown: how many that are not new have neither.
    """

    path: str
    titles: tuple[str, ...]
    cards: int
    new: int
    learned: int
    reviews: int
    lapses: int
    seconds: float | None
    known_today: float | None
    known_then: float | None
    estimated: int
    unknown: int


def section_rows(
    cards: Iterable[AskedCard], today: float, then: float | None
) -> tuple[SectionRow, ...]:
    """Sum up the cards of each section, in the order of the notes, and of all at the end.

    Args:
        today: in seconds since the epoch.
        then: likewise; None where no other day was asked for.
    """
    by_section: dict[tuple[str, tuple[str, ...]], list[AskedCard]] = {}
    for card in cards:
        question = card.entry.question
        by_section.setdefault((question.span.path, question.section), []).append(card)
    rows = [_row(path, titles, own, today, then) for (path, titles), own in by_section.items()]
    every = [card for own in by_section.values() for card in own]
    return (*rows, _row("", (), every, today, then))


def _row(
    path: str,
    titles: tuple[str, ...],
    cards: Sequence[AskedCard],
    today: float,
    then: float | None,
) -> SectionRow:
    studied = [card.studied for card in cards if card.studied and not card.studied.new]
    reviews = [review for card in cards if card.studied for review in card.studied.reviews]
    known = [(card, now) for card in studied if (now := known_at(card, today)) is not None]
    later = [] if then is None else [known_at(card, then) or 0.0 for card, _ in known]
    return SectionRow(
        path=path,
        titles=titles,
        cards=len(cards),
        new=len(cards) - len(studied),
        learned=sum(map(is_learned, studied)),
        reviews=len(reviews),
        lapses=lapses(reviews),
        seconds=median_time(reviews),
        known_today=fmean(now for _, now in known) if known else None,
        known_then=fmean(later) if later else None,
        estimated=sum(card.memory is None for card, _ in known),
        unknown=len(studied) - len(known),
    )
