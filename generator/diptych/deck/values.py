"""What a note holds, field by field, and how many cards that makes."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from functools import lru_cache

from diptych.characters import lazy
from diptych.deck.kinds import notetype_of
from diptych.deck.kinds.text import literal, quoted
from diptych.deck.note import AnkiNote
from diptych.interface import texts

FIELD_BORDER = "\x1f"

_OPENED = lazy(r"\{\{c\d+::")
_SOURCE = lazy(r' src="([^">]+)"')
_TAG = lazy(r"<[^>]*>")
_TAG_OR_COMMENT = lazy(r"<!--.*?-->|<[^>]*>", re.DOTALL)


def card_count(notes: Sequence[AnkiNote]) -> int:
    """Count the cards that Anki makes of these notes."""
    return sum(len(notetype_of(note.kind).ordinals(note)) for note in notes)


def field_values(note: AnkiNote, language: str) -> dict[str, str]:
    """Fill in the note's fields by name, all but those that stay empty.

    Raises:
        ValueError: the question is empty, or a field holds Anki's field separator.
    """
    values = all_fields(note, language)
    _check(note, values)
    return values


def all_fields(note: AnkiNote, language: str) -> dict[str, str]:
    """Fill in the same fields, whether Anki would take them or not."""
    return notetype_of(note.kind).values(note, language) | {
        "Context": quoted(note.context),
        "Sources": _sources(note, language),
        "Link": _link(note, language),
        "Id": literal(note.identifier),
        "Language": _tag(note.language or language),
    }


@lru_cache(maxsize=64)  # the notes of a notebook share some
def _tag(language: str) -> str:
    return literal(language)


def filled(text: str) -> str:
    """Put what is deleted in the place of each deletion, up to the first braces that close it."""
    *closed, last = text.split("}}")
    return "".join([*map(_filled, closed), last])


def _filled(text: str) -> str:
    """Fill in the first deletion of a text that ends where its braces close."""
    found = _OPENED.search(text)
    if found is None:
        return f"{text}}}}}"
    return text[: found.start()] + without_hint(text[found.end() :])


def without_hint(deleted: str) -> str:
    """Drop the hint behind the last braces within a deletion."""
    inner = max(deleted.rfind("{"), deleted.rfind("}")) + 1
    hint = deleted.find("::", inner)
    return deleted if hint < 0 else deleted[:hint]


def visible(field: str) -> str:
    """Reduce a field to what Anki sorts and compares: its text, and the names of its images."""
    if "<" not in field:  # as most of what is asked
        return html.unescape(field).replace("\xa0", " ")
    # Behind the last mark that ends one, nothing is looked for: each beginning would be in vain.
    comments, tags = field.rfind("-->") + 1, field.rfind(">") + 1
    comments = comments + len("-->") - 1 if comments else 0
    shown = [
        _TAG_OR_COMMENT.sub(_image, field[:comments]),
        _TAG.sub(_image, field[comments:tags]),
        field[tags:],
    ]
    return html.unescape("".join(shown)).replace("\xa0", " ")


def _image(tag: re.Match[str]) -> str:
    """Name the file that a tag shows, if it is an image."""
    source = _SOURCE.search(tag[0]) if tag[0].startswith("<img") else None
    return f" {source[1]} " if source else ""


def _check(note: AnkiNote, values: dict[str, str]) -> None:
    if not visible(note.body.prompt).strip():
        raise ValueError(f"note {note.identifier!r} has no question")
    for name, value in values.items():
        if FIELD_BORDER in value:
            raise ValueError(f"note {note.identifier!r}: U+001F in the field {name}")


# The two labels stand in the fields, not in the templates: all notebooks share one notetype, and
# a notebook in another language must not change the words on the cards of the first.


def _sources(note: AnkiNote, language: str) -> str:
    if not note.body.sources.strip():
        return ""
    label = literal(texts(language)["sources"])
    return f'<div class="sources-block"><h4>{label}</h4>{note.body.sources}</div>'


def _link(note: AnkiNote, language: str) -> str:
    links = []
    if note.link:
        label = literal(texts(language)["open_page"])
        links.append(f'<a href="{literal(note.link)}">{label}</a>')
    if note.source:
        stays, address = map(literal, note.source)
        label = literal(texts(language)["open_source"])
        links.append(f'<a class="source" data-source="{stays}" href="{address}">{label}</a>')
    return " · ".join(links)
