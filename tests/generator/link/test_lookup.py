"""What a wiki link's name means."""

from __future__ import annotations

import pytest

from diptych.link.lookup import note_names
from tests.conftest import compiled

PATHS = ("notes/a.md", "notes/sub/a.md", "notes/xsub/b.md", "notes/sub/b.md", "notes/c.md")


@pytest.mark.parametrize(
    ("name", "found"),
    [
        # What is a path from the notes' own folder down means that file, whatever ends like it.
        ("a", ["notes/a.md"]),
        ("A.md", ["notes/a.md"]),
        ("/a", ["notes/a.md"]),
        ("notes/a", ["notes/a.md"]),
        ("sub/a", ["notes/sub/a.md"]),
        # Else each whose path ends so; a folder's name is whole or not meant.
        ("b", ["notes/xsub/b.md", "notes/sub/b.md"]),
        ("sub/b", ["notes/sub/b.md"]),
        ("ub/b", []),
        ("other/a", []),
        # Without a file of that name, a title; a file comes first.
        ("Title of c", ["notes/c.md"]),
        ("c", ["notes/c.md"]),
    ],
)
def test_a_name_is_looked_up(name: str, found: list[str]) -> None:
    texts = dict.fromkeys(PATHS, "## A?\n\na\n")
    texts["notes/c.md"] = "# Title of c\n\n## A?\n\na\n"
    texts["notes/sub/b.md"] = "# C\n\n## A?\n\na\n"
    documents = [compiled(text, path) for path, text in texts.items()]
    assert list(note_names(documents).find(name)) == found
