"""Names as Anki reads them: decks, tags and media, and the ids that follow from names."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from hashlib import sha256

from diptych.characters import lazy

SEPARATOR = "::"
LONGEST_MEDIA_NAME = 120
"""Bytes of UTF-8; Anki cuts what is longer, and the field would then name another file."""

_CONTROL = lazy(r"[\x00-\x1f\x7f]")
_COLONS = lazy(r"::+|^:|:$")
_UNFIT_IN_TAG = lazy(r"[\s\x00-\x1f\x7f]")
_UNFIT_IN_MEDIA = lazy(
    r'[][<>:"/?*^\\|\x00-\x1f\x7f]|^(?i:con|prn|aux|nul|(?:com|lpt)[\d¹²³])(?:\.|$)'
)

# Deck ids have the form of times in milliseconds, and are never 1, which is Anki's "Default".
_FIRST_DECK_ID = 1 << 41
_DECK_IDS = 1 << 41

# What has no sensible time of its own was made when Unix time reached ten digits.
_EARLIEST = 1_000_000_000


def deck_name(parts: Sequence[str]) -> str:
    """Join the parts of a deck's name as Anki keeps it; empty when nothing is left of them.

    A title may hold what Anki would take for a border between decks (``std::vector``): there the
    colons become wide ones, which look alike and divide nothing.
    """
    return _joined(tuple(parts))


@lru_cache(maxsize=1024)  # thousands of notes lie in some dozens of decks
def _joined(parts: tuple[str, ...]) -> str:
    return SEPARATOR.join(filter(None, map(_component, parts)))


@lru_cache(maxsize=4096)  # likewise
def _component(part: str) -> str:
    text = _CONTROL.sub(" ", unicodedata.normalize("NFC", part))
    text = " ".join(text.split())
    return _COLONS.sub(lambda colons: "：" * len(colons[0]), text) if ":" in text else text


def with_parents(decks: Iterable[str]) -> set[str]:
    """Name some decks and those that they lie in."""
    return {
        SEPARATOR.join(levels[:depth])
        for deck in decks
        for levels in [deck.split(SEPARATOR)]
        for depth in range(1, len(levels) + 1)
    }


def deck_id(name: str) -> int:
    """Derive the id of a deck from its name, the same in every build."""
    digest = sha256(name.encode()).digest()
    return _FIRST_DECK_ID + int.from_bytes(digest[:8], "big") % _DECK_IDS


def distinct_ids(times: Iterable[int]) -> Iterator[int]:
    """Give an id for each time in seconds: the millisecond in which Anki says it was made.

    Anki shows it as the day of creation, counts by it what was added when, and sorts by it. What
    shares a second follows one another in the order given. The id says nothing about identity:
    the importer knows a note by its GUID and then leaves the id that it has, and it moves a new
    note whose id is taken. So ids need only differ within one package.
    """
    free: dict[int, int] = {}
    taken: set[int] = set()
    for second in times:
        number = free.get(second, 1000 * max(second, _EARLIEST))
        while number in taken:
            number += 1
        taken.add(number)
        free[second] = number + 1
        yield number


def check_tag(tag: str) -> str:
    """Return a tag that Anki keeps as it is.

    Raises:
        ValueError: Anki would split or change the tag.
    """
    if not tag or _UNFIT_IN_TAG.search(tag):
        raise ValueError(f"not a tag: {tag!r}")
    return tag


def check_media_name(name: str) -> str:
    """Return a media name that Anki keeps as it is.

    Raises:
        ValueError: Anki would refuse the name, or store the file under another.
    """
    flat = bool(name) and not _UNFIT_IN_MEDIA.search(name) and name == name.strip(" .")
    short = len(name.encode()) <= LONGEST_MEDIA_NAME
    if not (flat and short and unicodedata.is_normalized("NFC", name)):
        raise ValueError(f"not a name for a medium in Anki: {name!r}")
    return name
