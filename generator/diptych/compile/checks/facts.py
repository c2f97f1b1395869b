"""All that a rule about one document may look at."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct

from diptych.diagnostics.locate import point
from diptych.model import Span
from diptych.syntax.occlusion import marked_pictures
from diptych.syntax.tree import walk_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from diptych.compile.settings import Requirements
    from diptych.syntax.document import Document
    from diptych.syntax.occlusion import Marked
    from diptych.syntax.tree import Node


class DocumentFacts(Struct, frozen=True, dict=True):
    """One document as it was read.

    It has a dictionary: what several rules look for is looked for once.

    Attributes:
        lines: those of its file as they were read, before any repair.
    """

    document: Document
    lines: Sequence[str]
    requirements: Requirements

    @cached_property
    def elements(self) -> Sequence[tuple[Node, int]]:
        """All elements with their lines: introductions, questions, footnotes."""
        return tuple(_walk(self.document))

    @cached_property
    def pictures(self) -> Sequence[Marked]:
        """The pictures of the text that have classes or rectangles."""
        return tuple(marked_pictures(self.document.nodes, 1))

    def point(self, line: int, *written: str) -> Span:
        """Make the span of a line, from the first of ``written`` that stands in it."""
        path = self.document.path
        return point(Span(path, line, line), {path: self.lines}, *written)


def _walk(document: Document) -> Iterator[tuple[Node, int]]:
    for section in document.sections:
        yield from walk_lines(section.intro, section.span.line)
    for question in document.questions:
        yield from walk_lines(question.nodes, question.span.line)
    for footnote in document.footnotes.values():
        yield from walk_lines(footnote)
