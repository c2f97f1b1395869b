"""What the deck of the last build knows better than the ledger: it is what Anki has got.

A ledger that is lost, damaged or cut off is completed from it. So is one that was taken back to an
earlier state: a change must be later than what the deck says, or no import would bring it. And the
deck tells where each card lies.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from msgspec import Struct, structs

from diptych.deck import note_guid, placed_cards, remembered_entries, remembered_pictures
from diptych.diagnostics.codes import diagnose
from diptych.diagnostics.wording import counted
from diptych.identity import UNREADABLE, LedgerEntry, join_entries, join_pictures, normal
from diptych.model import Span
from diptych.output.freshness import ENGINE
from diptych.output.versions import engine_digest
from diptych.output.write import read_manifest, written_paths
from diptych.syntax.slugs import slug_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from diptych.identity import Ledger, RememberedPicture
    from diptych.input.config import Config
    from diptych.link.notebook import Notebook
    from diptych.model import Diagnostic

# So many of a deck's questions must be asked in the notes for it to be theirs.
_HALF = 0.5


def deck_file_of(notebook: Notebook) -> str:
    """Name the deck's file."""
    return f"{slug_of(notebook.deck)}.apkg"


def options_file_of(notebook: Notebook) -> str:
    """Name the file of the package that brings a preset to the deck; it lies apart from decks."""
    return f"options/{slug_of(notebook.deck)}-options.apkg"


def last_deck(notebook: Notebook) -> Path:
    """Find the deck of the last build, which may have had another name; the only one, perhaps."""
    output = notebook.config.output
    written = written_paths(output)
    named = [path for path in written if path.endswith(".apkg") and "/" not in path]
    there = named or [path.name for path in output.glob("*.apkg")]
    return output / (there[0] if len(there) == 1 else deck_file_of(notebook))


class DeckMemory(Struct, frozen=True):
    """What the deck of the last build knows.

    Attributes:
        newer: entries that it knows and the ledger lacks, or knows only as they were before.
        placed: GUID of a note → number of a card → the deck that it lies in.
        pictures: GUID of a question → its pictures with labels.
    """

    newer: tuple[LedgerEntry, ...]
    placed: Mapping[str, Mapping[int, str]]
    pictures: Mapping[str, tuple[RememberedPicture, ...]]


def read_last_deck(notebook: Notebook) -> DeckMemory | None:
    """Read what the deck of the last build knows; None where there is none, or it is damaged.

    Where deck and ledger lie there as one build of this version has written both, the ledger knows
    all but where the cards lie.

    Raises:
        OSError: the deck is there and cannot be read: what it has shown must not be forgotten.
    """
    try:
        package = last_deck(notebook).read_bytes()
        placed = placed_cards(package)
        if _were_written_together(notebook.config, package):
            return DeckMemory((), placed, {})
        newer = remembered_entries(package, _times(notebook.ledger))
        return DeckMemory(tuple(newer), placed, remembered_pictures(package))
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return None


def _times(ledger: Ledger) -> dict[str, int]:
    """Look up when each note changed as far as the ledger knows, by the note's GUID."""
    # Ledgers of earlier versions say nothing of deletions: what the deck says, it says to them.
    return {
        note_guid(entry.guid, entry.kind): entry.changed
        - (entry.kind == "cloze" and not entry.deletions)
        for entry in ledger.entries.values()
    }


def _were_written_together(config: Config, package: bytes) -> bool:
    """Tell whether the ledger and a deck are those that the last build has written."""
    manifest = read_manifest(config.output)
    inputs, files = manifest.get("inputs"), manifest.get("files")
    if not isinstance(inputs, dict) or not isinstance(files, dict):
        return False
    if inputs.get(ENGINE) != engine_digest():
        return False
    try:
        ledger = config.ledger.read_bytes()
    except OSError:
        return False
    digests = [hashlib.sha256(data).hexdigest() for data in (ledger, package)]
    return inputs.get(config.relative(config.ledger)) == digests[0] and digests[1] in files.values()


def with_last_deck(
    notebook: Notebook, read: Callable[[Notebook], DeckMemory | None] = read_last_deck
) -> Notebook:
    """Complete the ledger by the deck of the last build.

    Args:
        read: reads the deck, or gives what was read of it before.

    Raises:
        OSError: as `read_last_deck`.
    """
    ledger, config = notebook.ledger, notebook.config
    own = config.relative(config.ledger)
    refused = [
        each for each in notebook.diagnostics if each.code == "D501" and not _is_damage(each, own)
    ]
    if refused:
        return notebook
    deck = read(notebook)
    if deck is None:
        return notebook
    newer, placed, pictures = deck.newer, deck.placed, deck.pictures
    known = {entry.guid for entry in ledger.entries.values()}
    missing = [entry for entry in newer if entry.guid not in known]
    if not _of_these_notes(missing, notebook):
        if ledger.damaged:
            return notebook
        missing = []
    overtaken = {entry.guid: entry for entry in newer if entry.guid in known}
    entries = [_overtaken(entry, overtaken.get(entry.guid)) for entry in ledger.entries.values()]
    all_entries = (_with_pictures(entry, pictures) for entry in (*entries, *missing))
    complete = join_entries(_lying(entry, placed) for entry in all_entries)
    others = tuple(each for each in notebook.diagnostics if each.code != "D501")
    told = [_told(notebook, len(missing))] if missing or ledger.damaged else []
    return structs.replace(
        notebook, ledger=structs.replace(ledger, entries=complete), diagnostics=(*others, *told)
    )


def _is_damage(found: Diagnostic, own: str) -> bool:
    """Tell whether a line of the notebook's own ledger cannot be read."""
    path = found.span.path if found.span else ""
    return path == own and found.message.startswith(UNREADABLE)


def _of_these_notes(entries: Sequence[LedgerEntry], notebook: Notebook) -> bool:
    """Tell whether a deck is that of these notes, by what the ledger lacks of it.

    It may be that of other notes with the same title, or of another branch: then hardly a question
    of these is asked here.
    """
    if not entries:
        return True
    asked = {normal(each.asked) for document in notebook.documents for each in document.questions}
    return sum(normal(entry.prompt) in asked for entry in entries) >= _HALF * len(entries)


def _overtaken(entry: LedgerEntry, shown: LedgerEntry | None) -> LedgerEntry:
    """Let an entry know what a later deck has shown of its note."""
    if shown is None:
        return entry
    if shown.changed == entry.changed:
        return structs.replace(entry, deletions=shown.deletions)
    return structs.replace(
        entry.turned(shown.kind),
        shows=shown.shows,
        changed=shown.changed,
        deletions=shown.deletions or entry.deletions,
    )


def _with_pictures(
    entry: LedgerEntry, shown: Mapping[str, tuple[RememberedPicture, ...]]
) -> LedgerEntry:
    """Let an entry know what the deck has shown of its pictures."""
    if entry.guid not in shown:
        return entry
    return structs.replace(entry, pictures=join_pictures((entry.pictures, shown[entry.guid])))


def _lying(entry: LedgerEntry, placed: Mapping[str, Mapping[int, str]]) -> LedgerEntry:
    """Let an entry know the deck of its card, where an earlier build has not remembered it."""
    cards = placed.get(note_guid(entry.guid, entry.kind), {})
    return structs.replace(entry, deck=cards[min(cards)]) if cards and not entry.deck else entry


def _told(notebook: Notebook, count: int) -> Diagnostic:
    config, ledger = notebook.config, notebook.ledger
    name = config.relative(config.ledger)
    how = "is not there, or empty"
    if ledger.damaged:
        how = "is damaged; the next build keeps it beside as it is"
    elif ledger.entries:
        how = "lacks questions that the last deck holds"
    message = (
        f"the identity ledger `{name}` {how}: what it knew of {counted(count, 'question')} is read "
        f"from the last deck, `{last_deck(notebook).name}`"
    )
    hint = (
        "If you have it in version control, restore it: it also knew who was retired. To begin "
        "anew, delete the deck as well."
    )
    return diagnose("D509", message, Span(name, 1, 1), hint)
