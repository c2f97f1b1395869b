"""The choices below a question, which are asked with: ``A. …``, ``B. …``, or boxes to tick.

Of boxes, ``- [ ] …`` and ``- [x] …``, those that are ticked are the answer; of others those that
bear a mark, ``B. UDP ✓``, or are bold.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from unicodedata import normalize

from msgspec import Struct, field
from msgspec.structs import replace

from diptych.characters import lazy
from diptych.parse.choices.boxed_choices import take_boxes
from diptych.parse.choices.right_marks import may_be_marked, names_sides, take_mark, without_mark
from diptych.parse.words import lexicon
from diptych.parse.words.labels import ANSWER_LABEL, LABEL
from diptych.parse.words.manners import is_bold
from diptych.syntax.inline import joined, lines_of, paragraph
from diptych.syntax.tree import LISTS, replaced
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from diptych.syntax.inline import Line
    from diptych.syntax.tree import Node

# `A. …`, `B、…`, `（C）…`, `D) …`, `A 甲`; but not `A nurse is …`.
OPTION = lazy(
    r"\s*[(\[]?(?!A\s+(?-i:[a-z]))([A-H])\s*(?:[.、:)\]]|\s(?=\S))\s*(?=\S)", re.IGNORECASE
)
# Other marks of choices, `① …`, `ア　…`, `б) …`, `2) …`. They number much else: an answer must name
# one.
_OTHERS = "".join(lexicon.ALPHABETS[2:-1])
_MARKED = lazy(
    rf"\s*(?:([①-⑧])|[(（]?([アイウエオカキク])(?:[.．、:：)）]|\s)|[(（]?(الف|[{_OTHERS}])[.．、)）]"
    r"|[(（]?([1-8])[.．、)）])\s*(?=\S)"
)
_NAMES_ONE = lazy(
    rf"\W*(?:(?:{lexicon.OPTION})\s+)?(الف|[①-⑧アイウエオカキク{_OTHERS}1-8])[.．、)）]?"
    r"(?:\W*$|\s|[.。,，;；]|項?が正)",
    re.IGNORECASE,
)
# The first choice, and an answer that begins with the letter of one: `b`, `a) A lock`.
FIRST = lazy(r"\W*[aAＡ]\s*\W")
NAMED = lazy(r"\W*[a-h]\W*(?:$|[.)]\s)", re.IGNORECASE)
TICK = ' checked="checked"'
FEWEST = 2
FEWEST_BOLD = 3
# So many blocks may be asked with above the choices: a piece of code, a picture.
MOST_ABOVE = 3
ASKED_WITH = frozenset({"paragraph", "fence", "code_block", "math_block"})


class Choices(Struct, frozen=True):
    """The choices of a question.

    Attributes:
        front: what stands above them, and themselves, without telling which are right.
        answer: what is left: those that are right if they tell so, and all that stands below.
        told: whether they tell which of them are right.
        above: how many blocks stand above them.
        letters: how many bear a capital letter; 0 if they bear small ones, or none.
        lettered: whether each begins with a letter, a box, or another mark of choices.
    """

    front: tuple[Node, ...]
    answer: tuple[Node, ...]
    told: bool = False
    above: int = 0
    letters: int = 0
    lettered: bool = False


def find_choices(body: Sequence[Node]) -> Choices | None:
    """Find the choices that a question's body begins with, below a few blocks at most."""
    for place, block in enumerate(body[: MOST_ABOVE + 1]):
        above = tuple(body[:place])
        if found := (
            _ticked(body[place:])
            or _boxed(body[place:])
            or _lettered(body[place:])
            or _marked(body[place:])
        ):
            return replace(found, front=(*above, *found.front), above=place)
        if block.type not in ASKED_WITH:
            break
    return None


def find_bold(body: Sequence[Node]) -> Choices | None:
    """Read a list of lines of which one is bold: the right one, if a page writes all of them so."""
    block, *below = body or (None,)
    items = block.children if block is not None and block.type in LISTS else ()
    if block is None or len(items) < FEWEST_BOLD or not all(map(_is_line, items)):
        return None
    bold = [is_bold(item.children[0].children) for item in items]
    return _told([block], below) if sum(bold) == 1 else None


def part_above_choices(block: Node, *, by_letter: bool) -> tuple[Line, tuple[Node, ...]]:
    """Part a question from the lettered lines right below it, which are to be chosen from.

    Args:
        by_letter: whether the answer names one by its letter; small ones may also count parts.
    """
    lines = lines_of(block)
    place = next((n for n, line in enumerate(lines) if n and FIRST.match(plain_text(line))), 0)
    below = paragraph(joined(lines[place:]), block)
    choices = find_choices([below]) if place else None
    if choices is None or choices.answer or not (choices.letters or by_letter):
        return block.children, ()
    return joined(lines[:place]), (below,)


def may_offer(body: Sequence[Node]) -> bool:
    """Tell whether a body is nothing but lines with marks of choices that need an answer."""
    options = _Options()
    left = [rest for block in body for rest in _take_options(block, options)]
    return bool(options.alphabet) and len(options.letters) >= FEWEST and not left


def _ticked(body: Sequence[Node]) -> Choices | None:
    """Read a list of boxes of which some are ticked and others are not."""
    block, *below = body
    items = block.children if block.type in LISTS else ()
    boxes = [box_of(item) for item in items]
    right = [item for item, box in zip(items, boxes, strict=True) if box and TICK in box.content]
    if not all(boxes) or not 0 < len(right) < len(items):
        return None
    asked = [_without_tick(_asked(item)) for item in items]
    # Where an item says more, about why it is wrong, all are part of the answer.
    bare = all(len(_asked(item).children) == len(item.children) for item in items)
    answer = replace(block, children=tuple(right)) if bare else block
    front = (replace(block, children=tuple(asked)),)
    return Choices(front, (answer, *below), told=True, lettered=True)


def _boxed(body: Sequence[Node]) -> Choices | None:
    """Read lines that begin with a box, of which some are ticked and others are not."""
    taken = take_boxes(body[0])
    if taken is None:
        return None
    return Choices(taken[0], (*taken[1], *body[1:]), told=True, lettered=True)


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


def _marked(body: Sequence[Node]) -> Choices | None:
    """Read a list without letters of which some items are marked as right, and others are not."""
    block, *below = body
    items = block.children if block.type in LISTS else ()
    if not any(map(may_be_marked, items)) or not all(map(_is_line, items)):
        return None
    return _told([block], below)


def _is_line(item: Node) -> bool:
    return len(item.children) == 1 and item.children[0].type == "paragraph"


class _Options(Struct):
    """Lettered choices, while they are gathered."""

    blocks: list[Node] = field(default_factory=list)
    letters: list[str] = field(default_factory=list)
    small: bool = False
    # Those that are counted by, where they are no letters.
    alphabet: str = ""
    # Whether a mark stands before one of them: `+б) …`.
    told: bool = False

    def take(self, text: str) -> bool:
        """Take a line if it begins with the letter that is next; tell whether it does."""
        unmarked = without_mark(text)
        self.told |= unmarked != text
        text = unmarked
        marked = _MARKED.match(text)
        if marked and (self.alphabet or not self.letters):
            return self._take_marked(marked)
        found = OPTION.match(normalize("NFKC", text))
        following = chr(ord("A") + len(self.letters))
        if found is None or found[1].upper() != following or self.alphabet:
            return False
        self.small |= found[1].islower()
        # Several may stand in one line.
        rest = found.string[found.end() :]
        self.letters.append(following)
        self._take_others("BCDEFGH", rest, r"\s*[.、:)]")
        return True

    def _take_marked(self, found: re.Match[str]) -> bool:
        # The name of the first letter stands for it: `الف) …`, `ب) …`.
        mark = found[found.lastindex or 1][0]
        known = self.alphabet if mark in self.alphabet else ""
        alphabet = known or next(each for each in lexicon.ALPHABETS if mark in each)
        if alphabet[len(self.letters) :][:1] != mark or self.alphabet not in {"", alphabet}:
            return False
        self.alphabet = alphabet
        self.letters.append(mark)
        behind = r"[.．、)）]" if mark.isdecimal() else r"[.．、:：)）]?"
        self._take_others(alphabet[1:], found.string[found.end() :], behind)
        return True

    def _take_others(self, following: str, rest: str, behind: str) -> None:
        """Take those that stand in the same line."""
        for letter in following[len(self.letters) - 1 :]:
            if not re.search(rf"(?:^|[\s\u3000]){letter}{behind}\s*\S", rest):
                break
            self.letters.append(letter)

    def are_answered_by(self, left: Sequence[Node]) -> bool:
        """Tell whether what stands below names one of them, if it must."""
        if not self.alphabet or (self.told and self.alphabet.isalpha()):
            return True
        lines = [plain_text(line) for line in _lines_that_tell(left)]
        labelled = next(
            ((line, found) for line in lines if (found := ANSWER_LABEL.match(line))), None
        )
        if labelled:
            named = _NAMES_ONE.match(labelled[0], labelled[1].end())
        else:
            named = _NAMES_ONE.fullmatch("\n".join(lines))
        return named is not None and named[1][0] in {*self.letters}


def _lines_that_tell(left: Sequence[Node]) -> Iterator[Line]:
    """Walk the lines below choices that say which is right; what explains it may stand above."""
    for block in left:
        if block.type != "paragraph":
            return
        yield from lines_of(block)
        if not LABEL.match(plain_text(block.children)):
            return


def _lettered(body: Sequence[Node]) -> Choices | None:
    """Read the lettered choices that stand first."""
    options = _Options()
    left: list[Node] = []
    for place, block in enumerate(body):
        left = _take_options(block, options)
        if left:
            left += body[place + 1 :]
            break
    few = len(options.letters) < FEWEST or not options.blocks
    if few or not options.are_answered_by(left):
        return None
    found = _told(options.blocks, left) or Choices(tuple(options.blocks), tuple(left))
    found = replace(found, lettered=True)
    return (
        found if options.small or options.alphabet else replace(found, letters=len(options.letters))
    )


def _told(blocks: Sequence[Node], below: Sequence[Node]) -> Choices | None:
    """Take the marks off that tell which choices are right; None if none tells, or all are bold."""
    front: list[Node] = []
    told: list[bool] = []
    right: list[Node] = []
    for block in blocks:
        items = block.children if block.type in LISTS else (block,)
        bare: list[Node] = []
        for item in items:
            text = item.children[0] if block.type in LISTS else item
            line, is_right = take_mark(text.children)
            unmarked = replace(text, children=line, content=plain_text(line))
            told.append(is_right)
            right += [replace(unmarked, hidden=False)] if is_right else []
            rest = (unmarked, *item.children[1:])
            bare.append(replace(item, children=rest) if block.type in LISTS else unmarked)
        front += [replace(block, children=tuple(bare))] if block.type in LISTS else bare
    if not 0 < sum(told) < len(told) or names_sides(blocks):
        return None
    return Choices(tuple(front), (*right, *below), told=True)


def _written(item: Node) -> str:
    """Read the first text of an item, with its number where it bears no mark of its own."""
    text = plain_text(item.children[0].children)
    marked = OPTION.match(normalize("NFKC", without_mark(text))) or _MARKED.match(text)
    return f"{item.info}. {text}" if item.info.isdigit() and not marked else text


def _take_options(block: Node, options: _Options) -> list[Node]:
    """Take the options that a block begins with; give what is left of it."""
    if block.type in LISTS:
        # An empty item offers nothing.
        items = tuple(item for item in block.children if item.children)
        if not items or not all(options.take(_written(item)) for item in items):
            return [block]
        options.blocks.append(replace(block, children=items))
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
