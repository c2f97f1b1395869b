"""The notes' files → Sources. The one room that reads them."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from diptych.diagnostics.codes import diagnose
from diptych.input.encoding import Encoded, decode, with_line_feeds
from diptych.model import Diagnostic, Source, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MARKDOWN = frozenset({".md", ".markdown"})
IMAGES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".bmp", ".avif"})
MAX_TEXT = 10 * 2**20
MAX_FILE = 100 * 2**20
LINE_END = re.compile(rb"\r\n?|\n")

# Unicode keeps these for a program's own use; `render` marks places in HTML with them. U+001F
# stands between the fields of Anki's notes.
NONCHARACTERS = re.compile("[\ufdd0-\ufdef\x1f]")


@dataclass(frozen=True, slots=True)
class NoteFile:
    """One file of notes as it lies on the disk.

    Attributes:
        name: relative to the notebook's root, with forward slashes.
        data: all its bytes.
    """

    name: str
    path: Path
    data: bytes
    encoded: Encoded


def list_notes(notes: Path, output: Path) -> list[Path]:
    """All Markdown files of a notebook, in natural order (2 before 10).

    Hidden folders and the output are passed over.
    """
    if notes.is_file():
        return [notes]
    found = _files_below(notes, output, MARKDOWN)
    return sorted(found, key=lambda path: _natural(path.relative_to(notes).as_posix()))


def list_images(root: Path, notes: Path, output: Path) -> list[str]:
    """The paths of all pictures among the notes, relative to ``root``, sorted.

    For a single file only its own folder and the two levels below it are looked through: who keeps
    a note among other things does not mean all of them.
    """
    if notes.is_file():
        found = _files_below(notes.parent, output, IMAGES, deepest=2)
    else:
        found = _files_below(notes, output, IMAGES)
    return sorted(file.relative_to(root).as_posix() for file in found)


def _files_below(
    top: Path, output: Path, suffixes: frozenset[str], deepest: int | None = None
) -> list[Path]:
    found = []
    for folder, folders, names in os.walk(top):
        here = Path(folder)
        at_end = deepest is not None and len(here.relative_to(top).parts) >= deepest
        folders[:] = [
            name
            for name in ([] if at_end else folders)
            if not name.startswith(".") and name != "node_modules" and here / name != output
        ]
        found += [here / name for name in names if Path(name).suffix.lower() in suffixes]
    return found


def read_sources(root: Path, files: Iterable[Path]) -> tuple[list[Source], list[Diagnostic]]:
    """Read Markdown files as text with line feeds only.

    A file that cannot be read as text gives a diagnostic instead of a source.
    """
    notes, diagnostics = read_notes(root, files)
    sources: list[Source] = []
    for note in notes:
        source, problems = _as_source(note)
        sources.append(source)
        diagnostics += problems
    return sources, diagnostics


def read_notes(root: Path, files: Iterable[Path]) -> tuple[list[NoteFile], list[Diagnostic]]:
    """Read Markdown files with all that is needed to write them back as they were."""
    notes: list[NoteFile] = []
    diagnostics: list[Diagnostic] = []
    for file in files:
        name = file.relative_to(root).as_posix()
        start = Span(name, 1, 1)
        if not _inside(root, file):
            message = f"`{name}` is a link to a file outside the notebook; it was left out"
            diagnostics.append(diagnose("D105", message, start))
        elif file.stat().st_size > MAX_TEXT:
            message = f"`{name}` is larger than {MAX_TEXT // 2**20} MiB"
            diagnostics.append(diagnose("D104", message, start, "Split it into several files."))
        else:
            note, problem = _read(name, file)
            notes += [note] if note else []
            diagnostics += [problem] if problem else []
    return notes, diagnostics


def read_files(root: Path, names: Iterable[str]) -> dict[str, bytes]:
    """The bytes of the files that notes refer to; what is missing or lies outside is not in it.

    Args:
        names: paths relative to ``root``, with forward slashes.
    """
    found = {}
    for name in sorted(set(names)):
        file = root / name
        try:
            if file.is_file() and _inside(root, file) and file.stat().st_size <= MAX_FILE:
                found[name] = file.read_bytes()
        except (OSError, ValueError):  # a name that this system cannot have is a missing file
            continue
    return found


def _read(name: str, file: Path) -> tuple[NoteFile | None, Diagnostic | None]:
    try:
        data = file.read_bytes()
    except OSError as error:
        message = f"`{name}` cannot be opened: {error.strerror}"
        return None, diagnose("D107", message, Span(name, 1, 1))
    encoded = decode(data)
    if encoded is None:
        at = _not_utf8(data)
        message = f"byte 0x{data[at]:02x} is not UTF-8"
        hint = "Save the file as UTF-8 (in most editors: “Save with encoding”)."
        return None, diagnose("D103", message, _span_at(name, data, at), hint)
    return NoteFile(name, file, data, encoded), None


def _as_source(note: NoteFile) -> tuple[Source, list[Diagnostic]]:
    problems = []
    if encoding := note.encoded.name:
        span = _span_at(note.name, note.data, _not_utf8(note.data))
        message = f"`{note.name}` is not UTF-8; it was read as {encoding}"
        hint = "Save the file as UTF-8: other encodings can only be guessed."
        problems.append(diagnose("D230", message, span, hint))
    text = with_line_feeds(note.encoded.text)
    if found := NONCHARACTERS.search(text):
        line = text.count("\n", 0, found.start()) + 1
        column = found.start() - text.rfind("\n", 0, found.start())
        message = f"U+{ord(found.group()):04X} is no character; it is shown as U+FFFD"
        span = Span(note.name, line, line, column)
        problems.append(diagnose("D106", message, span, "Delete it."))
        text = NONCHARACTERS.sub("\ufffd", text)
    return Source(note.name, text), problems


def _not_utf8(data: bytes) -> int:
    """The place of the first byte that is not UTF-8."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start
    return 0


def _span_at(name: str, data: bytes, place: int) -> Span:
    line = len(LINE_END.findall(data, 0, place)) + 1
    return Span(name, line, line)


def _inside(root: Path, file: Path) -> bool:
    return file.resolve().is_relative_to(root.resolve())


def _natural(name: str) -> list[tuple[int, int, str]]:
    return list(_parts(name))


def _parts(name: str) -> Iterator[tuple[int, int, str]]:
    for part in re.split(r"(\d+)", name.casefold()):
        # `isdigit` also holds for digits that int() refuses, such as ².
        yield (0, int(part), "") if part.isdecimal() else (1, 0, part)
