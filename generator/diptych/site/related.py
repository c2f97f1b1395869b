"""What stands near a question though not beside it: links, backlinks, tags, what changed lately."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from diptych.site.shared_terms import sharing_terms
from diptych.syntax.slugs import unique_slugs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from diptych.model.book import Book, QuestionPage

Kind = Literal["refers", "referred", "terms", "alike"]

_AT_MOST = 3
_RECENT = 8
_SECONDS = 24 * 60 * 60
# Of a tag that half the book bears, only the nearest bearers are looked at.
_NEAR = 12


_Bearers = tuple[list["QuestionPage"], list[int]]
"""The questions that bear a tag, and their numbers."""


class Neighbour(Struct, frozen=True):
    """A question to go on with, and why.

    It is referred to here, refers here, shares rare terms, or has the same tags.
    """

    kind: Kind
    question: QuestionPage


class Tag(Struct, frozen=True):
    """A tag's page: ``t/<slug>.html``."""

    name: str
    slug: str
    questions: tuple[QuestionPage, ...]


def neighbours(book: Book) -> dict[str, tuple[Neighbour, ...]]:
    """At most three neighbours of each question, by its slug.

    Those it refers to come first, then those that refer to it, then those that share rare terms
    with it, then those that share its tags: the rarer what is shared the better, and the nearer in
    the book.
    """
    pages = {page.slug: page for page in questions(book)}
    sharing = sharing_terms(list(pages.values()), 2 * _AT_MOST)
    back: dict[str, list[QuestionPage]] = defaultdict(list)
    for page in pages.values():
        for slug in page.links:
            back[slug].append(page)
    bearers = {
        tag: (those, [each.number for each in those]) for tag, those in _bearers(book).items()
    }
    found = {}
    for page in pages.values():
        near: dict[str, Neighbour] = {}
        for other in _candidates(page, pages, back, sharing[page.slug], bearers):
            if other.question.slug != page.slug:
                near.setdefault(other.question.slug, other)
            if len(near) == _AT_MOST:
                break
        found[page.slug] = tuple(near.values())
    return found


def tags(book: Book) -> tuple[Tag, ...]:
    """Every tag with its questions, the tags in order of their names."""
    bearers = _bearers(book)
    names = sorted(bearers)
    return tuple(
        Tag(name, slug, tuple(bearers[name]))
        for name, slug in zip(names, unique_slugs(names), strict=True)
    )


def recent(book: Book) -> tuple[QuestionPage, ...]:
    """List what changed since the first build, the latest first; at most eight.

    After the very first build everything is equally new, and nothing is listed.
    """
    pages = list(questions(book))
    first = min((_day(page) for page in pages), default=0)
    changed = [page for page in pages if _day(page) > first]
    return tuple(sorted(changed, key=lambda page: (-page.changed, page.number))[:_RECENT])


def questions(book: Book) -> Iterator[QuestionPage]:
    """Every question in order."""
    return (question for section in book.sections for question in section.questions)


def repeated(book: Book) -> frozenset[str]:
    """Find the prompts that several questions have: only their numbers tell those apart."""
    counts = Counter(page.prompt for page in questions(book))
    return frozenset(prompt for prompt, count in counts.items() if count > 1)


def written_date(seconds: int, texts: Mapping[str, str]) -> str:
    """Write a day as a language does, by ``date`` and ``months`` of its texts; UTC."""
    day = datetime.fromtimestamp(seconds, UTC)
    month = texts["months"].split()[day.month - 1]
    return texts["date"].format(year=day.year, month=month, day=day.day)


def iso_date(seconds: int) -> str:
    """Write a day as ``<time datetime>`` wants it; UTC."""
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()


def _day(page: QuestionPage) -> int:
    return page.changed // _SECONDS


def _candidates(
    page: QuestionPage,
    pages: Mapping[str, QuestionPage],
    back: Mapping[str, list[QuestionPage]],
    sharing: Iterable[QuestionPage],
    bearers: Mapping[str, _Bearers],
) -> Iterator[Neighbour]:
    for slug in page.links:
        if slug in pages:
            yield Neighbour("refers", pages[slug])
    for other in back.get(page.slug, ()):
        yield Neighbour("referred", other)
    for other in sharing:
        yield Neighbour("terms", other)
    for other in _alike(page, bearers):
        yield Neighbour("alike", other)


def _alike(page: QuestionPage, bearers: Mapping[str, _Bearers]) -> list[QuestionPage]:
    """Find the best bearers of a page's tags, the page itself among them, the best first."""
    here = page.number
    worth: dict[int, float] = {}
    known: dict[int, QuestionPage] = {}
    for tag in page.tags:
        those, numbers = bearers[tag]
        share = 1 / len(those)
        at = bisect_left(numbers, here)
        for other in those[max(0, at - _NEAR) : at + _NEAR + 1]:
            number = other.number
            worth[number] = worth.get(number, 0.0) + share
            known[number] = other
    # All but the best would be sorted for nothing: itself, and those that are near already.
    least = sorted(worth.values(), reverse=True)[: 2 * _AT_MOST + 1][-1:]
    best = [
        (-value, abs(number - here), number) for number, value in worth.items() if value >= least[0]
    ]
    return [known[number] for _, _, number in sorted(best)]


def _bearers(book: Book) -> dict[str, list[QuestionPage]]:
    found: dict[str, list[QuestionPage]] = defaultdict(list)
    for page in questions(book):
        for tag in dict.fromkeys(page.tags):
            found[tag].append(page)
    return found
