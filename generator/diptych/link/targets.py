"""Where links between notes lead."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from functools import cached_property
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote

from diptych.characters import lazy
from diptych.compile.anchors import anchor_of
from diptych.link.lookup import Names, note_names

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from diptych.compile import Compiled
    from diptych.render.context import Place
    from diptych.syntax.references import Target

# `1-介绍`, `q3-why`: what an anchor begins with whose heading has lost its number, or got another.
NUMBER = lazy(r"\A(?:第|q|问题|题)?-?\d+题?-*")

# The notes that stand for their folder, the surest first.
FOLDER_NOTES = ("readme", "index", "_index")

# What a forge puts before the anchors of its own pages; links with it work there.
PREFIX = "user-content-"


class LinkMap:
    """Every place that a link can lead to.

    Most links name a document's path and an anchor; what other links mean is worked out when there
    is one.

    Attributes:
        places: (document path, anchor) → place; the anchor is empty for a document's top.
        documents: the paths of all documents.

    Args:
        documents: in the order of the notes.
    """

    def __init__(self, documents: Sequence[Compiled]) -> None:
        self.places: Mapping[tuple[str, str], Place] = _places(documents)
        self.documents = frozenset(document.path for document in documents)
        self._all = documents
        self._without_hyphens: dict[str, dict[str, Place]] = {}

    @cached_property
    def names(self) -> Names:
        """What wiki links may call the documents."""
        return note_names(self._all)

    @cached_property
    def _anchors(self) -> Mapping[str, Sequence[str]]:
        """Look up the anchors of each document."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for path, anchor in self.places:
            found[path] += [anchor] if anchor else []
        return found

    @cached_property
    def _loose(self) -> Mapping[str, str]:
        """What else an address may call a document → its path."""
        return _loose_addresses([document.path for document in self._all])

    def find(self, target: Target) -> Place | None:
        """Find the place that a link means, or None; a name that several notes bear means none."""
        path = self.document(target)
        if path is None:
            return None
        if target.fragment.startswith("^"):
            return self.places.get((path, target.fragment.lower()))
        anchor = anchor_of(target.fragment.removeprefix(PREFIX))
        return (
            self.places.get((path, target.fragment))
            or self.places.get((path, anchor))
            or self._nearly(path).get(_squeezed(anchor))
            or self.places.get((path, NUMBER.sub("", anchor) or anchor))
        )

    def document(self, target: Target) -> str | None:
        """Find the path of the document that a link means, wherever in it the link leads."""
        if target.name:
            named = self.names.find(target.name)
            return named[0] if len(named) == 1 else None
        path = target.path
        if path is None or path in self.documents:
            return path
        found = self._loose.get(path)
        if found is None:
            # Many sites read all addresses from the root down, which may be that of the notes.
            written = unquote(target.address.partition("#")[0].partition("?")[0])
            path = posixpath.normpath(written.lstrip("/"))
            found = self._at(path) or self._at(f"{self.names.top}{path}")
        return found

    def _at(self, path: str) -> str | None:
        """Find the document at a path, or what stands for it."""
        return path if path in self.documents else self._loose.get(path)

    def anchors(self, path: str) -> Sequence[str]:
        """List the anchors of one document, for a hint."""
        return self._anchors.get(path, ())

    def _nearly(self, path: str) -> Mapping[str, Place]:
        """Look up a document's places by anchors without doubled or outer hyphens.

        Some forges make them so.
        """
        if path not in self._without_hyphens:
            nearly = self._without_hyphens[path] = {}
            for anchor in self.anchors(path):
                if squeezed := _squeezed(anchor_of(anchor)):
                    nearly.setdefault(squeezed, self.places[path, anchor])
        return self._without_hyphens[path]


def _places(documents: Sequence[Compiled]) -> dict[tuple[str, str], Place]:
    """Collect what links can mean; of two anchors alike the surer, or the first."""
    places: dict[tuple[str, str], Place] = {}
    questions = sections = 0
    for document in documents:
        places[document.path, ""] = ("section", sections)
        before = {"section": sections, "question": questions}
        for anchor, kind, number in document.anchors:
            places.setdefault((document.path, anchor), (kind, before[kind] + number))
        sections += len(document.sections)
        questions += len(document.questions)
    return places


def _loose_addresses(paths: Sequence[str]) -> dict[str, str]:
    """Collect what addresses may call documents: paths without ending or with a page's, folders.

    A folder is the note that stands for it: a README, one of the folder's name, else its first.
    """
    loose: dict[str, str] = {}
    folders: dict[str, str] = {}
    ranks: dict[str, int] = {}
    for path in paths:
        stem = path.rpartition(".")[0]
        loose.setdefault(stem, path)
        loose.setdefault(f"{stem}.html", path)
        name = PurePosixPath(stem).name.lower()
        for depth, folder in enumerate(PurePosixPath(path).parents):
            rank = _rank(name, folder.name.lower()) if depth == 0 else len(FOLDER_NOTES) + 1
            where = str(folder)
            if rank < ranks.get(where, rank + 1):
                folders[where], ranks[where] = path, rank
    return {**folders, **loose}


def _rank(name: str, folder: str) -> int:
    """Say how surely a note stands for the folder that it lies in; 0 is surest."""
    if name in FOLDER_NOTES:
        return FOLDER_NOTES.index(name)
    return len(FOLDER_NOTES) + (name != folder)


def _squeezed(anchor: str) -> str:
    return re.sub(r"-{2,}", "-", anchor).strip("-")
