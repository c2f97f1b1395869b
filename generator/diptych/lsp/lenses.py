"""What stands above each question: its id, its cards, what the next build will make of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from diptych.deck import anki_notes, card_count, card_states
from diptych.diagnostics.translation import translated_phrase
from diptych.diagnostics.wording import counted
from diptych.reviews import asked_cards

if TYPE_CHECKING:
    from collections.abc import Iterator

    from diptych.lsp.snapshot import Snapshot


class Lens(NamedTuple):
    """A line of words above a line of text, which counts from 0."""

    line: int
    words: str


def lenses(snapshot: Snapshot, path: str, language: str) -> list[Lens]:
    """Tell of each question of a document who it is and what becomes of it.

    Args:
        language: what the words are to be in.
    """
    return [
        Lens(
            snapshot.questions[number].span.line - 1,
            " · ".join([snapshot.identities[number].id, *news_of(snapshot, number, language)]),
        )
        for number in snapshot.numbers_in(path)
    ]


def news_of(snapshot: Snapshot, number: int, language: str) -> list[str]:
    """Say how many cards a question has, and what the next build changes.

    Where errors keep the notebook from being linked, only whether it is new can be said.

    Args:
        number: that of the question, from 0.
    """
    return [translated_phrase(each, language) for each in _facts(snapshot, number)]


def _facts(snapshot: Snapshot, number: int) -> Iterator[str]:
    known = snapshot.identities[number].known
    if not snapshot.entries:
        if known is None:
            yield "new since the last build"
        return
    entry = snapshot.entries[number]
    notes = anki_notes(snapshot.notebook, [entry])
    yield counted(card_count(notes), "card")
    states, (identity,) = card_states(snapshot.notebook, notes, [entry.identity])
    state = states[identity.guid]
    if identity.known is None:
        yield "new since the last build"
    elif identity.known.retired is not None:
        yield "back since the last build"
    elif identity.known.shows != state.content_hash:
        yield "changed since the last build"
    if snapshot.studied:
        cards = asked_cards([entry], notes, snapshot.studied)
        yield counted(sum(len(card.studied.reviews) for card in cards if card.studied), "review")
