"""``diptych adopt``: take over the GUIDs of a deck that somebody already studies."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from diptych.deck import read_package
from diptych.diagnostics.wording import counted
from diptych.identity import EXCERPT, Identity, Ledger, LedgerEntry, match, stamp
from diptych.syntax.cloze import deletions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diptych.deck import ForeignNote
    from diptych.model import Question

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


def adopt(
    package: bytes, questions: Sequence[Question], identities: Sequence[Identity], ledger: Ledger
) -> Adopted:
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
    ours = {n for n, identity in enumerate(identities) if identity.guid in notes}
    known = Ledger({guid: _as_entry(note) for guid, note in free.items()})
    # Anki holds cloze notes for another kind, which cannot take over a history.
    askable = [
        n
        for n, question in enumerate(questions)
        if n not in ours and not deletions(question.tokens)
    ]
    matches = match([replace(questions[n], pinned=None) for n in askable], known)
    found = {askable[place]: entry for place, entry in matches.known.items()}
    unclear = {askable[place] for place in matches.unclear}
    taken = [
        replace(identity, guid=found[n].guid, known=None)
        for n, identity in enumerate(identities)
        if n in found
    ]
    chosen = [questions[n] for n in sorted(found)]
    # A card that shows nothing yet: the next build dates its change, so that Anki takes it.
    fresh = stamp(chosen, taken, [""] * len(chosen), Ledger({}), 0)
    used = {identity.guid for identity in taken}
    return Adopted(
        ledger=Ledger({**ledger.entries, **fresh.entries}),
        taken=tuple((questions[n].prompt, notes[found[n].guid].front) for n in sorted(found)),
        unclear=tuple(questions[n].prompt for n in sorted(unclear)),
        left=tuple(
            question.prompt
            for n, question in enumerate(questions)
            if n not in found and n not in unclear and n not in ours
        ),
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
