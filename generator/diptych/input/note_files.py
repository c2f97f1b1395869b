"""The files of notes as a build finds them: looked for once, and each read once.

Whether anything changed is told by their hashes, what they say by their text: both are of the same
bytes, so what is saved while a build runs looks changed to the next one. Standard library only.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from diptych.input.regular import read_file
from diptych.input.sources import FoundNotes, find_notes, read_sources

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from diptych.input.config import Config
    from diptych.model import Diagnostic, Source


class NoteFiles:
    """The files of one notebook's notes."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._digests: dict[Path, str | None] = {}
        self._unread: dict[Path, bytes] = {}

    @cached_property
    def found(self) -> FoundNotes:
        """What there is."""
        config = self._config
        return find_notes(config.root, config.notes, config.output, config.selection)

    def digest(self, file: Path) -> str | None:
        """Hash a file; None if it cannot be read."""
        if file not in self._digests:
            try:
                self._unread[file] = self._read(file)
            except (OSError, ValueError):
                self._digests[file] = None
        return self._digests[file]

    def sources(self) -> tuple[list[Source], list[Diagnostic]]:
        """Read all of them as text; what cannot be gives a diagnostic instead."""
        return self._read_as_text(self.found.files)

    def _read_as_text(self, files: Iterable[Path]) -> tuple[list[Source], list[Diagnostic]]:
        sources, problems = read_sources(self._config.root, files, self._take)
        vaults = self.found.vaults
        if not vaults.cards:
            return sources, problems
        marked = [replace(each, card_marks=vaults.card_marks(each.path)) for each in sources]
        return marked, problems

    def _take(self, file: Path) -> bytes:
        """Read a file, or give what was read of it and let go of it."""
        return self._unread.pop(file) if file in self._unread else self._read(file)

    def _read(self, file: Path) -> bytes:
        data = read_file(file)
        self._digests[file] = hashlib.sha256(data).hexdigest()
        return data
