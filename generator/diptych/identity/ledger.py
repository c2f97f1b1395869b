"""The ledger: what is remembered of each question from build to build.

A text file of JSON lines: a head, then one line a question, sorted by id. It is the memory that
lets Anki keep a card's history when its question is reworded, moved or renumbered.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from msgspec import json as fast_json
from msgspec.structs import astuple, fields

from diptych.diagnostics.codes import diagnose
from diptych.identity.deletions import deletion_rows, read_deletions
from diptych.identity.joining import join_entries
from diptych.identity.pictures import picture_rows, read_pictures
from diptych.identity.records import (
    Ledger,
    LedgerEntry,
    OtherNote,
)
from diptych.model import NOTE_KINDS, Diagnostic, Span

if TYPE_CHECKING:
    from collections.abc import Mapping

VERSION = 1
CONTENT_HASH = 2
"""The version of what `LedgerEntry.shows` is made of, see ``diptych.deck.content_hash``."""
HEAD = {"diptych": VERSION, "content_hash": CONTENT_HASH}
_MARK_LENGTH = 7
UNREADABLE = "a line of the identity ledger cannot be read"
_REMEDY = (
    "Restore the file from version control; when merging, keep all lines once. Without a copy, "
    "delete it, export your deck from Anki, and `diptych adopt EXPORT.apkg` gives the ids back."
)
_CONFLICTS = re.compile(rb"(?:<\|?=>)*")
_CONFLICT_MARK = re.compile(rb"(<{7,}|={7,}|>{7,}|\|{7,})(?=[ \r]|$)")


_TEXTS = ("id", "guid", "file", "prompt", "answer", "shows")
_LATER_TEXTS = ("after", "digest", "became", "deck", "adopted")
_TIMES = ("changed", "retired")
_LATEST = 2**40  # the year 36812: what is later, no deck can hold
_LISTS = ("section", "former", "was", "maybe", "apart", "tags")

# What is as it mostly is stands in no line.
_DEFAULTS = tuple((each.name, each.default) for each in fields(LedgerEntry))

_DECODER = fast_json.Decoder(LedgerEntry)
_ENCODER = fast_json.Encoder()


def read_ledger(data: bytes, path: str) -> tuple[Ledger, list[Diagnostic]]:
    """Parse a ledger; no bytes are an empty ledger.

    What two branches wrote is joined, with the marks of a conflict or without.
    """
    rows: list[LedgerEntry] = []
    problems: list[Diagnostic] = []
    marks: list[tuple[int, bytes]] = []
    notebook = ""
    for number, line in enumerate(data.splitlines(), start=1):
        if mark := _CONFLICT_MARK.match(line):
            # A merge of merges has longer marks inside of what both sides come from.
            marks += [(number, mark.group()[:1])] if len(mark.group()) == _MARK_LENGTH else []
            continue
        in_base = bool(marks) and marks[-1][1] == b"|"
        if in_base or not line.strip():
            continue
        if (entry := _plain_entry(line)) is not None:
            rows.append(entry)
            continue
        try:
            row = _row(line.decode())
            if "diptych" in row:
                if newer := _newer(row):
                    hint = "Update Diptych: by this one, every note would become a changed one."
                    return Ledger({}), [diagnose("D501", newer, Span(path, number, number), hint)]
                notebook = str(row.get("notebook", notebook))
                continue
            rows.append(_entry(row))
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            why = "it is nested too deeply" if isinstance(error, RecursionError) else error
            message = f"{UNREADABLE}: {why}"
            problems.append(diagnose("D501", message, Span(path, number, number), _REMEDY))
    ledger = Ledger(join_entries(rows), notebook, damaged=bool(problems))
    doubled = len(rows) - len(ledger.entries)
    if marks or doubled:
        first = marks[0][0] if marks else 1
        whole = _CONFLICTS.fullmatch(b"".join(kind for _, kind in marks)) is not None
        problems.append(_told_as_joined(doubled, Span(path, first, first), whole=whole))
    return ledger, problems


def write_ledger(ledger: Ledger) -> bytes:
    """Write the ledger as lines of JSON, sorted, so that the same ledger is the same bytes."""
    head: dict[str, Any] = HEAD | ({"notebook": ledger.notebook} if ledger.notebook else {})
    rows = [head, *(_as_written(entry) for _, entry in sorted(ledger.entries.items()))]
    # With a space behind each comma and colon, as people and former versions write it.
    lines = [fast_json.format(_ENCODER.encode(row), indent=0) for row in rows]
    return b"\n".join([*lines, b""])


def _as_written(entry: LedgerEntry) -> dict[str, Any]:
    """Write an entry as its line has it."""
    row: dict[str, Any] = {}
    for (name, usual), value in zip(_DEFAULTS, astuple(entry), strict=True):
        if value == usual:
            continue
        if name in _WRITTEN:
            row |= _WRITTEN[name](entry, name)
        else:
            row[name] = value
    return row


def _kind_as_written(entry: LedgerEntry, name: str) -> dict[str, Any]:
    """Write the kind; of the first two, as the versions before read it that knew no others."""
    return {"cloze": True} if entry.kind == "cloze" else {name: entry.kind}


def _others_as_written(entry: LedgerEntry, name: str) -> dict[str, Any]:
    """Write the notes of other kinds, likewise."""
    first, *more = entry.others
    if more or {entry.kind, first.kind} != {"basic", "cloze"}:
        return {name: [[each.kind, each.shows, each.changed] for each in entry.others]}
    shows = {"other_shows": first.shows} if first.shows else {}
    return {**shows, "other_changed": first.changed}


def _pictures_as_written(entry: LedgerEntry, name: str) -> dict[str, Any]:
    return {name: picture_rows(entry.pictures)}


def _deletions_as_written(entry: LedgerEntry, name: str) -> dict[str, Any]:
    return {name: deletion_rows(entry.deletions)}


_WRITTEN = {
    "kind": _kind_as_written,
    "others": _others_as_written,
    "pictures": _pictures_as_written,
    "deletions": _deletions_as_written,
}


def newly_retired(before: Ledger, after: Ledger) -> list[LedgerEntry]:
    """Find the questions that the notes held at the last build and do not hold now."""
    return [
        entry
        for entry in after.entries.values()
        if entry.retired is not None
        and (old := before.entries.get(entry.id)) is not None
        and old.retired is None
    ]


def _newer(head: Mapping[str, object]) -> str:
    """Say why a ledger with this head is not for this version of Diptych; empty if it is.

    Raises:
        ValueError: it is no head.
    """
    for name, known in HEAD.items():
        version = head.get(name, 1)  # the first ledgers named one of them only
        if type(version) is not int:
            raise ValueError(f"`{name}` must be a whole number")
        if version > known:
            return (
                "the identity ledger was written by a newer Diptych "
                f"(its `{name}` is {version}, this one knows {known})"
            )
    return ""


def _plain_entry(line: bytes) -> LedgerEntry | None:
    """Read a line as nearly all are; None if it must be looked at more closely."""
    try:
        entry = _DECODER.decode(line)
    except (ValueError, RecursionError):
        return None
    times = (entry.changed, entry.retired or 0)
    return entry if all(0 <= each < _LATEST for each in times) else None


def _row(line: str) -> dict[str, Any]:
    row = json.loads(line)
    if not isinstance(row, dict):
        raise ValueError("a line is not an object")
    return row


def _entry(row: dict[str, Any]) -> LedgerEntry:
    """Make an entry of a line.

    Raises:
        ValueError, TypeError, KeyError: it lacks something, or says something else.
    """
    # Or two lines could not be compared.
    texts = (*(row[name] for name in _TEXTS), *(row.get(name, "") for name in _LATER_TEXTS))
    if not all(isinstance(each, str) for each in texts):
        raise TypeError("what a question says must be text")
    times = [row[name] for name in _TIMES if row.get(name) is not None]
    if not all(isinstance(each, int) and 0 <= each < _LATEST for each in times):
        raise TypeError("a time must be a whole number of seconds")
    lists = {name: tuple(row[name]) for name in _LISTS if name in row}
    if not all(isinstance(each, str) for texts in lists.values() for each in texts):
        raise TypeError("a list must hold texts")
    kinds = _kinds(row)
    cards = {
        "pictures": read_pictures(row.pop("pictures", ())),
        "deletions": read_deletions(row.pop("deletions", ())),
    }
    return LedgerEntry(**{**row, **lists, **kinds, **cards})


def _kinds(row: dict[str, Any]) -> dict[str, Any]:
    """Take from a line what it says of kinds, in either way of writing it."""
    kind = row.pop("kind", "cloze" if row.pop("cloze", False) else "basic")
    others = row.pop("others", [])
    shows, changed = row.pop("other_shows", ""), row.pop("other_changed", 0)
    if changed:
        others = [["basic" if kind == "cloze" else "cloze", shows, changed]]
    found = tuple(OtherNote(*each) for each in others)
    if not {kind, *(each.kind for each in found)}.issubset(NOTE_KINDS):
        raise ValueError("a kind of note that this version does not know")
    if not all(type(e.shows) is str and type(e.changed) is int for e in found):
        raise TypeError("what a note of another kind showed must be text, and a time a number")
    return {"kind": kind, "others": found}


def _told_as_joined(doubled: int, span: Span, *, whole: bool) -> Diagnostic:
    if not whole:
        message = "the identity ledger holds a part of a merge conflict: a mark of it is missing"
        hint = "Merge again, or delete the marks that are left and keep the lines of both sides."
        return diagnose("D501", message, span, hint)
    lines = "1 line" if doubled == 1 else f"{doubled} lines"
    message = f"the identity ledger was merged: {lines} for a card that has a newer one left out"
    return diagnose("D507", message, span, "Build, and commit the ledger that it writes.")
