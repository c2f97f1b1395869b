"""Does each footnote have a definition, and each definition a use?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.codes import diagnose
from generator.model import Span
from generator.parse.markdown import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.token import Token

    from generator.check.facts import Facts
    from generator.model import Diagnostic, Document


def undefined(facts: Facts) -> Iterator[Diagnostic]:
    """References to footnotes that are defined nowhere in their document."""
    for document in facts.documents:
        for label, line in _used(document):
            if label not in document.footnotes:
                message = f"footnote `[^{label}]` is not defined in this document"
                hint = f"Add a line `[^{label}]: …` to the file."
                yield diagnose("D306", message, Span(document.path, line, line), hint)


def unused(facts: Facts) -> Iterator[Diagnostic]:
    """Definitions that nothing refers to are on no page: their text is in the diagnostic."""
    for document in facts.documents:
        used = {label for label, _ in _used(document)}
        for label, tokens in document.footnotes.items():
            if label not in used:
                text = " ".join(plain_text([t]) for t in tokens if t.type == "inline")
                line = next((t.map[0] + 1 for t in tokens if t.map), 1)
                message = f"nothing refers to the footnote `[^{label}]`: {text}"
                yield diagnose("D307", message, Span(document.path, line, line))


def _used(document: Document) -> Iterator[tuple[str, int]]:
    for section in document.sections:
        yield from _in(section.intro)
    for question in document.questions:
        yield from _in(question.short)
        yield from _in(question.answer)
        yield from _labels(question.prompt_tokens, question.span.line)
    for tokens in document.footnotes.values():
        yield from _in(tokens)


def _in(tokens: Sequence[Token]) -> Iterator[tuple[str, int]]:
    for token in tokens:
        if token.type == "inline":
            yield from _labels(token.children or (), token.map[0] + 1 if token.map else 1)


def _labels(children: Sequence[Token], line: int) -> Iterator[tuple[str, int]]:
    for child in children:
        if child.type in {"softbreak", "hardbreak"}:
            line += 1
        elif child.type == "footnote_ref" and "label" in child.meta:
            yield child.meta["label"], line
