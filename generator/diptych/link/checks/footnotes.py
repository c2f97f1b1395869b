"""Does each footnote have a definition, and each definition a use?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.diagnostics.codes import diagnose
from diptych.diagnostics.locate import point
from diptych.model import Span
from diptych.syntax.markdown import as_written, line_of
from diptych.syntax.tree import flatten

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from markdown_it.token import Token

    from diptych.link.checks.facts import Facts
    from diptych.model import Diagnostic, Document


def undefined(facts: Facts) -> Iterator[Diagnostic]:
    """References to footnotes that are defined nowhere in their document."""
    for document in facts.documents:
        for label, line in _used(document):
            if label not in document.footnotes:
                message = f"footnote `[^{label}]` is not defined in this document"
                hint = f"Add a line `[^{label}]: …` to the file."
                here = point(Span(document.path, line, line), facts.lines, f"[^{label}]")
                yield diagnose("D306", message, here, hint)


def unused(facts: Facts) -> Iterator[Diagnostic]:
    """Definitions that nothing refers to are on no page: their text is in the diagnostic."""
    for document in facts.documents:
        used = _shown(document)
        for label, tokens in document.footnotes.items():
            if label not in used:
                line = next((node.line or 1 for node in tokens), 1)
                message = f"nothing refers to the footnote `[^{label}]`: {as_written(tokens)}"
                here = point(Span(document.path, line, line), facts.lines, f"[^{label}]:")
                yield diagnose("D307", message, here)


def _shown(document: Document) -> set[str]:
    """The labels that a page refers to, itself or by other footnotes."""
    found: set[str] = set()
    new = {label for label, _ in _references(_flow(document))}
    while new:
        found |= new
        inside = [flatten(document.footnotes.get(label, ())) for label in new]
        new = {label for label, _ in _references(inside)} - found
    return found


def _used(document: Document) -> Iterator[tuple[str, int]]:
    """The labels referred to, with their lines."""
    yield from _references([*_flow(document), *map(flatten, document.footnotes.values())])


def _flow(document: Document) -> list[list[Token]]:
    intros = [flatten(section.intro) for section in document.sections]
    return intros + [flatten(question.tokens) for question in document.questions]


def _references(streams: Iterable[Sequence[Token]]) -> Iterator[tuple[str, int]]:
    for tokens in streams:
        for token in tokens:
            for each in (token, *(token.children or ())):
                if each.type == "footnote_ref" and "label" in each.meta:
                    yield each.meta["label"], line_of(each)
