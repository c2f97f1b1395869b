"""What notes embed besides text: pictures, sounds, films, other files. Standard library only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.input.paths import below
from diptych.input.walking import walk

if TYPE_CHECKING:
    from pathlib import Path

IMAGES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".bmp", ".avif"})
SOUNDS = frozenset({".mp3", ".m4a", ".aac", ".ogg", ".oga", ".opus", ".wav", ".flac"})
FILMS = frozenset({".mp4", ".m4v", ".webm", ".ogv", ".mov", ".mkv", ".3gp"})
# What people embed and no page can show.
FILES = frozenset({".pdf", ".docx", ".pptx", ".xlsx", ".epub", ".zip", ".csv", ".canvas"})
MEDIA = IMAGES | SOUNDS | FILMS | FILES


def list_media(root: Path, notes: Path, output: Path) -> list[str]:
    """List the paths of all that notes may embed, relative to ``root``, sorted.

    For a single file only its own folder and the two levels below it are looked through: who keeps
    a note among other things does not mean all of them.
    """
    if notes.is_file():
        found = walk(notes.parent, output, MEDIA, deepest=2)
    else:
        found = walk(notes, output, MEDIA)
    return sorted(below(root, file) for file in found.files)
