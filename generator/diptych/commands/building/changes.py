"""What a build changed in the deck, counted, for its last words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.deck import card_count, picture_guid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diptych.deck import AnkiNote
    from diptych.identity import Ledger


def changed_cards(notes: Sequence[AnkiNote], before: Ledger, after: Ledger) -> dict[str, int]:
    """Count what is not as the last build left it, by the ledgers before and after.

    Returns:
        ``changed``, ``new`` and ``back`` in cards, ``retired`` in questions.
    """
    old = {entry.guid: entry for entry in before.entries.values()}
    times = {guid: entry.changed for guid, entry in old.items()} | {
        picture_guid(guid, each.name): each.changed
        for guid, entry in old.items()
        for each in entry.pictures
    }
    kinds: dict[str, list[AnkiNote]] = {"changed": [], "new": [], "back": []}
    for note in notes:
        guid = after.entries[note.identifier].guid
        known = times.get(guid if note.picture is None else note.guid)
        if known is None:
            kinds["new"].append(note)
        elif old[guid].retired is not None:
            kinds["back"].append(note)
        elif note.changed != known:
            kinds["changed"].append(note)
    gone = [
        guid
        for guid in (each.guid for each in after.entries.values() if each.retired is not None)
        if guid in old and old[guid].retired is None
    ]
    return {name: card_count(found) for name, found in kinds.items()} | {"retired": len(gone)}
