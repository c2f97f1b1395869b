"""Tell which questions are forgotten again and again, or take too long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.diagnostics.codes import diagnose
from diptych.reviews.judging import is_forgotten, is_slow, lapses, median_time
from diptych.reviews.looks import Looks, looks_of, remedy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from diptych.deck import StudiedCard
    from diptych.model import Diagnostic
    from diptych.reviews.asked import AskedCard


def diagnose_cards(cards: Iterable[AskedCard]) -> Iterator[Diagnostic]:
    """Report the cards that are forgotten again and again, and those that take long to answer."""
    for card in cards:
        if card.studied is None:
            continue
        looks, span = looks_of(card), card.entry.question.span.first_line
        if is_forgotten(card.studied):
            yield diagnose("D701", _forgotten(card, card.studied, looks), span, remedy(looks))
        elif is_slow(card.studied):
            yield diagnose("D702", _slow(card, card.studied), span, remedy(looks))


def _forgotten(card: AskedCard, studied: StudiedCard, looks: Looks) -> str:
    prompt, which = card.entry.question.prompt, _which(card)
    failed, tried = lapses(studied.reviews), len(studied.reviews)
    measured = _measured(studied)
    if looks.hidden > 1:
        return (
            f"“{prompt}”{which} was forgotten {failed} of {tried} times{measured}; "
            f"it hides {looks.hidden} pieces at once"
        )
    if looks.words and looks.words > 1 and looks.ideas > 1:
        return (
            f"“{prompt}”{which} was forgotten {failed} of {tried} times{measured}; "
            f"the answer has {looks.words} words and {looks.ideas} ideas"
        )
    if looks.words and looks.words > 1:
        return (
            f"“{prompt}”{which} was forgotten {failed} of {tried} times{measured}; "
            f"the answer has {looks.words} words"
        )
    return f"“{prompt}”{which} was forgotten {failed} of {tried} times{measured}"


def _slow(card: AskedCard, studied: StudiedCard) -> str:
    prompt, which, tried = card.entry.question.prompt, _which(card), len(studied.reviews)
    taken = round(median_time(studied.reviews) or 0)
    return f"“{prompt}”{which} takes {taken} s to answer, the median of {tried} times"


def _which(card: AskedCard) -> str:
    return f" ({card.mark})" if card.mark else ""


def _measured(studied: StudiedCard) -> str:
    """Write the median time and FSRS's difficulty, as Anki shows it: a share of the way up."""
    parts = [f"{round(median_time(studied.reviews) or 0)} s"]
    if studied.memory:
        parts.append(f"FSRS D {round(100 * (studied.memory.difficulty - 1) / 9)}%")
    return f" ({', '.join(parts)})"
