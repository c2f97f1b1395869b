"""Markdown as a tree of nodes, which nobody changes once it is made.

markdown-it-py gives a flat list of mutable tokens, and its own ``SyntaxTreeNode`` is a view of that
list: whoever holds a node holds tokens that others may write to. These nodes are plain frozen data
instead, so that they can be shared and compared. What stands between an opening and a closing
token is the node's children; the ``inline`` token between them is taken apart, its source kept as
``content``.
"""

from __future__ import annotations

from functools import cache
from operator import is_
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field
from msgspec.structs import replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from markdown_it.token import Token

LISTS = frozenset({"bullet_list", "ordered_list"})
RAW_HTML = frozenset({"html_block", "html_inline"})

# Most nodes have no attributes, and nobody writes into them: all these share one mapping.
_NOTHING: Mapping[str, Any] = {}
TEXT_BLOCKS = frozenset({"paragraph", "heading", "td", "th", "callout_title", "inline"})


class Node(Struct, frozen=True):
    """One element of a Markdown text, with all that it holds.

    Attributes:
        type: markdown-it's name of the element: ``paragraph``, ``text``, ``fence`` …
        tag: the HTML element that it becomes, if it becomes one.
        children: what stands inside of it.
        content: the source of what it holds: a paragraph's text, a fence's code.
        attrs: its HTML attributes.
        info: what follows a fence's opening mark.
        markup: the mark that it was written with.
        line: the first line that it stands in, counted from 1; 0 where that is not known.
        end_line: the last one.
        meta: what rules of the parser noted down about it; nobody writes into it.
        block: whether it is a block.
        hidden: whether its own tag is not shown, as that of a paragraph in a tight list.
    """

    type: str
    tag: str = ""
    children: tuple[Node, ...] = ()
    content: str = ""
    attrs: Mapping[str, str] = field(default_factory=dict)
    info: str = ""
    markup: str = ""
    line: int = 0
    end_line: int = 0
    meta: Mapping[str, Any] = field(default_factory=dict)
    block: bool = False
    hidden: bool = False

    @property
    def heading_level(self) -> int:
        """Give the level of a heading, from 1; 0 for any other element."""
        return int(self.tag[1]) if self.type == "heading" else 0


def tree(tokens: Iterable[Token]) -> tuple[Node, ...]:
    """Make nodes of markdown-it's tokens.

    A closing token without an opening one is left out, and what is never closed ends with the text.
    """
    levels: list[list[Node]] = [[]]
    opened: list[Token] = []
    for token in tokens:
        if token.nesting > 0:
            opened.append(token)
            levels.append([])
        elif token.nesting == 0:
            levels[-1].append(_leaf(token))
        elif opened:
            children = levels.pop()
            levels[-1].append(_container(opened.pop(), children, token))
    while opened:
        children = levels.pop()
        levels[-1].append(_container(opened.pop(), children, None))
    return tuple(levels[0])


def walk(nodes: Iterable[Node]) -> Iterator[Node]:
    """Walk nodes and all that they hold, in the order of the text."""
    waiting = [*nodes][::-1]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += node.children[::-1]


def walk_elements(nodes: Iterable[Node]) -> Iterator[Node]:
    """Walk nodes and all that they show: footnotes in the text, no alternative texts' inside."""
    waiting = [*nodes][::-1]
    while waiting:
        node = waiting.pop()
        yield node
        if node.type != "image":
            if "nodes" in node.meta:
                waiting += node.meta["nodes"][::-1]
            waiting += node.children[::-1]


def walk_lines(nodes: Iterable[Node], line: int = 1) -> Iterator[tuple[Node, int]]:
    """Walk elements with their lines.

    Args:
        line: where the first of them stands; one that does not know its line stands in that of the
            one before it.
    """
    for node in walk_elements(nodes):
        line = node.line or line
        yield node, line


def blocks_of(nodes: Iterable[Node]) -> Iterator[Node]:
    """Walk blocks and the blocks that they hold, in the order of the text."""
    waiting = [*nodes][::-1]
    while waiting:
        node = waiting.pop()
        if node.block:
            yield node
            waiting += node.children[::-1]


def between_rules(blocks: Iterable[Node]) -> Iterator[list[Node]]:
    """Part blocks at the rules among them, which are left out."""
    part: list[Node] = []
    for block in blocks:
        if block.type == "hr":
            yield part
            part = []
        else:
            part.append(block)
    yield part


def with_rules(blocks: Iterable[Node]) -> Iterator[Node]:
    """Make rules again of those that have made a heading of the text above them."""
    for block in blocks:
        if block.type == "heading" and block.markup == "-":
            yield replace(block, type="paragraph", tag="p")
            yield Node("hr", tag="hr", markup="---", block=True)
        else:
            yield block


def text_blocks(nodes: Iterable[Node]) -> Iterator[Node]:
    """Find the blocks that hold running text: paragraphs, headings, the cells of tables."""
    return (node for node in blocks_of(nodes) if node.type in TEXT_BLOCKS)


def inline_of(nodes: Iterable[Node]) -> Iterator[Node]:
    """Walk the inline nodes in some nodes, in order, but not those of alternative texts."""
    waiting = [*nodes][::-1]
    while waiting:
        node = waiting.pop()
        if not node.block:
            yield node
        if node.type != "image":
            waiting += node.children[::-1]


def map_blocks(nodes: Iterable[Node], change: Callable[[Node], Node | None]) -> tuple[Node, ...]:
    """Change the innermost blocks, which hold text or nothing, wherever they stand.

    Args:
        change: makes another block of one, or None to leave it out.
    """
    changed = [_with_changed_blocks(node, change) for node in nodes]
    return tuple([node for node in changed if node is not None])


def _with_changed_blocks(node: Node, change: Callable[[Node], Node | None]) -> Node | None:
    if not node.children or not node.children[0].block:
        return change(node)
    children = map_blocks(node.children, change)
    same = len(children) == len(node.children) and all(map(is_, children, node.children))
    return node if same else replace(node, children=children)


def replaced(nodes: Iterable[Node], old: Node, new: Node) -> tuple[Node, ...]:
    """Put another node in the place of one, wherever it stands."""
    return tuple(
        new
        if node is old
        else replace(node, children=replaced(node.children, old, new))
        if node.children
        else node
        for node in nodes
    )


def without(node: Node, unwanted: Node) -> Node:
    """Leave one node out of all that another one holds."""
    return replace(
        node,
        children=tuple(without(each, unwanted) for each in node.children if each is not unwanted),
    )


def moved(nodes: Iterable[Node], by: int) -> tuple[Node, ...]:
    """Put nodes so many lines further down."""
    return tuple(
        replace(
            node,
            line=node.line and node.line + by,
            end_line=node.line and node.end_line + by,
            children=moved(node.children, by),
        )
        for node in nodes
    )


def last_line(nodes: Iterable[Node], otherwise: int) -> int:
    """Find the last line that some blocks reach, counted from 1."""
    return max((node.end_line for node in blocks_of(nodes) if node.line), default=otherwise)


def _container(opening: Token, children: list[Node], closing: Token | None) -> Node:
    content, meta = "", opening.meta or _NOTHING
    line, end_line = opening.map or (-1, 0)
    if len(children) == 1 and children[0].type == "inline":
        inline = children[0]
        content, children = inline.content, list(inline.children)
        meta = {**meta, **inline.meta} if inline.meta else meta
        if opening.map is None:  # as that of a table's cell is
            line, end_line = inline.line - 1, inline.end_line
    return Node(
        type=_type_of(opening.type),
        tag=opening.tag,
        children=tuple(children),
        content=content,
        attrs=_attrs(opening),
        info=opening.info,
        markup=opening.markup,
        line=line + 1,
        end_line=end_line,
        meta=_meta({**meta, **closing.meta} if closing and closing.meta else meta),
        # The plugin for footnotes does not say it of its definitions.
        block=opening.block or opening.type == "footnote_reference_open",
        hidden=opening.hidden,
    )


def _leaf(token: Token) -> Node:
    line, end_line = token.map or (-1, 0)
    return Node(
        type=token.type,
        tag=token.tag,
        children=tree(token.children) if token.children else (),
        content=token.content,
        attrs=_attrs(token),
        info=token.info,
        markup=token.markup,
        line=line + 1,
        end_line=end_line,
        meta=_meta(token.meta or _NOTHING),
        block=token.block,
        hidden=token.hidden,
    )


@cache
def _type_of(opening: str) -> str:
    return opening.removesuffix("_open")


def _attrs(token: Token) -> Mapping[str, str]:
    if not token.attrs:
        return _NOTHING
    return {name: str(value) for name, value in token.attrs.items()}


def _meta(meta: Mapping[str, Any]) -> Mapping[str, Any]:
    """Make nodes of a footnote's own tokens in what was noted."""
    if "tokens" in meta:
        others = {key: value for key, value in meta.items() if key != "tokens"}
        return {**others, "nodes": tree(meta["tokens"])}
    return meta
