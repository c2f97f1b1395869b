"""Which card in Anki asks which question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from diptych.deck import notetype_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from diptych.deck import AnkiNote, StudiedCard
    from diptych.link.entries import Entry


class AskedCard(Struct, frozen=True):
    """One card that the notes make, with what a learner's collection knows of it.

    Attributes:
        ordinal: its number among the cards of its note, from 0.
        studied: None where the collection does not hold it.
    """

    entry: Entry
    note: AnkiNote
    ordinal: int
    studied: StudiedCard | None

    @property
    def mark(self) -> str:
        """What tells it from the other cards of its question; empty if it is the only one."""
        if self.note.picture:
            return self.note.picture.numbered[self.ordinal]
        if self.note.kind == "cloze":
            return f"c{self.ordinal + 1}" if len(self.note.clozes) > 1 else ""
        return "⇄" if self.ordinal else ""


def asked_cards(
    entries: Iterable[Entry],
    notes: Iterable[AnkiNote],
    studied: Mapping[str, Mapping[int, StudiedCard]],
) -> Iterator[AskedCard]:
    """List the cards that the notes make, in the order of the notes.

    Args:
        notes: those of the entries.
        studied: what the collection knows, by the note's GUID and the card's ordinal.
    """
    by_id = {entry.identity.id: entry for entry in entries}
    for note in notes:
        known = studied.get(note.guid, {})
        for ordinal in notetype_of(note.kind).ordinals(note):
            yield AskedCard(by_id[note.identifier], note, ordinal, known.get(ordinal))
