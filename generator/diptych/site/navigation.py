"""Where a question stands: its section, its neighbours, and the book's outline."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from diptych.model.book import Book, QuestionPage, SectionPage


# So many sections and questions below a name that several sections share are listed for each.
_LISTED_AGAIN = 100


class Step(Struct, frozen=True):
    """One title of the path to a section; ``slug`` is None when it has no page."""

    title: str
    slug: str | None


class Place(Struct, frozen=True):
    """A question, the section it belongs to, and what stands before and after it."""

    question: QuestionPage
    section: SectionPage
    previous: QuestionPage | None
    following: QuestionPage | None


class Part(Struct, frozen=True):
    """A section as the table of contents shows it, below its chapter.

    Attributes:
        title: the path below the chapter; empty for the chapter's own section.
    """

    title: str
    section: SectionPage


class Chapter(Struct, frozen=True):
    """The sections that share the first title of their path."""

    title: str
    slug: str | None
    parts: tuple[Part, ...]


def places(book: Book) -> Iterator[Place]:
    """Every question in order."""
    line = [(question, section) for section in book.sections for question in section.questions]
    for index, (question, section) in enumerate(line):
        previous = line[index - 1][0] if index else None
        following = line[index + 1][0] if index + 1 < len(line) else None
        yield Place(question, section, previous, following)


def chapters(book: Book) -> tuple[Chapter, ...]:
    """Group the sections by the first title of their path, in order."""
    groups = groupby(book.sections, key=lambda section: chapter_title(section, book))
    return tuple(_chapter(title, tuple(sections)) for title, sections in groups)


def chapter_title(section: SectionPage, book: Book) -> str:
    """Read the first title of a section's path."""
    return section.path[0] if section.path else book.title


def steps(path: tuple[str, ...], pages: dict[tuple[str, ...], str]) -> tuple[Step, ...]:
    """List the titles above a section, each with its page if there is one."""
    return tuple(Step(title, pages.get(path[:depth])) for depth, title in enumerate(path, start=1))


def section_slugs(book: Book) -> dict[tuple[str, ...], str]:
    """Index the slug of each section's page by its path; the first of two that share a path."""
    slugs: dict[tuple[str, ...], str] = {}
    for section in book.sections:
        slugs.setdefault(section.path, section.slug)
    return slugs


def with_subsections(book: Book) -> Iterator[tuple[SectionPage, Sequence[SectionPage]]]:
    """Walk the sections, each with those that its page lists, at any depth below it.

    Where many sections have one name, what stands below it is listed on the page of the first, to
    which the others lead: listed on each, it would grow with the square of the notes.
    """
    below: dict[tuple[str, ...], list[SectionPage]] = {}
    for section in book.sections:
        for depth in range(1, len(section.path)):
            below.setdefault(section.path[:depth], []).append(section)
    firsts: dict[tuple[str, ...], SectionPage] = {}
    for section in book.sections:
        inside: Sequence[SectionPage] = below.get(section.path, ())
        first = firsts.setdefault(section.path, section)
        if first is not section and sum(1 + len(each.questions) for each in inside) > _LISTED_AGAIN:
            inside = (first,)
        yield section, inside


def joined_path(section: SectionPage) -> str | None:
    """Name a section by all titles above it; None for what stands in none."""
    return " · ".join(section.path) or None


def _chapter(title: str, sections: tuple[SectionPage, ...]) -> Chapter:
    own = next((section.slug for section in sections if len(section.path) <= 1), None)
    return Chapter(
        title=title,
        slug=own,
        parts=tuple(Part(" · ".join(section.path[1:]), section) for section in sections),
    )
