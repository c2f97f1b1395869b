"""How paths are written in diagnostics, keys and lists. Standard library only."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def below(root: Path, path: Path) -> str:
    """Write a path relative to a folder that it lies in, with forward slashes.

    Raises:
        ValueError: it does not lie there.
    """
    top, whole = f"{root}{os.sep}", str(path)
    if whole.startswith(top):  # as nearly always, and ten thousand times in a build
        return whole.removeprefix(top).replace(os.sep, "/")
    return path.relative_to(root).as_posix()
