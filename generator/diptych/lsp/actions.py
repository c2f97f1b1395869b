"""Quick fixes: the safe repairs, and comments by which a diagnostic is ignored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from diptych.diagnostics.translation import translated_lines
from diptych.lsp.snapshot import Edit, Spot
from diptych.model import Source
from diptych.syntax.repairs import REPAIRS, mend
from diptych.syntax.suppressions import COMMENT, take_suppressions

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from diptych.lsp.snapshot import Snapshot
    from diptych.model import Diagnostic
    from diptych.syntax.repairs import Change, Repair


class Action(NamedTuple):
    """Something that the author may let be written.

    Attributes:
        kind: whether it mends one place, or all of the file.
        about: the diagnostics that it is the answer to.
    """

    title: str
    kind: Literal["quickfix", "source.fixAll"]
    edits: list[Edit]
    about: tuple[Diagnostic, ...] = ()


def actions(snapshot: Snapshot, path: str, first: int, last: int, language: str) -> list[Action]:
    """List what can be done about the lines of a document.

    Args:
        first, last: the lines that are asked about, from 0, both included.
        language: what the titles are to be in.
    """
    text = snapshot.texts.get(path)
    if text is None:
        return []
    here = [
        each
        for each in snapshot.report.diagnostics
        if each.span and each.span.path == path and first <= each.span.line - 1 <= last
    ]
    found = [*_repairs(snapshot, path, text, here), *_suppressions(path, text, here)]
    return [each._replace(title=translated_lines(each.title, language)) for each in found]


def _repairs(
    snapshot: Snapshot, path: str, text: str, here: Sequence[Diagnostic]
) -> Iterator[Action]:
    mended, changes = mend(text, _kinds(snapshot))
    lines = text.split("\n")
    for change in changes:
        at = Spot(path, change.line, change.column, change.column + len(change.before))
        if lines[at.line][at.start : at.end] != change.before:
            continue  # another repair has to be made before it
        if about := tuple(each for each in here if _is_of(each, change)):
            title = f"Repair {change.code}: {change.before} → {change.after}"
            yield Action(title, "quickfix", [Edit(at, change.after)], about)
    if changes:
        title = f"Make all safe repairs in this file ({len(changes)})"
        yield Action(title, "source.fixAll", [*_differences(path, text, mended)])


def _kinds(snapshot: Snapshot) -> list[Repair]:
    without = snapshot.notebook.config.reading.without
    return [kind for kind in REPAIRS if kind.SAFE and kind.CODE not in without]


def _is_of(diagnostic: Diagnostic, change: Change) -> bool:
    span = diagnostic.span
    place = (change.code, change.line + 1, change.column + 1)
    return span is not None and (diagnostic.code, span.line, span.column) == place


def _differences(path: str, before: str, after: str) -> Iterator[Edit]:
    """Find what differs between two texts of as many lines."""
    for number, (old, new) in enumerate(zip(before.split("\n"), after.split("\n"), strict=True)):
        if old != new:
            start = _same(old, new)
            same = _same(old[start:][::-1], new[start:][::-1])
            end = len(old) - same
            yield Edit(Spot(path, number, start, end), new[start : len(new) - same])


def _same(one: str, other: str) -> int:
    """Count the characters with which both begin."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))


def _suppressions(path: str, text: str, here: Sequence[Diagnostic]) -> Iterator[Action]:
    for code in dict.fromkeys(each.code for each in here if each.code):
        for number in dict.fromkeys(e.span.line - 1 for e in here if e.span and e.code == code):
            edit = _ignoring(path, text, number, code)
            if edit and _is_ignored(path, text, edit, code):
                about = [e for e in here if e.span and (e.code, e.span.line - 1) == (code, number)]
                yield Action(f"Ignore {code} here", "quickfix", [edit], tuple(about))


def _ignoring(path: str, text: str, number: int, code: str) -> Edit | None:
    """Write a comment: into one that is there, above a heading, or at the end of the line."""
    lines = text.split("\n")
    if number >= len(lines):
        return None
    line = lines[number]
    above = lines[number - 1] if number else ""
    for at, there in ((number, line), (number - 1, above)):
        if (found := COMMENT.search(there)) and (at == number or found[0] == there.strip()):
            end = found.end(1) - (len(found[1]) - len(found[1].rstrip()))
            return Edit(Spot(path, at, end, end), f" {code}")
    comment = f"<!-- diptych: ignore {code} -->"
    if line.startswith("#") and not above.strip():
        return Edit(Spot(path, number, 0, 0), f"{comment}\n")
    end = len(line.rstrip())
    return Edit(Spot(path, number, end, end), f" {comment}" if end else comment)


def _is_ignored(path: str, text: str, edit: Edit, code: str) -> bool:
    """Tell whether a comment is one where it is put: code is no place for it."""
    lines = text.split("\n")
    _, number, start, _ = edit.spot
    lines[number] = f"{lines[number][:start]}{edit.text}{lines[number][start:]}"
    _, found = take_suppressions(Source(path, "\n".join(lines)))
    _, before = take_suppressions(Source(path, text))
    told = sum(code in each.codes for each in found)
    return told == sum(code in each.codes for each in before) + 1
