"""Names as Anki reads them: decks, tags and media, and the ids that follow from names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256

SEPARATOR = "::"
LONGEST_MEDIA_NAME = 120
"""Bytes of UTF-8; Anki cuts what is longer, and the field would then name another file."""

_UNFIT_IN_TAG = re.compile(r'[\s"\x00-\x1f\x7f]')
_UNFIT_IN_MEDIA = re.compile(
    r'[][<>:"/?*^\\|\x00-\x1f\x7f]|^(?i:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)'
)

# Anki reads a note's or card's id as the millisecond in which it was made, and refuses a whole
# package when one id lies more than a day ahead of the reader's clock. So ids come from a window
# in the past rather than from the clock of whoever built the deck: seven weeks from May 2014.
_FIRST_ID = 1_400_000_000_000
_WINDOW = 1 << 32

# Deck ids share the form, but never the value 1, which is Anki's own deck "Default".
_FIRST_DECK_ID = 1 << 41
_DECK_WINDOW = 1 << 41


def deck_name(parts: Sequence[str]) -> str:
    """The full name of a deck, as Anki writes it.

    A title may hold what Anki would take for a border between decks (``std::vector``): there the
    colons become wide ones, which look alike and divide nothing.

    Raises:
        ValueError: a part is empty.
    """
    return SEPARATOR.join(_component(part, parts) for part in parts)


def _component(part: str, parts: Sequence[str]) -> str:
    text = unicodedata.normalize("NFC", " ".join(part.split()))
    text = re.sub(r"::+|^:|:$", lambda colons: "：" * len(colons[0]), text)
    if not text or any(unicodedata.category(char) == "Cc" for char in text):
        raise ValueError(f"not a deck's name: {tuple(parts)!r}")
    return text


def deck_id(name: str) -> int:
    """The id of the deck of that name, the same in every build."""
    return _FIRST_DECK_ID + _number("deck", name) % _DECK_WINDOW


def distinct_ids(keys: Iterable[str]) -> Iterator[int]:
    """One id for each key: the same key has the same id in every build, come what may beside it.

    The importer keeps the ids of notes that it knows by their GUID, and gives a new note another
    id when its own is taken; so the ids need only differ within one package. They are drawn from
    the key, not counted, so that two notebooks, or two builds of one, do not meet in them.
    """
    taken: set[int] = set()
    for key in keys:
        number = _FIRST_ID + _number("id", key) % _WINDOW
        while number in taken:
            number += 1
        taken.add(number)
        yield number


def _number(kind: str, key: str) -> int:
    return int.from_bytes(sha256(f"{kind}\n{key}".encode()).digest()[:8], "big")


def check_tag(tag: str) -> str:
    """The tag itself.

    Raises:
        ValueError: Anki would split or change the tag.
    """
    if not tag or _UNFIT_IN_TAG.search(tag):
        raise ValueError(f"not a tag: {tag!r}")
    return tag


def check_media_name(name: str) -> str:
    """The name itself.

    Raises:
        ValueError: Anki would refuse the name, or store the file under another.
    """
    flat = bool(name) and not _UNFIT_IN_MEDIA.search(name) and name == name.strip(" .")
    short = len(name.encode()) <= LONGEST_MEDIA_NAME
    if not (flat and short and unicodedata.is_normalized("NFC", name)):
        raise ValueError(f"not a name for a medium in Anki: {name!r}")
    return name
