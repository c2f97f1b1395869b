"""Is each thing called by the name that the notebook has agreed on? Asked for by a setting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.compile.agreed_names import names_in
from diptych.compile.checks.passages import passages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from diptych.compile.checks.facts import DocumentFacts
    from diptych.compile.checks.passages import Passage
    from diptych.model import Diagnostic
    from diptych.syntax.document import Document


def other_names(facts: DocumentFacts) -> Iterator[Diagnostic]:
    """Report words for which the notebook has agreed on another one: once a line."""
    terms = dict(facts.requirements.terms)
    path = facts.document.path
    return names_in(_passages(facts.document), terms, path, facts.lines) if terms else iter(())


def _passages(document: Document) -> Iterator[Passage]:
    """Find all that a document says; line 0 where the line is not known."""
    yield from passages(document)
    titles = {section.title for section in document.sections}
    tags = {tag for question in document.questions for tag in question.tags}
    for words in sorted({document.title, *tags} - titles):
        yield [(words, 0)]
