"""What the notes of another tool's deck ask, whichever of their fields says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from diptych.deck import asks_for_labels, lines_of, remembered_entry
from diptych.identity import LedgerEntry, nearest, normal
from diptych.model import EXCERPT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from diptych.deck import ForeignNote

# So many notes of a kind tell which of their fields asks.
_ENOUGH = 60


def as_entries(notes: Iterable[ForeignNote], asked: Sequence[str]) -> dict[str, LedgerEntry]:
    """Read each note as an entry of the ledger, by its GUID.

    Args:
        asked: what the questions ask that are looked for.
    """
    by_notetype: dict[str, list[ForeignNote]] = {}
    for note in notes:
        if not asks_for_labels(note):  # it follows from its question's own note
            by_notetype.setdefault(note.notetype.name, []).append(note)
    said = [normal(each) for each in asked]
    entries: dict[str, LedgerEntry] = {}
    for of_one in by_notetype.values():
        place = _asking_field(of_one, said)
        for note in of_one:
            entry = remembered_entry(note) or _entry(note, place)
            entries[note.guid] = replace(entry, guid=note.guid)
    return entries


def _asking_field(notes: Sequence[ForeignNote], asked: Sequence[str]) -> int:
    """Find the field that says what the questions ask; the first, if none is like it."""
    fields = range(len(notes[0].values))
    points = [_likeness([_asked(note, place) for note in notes], asked) for place in fields]
    return max(fields, key=lambda place: (points[place], -place))


def _likeness(texts: Sequence[str], asked: Sequence[str]) -> float:
    """Sum up how near each text comes to the question that is nearest."""
    exact = set(asked)
    points = 0.0
    for text in map(normal, texts[:_ENOUGH]):
        if text in exact:
            points += 1.0
        elif _has_words(text):
            points += nearest(text, asked)
    return points


def _entry(note: ForeignNote, place: int) -> LedgerEntry:
    prompt = _asked(note, place)
    rest = [text for other, text in enumerate(note.texts) if other != place and _has_words(text)]
    below = lines_of(note.values[place])[1:] if note.notetype.is_cloze else []
    return LedgerEntry(
        id=note.guid,
        guid=note.guid,
        file="",
        section=(),
        prompt=prompt,
        answer=" ".join([*below, *rest])[:EXCERPT],
        shows="",
        changed=0,
        kind="cloze" if note.notetype.is_cloze else "basic",
    )


def _asked(note: ForeignNote, place: int) -> str:
    """Read what a field asks: the first line of a cloze, for what follows holds the answer."""
    lines = lines_of(note.values[place]) if note.notetype.is_cloze else []
    return lines[0] if lines else note.texts[place]


def _has_words(text: str) -> bool:
    return any(letter.isalpha() for letter in text)
