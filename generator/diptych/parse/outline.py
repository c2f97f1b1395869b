"""A page as headings, each with what stands between it and the next."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec import Struct

from diptych.characters import lazy
from diptych.parse.metadata.tags import levels_of_deck
from diptych.parse.words.asking import ends_in_question_mark
from diptych.parse.words.manners import ordinal_of
from diptych.parse.words.numbers import chapter_number, has_number
from diptych.syntax.html import closing_tag, opening_tag
from diptych.syntax.tree import LISTS, inline_of
from diptych.syntax.words import plain_text, shows_nothing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from diptych.syntax.tree import Node

DETAILS = lazy(f"{opening_tag('details')}|({closing_tag('details')})", re.IGNORECASE)
# Addresses of the web and of applications.
ELSEWHERE = lazy(r"[a-z][a-z0-9+.-]+:|//", re.IGNORECASE)
# So many items of a list must lead elsewhere for it to say nothing itself.
MOST = 0.9
CLOSING = lazy(closing_tag("details"), re.IGNORECASE)


class Heading(Struct, frozen=True):
    """A heading of the page's own flow, not one inside a list, a quotation or hidden details.

    Attributes:
        body: what stands between it and the next heading of any level.
        text: its words, without markup.
    """

    node: Node
    body: tuple[Node, ...]
    text: str

    @property
    def level(self) -> int:
        """Say how deep it is, from 1."""
        return self.node.heading_level

    @property
    def inner_level(self) -> int:
        """Say how deep it is, below all others if it stands inside an item of a list."""
        return self.level + (6 if self.node.meta.get("inner") else 0)

    @property
    def line(self) -> int:
        """Say which line it stands in, counted from 1."""
        return self.node.line

    @property
    def ordinal(self) -> int:
        """Say which number it bears, or its label bore; 0 if it is not counted."""
        known: int = self.node.meta.get("ordinal", 0)
        return known or (0 if chapter_number(self.text) else ordinal_of(self.text))

    @property
    def ids(self) -> Sequence[str]:
        """List the ids that someone pinned on it."""
        found: Sequence[str] = self.node.meta.get("ids", ())
        return found

    @property
    def deck(self) -> tuple[str, ...] | None:
        """Name the deck that someone put its card into, levels parted by ``::``; None without."""
        decks: Sequence[str] = self.node.meta.get("decks", ())
        return levels_of_deck(decks[-1]) if decks else None

    @property
    def classes(self) -> tuple[str, ...]:
        """List the classes that someone put on it."""
        return tuple(self.node.attrs.get("class", "").split())

    @property
    def asks(self) -> bool:
        """Tell whether it ends in a question mark."""
        return ends_in_question_mark(self.text)

    @property
    def listed(self) -> bool:
        """Tell whether it stood in a list that was taken away around it."""
        return bool(self.node.meta.get("numbered"))

    @property
    def is_card(self) -> bool:
        """Tell whether it bears the mark of a card."""
        return bool(self.node.meta.get("card"))

    @property
    def leads_to(self) -> str:
        """Give the address that it only leads to, of a file or a heading; empty if it says more."""
        says = [node for node in self.node.children if node.content or node.children]
        if self.body or len(says) != 1 or says[0].type != "link":
            return ""
        address = says[0].attrs.get("href", "")
        return "" if ELSEWHERE.match(address) else address

    @property
    def is_index(self) -> bool:
        """Tell whether it only leads to what it asks for."""
        return bool(self.leads_to)

    @property
    def has_text(self) -> bool:
        """Tell whether something stands below it, other than links to where something stands."""
        return not all(map(_says_nothing, self.body))

    @property
    def looks_like_question(self) -> bool:
        """Tell whether it is numbered, asks, or bears an id that someone pinned."""
        return self.asks or bool(self.ids) or self.listed or has_number(self.text)

    @property
    def whole(self) -> tuple[Node, ...]:
        """Give the heading together with what stands below it."""
        return (self.node, *self.body)


def only_leads(item: Node) -> bool:
    """Tell whether an item of a list is only a link: what it asks is answered elsewhere."""
    if not item.children or item.children[0].type != "paragraph":
        return False
    text, *below = item.children
    says = [node for node in text.children if plain_text([node])]
    return len(says) == 1 and says[0].type == "link" and all(map(_leads_elsewhere, below))


def _says_nothing(block: Node) -> bool:
    return block.type == "hr" or shows_nothing(block) or _leads_elsewhere(block)


def _leads_elsewhere(block: Node) -> bool:
    """Tell whether a block is a list of links, or a lone one to another place of its page."""
    if block.type == "paragraph":
        says = [node for node in block.children if plain_text([node])]
        return len(says) == 1 and says[0].attrs.get("href", "").startswith("#")
    # In a long list one or the other was left without its address.
    leading = sum(map(only_leads, block.children)) if block.type in LISTS else 0
    return leading > 0 and leading >= MOST * len(block.children)


def split(nodes: Sequence[Node]) -> tuple[tuple[Node, ...], list[Heading]]:
    """Part a page into what stands above the first heading, and the headings."""
    hidden, done = set[int](), 0
    for start, end in sorted(details(nodes)):
        hidden.update(range(max(start, done), end + 1))
        done = max(done, end + 1)
    starts = [
        place for place, node in enumerate(nodes) if node.type == "heading" and place not in hidden
    ]
    headings = [
        Heading(nodes[start], tuple(nodes[start + 1 : end]), plain_text(nodes[start].children))
        for start, end in pairwise([*starts, len(nodes)])
    ]
    return tuple(nodes[: starts[0]] if starts else nodes), headings


def details(nodes: Sequence[Node]) -> Iterator[tuple[int, int]]:
    """Find the blocks that open and close each ``<details>`` of a flow, by their places in it.

    One that nobody closes is none, so that it cannot swallow what comes after it. The closing tag
    may also stand behind the last words of a paragraph or a list.
    """
    if not any(node.type == "html_block" and DETAILS.search(node.content) for node in nodes):
        return
    open_at: list[int] = []
    for place, node in enumerate(nodes):
        for closes in _details_tags(node):
            if not closes:
                open_at.append(place)
            elif open_at:
                yield open_at.pop(), place


def _details_tags(block: Node) -> Iterator[bool]:
    """Tell whether each tag of a block closes; only blocks of HTML open anything."""
    if block.type == "html_block":
        for tag in DETAILS.finditer(block.content):
            yield bool(tag.group(1))
        return
    for node in inline_of([block]):
        if node.type == "html_inline" and CLOSING.match(node.content):
            yield True


def parts_of_callout(block: Node) -> tuple[Node, tuple[Node, ...]]:
    """Part a callout, folded or not, into its title and what stands below."""
    inner = block.children
    if is_folded(block):
        inner = inner[0].children
    return inner[0], inner[1:]


def is_folded(callout: Node) -> bool:
    """Tell whether a callout is folded, or can be."""
    return len(callout.children) == 1 and callout.children[0].type == "callout_fold"
