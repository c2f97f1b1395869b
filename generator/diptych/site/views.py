"""What single pages show, as plain data: a page's key is a digest of it.

A page that was given more than it shows would be made anew when it need not be.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from diptych.interface.language import is_right_to_left
from diptych.site.navigation import chapters
from diptych.site.related import repeated

if TYPE_CHECKING:
    from collections.abc import Iterable

    from diptych.model.book import Book, QuestionPage
    from diptych.site.filled import Filled, FilledBody


class Head(Struct, frozen=True, array_like=True):
    """What every page shows of the book.

    Attributes:
        figures: whether there is a page of figures.
        remote_images: whether pages may show pictures from the network.
        notebook: what a browser remembers the notebook by.
    """

    title: str
    author: str
    language: str
    figures: bool
    remote_images: bool
    notebook: str


class WholeHead(Struct, frozen=True, array_like=True):
    """What a few pages show of the book, and the templates of a theme may.

    Attributes:
        deck_file: the name of the .apkg beside ``index.html``.
        options_file: that of the .apkg of the deck's options; empty where there is none.
        cards: how many cards the deck holds.
        base_url: where the site is published, without a slash at its end; empty when it is not.
        name: the notebook's lasting name.
        notebook: what a browser remembers the notebook by.
        short_first: whether each question has a short answer.
    """

    title: str
    author: str
    language: str
    figures: bool
    remote_images: bool
    deck_file: str
    options_file: str
    cards: int
    base_url: str
    name: str
    notebook: str
    short_first: bool


def head(book: Book) -> Head:
    """Gather what every page shows of the book."""
    return Head(
        title=book.title,
        author=book.author,
        language=book.language,
        figures=bool(book.figures),
        remote_images=book.remote_images,
        notebook=_remembered(book),
    )


def whole_head(book: Book) -> WholeHead:
    """Gather what a few pages show of the book."""
    return WholeHead(
        title=book.title,
        author=book.author,
        language=book.language,
        figures=bool(book.figures),
        remote_images=book.remote_images,
        deck_file=book.deck_file,
        options_file=book.options_file,
        cards=book.cards,
        base_url=book.base_url,
        name=book.name,
        notebook=_remembered(book),
        short_first=book.short_first,
    )


def _remembered(book: Book) -> str:
    return book.name or book.deck_file


class QuestionLink(Struct, frozen=True, array_like=True):
    """A question as a link with its number shows it.

    Attributes:
        language: when it differs from the book's; so everywhere here.
    """

    slug: str
    number: int
    prompt: str
    language: str | None


class ListedQuestion(Struct, frozen=True, array_like=True):
    """A question as lists of questions show it."""

    slug: str
    number: int
    prompt: str
    language: str | None
    answered: bool


class MarkedLink(Struct, frozen=True, array_like=True):
    """A question as a link without its number shows it.

    Attributes:
        number: only when another question has the same prompt.
    """

    slug: str
    number: int | None
    prompt: str
    language: str | None


class RedirectView(Struct, frozen=True, array_like=True):
    """Where the page of a former name leads."""

    slug: str
    prompt: str


class Article(Struct, frozen=True, array_like=True):
    """A question that is shown in full on a page with others.

    Attributes:
        search: what finds its card in Anki.
    """

    slug: str
    number: int
    language: str | None
    answered: bool
    body: FilledBody
    search: str

    @property
    def brief(self) -> bool:
        """Tell whether it has a short answer."""
        return bool(self.body.short)


class TagLink(Struct, frozen=True, array_like=True):
    """A tag with its page."""

    name: str
    slug: str


class HeadingView(Struct, frozen=True, array_like=True):
    """A heading of an answer, as the table of contents of its page shows it."""

    id: str
    title: str
    level: int


class SectionView(Struct, frozen=True, array_like=True):
    """A section as the list beside its questions shows it."""

    title: str
    slug: str
    total: int


class PagedQuestion(Struct, frozen=True, array_like=True):
    """A question that has the page to itself.

    Attributes:
        repeated: whether another question has the same prompt.
        search: what finds its card in Anki.
    """

    number: int
    prompt: str
    language: str | None
    answered: bool
    repeated: bool
    body: FilledBody
    headings: tuple[HeadingView, ...]
    tags: tuple[TagLink, ...]
    search: str


class NearLink(Struct, frozen=True, array_like=True):
    """A neighbour of a question, and why it is one."""

    kind: str
    question: MarkedLink


class StretchView(Struct, frozen=True, array_like=True):
    """A page of a section in the list of its questions, by its file name."""

    page: str
    questions: tuple[ListedQuestion, ...]


class BelowView(Struct, frozen=True, array_like=True):
    """A section below another, by the rest of its path.

    Attributes:
        questions: empty where they are too many to list; ``total`` counts them.
    """

    slug: str
    title: str
    questions: tuple[ListedQuestion, ...]
    total: int


class PartView(Struct, frozen=True, array_like=True):
    """A section below its chapter; without a title it is the chapter's own.

    Attributes:
        questions: empty where they are too many to list; ``total`` counts them.
    """

    title: str
    slug: str
    questions: tuple[ListedQuestion, ...]
    total: int


class ChapterView(Struct, frozen=True, array_like=True):
    """A chapter of the table of contents; ``slug`` is None when it has no page."""

    title: str
    slug: str | None
    parts: tuple[PartView, ...]


class PartCount(Struct, frozen=True, array_like=True):
    """A section below its chapter, and how many questions it holds."""

    title: str
    slug: str
    total: int


class ChapterCount(Struct, frozen=True, array_like=True):
    """A chapter, and how many questions its sections hold."""

    title: str
    parts: tuple[PartCount, ...]

    @property
    def total(self) -> int:
        """How many questions it holds."""
        return sum(part.total for part in self.parts)


class RecentView(Struct, frozen=True, array_like=True):
    """A question that changed lately: when, for machines and for people."""

    question: QuestionLink
    iso_date: str
    date: str


class LeafView(Struct, frozen=True, array_like=True):
    """A section on the page of all; see `diptych.site.print_parts.Leaf`."""

    id: str
    opens: str | None
    closes: bool
    title: str | None
    intro: Filled
    questions: tuple[Article, ...]


class FigureView(Struct, frozen=True, array_like=True):
    """A figure of the gallery, and the questions that show it."""

    name: str
    caption: str
    body: Filled
    code: tuple[tuple[str, str], ...]
    questions: tuple[MarkedLink, ...]


class TagView(Struct, frozen=True, array_like=True):
    """A tag in the list of all."""

    name: str
    slug: str
    total: int


class Links:
    """Every question of a book as other pages name it."""

    def __init__(self, book: Book) -> None:
        self.repeated = repeated(book)
        self._named: dict[str, QuestionLink] = {}
        self._listed: dict[str, ListedQuestion] = {}
        self._marked: dict[str, MarkedLink] = {}
        for section in book.sections:
            for each in section.questions:
                language = foreign(each, book)
                named = (each.slug, each.number, each.prompt, language)
                mark = each.number if each.prompt in self.repeated else None
                self._named[each.slug] = QuestionLink(*named)
                self._listed[each.slug] = ListedQuestion(*named, each.answered)
                self._marked[each.slug] = MarkedLink(each.slug, mark, each.prompt, language)

    def named(self, question: QuestionPage | None) -> QuestionLink | None:
        """Name a question, if there is one, with its number."""
        return self._named[question.slug] if question else None

    def marked(self, questions: Iterable[QuestionPage]) -> tuple[MarkedLink, ...]:
        """Name questions, with their numbers where nothing else tells them apart."""
        return tuple([self._marked[each.slug] for each in questions])

    def listed(self, questions: Iterable[QuestionPage]) -> tuple[ListedQuestion, ...]:
        """Name questions for a list."""
        return tuple([self._listed[each.slug] for each in questions])


def foreign(question: QuestionPage, book: Book) -> str | None:
    """Read the language of a question that is not the book's, or runs from right to left."""
    language = question.language or book.language
    return language if language != book.language or is_right_to_left(language) else None


def contents(book: Book, links: Links, *, listed: bool) -> tuple[ChapterView, ...]:
    """List every section below its chapter, and below it, if asked to, its questions."""
    return tuple(
        ChapterView(
            chapter.title,
            chapter.slug,
            tuple(
                PartView(
                    part.title,
                    part.section.slug,
                    links.listed(part.section.questions) if listed else (),
                    len(part.section.questions),
                )
                for part in chapter.parts
            ),
        )
        for chapter in chapters(book)
    )


def counts(book: Book) -> tuple[ChapterCount, ...]:
    """Count the questions of every chapter and section."""
    return tuple(
        ChapterCount(
            chapter.title,
            tuple(
                PartCount(part.title, part.section.slug, len(part.section.questions))
                for part in chapter.parts
            ),
        )
        for chapter in chapters(book)
    )
