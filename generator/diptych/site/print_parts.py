"""All questions to read or print at once: on one page, or, where they are many, on several."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from msgspec import Struct

from diptych.render.relocations import Picture, relocations, strings
from diptych.site.navigation import chapter_title, joined_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from diptych.model.book import Book, Html, QuestionPage, SectionPage
    from diptych.render import Context

# As many characters of HTML are read and printed as one page without a wait.
_ONE_PAGE = 3_000_000
# Of more than that, each page holds so many, or one section that is longer.
_SHEET = 1_000_000
# What stands around a question there.
_AROUND = 300


class Leaf(Struct, frozen=True):
    """One section among all questions.

    Attributes:
        id: its id on its page.
        opens: the id of the chapter that begins with it and ends on the same page, if one does.
        closes: whether that chapter ends with it.
        begins: the id of the chapter that begins with it and ends on another page, if one does.
    """

    section: SectionPage
    id: str
    opens: str | None
    closes: bool
    begins: str | None


class Sheet(Struct, frozen=True):
    """One page of questions to read or print at once.

    Attributes:
        path: ``all.html`` if it holds all of them, else ``all/<slug of its first section>.html``.
    """

    path: str
    leaves: tuple[Leaf, ...]

    @property
    def total(self) -> int:
        """How many questions it holds."""
        return sum(len(leaf.section.questions) for leaf in self.leaves)


class LeafLink(NamedTuple):
    """A section in the list of the pages that all questions stand on.

    Attributes:
        chapter: the id of the chapter that begins with it, if one does.
        title: None where it is no section of the notes.
    """

    id: str
    chapter: str | None
    title: str | None


class SheetView(NamedTuple):
    """A page of many questions in the list of those pages."""

    path: str
    total: int
    leaves: tuple[LeafLink, ...]


def sheets(book: Book, weights: Mapping[str, int], context: Context) -> tuple[Sheet, ...]:
    """Lay every section that says something on pages, in order; chapters of one are not named.

    Args:
        weights: as `question_weights` gives them.
    """
    shown = [section for section in book.sections if section.questions or section.intro]
    chapters = [tuple(g) for _, g in groupby(shown, key=lambda each: chapter_title(each, book))]
    held = {section.slug: _weight(section, weights, context) for section in shown}
    if sum(held.values()) <= _ONE_PAGE:
        return (Sheet("all.html", tuple(_leaves(shown, chapters))),)
    return tuple(
        Sheet(f"all/{those[0].slug}.html", tuple(_leaves(those, chapters)))
        for those in _packed(shown, held)
    )


def printed(book: Book, on: Iterable[Sheet]) -> dict[str, str]:
    """Find what is printed from a section's page, by the section's slug: an address at the root.

    A chapter's own page prints the whole chapter; one that stands on several pages is shown in the
    list of the pages.
    """
    found: dict[str, str] = {}
    chapters: dict[str, str] = {}
    for sheet in on:
        for leaf in sheet.leaves:
            found[leaf.section.slug] = f"{quote(sheet.path)}#{leaf.id}"
            title = chapter_title(leaf.section, book)
            if leaf.opens:
                chapters[title] = f"{quote(sheet.path)}#{leaf.opens}"
            elif leaf.begins:
                chapters[title] = f"all.html#{leaf.begins}"
    for section in book.sections:
        title = chapter_title(section, book)
        if len(section.path) <= 1 and title in chapters:
            found[section.slug] = chapters[title]
    return found


def sheet_view(sheet: Sheet) -> SheetView:
    """List what one page of all questions holds."""
    leaves = tuple(
        LeafLink(leaf.id, leaf.opens or leaf.begins, joined_path(leaf.section))
        for leaf in sheet.leaves
    )
    return SheetView(sheet.path, sheet.total, leaves)


def _packed(
    sections: Iterable[SectionPage], weights: dict[str, int]
) -> Iterator[tuple[SectionPage, ...]]:
    held: list[SectionPage] = []
    weight = 0
    for section in sections:
        if held and weight + weights[section.slug] > _SHEET:
            yield tuple(held)
            held, weight = [], 0
        held.append(section)
        weight += weights[section.slug]
    yield tuple(held)


def _leaves(
    held: Sequence[SectionPage], chapters: Iterable[Sequence[SectionPage]]
) -> Iterator[Leaf]:
    here = {section.slug for section in held}
    for chapter in chapters:
        whole = len(chapter) > 1 and here.issuperset(each.slug for each in chapter)
        for section in chapter:
            if section.slug in here:
                first = len(chapter) > 1 and section is chapter[0]
                name = f"c-{section.slug}" if first else None
                yield Leaf(
                    section=section,
                    id=f"s-{section.slug}",
                    opens=name if whole else None,
                    closes=whole and section is chapter[-1],
                    begins=None if whole else name,
                )


def question_weights(book: Book, context: Context) -> dict[str, int]:
    """Count the characters of each question's HTML, drawings included, by its slug."""
    return {
        question.slug: _AROUND + _length_of(question, context)
        for section in book.sections
        for question in section.questions
    }


def _length_of(question: QuestionPage, context: Context) -> int:
    if question.finished:
        return question.finished[1]
    return sum(_length(part, context) for part in question.body.parts)


def _weight(section: SectionPage, weights: Mapping[str, int], context: Context) -> int:
    """Count the characters of a section's HTML, drawings included."""
    held = sum(weights[question.slug] for question in section.questions)
    return held + _length(section.intro, context)


def _length(html: Html, context: Context) -> int:
    pictures = [each for each in relocations(html) if isinstance(each, Picture)]
    figures = [context.picture(each.target)[0] for each in pictures]
    drawn = sum(len(each.drawing or "") for each in figures if each)
    return sum(map(len, strings(html))) + drawn
