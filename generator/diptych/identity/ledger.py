"""The ledger: what is remembered of each question from build to build.

A text file of JSON lines: a head, then one line a question, sorted by id. It is the memory that
lets Anki keep a card's history when its question is reworded, moved or renumbered.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from diptych.diagnostics.codes import diagnose
from diptych.model import Diagnostic, Span

if TYPE_CHECKING:
    from collections.abc import Mapping

VERSION = 1
CONTENT_HASH = 2
"""The version of what `LedgerEntry.shows` is made of, see ``diptych.deck.content_hash``."""
HEAD = {"diptych": VERSION, "content_hash": CONTENT_HASH}
CONFLICT_MARKS = ("<<<<<<<", "=======", ">>>>>>>", "|||||||")


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """What is remembered of a question.

    Attributes:
        guid: derived from the notebook's name and the id at birth; never changes.
        file: the path of its document.
        section: the titles above it.
        answer: the answer's first words, to recognise it by.
        shows: a hash of what its card shows, by the version of the ledger's head or a former one.
        changed: when that last changed, in seconds since the epoch.
        retired: when it disappeared from the notes, or None.
        former: ids that it had before its author gave it another; its page was called by them.
        cloze: whether it makes a cloze note.
    """

    id: str
    guid: str
    file: str
    section: tuple[str, ...]
    prompt: str
    answer: str
    shows: str
    changed: int
    retired: int | None = None
    former: tuple[str, ...] = ()
    cloze: bool = False


# What is as it mostly is stands in no line.
_DEFAULTS = {each.name: each.default for each in fields(LedgerEntry)}


@dataclass(frozen=True, slots=True)
class Ledger:
    """All entries, by id."""

    entries: Mapping[str, LedgerEntry]


def read_ledger(data: bytes, path: str) -> tuple[Ledger, list[Diagnostic]]:
    """Parse a ledger; no bytes are an empty ledger."""
    entries: dict[str, LedgerEntry] = {}
    problems: list[Diagnostic] = []
    for number, line in enumerate(data.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = _row(line.decode())
            if "diptych" in row:
                if newer := _newer(row):
                    hint = "Update Diptych: by this one, every note would become a changed one."
                    return Ledger({}), [diagnose("D501", newer, Span(path, number, number), hint)]
                continue
            lists = {"section": tuple(row["section"]), "former": tuple(row.get("former", ()))}
            entry = LedgerEntry(**{**row, **lists})
            if entry.id in entries:
                raise ValueError(f"the id `{entry.id}` has a line already")
            entries[entry.id] = entry
        except (ValueError, TypeError, KeyError) as error:
            message = f"the identity ledger cannot be read: {error}"
            hint = "Restore the file from version control; when merging, keep all lines once."
            problems.append(diagnose("D501", message, Span(path, number, number), hint))
    return Ledger(entries), problems


def write_ledger(ledger: Ledger) -> bytes:
    """Write the ledger as lines of JSON, sorted, so that the same ledger is the same bytes."""
    rows: list[dict[str, Any]] = [HEAD]
    for _, entry in sorted(ledger.entries.items()):
        row = {each.name: getattr(entry, each.name) for each in fields(entry)}
        rows.append({name: row[name] for name in row if row[name] != _DEFAULTS.get(name)})
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


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


def _row(line: str) -> dict[str, Any]:
    if line.startswith(CONFLICT_MARKS):
        raise ValueError("it holds an unresolved merge conflict")
    row = json.loads(line)
    if not isinstance(row, dict):
        raise ValueError("a line is not an object")
    return row
