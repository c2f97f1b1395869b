"""What importing the next build will do to a deck made by the last one."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Literal, get_args

from msgspec import Struct, field

from diptych.characters import WORD, lazy
from diptych.deck import note_guid, notetype_of, picture_guid, with_parents
from diptych.diagnostics.wording import counted
from diptych.identity import search_by_id, undecided

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from diptych.identity import CardState, Identity, Ledger, LedgerEntry, RememberedPicture

Kind = Literal[
    "new",
    "reworded",
    "changed",
    "returned",
    "moved",
    "adopted",
    "card added",
    "card blank",
    "orphaned",
    "retired",
]
KINDS: tuple[Kind, ...] = get_args(Kind)

# What brings or changes a note of the package; of all other steps, Anki's notes stay as they are.
_TOUCHED = frozenset({"new", "reworded", "changed"})

# What a kind of step means for who imports, where the word does not say it.
_MEANING = {
    "returned": "the note that it had before is its own again, with its history",
    "moved": "untouched",
    "adopted": "left alone until you change its type in Anki; diptych adopt says how",
    "card added": "of a note that stays",
    "card blank": "it stays with its history; Tools → Empty Cards removes it",
}

# A character of Chinese or Japanese, a word of other scripts, or what stands between.
PIECE = lazy(rf"{WORD}|\W")
_AROUND = 12  # words of what stayed, on either side of what did not

_OF_PICTURES = notetype_of("occlusion").name

CANNOT = (
    "A package cannot delete notes, move cards to another deck, or keep tags that you added in "
    "Anki to a note that changes here."
)


class Step(Struct, frozen=True):
    """What happens to one question's note: by what an import does, not by what was edited.

    A question whose note is of another type now has two steps: a new note comes, and the one of the
    former type is orphaned. So has one whose note gets a card more, or keeps one that is blank now.

    Attributes:
        was: the question as it was, where it was reworded; where it stood, if it moved; its note's
            type, if that is another now.
        stays_in: the deck that its card stays in, where the notes put it into another.
        former: ids that it had before; Anki may know it by one of them.
        likely: whether only its likeness told what it was.
        difference: the words that went ``[-so-]`` and those that came ``{+so+}``.
    """

    kind: Kind
    id: str
    prompt: str
    was: str = ""
    likely: bool = False
    difference: str = ""
    stays_in: str = ""
    former: tuple[str, ...] = ()


class InDeck(Struct, frozen=True):
    """What a deck says of its notes, by their GUIDs.

    Attributes:
        texts: what each note says.
        cards: the deck of each of its cards, by the card's ordinal.
        entries: what it remembers of each question, by the GUID of the question.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    cards: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    entries: dict[str, LedgerEntry] = field(default_factory=dict)

    @property
    def names(self) -> set[str]:
        """The names of all decks, and of those that they lie in."""
        return with_parents(deck for cards in self.cards.values() for deck in cards.values())


class Unclear(Struct, frozen=True):
    """A question that counts as new, and one of the questions that it may be."""

    id: str
    prompt: str
    old: str
    was: str


class Plan(Struct, frozen=True):
    """All steps in the order of the notes, what is retired last.

    Attributes:
        unchanged: how many notes of the package an import leaves as they are.
        unclear: pairs that are for the author to decide.
        empty_decks: the decks that come without a card, for their cards stay where they are.
    """

    steps: tuple[Step, ...]
    unchanged: int
    unclear: tuple[Unclear, ...] = ()
    empty_decks: tuple[str, ...] = ()

    @property
    def search(self) -> str:
        """What finds the notes that nothing in the package belongs to; empty if there are none."""
        left = [_by_id(step) for step in self.steps if step.kind in {"orphaned", "retired"}]
        return f"({' OR '.join(left)})" if left else ""

    def as_text(self) -> str:
        """For people."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        for kind in KINDS:
            steps = [step for step in self.steps if step.kind == kind]
            if steps:
                meaning = f" ({_MEANING[kind]})" if kind in _MEANING else ""
                yield f"{kind}: {len(steps)}{meaning}"
                for step in steps:
                    yield from _step_lines(step)
        if self.unclear:
            yield f"unclear: {len(self.unclear)}; --ask goes through them"
        for each in self.unclear:
            yield f"  {each.prompt}  ({each.id})"
            yield f"    may be {each.was}; if so: diptych same {each.old} {each.id}"
        if self.empty_decks:
            yield f"empty decks: {len(self.empty_decks)} (rename the old ones in Anki before)"
        yield from (f"  {deck}" for deck in self.empty_decks)
        yield f"{counted(self.unchanged, 'note')} will not be touched."
        if self.search:
            yield f"Retired and orphaned notes stay in Anki; find them with  {self.search}"
        if self.steps:
            yield CANNOT


def _by_id(step: Step) -> str:
    found = search_by_id(step.id, step.former)
    return f'({found} "note:{step.was}")' if step.was else found


def _step_lines(step: Step) -> Iterator[str]:
    yield f"  {step.prompt}  ({step.id})"
    if step.was:
        yield f"    was {step.was}{', by its likeness' if step.likely else ''}"
    if step.stays_in:
        yield f"    its card stays in the deck {step.stays_in}"
    if step.difference:
        yield f"    {step.difference}"


def make_plan(
    identities: Sequence[Identity],
    cards: Mapping[str, CardState],
    ledger: Ledger,
    decks: tuple[InDeck, InDeck],
) -> Plan:
    """Compare the notes with what the last build left behind.

    Args:
        cards: what each question's card shows, by the question's GUID.
        ledger: of the last build.
        decks: of the last build, and of the next.
    """
    steps = [step for each in identities for step in _steps(each, cards[each.guid], decks)]
    here = {identity.guid for identity in identities}
    touched = len({step.id for step in steps if step.kind in _TOUCHED})
    of_pictures = [s for each in identities for s in _of_pictures(each, cards[each.guid], decks)]
    touched += sum(step.kind in _TOUCHED for step in of_pictures)
    steps += of_pictures
    steps += [
        Step("retired", entry.id, entry.prompt, _kind_of(entry), former=entry.former)
        for entry in (decks[0].entries | {e.guid: e for e in ledger.entries.values()}).values()
        if entry.guid not in here and _just_left(entry, decks[0])
    ]
    unclear = [
        Unclear(each.new.id, each.new.question.prompt, each.old.id, each.old.prompt)
        for each in undecided(identities, ledger)
        if not each.taken
    ]
    filled = _filled(identities, cards, steps, decks[1])
    lying = with_parents(each.deck for each in ledger.entries.values() if each.deck)
    empty = decks[1].names - decks[0].names - lying - filled if decks[0].cards else set()
    notes = sum(1 + len(cards[each.guid].pictures) for each in identities)
    return Plan(tuple(steps), notes - touched, tuple(unclear), tuple(sorted(empty)))


def _kind_of(entry: LedgerEntry) -> str:
    """Name the type of an entry's note, where Anki has some of several types."""
    return notetype_of(entry.kind).name if entry.others else ""


def _just_left(entry: LedgerEntry, before: InDeck) -> bool:
    """Tell whether an entry that is no question of the notes was one at the last build."""
    retired = entry.retired is not None or entry.never_shown
    return not retired or note_guid(entry.guid, entry.kind) in before.cards


def _filled(
    identities: Sequence[Identity],
    cards: Mapping[str, CardState],
    steps: Sequence[Step],
    after: InDeck,
) -> set[str]:
    """Name the decks that get cards by an import: those of notes and cards that are new."""
    come = {step.id for step in steps if step.kind in {"new", "card added"}}
    guids = [note_guid(each.guid, cards[each.guid].kind) for each in identities if each.id in come]
    return with_parents(deck for guid in guids for deck in after.cards[guid].values())


def _steps(identity: Identity, card: CardState, decks: tuple[InDeck, InDeck]) -> Iterator[Step]:
    question, known = identity.question, identity.known
    if known is None or known.never_shown or _of_another_machine(known, decks[0]):
        yield Step("new", identity.id, question.prompt)
    elif known.kind != card.kind:
        yield from _switched(identity, known, card)
    else:
        yield from _kept(identity, known, card, decks)


def _of_another_machine(known: LedgerEntry, before: InDeck) -> bool:
    """Tell whether a question that others built, and its ledger line, came by a merge."""
    here = not before.entries or known.guid in before.entries
    return not here and known.retired is None and not known.adopted


def _switched(identity: Identity, known: LedgerEntry, card: CardState) -> Iterator[Step]:
    """List what becomes of a question whose note is of another type than it was."""
    prompt, was = identity.question.prompt, notetype_of(known.kind).name
    back = known.other(card.kind)
    if not back:
        yield Step("new", identity.id, prompt, f"{was}; its history stays with that note")
    elif back.shows == card.content_hash:
        yield Step("returned", identity.id, prompt, was)
    else:
        yield Step("changed", identity.id, prompt, f"{was}; its note from before comes back")
    if known.retired is not None:
        return  # it was left behind by an earlier build
    former = tuple(each for each in (known.id, *known.former) if each != identity.id)
    yield Step("orphaned", identity.id, known.prompt, was, former=former)


def _kept(
    identity: Identity, known: LedgerEntry, card: CardState, decks: tuple[InDeck, InDeck]
) -> Iterator[Step]:
    """List what becomes of the note and the cards of a question that is known."""
    question, (before, after) = identity.question, decks
    guid = note_guid(identity.guid, card.kind)
    old, new = before.cards.get(guid, {}), after.cards[guid]
    place = " › ".join((known.file, *known.section))
    moved = (known.file, known.section) != (question.span.path, question.section)
    stays_in = known.deck if known.deck.casefold() != card.deck.casefold() else ""
    if known.adopted and not old:
        yield Step("adopted", identity.id, question.prompt, known.adopted)
    elif known.shows != card.content_hash or _later(known, before):
        reworded = known.prompt != question.asked
        yield Step(
            "reworded" if reworded else "changed",
            identity.id,
            question.prompt,
            known.prompt if reworded else place if moved else "",
            identity.likely,
            word_difference(before.texts[guid], after.texts[guid]) if guid in before.texts else "",
            stays_in,
        )
        yield from _cards_of(identity, question.prompt, old, new)
    elif moved or stays_in:
        yield Step("moved", identity.id, question.prompt, place if moved else "", stays_in=stays_in)


def _of_pictures(
    identity: Identity, card: CardState, decks: tuple[InDeck, InDeck]
) -> Iterator[Step]:
    """List what becomes of the notes that ask for the labels of a question's pictures."""
    before, after = decks
    known = {each.name: each for each in identity.known.pictures} if identity.known else {}
    for each in card.pictures:
        guid, said = picture_guid(identity.guid, each.name), _called(identity, each)
        was = known.pop(each.name, None)
        if was is None:
            yield Step("new", identity.id, said)
        elif was.shows != each.shows:
            texts = before.texts.get(guid), after.texts[guid]
            difference = word_difference(texts[0], texts[1]) if texts[0] is not None else ""
            yield Step("changed", identity.id, said, difference=difference)
            yield from _cards_of(identity, said, before.cards.get(guid, {}), after.cards[guid])
    for each in known.values():
        if picture_guid(identity.guid, each.name) in before.cards:
            yield Step("orphaned", identity.id, _called(identity, each), _OF_PICTURES)


def _called(identity: Identity, picture: RememberedPicture) -> str:
    return f"{identity.question.prompt} › {picture.name}"


def _cards_of(
    identity: Identity, said: str, old: Mapping[int, str], new: Mapping[int, str]
) -> Iterator[Step]:
    """List the cards that a note gets, and those that it keeps without anything to show."""
    if old and new.keys() - old.keys():
        yield Step("card added", identity.id, said)
    if old.keys() - new.keys():
        yield Step("card blank", identity.id, said)


def _later(known: LedgerEntry, before: InDeck) -> bool:
    """Tell whether a note changed since the last build here, as another machine built it."""
    here = before.entries.get(known.guid)
    return here is not None and here.kind == known.kind and here.changed < known.changed


def word_difference(before: str, after: str) -> str:
    """Show what went and what came, with a few words around; what stayed in between is left out."""
    old, new = PIECE.findall(before), PIECE.findall(after)
    pieces = []
    matcher = difflib.SequenceMatcher(a=old, b=new, autojunk=False)
    for group in matcher.get_grouped_opcodes(_AROUND):
        shown = ""
        for operation, a, b, c, d in group:
            if operation == "equal":
                shown += "".join(old[a:b])
            else:
                shown += f"[-{''.join(old[a:b])}-]" if b > a else ""
                shown += f"{{+{''.join(new[c:d])}+}}" if d > c else ""
        pieces.append(shown.strip())
    return " … ".join(pieces)
