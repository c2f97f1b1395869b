"""The folders of a notebook looked through for files by their endings. Standard library only."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from msgspec import Struct

from diptych.input.vaults import LOGSEQ, OBSIDIAN, PAGES

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

# Folders of programs, which nobody keeps notes in.
TOOLS = frozenset({"node_modules", "bower_components", "__pycache__", "site-packages"})


class Walk(Struct, frozen=True):
    """What was found in a folder and those below it.

    Attributes:
        odd: those of the files that are links, or no regular files.
        closed: folders that could not be opened, each with the reason.
        links: links to other folders; they are not followed.
        vaults: the folders that Obsidian keeps settings in.
        graphs: those that Logseq keeps settings in.
    """

    files: tuple[Path, ...]
    odd: frozenset[Path]
    closed: tuple[tuple[Path, str], ...]
    links: tuple[Path, ...]
    vaults: tuple[Path, ...]
    graphs: tuple[Path, ...]


def walk(top: Path, output: Path, suffixes: frozenset[str], deepest: int | None = None) -> Walk:
    """Look for files with certain endings, passing over what is hidden and the output.

    Args:
        deepest: how many folders below the top are looked into; all of them by default.
    """
    files: list[Path] = []
    odd: list[Path] = []
    closed: list[tuple[Path, str]] = []
    links: list[Path] = []
    vaults: list[Path] = []
    graphs: list[Path] = []
    waiting = [(top, 0)]
    while waiting:
        here, depth = waiting.pop()
        try:
            with os.scandir(here) as listed:
                folders, others = _parted(listed)
        except OSError as error:
            closed.append((here, reason(error)))
            continue
        vaults += [here] if OBSIDIAN in folders else []
        graphs += [here] if LOGSEQ in folders and PAGES.intersection(folders) else []
        for entry in others:
            if not entry.name.startswith(".") and suffix(entry.name) in suffixes:
                files.append(here / entry.name)
                odd += [] if _is_plain(entry) else [files[-1]]
        if depth == deepest:
            continue
        inside = []
        for name, entry in folders.items():
            if name.startswith(".") or name in TOOLS or here / name == output:
                continue
            if entry.is_symlink():
                links.append(here / name)
            else:
                inside.append((here / name, depth + 1))
        waiting += reversed(inside)
    return Walk(
        tuple(files), frozenset(odd), tuple(closed), tuple(links), tuple(vaults), tuple(graphs)
    )


def _parted(
    listed: Iterable[os.DirEntry[str]],
) -> tuple[dict[str, os.DirEntry[str]], list[os.DirEntry[str]]]:
    """Part what a folder holds into folders, links to them among them, by name, and the rest."""
    folders: dict[str, os.DirEntry[str]] = {}
    others: list[os.DirEntry[str]] = []
    for entry in listed:
        if _is_folder_entry(entry):
            folders[entry.name] = entry
        else:
            others.append(entry)
    return folders, others


def _is_folder_entry(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that cannot be followed
        return False


def _is_plain(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file(follow_symlinks=False)
    except OSError:  # reading it tells why nothing can be said of it
        return False


def suffix(name: str) -> str:
    """Give the ending of a file's name, in small letters."""
    return os.path.splitext(name)[1].lower()


def reason(error: OSError) -> str:
    """Say why the system refused something."""
    return error.strerror or str(error)
