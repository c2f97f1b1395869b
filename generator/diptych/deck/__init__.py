"""The deck room: Anki notes in, the bytes of an ``.apkg`` out. Touches no disk and no clock."""

from __future__ import annotations

from diptych.deck.content_hash import (
    content_hash,
    former_content_hashes,
    hash_of_fields,
    recalled_hash,
    shown_by,
)
from diptych.deck.description import describe
from diptych.deck.foreign import ForeignNote, Notetype, lines_of, read_media, read_package
from diptych.deck.frame import FRAMES, notetype_signature
from diptych.deck.kinds import (
    NOTETYPES,
    note_guid,
    notetype_named,
    notetype_of,
    picture_guid,
    question_guid,
)
from diptych.deck.names import deck_name, with_parents
from diptych.deck.note import AnkiNote
from diptych.deck.notes import anki_notes, card_states
from diptych.deck.notetype import shown_style
from diptych.deck.package import build_deck, build_part, deck_key
from diptych.deck.preset import follow_names, lightest_of_each_deck
from diptych.deck.reading import (
    asks_for_labels,
    placed_cards,
    remembered_entries,
    remembered_entry,
    remembered_pictures,
    visible_texts,
)
from diptych.deck.sides import Sides, sides_of
from diptych.deck.studied import Answer, Memory, Review, StudiedCard, read_studied, studied_card
from diptych.deck.values import all_fields, card_count, field_values, visible, without_hint

__all__ = [
    "FRAMES",
    "NOTETYPES",
    "AnkiNote",
    "Answer",
    "ForeignNote",
    "Memory",
    "Notetype",
    "Review",
    "Sides",
    "StudiedCard",
    "all_fields",
    "anki_notes",
    "asks_for_labels",
    "build_deck",
    "build_part",
    "card_count",
    "card_states",
    "content_hash",
    "deck_key",
    "deck_name",
    "describe",
    "field_values",
    "follow_names",
    "former_content_hashes",
    "hash_of_fields",
    "lightest_of_each_deck",
    "lines_of",
    "note_guid",
    "notetype_named",
    "notetype_of",
    "notetype_signature",
    "picture_guid",
    "placed_cards",
    "question_guid",
    "read_media",
    "read_package",
    "read_studied",
    "recalled_hash",
    "remembered_entries",
    "remembered_entry",
    "remembered_pictures",
    "shown_by",
    "shown_style",
    "sides_of",
    "studied_card",
    "visible",
    "visible_texts",
    "with_parents",
    "without_hint",
]
