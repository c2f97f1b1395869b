"""All that rules may look at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from diptych.syntax.tree import flatten

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from markdown_it.token import Token

    from diptych.figures.registry import Gallery
    from diptych.link.targets import LinkMap
    from diptych.model import Document, Question
    from diptych.syntax.references import Reference


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a notebook asks of its answers, by its settings.

    Attributes:
        longest_answer: how long what a card shows first may be; None when any length will do.
        sources: whether each answer must name a source.
        known_terms: all abbreviations but these must be written out somewhere; None when none
            need be.
    """

    longest_answer: int | None = None
    sources: bool = False
    known_terms: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """The notebook as read.

    Attributes:
        where: the notes folder or file, for people.
        references: all that the documents refer to, in order.
        lines: the lines of each file as they were read.
        files: the bytes of the files referred to that exist, by path.
        wishes: what this notebook asks of its answers.
        same_name: for pictures that are not where they should be, by `picture_key`: those of
            that name among the notes, if there are any.
    """

    where: str
    documents: Sequence[Document]
    references: Sequence[Reference]
    lines: Mapping[str, Sequence[str]]
    files: Mapping[str, bytes]
    links: LinkMap
    gallery: Gallery
    wishes: Wishes
    same_name: Mapping[str, tuple[str, ...]]

    @property
    def questions(self) -> list[Question]:
        """All questions in the order of the notes."""
        return [question for document in self.documents for question in document.questions]

    @property
    def moved(self) -> dict[str, str]:
        """Where the pictures are of which there is only one so named, by `picture_key`."""
        return {key: paths[0] for key, paths in self.same_name.items() if len(paths) == 1}


def texts(document: Document) -> Iterator[Sequence[Token]]:
    """All that a document says: introductions, questions with their answers, footnotes."""
    for section in document.sections:
        yield flatten(section.intro)
    for question in document.questions:
        yield flatten(question.tokens)
    yield from map(flatten, document.footnotes.values())
