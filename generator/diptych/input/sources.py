"""The notes' files → Sources. The one room that reads them."""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field

from diptych.characters import lazy
from diptych.diagnostics.codes import diagnose
from diptych.input.bounds import Bounds
from diptych.input.crowding import refuse_crowded
from diptych.input.encoding import Encoded, decode, not_utf8, with_line_feeds
from diptych.input.expansion import expanding_line
from diptych.input.notion_tables import TABLE, is_table, tables_left_out
from diptych.input.paths import below, natural
from diptych.input.regular import read_file
from diptych.input.selection import Selection, brought_back, idle_patterns, leave_out
from diptych.input.vaults import OBSIDIAN, Vaults, read_vaults
from diptych.input.walking import reason, suffix, walk
from diptych.model import Diagnostic, LeftOut, Source, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

MARKDOWN = frozenset({".md", ".markdown"})
MAX_TEXT = 10 * 2**20
MAX_FILE = 100 * 2**20
EVERYTHING = Selection()
LINE_END = re.compile(rb"\r\n?|\n")

# Unicode keeps these for a program's own use; `render` marks places in HTML with them. U+001F
# stands between the fields of Anki's notes.
NONCHARACTERS = lazy("[\ufdd0-\ufdef\x1f]")


class NoteFile(Struct, frozen=True):
    """One file of notes as it lies on the disk.

    Attributes:
        name: relative to the notebook's root, with forward slashes.
        data: all its bytes.
    """

    name: str
    path: Path
    data: bytes
    encoded: Encoded


class FoundNotes(Struct, frozen=True):
    """The Markdown files of a notebook.

    Attributes:
        files: those that are notes by their paths, in natural order.
        left_out: the others.
        wanted: the names of those that are notes whatever they look like.
        vaults: what note-taking apps say of the folders.
        problems: what cannot be read, and what in the settings means no file.
    """

    files: tuple[Path, ...]
    left_out: tuple[LeftOut, ...] = ()
    wanted: frozenset[str] = frozenset()
    vaults: Vaults = field(default_factory=Vaults)
    problems: tuple[Diagnostic, ...] = ()


class SourceLines(Mapping[str, "list[str]"]):
    """The lines of each text, by its path: split when somebody asks, for few are quoted from."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._split: dict[str, list[str]] = {}

    def __getitem__(self, path: str) -> list[str]:
        """Split a text; one without it raises KeyError."""
        if path not in self._split:
            self._split[path] = self._texts[path].split("\n")
        return self._split[path]

    def __iter__(self) -> Iterator[str]:
        """Walk the paths in their order."""
        return iter(self._texts)

    def __len__(self) -> int:
        """Count the texts."""
        return len(self._texts)


def is_markdown(name: str) -> bool:
    """Tell by its name whether a file holds Markdown."""
    return suffix(name) in MARKDOWN


def find_notes(
    root: Path, notes: Path, output: Path, selection: Selection = EVERYTHING
) -> FoundNotes:
    """Find the files of a notebook that are notes by their paths, in natural order (2 before 10).

    Hidden files and folders, those of programs, and the output are passed over.

    Args:
        root: what all names are relative to.
    """
    if notes.is_file():
        return FoundNotes((notes,), wanted=frozenset({notes.relative_to(root).as_posix()}))
    found = walk(notes, output, MARKDOWN | {TABLE})
    tables = {file: _shown(root, file) for file in found.files if is_table(file)}
    problems = [_closed(root, folder, why) for folder, why in found.closed]
    problems += [_linked(root, link) for link in found.links if not _inside(notes, link)]
    files = {}
    # Path objects are slow to ask for their names: each is asked once.
    named = {below(root, file): file for file in found.files}
    others = [name for name, file in named.items() if not tables or file not in tables]
    for name in sorted(others, key=natural):
        file = named[name]
        if problem := _unfit(name, file, odd=bool(found.odd) and file in found.odd):
            problems.append(problem)
        else:
            files[name] = file
    names = [*files]
    vaults = read_vaults(root, (*found.vaults, *_vaults_above(root, notes)), found.graphs)
    top = "" if notes == root else f"{notes.relative_to(root).as_posix()}/"
    left_out = leave_out(names, selection, vaults, top)
    for each in left_out:
        del files[each.path]
    problems += idle_patterns(names, selection)
    wanted = brought_back(names, selection)
    left_out = (*left_out, *tables_left_out(tables, alone=not others))
    return FoundNotes(tuple(files.values()), left_out, wanted, vaults, tuple(problems))


def _vaults_above(root: Path, notes: Path) -> Iterator[Path]:
    """Find the vaults between the notes and the root."""
    for folder in notes.parents if notes != root else ():
        if folder.is_relative_to(root) and (folder / OBSIDIAN).is_dir():
            yield folder


_CLOSED = "Give yourself the right to read it, or move it out of the notes."
_OUTSIDE = "If it belongs to the notes, put it among them in place of the link."


def _closed(root: Path, folder: Path, why: str) -> Diagnostic:
    name = _shown(root, folder)
    message = f"the folder `{name}` cannot be opened: {why}"
    return diagnose("D107", message, Span(name, 1, 1), _CLOSED)


def _linked(root: Path, link: Path) -> Diagnostic:
    name = _shown(root, link)
    message = f"`{name}` is a link to a folder that is not among the notes; it was left out"
    return diagnose("D105", message, Span(name, 1, 1), _OUTSIDE)


def _unfit(path: str, file: Path, *, odd: bool) -> Diagnostic | None:
    """Say why a file can be no source: it holds no text, or nothing can be called by its name.

    Args:
        path: relative to the root.
    """
    name = _legible(path)
    if name != path:
        message = f"`{name}` cannot be read: its name is not UTF-8"
        return diagnose("D107", message, Span(name, 1, 1), "Give the file another name.")
    if not odd:
        return None
    try:
        regular = stat.S_ISREG(file.stat().st_mode)
    except OSError as error:
        if error.errno != errno.ELOOP:
            return None  # reading it tells why it cannot be read
        message = f"`{name}` is a link that leads to itself; it was left out"
        return diagnose("D108", message, Span(name, 1, 1), "Delete it.")
    if regular:
        return None
    message = f"`{name}` is not a regular file; it was left out"
    return diagnose("D108", message, Span(name, 1, 1), "Move it out of the notes.")


def _shown(root: Path, path: Path) -> str:
    """Write a path relative to the root, with U+FFFD for what in it is not UTF-8."""
    return _legible(below(root, path))


def _legible(path: str) -> str:
    return path if path.isascii() else os.fsencode(path).decode(errors="replace")


def read_sources(
    root: Path, files: Iterable[Path], read: Callable[[Path], bytes] = read_file
) -> tuple[list[Source], list[Diagnostic]]:
    """Read Markdown files as text with line feeds only.

    A file that cannot be read as text gives a diagnostic instead of a source.

    Args:
        read: gives the bytes of a file.
    """
    notes, diagnostics = read_notes(root, files, read)
    sources: list[Source] = []
    for note in notes:
        source, problems = _as_source(note)
        sources.append(source)
        diagnostics += problems
    return sources, diagnostics


def read_notes(
    root: Path, files: Iterable[Path], read: Callable[[Path], bytes] = read_file
) -> tuple[list[NoteFile], list[Diagnostic]]:
    """Read Markdown files with all that is needed to write them back as they were."""
    notes: list[NoteFile] = []
    diagnostics: list[Diagnostic] = []
    bounds = Bounds(root)
    for file in files:
        name = below(root, file)
        try:
            note, problem = _read(bounds, name, file, read)
        except OSError as error:
            message = f"`{name}` cannot be opened: {reason(error)}"
            note, problem = None, diagnose("D107", message, Span(name, 1, 1), _CLOSED)
        notes += [note] if note else []
        diagnostics += [problem] if problem else []
    return notes, diagnostics


def read_files(root: Path, names: Iterable[str]) -> dict[str, bytes]:
    """Read the files that notes refer to; what is missing or lies outside is left out.

    Args:
        names: paths relative to ``root``, with forward slashes.
    """
    found = {}
    for name in sorted(set(names)):
        file = root / name
        try:
            if _inside(root, file) and file.stat().st_size <= MAX_FILE:
                found[name] = read_file(file)
        except (OSError, ValueError):  # a name that this system cannot have is a missing file
            continue
    return found


def folders_among(root: Path, names: Iterable[str]) -> frozenset[str]:
    """Tell which of some paths relative to ``root`` are folders below it."""
    bounds = Bounds(root)
    return frozenset(name for name in names if _is_folder(bounds, root / name))


def oversized_among(root: Path, names: Iterable[str]) -> frozenset[str]:
    """Tell which of some paths relative to ``root`` are files too large to be taken along."""
    bounds = Bounds(root)
    return frozenset(name for name in names if _is_oversized(bounds, root / name))


def _is_oversized(bounds: Bounds, path: Path) -> bool:
    try:
        return bounds.hold(path) and path.is_file() and path.stat().st_size > MAX_FILE
    except (OSError, ValueError):  # a name that this system cannot have
        return False


def _is_folder(bounds: Bounds, path: Path) -> bool:
    try:
        return path.is_dir() and bounds.hold(path)
    except (OSError, ValueError):  # a name that this system cannot have
        return False


def _read(
    bounds: Bounds, name: str, file: Path, read: Callable[[Path], bytes]
) -> tuple[NoteFile | None, Diagnostic | None]:
    if not bounds.hold(file):
        message = f"`{name}` is a link to a file outside the notebook; it was left out"
        return None, diagnose("D105", message, Span(name, 1, 1), _OUTSIDE)
    if file.stat().st_size > MAX_TEXT:
        message = f"`{name}` is larger than {MAX_TEXT // 2**20} MiB"
        return None, diagnose("D104", message, Span(name, 1, 1), "Split it into several files.")
    data = read(file)
    if line := expanding_line(data):
        message = f"`{name}` uses a long address so often that its pages would be too large"
        return None, diagnose("D104", message, Span(name, line, line), "Make the address shorter.")
    encoded = decode(data)
    if encoded is None:
        at = not_utf8(data)
        message = f"byte 0x{data[at]:02x} is not UTF-8"
        hint = "Save the file as UTF-8 (in most editors: “Save with encoding”)."
        return None, diagnose("D103", message, _span_at(name, data, at), hint)
    if problem := refuse_crowded(name, with_line_feeds(encoded.text)):
        return None, problem
    return NoteFile(name, file, data, encoded), None


def _as_source(note: NoteFile) -> tuple[Source, list[Diagnostic]]:
    problems = []
    if encoding := note.encoded.name:
        span = _span_at(note.name, note.data, not_utf8(note.data))
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


def _span_at(name: str, data: bytes, place: int) -> Span:
    line = len(LINE_END.findall(data, 0, place)) + 1
    return Span(name, line, line)


def _inside(root: Path, file: Path) -> bool:
    return Bounds(root).hold(file)
