"""A learner's reviews beside the notes: what a collection knows of the cards of a notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from diptych.commands.building.making import Prepared, make, prepare
from diptych.commands.building.reporting import report_on, with_diagnostics
from diptych.commands.shared.from_anki import EXPORT, exported, read_exported
from diptych.deck import anki_notes, read_studied
from diptych.diagnostics.report import Report
from diptych.diagnostics.wording import counted
from diptych.model import UsageError, silent
from diptych.reviews import asked_cards, diagnose_cards

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from diptych.connect.client import Client
    from diptych.deck import StudiedCard
    from diptych.input.config import Config
    from diptych.link.entries import Linked
    from diptych.link.notebook import Notebook
    from diptych.model import Diagnostic, Progress
    from diptych.reviews import AskedCard

_OTHERS = (
    "Is it of another profile, or is the notebook another? What another tool made is taken over by "
    "`diptych adopt`"
)


class Studied(NamedTuple):
    """What a learner knows of a notebook's cards.

    Attributes:
        cards: none if the notes have errors.
        notebook: its name.
    """

    report: Report
    cards: tuple[AskedCard, ...] = ()
    notebook: str = ""


def study(config: Config, told: Sequence[Diagnostic], file: Path) -> Studied:
    """Report on the notes and on how a learner fares with them; no cards if they have errors.

    Args:
        told: what is wrong with the configuration; then nothing is read.
        file: an ``.apkg`` or ``.colpkg``.

    Raises:
        UsageError: the file holds no reviews of these notes.
    """
    prepared = prepare(config, told, silent, draw=False)
    if isinstance(prepared, Report):
        return Studied(prepared)
    with exported(file):
        studied = read_studied(read_exported(file))
    if not any(guid in studied for guid in _guids(prepared)):
        raise UsageError(
            f"{file}: none of its {counted(len(studied), 'note')} is of this notebook. {_OTHERS}"
        )
    found = _studied(prepared.notebook, prepared.linked, studied)
    if _never(found.cards):
        raise UsageError(
            f"{file}: it knows of no review of this notebook's "
            f"{counted(_there(found.cards), 'card')}. {EXPORT}"
        )
    return found


def study_running(
    config: Config,
    told: Sequence[Diagnostic],
    now: int,
    progress: Progress,
    client: Client,
    profile: str,
) -> Studied:
    """Report likewise on what a running Anki knows.

    Raises:
        AnkiError: Anki cannot be asked, or another profile is open than the one that is meant.
        UsageError: it holds no reviews of these notes.
    """
    from diptych.commands.with_anki.in_anki import studied_in_running

    made = make(config, told, now, progress)
    if isinstance(made, Report):
        return Studied(made)
    progress("asking Anki", 0, 1)
    studied = studied_in_running(made, client, profile)
    if not studied:
        raise UsageError(f"Anki: none of its notes is of this notebook. {_OTHERS}")
    found = _studied(made.notebook, made.linked, studied)
    if _never(found.cards):
        many = counted(_there(found.cards), "card")
        raise UsageError(
            f"Anki: it knows of no review of this notebook's {many}. Study some of them first"
        )
    return found


def _guids(prepared: Prepared) -> Iterator[str]:
    return (note.guid for note in anki_notes(prepared.notebook, prepared.linked.entries))


def _studied(
    notebook: Notebook, linked: Linked, studied: Mapping[str, Mapping[int, StudiedCard]]
) -> Studied:
    notes = anki_notes(notebook, linked.entries)
    cards = tuple(asked_cards(linked.entries, notes, studied))
    told = with_diagnostics(notebook, tuple(diagnose_cards(cards)))
    return Studied(report_on(told, linked), cards, notebook.name)


def _there(cards: Iterable[AskedCard]) -> int:
    return sum(card.studied is not None for card in cards)


def _never(cards: Iterable[AskedCard]) -> bool:
    """Tell whether none was ever reviewed."""
    return all(card.studied.new and not card.studied.reviews for card in cards if card.studied)
