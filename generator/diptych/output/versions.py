"""What the engine is: its own code, and what is installed that it works with."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ENGINE = Path(__file__).parents[1]

NOT_READ = {"__pycache__", "explanations", "starter"}
"""Folders of the engine that no build reads: what codes mean, and what `diptych new` copies."""

DRAWS_MERMAID = "mmdc"
"""The command that draws Mermaid; not there, drawings are shown as their code."""


def engine_digest() -> str:
    """Hash the engine's own code, templates and styles, as a process has found them."""
    return digest_of(str(ENGINE))


@cache
def digest_of(folder: str) -> str:
    """Hash what builds read in a folder, once in a process."""
    whole = hashlib.sha256()
    for name, place in sorted(_files_in(folder)):
        with open(place, "rb", buffering=0) as file:  # noqa: PTH123 -- hundreds of files
            whole.update(name.encode() + file.read())
    return whole.hexdigest()


def _files_in(folder: str) -> Iterator[tuple[str, str]]:
    """Walk the files in a folder and below it: the name of each from there, and its path."""
    waiting = [folder]
    while waiting:
        with os.scandir(waiting.pop()) as found:
            for entry in found:
                if entry.is_dir(follow_symlinks=False):
                    if entry.name not in NOT_READ:
                        waiting.append(entry.path)
                elif entry.is_file():  # an editor's mark of a file that is open leads nowhere
                    yield entry.path[len(folder) + 1 :].replace(os.sep, "/"), entry.path


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
