"""``diptych adopt``: take over the GUIDs of a deck that somebody already studies."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from diptych.commands.importing.foreign_questions import as_entries
from diptych.deck import (
    hash_of_fields,
    note_guid,
    notetype_named,
    notetype_of,
    question_guid,
    read_package,
)
from diptych.diagnostics.wording import counted
from diptych.identity import CardState, Identity, Ledger, LedgerEntry, match, stamp
from diptych.model import NOTE_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from diptych.deck import ForeignNote
    from diptych.identity import Matches
    from diptych.link.entries import Entry
    from diptych.model import NoteKind

# An adopted note is dated so far ahead: who changes its type in Anki meanwhile makes it newer than
# today's build, and an import takes only what is newer still.
AHEAD = 86_400

_STEPS = """\
So that their history stays, tell Anki once that these notes are of Diptych's kind:
  1. diptych build, and import the deck. Anki leaves the adopted notes alone for now.
  2. In Anki's browser find the old notes by the line below, select all, and choose
     Notes → Change Note Type → the type that is named there. Card 1 becomes the first card, Card 2
     the second; which field goes where does not matter. Intervals and reviews stay.
{searches}
  3. Import the same deck again: now it updates them.
Of the tags of these notes, Anki takes leech and marked away with that import; the others stay.
Do it within a day. Later, export the deck anew after step 2, and run diptych adopt on it again.
Never tick "Merge notetypes" when importing: with it, Anki would drop their history."""


class Adopted(Struct, frozen=True):
    """What came of it.

    Attributes:
        taken: question → the front of the note whose GUID it has now.
        unclear: questions that several notes fit.
        left: questions that no note fits.
        strangers: the fronts of notes that fit no question.
        refused: questions that a note of another kind fits, each with the reason.
        costs: questions whose note has cards that ours will not have, each with the remedy.
        renewed: the fronts of notes adopted before whose type is changed since.
        searches: for each notetype of ours, what finds the notes that are to get it.
    """

    ledger: Ledger
    taken: tuple[tuple[str, str], ...]
    unclear: tuple[str, ...]
    left: tuple[str, ...]
    strangers: tuple[str, ...]
    refused: tuple[str, ...] = ()
    costs: tuple[str, ...] = ()
    renewed: tuple[str, ...] = ()
    searches: tuple[tuple[str, str], ...] = ()

    def done_text(self) -> str:
        """Say what was taken over."""
        lines = [f"{counted(len(self.taken), 'question')} took over a card's history."]
        return "\n".join([*lines, *(f"  {now}  ← {was}" for now, was in self.taken if now != was)])

    def problems_text(self) -> str:
        """Say what was not, and why; empty where there is nothing to say."""
        return listed(
            ("Several notes fit; pin or reword these first:", self.unclear),
            (
                "A note of another kind fits, and its history cannot go over:",
                self.refused,
            ),
            ("These lose cards when their type is changed:", self.costs),
            ("No note fits these questions:", self.left),
            ("No question fits these notes of the deck:", self.strangers),
            ("Their type is changed; build, and import the deck:", self.renewed),
        )

    def steps_text(self) -> str:
        """Say what is to be done in Anki; empty where there is nothing to do."""
        return steps_of(self.searches) if self.searches else ""


def listed(*lists: tuple[str, Sequence[str]]) -> str:
    """Write lists below their titles, but those that are empty."""
    return "\n".join(
        line
        for title, found in lists
        if found
        for line in (title, *(f"  {each}" for each in found))
    )


def steps_of(searches: Sequence[tuple[str, str]]) -> str:
    """Say how Anki is told that notes are of our types now.

    Args:
        searches: for each notetype of ours, what finds the notes that are to get it.
    """
    found = [f"       {name}:  {search}" for name, search in searches]
    return _STEPS.format(searches="\n".join(found))


def searches_of(taken: Sequence[tuple[NoteKind, ForeignNote]]) -> list[tuple[str, str]]:
    """Write for each notetype of ours what finds the notes that are to get it."""
    found = []
    for kind in NOTE_KINDS:
        numbers = [
            str(note.number)
            for own, note in taken
            if own == kind and not notetype_named(note.notetype.name)
        ]
        if numbers:
            found.append((notetype_of(kind).name, f"nid:{','.join(numbers)}"))
    return found


def adopt(
    package: bytes,
    entries: Sequence[Entry],
    ledger: Ledger,
    tags: Mapping[str, tuple[str, ...]],
    now: int,
) -> Adopted:
    """Match the notes of a deck with the questions, by their words or their likeness.

    Args:
        package: the ``.apkg`` that holds the cards somebody studies.
        entries: the questions, linked.
        ledger: as it is; what it says of other questions stays.
        tags: those that the notes give each question, by its id.
        now: seconds since the epoch.

    Raises:
        ValueError: it is no Anki package.
    """
    return _Adoption(read_package(package), entries, ledger, tags, now).result()


class _Adoption:
    """The notes of a deck, and the questions that may take them over."""

    def __init__(
        self,
        notes: Sequence[ForeignNote],
        entries: Sequence[Entry],
        ledger: Ledger,
        tags: Mapping[str, tuple[str, ...]],
        now: int,
    ) -> None:
        self.ledger, self.tags, self.ahead = ledger, tags, now + AHEAD
        self.notes = {note.guid: note for note in notes}
        self.clozes = {each.identity.id: each.clozes for each in entries}
        self.kinds = {each.identity.id: each.kind for each in entries}
        # Whose GUID the ledger holds already was adopted before, or is ours from the beginning.
        self.held = {note_guid(entry.guid, entry.kind): entry for entry in ledger.entries.values()}
        self.waiting = [
            each.identity
            for each in entries
            if not each.identity.known or note_guid(each.identity.guid, each.kind) not in self.notes
        ]
        free = [note for guid, note in self.notes.items() if guid not in self.held]
        asked = [each.question.asked for each in self.waiting]
        self.entries = as_entries(free, asked)

    def result(self) -> Adopted:
        taken: list[tuple[Identity, ForeignNote]] = []
        unclear: list[Identity] = []
        for is_cloze in (False, True):
            asking = [each for each in self.waiting if self._is_cloze(each) == is_cloze]
            matches = self._match(asking, is_cloze=is_cloze, but=())
            taken += [
                (asking[place], self.notes[entry.guid])
                for place, entry in sorted(matches.known.items())
            ]
            unclear += [asking[place] for place in sorted(matches.unclear)]
        settled = {who.id for who, _ in taken}
        left = [each for each in self.waiting if each.id not in settled]
        used = {note.guid for _, note in taken}
        order = {each.id: place for place, each in enumerate(self.waiting)}
        taken.sort(key=lambda pair: order[pair[0].id])
        refused = dict(self._of_another_kind(left, used))
        told = {*refused, *(each.id for each in unclear)}
        renewed = {e.id: replace(e, shows="", changed=self.ahead) for e in self._renewed()}
        new = dict(self._entry(who, note) for who, note in taken)
        return Adopted(
            ledger=replace(self.ledger, entries={**self.ledger.entries, **renewed, **new}),
            taken=tuple((who.question.prompt, note.front) for who, note in taken),
            unclear=tuple(e.question.prompt for e in unclear if e.id not in refused),
            left=tuple(each.question.prompt for each in left if each.id not in told),
            strangers=tuple(self.notes[guid].front for guid in self.entries if guid not in used),
            refused=tuple(refused.values()),
            costs=tuple(said for who, note in taken for said in self._costs(who, note)),
            renewed=tuple(entry.prompt for entry in renewed.values()),
            searches=tuple(searches_of([(self.kinds[who.id], note) for who, note in taken])),
        )

    def _match(self, asking: Sequence[Identity], *, is_cloze: bool, but: Sequence[str]) -> Matches:
        fit = {
            guid: entry
            for guid, entry in self.entries.items()
            if notetype_of(entry.kind).is_cloze == is_cloze and guid not in but
        }
        return match([replace(each.question, pinned=None) for each in asking], Ledger(fit))

    def _of_another_kind(
        self, left: Sequence[Identity], used: set[str]
    ) -> Iterator[tuple[str, str]]:
        """Find the questions that a note would fit if both were of one kind."""
        for ours, theirs in itertools.product((False, True), repeat=2):
            asking = [each for each in left if self._is_cloze(each) == ours]
            matches = self._match(asking, is_cloze=theirs, but=tuple(used))
            for place, entry in sorted(matches.known.items()):
                who, front = asking[place], self.notes[entry.guid].front
                kind, other = self.kinds[who.id], entry.kind
                said = (
                    f"{who.question.prompt}  is a {kind} note, in the deck a {other} one: {front}"
                )
                yield who.id, said

    def _is_cloze(self, who: Identity) -> bool:
        return notetype_of(self.kinds[who.id]).is_cloze

    def _renewed(self) -> Iterator[LedgerEntry]:
        """Find the notes adopted before that are of our type now, and not filled by us yet."""
        for guid, entry in self.held.items():
            note = self.notes.get(guid)
            if note and notetype_named(note.notetype.name) and not note.fields["Id"].strip():
                yield entry

    def _entry(self, who: Identity, note: ForeignNote) -> tuple[str, LedgerEntry]:
        """Make the ledger's entry of a question that takes a note over."""
        theirs = self.entries[note.guid]
        # A note of ours stays what it is: the next build makes of it what the notes ask for.
        kind = self.kinds[who.id] if theirs.id == note.guid else theirs.kind
        guid = question_guid(note.guid, kind)
        fresh = replace(who, guid=guid, known=None, likely=False, unclear=())
        card = CardState("", kind=kind)
        (entry,) = stamp([fresh], {guid: card}, Ledger({}), 0).entries.values()
        if theirs.id == note.guid:
            # A card that shows nothing of ours yet: the next build dates it, so that Anki takes it.
            adopted = "" if notetype_named(note.notetype.name) else note.notetype.name
            entry = replace(entry, changed=self.ahead, adopted=adopted, tags=note.tags)
            return entry.id, entry
        own = self.tags[who.id]
        tags = own if set(own) <= set(note.tags) else note.tags
        shows = hash_of_fields(tags, note.fields)
        keeps = who.question.pinned or who.known or theirs.id in self.ledger.entries
        entry = replace(entry, shows=shows, changed=note.changed, id=who.id if keeps else theirs.id)
        return entry.id, entry

    def _costs(self, who: Identity, note: ForeignNote) -> Iterator[str]:
        """Say which cards of a note have no place on ours."""
        prompt, ours = who.question.prompt, {number - 1 for number in self.clozes[who.id]}
        if ours:
            for ordinal in sorted(note.cards.keys() - ours):
                yield f"{prompt}  has no c{ordinal + 1}, {_answered(note, ordinal)}"
            return
        if 1 in note.cards and "reversed" not in who.question.classes:
            yield f"{prompt}  {{.reversed}} behind it keeps its second card, {_answered(note, 1)}"
        for ordinal in sorted(each for each in note.cards if each > 1):
            times = _answered(note, ordinal)
            yield f"{prompt}  has at most two cards, not a card {ordinal + 1}, {times}"


def _answered(note: ForeignNote, ordinal: int) -> str:
    return f"answered {counted(note.cards[ordinal], 'time')}"
