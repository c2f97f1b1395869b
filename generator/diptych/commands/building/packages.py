"""The packages that Anki imports: all notes, some of them, and the options of their deck."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace

from diptych.deck import (
    AnkiNote,
    build_deck,
    build_part,
    deck_key,
    describe,
    lightest_of_each_deck,
)
from diptych.link.entries import Linked, once
from diptych.model.book import Asset, PlannedFile

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from diptych.commands.building.making import Made
    from diptych.link.notebook import Notebook


def plan_decks(made: Made, version: str) -> tuple[PlannedFile, ...]:
    """Plan the package that Anki imports, and that of its options where it needs some.

    Args:
        version: names the engine and the libraries.
    """
    key = partial(
        deck_key,
        name=made.notebook.deck,
        language=made.notebook.language,
        description=describe(made.notebook.config),
    )
    deck = PlannedFile(
        made.deck_file,
        key(made.notes, _media(made.linked), version),
        partial(deck_of, made),
        fallible=True,
        dear=True,
    )
    if not made.options_file:
        return (deck,)
    chosen, media = _for_options(made)
    make = partial(options_of, made)
    return deck, PlannedFile(made.options_file, key(chosen, media, version), make, fallible=True)


def deck_of(made: Made) -> bytes:
    """Make the package that Anki imports."""
    return make_deck(made.notebook, made.linked, made.notes)


def options_of(made: Made) -> bytes:
    """Make the package that brings the options of the deck."""
    return _part(made, *_for_options(made), preset=True)


def part_of(made: Made, new: Container[str], known: Container[str], *, preset: bool) -> bytes:
    """Make a package of some notes, by their GUIDs.

    Args:
        known: those that Anki has; they are dated so that no import changes them.
        preset: whether it brings the options of their decks.
    """
    placed = [
        (place, note if note.guid in new else replace(note, changed=1))
        for place, note in enumerate(made.notes, 1)
        if note.guid in new or note.guid in known
    ]
    return _part(made, placed, media_of(made, [note for _, note in placed]), preset=preset)


def _part(
    made: Made,
    placed: Sequence[tuple[int, AnkiNote]],
    media: Sequence[Asset],
    *,
    preset: bool,
) -> bytes:
    name, language = made.notebook.deck, made.notebook.language
    return build_part(placed, media, name=name, language=language, preset=preset)


def _for_options(made: Made) -> tuple[list[tuple[int, AnkiNote]], list[Asset]]:
    """Choose the notes of the package of options, each with its place, and gather their media."""
    chosen = lightest_of_each_deck(made.notes, _media_by_id(made))
    return chosen, media_of(made, [note for _, note in chosen])


def media_of(made: Made, notes: Sequence[AnkiNote]) -> list[Asset]:
    """Gather what some notes show, each file once."""
    media = _media_by_id(made)
    return once(asset for note in notes for asset in media[note.identifier])


def _media_by_id(made: Made) -> dict[str, tuple[Asset, ...]]:
    return {entry.identity.id: entry.media for entry in made.linked.entries}


def make_deck(notebook: Notebook, linked: Linked, notes: Sequence[AnkiNote]) -> bytes:
    """Make the package that Anki imports of some notes."""
    return build_deck(
        notes,
        _media(linked),
        name=notebook.deck,
        language=notebook.language,
        description=describe(notebook.config),
    )


def _media(linked: Linked) -> list[Asset]:
    return once(asset for entry in linked.entries for asset in entry.media)
