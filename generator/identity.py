"""Who each question is: ids and GUIDs that outlive any edit, and when each card last changed.

The ledger is a text file of JSON lines: a head, then one line a question, sorted by id. It is the
memory that lets Anki keep a card's history when its question is reworded, moved or renumbered.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from generator.codes import diagnose
from generator.model import Diagnostic, Span
from generator.parse.markdown import plain_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from generator.model import Question

VERSION = 1
EXCERPT = 200
MAX_SLUG = 48
CONFLICT_MARKS = ("<<<<<<<", "=======", ">>>>>>>", "|||||||")

# Windows keeps these file names for devices, with any ending.
DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """What is remembered of a question.

    Attributes:
        guid: derived from the notebook's name and the id at birth; never changes.
        file: the path of its document.
        section: the titles above it.
        answer: the answer's first words, to recognise it by.
        shows: a hash of what its card shows.
        changed: when that last changed, in seconds since the epoch.
        retired: when it disappeared from the notes, or None.
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


@dataclass(frozen=True, slots=True)
class Ledger:
    """All entries, by id."""

    entries: Mapping[str, LedgerEntry]


@dataclass(frozen=True, slots=True)
class Identity:
    """A question's lasting id and GUID, and its entry if the ledger knew it."""

    id: str
    guid: str
    known: LedgerEntry | None


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
                continue
            entry = LedgerEntry(**{**row, "section": tuple(row["section"])})
            if entry.id in entries:
                raise ValueError(f"the id `{entry.id}` has a line already")
            entries[entry.id] = entry
        except (ValueError, TypeError, KeyError) as error:
            message = f"the identity ledger cannot be read: {error}"
            hint = "Restore the file from version control; when merging, keep all lines once."
            problems.append(diagnose("D501", message, Span(path, number, number), hint))
    return Ledger(entries), problems


def write_ledger(ledger: Ledger) -> bytes:
    """The ledger as lines of JSON, sorted, so that the same ledger is the same bytes."""
    rows: list[dict[str, Any]] = [{"diptych": VERSION}]
    for _, entry in sorted(ledger.entries.items()):
        row = {name: getattr(entry, name) for name in LedgerEntry.__slots__}
        rows.append({name: value for name, value in row.items() if value is not None})
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def identify(questions: Sequence[Question], ledger: Ledger, name: str) -> list[Identity]:
    """Give each question its id and GUID.

    A pinned id comes first, then the ledger: the same question (apart from case, white space and
    punctuation) in the same document, then anywhere. Who is still in the notes comes before who
    was retired. What matches nothing is new.

    Args:
        name: the notebook's lasting name, from which new GUIDs are derived.
    """
    matches = _match(questions, ledger)
    # A new id must not be one that the ledger remembers for somebody else.
    taken = {known_id.casefold() for known_id in ledger.entries}
    taken |= {q.pinned.casefold() for q in questions if q.pinned}
    identities = []
    for number, question in enumerate(questions):
        known = matches.get(number)
        own = question.pinned or (known.id if known else _free(slug_of(question.prompt), taken))
        taken.add(own.casefold())
        identities.append(Identity(own, known.guid if known else guid_of(name, own), known))
    return identities


def stamp(
    questions: Sequence[Question],
    identities: Sequence[Identity],
    shows: Sequence[str],
    ledger: Ledger,
    now: int,
) -> Ledger:
    """The ledger after this build.

    Args:
        shows: for each question, a hash of what its card shows.
        now: seconds since the epoch. A change is never dated before an earlier one.
    """
    entries: dict[str, LedgerEntry] = {}
    for question, identity, shown in zip(questions, identities, shows, strict=True):
        known = identity.known
        entries[identity.id] = LedgerEntry(
            id=identity.id,
            guid=identity.guid,
            file=question.span.path,
            section=question.section,
            prompt=question.prompt,
            answer=_excerpt(question),
            shows=shown,
            changed=_changed(
                known.shows if known else None, shown, known.changed if known else 0, now
            ),
        )
    here = {identity.guid for identity in identities}
    for entry in ledger.entries.values():
        if entry.guid not in here:
            gone = entry.retired if entry.retired is not None else now
            entries[entry.id] = replace(entry, retired=gone)
    return Ledger(entries)


def newly_retired(before: Ledger, after: Ledger) -> list[LedgerEntry]:
    """The questions that the notes held at the last build and do not hold now."""
    return [
        entry
        for entry in after.entries.values()
        if entry.retired is not None
        and (old := before.entries.get(entry.id)) is not None
        and old.retired is None
    ]


def guid_of(name: str, born_as: str) -> str:
    """The GUID of a question at birth: 96 bits of a hash of the notebook's name and its id."""
    digest = hashlib.sha256(f"diptych\0{name}\0{born_as}".encode()).digest()
    return base64.urlsafe_b64encode(digest[:12]).decode()


def slug_of(text: str) -> str:
    """A short name made of a text's letters and digits, good as an id and as a file name."""
    text = unicodedata.normalize("NFKC", text).lower()
    slug = re.sub(r"[\W_]+", "-", text)[:MAX_SLUG].strip("-")
    return f"{slug}-q" if DEVICES.fullmatch(slug) else slug or "q"


def unique_slugs(ids: Iterable[str]) -> list[str]:
    """A file name for each id, no two alike."""
    taken: set[str] = set()
    slugs = []
    for each in ids:
        slugs.append(_free(slug_of(each), taken))
        taken.add(slugs[-1].casefold())
    return slugs


def _match(questions: Sequence[Question], ledger: Ledger) -> dict[int, LedgerEntry]:
    """Question number → its entry, one to one."""
    matches: dict[int, LedgerEntry] = {}
    pinned = {entry.id.casefold(): entry for entry in ledger.entries.values()}
    waiting = dict(enumerate(questions))
    for number, question in enumerate(questions):
        if question.pinned and (entry := pinned.get(question.pinned.casefold())):
            matches[number] = entry
            del waiting[number]
    for key_of_question, key_of_entry in _KEYS:
        free = _free_entries(ledger, matches, key_of_entry)
        for number, question in list(waiting.items()):
            if candidates := free.get(key_of_question(question)):
                matches[number] = candidates.pop(0)
                del waiting[number]
    return matches


def _free_entries(
    ledger: Ledger, matches: Mapping[int, LedgerEntry], key: Callable[[LedgerEntry], Any]
) -> dict[Any, list[LedgerEntry]]:
    taken = {entry.guid for entry in matches.values()}
    free: dict[Any, list[LedgerEntry]] = {}
    entries = sorted(ledger.entries.values(), key=lambda entry: entry.retired is not None)
    for entry in entries:
        if entry.guid not in taken:
            free.setdefault(key(entry), []).append(entry)
    return free


def normal(prompt: str) -> str:
    """A prompt by which questions are compared: no case, white space or punctuation."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", prompt).casefold())


# From the narrowest to the widest place in which the same words mean the same question.
_KEYS: tuple[tuple[Callable[[Question], Any], Callable[[LedgerEntry], Any]], ...] = (
    (
        lambda question: (question.span.path, question.section, normal(question.prompt)),
        lambda entry: (entry.file, entry.section, normal(entry.prompt)),
    ),
    (
        lambda question: (question.span.path, normal(question.prompt)),
        lambda entry: (entry.file, normal(entry.prompt)),
    ),
    (lambda question: normal(question.prompt), lambda entry: normal(entry.prompt)),
)


def _changed(before: str | None, after: str, since: int, now: int) -> int:
    if before == after:
        return since
    return max(now, since + 1)


def _free(slug: str, taken: set[str]) -> str:
    return next(name for name in _numbered(slug) if name.casefold() not in taken)


def _numbered(slug: str) -> Iterator[str]:
    yield slug
    number = 2
    while True:
        yield f"{slug}-{number}"
        number += 1


def _excerpt(question: Question) -> str:
    inlines = [t for t in (*question.short, *question.answer) if t.type == "inline"]
    return " ".join(plain_text([token]) for token in inlines)[:EXCERPT]


def _row(line: str) -> dict[str, Any]:
    if line.startswith(CONFLICT_MARKS):
        raise ValueError("it holds an unresolved merge conflict")
    row = json.loads(line)
    if not isinstance(row, dict):
        raise ValueError("a line is not an object")
    return row
