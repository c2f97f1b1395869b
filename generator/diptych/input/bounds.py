"""What lies within a notebook, wherever links lead. Standard library only."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from diptych.input.paths import resolved

if TYPE_CHECKING:
    from pathlib import Path


class Bounds:
    """Tells what lies below a folder; looks once at each folder on the way."""

    def __init__(self, root: Path) -> None:
        self._root = resolved(root)
        self._inside: dict[str, bool] = {}

    def hold(self, file: Path) -> bool:
        """Tell whether a file lies below."""
        folder, name = os.path.split(file)
        if name == os.pardir or os.path.islink(file):
            return self._holds(file)
        if folder not in self._inside:
            self._inside[folder] = self._holds(folder)
        return self._inside[folder]

    def _holds(self, path: str | Path) -> bool:
        return resolved(path).is_relative_to(self._root)
