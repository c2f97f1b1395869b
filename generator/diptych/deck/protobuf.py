"""Protocol buffers, as newer collections keep their settings in: the fields of one message."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_WIDTHS = {_FIXED64: 8, _FIXED32: 4}


def bytes_fields(message: bytes) -> Iterator[tuple[int, bytes]]:
    """Read the texts and messages in a message, each with its field's number.

    Raises:
        ValueError: it is no whole message.
    """
    place = 0
    while place < len(message):
        key, place = _varint(message, place)
        number, kind = key >> 3, key & 7
        if kind == _VARINT:
            _, place = _varint(message, place)
            continue
        if kind == _BYTES:
            length, place = _varint(message, place)
        elif kind in _WIDTHS:
            length = _WIDTHS[kind]
        else:
            raise ValueError("settings that cannot be read")
        if place + length > len(message):
            raise ValueError("settings that are cut off")
        if kind == _BYTES:
            yield number, message[place : place + length]
        place += length


def _varint(message: bytes, place: int) -> tuple[int, int]:
    """Read a number of any length; give the place behind it, too."""
    value = shift = 0
    while place < len(message):
        byte = message[place]
        value |= (byte & 0x7F) << shift
        place, shift = place + 1, shift + 7
        if byte < 0x80:
            return value, place
    raise ValueError("settings that are cut off")
