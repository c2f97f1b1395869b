"""Markdown as a tree of nodes, which nobody changes once it is made.

markdown-it-py gives a flat list of mutable tokens, and its own ``SyntaxTreeNode`` is a view of that
list: whoever holds a node holds tokens that others may write to. These nodes are plain frozen data
instead, so that they can be shared and compared. What stands between an opening and a closing
token is the node's children; the ``inline`` token between them is taken apart, its source kept as
``content``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from markdown_it.token import Token

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from diptych.model import Document, Question

RAW_HTML = frozenset({"html_block", "html_inline"})


@dataclass(frozen=True, slots=True)
class Node:
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
        """The level of a heading, from 1; 0 for any other element."""
        return int(self.tag[1]) if self.type == "heading" else 0


def tree(tokens: Iterable[Token | Node]) -> tuple[Node, ...]:
    """Make nodes of markdown-it's tokens; nodes stay as they are.

    A closing token without an opening one is left out, and what is never closed ends with the text.
    """
    given: tuple[Token | Node, ...] = tuple(tokens)
    if nodes := tuple(each for each in given if isinstance(each, Node)):
        return nodes
    levels: list[list[Node]] = [[]]
    opened: list[Token] = []
    for token in given:
        if isinstance(token, Node):
            continue
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


def flatten(nodes: Iterable[Node | Token], level: int = 0) -> list[Token]:
    """Make markdown-it's tokens of nodes; what is a token already stays as it is.

    Temporary: for the rooms behind `parse` that do not work on nodes yet.
    """
    return [token for node in nodes for token in _flat(node, level)]


def _flat(node: Node | Token, level: int) -> list[Token]:
    if isinstance(node, Token):
        return [node]
    place = [node.line - 1, node.end_line] if node.line else None
    meta = dict(node.meta)
    if "nodes" in meta:
        meta["tokens"] = flatten(meta["nodes"])
    token = Token(
        type=node.type,
        tag=node.tag,
        nesting=0,
        attrs=dict(node.attrs),
        map=place,
        level=level,
        content=node.content,
        markup=node.markup,
        info=node.info,
        meta=meta,
        block=node.block,
        hidden=node.hidden,
    )
    if node.type in _LEAVES:
        token.children = flatten(node.children) if node.type in {"image", "inline"} else None
        return [token]
    if node.type in _INLINE_PARENTS:
        inside = [
            Token(
                type="inline",
                tag="",
                nesting=0,
                map=place,
                level=level + 1,
                children=flatten(node.children),
                content=node.content,
                block=True,
            )
        ]
    else:
        inside = flatten(node.children, level + 1)
    closing = token.copy(type=f"{node.type}_close", nesting=-1, content="", map=None)
    return [token.copy(type=f"{node.type}_open", nesting=1, content=""), *inside, closing]


_LEAVES = frozenset(
    {"text", "text_special", "code_inline", "html_inline", "html_block", "fence", "code_block"}
    | {"hr", "softbreak", "hardbreak", "image", "inline", "footnote_ref", "front_matter"}
    | {"math_inline", "math_inline_double", "math_block", "math_block_label", "block_id"}
)
_INLINE_PARENTS = frozenset({"paragraph", "heading", "th", "td", "callout_title"})


def nodes_of(question: Question) -> tuple[Node, ...]:
    """Make nodes of everything that a question says."""
    parts = (question.prompt_tokens, question.front, question.short, question.answer)
    return tuple(node for part in parts for node in tree(part))


def elements(document: Document) -> Iterator[tuple[Node, int]]:
    """Walk all elements of a document with their lines: introductions, questions, footnotes."""
    for section in document.sections:
        yield from walk_lines(tree(section.intro), section.span.line)
    for question in document.questions:
        yield from walk_lines(nodes_of(question), question.span.line)
    for footnote in document.footnotes.values():
        yield from walk_lines(tree(footnote))


def walk(nodes: Iterable[Node]) -> Iterator[Node]:
    """Walk nodes and all that they hold, in the order of the text."""
    for node in nodes:
        yield node
        yield from walk(node.children)


def walk_elements(nodes: Iterable[Node]) -> Iterator[Node]:
    """Walk nodes and all that they show: footnotes in the text, no alternative texts' inside."""
    for node in nodes:
        yield node
        if node.type != "image":
            yield from walk_elements((*node.children, *node.meta.get("nodes", ())))


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
    for node in nodes:
        if node.block:
            yield node
            yield from blocks_of(node.children)


def text_blocks(nodes: Iterable[Node]) -> Iterator[Node]:
    """Each block that holds inline nodes: paragraphs, headings, the cells of tables."""
    return (node for node in blocks_of(nodes) if node.children and not node.children[0].block)


def _container(opening: Token, children: list[Node], closing: Token | None) -> Node:
    content = ""
    line, end_line = opening.map or (-1, 0)
    if len(children) == 1 and children[0].type == "inline":
        inline = children[0]
        content, children = inline.content, list(inline.children)
        if opening.map is None:  # as that of a table's cell is
            line, end_line = inline.line - 1, inline.end_line
    return Node(
        type=opening.type.removesuffix("_open"),
        tag=opening.tag,
        children=tuple(children),
        content=content,
        attrs={name: str(value) for name, value in opening.attrs.items()},
        info=opening.info,
        markup=opening.markup,
        line=line + 1,
        end_line=end_line,
        meta=_meta(opening.meta | (closing.meta if closing else {})),
        block=opening.block,
        hidden=opening.hidden,
    )


def _leaf(token: Token) -> Node:
    line, end_line = token.map or (-1, 0)
    return Node(
        type=token.type,
        tag=token.tag,
        children=tree(token.children or ()),
        content=token.content,
        attrs={name: str(value) for name, value in token.attrs.items()},
        info=token.info,
        markup=token.markup,
        line=line + 1,
        end_line=end_line,
        meta=_meta(token.meta),
        block=token.block,
        hidden=token.hidden,
    )


def _meta(meta: dict[str, Any]) -> dict[str, Any]:
    """What was noted, a footnote's own tokens as nodes."""
    if "tokens" in meta:
        others = {key: value for key, value in meta.items() if key != "tokens"}
        return {**others, "nodes": tree(meta["tokens"])}
    return meta
