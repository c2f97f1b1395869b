"""Questions take over the GUIDs of a deck that is studied already, for ``diptych adopt``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.commands.building.making import prepare
from diptych.commands.building.pipeline import save_ledger
from diptych.commands.importing.adoption import Adopted, adopt
from diptych.commands.shared import common
from diptych.deck import anki_notes
from diptych.diagnostics.report import Report
from diptych.model import Diagnostic, silent
from diptych.output.locks import WriteError, ledger_locked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diptych.input.config import Config


def adopt_cards(
    config: Config, told: Sequence[Diagnostic], package: bytes
) -> tuple[Report, Adopted | None]:
    """Let questions take over the GUIDs of a deck that is already studied.

    Writes the ledger if any did.

    Raises:
        ValueError: the package is none.
        WriteError: the ledger cannot be written.
    """
    with ledger_locked(config.ledger):
        return _adopt(config, told, package)


def _adopt(
    config: Config, told: Sequence[Diagnostic], package: bytes
) -> tuple[Report, Adopted | None]:
    prepared = prepare(config, told, silent, draw=False)
    if isinstance(prepared, Report):
        return prepared, None
    entries = prepared.linked.entries
    notes = anki_notes(prepared.notebook, entries)
    tags = {note.identifier: note.tags for note in notes if note.picture is None}
    adopted = adopt(package, entries, prepared.notebook.ledger, tags, common.now())
    if adopted.taken or adopted.renewed:
        unwritten = save_ledger(prepared.notebook, adopted.ledger)
        if unwritten:
            raise WriteError(f"{unwritten.message}. {unwritten.hint}")
    return prepared.report, adopted
