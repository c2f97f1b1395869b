"""A learner's reviews beside the notes: what a collection knows of the cards of a notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.commands.making import Prepared, prepare, report_on, with_diagnostics
from diptych.deck import anki_notes, read_studied
from diptych.diagnostics.report import Report
from diptych.diagnostics.wording import counted
from diptych.model import UsageError, silent
from diptych.reviews import asked_cards, diagnose_cards

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from diptych.input.config import Config
    from diptych.model import Diagnostic
    from diptych.reviews import AskedCard

_EXPORT = (
    "In Anki: File → Export, as a collection (.colpkg), or as a deck (.apkg) with “Include "
    "scheduling information”"
)


def study(
    config: Config, told: Sequence[Diagnostic], file: Path
) -> tuple[Report, tuple[AskedCard, ...]]:
    """Report on the notes and on how a learner fares with them; no cards if they have errors.

    Args:
        told: what is wrong with the configuration; then nothing is read.
        file: an ``.apkg`` or ``.colpkg``.

    Raises:
        UsageError: the file holds no reviews of these notes.
    """
    prepared = prepare(config, told, silent, draw=False)
    if isinstance(prepared, Report):
        return prepared, ()
    cards = _cards(prepared, file)
    notebook = with_diagnostics(prepared.notebook, tuple(diagnose_cards(cards)))
    return report_on(notebook, prepared.linked), cards


def _cards(prepared: Prepared, file: Path) -> tuple[AskedCard, ...]:
    try:
        studied = read_studied(file.read_bytes())
    except (OSError, ValueError) as error:
        raise UsageError(f"{file}: {error}. {_EXPORT}") from error
    entries = prepared.linked.entries
    notes = anki_notes(prepared.notebook, entries)
    cards = tuple(asked_cards(entries, notes, studied))
    there = [card.studied for card in cards if card.studied]
    if not there:
        raise UsageError(
            f"{file}: none of its {counted(len(studied), 'note')} is of this notebook. Is it of "
            "another profile, or is the notebook another? What another tool made is taken over by "
            "`diptych adopt`"
        )
    if all(card.new and not card.reviews for card in there):
        raise UsageError(
            f"{file}: it knows of no review of this notebook's {counted(len(there), 'card')}. "
            f"{_EXPORT}"
        )
    return cards
