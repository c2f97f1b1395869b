"""Does each piece of code say what language it is written in?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.diagnostics.codes import diagnose
from diptych.model import Span
from diptych.syntax.tree import elements

if TYPE_CHECKING:
    from collections.abc import Iterator

    from diptych.compile.checks.facts import DocumentFacts
    from diptych.model import Diagnostic

HINT = "Write its name behind the fence, or `text` where there is none."


def without_language(facts: DocumentFacts) -> Iterator[Diagnostic]:
    """Report fences whose code is shown in one colour."""
    for node, line in elements(facts.document):
        if node.type == "fence" and not node.info.strip() and node.content.strip():
            span = Span(facts.document.path, line, line)
            yield diagnose("D314", "code without a language", span, HINT)
