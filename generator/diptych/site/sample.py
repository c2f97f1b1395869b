"""A question that the first page shows, so that one sees what the notes are like."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from diptych.model.book import Book
    from diptych.site.views import Links, QuestionLink


class SampleView(NamedTuple):
    """A question that the first page shows, with its short answer as safe HTML."""

    question: QuestionLink
    short: str


def sample(book: Book, links: Links) -> SampleView | None:
    """Find a question to show: the first whose short answer is text and leads nowhere."""
    for section in book.sections:
        for each in section.questions:
            short = each.body.short
            named = links.named(each)
            if short and named and not each.body.front and all(type(p) is str for p in short):
                return SampleView(named, "".join(map(str, short)))
    return None
