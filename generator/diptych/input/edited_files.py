"""The files of notes as an editor holds them: what is not saved yet counts before the disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.input.encoding import decode
from diptych.input.note_files import NoteFiles

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from diptych.input.config import Config
    from diptych.model import Diagnostic, Source

    Read = tuple[list[Source], list[Diagnostic]]


class EditedFiles(NoteFiles):
    """The files of one notebook's notes, each read once until somebody says that it changed."""

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self._unsaved: dict[Path, str] = {}
        self._known: dict[Path, Read] = {}

    def edit(self, file: Path, text: str | None) -> None:
        """Take the text of a file that an editor holds; None when it holds it no longer."""
        if text is None:
            self._unsaved.pop(file, None)
        else:
            self._unsaved[file] = text
        self._known.pop(file, None)

    def forget(self, files: Iterable[Path]) -> None:
        """Read some files anew next time, and look for files that came or went."""
        for file in files:
            self._known.pop(file, None)
        self.__dict__.pop("found", None)

    def sources(self) -> Read:
        """Give all of them as text; what cannot be read gives a diagnostic instead."""
        files = self.found.files
        self._read_all([file for file in files if file not in self._known])
        read = [self._known[file] for file in files]
        return [s for some, _ in read for s in some], [p for _, some in read for p in some]

    def _read_all(self, files: list[Path]) -> None:
        sources, problems = self._read_as_text(files)
        here: dict[str, Read] = {self._config.relative(file): ([], []) for file in files}
        for source in sources:
            here[source.path][0].append(source)
        for problem in problems:
            assert problem.span is not None
            here[problem.span.path][1].append(problem)
        self._known |= {file: here[self._config.relative(file)] for file in files}

    def _take(self, file: Path) -> bytes:
        """Read a file, or write what the editor holds as the file is encoded."""
        data = super()._take(file)
        text = self._unsaved.get(file)
        if text is None:
            return data
        encoded = decode(data)
        try:
            return encoded.encode(text) if encoded else text.encode()
        except UnicodeEncodeError:
            return text.encode(errors="replace")
