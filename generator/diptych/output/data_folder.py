"""The user's data folder, for what cannot be made anew and is for nobody else's eyes."""

from __future__ import annotations

import os
import sys
from pathlib import Path

VARIABLE = "DIPTYCH_DATA"
"""The environment variable that names another folder."""


def data_folder() -> Path:
    """Find where to keep what must outlast the cache.

    Raises:
        OSError: the user has no home, and names no folder.
    """
    named = os.environ.get(VARIABLE)
    if named:
        return Path(named).absolute()
    try:
        return _of_user() / "diptych"
    except RuntimeError as error:
        raise OSError(f"there is no home; name a folder by {VARIABLE}") from error


def _of_user() -> Path:
    """Find the folder that the system has for data of this user."""
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA") or Path.home() / "AppData" / "Roaming")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    # The specification of the variable says that a relative path is to be passed over.
    named = Path(os.environ.get("XDG_DATA_HOME") or "")
    return named if named.is_absolute() else Path.home() / ".local" / "share"
