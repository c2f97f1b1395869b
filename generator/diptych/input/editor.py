"""The address by which the author's editor opens a file where something is written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from diptych.characters import lazy

if TYPE_CHECKING:
    from pathlib import Path

# An address of a script would run in the page that shows it.
EDITOR_URL = lazy(r"(?!javascript:|data:)[a-z][a-z0-9+.-]*:.*\{(?:path|file)\}", re.IGNORECASE)


def editor_address(editor_url: str, root: Path, file: str, line: int, column: int = 1) -> str:
    """Write the address that opens a file at a place.

    Args:
        editor_url: as in the settings: `{path}` is the file's whole path, `{file}` that below the
            notebook's root, as editors ask for that call the notebook a vault.
        file: relative to the root, with forward slashes.
    """
    path = quote((root / file).as_posix(), safe="/:")
    # A path that begins with a slash brings the one that the address has already.
    before, found, after = editor_url.partition("{path}")
    if found:
        path = path.removeprefix("/") if before.endswith("/") else path
        editor_url = f"{before}{path}{after}"
    places = {"{file}": quote(file), "{line}": str(line), "{column}": str(column)}
    for name, value in places.items():
        editor_url = editor_url.replace(name, value)
    return editor_url
