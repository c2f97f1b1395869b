"""What a deck of ours holds: the ``.apkg`` of the last build, read back."""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
from contextlib import closing

from diptych.deck.values import FIELD_BORDER, visible


def visible_texts(package: bytes) -> dict[str, str]:
    """Read what each note says, by GUID: the text of its fields, without markup.

    Args:
        package: an ``.apkg`` as ``build_deck`` makes it.

    Raises:
        ValueError: it is not one.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(package)) as archived:
            database = archived.read("collection.anki2")
        with closing(sqlite3.connect(":memory:")) as connection:
            connection.deserialize(database)
            rows = connection.execute("SELECT guid, mid, flds FROM notes").fetchall()
            ((models,),) = connection.execute("SELECT models FROM col").fetchall()
    except (zipfile.BadZipFile, KeyError, sqlite3.Error) as error:
        raise ValueError(f"not a deck that Diptych made: {error}") from error
    names = {
        int(model): [field["name"] for field in content["flds"]]
        for model, content in json.loads(models).items()
    }
    return {guid: _said(names[mid], fields.split(FIELD_BORDER)) for guid, mid, fields in rows}


def _said(names: list[str], values: list[str]) -> str:
    shown = [
        visible(value)
        for name, value in zip(names, values, strict=True)
        if name in {"Question", "Short", "Answer", "Sources", "Text"}
    ]
    return " ".join(" ".join(shown).split())
