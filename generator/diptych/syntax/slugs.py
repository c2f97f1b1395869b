"""Names made of text: ids and file names."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from diptych.characters import lazy

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_SLUG = 48

# Windows keeps these file names for devices, with any ending.
_APART = lazy(r"[\W_]+")
DEVICES = lazy(r"con|prn|aux|nul|(?:com|lpt)[\d¹²³]|con(?:in|out)\$", re.IGNORECASE)


@lru_cache(maxsize=20_000)  # a server asks again of all questions when one has changed
def slug_of(text: str) -> str:
    """Make a short name of a text's letters and digits, fit for an id and a file name."""
    text = unicodedata.normalize("NFKC", text).lower()
    slug = _APART.sub("-", text)[:MAX_SLUG].strip("-")
    return f"{slug}-q" if DEVICES.fullmatch(slug) else slug or "q"


class FreeSlugs:
    """Gives out names that are not taken yet, upper and lower case being alike.

    Of many questions with the same words each would otherwise try all numbers anew.
    """

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = {name.casefold() for name in taken}
        self._numbers: dict[str, int] = {}

    def take(self, slug: str) -> str:
        """Give the slug, with the first free number behind it if it is taken."""
        name = slug
        number = self._numbers.get(slug, 2)
        while name.casefold() in self._taken:
            name = f"{slug}-{number}"
            number += 1
        self._numbers[slug] = number
        self._taken.add(name.casefold())
        return name


def unique_slugs(ids: Iterable[str]) -> list[str]:
    """Make a file name for each id, no two alike."""
    slugs = [*map(slug_of, ids)]
    if len(set(map(str.casefold, slugs))) == len(slugs):
        return slugs
    free = FreeSlugs()
    return [*map(free.take, slugs)]
