"""Does each footnote have a definition, and each definition a use?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.characters import lazy
from diptych.diagnostics.codes import diagnose
from diptych.syntax.tree import walk_elements
from diptych.syntax.words import as_written

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from diptych.compile.checks.facts import DocumentFacts
    from diptych.model import Diagnostic
    from diptych.syntax.document import Document
    from diptych.syntax.tree import Node


# Of a footnote's name Markdown reads no more than letters, digits and signs.
_WITH_BLANKS = lazy(r"\[\^[^\[\]^\s][^\[\]^]*\s[^\[\]^]*\]")


def undefined(facts: DocumentFacts) -> Iterator[Diagnostic]:
    """Report references to footnotes that are defined nowhere in their document."""
    for node, line in facts.elements:
        if node.type == "text" and "[^" in node.content:
            for found in _WITH_BLANKS.finditer(node.content):
                message = f"`{found[0]}` is no footnote: there is a blank in its name"
                hint = "Write a name without blanks, in its definition, too."
                yield diagnose("D306", message, facts.point(line, found[0]), hint)
        label = _label(node)
        if label is not None and label not in facts.document.footnotes:
            message = f"footnote `[^{label}]` is not defined in this document"
            hint = f"Add a line `[^{label}]: …` to the file."
            yield diagnose("D306", message, facts.point(line, f"[^{label}]"), hint)


def unused(facts: DocumentFacts) -> Iterator[Diagnostic]:
    """Report definitions that nothing refers to, with their text: it is on no page.

    One without a text, as templates have it, loses nothing.
    """
    shown = _shown(facts.document)
    for label, nodes in facts.document.footnotes.items():
        text = as_written(nodes)
        if label not in shown and text.strip():
            line = next((node.line for node in nodes if node.line), 1)
            message = f"nothing refers to the footnote `[^{label}]`: {text}"
            hint = f"Write `[^{label}]` where it belongs, or delete it."
            yield diagnose("D307", message, facts.point(line, f"[^{label}]:"), hint)


def _shown(document: Document) -> set[str]:
    """Collect the labels that a page refers to, itself or by other footnotes."""
    found: set[str] = set()
    flow = [section.intro for section in document.sections]
    flow += [question.nodes for question in document.questions]
    new = {label for nodes in flow for label in cited_labels(nodes)}
    while new:
        found |= new
        inside = [document.footnotes.get(label, ()) for label in new]
        new = {label for nodes in inside for label in cited_labels(nodes)} - found
    return found


def cited_labels(nodes: Iterable[Node]) -> Iterator[str]:
    """Walk the labels by which nodes refer to footnotes that are defined elsewhere."""
    for node in walk_elements(nodes):
        if (label := _label(node)) is not None:
            yield label


def _label(node: Node) -> str | None:
    """Read the label by which a node refers to a footnote that is defined elsewhere."""
    return node.meta.get("label") if node.type == "footnote_ref" else None
