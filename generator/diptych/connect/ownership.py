"""Which notes in Anki are ours: AnkiConnect does not tell the GUIDs by which Anki knows them.

A note goes by its GUID where that is told, else by its number once that is known. Before, it must
bear the question's id in the field for it, and tell by its deck or by its words that it is of this
notebook: another notebook may have a question of the same id.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from html import unescape
from typing import TYPE_CHECKING

from msgspec import Struct

from diptych.deck import shown_by

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from diptych.connect.collection import Collection, NoteInAnki
    from diptych.connect.sent import SentNote
    from diptych.model import NoteKind


Key = tuple[str, str, str]
_ASKS = ("Question", "Text", "Header")


class OwnNote(Struct, frozen=True):
    """A note of ours, as the notes have it now, or as one that they no longer have.

    Attributes:
        ids: of its question: what it is now, then what it was.
        fields: those that the notes fill, by name; empty where the question is gone.
        deck: where the notes put its cards.
        picture: the name of the picture whose labels it asks for; empty for all others.
        adopted: whether it was taken over from another tool's deck.
    """

    guid: str
    kind: NoteKind
    ids: tuple[str, ...]
    prompt: str
    fields: Mapping[str, str]
    tags: tuple[str, ...] = ()
    deck: str = ""
    picture: str = ""
    adopted: bool = False

    @property
    def gone(self) -> bool:
        """Tell whether the notes no longer have it."""
        return not self.fields


class Found(Struct, frozen=True):
    """What was found of our notes.

    Attributes:
        notes: by GUID.
        unclear: notes of ours that more than one note in Anki may be.
    """

    notes: Mapping[str, NoteInAnki]
    unclear: tuple[OwnNote, ...]


def same(name: str, one: str, other: str) -> bool:
    """Tell whether two texts of a field show the same."""
    return one == other or _shown(name, one) == _shown(name, other)


def _shown(name: str, html: str) -> str:
    return shown_by(name, unicodedata.normalize("NFC", html))  # as Anki keeps all text


def find_own(
    own: Sequence[OwnNote], sent: Mapping[str, SentNote], collection: Collection, deck: str
) -> Found:
    """Find each of our notes in Anki, where it is there.

    Args:
        sent: what was sent last, by GUID.
        deck: the one that all of our cards come to, or to one below it.
    """
    by_number = {note.number: note for note in collection.notes}
    by_guid = {note.guid: note for note in collection.notes if note.guid}
    found: dict[str, NoteInAnki] = {}
    for each in own:
        number = sent[each.guid].number if each.guid in sent else 0
        known = by_guid.get(each.guid) if by_guid else by_number.get(number)
        if known and known.kind == each.kind:
            found[each.guid] = by_number.pop(known.number)
    by_id = _by_id(by_number.values())
    unclear = []
    for each in own:
        if each.guid in found:
            continue
        near = [note for name in each.ids for note in by_id[each.kind, name, each.picture]]
        words = [note for note in near if _same_words(note, each, sent.get(each.guid))]
        lying = [note for note in near if _lies_below(deck, note, collection)]
        candidates = [note for note in words if note in lying] or words or lying
        if len(candidates) == 1:
            found[each.guid] = candidates[0]
            by_id[_key(candidates[0])].remove(candidates[0])
        elif candidates:
            unclear.append(each)
    return Found(found, tuple(unclear))


def _by_id(notes: Iterable[NoteInAnki]) -> defaultdict[Key, list[NoteInAnki]]:
    by_id: defaultdict[Key, list[NoteInAnki]] = defaultdict(list)
    for note in notes:
        by_id[_key(note)].append(note)
    return by_id


def _key(note: NoteInAnki) -> Key:
    """Tell what a note goes by: its kind, its question's id, and the picture that it asks about."""
    return note.kind, unescape(note.fields.get("Id", "")), unescape(note.fields.get("Picture", ""))


def _same_words(note: NoteInAnki, own: OwnNote, sent: SentNote | None) -> bool:
    """Tell whether a note asks what the notes ask, or asked when it was sent."""
    known = (own.fields, sent.fields if sent else {})
    return any(
        each.get(name) and same(name, note.fields.get(name, ""), each[name])
        for name in _ASKS
        for each in known
    )


def _lies_below(deck: str, note: NoteInAnki, collection: Collection) -> bool:
    top = deck.casefold()
    names = [collection.decks.get(card, "").casefold() for card in note.cards]
    return any(name == top or name.startswith(f"{top}::") for name in names)
