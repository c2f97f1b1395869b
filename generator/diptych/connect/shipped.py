"""What a note said in a deck of ours: builds remember it, and import nothing for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Mapping


class Shipped(Struct, frozen=True):
    """What a note said in a deck of ours, or as it was pushed.

    Attributes:
        changed: the time that it bore, in seconds since the epoch; 0 if that is not known.
        pushed: whether Anki is known to have had it.
    """

    changed: int
    fields: Mapping[str, str]
    pushed: bool = False
