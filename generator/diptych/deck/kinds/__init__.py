"""The kinds of notes that a deck of ours holds: a notetype each, a file each, all listed here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.deck.kinds import basic, cloze
from diptych.deck.kinds.notetype import Notetype

if TYPE_CHECKING:
    from diptych.model import NoteKind

NOTETYPES: tuple[Notetype, ...] = (
    basic.NOTETYPE,
    cloze.NOTETYPE,
)
_BY_KIND = {each.kind: each for each in NOTETYPES}
_BY_NAME = {each.name: each for each in NOTETYPES}
_BY_ID = {each.id: each for each in NOTETYPES}


def notetype_of(kind: NoteKind) -> Notetype:
    """Find the notetype of a kind of note."""
    return _BY_KIND[kind]


def notetype_named(name: str) -> Notetype | None:
    """Find our notetype of that name, if it is one of ours."""
    return _BY_NAME.get(name)


def notetype_with_id(number: int) -> Notetype:
    """Find our notetype with that id.

    Raises:
        ValueError: it is none of ours, or of a newer version.
    """
    if number not in _BY_ID:
        raise ValueError(f"not a notetype of this Diptych: {number}")
    return _BY_ID[number]


def note_guid(guid: str, kind: NoteKind) -> str:
    """Make a note's GUID of its question's: Anki refuses one that has another notetype."""
    notetype = notetype_of(kind)
    if notetype.mark_of_others and guid.endswith(notetype.mark_of_others):
        return guid.removesuffix(notetype.mark_of_others)
    return guid + notetype.mark


def question_guid(guid: str, kind: NoteKind) -> str:
    """Find the GUID that `note_guid` makes a note's of, also for a note that others made."""
    notetype = notetype_of(kind)
    if guid.endswith(notetype.mark):
        return guid.removesuffix(notetype.mark)
    return guid + notetype.mark_of_others
