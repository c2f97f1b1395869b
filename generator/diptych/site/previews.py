"""The picture that a preview of a question's page shows: what is asked and what one would answer.

A question that shows a picture of its own is previewed by it. Drawings are not: they are SVG, which
no preview shows.
"""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, Protocol

from diptych.characters import is_cjk
from diptych.digests import key_of
from diptych.model import PlannedFile

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from diptych.model import Book

# What previews show beside photographs; SVG is none of it.
_SHOWN = (".png", ".jpg", ".jpeg", ".webp", ".gif")

# Scripts that the fonts have, and that are set letter by letter from left to right.
_SCRIPTS = ("LATIN", "GREEK", "CYRILLIC", "MATHEMATICAL", "MODIFIER", "DOUBLE-STRUCK", "SCRIPT")


class Preview(NamedTuple):
    """What a picture of text says.

    Attributes:
        where: the book and the section.
        language: a BCP 47 tag, by which Chinese characters take their shapes.
    """

    title: str
    answer: str
    where: str
    language: str


class Painter(Protocol):
    """Paints pictures of text."""

    @property
    def knows_chinese(self) -> bool:
        """Whether it has a font with Chinese characters."""

    def paint(self, preview: Preview) -> bytes:
        """Make a PNG; the same bytes of the same text."""


def previews(book: Book, painter: Painter) -> dict[str, Preview]:
    """Find the questions that are previewed by a picture of their text: slug → what it says."""
    found = {}
    for section in book.sections:
        where = " · ".join((book.title, *section.path))
        for each in section.questions:
            preview = Preview(each.prompt, each.gist, where, each.language or book.language)
            if not _has_picture(each.picture) and can_be_set(preview, painter):
                found[each.slug] = preview
    return found


def can_be_set(preview: Preview, painter: Painter) -> bool:
    """Tell whether a painter has all letters of a text."""
    letters = {each for part in preview[:3] for each in part if each.isalpha()}
    cjk = {each for each in letters if is_cjk(each)}
    return (painter.knows_chinese or not cjk) and all(map(_is_of_a_script, letters - cjk))


def _is_of_a_script(letter: str) -> bool:
    return letter.isascii() or unicodedata.name(letter, "").startswith(_SCRIPTS)


def with_previews(book: Book, found: Mapping[str, Preview]) -> Book:
    """Lead the previews of pages to the pictures of text, and to none that is not shown."""

    def picture(slug: str, own: str) -> str:
        return _path(slug) if slug in found else own if _has_picture(own) else ""

    sections = tuple(
        replace(
            section,
            questions=tuple(
                replace(each, picture=picture(each.slug, each.picture))
                for each in section.questions
            ),
        )
        for section in book.sections
    )
    return replace(book, sections=sections)


def plan_previews(
    found: Mapping[str, Preview], painter: Painter, engine: str
) -> Iterator[PlannedFile]:
    """Plan the pictures of text."""
    for slug, preview in found.items():
        key = key_of(engine, preview)
        yield PlannedFile(_path(slug), key, partial(painter.paint, preview))


def _has_picture(address: str) -> bool:
    return address.lower().endswith(_SHOWN)


def _path(slug: str) -> str:
    return f"previews/{slug}.png"
