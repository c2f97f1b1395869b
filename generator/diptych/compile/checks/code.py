"""Does each piece of code say what language it is written in, and is it shown as it is meant?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.diagnostics.codes import diagnose
from diptych.model import Span
from diptych.render.code import is_too_long
from diptych.syntax.diagrams import TROUBLE, diagram_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from diptych.compile.checks.facts import DocumentFacts
    from diptych.model import Diagnostic

# What has no colours.
PLAIN = frozenset({"", "text", "txt", "plain", "plaintext"})
DRAW = "Draw it, save the picture beside the notes, and show that above the code."
HINT = "Write its name behind the fence, or `text` where there is none."


def without_language(facts: DocumentFacts) -> Iterator[Diagnostic]:
    """Report fences whose code is shown in one colour."""
    for node, line in facts.elements:
        if node.type == "fence" and not node.info.strip() and node.content.strip():
            span = Span(facts.document.path, line, line)
            yield diagnose("D314", "code without a language", span, HINT)


def without_colours(facts: DocumentFacts) -> Iterator[Diagnostic]:
    """Report fences that name a language and are shown in one colour, for they are too long."""
    for node, line in facts.elements:
        language = node.info.strip().lower()
        if node.type != "fence" or language in PLAIN or diagram_of(node.info):
            continue
        if is_too_long(node.content):
            span = Span(facts.document.path, line, line)
            message = "code that is too long to be coloured"
            yield diagnose("D318", message, span, "Show the part that the answer is about.")


def diagrams(facts: DocumentFacts) -> Iterator[Diagnostic]:
    """Report once for each language the drawings that are shown as their code."""
    lines: dict[tuple[str, str], list[int]] = {}
    for node, line in facts.elements:
        if node.type == "fence" and (name := diagram_of(node.info)):
            lines.setdefault((name, str(node.meta.get(TROUBLE, ""))), []).append(line)
    for (name, trouble), places in lines.items():
        span = Span(facts.document.path, places[0], places[0])
        why = f": {trouble}" if trouble else ""
        message = f"a drawing in {name} is shown as its code{why}"
        if len(places) > 1:
            message = f"{message}, {len(places)} times in this file"
        yield diagnose("D317", message, span, DRAW)
