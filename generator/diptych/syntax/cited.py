"""Find what sources name for readers to look up: arXiv numbers, DOIs, addresses written as text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from msgspec.structs import replace

from diptych.characters import lazy
from diptych.syntax.tree import Node

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

CITED = "cited"
"""The type of a node that says what a source names; its ``href`` leads there."""

_ADDRESS = r"[^\s<>\"'`{}\[\]|\\^\u2018-\u201f\u3000-\u303f\uff00-\uffef]+"
_NAMED = lazy(
    r"(?<![\w/.])(?:"
    r"arXiv[: ] ?(?P<arxiv>\d{4}\.\d{4,5}(?:v\d+)?|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?![\w/])"
    rf"|(?:doi: ?)?(?P<doi>10\.\d{{4,9}}/{_ADDRESS})"
    rf"|(?P<address>https?://{_ADDRESS})"
    r")",
    re.IGNORECASE,
)
_INSIDE = frozenset({"link", "code_inline", "html_inline"})


def with_links(nodes: Iterable[Node]) -> tuple[Node, ...]:
    """Make links of what texts name; what is a link or code already stays as it is."""
    return tuple(shown for node in nodes for shown in _shown(node))


def _shown(node: Node) -> Iterator[Node]:
    if node.type == "text":
        yield from _pieces(node)
    elif node.type in _INSIDE or not node.children:
        yield node
    else:
        yield replace(node, children=with_links(node.children))


def _pieces(node: Node) -> Iterator[Node]:
    done = 0
    for found in _NAMED.finditer(node.content):
        said = _without_end(found[0])
        address = _leads_to(found, len(found[0]) - len(said))
        if done < found.start():
            yield replace(node, content=node.content[done : found.start()])
        yield Node(CITED, "a", content=said, attrs={"href": address}, line=node.line)
        done = found.start() + len(said)
    if done < len(node.content):
        yield replace(node, content=node.content[done:]) if done else node


def _leads_to(found: re.Match[str], cut: int) -> str:
    """Write the address of what was found, without what is cut off its end."""
    if found["arxiv"]:
        return f"https://arxiv.org/abs/{found['arxiv']}"
    named = found["doi"] or found["address"]
    named = named[: len(named) - cut]
    if found["doi"]:
        return "https://doi.org/" + quote(named, safe="/:;()")
    return quote(named, safe="/:?#@!$&()*+,;=%~")


def _without_end(said: str) -> str:
    """Leave out the full stop behind an address, and a bracket that was opened before it."""
    while said[-1] in ".,;:!?*" or (said[-1] == ")" and said.count(")") > said.count("(")):
        said = said[:-1]
    return said
