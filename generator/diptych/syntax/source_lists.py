"""Lists of sources that are written as footnotes: below a heading, and nothing refers to them.

``## Sources`` and below it ``[^1]: …``, ``[^2]: …``. They are read as the numbered list that they
are, so that it stands where somebody wrote it.
"""

from __future__ import annotations

from itertools import pairwise, takewhile
from typing import TYPE_CHECKING

from msgspec.structs import replace

from diptych.syntax.tree import Node, walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


# What such a list bears in its meta: it is read, and holds no cards.
SOURCES = "sources"


def with_source_lists(nodes: Sequence[Node]) -> tuple[Node, ...]:
    """Make lists of numbered footnotes right below headings, where the text refers to none."""
    stands_below = any(
        above.type == "heading" and _is_source(node) for above, node in pairwise(nodes)
    )
    if not stands_below or any(each.type == "footnote_ref" for each in walk(nodes)):
        return tuple(nodes)
    return tuple(_listed(nodes))


def _listed(nodes: Sequence[Node]) -> Iterator[Node]:
    done = 0
    for place, node in enumerate(nodes):
        if place < done:
            continue
        yield node
        sources = [*takewhile(_is_source, nodes[place + 1 :])] if node.type == "heading" else []
        done = place + 1 + len(sources)
        if sources:
            yield _list(sources)


def _is_source(node: Node) -> bool:
    """Tell whether a block defines a footnote that bears a number, and says something."""
    is_definition = node.type == "footnote_reference" and bool(node.children)
    return is_definition and str(node.meta["label"]).isdecimal()


def _list(sources: Sequence[Node]) -> Node:
    first, last = sources[0], sources[-1]
    number = str(first.meta["label"])
    return Node(
        "ordered_list",
        tag="ol",
        children=tuple(map(_item, sources)),
        attrs={} if number == "1" else {"start": number},
        markup=".",
        meta={SOURCES: True},
        line=first.line,
        end_line=last.end_line,
        block=True,
    )


def _item(source: Node) -> Node:
    tight = len(source.children) == 1
    children = (replace(source.children[0], hidden=True),) if tight else source.children
    label = str(source.meta["label"])
    return replace(
        source, type="list_item", tag="li", children=children, info=label, markup=".", meta={}
    )
