"""What nodes say: as plain text, or as it was written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.syntax.cloze import without_deletions
from diptych.syntax.html_policy import is_invisible, shown_text
from diptych.syntax.tree import TEXT_BLOCKS, blocks_of, text_blocks, walk_elements

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from diptych.syntax.tree import Node

TEXT = frozenset({"text", "code_inline", "text_special"})
LINE_ENDS = frozenset({"softbreak", "hardbreak"})


def in_dollars(latex: str) -> str:
    """Read a formula as its LaTeX."""
    return f"${latex}$"


def left_out(_latex: str) -> str:
    """Read a formula as nothing."""
    return " "


def plain_text(nodes: Iterable[Node], formula: Callable[[str], str] = in_dollars) -> str:
    """Read inline nodes without markup.

    Args:
        formula: how a formula is read, from its LaTeX.
    """
    # Most nodes are text, and all notes are read so several times: no call for each.
    said = [node.content if node.type in TEXT else _plain(node, formula) for node in nodes]
    return " ".join("".join(said).split())


def words_of(nodes: Iterable[Node], formula: Callable[[str], str] = in_dollars) -> str:
    """Read all paragraphs, headings and table cells of some blocks without markup."""
    return " ".join(plain_text(block.children, formula) for block in text_blocks(nodes))


def as_written(nodes: Iterable[Node]) -> str:
    """Read blocks with their markup, on one line; titles of links may stand elsewhere."""
    words: list[str] = []
    for block in blocks_of(nodes):
        words += [block.content, block.info]
        if block.type in TEXT_BLOCKS:
            words += [each.attrs.get("title", "") for each in walk_elements(block.children)]
    return " ".join(" ".join(words).split())


def is_formula(node: Node) -> bool:
    """Tell whether a node is a formula, in the text or displayed."""
    return node.type.startswith("math_")


def _plain(node: Node, formula: Callable[[str], str], *, footnotes: bool = False) -> str:
    if node.type in TEXT:
        return node.content
    if node.type in LINE_ENDS:
        return " "
    if is_formula(node):
        return formula(without_deletions(node.content))
    if node.type == "html_inline":
        return shown_text(node.content)
    if footnotes and "nodes" in node.meta:
        return f" ({plain_text(node.meta['nodes'])})"
    # An alternative text has no other place for a footnote.
    footnotes = footnotes or node.type == "image"
    return "".join([_plain(each, formula, footnotes=footnotes) for each in node.children])


def shows_nothing(block: Node) -> bool:
    """Tell whether a block is only HTML that cannot be seen: ``<a name="x"></a>``, ``<br>``."""
    if block.type == "paragraph":
        others = [node for node in block.children if node.type not in LINE_ENDS]
        raw = "".join(node.content for node in others)
        return all(node.type == "html_inline" for node in others) and is_invisible(raw)
    return block.type == "html_block" and is_invisible(block.content)
