"""What `check --fix` writes: the safe repairs in the notes' own files, all else as it was."""

from __future__ import annotations

import difflib
import os
import stat
from typing import TYPE_CHECKING

from msgspec import Struct

from diptych.diagnostics.codes import diagnose
from diptych.input.encoding import split_lines, with_line_feeds
from diptych.input.sources import NoteFile, find_notes, read_notes
from diptych.link.notebook import why_of
from diptych.model import Diagnostic, Source, Span
from diptych.output.locks import WriteError
from diptych.output.replacing import replace_file
from diptych.syntax.repairs import REPAIRS, mend

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from diptych.input.config import Config
    from diptych.syntax.repairs import Repair


class Fix(Struct, frozen=True):
    """One file with something to repair.

    Attributes:
        before: its bytes as they were read.
        after: its bytes to be: same encoding, byte order mark and line ends.
        changes: how many repairs there are.
        diff: in the unified format, without line ends.
    """

    name: str
    path: Path
    before: bytes
    after: bytes
    changes: int
    diff: str


def find_fixes(config: Config) -> tuple[list[Fix], list[Diagnostic]]:
    """Find the files that the safe repairs would change, and those that cannot be read."""
    found = find_notes(config.root, config.notes, config.output, config.selection)
    notes, unread = read_notes(config.root, found.files)
    problems = [*found.problems, *unread]
    without = config.reading.without
    kinds = [kind for kind in REPAIRS if kind.SAFE and kind.CODE not in without]
    fixes = []
    for note in notes:
        source = Source(note.name, with_line_feeds(note.encoded.text))
        if is_asked_for(note.path, config) and not why_of(config, source, found):
            fix, problem = _fix(note, kinds)
            fixes += [fix] if fix else []
            problems += [problem] if problem else []
    return fixes, problems


def write_fixes(config: Config, fixes: Sequence[Fix]) -> None:
    """Write them all; each file whole or not at all.

    Raises:
        WriteError: a file is read-only or has changed since it was read (then none is written), or
            the disk refuses.
    """
    notes, _ = read_notes(config.root, [fix.path for fix in fixes if fix.path.exists()])
    now = {note.path: note.data for note in notes}
    for fix in fixes:
        if now.get(fix.path) != fix.before:
            raise WriteError(
                f"{fix.name} has changed in the meantime; nothing was written. Run the command "
                "again"
            )
        if not _may_be_written(fix.path):
            raise WriteError(
                f"{fix.name} is read-only; nothing was written. Make it writable, and run the "
                "command again"
            )
    for fix in fixes:
        try:
            # Where a link leads, not the link.
            file = fix.path.resolve()
            replace_file(file, fix.after, stat.S_IMODE(file.stat().st_mode))
        except OSError as error:
            raise WriteError.of(fix.name, error) from error


def is_asked_for(path: Path, config: Config) -> bool:
    """Tell whether a file is in the part that was named, and no link to one outside the notes."""
    return path.is_relative_to(config.only) and path.resolve().is_relative_to(
        config.notes.resolve()
    )


def _fix(note: NoteFile, kinds: Sequence[Repair]) -> tuple[Fix | None, Diagnostic | None]:
    lines, ends = split_lines(note.encoded.text)
    mended, changes = mend("\n".join(lines), kinds)
    if not changes:
        return None, None
    new = mended.split("\n")
    after = encoded_as(note, "".join(map("".join, zip(new, ends, strict=True))))
    if after is None:
        message = f"`{note.name}` cannot be mended as {note.encoded.name}; it was left as it is"
        return None, diagnose("D230", message, Span(note.name, 1, 1), "Save it as UTF-8 first.")
    diff = difflib.unified_diff(lines, new, f"a/{note.name}", f"b/{note.name}", lineterm="")
    return Fix(note.name, note.path, note.data, after, len(changes), "\n".join(diff)), None


def encoded_as(note: NoteFile, text: str) -> bytes | None:
    """Encode a text as a file is; None if a character is missing there, or others would change."""
    encoded = note.encoded
    try:
        return encoded.encode(text) if encoded.encode(encoded.text) == note.data else None
    except UnicodeEncodeError:
        return None


def _may_be_written(path: Path) -> bool:
    """Also where the system would let an administrator, or a rename, pass over the mark."""
    return bool(path.stat().st_mode & stat.S_IWUSR) and os.access(path, os.W_OK)
