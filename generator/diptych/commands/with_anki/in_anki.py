"""What Anki has of a notebook, out of an export or by AnkiConnect from a running one."""

from __future__ import annotations

import base64
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from diptych.commands.building.last_deck import last_deck
from diptych.commands.with_anki.pushing import of_last_deck, own_notes, sent_to, top_deck
from diptych.connect.collection import read_collection, read_reviews
from diptych.connect.ownership import find_own
from diptych.connect.sent import write_sent
from diptych.connect.shipped import Shipped
from diptych.deck import notetype_named, read_media, read_package, studied_card
from diptych.output.replacing import replace_file

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from diptych.commands.building.making import Made
    from diptych.connect.client import Client
    from diptych.connect.ownership import Found
    from diptych.connect.sent import Sent
    from diptych.deck import StudiedCard


class NoteThere(Struct, frozen=True):
    """A note of ours as Anki has it.

    Attributes:
        changed: when it last changed, in seconds since the epoch; None if that is not told.
    """

    changed: int | None
    fields: Mapping[str, str]


class InAnki(Struct, frozen=True):
    """What there is.

    Attributes:
        notes: by GUID.
        medium: gives the bytes of a picture or sound by its name; None if there is none.
        sent: what was pushed to this profile, by GUID; of when, nothing is known.
        unclear: how many of our notes more than one there may be.
        remember: keeps what some fields are known to say there, by GUID.
    """

    notes: Mapping[str, NoteThere]
    medium: Callable[[str], bytes | None]
    sent: Mapping[str, Shipped] = field(default_factory=dict)
    unclear: int = 0
    remember: Callable[[Mapping[str, Mapping[str, str]]], None] = lambda _: None


def in_package(package: bytes) -> InAnki:
    """Read an ``.apkg`` or ``.colpkg``.

    Raises:
        ValueError: it is neither.
    """
    notes = {
        note.guid: NoteThere(note.changed, note.fields)
        for note in read_package(package)
        if notetype_named(note.notetype.name)
    }
    return InAnki(notes, lambda name: read_media(package, {name}).get(name))


def in_running(made: Made, client: Client, profile: str) -> InAnki:
    """Ask a running Anki.

    Args:
        profile: the one that is meant; empty for the one that was pushed to.

    Raises:
        AnkiError: Anki cannot be asked, or another profile is open.
    """
    found, file, sent = _found(made, client, profile)
    return InAnki(
        {guid: NoteThere(note.changed, note.fields) for guid, note in found.notes.items()},
        partial(_medium, client),
        {guid: Shipped(0, note.fields, pushed=True) for guid, note in sent.notes.items()},
        len(found.unclear),
        partial(_remember, file, sent),
    )


def studied_in_running(
    made: Made, client: Client, profile: str
) -> dict[str, dict[int, StudiedCard]]:
    """Ask a running Anki for the reviews of our cards, by their note's GUID and their ordinal.

    What FSRS holds of a card it tells nobody: the interval stands for it.

    Args:
        profile: the one that is meant; empty for the one that was pushed to.

    Raises:
        AnkiError: Anki cannot be asked, or another profile is open.
    """
    found, _, _ = _found(made, client, profile)
    owners = {card: guid for guid, note in found.notes.items() for card in note.cards}
    studied: dict[str, dict[int, StudiedCard]] = {}
    for each in read_reviews(client, list(owners)):
        own = studied.setdefault(owners[each.number], {})
        own[each.ordinal] = studied_card(each.state, each.interval, each.log)
    return studied


def _found(made: Made, client: Client, profile: str) -> tuple[Found, Path, Sent]:
    """Find our notes, what was sent of them, and where that is kept."""
    collection = read_collection(client)
    file, sent = sent_to(made, collection.profile, profile)
    known = {**of_last_deck(last_deck(made.notebook)), **sent.notes}
    own = [each for each in own_notes(made) if not each.gone]
    return find_own(own, known, collection, top_deck(made)), file, sent


def _remember(file: Path, sent: Sent, known: Mapping[str, Mapping[str, str]]) -> None:
    """Keep what was pulled as what Anki has of us, so that a push may replace it."""
    notes = {
        guid: replace(note, fields={**note.fields, **known.get(guid, {})})
        for guid, note in sent.notes.items()
    }
    if notes != sent.notes:
        replace_file(file, write_sent(replace(sent, notes=notes)), 0o600, lasting=True)


def _medium(client: Client, name: str) -> bytes | None:
    data = client.ask("retrieveMediaFile", filename=name)
    return base64.b64decode(data) if data else None
