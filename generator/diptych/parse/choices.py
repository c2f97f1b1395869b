"""The choices below a question, which are asked with: ``A. …``, ``B. …``, or boxes to tick.

Of boxes, ``- [ ] …`` and ``- [x] …``, those that are ticked are the answer.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from unicodedata import normalize

from msgspec import Struct, field
from msgspec.structs import replace

from diptych.parse.labels import LABEL
from diptych.syntax.inline import joined, lines_of, paragraph
from diptych.syntax.tree import LISTS, replaced
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diptych.syntax.tree import Node

# `A. …`, `B、…`, `（C）…`, `D) …`.
OPTION = re.compile(r"\s*[(\[]?([A-H])\s*(?:[.、:)\]]|\s(?=\S))\s*(?=\S)", re.IGNORECASE)
TICK = ' checked="checked"'
FEWEST = 2
# So many blocks may be asked with above the choices: a piece of code, a picture.
MOST_ABOVE = 3
ASKED_WITH = frozenset({"paragraph", "fence", "code_block", "math_block"})


class Choices(Struct, frozen=True):
    """The choices of a question.

    Attributes:
        front: what stands above them, and themselves, without telling which are right.
        answer: what is left: ticked boxes, and all that stands below.
        ticked: whether they are boxes to tick.
        above: how many blocks stand above them.
    """

    front: tuple[Node, ...]
    answer: tuple[Node, ...]
    ticked: bool = False
    above: int = 0


def find_choices(body: Sequence[Node]) -> Choices | None:
    """Find the choices that a question's body begins with, below a few blocks at most."""
    for place, block in enumerate(body[: MOST_ABOVE + 1]):
        above = tuple(body[:place])
        if found := _ticked(block) or _lettered(body[place:]):
            below = tuple(body[place + 1 :]) if found.ticked else ()
            answer = (*found.answer, *below)
            return replace(found, front=(*above, *found.front), answer=answer, above=place)
        if block.type not in ASKED_WITH:
            break
    return None


def _ticked(block: Node) -> Choices | None:
    """Read a list of boxes of which some are ticked and others are not."""
    items = block.children if block.type in LISTS else ()
    boxes = [box_of(item) for item in items]
    right = [item for item, box in zip(items, boxes, strict=True) if box and TICK in box.content]
    if not all(boxes) or not 0 < len(right) < len(items):
        return None
    asked = [_without_tick(_asked(item)) for item in items]
    # Where an item says more, about why it is wrong, all are part of the answer.
    bare = all(len(_asked(item).children) == len(item.children) for item in items)
    answer = replace(block, children=tuple(right)) if bare else block
    return Choices((replace(block, children=tuple(asked)),), (answer,), ticked=True)


def box_of(item: Node) -> Node | None:
    """Find the box that an item begins with."""
    first = item.children[0].children[:1] if item.children else ()
    is_box = first and "task-list-item-checkbox" in first[0].content
    return first[0] if is_box else None


def _asked(item: Node) -> Node:
    """Leave of an item its first paragraph and its code."""
    first, *others = item.children
    return replace(item, children=(first, *(each for each in others if each.type == "fence")))


def _without_tick(item: Node) -> Node:
    box = box_of(item)
    if box is None:
        return item
    return replaced((item,), box, replace(box, content=box.content.replace(TICK, "")))[0]


class _Options(Struct):
    """Lettered choices, while they are gathered."""

    blocks: list[Node] = field(default_factory=list)
    letters: list[str] = field(default_factory=list)

    def take(self, text: str) -> bool:
        """Take a line if it begins with the letter that is next; tell whether it does."""
        found = OPTION.match(normalize("NFKC", text))
        following = chr(ord("A") + len(self.letters))
        if found is None or found[1].upper() != following:
            return False
        # Several may stand in one line.
        rest = normalize("NFKC", text)[found.end() :]
        self.letters.append(following)
        for letter in "BCDEFGH"[len(self.letters) - 1 :]:
            if re.search(rf"(?:^|[\s\u3000]){letter}\s*[.、:)]\s*\S", rest):
                self.letters.append(letter)
            else:
                break
        return True


def _lettered(body: Sequence[Node]) -> Choices | None:
    """Read the lettered choices that stand first."""
    options = _Options()
    left: list[Node] = []
    for place, block in enumerate(body):
        left = _take_options(block, options)
        if left:
            left += body[place + 1 :]
            break
    return Choices(tuple(options.blocks), tuple(left)) if len(options.letters) >= FEWEST else None


def _take_options(block: Node, options: _Options) -> list[Node]:
    """Take the options that a block begins with; give what is left of it."""
    if block.type in LISTS:
        texts = [plain_text(item.children[0].children) for item in block.children if item.children]
        if not texts or not all(map(options.take, texts)):
            return [block]
        options.blocks.append(block)
        return []
    if block.type != "paragraph":
        return [block]
    lines = lines_of(block)
    count = 0
    for line in lines:
        text = plain_text(line)
        goes_on = count > 0 and not LABEL.match(text)
        if not (options.take(text) or goes_on):
            break
        count += 1
    if count:
        options.blocks += [paragraph(line, block) for line in lines[:count]]
    return [paragraph(joined(lines[count:]), block)] if count < len(lines) else []
