"""Notes and media as an ``.apkg``, once all is well with them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from diptych.deck.archive import archive
from diptych.deck.database import Entry, write_database
from diptych.deck.kinds import notetype_of
from diptych.deck.media import collect_media, named_media
from diptych.deck.names import check_tag, deck_name
from diptych.deck.note import AnkiNote
from diptych.deck.notetype import CHANGED
from diptych.deck.values import field_values
from diptych.digests import key_of
from diptych.model.book import Asset


def build_deck(
    notes: Sequence[AnkiNote],
    media: Sequence[Asset],
    *,
    name: str,
    language: str,
    description: str = "",
    notetype_changed: int = CHANGED,
) -> bytes:
    """Build the bytes of an ``.apkg``; the same for the same input, wherever and whenever.

    Args:
        notes: in the order in which their cards shall come.
        media: what the fields name, no more and no less.
        name: the deck of notes that name none themselves.
        language: the BCP 47 tag of the notes and of the labels on their cards.
        description: what Anki shows of the deck of that name, as HTML.
        notetype_changed: when the templates or the style last changed, in seconds since the
            epoch.

    Raises:
        ValueError: something that Anki would reject, change or lose; the message names it.
    """
    placed = list(enumerate(notes, start=1))
    described = {deck_name((name,)): description} if description else {}
    return _package(_entries(placed, name, language), media, notetype_changed, described)


def build_part(
    placed: Sequence[tuple[int, AnkiNote]],
    media: Sequence[Asset],
    *,
    name: str,
    language: str,
    preset: bool = False,
) -> bytes:
    """Build the bytes of an ``.apkg`` of some of the notes, each with its place among all, from 1.

    Args:
        media: what their fields name, and perhaps more.
        name: the deck that holds the others.
        language: as for `build_deck`.
        preset: whether it is to bring our preset to the decks of these notes.

    Raises:
        ValueError: likewise.
    """
    entries = _entries(placed, name, language)
    named = named_media(media, (entry.values for entry in entries))
    return _package(entries, named, CHANGED, {}, deck_name((name,)) if preset else "")


def _package(
    entries: Sequence[Entry],
    media: Sequence[Asset],
    notetype_changed: int,
    described: Mapping[str, str],
    preset_of: str = "",
) -> bytes:
    collected = collect_media(media, (entry.values for entry in entries))
    database = write_database(entries, notetype_changed, described=described, preset_of=preset_of)
    return archive({"collection.anki2": database, **_numbered(collected)})


def deck_key(
    notes: Sequence[AnkiNote] | Sequence[tuple[int, AnkiNote]],
    media: Iterable[Asset],
    version: str,
    *,
    name: str,
    language: str,
    description: str,
) -> str:
    """Hash all that the bytes of an ``.apkg`` depend on.

    Args:
        notes: each with its place, where they are not all.
        media: their names tell their content.
        version: names the engine and the libraries.
    """
    return key_of(version, name, language, description, [each.name for each in media], notes)


def _entries(placed: Sequence[tuple[int, AnkiNote]], name: str, language: str) -> list[Entry]:
    spelling: dict[str, str] = {}
    guids: set[str] = set()
    entries = []
    for position, note in placed:
        _check(note, guids)
        guids.add(note.guid)
        deck = deck_name(note.deck) or deck_name((name,))
        if not deck:
            raise ValueError(f"note {note.identifier!r} has no deck: {note.deck!r}, {name!r}")
        # Anki holds "cv" and "CV" for one deck; the first spelling stands for both.
        deck = spelling.setdefault(deck.casefold(), deck)
        values = field_values(note, language)
        fields = notetype_of(note.kind).fields
        in_order = tuple([values.get(field, "") for field, _ in fields])
        entries.append(Entry(note, deck, in_order, position))
    return entries


def _check(note: AnkiNote, guids: set[str]) -> None:
    if not note.guid or note.guid in guids:
        raise ValueError(f"note {note.identifier!r}: GUID missing or used twice: {note.guid!r}")
    if note.changed < 0:
        raise ValueError(f"note {note.identifier!r}: changed before 1970: {note.changed}")
    for tag in note.tags:
        check_tag(tag)


def _numbered(media: Mapping[str, bytes]) -> dict[str, bytes]:
    """Put the media under numbers, and add the file that says which number is which name."""
    names = {str(number): name for number, name in enumerate(media)}
    index = json.dumps(names, ensure_ascii=True).encode()
    return {"media": index} | {number: media[name] for number, name in names.items()}
