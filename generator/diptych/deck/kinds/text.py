"""What the fields of several notetypes are made of."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from diptych.characters import lazy
from diptych.interface import texts
from diptych.interface.language import is_right_to_left

if TYPE_CHECKING:
    from diptych.deck.note import AnkiNote

SHORT_OR_ANSWER = "{{#Short}}{{Short}}{{/Short}}{{^Short}}{{Answer}}{{/Short}}"
"""For a template: the short answer, or the answer of a note without one."""

_DELIMITER = lazy(r"\\(?=\(|&#91;)")
_ACTED_UPON = lazy(r"[&<>\"'\[{]")


def literal(text: str) -> str:
    """Escape plain text, so that neither HTML nor Anki sees anything in it to act upon."""
    if not _ACTED_UPON.search(text):  # as nearly all
        return text
    escaped = html.escape(text)
    return escaped.replace("[", "&#91;").replace("{{", "&#123;&#123;")


def quoted(text: str) -> str:
    """Write plain text as `literal` does, in which MathJax sees no formula either.

    It takes a backslash with a bracket for its mark, so a character that nobody sees parts them.
    """
    escaped = literal(text)
    return _DELIMITER.sub("\\\\\u2060", escaped) if "\\" in escaped else escaped


def is_answered(note: AnkiNote) -> bool:
    """Tell whether a note holds an answer."""
    return bool(note.body.short.strip() or note.body.answer.strip())


def answer_of(note: AnkiNote, language: str) -> str:
    """Give a note's answer, or say that there is none."""
    if is_answered(note):
        return sided(note.body.answer, note, language)
    return f'<p class="unanswered">{literal(texts(language)["unanswered"])}</p>'


def sided(html: str, note: AnkiNote, language: str) -> str:
    """Let a text run from right to left; the templates, which all notebooks share, cannot know."""
    to_left = is_right_to_left(note.language or language) and html.strip()
    return f'<div dir="rtl">{html}</div>' if to_left else html
