"""How each question is known, as the marks that a reader's browser keeps and the site shows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from diptych.reviews.forgetting import known_at
from diptych.reviews.judging import is_forgotten

if TYPE_CHECKING:
    from collections.abc import Iterable

    from diptych.deck import StudiedCard
    from diptych.reviews.asked import AskedCard

_FORMAT, _VERSION = "diptych-marks", 1  # as `site/scripts/rehearse-marks.js` reads and writes them

_WELL = 0.9  # so many of the cards that are due are known, as Anki is set
_BADLY = 0.7

_FROM_THE_WORST = ("again", "hard", "good")


def marks_json(cards: Iterable[AskedCard], notebook: str, moment: float) -> str:
    """Write the marks of the questions that were reviewed; the worst of its cards marks each.

    Args:
        notebook: its name, by which a browser tells whose marks they are.
        moment: for which they speak, in seconds since the epoch.
    """
    found: dict[str, list[tuple[str, float]]] = {}
    for card in cards:
        if card.studied and (mark := _mark(card.studied, moment)):
            found.setdefault(card.entry.slug, []).append((mark, card.studied.last or 0))
    marks = {slug: _worst(own) for slug, own in found.items()}
    written = {"format": _FORMAT, "version": _VERSION, "notebook": notebook, "marks": marks}
    return json.dumps(written, ensure_ascii=False)


def are_marks(text: str) -> bool:
    """Tell whether a file holds marks, as it is written here or by a browser."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(data, dict) and data.get("format") == _FORMAT


def _worst(of_cards: list[tuple[str, float]]) -> dict[str, object]:
    mark = min((mark for mark, _ in of_cards), key=_FROM_THE_WORST.index)
    last = max(last for _, last in of_cards)
    return {"mark": mark, "at": int(1000 * last)}  # browsers count milliseconds


def _mark(card: StudiedCard, moment: float) -> str:
    """Judge a card; empty where nothing tells."""
    known = known_at(card, moment)
    if known is None:
        return ""
    if known < _BADLY or is_forgotten(card):
        return "again"
    return "good" if known >= _WELL else "hard"
