"""What a note holds, field by field, and how many cards that makes."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from diptych.interface import texts
from diptych.interface.language import is_right_to_left
from diptych.model import AnkiNote

FIELD_BORDER = "\x1f"

_IMAGE = re.compile(r'<img\b[^>]*? src="([^">]+)"[^>]*>')
_TAG = re.compile(r"<!--.*?-->|<[^>]*>", re.DOTALL)


def card_count(notes: Sequence[AnkiNote]) -> int:
    """Count the cards that Anki makes of these notes."""
    return sum(len(card_ordinals(note)) for note in notes)


def card_ordinals(note: AnkiNote) -> tuple[int, ...]:
    """Give each card of a note its ordinal as Anki does: by template, or by deletion less one."""
    if note.clozes:
        return tuple(number - 1 for number in note.clozes)
    return (0, 1) if _asks_back(note) else (0,)


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
    return _own_fields(note, language) | {
        "Context": literal(note.context),
        "Sources": _sources(note, language),
        "Link": _link(note, language),
        "Id": literal(note.identifier),
        "Language": literal(note.language or language),
    }


def _own_fields(note: AnkiNote, language: str) -> dict[str, str]:
    """Fill in the fields that only its notetype has."""
    to_left = is_right_to_left(note.language or language)
    if note.clozes:
        return {"Text": _to_left(_text(note)) if to_left else _text(note)}
    asks, short, answer = note.body.asks, note.body.short, note.body.answer
    if to_left:
        asks, short, answer = map(_to_left, (asks, short, answer))
    return {
        "Question": asks,
        "Short": short,
        "Answer": answer if _answered(note) else _unanswered(language),
        "Reverse": "1" if _asks_back(note) else "",
    }


def _text(note: AnkiNote) -> str:
    """Put together what a cloze note says: the question above, then all of its answer."""
    parts = (
        ("question", note.body.asks),
        ("short", note.body.short),
        ("answer", note.body.answer),
    )
    return "".join(f'<div class="{name}">{html}</div>' for name, html in parts if html.strip())


def literal(text: str) -> str:
    """Escape plain text, so that neither HTML nor Anki sees anything in it to act upon."""
    escaped = html.escape(text)
    return escaped.replace("[", "&#91;").replace("{{", "&#123;&#123;")


def visible(field: str) -> str:
    """Reduce a field to what Anki sorts and compares: its text, and the names of its images."""
    return html.unescape(_TAG.sub("", _IMAGE.sub(r" \1 ", field))).replace("\xa0", " ")


def _check(note: AnkiNote, values: dict[str, str]) -> None:
    if not visible(note.body.prompt).strip():
        raise ValueError(f"note {note.identifier!r} has no question")
    for name, value in values.items():
        if FIELD_BORDER in value:
            raise ValueError(f"note {note.identifier!r}: U+001F in the field {name}")


def _answered(note: AnkiNote) -> bool:
    return bool(note.body.short.strip() or note.body.answer.strip())


def _asks_back(note: AnkiNote) -> bool:
    """Tell whether there is a second card: an answer that isn't there asks nothing back."""
    return note.reversed and _answered(note)


def _to_left(html: str) -> str:
    """Let a text run from right to left; the templates, which all notebooks share, cannot know."""
    return f'<div dir="rtl">{html}</div>' if html.strip() else html


def _unanswered(language: str) -> str:
    return f'<p class="unanswered">{literal(texts(language)["unanswered"])}</p>'


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
