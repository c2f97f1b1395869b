"""The picture that a preview of a question's page shows: its own, else its drawing, else its words.

Drawings are SVG, which no preview shows: they are painted, as are what is asked and the answer.
"""

from __future__ import annotations

import unicodedata
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, Protocol

from msgspec.structs import replace

from diptych.characters import is_cjk, lazy
from diptych.digests import key_of
from diptych.model.book import PlannedFile

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from diptych.model.book import Book, QuestionPage
    from diptych.render import Context

# What previews show beside photographs; SVG is none of it.
_SHOWN = (".png", ".jpg", ".jpeg", ".webp", ".gif")

# Scripts that the fonts have, and that are set letter by letter from left to right.
_SCRIPTS = ("LATIN", "GREEK", "CYRILLIC", "MATHEMATICAL", "MODIFIER", "DOUBLE-STRUCK", "SCRIPT")

# What a drawing says lies between its tags.
_SAID = lazy(r">([^<]+)<")


class Preview(NamedTuple):
    """What a picture says or, if there is a drawing, shows.

    Attributes:
        where: the book and the section.
        language: a BCP 47 tag, by which Chinese characters take their shapes.
        drawing: SVG on its own ground; empty if there is none.
    """

    title: str
    answer: str
    where: str
    language: str
    drawing: str = ""


class Painter(Protocol):
    """Paints pictures of text and of drawings."""

    @property
    def knows_chinese(self) -> bool:
        """Whether it has a font with Chinese characters."""

    @property
    def draws(self) -> bool:
        """Whether it can paint drawings."""

    def paint(self, preview: Preview) -> bytes:
        """Make a PNG; the same bytes of the same text and drawing."""


def previews(book: Book, context: Context, painter: Painter) -> dict[str, Preview]:
    """Find the questions that are previewed by a picture that is painted: slug → what it shows."""
    found = {}
    for section in book.sections:
        where = " · ".join((book.title, *section.path))
        for each in section.questions:
            if _has_picture(each.picture):
                continue
            text = Preview(each.prompt, each.gist, where, each.language or book.language)
            drawn = text._replace(drawing=_drawing(each, context) if painter.draws else "")
            preview = next((p for p in (drawn, text) if can_be_set(p, painter)), None)
            if preview:
                found[each.slug] = preview
    return found


def _drawing(question: QuestionPage, context: Context) -> str:
    """Read the first figure of a question, in the colours of light pages."""
    figure = context.figures.get(question.figure)
    return context.figure_assets(figure)[0].data.decode() if figure else ""


def can_be_set(preview: Preview, painter: Painter) -> bool:
    """Tell whether a painter has all letters of a text, or of what a drawing says."""
    said = _SAID.findall(preview.drawing) if preview.drawing else preview[:3]
    letters = {each for part in said for each in part if each.isalpha()}
    cjk = {each for each in letters if is_cjk(each)}
    return (painter.knows_chinese or not cjk) and all(map(_is_of_a_script, letters - cjk))


def _is_of_a_script(letter: str) -> bool:
    return letter.isascii() or unicodedata.name(letter, "").startswith(_SCRIPTS)


def with_previews(book: Book, found: Mapping[str, Preview]) -> Book:
    """Lead the previews of pages to what is painted, and to no picture that is not shown."""

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
    """Plan the pictures that are painted."""
    for slug, preview in found.items():
        key = key_of(engine, preview)
        yield PlannedFile(_path(slug), key, partial(painter.paint, preview))


def _has_picture(address: str) -> bool:
    return address.lower().endswith(_SHOWN)


def _path(slug: str) -> str:
    return f"previews/{slug}.png"
