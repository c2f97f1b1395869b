"""Choices that begin with boxes, of which some are ticked: ``☐ …``, ``☒ …``; ``( ) …``, ``(x) …``.

Also ``~`` before what is wrong and ``=`` before what is right, as Moodle's GIFT has them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from diptych.characters import lazy
from diptych.syntax.inline import lines_of, paragraph, strip_start
from diptych.syntax.tree import LISTS
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diptych.syntax.inline import Line
    from diptych.syntax.tree import Node

BOX = lazy(
    r"\s*(?:(?P<empty>[☐□◻⬜○◯⭕]|[(（\[]\s*[)）\]])|(?P<crossed>☒)"
    r"|(?P<ticked>[☑■◼⬛✅✔●◉]|[(（\[]\s*[xX✓✔*•]\s*[)）\]]))\ufe0f?\s*(?=\S)"
)
SIGN = lazy(r"\s*(?:(?P<empty>~)|(?P<ticked>=)(?P<crossed>)?)\s*(?=\w)")
BEGINS = frozenset("☐□◻⬜○◯⭕☒☑■◼⬛✅✔●◉(（[~=")
FEWEST = 2


def take_boxes(block: Node) -> tuple[tuple[Node, ...], tuple[Node, ...]] | None:
    """Take the boxes off choices; give these, and those that are ticked; None if none tells."""
    if _first_words(block).lstrip()[:1] not in BEGINS:
        return None
    lines = _lines(block)
    first = plain_text(lines[0]) if lines else ""
    pattern = next((each for each in (BOX, SIGN) if each.match(first)), None)
    found = [pattern.match(plain_text(line)) for line in lines] if pattern else []
    boxes = [each for each in found if each]
    if pattern is None or len(boxes) < max(FEWEST, len(lines)):
        return None
    # A crossed box is ticked, but for where others are ticked otherwise.
    ticks = "ticked" if any(box["ticked"] for box in boxes) else "crossed"
    right = [box[ticks] is not None for box in boxes]
    if not 0 < sum(right) < len(right):
        return None
    bare = [paragraph(strip_start(line, pattern) or line, block) for line in lines]
    shown = [replace(each, type="paragraph", tag="p", hidden=False) for each in bare]
    answer = [each for each, is_right in zip(shown, right, strict=True) if is_right]
    return tuple(shown), tuple(answer)


def _first_words(block: Node) -> str:
    """Read what a paragraph, or the first item of a list, is written with."""
    while block.type in LISTS or block.type == "list_item":
        if not block.children:
            return ""
        block = block.children[0]
    return block.content


def _lines(block: Node) -> Sequence[Line]:
    """List the lines of a paragraph, or those of the items of a list that are lines."""
    if block.type == "paragraph":
        return lines_of(block)
    if block.type not in LISTS or any(len(item.children) != 1 for item in block.children):
        return []
    texts = [item.children[0] for item in block.children]
    return [each.children for each in texts] if all(t.type == "paragraph" for t in texts) else []
