"""The items of lists as lines: what one may ask, and what stands below it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from diptych.characters import lazy
from diptych.parse.choices.right_marks import may_be_marked
from diptych.parse.choices.statements import is_filled, is_judged
from diptych.parse.lines.same_line import lines_that_ask
from diptych.parse.lines.tallies import Tally
from diptych.parse.lines.units import asked_in
from diptych.parse.outline import only_leads
from diptych.syntax.inline import joined, lines_of, paragraph
from diptych.syntax.references import is_remote
from diptych.syntax.tree import LISTS, Node, inline_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diptych.syntax.inline import Line

CLOSING = (")", "）", "]", "】")
NOTE = lazy(r"\.(?:md|markdown)(?:#|$)", re.IGNORECASE)
HALF = 0.5


def first_number(block: Node) -> int:
    """Say with which number a list begins; 0 for bullets."""
    return int(block.attrs.get("start", "1")) if block.type == "ordered_list" else 0


def asks_in_list(block: Node) -> bool:
    """Tell whether a block is a list whose items ask."""
    return block.type in LISTS and tally_of_items(block).asks


def tally_of_items(block: Node, *, filling: bool = False) -> Tally:
    """Count the items of a list, and how much they ask.

    Args:
        filling: whether brackets stand around what is to be filled in.
    """
    tally = Tally()
    texts = item_texts(block)
    chosen = _are_chosen_from(block, texts)
    for item, text in zip(block.children, texts, strict=True):
        below = text_below(item) if _may_go_on(item) else ()
        answered = filling and is_filled(line_of(item))
        tally.add(text, below, answered=answered, chosen=chosen)
    return tally


def _are_chosen_from(block: Node, texts: Sequence[str]) -> bool:
    """Tell whether marks such as `(richtig)` say which items are right, and judge none of them."""
    if not any(text.rstrip(" .。").endswith(CLOSING) for text in texts):
        return False
    marked = [*map(may_be_marked, block.children)]
    if not 0 < sum(marked) < len(marked):
        return False
    return not any(is_judged(text) for text, mark in zip(texts, marked, strict=True) if not mark)


def is_index(block: Node) -> bool:
    """Tell whether a list only leads to the places that answer.

    What leads to the threads of one website, such as the issues of a project, is asked here: there
    is no other place in the notes that could hold the question. A note of the website is one, and
    links that lead nowhere yet are those of an index.
    """
    leading = [item for item in block.children if only_leads(item)]
    if len(leading) <= HALF * len(block.children):
        return False
    links = [node.attrs.get("href", "") for node in inline_of(leading) if node.type == "link"]
    places = [link for link in links if link]
    if not places or any(map(NOTE.search, places)) or not all(map(is_remote, places)):
        return True
    return len({link.rpartition("/")[0] for link in places}) > 1


def has_more(item: Node) -> bool:
    """Tell whether something stands below an item's first line."""
    return len(item.children) > 1 or any(len(lines_of(each)) > 1 for each in item.children)


def _may_go_on(item: Node) -> bool:
    """Tell at a glance whether something may stand below an item's first line."""
    return len(item.children) > 1 or any("\n" in each.content for each in item.children)


def text_below(item: Node) -> tuple[Node, ...]:
    """Give what stands below an item's first line."""
    first, *below = item.children or (item,)
    lines = lines_of(first)[1:] if first.type == "paragraph" else []
    return (*([paragraph(joined(lines), first)] if lines else []), *below)


def item_texts(block: Node) -> list[str]:
    """List what the items of a list may ask, without their numbers and answers."""
    return [asked_in(line_of(item)) for item in block.children]


def line_of(item: Node) -> Line:
    """Take the first line of an item, or those that ask; none if it begins with no text."""
    first = item.children[0] if item.children else None
    if first is None or first.type not in {"paragraph", "heading"}:
        return ()
    lines = lines_of(first)
    return joined(lines[: lines_that_ask(lines)])
