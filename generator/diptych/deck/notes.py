"""Entries as Anki notes, and hashes of what their cards show."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from diptych.deck.content_hash import content_hash, former_content_hash
from diptych.deck.kinds import note_guid
from diptych.deck.names import deck_name
from diptych.deck.note import AnkiNote
from diptych.identity import CardState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from diptych.compile import CompiledQuestion
    from diptych.identity import Identity
    from diptych.link.entries import Entry
    from diptych.link.notebook import Notebook

UNANSWERED_TAG = "diptych::unanswered"
# Anki suspends what a deck brings suspended only if one imports learning progress, too; by this tag
# one finds the cards to suspend oneself.
SUSPENDED_TAG = "diptych::suspended"


def anki_notes(notebook: Notebook, entries: Iterable[Entry]) -> list[AnkiNote]:
    """Make the notes for the deck; when each changed is not known yet."""
    base = notebook.config.base_url.rstrip("/")
    return [
        AnkiNote(
            guid=note_guid(entry.identity.guid, entry.kind),
            changed=0,
            deck=(notebook.deck, *_subdeck(notebook.deck, entry.question)),
            tags=_tags(entry),
            identifier=entry.identity.id,
            body=entry.card,
            context=" › ".join(_below(notebook.deck, entry.question.section)),
            link=f"{base}/q/{entry.slug}.html" if base else "",
            reversed="reversed" in entry.question.classes,
            kind=entry.kind,
            clozes=entry.clozes,
            plain_answer=entry.question.typed or entry.question.right,
            suspended="suspended" in entry.question.classes,
            language=entry.question.language,
        )
        for entry in entries
    ]


def _subdeck(deck: str, question: CompiledQuestion) -> tuple[str, ...]:
    """Name the decks above a card: a file of one question makes none, its folder does."""
    if question.subdeck is not None:
        return _below(deck, question.subdeck)
    return _below(deck, question.section)


def _below(deck: str, section: tuple[str, ...]) -> tuple[str, ...]:
    """Drop a section's first title if it only repeats the deck's name."""
    return section[1:] if section[:1] == (deck,) else section


def _tags(entry: Entry) -> tuple[str, ...]:
    levels = [_level(title) for title in entry.question.section]
    section = "::".join(level for level in levels if level)
    unanswered = "" if entry.question.answered else UNANSWERED_TAG
    suspended = SUSPENDED_TAG if "suspended" in entry.question.classes else ""
    known = entry.identity.known
    brought = known.tags if known else ()
    tags = (*entry.question.tags, section, unanswered, suspended, *brought)
    return tuple(dict.fromkeys(tag for tag in tags if tag))


def _level(title: str) -> str:
    """Write one level of a tag: Anki's tags hold no spaces, and `::` parts their levels."""
    return "_".join(re.sub(r"[\x00-\x1f\x7f]", " ", title).replace("::", ":").split())


def card_states(
    notebook: Notebook, notes: Iterable[AnkiNote], identities: Iterable[Identity]
) -> tuple[dict[str, CardState], list[Identity]]:
    """Sum up what each note's cards show, by the question's GUID.

    The identities come back with entries that compare with these: an entry that was hashed as
    former versions did says what it would say by today's, if its note did not change since.
    """
    by_id = {note.identifier: note for note in notes}
    cards: dict[str, CardState] = {}
    compared: list[Identity] = []
    for identity in identities:
        note, known = by_id[identity.id], identity.known
        now = content_hash(note, notebook.language)
        cards[identity.guid] = CardState(now, kind=note.kind, deck=deck_name(note.deck))
        if (
            known
            and known.shows != now
            and known.shows == former_content_hash(note, notebook.language)
        ):
            known = replace(known, shows=now)
        compared.append(replace(identity, known=known))
    return cards, compared
