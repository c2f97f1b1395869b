"""Lines of two sides with a mark between them that nobody writes but who writes cards.

``apple<tab>苹果``, ``TCP >> a protocol``, ``UDP ;; a protocol``: where each line of a text is so,
each is a card, whether it asks or not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.characters import lazy
from diptych.syntax.inline import lines_of
from diptych.syntax.tree import LISTS, inline_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diptych.syntax.tree import Node

BETWEEN = lazy(r"\t|\s(?:>>>?|<<<?|<>|;;)\s")
FEWEST = 3


def mark_between(line: Sequence[Node]) -> str:
    """Find the mark that parts a line into two sides; empty if there is none."""
    found = BETWEEN.search("".join(node.content for node in inline_of(line)))
    return (found[0].strip() or "\t") if found else ""


def are_two_sided(block: Node) -> bool:
    """Tell whether all lines of a paragraph, or all items of a list, are parted by one mark."""
    if block.type in LISTS:
        firsts = [item.children[0] if item.children else item for item in block.children]
        lines = [lines_of(first)[0] for first in firsts if first.type == "paragraph"]
        return len(lines) == len(firsts) and _alike(lines)
    return block.type == "paragraph" and _alike(lines_of(block))


def _alike(lines: Sequence[Sequence[Node]]) -> bool:
    marks = {mark_between(line) for line in lines}
    return len(lines) >= FEWEST and len(marks) == 1 and "" not in marks
