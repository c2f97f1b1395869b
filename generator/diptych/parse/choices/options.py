"""The options of a question to choose from, and which of them its answer says are right."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from unicodedata import normalize

from msgspec import Struct
from msgspec.structs import replace

from diptych.characters import lazy
from diptych.parse.choices.offered import FEWEST, OPTION, TICK, box_of, find_choices
from diptych.syntax.inline import lines_of, paragraph, split_line, strip_start
from diptych.syntax.tree import LISTS, text_blocks
from diptych.syntax.words import plain_text, words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diptych.syntax.document import Question
    from diptych.syntax.inline import Line
    from diptych.syntax.tree import Node

LETTER = lazy(r"\s*[(\[（]?[A-Ha-hＡ-Ｈ]\s*(?:[.、:)\]．：）]|\s(?=\S))\s*")
NEXT = lazy(r"(?<=[\s\u3000])(?=[B-HＢ-Ｈ]\s*[.、:)．：）]\s*\S)")

# The letters that an answer begins with, and what may stand behind them: they are no article, as in
# “A kernel is …”, and no word of several letters.
_RIGHT = lazy(
    r"\W*+(?:(?:应?选择?|故选|答案[是为:]?)\s*+)?([A-H](?:\s*+(?:(?:[、,&/]|和|and)\s*+)?[A-H])*)"
    r"(?=\s*(?:$|[.。,;:()\]、!—–-]|项?是?(?:正确|对)))"
)
_WRONG = lazy(r"\W*(?:项?是?(?:错|不|误)|wrong|incorrect|false|not\b)", re.IGNORECASE)
# Options that speak of the others stay where they stand.
_OF_OTHERS = lazy(
    r"以上|上述|前述|都(?:不?对|不?正确|不?是)|\bthe above\b"
    r"|\b(?:all|none|both|either|neither|any) of (?:the|these)\b",
    re.IGNORECASE,
)


class Option(Struct, frozen=True):
    """One option: what it says, whether it is right, and the letter that the answer names it by."""

    nodes: tuple[Node, ...]
    right: bool
    letter: str = ""


class Choice(Struct, frozen=True):
    """A question's options, and what stands around them.

    Attributes:
        above: what is asked with above the options: a piece of code, a picture.
        answer: the answer without what the marks of the options tell already.
    """

    above: tuple[Node, ...]
    options: tuple[Option, ...]
    short: tuple[Node, ...]
    answer: tuple[Node, ...]

    @property
    def speaks_of_others(self) -> bool:
        """Tell whether an option speaks of the others, so that their order says something."""
        return any(_OF_OTHERS.search(words_of(option.nodes)) for option in self.options)


def choice_of(question: Question) -> Choice | None:
    """Read a question's options, if it has some and its answer tells which are right."""
    if not question.front:
        return None
    return _of_boxes(question) or _of_letters(question)


def _of_boxes(question: Question) -> Choice | None:
    """Read boxes: they stand in front without a tick, in the answer those that are ticked do."""
    *above, block = question.front
    if block.type not in LISTS or not all(map(box_of, block.children)):
        return None
    if question.short or not question.answer or question.answer[0].type not in LISTS:
        return None
    told, *below = question.answer
    ticked = {item.line for item in told.children if (box := box_of(item)) and TICK in box.content}
    options = tuple(Option(_boxless(item), item.line in ticked) for item in block.children)
    if not ticked or not any(option.right for option in options):
        return None
    # What the options say about themselves in the answer only is worth reading there.
    says_more = len(told.children) == len(block.children)
    if says_more:
        return Choice(tuple(above), options, (), question.answer)
    if below and below[0].type == "blockquote":
        return Choice(tuple(above), options, below[0].children, tuple(below[1:]))
    return Choice(tuple(above), options, (), tuple(below))


def _boxless(item: Node) -> tuple[Node, ...]:
    first, *others = item.children
    text, *more = first.children[1:] or (None,)
    if text is not None and text.type == "text":
        text = replace(text, content=text.content.lstrip())
    words = tuple(each for each in (text, *more) if each is not None)
    return (replace(first, children=words), *others)


def _of_letters(question: Question) -> Choice | None:
    """Read lettered options, and the letters that the answer begins with."""
    found = find_choices(question.front)
    if found is None or found.told or found.answer:
        return None
    above, blocks = found.front[: found.above], found.front[found.above :]
    texts = [line for block in blocks for line in _lines(block)]
    options = _lettered(texts)
    right = _right_letters((*question.short, *question.answer))
    letters = [letter for letter, _ in options]
    expected = list("ABCDEFGH"[: len(options)])
    if len(options) < FEWEST or letters != expected or not right or not right <= set(letters):
        return None
    return Choice(
        above,
        tuple(Option((block,), letter in right, letter) for letter, block in options),
        question.short,
        question.answer,
    )


def _lines(block: Node) -> list[tuple[Line, Node]]:
    """Part a paragraph, or the items of a list, into lines that each begin with one letter."""
    if block.type in LISTS:
        if any(len(item.children) != 1 for item in block.children):
            return []
        return [(item.children[0].children, item.children[0]) for item in block.children]
    parted: list[tuple[Line, Node]] = []
    for line in lines_of(block):
        rest: Line = line
        while pair := split_line(rest, NEXT):
            parted.append((pair[0], block))
            rest = pair[1]
        parted.append((rest, block))
    return parted


def _lettered(texts: Sequence[tuple[Line, Node]]) -> list[tuple[str, Node]]:
    """Take the letters off; nothing if some line begins with none."""
    options: list[tuple[str, Node]] = []
    for line, like in texts:
        found = OPTION.match(normalize("NFKC", plain_text(line)))
        rest = strip_start(line, LETTER)
        if found is None or not rest:
            return []
        options.append((found[1].upper(), replace(paragraph(rest, like), type="paragraph")))
    return options


def _right_letters(answer: Sequence[Node]) -> set[str]:
    """Read the letters that an answer begins with."""
    if not answer or answer[0].type != "paragraph":
        return set()
    text = normalize("NFKC", plain_text(lines_of(answer[0])[0]))
    found = _RIGHT.match(text)
    if found is None or _WRONG.match(text, found.end()):
        return set()
    behind = [line for block in text_blocks(answer) for line in lines_of(block)][1:]
    if text[found.end() :].strip(" .。") and any(map(_begins_with_letter, behind)):
        return set()  # it goes through the options, one after the other
    return set(re.findall(r"[A-H]", found[1]))


def _begins_with_letter(line: Line) -> bool:
    return bool(OPTION.match(normalize("NFKC", plain_text(line))))
