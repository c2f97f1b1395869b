"""One source → one compiled document: all that is known of a file without looking at any other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from diptych.compile.checks import check_document
from diptych.compile.checks.answers import is_answered
from diptych.compile.checks.facts import DocumentFacts, Requirements
from diptych.diagnostics.locate import point, spellings
from diptych.input.options import Options
from diptych.parse import parse
from diptych.render import render_intro, render_question
from diptych.syntax.references import Reference, in_question, references
from diptych.syntax.suppressions import take_suppressions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from diptych.diagnostics.suppressions import Suppression
    from diptych.model import Diagnostic, Html, Source
    from diptych.render import Rendered
    from diptych.syntax.document import Document, Question, Section


@dataclass(frozen=True, slots=True)
class CompileSettings:
    """All of a notebook's settings that compiling a document depends on."""

    reading: Options
    requirements: Requirements


@dataclass(frozen=True, slots=True)
class CompiledQuestion:
    """A question with its HTML, finished but for what only the whole notebook knows.

    Attributes:
        references: what it refers to.
        answered: whether the notes hold an answer.
    """

    question: Question
    rendered: Rendered
    references: tuple[Reference, ...]
    answered: bool


@dataclass(frozen=True, slots=True)
class CompiledSection:
    """A section with its introduction as HTML, likewise."""

    section: Section
    intro: Html


@dataclass(frozen=True, slots=True)
class Compiled:
    """A document with what was found out about it, as plain data.

    Attributes:
        lines: its file's lines as they were read, to point at and to quote from.
        references: all that it refers to, in order, each with its column.
        suppressions: its comments that silence diagnostics.
    """

    document: Document
    sections: tuple[CompiledSection, ...]
    questions: tuple[CompiledQuestion, ...]
    lines: tuple[str, ...]
    references: tuple[Reference, ...]
    suppressions: tuple[Suppression, ...]
    diagnostics: tuple[Diagnostic, ...]


def compile_source(source: Source, settings: CompileSettings) -> Compiled:
    """Parse, check and render one file; a pure function of its text and the settings."""
    bare, suppressions = take_suppressions(source)
    document, problems = parse(bare, settings.reading)
    lines = tuple(source.text.split("\n"))
    facts = DocumentFacts(document, lines, settings.requirements)
    intros = [render_intro(section, document, lines) for section in document.sections]
    rendered = [render_question(question, document, lines) for question in document.questions]
    of_questions = [tuple(in_question(question)) for question in document.questions]
    return Compiled(
        document=document,
        sections=tuple(
            CompiledSection(section, intro.html)
            for section, intro in zip(document.sections, intros, strict=True)
        ),
        questions=tuple(
            CompiledQuestion(question, each, found, is_answered(question))
            for question, each, found in zip(
                document.questions, rendered, of_questions, strict=True
            )
        ),
        lines=lines,
        references=tuple(_with_columns(references(document, of_questions), lines)),
        suppressions=suppressions,
        diagnostics=(
            *problems,
            *check_document(facts),
            *(problem for each in intros for problem in each.diagnostics),
            *(problem for each in rendered for problem in each.diagnostics),
        ),
    )


def _with_columns(found: Iterable[Reference], lines: Sequence[str]) -> Iterator[Reference]:
    """Add columns to references; what a line refers to twice stands there twice."""
    behind: dict[tuple[int, str], int] = {}
    for each in found:
        key = (each.span.line, each.target.address)
        written = spellings(each.target.address)
        span = point(each.span, {each.span.path: lines}, *written, after=behind.get(key, 0))
        behind[key] = span.column
        yield replace(each, span=span)
