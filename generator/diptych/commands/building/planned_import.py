"""What importing the next build into Anki will do, for ``diptych plan``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.commands.building.collector import without_collector
from diptych.commands.building.import_plan import InDeck, Plan, make_plan
from diptych.commands.building.last_deck import last_deck
from diptych.commands.building.making import prepare
from diptych.commands.building.packages import make_deck
from diptych.commands.building.reporting import linked_identities
from diptych.deck import (
    anki_notes,
    card_states,
    placed_cards,
    remembered_entries,
    visible_texts,
)
from diptych.diagnostics.report import Report
from diptych.model import Diagnostic, Progress, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from diptych.input.config import Config


@without_collector()
def plan_notes(
    config: Config, told: Sequence[Diagnostic], progress: Progress
) -> tuple[Report, Plan | None]:
    """Say what importing the next build will do; write nothing. No plan when the notes have errors.

    Figures are drawn where they are stale, for they are on the cards, but not written either.

    Raises:
        UsageError: the deck of the last build cannot be read.
    """
    prepared = prepare(config, told, progress, draw=True)
    if isinstance(prepared, Report):
        return prepared, None
    notebook, linked = prepared.notebook, prepared.linked
    notes = anki_notes(notebook, linked.entries)
    decks = (_in_last_deck(last_deck(notebook)), _in_deck(make_deck(notebook, linked, notes)))
    cards, identities = card_states(notebook, notes, linked_identities(linked))
    return prepared.report, make_plan(identities, cards, notebook.ledger, decks)


def _in_deck(package: bytes) -> InDeck:
    entries = {entry.guid: entry for entry in remembered_entries(package)}
    return InDeck(visible_texts(package), placed_cards(package), entries)


def _in_last_deck(last: Path) -> InDeck:
    if not last.is_file():
        return InDeck()
    try:
        return _in_deck(last.read_bytes())
    except (OSError, ValueError) as error:
        raise UsageError(f"{last}: {error}; a build makes it anew") from error
