"""The notebook's own templates, styles and words in place of ours."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from diptych.interface import texts

if TYPE_CHECKING:
    from diptych.model import Diagnostic
    from diptych.model.book import Book, Theme

EXTRA = "extra.css"
"""The style sheet of a theme that is added to ours; one of our sheets' names replaces it."""


class ThemeError(Exception):
    """A template of the notebook cannot be filled in."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


def words_of(book: Book) -> dict[str, str]:
    """Read what the pages say in the book's language: the theme's words before ours."""
    tag = book.language.lower()
    ours = texts(book.language)
    own = book.theme.words
    return {**ours, **own.get(tag.split("-")[0], {}), **own.get(tag, {})}


def style_of(name: str, theme: Theme) -> str:
    """One of our style sheets, or what the theme has in its place."""
    ours = files(__package__) / "styles" / name
    return theme.styles.get(name) or ours.read_text(encoding="utf-8")
