"""What a deck of ours holds: the ``.apkg`` of the last build, read back."""

from __future__ import annotations

import io
import json
import re
import sqlite3
import zipfile
import zlib
from contextlib import closing, contextmanager
from html import unescape
from types import MappingProxyType
from typing import TYPE_CHECKING

from msgspec import Struct

from diptych.characters import lazy, replaced_up_to
from diptych.deck.content_hash import hash_of_fields
from diptych.deck.kinds import (
    notetype_named,
    notetype_with_id,
    question_guid,
    question_guid_of_picture,
)
from diptych.deck.values import FIELD_BORDER, filled, visible
from diptych.identity import LedgerEntry, RememberedDeletion, RememberedPicture
from diptych.model import EXCERPT
from diptych.render import read_in
from diptych.syntax.html import closing_tag, opening_tag

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from diptych.deck.foreign import ForeignNote

# Code, which is no running words, and the borders of blocks.
_APART = lazy(
    rf"{opening_tag('pre')}.*?(?:{closing_tag('pre')}|\Z)"
    rf"|{closing_tag('(?:p|li|td|th|div|h[1-6])')}|{opening_tag('br')}",
    re.DOTALL | re.IGNORECASE,
)
_DISPLAYED = lazy(r"\\\[.*?\\\]", re.DOTALL)
_FORMULA = lazy(r"\\\((.*?)\\\)", re.DOTALL)
_LONG_AGO = -1
_SAID = (
    "Question",
    "Options",
    "Short",
    "Answer",
    "Sources",
    "Text",
    "Header",
    "Labels",
    "Back Extra",
)
_NUMBER = lazy(r"\{\{c(\d+)::")


class _Row(Struct, frozen=True):
    """A note as it lies in a deck.

    Attributes:
        changed: when it last changed, in seconds since the epoch.
        fields: by name.
    """

    guid: str
    notetype: int
    changed: int
    tags: tuple[str, ...]
    fields: Mapping[str, str]


def visible_texts(package: bytes) -> dict[str, str]:
    """Read what each note says, by GUID: the text of its fields, without markup.

    Args:
        package: an ``.apkg`` as ``build_deck`` makes it.

    Raises:
        ValueError: it is not one.
    """
    return {row.guid: _said(row.fields, *_SAID) for row in _rows(package)}


def placed_cards(package: bytes) -> dict[str, dict[int, str]]:
    """Read which cards each note makes, by GUID and ordinal, and the deck that each comes to.

    Args:
        package: an ``.apkg`` as ``build_deck`` makes it.

    Raises:
        ValueError: it is not one.
    """
    with _opened(package) as connection:
        rows = connection.execute(
            "SELECT guid, ord, did FROM cards JOIN notes ON notes.id = cards.nid"
        ).fetchall()
        ((decks,),) = connection.execute("SELECT decks FROM col").fetchall()
    names = {int(number): deck["name"] for number, deck in json.loads(decks).items()}
    placed: dict[str, dict[int, str]] = {}
    for guid, ordinal, deck in rows:
        placed.setdefault(guid, {})[ordinal] = names[deck]
    return placed


def remembered_entries(
    package: bytes, known: Mapping[str, int] = MappingProxyType({})
) -> list[LedgerEntry]:
    """Read what the ledger knew of each question when a deck was made, its place apart.

    Args:
        package: an ``.apkg`` as ``build_deck`` makes it.
        known: the GUIDs of notes that are left out unless they changed after these times.

    Raises:
        ValueError: it is not one.
    """
    return [
        _entry(row)
        for row in _rows(package)
        if row.changed > known.get(row.guid, _LONG_AGO) and not _is_of_picture(row)
    ]


def remembered_pictures(package: bytes) -> dict[str, tuple[RememberedPicture, ...]]:
    """Read the pictures whose labels cards of a deck ask for, by the GUID of their question.

    Args:
        package: an ``.apkg`` as ``build_deck`` makes it.

    Raises:
        ValueError: it is not one.
    """
    found: dict[str, tuple[RememberedPicture, ...]] = {}
    for row in filter(_is_of_picture, _rows(package)):
        guid = question_guid_of_picture(row.guid)
        found[guid] = (*found.get(guid, ()), _picture(row))
    return found


def _is_of_picture(row: _Row) -> bool:
    return notetype_with_id(row.notetype).kind == "occlusion"


def _picture(row: _Row) -> RememberedPicture:
    labels = tuple(unescape(each) for each in row.fields["Labels"].split("<br>"))
    here = {int(number) for number in _NUMBER.findall(row.fields["Occlusion"])}
    return RememberedPicture(
        name=unescape(row.fields["Picture"]),
        shows=hash_of_fields(row.tags, row.fields),
        changed=row.changed,
        labels=labels,
        gone=tuple(text for number, text in enumerate(labels, 1) if number not in here),
    )


def remembered_entry(note: ForeignNote) -> LedgerEntry | None:
    """Read what the ledger knew of the question that a note in a learner's deck asks, if ours."""
    notetype = notetype_named(note.notetype.name)
    if notetype is None or not note.fields["Id"].strip():
        return None
    return _entry(_Row(note.guid, notetype.id, note.changed, note.tags, note.fields))


def asks_for_labels(note: ForeignNote) -> bool:
    """Tell whether a note in a learner's deck is one of ours that asks for a picture's labels."""
    notetype = notetype_named(note.notetype.name)
    return notetype is not None and notetype.kind == "occlusion"


def _entry(row: _Row) -> LedgerEntry:
    notetype = notetype_with_id(row.notetype)
    asked, answer = notetype.said(row.fields)
    return LedgerEntry(
        id=unescape(row.fields["Id"]),
        guid=question_guid(row.guid, notetype.kind),
        file="",
        section=(),
        prompt=_words(asked),
        answer=_words(answer)[:EXCERPT],
        shows=hash_of_fields(row.tags, row.fields),
        changed=row.changed,
        kind=notetype.kind,
        deletions=_deletions(row) if notetype.kind == "cloze" else (),
    )


def _deletions(row: _Row) -> tuple[RememberedDeletion, ...]:
    return tuple(RememberedDeletion(*each) for each in read_in(row.fields["Text"]))


@contextmanager
def _opened(package: bytes) -> Iterator[sqlite3.Connection]:
    try:
        with zipfile.ZipFile(io.BytesIO(package)) as archived:
            database = archived.read("collection.anki2")
        with closing(sqlite3.connect(":memory:")) as connection:
            connection.deserialize(database)
            yield connection
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, sqlite3.Error) as error:
        raise ValueError(f"not a deck that Diptych made: {error}") from error


def _rows(package: bytes) -> Iterator[_Row]:
    with _opened(package) as connection:
        rows = connection.execute("SELECT guid, mid, mod, tags, flds FROM notes").fetchall()
        ((models,),) = connection.execute("SELECT models FROM col").fetchall()
    names = {
        int(model): [field["name"] for field in content["flds"]]
        for model, content in json.loads(models).items()
    }
    for guid, notetype, changed, tags, values in rows:
        fields = dict(zip(names[notetype], values.split(FIELD_BORDER), strict=True))
        yield _Row(guid, notetype, changed, tuple(tags.split()), fields)


def _words(html: str) -> str:
    """Read HTML about as the ledger keeps the words of a question: formulas as LaTeX, no code."""
    text = filled(replaced_up_to(r"\]", _DISPLAYED, " ", _APART.sub(" ", html)))
    return " ".join(visible(replaced_up_to(r"\)", _FORMULA, r"$\1$", text)).split())


def _said(fields: Mapping[str, str], *names: str) -> str:
    shown = [visible(fields[name]) for name in names if name in fields]
    return " ".join(" ".join(shown).split())
