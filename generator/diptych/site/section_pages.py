"""A section as one page to read: all its answers in one scroll, or on several pages where long."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from diptych.site.print_parts import question_weight

if TYPE_CHECKING:
    from collections.abc import Iterator

    from diptych.model.book import QuestionPage, SectionPage
    from diptych.render import Context

# A page of a section holds so many characters of HTML, drawings included, or one longer question.
_ONE_PAGE = 140_000


class Stretch(NamedTuple):
    """The questions of a section that stand on one of its pages.

    Attributes:
        name: the file name of the page; the first is named after the section.
    """

    name: str
    questions: tuple[QuestionPage, ...]


def stretches(section: SectionPage, context: Context) -> tuple[Stretch, ...]:
    """Lay the questions of a section on pages, in order; a section without any has one page."""
    held = tuple(_packed(section, context)) or ((),)
    return tuple(
        # A range of a divided section has digits behind its point, so no other page is called so.
        Stretch(f"{section.slug}{f'.p{number}' if number > 1 else ''}.html", questions)
        for number, questions in enumerate(held, start=1)
    )


def _packed(section: SectionPage, context: Context) -> Iterator[tuple[QuestionPage, ...]]:
    held: list[QuestionPage] = []
    weight = 0
    for question in section.questions:
        added = question_weight(question, context)
        if held and weight + added > _ONE_PAGE:
            yield tuple(held)
            held, weight = [], 0
        held.append(question)
        weight += added
    if held:
        yield tuple(held)
