"""What lies in a collection, or in a package: each note and each card, as a learner has them."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.anki_engine import Anki


@dataclass(frozen=True)
class Note:
    """A note as its cards show it.

    Attributes:
        shown: the fields by name, runs of white space as one; without the id, which no card shows.
    """

    notetype: str
    changed: int
    tags: frozenset[str]
    own: str
    shown: Mapping[str, str]


@dataclass(frozen=True)
class Card:
    """A card, and all that is known of its past and its future."""

    guid: str
    ordinal: int
    deck: str
    home: str
    state: tuple[str | int, ...]


@dataclass(frozen=True)
class Collection:
    """Notes by GUID, cards by number.

    Attributes:
        blank: the cards whose front is blank.
        decks: the names of all decks.
        empty_decks: of those, the ones that hold no card, nor does a deck below.
    """

    notes: Mapping[str, Note]
    cards: Mapping[int, Card]
    blank: frozenset[int]
    decks: frozenset[str]
    empty_decks: frozenset[str]

    def decks_of(self, own: str) -> set[str]:
        """Where the cards of a note lie, by its id."""
        guids = {guid for guid, note in self.notes.items() if note.own == own}
        return {name for card in self.cards.values() if card.guid in guids for name in (card.deck, card.home)}  # fmt: skip


def read_collection(source: Anki | Path) -> Collection:
    """Read a collection, or what a package becomes in a fresh one."""
    if isinstance(source, Path):
        with tempfile.TemporaryDirectory() as folder, Anki(Path(folder) / "anki") as anki:
            anki.import_apkg(source)
            return read_collection(anki)
    decks = {int(deck.id): deck.name for deck in source.collection.decks.all_names_and_ids()}
    names: dict[int, str] = {}
    fields: dict[int, list[str]] = {}
    for model in source.collection.models.all():
        names[int(model["id"])] = model["name"]
        fields[int(model["id"])] = [field["name"] for field in model["flds"]]
    notes = {
        str(guid): Note(
            names[int(kind)],
            int(changed),
            frozenset(str(tags).split()),
            said.pop("Id", ""),
            said,
        )
        for guid, kind, changed, tags, values in source.rows(
            "SELECT guid, mid, mod, tags, flds FROM notes"
        )
        for said in [_by_name(fields[int(kind)], str(values))]
    }
    rows = source.rows(
        "SELECT c.id, n.guid, c.ord, c.did, c.odid, c.odue, c.type, c.queue, c.due, c.ivl, c.factor,"
        " c.reps, c.lapses, c.left, c.flags, c.data,"
        " (SELECT group_concat(id || ':' || ease || ':' || ivl) FROM revlog r WHERE r.cid = c.id)"
        " FROM cards c JOIN notes n ON n.id = c.nid"
    )
    cards = {
        int(row[0]): Card(
            str(row[1]), int(row[2]), decks[int(row[3])], decks.get(int(row[4]), ""), tuple(row[5:])
        )
        for row in rows
    }
    held = {name for card in cards.values() for name in (card.deck, card.home)}
    empty = [
        name
        for name in decks.values()
        if name != "Default" and not any(f"{each}::".startswith(f"{name}::") for each in held)
    ]
    return Collection(notes, cards, _blank(source), frozenset(decks.values()), frozenset(empty))


def _by_name(names: Sequence[str], values: str) -> dict[str, str]:
    return dict(zip(names, map(_spaced, values.split("\x1f")), strict=True))


def _spaced(html: str) -> str:
    """One space for each run of white space, but in code."""
    parts = re.split(r"(<pre.*?</pre>)", html, flags=re.DOTALL)
    return "".join(p if p.startswith("<pre") else re.sub(r"\s+", " ", p) for p in parts).strip()


def _blank(anki: Anki) -> frozenset[int]:
    """The cards that Anki's Empty Cards would remove."""
    report = anki.collection.get_empty_cards()
    return frozenset(number for note in report.notes for number in note.card_ids)
