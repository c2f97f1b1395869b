"""A notebook at one moment, as the features look at it."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct, field

from diptych.lsp.headings import Heading, headings_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from diptych.compile import Compiled, CompiledQuestion, CompiledSection
    from diptych.deck import StudiedCard
    from diptych.diagnostics.report import Report
    from diptych.identity import Identity
    from diptych.link.entries import Entry
    from diptych.link.notebook import Notebook
    from diptych.model import Span
    from diptych.render.context import Place


class Spot(NamedTuple):
    """A piece of one line of a file.

    Attributes:
        path: relative to the notebook's root.
        line: from 0.
        start, end: in characters, from 0; the end is not part of it.
    """

    path: str
    line: int
    start: int
    end: int


class Edit(NamedTuple):
    """What is to stand in the place of a piece of a file; nothing is lost of an empty piece."""

    spot: Spot
    text: str


class Snapshot(Struct, frozen=True, dict=True):
    """A notebook at one moment.

    It has a dictionary: its indices are made when a feature asks for them.

    Attributes:
        identities: who each question is, in the order of the notes.
        entries: the linked questions; none where errors keep the notebook from being linked.
        report: what `check` says.
        studied: a learner's cards, by the note's GUID and the card's ordinal; none where no file
            with them was given.
    """

    notebook: Notebook
    identities: tuple[Identity, ...]
    entries: tuple[Entry, ...]
    report: Report
    studied: Mapping[str, Mapping[int, StudiedCard]] = field(default_factory=dict)

    @cached_property
    def texts(self) -> Mapping[str, str]:
        """The text of each file of notes, by its path."""
        return {source.path: source.text for source in self.notebook.sources}

    @cached_property
    def documents(self) -> Mapping[str, Compiled]:
        """The documents by their paths."""
        return {document.path: document for document in self.notebook.documents}

    @cached_property
    def sections(self) -> Sequence[CompiledSection]:
        """All sections in the order of the notes."""
        return list(chain.from_iterable(each.sections for each in self.notebook.documents))

    @cached_property
    def questions(self) -> Sequence[CompiledQuestion]:
        """All questions in the order of the notes."""
        return self.notebook.facts.questions

    @cached_property
    def _by_document(self) -> Mapping[str, tuple[list[int], list[int]]]:
        """The lines and the numbers of the questions of each document, by their lines."""
        found: dict[str, list[tuple[int, int]]] = {}
        for number, question in enumerate(self.questions):
            found.setdefault(question.span.path, []).append((question.span.line - 1, number))
        pairs = {path: sorted(each) for path, each in found.items()}
        return {path: ([a for a, _ in each], [b for _, b in each]) for path, each in pairs.items()}

    def numbers_in(self, path: str) -> Sequence[int]:
        """List the numbers, from 0, of the questions of a document."""
        return self._by_document.get(path, ([], []))[1]

    def question_at(self, path: str, line: int) -> int | None:
        """Find the number, from 0, of the question whose heading or answer holds a line."""
        lines, numbers = self._by_document.get(path, ([], []))
        at = bisect_right(lines, line) - 1
        if at < 0 or self.questions[numbers[at]].span.end_line <= line:
            return None
        return numbers[at]

    def headings(self, path: str) -> Sequence[Heading]:
        """List the headings of a document, in its order."""
        return headings_of(self.texts.get(path, ""))

    def span_of(self, place: Place) -> Span:
        """Find where a question or a section stands."""
        kind, number = place
        return self.questions[number].span if kind == "question" else self.sections[number].span
