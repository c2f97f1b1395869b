"""How paths are written in diagnostics, keys and lists. Standard library only."""

from __future__ import annotations

import os
from pathlib import Path

from diptych.characters import lazy

_NUMBERS = lazy(r"(\d+)")


def resolved(path: str | Path) -> Path:
    """Follow the links in a path; one that leads to itself stays, and is then no file or folder."""
    return Path(os.path.realpath(path))  # `Path.resolve` raises an error there


def below(root: Path, path: Path) -> str:
    """Write a path relative to a folder that it lies in, with forward slashes.

    Raises:
        ValueError: it does not lie there.
    """
    folder, whole = str(root), str(path)
    top = f"{folder}{os.sep}"
    if whole.startswith(top):  # as nearly always, and ten thousand times in a build
        return whole.removeprefix(top).replace(os.sep, "/")
    if whole == folder:
        return "."
    return path.relative_to(root).as_posix()


def natural(name: str) -> list[tuple[int, int, str]]:
    """Make a key that sorts 2 before 10."""
    return [
        # `isdigit` also holds for digits that int() refuses, such as ².
        (0, int(part), "") if part.isdecimal() else (1, 0, part)
        for part in _NUMBERS.split(name.casefold())
    ]
