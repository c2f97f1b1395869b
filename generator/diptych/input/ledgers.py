"""Where earlier builds left the identity ledger, when the notebook's bounds were others.

A single file was built before its folder was, a part before the whole, or a diptych.toml came later
and the ledger now belongs elsewhere. Standard library only.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from diptych.input.config import FILE_NAME, LEDGER
from diptych.input.sources import is_markdown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Set

    from diptych.input.config import Config

_OF_ONE_FILE = f".{LEDGER}"


class LeftLedger(Struct, frozen=True):
    """A ledger that lies elsewhere than where it belongs now.

    Attributes:
        shared: whether it is a whole folder's, so that it stays, and only what it remembers of the
            one file that is built counts.
    """

    path: Path
    shared: bool = False


def left_ledgers(config: Config, notes: Iterable[Path]) -> list[LeftLedger]:
    """Find the ledgers that earlier builds left in or above the notes.

    Args:
        notes: the Markdown files that are notes.
    """
    if not config.notes.is_dir():
        return [*_of_single_file(config)]
    names = _names_by_folder(notes)
    folders = {above for folder in names for above in _up_to(config.notes, folder)}
    # A notebook of its own in a folder of this one keeps its ledger.
    others = {each for each in folders - {config.root} if is_there(each / FILE_NAME)}
    mine = {each for each in folders if not others.intersection(_up_to(config.notes, each))}
    found = [
        each
        for folder in sorted(mine)
        for each in _ledgers_in(folder, names.get(folder, frozenset()))
    ]
    found += [each for folder in folders_above(config) for each in _ledgers_in(folder)]
    return [LeftLedger(each) for each in dict.fromkeys(found) if each != config.ledger]


def is_there(file: Path) -> bool:
    """Tell whether a file is there, as far as we may know."""
    return os.path.isfile(file)  # noqa: PTH113 -- a path object raises where a folder is closed


def folders_above(config: Config) -> list[Path]:
    """List the folders between the notes and the notebook's root, which may hold a ledger."""
    above = config.notes.parents
    return [folder for folder in above if folder.is_relative_to(config.root)]


def _up_to(top: Path, folder: Path) -> Iterator[Path]:
    """Walk from a folder up to one that holds it, both included."""
    while folder.is_relative_to(top):
        yield folder
        folder = folder.parent


def _of_single_file(config: Config) -> Iterator[LeftLedger]:
    folder = config.notes.parent
    if is_there(folder / LEDGER):
        yield LeftLedger(folder / LEDGER, shared=True)
    if is_there(config.ledger):
        return
    # A file that was renamed has left its ledger behind: the only one there whose file is gone.
    behind = [each for each in _ledgers_in(folder) if each.name != LEDGER]
    yield from (LeftLedger(each) for each in behind if len(behind) == 1)


def _names_by_folder(notes: Iterable[Path]) -> dict[Path, set[str]]:
    """Collect what notes are called, by the folders that they lie in."""
    names: dict[str, set[str]] = {}
    for note in notes:
        folder, name = os.path.split(note)
        names.setdefault(folder, set()).add(name)
    return {Path(folder): of_folder for folder, of_folder in names.items()}


def _ledgers_in(folder: Path, notes: Set[str] = frozenset()) -> Iterator[Path]:
    """Find ledgers, but for those of Markdown files that are there and no notes of ours.

    Args:
        notes: what ours in this folder are called.
    """
    try:
        names = sorted(os.listdir(folder))  # noqa: PTH208 -- names only, of each folder of notes
    except OSError:
        return
    ledgers = [name for name in names if name == LEDGER or name.endswith(_OF_ONE_FILE)]
    if not ledgers:
        return
    ours = {name.rpartition(".")[0] for name in notes}
    there = {name.rpartition(".")[0] for name in names if is_markdown(name)} - ours
    for name in ledgers:
        if name == LEDGER or name.removesuffix(_OF_ONE_FILE) not in there:
            yield folder / name
