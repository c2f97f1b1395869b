"""A section as one page to read: all its answers in one scroll, or on several pages where long."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from diptych.model.book import QuestionPage, SectionPage

# A page of a section holds so many characters of HTML, drawings included, or one longer question.
_ONE_PAGE = 140_000


class Stretch(NamedTuple):
    """The questions of a section that stand on one of its pages.

    Attributes:
        name: the file name of the page; the first is named after the section.
    """

    name: str
    questions: tuple[QuestionPage, ...]


def stretches(section: SectionPage, weights: Mapping[str, int]) -> tuple[Stretch, ...]:
    """Lay the questions of a section on pages, in order; a section without any has one page.

    Args:
        weights: as `diptych.site.print_parts.question_weights` gives them.
    """
    held = tuple(_packed(section, weights)) or ((),)
    return tuple(
        # A range of a divided section has digits behind its point, so no other page is called so.
        Stretch(f"{section.slug}{f'.p{number}' if number > 1 else ''}.html", questions)
        for number, questions in enumerate(held, start=1)
    )


def _packed(section: SectionPage, weights: Mapping[str, int]) -> Iterator[tuple[QuestionPage, ...]]:
    held: list[QuestionPage] = []
    weight = 0
    for question in section.questions:
        added = weights[question.slug]
        if held and weight + added > _ONE_PAGE:
            yield tuple(held)
            held, weight = [], 0
        held.append(question)
        weight += added
    if held:
        yield tuple(held)
