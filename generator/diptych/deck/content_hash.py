"""A hash of what a note's cards show, by which the ledger knows whether the note changed.

Whoever changes what the hash is made of raises the ledger's `CONTENT_HASH`, and keeps the recipe as
it was among the former ones: else every note in every collection becomes a changed one.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING

from msgspec import structs

from diptych.characters import lazy
from diptych.deck.folding import unattributed
from diptych.deck.former_words import FORMER_WORDS
from diptych.deck.note import AnkiNote
from diptych.deck.values import all_fields
from diptych.digests import recalled
from diptych.render.cited_links import without_cited_links

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

# White space that HTML shows as one space. In code it is shown as it is, in a formula a line's end
# may end a comment, and in a tag it may be part of a tooltip.
_SPACE = lazy(
    r"<(pre|code)\b.*?</\1\s*>|<[^>]*>|\\\(.*?\\\)|\\\[.*?\\\]"
    r"|(?P<space>[ \t\n\f\r]{2,}|[\t\n\f\r])",
    re.DOTALL,
)

# What a field without any of these has is shown as it is written.
_UNEVEN = lazy("[\t\n\f\r]|  ")

# Where a question stands in its file changes with each edit above it, and where the file lies with
# the machine. A note that is changed by an edit of another would lose what its learner added.
_PLACE = lazy(r'(<a class="source" data-source="[^"]*") href="[^"]*"')

_PICTURE = lazy(r"[a-z0-9-]+\.svg")

# The fields that cards show, in the order in which they were always hashed; later ones behind.
_HASHED = (
    "Text",
    "Question",
    "Short",
    "Answer",
    "Reverse",
    "Context",
    "Sources",
    "Link",
    "Language",
    "Typed",
    "Options",
    "Occlusion",
    "Image",
    "Header",
    "Back Extra",
)


def content_hash(note: AnkiNote, language: str) -> str:
    """Hash all that an update of the note would bring to the eyes of the learner.

    The deck is no part of it, for an update leaves a card in the deck where it is; nor is the id,
    which is on no card; nor is white space that no card shows, nor the line in the notes to which
    a link leads; nor that what a source names is a link, which it was not always.
    """
    return hash_of_fields(note.tags, all_fields(note, language))


@recalled(str)
def recalled_hash(note: AnkiNote, language: str, words: str) -> str:  # noqa: ARG001 -- for its key
    """Hash as `content_hash` does, or give what a build before found.

    Args:
        words: a digest of the interface in that language, for cards show some of its words.
    """
    return content_hash(note, language)


def hash_of_fields(tags: Iterable[str], fields: Mapping[str, str]) -> str:
    """Hash a note's tags and its fields by name, as `content_hash` does."""
    shown = {name: shown_by(name, fields[name]) for name in _HASHED if fields.get(name)}
    return _digest([sorted(tags), shown])


def shown_by(name: str, html: str) -> str:
    """Reduce a field to what of it is shown, and lasts."""
    spaced = _spaced(html)
    return _PLACE.sub(r"\1", spaced) if name == "Link" else spaced


def former_content_hashes(note: AnkiNote, language: str, names: Mapping[str, str]) -> Iterator[str]:
    """Hash a note as former versions did.

    Args:
        names: today's names of pictures, and their former ones: those of figures told the code.
    """
    yield _first_content_hash(note, language)
    older = _with_former_names(note, names)
    if older != note:
        yield content_hash(older, language)
        yield _first_content_hash(older, language)


def _with_former_names(note: AnkiNote, names: Mapping[str, str]) -> AnkiNote:
    def former(html: str) -> str:
        return _PICTURE.sub(lambda found: names.get(found.group(), found.group()), html)

    body, picture = note.body, note.picture
    parts = ("prompt", "short", "answer", "sources", "front")
    body = structs.replace(body, **{part: former(getattr(body, part)) for part in parts})
    if picture:
        images = tuple(former(each) for each in picture.images)
        picture = structs.replace(picture, images=images, caption=former(picture.caption))
    return structs.replace(note, body=body, picture=picture)


def _first_content_hash(note: AnkiNote, language: str) -> str:
    """Hash a note as version 1 did: with all that the interface said then, on cards or not."""
    sources = without_cited_links(note.body.sources)
    body = (note.body.prompt, note.body.short, note.body.answer, sources)
    words = FORMER_WORDS.get(language.split("-")[0].lower(), FORMER_WORDS["en"])
    parts = [body, note.context, note.link, note.tags, note.reversed, words]
    parts += [part for part in (note.clozes, note.body.front) if part]
    return _digest(parts)


def _spaced(html: str) -> str:
    html = without_cited_links(unattributed(html))
    if not _UNEVEN.search(html):
        return html
    return _SPACE.sub(lambda found: " " if found["space"] else found.group(), html)


def _digest(content: list[object]) -> str:
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:16]
