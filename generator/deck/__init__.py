"""The deck room: Anki notes in, the bytes of an ``.apkg`` out. Touches no disk and no clock."""

from __future__ import annotations

from generator.deck.foreign import ForeignNote, read_package
from generator.deck.notetype import notetype_signature
from generator.deck.package import build_deck
from generator.deck.reading import visible_texts
from generator.deck.values import card_count

__all__ = [
    "ForeignNote",
    "build_deck",
    "card_count",
    "notetype_signature",
    "read_package",
    "visible_texts",
]
