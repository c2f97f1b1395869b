"""The files of notes as a build finds them: looked for once, and each read once.

Whether anything changed is told by their hashes, what they say by their text: both are of the same
bytes, so what is saved while a build runs looks changed to the next one. Standard library only.
"""

from __future__ import annotations

import hashlib
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, Protocol

from msgspec.structs import replace

from diptych.input.paths import below
from diptych.input.regular import read_file
from diptych.input.sources import FoundNotes, find_notes, read_sources
from diptych.model import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from diptych.input.config import Config
    from diptych.model import Diagnostic


class KnownText(NamedTuple):
    """What a file says that gave no reason for a diagnostic when it was read.

    Attributes:
        digest: the SHA-256 of its bytes, in hexadecimal digits.
        text: as its `Source` has it.
    """

    digest: str
    text: str


class Memory(Protocol):
    """Remembers what files said when they were read before."""

    def recall(self, files: Iterable[Path]) -> dict[Path, KnownText]:
        """Look at files that are about to be read, and find what is known of them."""

    def keep(self, texts: Mapping[Path, KnownText]) -> None:
        """Remember what was read."""


class NoteFiles:
    """The files of one notebook's notes.

    Args:
        memory: knows what is in files that look as when they were last read; without one each
            file is read.
    """

    def __init__(self, config: Config, memory: Memory | None = None) -> None:
        self._config = config
        self._memory = memory
        self._digests: dict[Path, str | None] = {}
        self._unread: dict[Path, bytes] = {}

    @cached_property
    def found(self) -> FoundNotes:
        """What there is."""
        config = self._config
        return find_notes(config.root, config.notes, config.output, config.selection)

    @cached_property
    def _remembered(self) -> dict[Path, KnownText]:
        return self._memory.recall(self.found.files) if self._memory else {}

    def digest(self, file: Path) -> str | None:
        """Hash a file; None if it cannot be read."""
        if (known := self._remembered.get(file)) is not None:
            return known.digest
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
        root, known, vaults = self._config.root, self._remembered, self.found.vaults
        named = {below(root, file): file for file in files}
        read, problems = read_sources(
            root, [file for file in named.values() if file not in known], self._take
        )
        anew = {source.path: source for source in read}
        self._remember({named[name]: source for name, source in anew.items()}, problems)
        sources = [
            Source(name, known[file].text) if file in known else anew[name]
            for name, file in named.items()
            if file in known or name in anew
        ]
        if vaults.cards:
            sources = [replace(each, card_marks=vaults.card_marks(each.path)) for each in sources]
        return sources, problems

    def _remember(self, read: Mapping[Path, Source], problems: Iterable[Diagnostic]) -> None:
        """Remember the files that were read, but for those that there is something to say of."""
        if self._memory is None:
            return
        told = {each.span.path for each in problems if each.span}
        self._memory.keep(
            {
                file: KnownText(digest, source.text)
                for file, source in read.items()
                if source.path not in told and (digest := self._digests.get(file)) is not None
            }
        )

    def _take(self, file: Path) -> bytes:
        """Read a file, or give what was read of it and let go of it."""
        return self._unread.pop(file) if file in self._unread else self._read(file)

    def _read(self, file: Path) -> bytes:
        data = read_file(file)
        self._digests[file] = hashlib.sha256(data).hexdigest()
        return data
