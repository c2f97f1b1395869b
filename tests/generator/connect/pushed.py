"""A small notebook, and what one does with it: edit, push, look."""

from __future__ import annotations

from pathlib import Path

from diptych.cli import main
from tests.anki_connect import AnkiConnect
from tests.anki_engine import Anki

NOTES = """# Locks

## What is a lock?

> One holds it.

Long ago.

## What is a fence?

None passes.

# Keys

## What is a {{c1::key}}?

It opens.
"""
SETTINGS = 'title = "T"\nlanguage = "en"\nname = "t"\n'


def push(root: Path, add_on: AnkiConnect, *arguments: str, yes: bool = True) -> int:
    """Push a notebook; the exit code."""
    more = ("--yes",) if yes else ()
    return main(["push", str(root), "--anki", add_on.address, *more, *arguments])


def edit(root: Path, before: str, after: str) -> None:
    """Replace a text of the notes."""
    file = root / "notes/a.md"
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after), encoding="utf-8")


def guid(anki: Anki, name: str) -> str:
    """The GUID of the note of a question."""
    (number,) = anki.collection.find_notes(f"Id:{name}")
    return anki.collection.get_note(number).guid


def times(anki: Anki) -> dict[str, int]:
    """When each note last changed, to tell which were."""
    return {str(each): int(time) for each, time in anki.rows("SELECT guid, mod FROM notes")}


def gone(root: Path) -> None:
    """Take a question out of the notes."""
    edit(root, "## What is a fence?\n\nNone passes.\n", "")


def back(root: Path) -> None:
    """Put it back, below the others of its section."""
    edit(root, "# Keys", "## What is a fence?\n\nNone passes.\n\n# Keys")
