"""Nodes as panels show them: pictures and code in boxes, formulas held to their punctuation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from diptych.characters import is_cjk, lazy
from diptych.syntax.references import included_code, linked_player
from diptych.syntax.tree import Node, walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# What a browser may part from the formula that it touches.
_OPENING = lazy(r"[（《「『“‘(\[]+$")
_CLOSING = lazy(r"^[，。、；：？！）》」』”’…,.;:!?)\]%]+")
_TEXT = frozenset({"text", "text_special"})


def boxed(node: Node, document: str) -> Node:
    """Make a node of its own of a paragraph that only shows an image, or only asks for code."""
    if node.type != "paragraph":
        return node
    shown = [child for child in node.children if not child.hidden]
    if [child.type for child in shown] == ["image"]:
        return replace(node, type="picture_box", children=tuple(shown), hidden=False)
    if player := linked_player(node):
        return replace(node, type="picture_box", children=(player,), hidden=False)
    if target := included_code(node, document):
        return replace(node, type="code_excerpt", meta={"target": target}, hidden=False)
    return node


def with_lead(node: Node) -> Node:
    """Make a node of its own of the bold words that a paragraph begins with, if it does so.

    Raw HTML among them may end the paragraph, and nobody knows where.
    """
    if node.type != "paragraph":
        return node
    # The parser leaves an empty text before what begins with asterisks.
    place = next((n for n, each in enumerate(node.children) if each.content or each.children), 0)
    bold = node.children[place : place + 1]
    if [each.type for each in bold] != ["strong"]:
        return node
    if any(each.type == "html_inline" for each in walk(bold)):
        return node
    lead = replace(bold[0], type="lead")
    return replace(node, children=(*node.children[:place], lead, *node.children[place + 1 :]))


def dressed(nodes: Sequence[Node]) -> Sequence[Node]:
    """Prepare inline nodes for a page: raw ``<em>`` as emphasis, formulas with punctuation."""
    if any(node.type == "html_inline" for node in nodes):
        nodes = _raw_emphasis(nodes)
    if any(node.type == "math_inline" for node in nodes):
        nodes = _unbroken(nodes)
    return nodes


def _raw_emphasis(nodes: Sequence[Node]) -> list[Node]:
    """Pair the tags ``<em>`` and ``</em>`` as Markdown pairs its asterisks."""
    found: list[Node] = []
    opened: list[int] = []
    for node in nodes:
        tag = node.content.lower() if node.type == "html_inline" else ""
        if tag == "</em>" and opened:
            start = opened.pop()
            inside = tuple(found[start + 1 :])
            del found[start:]
            found.append(Node("em", tag="em", children=inside))
            continue
        if tag == "<em>":
            opened.append(len(found))
        found.append(node)
    return found


def _unbroken(nodes: Sequence[Node]) -> list[Node]:
    """Hold each formula together with the punctuation that touches it."""
    found: list[Node] = []
    waiting = _merged(nodes)
    for place, node in enumerate(waiting):
        if node.type != "math_inline":
            found.append(node)
            continue
        inside = [node]
        if found and (touching := _end_of(found[-1])):
            found[-1] = replace(found[-1], content=found[-1].content.removesuffix(touching))
            inside.insert(0, Node("text", content=touching))
        following = waiting[place + 1] if place + 1 < len(waiting) else None
        if following and (touching := _start_of(following)):
            rest = replace(following, content=following.content.removeprefix(touching))
            waiting[place + 1] = rest
            inside.append(Node("text", content=touching))
        found.append(Node("unbroken", children=tuple(inside)) if len(inside) > 1 else node)
    return found


def _merged(nodes: Sequence[Node]) -> list[Node]:
    """Make one node of texts side by side."""
    found: list[Node] = []
    for node in nodes:
        if found and found[-1].type in _TEXT and node.type in _TEXT:
            found[-1] = replace(found[-1], content=found[-1].content + node.content)
        else:
            found.append(node)
    return found


def _end_of(node: Node) -> str:
    touching = _OPENING.search(node.content) if node.type in _TEXT else None
    return touching[0] if touching else ""


def _start_of(node: Node) -> str:
    touching = _CLOSING.search(node.content) if node.type in _TEXT else None
    return touching[0] if touching else ""


def is_latin(nodes: Iterable[Node]) -> bool:
    """Tell whether emphasised nodes are text alone, without an East Asian character.

    Such words take italics; the others take dots, which no style sheet can tell apart by itself.
    """
    said = [node for node in nodes if not node.hidden]
    if not all(node.type in _TEXT or node.type == "softbreak" for node in said):
        return False
    return is_latin_text("".join(node.content for node in said))


def is_latin_text(text: str) -> bool:
    """Tell whether a text says something, and without an East Asian character."""
    return bool(text) and not any(map(is_cjk, text))
