"""One source → one compiled document: all that is known of a file without looking at any other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from diptych.compile.checks import check_document
from diptych.compile.checks.facts import DocumentFacts, Requirements
from diptych.diagnostics.locate import point, spellings
from diptych.input.options import Options
from diptych.parse import parse
from diptych.syntax.references import Reference, references
from diptych.syntax.suppressions import take_suppressions

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from diptych.diagnostics.suppressions import Suppression
    from diptych.model import Diagnostic, Document, Source


@dataclass(frozen=True, slots=True)
class CompileSettings:
    """All of a notebook's settings that compiling a document depends on."""

    reading: Options
    requirements: Requirements


@dataclass(frozen=True, slots=True)
class Compiled:
    """A document with what was found out about it, as plain data.

    Attributes:
        lines: its file's lines as they were read, to point at and to quote from.
        references: all that it refers to, in order, each with its column.
        suppressions: its comments that silence diagnostics.
    """

    document: Document
    lines: tuple[str, ...]
    references: tuple[Reference, ...]
    suppressions: tuple[Suppression, ...]
    diagnostics: tuple[Diagnostic, ...]


def compile_source(source: Source, settings: CompileSettings) -> Compiled:
    """Parse one file and check it; a pure function of its text and the settings."""
    bare, suppressions = take_suppressions(source)
    document, problems = parse(bare, settings.reading)
    lines = tuple(source.text.split("\n"))
    facts = DocumentFacts(document, lines, settings.requirements)
    return Compiled(
        document=document,
        lines=lines,
        references=tuple(_with_columns(references(document), lines)),
        suppressions=suppressions,
        diagnostics=(*problems, *check_document(facts)),
    )


def _with_columns(found: Iterator[Reference], lines: Sequence[str]) -> Iterator[Reference]:
    """Add columns to references; what a line refers to twice stands there twice."""
    behind: dict[tuple[int, str], int] = {}
    for each in found:
        key = (each.span.line, each.target.address)
        written = spellings(each.target.address)
        span = point(each.span, {each.span.path: lines}, *written, after=behind.get(key, 0))
        behind[key] = span.column
        yield replace(each, span=span)
