"""Names made of text: ids, file names, GUIDs at birth."""

from __future__ import annotations

import base64
import hashlib
import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MAX_SLUG = 48

# Windows keeps these file names for devices, with any ending.
DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)


def guid_of(name: str, born_as: str) -> str:
    """Derive the GUID of a new question: 96 bits of a hash of the notebook's name and its id."""
    digest = hashlib.sha256(f"diptych\0{name}\0{born_as}".encode()).digest()
    return base64.urlsafe_b64encode(digest[:12]).decode()


def slug_of(text: str) -> str:
    """Make a short name of a text's letters and digits, fit for an id and a file name."""
    text = unicodedata.normalize("NFKC", text).lower()
    slug = re.sub(r"[\W_]+", "-", text)[:MAX_SLUG].strip("-")
    return f"{slug}-q" if DEVICES.fullmatch(slug) else slug or "q"


def unique_slugs(ids: Iterable[str]) -> list[str]:
    """Make a file name for each id, no two alike."""
    taken: set[str] = set()
    slugs = []
    for each in ids:
        slugs.append(free_slug(slug_of(each), taken))
        taken.add(slugs[-1].casefold())
    return slugs


def normal(prompt: str) -> str:
    """Reduce a prompt to what questions are compared by: no case, white space or punctuation."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", prompt).casefold())


def free_slug(slug: str, taken: set[str]) -> str:
    """Return the slug, with a number behind it if it is taken; ``taken`` is case-folded."""
    return next(name for name in _numbered(slug) if name.casefold() not in taken)


def _numbered(slug: str) -> Iterator[str]:
    yield slug
    number = 2
    while True:
        yield f"{slug}-{number}"
        number += 1
