"""Does each footnote have a definition, and each definition a use?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.codes import diagnose
from generator.model import Span
from generator.parse.markdown import line_of, plain_text
from generator.pointing import point

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.facts import Facts
    from generator.model import Diagnostic, Document


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
        used = {label for label, _ in _used(document)}
        for label, tokens in document.footnotes.items():
            if label not in used:
                text = " ".join(plain_text([t]) for t in tokens if t.type == "inline")
                line = next((line_of(token) for token in tokens), 1)
                message = f"nothing refers to the footnote `[^{label}]`: {text}"
                here = point(Span(document.path, line, line), facts.lines, f"[^{label}]:")
                yield diagnose("D307", message, here)


def _used(document: Document) -> Iterator[tuple[str, int]]:
    """The labels referred to, with their lines."""
    streams = [section.intro for section in document.sections]
    streams += [q.tokens for q in document.questions]
    streams += list(document.footnotes.values())
    for tokens in streams:
        for token in tokens:
            for each in (token, *(token.children or ())):
                if each.type == "footnote_ref" and "label" in each.meta:
                    yield each.meta["label"], line_of(each)
