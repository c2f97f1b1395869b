"""Whose an output folder is: a build never writes over what it did not write.

A folder that holds other files, or what another notebook was built into, is refused unless the
author says that it may be taken. Standard library only.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from diptych.output.locks import WriteError
from diptych.output.write import MANIFEST, known_files, read_manifest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Set
    from typing import Any

    from diptych.model.book import PlannedFile

REMEMBERED = "notebook"
"""Under which name a manifest says whose the folder is."""


def notebook_marks(root: Path, output: Path) -> list[str]:
    """Hash where a notebook lies, seen from its output, and each folder that it lies in.

    Seen from the output, so that both may move together; as hashes, for the output is published.
    """
    try:
        place = PurePath(os.path.relpath(root.resolve(), output.resolve()))
    except ValueError:  # on another drive of Windows
        place = root.resolve()
    return [_hash(each) for each in (place, *place.parents) if each.parts]


def is_of_this(manifest: Mapping[str, Any], root: Path, output: Path) -> bool:
    """Tell whether a folder was written by builds of just this notebook, of no part of it."""
    theirs = manifest.get(REMEMBERED)
    return not isinstance(theirs, list) or theirs[:1] == notebook_marks(root, output)[:1]


def refuse_others_files(root: Path, output: Path, plan: Iterable[PlannedFile]) -> None:
    """Refuse to write over what this notebook's builds did not write.

    Args:
        root: the notebook's.
        plan: what will be written.

    Raises:
        WriteError: the folder holds other files, or another notebook's, or cannot be read; nothing
            was written.
    """
    try:
        _refuse(root, output, plan)
    except OSError as error:
        place, why = error.filename or output, error.strerror or str(error)
        raise WriteError(
            f"cannot read {place}: {why}; nothing was written. Give yourself the "
            "right to read it, or choose another folder by --output"
        ) from error


def _refuse(root: Path, output: Path, plan: Iterable[PlannedFile]) -> None:
    if not (output / MANIFEST).is_file():
        if other := _first_shown(output, known_files(output)):
            raise _refusal(f"{output} was not written by Diptych: it holds {other}")
        return
    manifest = read_manifest(output)
    theirs, ours = manifest.get(REMEMBERED), notebook_marks(root, output)
    if isinstance(theirs, list) and theirs and theirs[0] not in ours and ours[0] not in theirs:
        raise _refusal(f"{output} holds another notebook")
    if not manifest:
        return  # one that cannot be read is made anew
    written = known_files(output)
    for file in plan:
        if file.path not in written and (output / file.path).exists():
            raise _refusal(f"{output / file.path} was not written by Diptych")


def _refusal(why: str) -> WriteError:
    return WriteError(
        f"{why}; choose another folder by --output, or say --force to write there all the same. "
        "Nothing was written"
    )


def _first_shown(folder: Path, ours: Set[str]) -> str:
    """Name a file somewhere in a folder, in nothing that is hidden; empty if there is none.

    What a first build put there before it was killed is ours.

    A deck does not count: the last one is put where a build begins anew, for it gives ids back.
    """
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        here = Path(place).relative_to(folder)
        shown = sorted(
            path
            for name in names
            if not name.startswith(".")
            and not name.endswith(".apkg")
            and (path := (here / name).as_posix()) not in ours
        )
        if shown:
            return shown[0]
    return ""


def _hash(place: PurePath) -> str:
    text = place.as_posix().encode(errors="surrogatepass")
    return hashlib.sha256(text).hexdigest()[:16]
