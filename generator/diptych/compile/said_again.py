"""A file whose questions would all say the same at length: the titles above them, footnotes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.compile.checks.footnotes import cited_labels
from diptych.input.crowding import MOST_SAID_AGAIN, too_many
from diptych.syntax.tree import walk_elements

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from diptych.model import Diagnostic
    from diptych.syntax.document import Document
    from diptych.syntax.tree import Node

_OF_EACH_ELEMENT = 40
"""What the tags around an element take, in characters."""


def refuse_said_again(document: Document) -> Diagnostic | None:
    """Say why a file is not built if each of its questions shows much of what others show, too.

    Args:
        document: with what it transcludes.
    """
    footnotes = _Footnotes(document.footnotes)
    left = MOST_SAID_AGAIN
    for names, nodes, line in _shown(document):
        left = footnotes.take(nodes, left - sum(map(len, names)))
        if left < 0:
            most = f"{MOST_SAID_AGAIN:,} characters of titles, tags, decks and footnotes"
            return too_many(document.path, line, f"{most}, counted with each question")
    return None


def _shown(document: Document) -> Iterator[tuple[tuple[str, ...], tuple[Node, ...], int]]:
    """Walk all that has a page: what names its place, what it says, and its line."""
    for section in document.sections:
        yield section.path, section.intro, section.span.line
    for question in document.questions:
        names = (*question.section, *question.tags, *(question.subdeck or ()))
        yield names, question.nodes, question.span.line


class _Footnotes:
    """How much room the footnotes of a document take, and which cite which."""

    def __init__(self, footnotes: Mapping[str, Sequence[Node]]) -> None:
        self._sizes = {label: _size(said) for label, said in footnotes.items()}
        self._cited = {label: [*cited_labels(said)] for label, said in footnotes.items()}

    def take(self, nodes: Iterable[Node], left: int) -> int:
        """Tell how much room is left below nodes that cite footnotes, which cite others.

        Args:
            left: how much there is; once it is used up, nothing further is counted.
        """
        if not self._sizes:
            return left
        waiting, seen = [*cited_labels(nodes)], set[str]()
        while waiting and left >= 0:
            label = waiting.pop()
            if label not in seen and label in self._sizes:
                seen.add(label)
                left -= self._sizes[label]
                waiting += self._cited[label]
        return left


def _size(nodes: Iterable[Node]) -> int:
    return sum(map(_length, walk_elements(nodes)))


def _length(node: Node) -> int:
    said = 0 if node.children else len(node.content)
    return said + sum(map(len, node.attrs.values())) + _OF_EACH_ELEMENT
