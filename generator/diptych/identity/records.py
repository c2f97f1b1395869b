"""The records of identity: what is remembered of a question, and who one of today is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from diptych.model import NoteKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from diptych.compile import CompiledQuestion
    from diptych.model.book import Deletion


class RememberedDeletion(Struct, frozen=True, order=True, gc=False):
    """A deletion that a card asked for.

    Attributes:
        number: that of its card.
        text: what it hides, or the beginning of it.
        gone: whether the note has it no more.
    """

    number: int
    text: str
    gone: bool = False


class RememberedPicture(Struct, frozen=True, order=True, gc=False):
    """The note of one picture of a question.

    Attributes:
        name: what tells the picture from the others of its question.
        shows: a hash of what its cards show.
        changed: when that last changed, in seconds since the epoch.
        labels: all that it ever had: a label's place is its card's number.
        gone: those that it has no more.
    """

    name: str
    shows: str
    changed: int
    labels: tuple[str, ...]
    gone: tuple[str, ...] = ()


class OtherNote(Struct, frozen=True, order=True, gc=False):
    """A note of another kind that a question made before: what it showed, and since when."""

    kind: NoteKind
    shows: str
    changed: int


class LedgerEntry(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """What is remembered of a question.

    Attributes:
        guid: derived from the notebook's name and the id at birth; never changes.
        file: the path of its document.
        section: the titles above it.
        answer: the answer's first words, to recognise it by.
        shows: a hash of what its card shows, by the version of the ledger's head or a former one.
        changed: when that last changed, in seconds since the epoch.
        retired: when it disappeared from the notes, or None.
        former: ids that it had before its author gave it another; its page was called by them.
        kind: which kind of note it makes.
        after: the GUID of the question before it in its document, when this was written.
        digest: a hash of the whole answer, where ``answer`` is a part of it only.
        was: the prompt and the answer that it had, if only its likeness told who it is.
        maybe: GUIDs of the entries that it may be, not decided yet.
        apart: GUIDs of the entries that it is not, as its author said.
        became: the GUID of the entry that it is, as its author said; it takes no part any more.
        others: its notes of other kinds that it made before.
        deck: the deck that its card came to, where an import leaves it, if the notes would put it
            into another one now.
        adopted: the notetype that its note had before it was taken over from another tool's deck.
        tags: those that its note bore then; an update would take them from it.
        pictures: those of which it had notes whose cards ask for labels.
        deletions: those that the cards of its cloze note ever asked for.
    """

    id: str
    guid: str
    file: str
    section: tuple[str, ...]
    prompt: str
    answer: str
    shows: str
    changed: int
    retired: int | None = None
    former: tuple[str, ...] = ()
    kind: NoteKind = "basic"
    after: str = ""
    digest: str = ""
    was: tuple[str, ...] = ()
    maybe: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()
    became: str = ""
    others: tuple[OtherNote, ...] = ()
    deck: str = ""
    adopted: str = ""
    tags: tuple[str, ...] = ()
    pictures: tuple[RememberedPicture, ...] = ()
    deletions: tuple[RememberedDeletion, ...] = ()

    @property
    def never_shown(self) -> bool:
        """Tell whether no deck has held it yet."""
        return not self.shows and self.changed <= 1

    def other(self, kind: NoteKind) -> OtherNote | None:
        """Find the note of another kind that it made before."""
        return next((each for each in self.others if each.kind == kind), None)

    def turned(self, kind: NoteKind) -> LedgerEntry:
        """Let it make a note of this kind: Anki holds a note of each, and dates them apart."""
        if kind == self.kind:
            return self
        if self.never_shown:
            return replace(self, kind=kind)
        back = self.other(kind)
        rest = [each for each in self.others if each.kind != kind]
        return replace(
            self,
            kind=kind,
            shows=back.shows if back else "",
            changed=back.changed if back else self.changed,
            others=tuple(sorted((*rest, OtherNote(self.kind, self.shows, self.changed)))),
        )


class Ledger(Struct, frozen=True):
    """All entries, by id.

    Attributes:
        notebook: the lasting name of the notebook whose cards they are, where it has one.
        damaged: whether lines of the file could not be read.
    """

    entries: Mapping[str, LedgerEntry]
    notebook: str = ""
    damaged: bool = False


class Identity(Struct, frozen=True, gc=False):
    """A question and who it is.

    Attributes:
        known: its entry, if the ledger knew it.
        likely: whether only its likeness told that it is that entry.
        unclear: the entries that it might be, too alike to tell; it counts as new.
    """

    question: CompiledQuestion
    id: str
    guid: str
    known: LedgerEntry | None
    likely: bool = False
    unclear: tuple[LedgerEntry, ...] = ()


class CardState(Struct, frozen=True, gc=False):
    """What a question's card shows, as far as the ledger remembers it.

    Attributes:
        content_hash: a hash of all that the card shows.
        kind: the kind of its note.
        deck: the deck that the notes put it into.
        pictures: those whose labels further cards ask for, without times.
        keeps_deck: whether a new card would come to another deck, so that this one is remembered.
        deletions: those on the cards of a cloze note.
    """

    content_hash: str
    kind: NoteKind = "basic"
    deck: str = ""
    pictures: tuple[RememberedPicture, ...] = ()
    keeps_deck: bool = False
    deletions: tuple[Deletion, ...] = ()
