"""What Logseq writes into its pages: properties of blocks, and names in place of blocks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from diptych.characters import lazy
from diptych.diagnostics.codes import diagnose
from diptych.model import Span
from diptych.syntax.block_names import CARD_MARK, NAMED, PROPERTY, UUID, anchor_of_block
from diptych.syntax.inline import joined, lines_of
from diptych.syntax.read import read_part
from diptych.syntax.tree import LISTS, Node, blocks_of, inline_of, map_blocks
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from diptych.model import Diagnostic, Source
    from diptych.syntax.inline import Line

ID = lazy(r"\s*id:: *(\S+)\s*")
# No other program writes these: what is kept of a block, and what opens a page.
SIGN = lazy(
    rf"^[ \t]*(?:[-*+][ \t]+)?(?:id::[ \t]*{UUID}|collapsed::[ \t]*(?:true|false))[ \t]*$"
    r"|\A(?:[-*+][ \t]+)?(?:title|tags|alias|icon|public|type)::[ \t]",
    re.MULTILINE,
)
_COPY = "Copy the reference of the block anew."

PROPERTIES = "properties"
"""What the meta of a block says that bears the mark of a card."""


def card_mark(line: Iterable[Node]) -> re.Match[str] | None:
    """Find the mark that makes a card of a line, in its text."""
    texts = (CARD_MARK.search(n.content) for n in inline_of(line) if n.type == "text")
    return next(filter(None, texts), None)


def take_page_properties(
    nodes: Sequence[Node],
) -> tuple[tuple[Node, ...], tuple[tuple[int, str, str], ...]]:
    """Take the properties of a whole page from its first block: line, name and value of each."""
    first = nodes[0] if nodes else None
    block = first
    while block and block.type in {*LISTS, "list_item"}:
        block = block.children[0] if block.children else None
    if first is None or block is None or block.type != "paragraph":
        return tuple(nodes), ()
    lines = lines_of(block)
    said = [plain_text(line) for line in lines]
    if not all(map(PROPERTY.fullmatch, said)) or any(map(ID.fullmatch, said)):
        return tuple(nodes), ()
    parts = [each.partition("::") for each in said]
    found = [
        (line[0].line, name.strip(), value.strip())
        for line, (name, _, value) in zip(lines, parts, strict=True)
    ]
    left = map_blocks([first], lambda each: None if each is block else each)
    return (*filter(_holds, left), *nodes[1:]), tuple(found)


def _holds(node: Node) -> bool:
    """Tell whether anything is left of a list."""
    return node.type not in {*LISTS, "list_item"} or any(map(_holds, node.children))


def without_properties(
    nodes: Sequence[Node], path: str
) -> tuple[tuple[Node, ...], list[Diagnostic]]:
    """Take the properties off all blocks, and report them; ids become anchors.

    Those of a bullet that bears the mark of a card are told with its question.
    """
    told: list[Diagnostic] = []
    items = [each for each in blocks_of(nodes) if each.type == "list_item" and each.children]
    bullets = {id(item.children[0]) for item in items}

    def bare(block: Node) -> Node | None:
        if not block.children or "::" not in block.content:
            return block
        is_card = card_mark(block.children) is not None
        if is_card and id(block) not in bullets:
            return block
        first, *others = lines_of(block)
        own: list[Line] = []
        kept: list[Line] = []
        (own if ID.fullmatch(plain_text(first)) and not is_card else kept).append(first)
        for line in others:
            (own if PROPERTY.fullmatch(plain_text(line)) else kept).append(line)
        if not own:
            return block
        said = tuple(map(plain_text, own))
        meta = dict(block.meta)
        if is_card:
            meta[PROPERTIES] = said
        else:
            told.extend(_not_shown(own, said, path))
        anchors = tuple(_anchors(said))
        if not kept and not anchors:
            return None
        children = (*joined(kept), *anchors)
        hidden = block.hidden or not kept
        return replace(
            block, children=children, content=plain_text(children), meta=meta, hidden=hidden
        )

    return map_blocks(nodes, bare), told


def report_left_properties(nodes: Iterable[Node], path: str) -> list[Diagnostic]:
    """Report the properties of bullets that bear the mark of a card and became none."""
    return [
        diagnose("D215", f"the property `{each}` is not shown", Span(path, block.line, block.line))
        for block in blocks_of(nodes)
        if block.line
        for each in block.meta.get(PROPERTIES, ())
    ]


def _not_shown(lines: Iterable[Line], said: Iterable[str], path: str) -> Iterator[Diagnostic]:
    for line, words in zip(lines, said, strict=True):
        if not _uuid(words):  # which links may lead to
            here = Span(path, line[0].line, line[0].line)
            yield diagnose("D215", f"the property `{words}` is not shown", here)


def _uuid(said: str) -> str:
    """Read the id of a block as Logseq makes it; empty if a property is none."""
    found = ID.fullmatch(said)
    return found[1] if found and re.fullmatch(UUID, found[1]) else ""


def _anchors(said: Iterable[str]) -> Iterator[Node]:
    for each in said:
        if uuid := _uuid(each):
            yield Node("block_id", hidden=True, meta={"anchor": anchor_of_block(uuid)})


def with_named_blocks(
    nodes: Sequence[Node], source: Source, settings: Mapping[str, object]
) -> tuple[tuple[Node, ...], list[Diagnostic]]:
    """Put the words of blocks in the place of their names, each a link to where it stands."""
    blocks = {each.name.lower(): each for each in source.transcluded if each.by == source.path}
    told: list[Diagnostic] = []

    def shown(node: Node) -> Iterator[Node]:
        name = NAMED.fullmatch(node.attrs.get("href", "")) if node.type == "link" else None
        if name is None:
            yield replace(node, children=named(node.children)) if node.children else node
            return
        block = blocks.get(name[0].lower())
        unnamed = plain_text(node.children).lower() == name[0].lower()
        if block is None:
            here = Span(source.path, node.line, node.line) if node.line else None
            message = f"`{name[0]}`: there is no block of that id"
            told.append(diagnose("D410", message, here, _COPY))
            yield from node.children
            return
        file = f"/{block.path}" if block.path != source.path else ""
        said = _flat(_first(read_part(block.text, settings, 0)), node.line)
        yield replace(
            node,
            attrs={**node.attrs, "href": f"[[{file}#{anchor_of_block(name[1])}]]"},
            children=said if unnamed and said else node.children,
        )

    def named(children: Sequence[Node]) -> tuple[Node, ...]:
        return tuple(each for child in children for each in shown(child))

    def of_block(block: Node) -> Node:
        if not any("((" in each.attrs.get("href", "") for each in _links(block.children)):
            return block
        children = named(block.children)
        return replace(block, children=children, content=plain_text(children))

    return map_blocks(nodes, of_block), told


def _links(nodes: Iterable[Node]) -> Iterator[Node]:
    for node in nodes:
        if node.type == "link":
            yield node
        yield from _links(node.children)


def _first(blocks: Sequence[Node]) -> tuple[Node, ...]:
    return next((each.children for each in blocks if each.children), ())


def _flat(nodes: Iterable[Node], line: int) -> tuple[Node, ...]:
    """Take links and marks of other programs off what will stand in a link, on one line."""
    flat: list[Node] = []
    for node in nodes:
        if node.type in {"link", "cloze"}:
            flat += _flat(node.children, line)
        elif node.type in {"softbreak", "hardbreak"}:
            flat.append(Node("text", content=" ", line=line, end_line=line))
        elif node.type not in {"footnote_ref", "block_id"}:
            children = _flat(node.children, line)
            flat.append(replace(node, children=children, line=line, end_line=line))
    return tuple(flat)
