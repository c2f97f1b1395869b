"""One Anki note, as the deck is made of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from diptych.model import NoteKind
    from diptych.model.book import Body, Deletion
    from diptych.render import OccludedPicture


class AnkiNote(Struct, frozen=True):
    """One Anki note, ready for the deck.

    Attributes:
        guid: what Anki matches a note by, for good.
        changed: when what the card shows last changed, in seconds since the epoch.
        deck: the deck's name from the top down, e.g. ``("CV", "Losses")``.
        tags: without spaces.
        identifier: the question's id, for the hidden ``Id`` field.
        context: the section titles as plain text, for the line above the question.
        link: the address of the question's page, or empty.
        reversed: whether a second card asks for the question from the short answer.
        clozes: the numbers of its deletions; a cloze note has a card for each.
        plain_answer: what one types to answer a typed note; the right options of a choice.
        suspended: whether its cards arrive suspended when they are new.
        language: the BCP 47 tag of its text, when that is not the notebook's.
        keeps_deck: whether the deck is one that its card came to before, and new ones would not.
        source: what stays of the address that opens its file, and the address; None if none does.
        picture: of a note that asks for the labels of one: the picture.
        deletions: of a cloze note, in the order of its text.
    """

    guid: str
    changed: int
    deck: tuple[str, ...]
    tags: tuple[str, ...]
    identifier: str
    body: Body
    context: str
    link: str
    reversed: bool
    kind: NoteKind = "basic"
    clozes: tuple[int, ...] = ()
    plain_answer: str = ""
    suspended: bool = False
    language: str | None = None
    source: tuple[str, str] | None = None
    picture: OccludedPicture | None = None
    keeps_deck: bool = False
    deletions: tuple[Deletion, ...] = ()
