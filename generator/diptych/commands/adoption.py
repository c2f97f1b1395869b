"""``diptych adopt``: take over the GUIDs of a deck that somebody already studies."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from msgspec import structs

from diptych.deck import read_package
from diptych.diagnostics.wording import counted
from diptych.identity import CardState, Identity, Ledger, LedgerEntry, match, stamp
from diptych.model import EXCERPT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diptych.deck import ForeignNote

STEPS = """\
So that their history stays, tell Anki once that these notes are of Diptych's kind:
  1. diptych build, and import the deck. Anki leaves the adopted notes alone for now.
  2. In Anki's browser select the old notes, Notes → Change Note Type → Diptych;
     the old front becomes Question, the old back Short. Intervals and reviews stay.
  3. Import the deck again: now it updates them.
Never tick "Merge notetypes" when importing: with it, Anki would drop their history."""


@dataclass(frozen=True, slots=True)
class Adopted:
    """What came of it.

    Attributes:
        taken: question → the front of the note whose GUID it has now.
        unclear: questions that several notes fit.
        left: questions that no note fits.
        strangers: the fronts of notes that fit no question.
    """

    ledger: Ledger
    taken: tuple[tuple[str, str], ...]
    unclear: tuple[str, ...]
    left: tuple[str, ...]
    strangers: tuple[str, ...]

    def as_text(self) -> str:
        """For people."""
        lines = [f"{counted(len(self.taken), 'question')} took over a card's history."]
        lines += [f"  {now}  ← {was}" for now, was in self.taken if now != was]
        for title, found in (
            ("Several notes fit; pin or reword these first:", self.unclear),
            ("No note fits these questions:", self.left),
            ("No question fits these notes of the deck:", self.strangers),
        ):
            lines += [title, *(f"  {each}" for each in found)] if found else []
        return "\n".join([*lines, *([STEPS] if self.taken else [])])


def adopt(package: bytes, identities: Sequence[Identity], ledger: Ledger) -> Adopted:
    """Match the notes of a deck with the questions, by their words or their likeness.

    Args:
        package: the ``.apkg`` that holds the cards somebody studies.
        ledger: as it is; what it says of other questions stays.

    Raises:
        ValueError: it is no Anki package.
    """
    # Whose GUID the ledger holds already was adopted before, or is ours from the beginning.
    held = {entry.guid for entry in ledger.entries.values()}
    notes = {note.guid: note for note in read_package(package)}
    free = {guid: note for guid, note in notes.items() if guid not in held}
    waiting = [identity for identity in identities if identity.guid not in notes]
    # Anki holds cloze notes for another kind, which cannot take over a history.
    askable = [each for each in waiting if not each.question.hides]
    matches = match(
        [structs.replace(each.question, pinned=None) for each in askable],
        Ledger({guid: _as_entry(note) for guid, note in free.items()}),
    )
    taken = [
        replace(askable[place], guid=entry.guid, known=None)
        for place, entry in sorted(matches.known.items())
    ]
    unclear = [askable[place] for place in sorted(matches.unclear)]
    # A card that shows nothing yet: the next build dates its change, so that Anki takes it.
    fresh = stamp(taken, {each.guid: CardState("") for each in taken}, Ledger({}), 0)
    settled = {each.id for each in (*taken, *unclear)}
    used = {each.guid for each in taken}
    return Adopted(
        ledger=Ledger({**ledger.entries, **fresh.entries}),
        taken=tuple((each.question.prompt, notes[each.guid].front) for each in taken),
        unclear=tuple(each.question.prompt for each in unclear),
        left=tuple(each.question.prompt for each in waiting if each.id not in settled),
        strangers=tuple(note.front for guid, note in free.items() if guid not in used),
    )


def _as_entry(note: ForeignNote) -> LedgerEntry:
    return LedgerEntry(
        id=note.guid,
        guid=note.guid,
        file="",
        section=(),
        prompt=note.front,
        answer=note.back[:EXCERPT],
        shows="",
        changed=0,
    )
