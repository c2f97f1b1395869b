"""The page of all questions, cut where one may print it: by chapter and by section."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from diptych.site.navigation import chapter_title

if TYPE_CHECKING:
    from diptych.model import Book, SectionPage


@dataclass(frozen=True, slots=True)
class Leaf:
    """One section on the page of all.

    Attributes:
        id: its id on that page.
        opens: the id of the chapter that begins with it, if one does.
        closes: whether that chapter ends with it.
    """

    section: SectionPage
    id: str
    opens: str | None
    closes: bool


def leaves(book: Book) -> tuple[Leaf, ...]:
    """Every section that says something, in order; chapters of one section are not named."""
    shown = [section for section in book.sections if section.questions or section.intro]
    found = []
    for _, group in groupby(shown, key=lambda section: chapter_title(section, book)):
        together = tuple(group)
        last = len(together) - 1
        for index, section in enumerate(together):
            opens = f"c-{section.slug}" if last and not index else None
            found.append(
                Leaf(section, f"s-{section.slug}", opens, closes=bool(last) and index == last)
            )
    return tuple(found)


def printed_ids(book: Book) -> dict[str, str]:
    """Which part of the page of all is printed from a section's page, by the section's slug.

    A chapter's own page prints the whole chapter.
    """
    found: dict[str, str] = {}
    chapter: dict[str, str] = {}
    for leaf in leaves(book):
        found[leaf.section.slug] = leaf.id
        if leaf.opens:
            chapter[chapter_title(leaf.section, book)] = leaf.opens
    for section in book.sections:
        title = chapter_title(section, book)
        if len(section.path) <= 1 and title in chapter:
            found[section.slug] = chapter[title]
    return found
