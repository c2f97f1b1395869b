"""The user's cache folder. Standard library only: a build without changes asks for it, too."""

from __future__ import annotations

import os
import sys
from pathlib import Path

VARIABLE = "DIPTYCH_CACHE"
"""The environment variable that names another folder; `off` means that nothing is kept."""


def cache_folder() -> Path | None:
    """Find where to keep what can be made anew; None where nothing is to be kept."""
    named = os.environ.get(VARIABLE)
    if named:
        return None if named == "off" else Path(named).absolute()
    try:
        return _of_user() / "diptych"
    except RuntimeError:  # a user without a home
        return None


def _of_user() -> Path:
    """Find the folder that the system has for caches of this user."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    # The specification of the variable says that a relative path is to be passed over.
    named = Path(os.environ.get("XDG_CACHE_HOME") or "")
    return named if named.is_absolute() else Path.home() / ".cache"
