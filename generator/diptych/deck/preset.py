"""The options by which a deck is learned in the order of its notes, as a preset of Anki's.

Left to itself, Anki takes new cards deck by deck, the decks by their names. Which order it takes
them in is for the options of the deck that is learned to say, and no package changes those unless
whoever imports it asks for the presets in it. Then each deck of the package gets them, whichever
preset its owner had chosen for it since. So the package of all notes brings none, for it is
imported again and again, and Anki remembers what was asked for; a package of its own brings them.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from diptych.deck.frame import deck_json
from diptych.deck.names import SEPARATOR, deck_id, deck_name, with_parents

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping

    from diptych.deck.note import AnkiNote
    from diptych.model.book import Asset

# Anki leaves a preset alone that it has already, by this number: its owner may have changed it.
PRESET_ID = 1_764_373_861_529
PRESET = "Diptych"

_BY_POSITION = 1  # what is asked first in the notes comes first, whatever deck it lies in
_AS_GATHERED = 1  # and Anki does not sort what it took by anything else
_REVIEWS = 200  # a day
_TAG_ONLY = 1  # what becomes of a card that is forgotten again and again
_DEFAULT = "1"  # the number of Anki's own preset, and of its own deck


def follow_names(notes: Iterable[AnkiNote], name: str) -> bool:
    """Tell whether the notes come in their order where Anki takes deck by deck, by name.

    Args:
        name: the deck of notes that name none themselves.
    """
    decks = [_sorted_by(deck_name(note.deck) or deck_name((name,))) for note in notes]
    return decks == sorted(decks)


def lightest_of_each_deck(
    notes: Iterable[AnkiNote], media: Mapping[str, Iterable[Asset]]
) -> list[tuple[int, AnkiNote]]:
    """Choose the note of each deck that shows the fewest bytes of media, with its place from 1.

    Anki takes no deck from a package that has no card of it.

    Args:
        media: what each note shows, by its identifier.
    """
    lightest: dict[str, tuple[int, int, AnkiNote]] = {}
    for place, note in enumerate(notes, start=1):
        weight = sum(len(asset.data) for asset in media[note.identifier])
        deck = deck_name(note.deck).casefold()
        if deck not in lightest or weight < lightest[deck][0]:
            lightest[deck] = weight, place, note
    return [(place, note) for _, place, note in lightest.values()]


def _sorted_by(deck: str) -> list[str]:
    return deck.casefold().split(SEPARATOR)


def add_preset(connection: sqlite3.Connection, deck: str) -> None:
    """Add the preset to a collection, and give it to all decks and those that they lie in.

    Each needs it: in which order cards are taken is for the options of the deck to say that is
    learned, and whether two cards of a note are shown on one day for those of the deck that they
    lie in.

    Args:
        deck: the one that holds the others, and perhaps no card of its own.
    """
    decks, presets = map(json.loads, *connection.execute("SELECT decks, dconf FROM col"))
    names = {deck, *(each["name"] for number, each in decks.items() if number != _DEFAULT)}
    # From a card's deck, Anki finds those above it one by one, and none above one that is missing.
    for name in sorted(with_parents(names)):
        decks.setdefault(str(deck_id(name)), deck_json(deck_id(name), name))
    for number in decks.keys() - {_DEFAULT}:
        decks[number]["conf"] = PRESET_ID
    presets[str(PRESET_ID)] = _preset(presets[_DEFAULT])
    text = json.dumps(decks), json.dumps(presets)
    connection.execute("UPDATE col SET decks = ?, dconf = ?", text)


def _preset(default: dict[str, Any]) -> dict[str, Any]:
    """Make the preset: by position, of a note only one card a day, all else as Anki has it.

    Whether FSRS plans the cards is no matter of a preset but of the whole collection.

    Args:
        default: as genanki has it, which is that of years ago.
    """
    return default | {
        "id": PRESET_ID,
        "name": PRESET,
        "new": default["new"] | {"bury": True},
        "rev": default["rev"] | {"bury": True, "perDay": _REVIEWS},
        "lapse": default["lapse"] | {"leechAction": _TAG_ONLY},
        "buryInterdayLearning": True,
        "newGatherPriority": _BY_POSITION,
        "newSortOrder": _AS_GATHERED,
    }
