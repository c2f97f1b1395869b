"""The words that readers see, each passage with the lines that its pieces stand in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.characters import lazy
from diptych.syntax.html_policy import shown_text
from diptych.syntax.tree import RAW_HTML, walk_lines
from diptych.syntax.words import LINE_ENDS, is_formula, plain_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from diptych.syntax.document import Document
    from diptych.syntax.tree import Node

    Passage = Sequence[tuple[str, int]]

# What is set as words inside of a formula.
IN_FORMULAS = lazy(r"\\(?:text\w*|mathrm|operatorname\*?|mbox)\s*\{([^{}]*)\}")
# In place of code, formulas and pictures, so that what stands beside them is not one word.
APART = "\ufffc"


def passages(document: Document) -> Iterator[Passage]:
    """Find everything that a document says in words: titles, questions, answers, footnotes.

    Code is not among it. A passage ends where a block does, so a word that goes on in emphasis
    or over a line's end is whole. Line 0 stands for one that is not known.
    """
    for section in document.sections:
        yield [(section.title, section.span.line if section.heading else 0)]
        yield from _in_nodes(section.intro, section.span.line)
    for question in document.questions:
        yield from _in_nodes(question.nodes, question.span.line)
    for nodes in document.footnotes.values():
        yield from _in_nodes(nodes, 1)


def _in_nodes(nodes: Iterable[Node], line: int) -> Iterator[Passage]:
    passage: list[tuple[str, int]] = []
    for node, at in walk_lines(nodes, line):
        if node.block and passage:
            yield passage
            passage = []
        passage += _pieces(node, at)
        yield from ([piece] for piece in _words_aside(node, at))
    if passage:
        yield passage


def _pieces(node: Node, line: int) -> Iterator[tuple[str, int]]:
    """Read what a node itself adds to the text around it."""
    if node.type in {"text", "text_special"}:
        yield node.content, line
    elif node.type in RAW_HTML:
        shown = shown_text(node.content).splitlines(keepends=True)
        yield from ((words, line + further) for further, words in enumerate(shown))
    elif node.type in LINE_ENDS:
        yield " ", line
    elif node.type in {"code_inline", "image", "footnote_ref"} or is_formula(node):
        yield APART, line


def _words_aside(node: Node, line: int) -> Iterator[tuple[str, int]]:
    """Find words that a node shows apart from the text that it stands in."""
    if node.type == "image":
        yield plain_text(node.children), line
    elif is_formula(node):
        for found in IN_FORMULAS.finditer(node.content):
            yield found[1], line + node.content.count("\n", 0, found.start(1))
    elif hint := node.meta.get("hint"):
        yield hint, line
