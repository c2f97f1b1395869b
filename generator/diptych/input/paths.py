"""How paths are written in diagnostics, keys and lists. Standard library only."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


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
    return list(_parts(name))


def _parts(name: str) -> Iterator[tuple[int, int, str]]:
    for part in re.split(r"(\d+)", name.casefold()):
        # `isdigit` also holds for digits that int() refuses, such as ².
        yield (0, int(part), "") if part.isdecimal() else (1, 0, part)
