"""The memory of what was sent to a collection, against which later edits on both sides are told."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from msgspec import Struct, field, to_builtins

if TYPE_CHECKING:
    from collections.abc import Mapping

_VERSION = 1


class SentNote(Struct, frozen=True):
    """What a note of ours was when it was last sent, or was seen to be as we have it.

    Attributes:
        number: by which Anki knows it in that collection; 0 if it is not known yet.
        deck: where the notes put its cards.
        suspended: the cards that were suspended when it was retired.
    """

    number: int
    fields: Mapping[str, str]
    tags: tuple[str, ...]
    deck: str
    suspended: tuple[int, ...] = ()


class Sent(Struct, frozen=True):
    """All that was sent to the collection of one profile.

    Attributes:
        notes: by GUID.
        style: the signature of the notetypes that were sent; empty if none were.
    """

    profile: str = ""
    notes: Mapping[str, SentNote] = field(default_factory=dict)
    style: str = ""


def read_sent(data: bytes) -> Sent:
    """Read what was remembered.

    Raises:
        ValueError: the bytes are damaged, or of a newer version.
    """
    try:
        table = json.loads(data)
        if table["version"] != _VERSION:
            raise ValueError(f"version {table['version']}, which is newer than this Diptych")
        notes = {
            guid: SentNote(
                each["number"],
                each["fields"],
                tuple(each["tags"]),
                each["deck"],
                tuple(each["suspended"]),
            )
            for guid, each in table["notes"].items()
        }
        return Sent(table["profile"], notes, table["style"])
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"damaged: {error!r}") from error


def write_sent(sent: Sent) -> bytes:
    """Write what is to be remembered, the same bytes for the same."""
    table = {"version": _VERSION, **to_builtins(sent)}
    return json.dumps(table, ensure_ascii=False, indent=0, sort_keys=True).encode()
