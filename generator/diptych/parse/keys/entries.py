"""What a key of answers says: the number of each answer, and the part that it belongs to.

``1. B``, ``1-5 ABCDA``, ``3、√``, a table of numbers and letters, ``一、选择题`` above some.
"""

from __future__ import annotations

import re
from operator import itemgetter
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from diptych.characters import lazy
from diptych.parse.keys.exam_parts import PART, TASK_PART, part_name
from diptych.parse.keys.tables import of_cell, of_table, text_node
from diptych.parse.words.key_marks import (
    APART,
    EACH,
    FEWEST,
    GROUPS,
    IN_LINE,
    IN_ORDER,
    MANY,
    MARK,
    PART_IN_ORDER,
    PARTS_IN_ORDER,
    RANGE,
)
from diptych.parse.words.labels import ANSWER_LABEL, KEY_LABEL, NUMBERED_ANSWER
from diptych.parse.words.lexicon import QUESTION
from diptych.parse.words.manners import is_bold, number_manner, numbers_parts, ordinal_of
from diptych.parse.words.numbers import without_number_nodes
from diptych.syntax.inline import (
    cut,
    joined,
    lines_of,
    paragraph,
    split_line,
    strip_start,
    text_of,
)
from diptych.syntax.tree import Node
from diptych.syntax.words import plain_text, words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diptych.syntax.inline import Line

DIGITS = lazy(r"\d+")
# A line that was the heading of a part.
TITLE = "title"
_APART_FROM_NEXT = lazy(r"(?<!\s)\s*[;；,，]\s*$")
# The word before the number of an answer, which names no part.
_WORD = lazy(rf"\W*(?:q|{QUESTION})\W*", re.IGNORECASE)
# What stands behind the number of an answer; a dash only before a letter.
COUNTS = r"(?:[.、．)）:：]|[-–—=→](?=\s*[(（]?[A-Ha-h]\b))"


class KeyEntry(Struct, frozen=True):
    """An answer of a key: its number, its blocks, and the name of the part that it belongs to."""

    number: int
    blocks: tuple[Node, ...]
    part: str = ""

    def as_text(self) -> tuple[Node, ...]:
        """Write it as it may stand in a text, with its number."""
        first, *others = self.blocks or (None,)
        if first is None:
            return ()
        number = text_node(f"{self.number}. ", first)
        if first.type == "paragraph":
            return (paragraph((number, *first.children), first), *others)
        return (replace(of_cell(first, ()), children=(number,), content=""), *self.blocks)


class Key(Struct):
    """A key, while it is read: what stands above its entries, the entries, the part reached."""

    rest: list[Node]
    entries: list[KeyEntry]
    part: str = ""

    def add(self, number: int, blocks: tuple[Node, ...]) -> None:
        """Add an entry of the part that was reached."""
        self.entries.append(KeyEntry(number, blocks, self.part))

    def begin(self, title: Node) -> None:
        """Begin the part that a line names."""
        self.part = part_name(plain_text(title.children))
        self.rest.append(title)

    def extend(self, block: Node) -> None:
        """Add a block to the last entry."""
        last = self.entries[-1]
        self.entries[-1] = replace(last, blocks=(*last.blocks, block))


def read_key(nodes: Sequence[Node]) -> tuple[tuple[Node, ...], list[KeyEntry]]:
    """Cut a key into its entries; give what stands above the first one as well."""
    key = Key([], [])
    for block in nodes:
        if block.type == "ordered_list":
            for item in block.children:
                for number, blocks in _of_item(item):
                    key.add(number, blocks)
        elif block.type == "table" and (answers := of_table(block)):
            for number, blocks in answers:
                key.add(number, blocks)
        elif block.type == "bullet_list" and all(map(_is_counted, block.children)):
            for item in block.children:
                _take_lines(replace(item.children[0], hidden=False), key)
        elif block.type == "paragraph" and _is_title(block):
            key.begin(block)
        elif block.type == "paragraph":
            _take_lines(block, key)
        elif key.entries and block.type != "hr":
            key.extend(block)
        else:
            key.rest.append(block)
    return tuple(key.rest), key.entries


def _is_counted(item: Node) -> bool:
    """Tell whether an item of bullets is one line that begins with a number: `- 2: B`."""
    if [each.type for each in item.children] != ["paragraph"]:
        return False
    return ordinal_of(plain_text(item.children[0].children)) > 0


def entries_of_line(block: Node) -> list[KeyEntry]:
    """Read a block that is nothing but a key: `答案：1-5 ABCDA`, a table; empty if it says more."""
    entries: list[KeyEntry] = []
    if block.type == "table":
        answers = of_table(block)
        if all(MARK.fullmatch(words_of(blocks)) for _, blocks in answers):
            entries = [KeyEntry(number, blocks) for number, blocks in answers]
    lines = lines_of(block) if block.type == "paragraph" else []
    if below := _line_by_line(lines):
        return [KeyEntry(number, (paragraph(said, block),)) for number, said in below]
    for each in lines:
        unlabelled = strip_start(each, KEY_LABEL)
        line = each if unlabelled is None else unlabelled
        if of_parts := _of_parts(line, block):
            entries += of_parts
            continue
        several = _several(line)
        only_marks = several and all(MARK.fullmatch(text_of(said)) for _, said in several)
        if _says(text_of(line)) and not only_marks:
            return []
        entries += [KeyEntry(number, (paragraph(said, block),)) for number, said in several]
    return entries


def _line_by_line(lines: Sequence[Line]) -> list[tuple[int, Line]]:
    """Read answers that have a line each, below the one that announces them: `1b`, `2-a: oak`."""
    first = f"{text_of(lines[0]).strip(' :：')}:" if len(lines) > FEWEST else "x"
    announced = not _says(KEY_LABEL.sub("", first, count=1))
    if not announced:
        return []
    texts = [text_of(line) for line in lines[1:]]
    found = [IN_LINE.match(text, len(text) - len(text.lstrip())) for text in texts]
    pairs = [(each, line) for each, line in zip(found, lines[1:], strict=True) if each]
    told = [(int(each[1]), cut(line, each.start(2), len(each.string))) for each, line in pairs]
    return told if len(told) == len(found) else []


def entries_in_line(block: Node) -> list[KeyEntry]:
    """Read a line that says that answers follow, and counts them: `答案：1. 北京 2. 上海`."""
    lines = lines_of(block) if block.type == "paragraph" else []
    rest = strip_start(joined(lines), KEY_LABEL) if lines else None
    entries: list[KeyEntry] = []
    begun = IN_LINE.match(text_of(rest)) if rest else None
    number = first = int(begun[1]) if begun else ordinal_of(plain_text(rest)) if rest else 0
    while rest and number:
        counted = re.compile(rf"(?:^|(?<=[\s;；,，。]))\s*{number}\s*{COUNTS}\s*(?=\S)")
        parted = split_line(rest, counted)
        if parted is None:
            break
        if number > first:
            said = split_line(parted[0], _APART_FROM_NEXT) or (parted[0],)
            entries.append(KeyEntry(number - 1, (paragraph(said[0], block),)))
        rest, number = parted[1], number + 1
    return [*entries, KeyEntry(number - 1, (paragraph(rest, block),))] if entries and rest else []


def answers_in_order(blocks: Sequence[Node]) -> list[list[str]]:
    """Read a key without numbers, `答案：ABCDA`: in each way in which it can be parted.

    Letters that stand together may be the answers of several questions, or all of one; so may
    those of a part, `一、AB`.
    """
    if not blocks or any(block.type != "paragraph" for block in blocks):
        return []
    lines = [plain_text(line) for block in blocks for line in lines_of(block)]
    text = " ".join([KEY_LABEL.sub("", lines[0], count=1), *lines[1:]])
    if PARTS_IN_ORDER.fullmatch(text):
        parts = [EACH.findall(marks) for _, marks in PART_IN_ORDER.findall(text)]
        return [[mark for part in parts for mark in part], ["".join(part) for part in parts]]
    if not IN_ORDER.fullmatch(text):
        return []
    together = [each for each in re.split(rf"{APART}+", text) if each]
    return [EACH.findall(text), together]


def answers_one(block: Node, asked: str) -> bool:
    """Tell whether a line that begins with `答案：` answers one question, and not several."""
    if block.type != "paragraph" or not ANSWER_LABEL.match(plain_text(block.children)):
        return False
    several = entries_of_line(block) or any(len(each) > 1 for each in answers_in_order([block]))
    return not several or bool(MANY.search(asked))


def entries_of_marks(nodes: Sequence[Node]) -> list[KeyEntry]:
    """Read a key of nothing but letters and marks of right and wrong; empty if it says more."""
    _, entries = read_key(nodes)
    return entries if all(MARK.fullmatch(words_of(entry.blocks)) for entry in entries) else []


def _of_item(item: Node) -> list[tuple[int, tuple[Node, ...]]]:
    """Read an item: one answer, or `A 2. B 3. C` behind its number."""
    number = int(item.info) if item.info.isdigit() else 0
    if len(item.children) == 1:
        (block,) = item.children
        several = _several((text_node(f"{number}. ", block), *block.children))
        if several:
            return [(each, (paragraph(said, block),)) for each, said in several]
    return [(number, item.children)]


def saying(words: str, like: Node) -> Node:
    """Make a paragraph of words that stood in another one."""
    return paragraph((text_node(words, like),), like)


def _take_lines(block: Node, key: Key) -> None:
    for whole in lines_of(block):
        title, line = _title_in_line(whole)
        if title:
            key.begin(paragraph(title, block))
        text = plain_text(line)
        manner = number_manner(text)
        if of_parts := _of_parts(line, block):
            key.entries += of_parts
        elif several := _several(line):
            for number, said in several:
                key.add(number, (paragraph(said, block),))
        elif labelled := NUMBERED_ANSWER.match(text_of(line)):
            said = strip_start(line, NUMBERED_ANSWER) or ()
            key.add(int(labelled[1]), (paragraph(said, block),) if said else ())
        elif manner and (digits := DIGITS.search(text)) and "1" in manner:
            key.add(int(digits[0]), (paragraph(_without_number(line), block),))
        elif found := IN_LINE.match(text_of(line)):
            said = cut(line, found.start(2), len(found.string))
            key.add(int(found[1]), (paragraph(said, block),))
        elif key.entries and not numbers_parts(manner) and not PART.fullmatch(text):
            key.extend(paragraph(line, block))
        else:
            key.begin(paragraph(joined([line]), block))


def _of_parts(line: Line, block: Node) -> list[KeyEntry]:
    """Read a line of whole parts' answers; none if it says anything else."""
    text = text_of(line)
    if not PARTS_IN_ORDER.fullmatch(text):
        return []
    return [
        KeyEntry(number, (saying(mark, block),), part)
        for part, marks in PART_IN_ORDER.findall(text)
        for number, mark in enumerate(EACH.findall(marks), start=1)
    ]


def _title_in_line(line: Line) -> tuple[Line, Line]:
    """Part the title of a part from the answers in its line: `一、选择题：1. B 2. C`."""
    text = text_of(line)
    found = [each.start() for kind in (RANGE, IN_LINE) if (each := kind.search(text))]
    title = text[: min(found, default=0)]
    if _WORD.fullmatch(title):
        return (), line
    if PART.fullmatch(title) or TASK_PART.fullmatch(part_name(title)):
        return cut(line, 0, len(title)), cut(line, len(title), len(text))
    return (), line


def _is_title(block: Node) -> bool:
    """Tell whether a paragraph names a part: it was a heading, or is bold, as one would be."""
    if block.meta.get(TITLE):
        return True
    name = part_name(plain_text(block.children)) if is_bold(block.children) else ""
    return bool(TASK_PART.fullmatch(name))


def _several(line: Line) -> list[tuple[int, Line]]:
    """Find the answers of a line that holds several, each with what is said behind it.

    There are none where it says something else, which would belong to no answer.
    """
    text = text_of(line)
    ranges = [each for each in RANGE.finditer(text) if _letters(each)]
    left = text
    for each in ranges:
        left = f"{left[: each.start()]}{' ' * len(each[0])}{left[each.end() :]}"
    marks = [*IN_LINE.finditer(left)]
    if _says(left[: marks[0].start()] if marks and not ranges else IN_LINE.sub("", left)):
        return []
    ends = [*(each.start() for each in marks[1:]), len(text)]
    found = [
        (each.start(), int(each[1]), _answer(line, each, end))
        for each, end in zip(marks, ends[: len(marks)], strict=True)
    ]
    for each in ranges:
        told = enumerate(_letters(each), start=int(each[1]))
        found += [(each.start(), number, (text_node(said, line[0]),)) for number, said in told]
    answers = [(number, said) for _, number, said in sorted(found, key=itemgetter(0))]
    return answers if len(answers) >= FEWEST else []


def _letters(found: re.Match[str]) -> Sequence[str]:
    """List the answers of a range, one for each of its numbers; none if they are not as many."""
    count = int(found[2]) - int(found[1]) + 1
    groups = GROUPS.split(found[3])
    letters = GROUPS.sub("", found[3])
    return groups if len(groups) == count else letters if len(letters) == count else ()


def _answer(line: Line, mark: re.Match[str], end: int) -> Line:
    """Take an answer with what is said behind it, up to where the next one begins."""
    behind = mark.string[mark.end() : end].rstrip()
    return cut(line, mark.start(2), mark.end() + len(behind) if _says(behind) else mark.end(2))


def _says(text: str) -> bool:
    """Tell whether there is more than marks; a picture or a formula counts."""
    return any(each.isalnum() or each == "\0" for each in text)


def _without_number(line: Line) -> Line:
    if is_bold(line):
        strong = next(node for node in line if node.type == "strong")
        line = (*strong.children, *(node for node in line if node is not strong))
    return without_number_nodes(line)
