"""What the engine is: its own code, and what is installed that it works with."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from functools import cache
from pathlib import Path

ENGINE = Path(__file__).parents[1]

DRAWS_MERMAID = "mmdc"
"""The command that draws Mermaid; not there, drawings are shown as their code."""


def engine_digest() -> str:
    """Hash the engine's own code, templates and styles, as a process has found them."""
    return digest_of(ENGINE)


@cache
def digest_of(folder: Path) -> str:
    """Hash the files of a folder, once in a process."""
    files: dict[str, Path] = {}
    for place, folders, names in os.walk(folder):
        folders[:] = [each for each in folders if each != "__pycache__"]
        inside = Path(place).relative_to(folder)
        files |= {(inside / name).as_posix(): Path(place, name) for name in names}
    whole = hashlib.sha256()
    for name, file in sorted(files.items()):
        if file.is_file():  # an editor's mark of a file that is open leads nowhere
            whole.update(name.encode() + file.read_bytes())
    return whole.hexdigest()


def libraries_digest() -> str:
    """Hash Python's version, and what can be imported by the names that installers give it.

    Also where the command is found that draws.
    """
    names = [sys.version, shutil.which(DRAWS_MERMAID) or ""]
    for folder in sys.path:
        try:
            with os.scandir(folder or ".") as found:
                names += sorted(each.name for each in found if each.name.endswith(".dist-info"))
        except OSError:  # a zip of the standard library, or a folder that is not there
            continue
    return hashlib.sha256("\n".join(names).encode(errors="surrogatepass")).hexdigest()
