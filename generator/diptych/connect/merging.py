"""What is to be sent, so that the notes are followed and what the learner wrote stays.

Each field is compared three ways: what the notes say, what Anki has, and what was sent last.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

from msgspec import Struct
from msgspec.structs import replace

from diptych.connect.blocks import show_same
from diptych.connect.ownership import find_own, same
from diptych.connect.parts import deletes
from diptych.connect.sent import SentNote

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence

    from diptych.connect.collection import Collection, NoteInAnki
    from diptych.connect.ownership import OwnNote
    from diptych.connect.shipped import Shipped
    from diptych.model import NoteKind

RETIRED = "diptych::retired"
"""The tag of a note whose question is no longer in the notes."""

Retire = Literal["keep", "suspend", "delete"]
RETIRE: tuple[Retire, ...] = get_args(Retire)


class Both(Struct, frozen=True):
    """A field that was changed in the notes and in Anki, each in its own way."""

    field: str
    here: str
    there: str


class Change(Struct, frozen=True):
    """What is to be done to a note that Anki has.

    Attributes:
        fields: what to write into fields, by name.
        add: tags that come.
        remove: tags that go.
        move: the cards to be moved to the deck that the notes say.
        unsuspend: the cards that were suspended when it was retired.
        both: fields that were changed on both sides, and stay as they are in Anki.
        kept: the fields that only the learner changed.
        placed: whether all of its cards will lie in the deck that the notes say.
        after: what is to be remembered once it is done.
    """

    own: OwnNote
    there: NoteInAnki
    fields: Mapping[str, str]
    add: tuple[str, ...]
    remove: tuple[str, ...]
    move: tuple[int, ...]
    unsuspend: tuple[int, ...]
    both: tuple[Both, ...]
    kept: tuple[str, ...]
    placed: bool
    after: SentNote

    @property
    def edits(self) -> bool:
        """Tell whether fields or tags are written."""
        return bool(self.fields or self.add or self.remove)

    @property
    def idle(self) -> bool:
        """Tell whether there is nothing to be done."""
        return not (self.edits or self.move or self.unsuspend)


class Gone(Struct, frozen=True):
    """A note whose question is no longer in the notes.

    Attributes:
        suspend: the cards to be suspended.
        after: what is to be remembered of it.
    """

    own: OwnNote
    there: NoteInAnki
    suspend: tuple[int, ...]
    after: SentNote


class PushPlan(Struct, frozen=True):
    """All that is to be sent.

    Attributes:
        changes: of every note that Anki has, also those with nothing to be done.
        gone: of those that are no longer in the notes, the ones that something is done to.
        retire: what is done to these beside tagging them.
        unclear: more than one note in Anki may be this one; nothing is done to any.
        adopted: those whose note in Anki is still of another tool's notetype.
        style: whether cards in Anki look otherwise than they are to.
        options: whether the decks are new in Anki, and get options that keep the notes' order.
    """

    new: tuple[OwnNote, ...]
    changes: tuple[Change, ...]
    gone: tuple[Gone, ...]
    retire: Retire
    unclear: tuple[OwnNote, ...]
    adopted: tuple[OwnNote, ...]
    style: bool
    options: bool

    @property
    def work(self) -> tuple[Change, ...]:
        """The notes that something is done to."""
        return tuple(each for each in self.changes if not each.idle)

    @property
    def empty(self) -> bool:
        """Tell whether there is nothing to be sent."""
        return not (self.new or self.work or self.gone or self.style)


def plan_push(
    own: Sequence[OwnNote],
    sent: Mapping[str, SentNote],
    built: Mapping[str, SentNote],
    former: Mapping[str, Sequence[Shipped]],
    collection: Collection,
    deck: str,
    *,
    retire: Retire,
    overwrite: bool,
    stale: Container[NoteKind],
    options: bool,
) -> PushPlan:
    """Compare the notes with Anki and with what was sent last.

    Args:
        sent: by GUID.
        built: what the last build had, which may have been imported by hand since, by GUID.
        former: what the decks before that had, likewise.
        deck: the one that holds all others.
        retire: what is done to notes that the notes no longer have.
        overwrite: whether the notes' words replace what was changed on both sides.
        stale: the kinds of notes whose cards look otherwise in Anki than they are to.
        options: whether the order of the notes needs options of its own.
    """
    found = find_own(own, {**built, **sent}, collection, deck)
    before = {
        guid: _before(there, sent.get(guid), built.get(guid), former.get(guid, ()))
        for guid, there in found.notes.items()
    }
    here = [each for each in own if not each.gone]
    changes = [
        _change(each, found.notes[each.guid], before[each.guid], collection, overwrite=overwrite)
        for each in here
        if each.guid in found.notes
    ]
    gone = [
        _gone(each, there, before[each.guid], collection, retire)
        for each in own
        if each.gone and (there := found.notes.get(each.guid))
    ]
    unclear = {each.guid for each in found.unclear}
    absent = [e for e in here if e.guid not in found.notes and e.guid not in unclear]
    return PushPlan(
        new=tuple(each for each in absent if not each.adopted),
        changes=tuple(changes),
        gone=tuple(each for each in gone if _is_left(each, retire)),
        retire=retire,
        unclear=found.unclear,
        adopted=tuple(each for each in absent if each.adopted),
        style=any(each.own.kind in stale for each in changes),
        options=options and deck.casefold() not in map(str.casefold, collection.deck_names),
    )


def _gone(
    own: OwnNote, there: NoteInAnki, was: SentNote, collection: Collection, retire: Retire
) -> Gone:
    active = [card for card in there.cards if card not in collection.suspended]
    suspend = tuple(active) if retire == "suspend" else ()
    suspended = tuple(dict.fromkeys((*was.suspended, *suspend)))
    return Gone(own, there, suspend, replace(was, number=there.number, suspended=suspended))


def _is_left(gone: Gone, retire: Retire) -> bool:
    """Tell whether something is still to be done to a note that is gone."""
    return retire == "delete" or RETIRED not in gone.there.tags or bool(gone.suspend)


def _before(
    there: NoteInAnki,
    sent: SentNote | None,
    built: SentNote | None,
    former: Iterable[Shipped],
) -> SentNote:
    """Tell what a note was when it last came from here: sent, or imported by hand since."""
    known = sent or built or SentNote(there.number, {}, (), "")
    if built is None:
        return known
    imported = {
        name: value
        for fields in (*(each.fields for each in former), built.fields)
        for name, value in fields.items()
        if name in there.fields and same(name, there.fields[name], value)
    }
    tags = (*known.tags, *(tag for tag in built.tags if tag in there.tags))
    return replace(known, fields={**known.fields, **imported}, tags=tuple(dict.fromkeys(tags)))


def _change(
    own: OwnNote,
    there: NoteInAnki,
    was: SentNote,
    collection: Collection,
    *,
    overwrite: bool,
) -> Change:
    fields: dict[str, str] = {}
    after: dict[str, str] = {}
    both: list[Both] = []
    kept: list[str] = []
    hides = deletes(own.kind)
    for name, ours in own.fields.items():
        theirs, before = there.fields.get(name), was.fields.get(name)
        after[name] = ours
        if theirs is None or same(name, theirs, ours):
            continue
        if before is not None and same(name, ours, before):
            kept.append(name)
        elif overwrite or (before is not None and same(name, theirs, before)):
            fields[name] = ours
        elif show_same(name, theirs, ours, deletes=hides):
            continue  # as Anki's editor wrote it, and a pull brought it here
        elif before is not None and show_same(name, theirs, before, deletes=hides):
            fields[name] = ours
        else:
            both.append(Both(name, ours, theirs))
            after = after | {name: before} if before is not None else _without(after, name)
    if fields and own.fields.get("Link") and "Link" not in {*kept, *(b.field for b in both)}:
        fields["Link"] = own.fields["Link"]  # the line in the notes that it leads to
    add, remove = _tags(own, there, was)
    move, waiting = _moves(own, there, was, collection)
    deck = was.deck if waiting else own.deck
    return Change(
        own=own,
        there=there,
        fields=fields,
        add=add,
        remove=remove,
        move=move,
        unsuspend=was.suspended,
        both=tuple(both),
        kept=tuple(kept),
        placed=all(card in move or _lies_in(own.deck, card, collection) for card in there.cards),
        after=SentNote(there.number, after, own.tags, deck),
    )


def _without(fields: Mapping[str, str], name: str) -> dict[str, str]:
    return {each: value for each, value in fields.items() if each != name}


def _tags(
    own: OwnNote, there: NoteInAnki, was: SentNote
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Choose the tags that come and those that go; the learner's own stay, and stay away."""
    ours, theirs = _folded(own.tags), _folded(there.tags)
    before = _folded(was.tags)
    add = tuple(tag for fold, tag in ours.items() if fold not in theirs and fold not in before)
    gone = before.keys() - ours.keys() | {RETIRED}
    return add, tuple(tag for fold, tag in theirs.items() if fold in gone)


def _folded(tags: Iterable[str]) -> dict[str, str]:
    return {tag.casefold(): tag for tag in tags}


def _moves(
    own: OwnNote, there: NoteInAnki, was: SentNote, collection: Collection
) -> tuple[tuple[int, ...], bool]:
    """Choose the cards to move, and tell whether some must wait in a filtered deck.

    A card that lies elsewhere than where it was sent to was moved by the learner, and stays.
    """
    if not was.deck or was.deck.casefold() == own.deck.casefold():
        return (), False
    waiting = not collection.filtered.isdisjoint(there.cards)
    move = tuple(
        card
        for card in there.cards
        if card not in collection.filtered and _lies_in(was.deck, card, collection)
    )
    return move, waiting


def _lies_in(deck: str, card: int, collection: Collection) -> bool:
    return collection.decks.get(card, "").casefold() == deck.casefold()


def settled(plan: PushPlan) -> dict[str, SentNote]:
    """List what is to be remembered of the notes that nothing is done to, by GUID."""
    return {each.own.guid: each.after for each in plan.changes if each.idle}
