"""The kinds of notes that a deck of ours holds: a notetype each, a file each, all listed here."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from diptych.deck.kinds import basic, choice, cloze, occlusion, typed
from diptych.deck.kinds.notetype import Notetype

if TYPE_CHECKING:
    from diptych.model import NoteKind

NOTETYPES: tuple[Notetype, ...] = (
    basic.NOTETYPE,
    cloze.NOTETYPE,
    typed.NOTETYPE,
    choice.NOTETYPE,
    occlusion.NOTETYPE,
)
_BY_KIND = {each.kind: each for each in NOTETYPES}
_BY_NAME = {each.name: each for each in NOTETYPES}
_BY_ID = {each.id: each for each in NOTETYPES}

# So many digits of a hash of its name tell a picture of a question from the others.
_OF_PICTURE = 8


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


def picture_guid(guid: str, picture: str) -> str:
    """Make the GUID of a picture's note of its question's and of the picture's name."""
    digest = sha256(picture.encode()).hexdigest()[:_OF_PICTURE]
    return f"{guid}{occlusion.NOTETYPE.mark}{digest}"


def question_guid_of_picture(guid: str) -> str:
    """Find the GUID of the question that `picture_guid` makes a picture's note of."""
    return guid[: -_OF_PICTURE - len(occlusion.NOTETYPE.mark)]
