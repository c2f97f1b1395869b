"""Join questions with a key that stands behind them all: ``# 参考答案``, ``1. B``, ``2. C``.

They are joined by number. A key that does not fit the questions above it stays a text.
"""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING

from msgspec.structs import replace

from diptych.characters import lazy
from diptych.parse.answers import part_answer
from diptych.parse.manners import is_bold, number_manner, numbers_parts
from diptych.parse.numbers import without_number_nodes
from diptych.syntax.inline import joined, lines_of, paragraph
from diptych.syntax.tree import Node
from diptych.syntax.words import plain_text, words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diptych.parse.drafts import QuestionDraft
    from diptych.syntax.document import Section
    from diptych.syntax.inline import Line

KEY = lazy(
    r"\W*(?:[一二三四五六七八九十\d]+[、.．]\s*)?(?:练习|习题|试题|题目)?(?:参考|标准|正确)?"
    r"(?:答案(?:解析|与解析|及解析|部分|汇总)?|解答|解析)\W*"
    r"|\W*(?:answers?(?: key)?|key|solutions?|answer sheet|lösungen|antworten|respuestas|soluciones"
    r"|réponses|solutions|respostas|ответы|解答|정답)\W*",
    re.IGNORECASE,
)
LETTERS = lazy(r"\s*[A-HＡ-Ｈ]{1,8}(?![a-zａ-ｚ])")
DIGITS = lazy(r"\d+")
# Several in a line: `1. B  2. C`, `1-5 ABCDA`.
IN_LINE = lazy(
    r"(\d{1,4})\s*[.、．:：)）]\s*([A-H]{1,8}|[√×✓✗TF对错])(?=\s|$|[,，;；、])", re.IGNORECASE
)
RANGE = lazy(
    r"(\d{1,4})\s*[-–—~～至]\s*(\d{1,4})\s*+(?:[.、:：]\s*+)?([A-H](?:\s*[A-H])*)(?=\s|$|[^\w])"
)
# A line that only says to which part the answers below it belong.
PART = lazy(r"\W*(?:第?[一二三四五六七八九十]{1,3}(?:部分|大题)?|[IVX]{1,4})\W*")
FEWEST = 2
HALF = 0.5

Entry = tuple[int, tuple["Node", ...]]


def with_heading_of_key(nodes: Sequence[Node]) -> tuple[Node, ...]:
    """Make a heading of the only line that announces a key, ``**参考答案**``, where it is none."""
    places = [place for place in range(len(nodes)) if _announces(nodes, place)]
    headed = (node for node in nodes if node.type == "heading")
    if len(places) != 1 or any(KEY.fullmatch(plain_text(node.children)) for node in headed):
        return tuple(nodes)
    (place,) = places
    above = (node.heading_level for node in reversed(nodes[:place]) if node.heading_level)
    heading = replace(nodes[place], type="heading", tag=f"h{next(above, 2)}")
    return (*nodes[:place], heading, *nodes[place + 1 :])


def _announces(nodes: Sequence[Node], place: int) -> bool:
    """Tell whether a paragraph only says that answers follow: numbered lines do, as stand above."""
    if nodes[place].type != "paragraph" or place + 1 == len(nodes):
        return False
    if not KEY.fullmatch(plain_text(nodes[place].children)) or not _counts(nodes[place + 1]):
        return False
    above = takewhile(lambda node: node.type != "heading", reversed(nodes[:place]))
    return any(map(_counts, above))


def _counts(block: Node) -> bool:
    is_list = block.type == "ordered_list"
    return is_list or (block.type == "paragraph" and bool(number_manner(block.content)))


def join_keys(
    drafts: Sequence[QuestionDraft], sections: Sequence[Section]
) -> tuple[list[QuestionDraft], list[Section]]:
    """Answer questions from the keys behind them; take those out of the sections."""
    answered = list(drafts)
    kept = list(sections)
    done = 0
    for place, section in enumerate(sections):
        if not any(KEY.fullmatch(title) for title in section.path[1:]):
            continue
        rest, entries = _entries(section.intro)
        waiting = [
            n
            for n, draft in enumerate(answered)
            if done < draft.line < section.span.line and draft.ordinal and not _is_answered(draft)
        ]
        matched = _match([answered[n].ordinal for n in waiting], [number for number, _ in entries])
        if len(matched) >= FEWEST and len(matched) >= HALF * len(waiting):
            for question, entry in matched:
                place_of = waiting[question]
                answered[place_of] = _answered(answered[place_of], entries[entry][1])
            kept[place] = replace(section, intro=rest)
            done = section.span.line
    return answered, kept


def _is_answered(draft: QuestionDraft) -> bool:
    """Tell whether a question has more below it than choices."""
    parted = part_answer(plain_text(draft.prompt), draft.body, chooses=True)
    return any(block.type != "hr" for block in parted.answer)


def _answered(draft: QuestionDraft, answer: tuple[Node, ...]) -> QuestionDraft:
    """Give a question its answer; above a letter stand the choices that it names."""
    body = tuple(block for block in draft.body if block.type != "hr")
    if not LETTERS.match(words_of(answer)):
        return replace(draft, body=(*body, *answer))
    parted = part_answer(plain_text(draft.prompt), body, chooses=True)
    return replace(draft, front=(*draft.front, *parted.front), body=(*parted.answer, *answer))


def _match(asked: Sequence[int], told: Sequence[int]) -> list[tuple[int, int]]:
    """Pair questions and answers: one by one if they are numbered alike, else by number."""
    if list(asked) == list(told):
        return [(n, n) for n in range(len(asked))]
    if len(set(asked)) < len(asked) or len(set(told)) < len(told) or not set(told) <= set(asked):
        return []
    places = {number: place for place, number in enumerate(told)}
    return [(n, places[number]) for n, number in enumerate(asked) if number in places]


def _entries(nodes: Sequence[Node]) -> tuple[tuple[Node, ...], list[Entry]]:
    """Cut a key into its entries; give what stands above the first one as well."""
    rest: list[Node] = []
    entries: list[Entry] = []
    for block in nodes:
        if block.type == "ordered_list":
            for item in block.children:
                entries += _of_item(item, int(item.info) if item.info.isdigit() else 0)
        elif block.type == "paragraph":
            _take_lines(block, rest, entries)
        elif entries and block.type != "hr":
            number, blocks = entries[-1]
            entries[-1] = number, (*blocks, block)
        else:
            rest.append(block)
    return tuple(rest), entries


def _of_item(item: Node, number: int) -> list[Entry]:
    """Read an item: one answer, or `A 2. B 3. C` behind its number."""
    first = item.children[0] if item.children else item
    several = _several(f"{number}. {plain_text(first.children)}") if first is not item else []
    if len(item.children) != 1 or not several:
        return [(number, item.children)]
    return [(each, (_saying(said, first),)) for each, said in several]


def _saying(words: str, like: Node) -> Node:
    """Make a paragraph of words that stood in another one."""
    text = Node("text", content=words, line=like.line, end_line=like.line)
    return paragraph((text,), like)


def _take_lines(block: Node, rest: list[Node], entries: list[Entry]) -> None:
    for line in lines_of(block):
        text = plain_text(line)
        if several := _several(text):
            entries += [(number, (_saying(said, block),)) for number, said in several]
        elif (manner := number_manner(text)) and (digits := DIGITS.search(text)) and "1" in manner:
            entries.append((int(digits[0]), (paragraph(_without_number(line), block),)))
        elif entries and not numbers_parts(manner) and not PART.fullmatch(text):
            number, blocks = entries[-1]
            entries[-1] = number, (*blocks, paragraph(line, block))
        else:
            rest.append(paragraph(joined([line]), block))


def _several(text: str) -> list[tuple[int, str]]:
    """Find the answers of a line that holds several."""
    found: list[tuple[int, str]] = []
    for each in RANGE.finditer(text):
        letters = each[3].replace(" ", "")
        first, last = int(each[1]), int(each[2])
        if last - first + 1 == len(letters):
            found += zip(range(first, last + 1), letters, strict=True)
    if not found:
        found = [(int(each[1]), each[2]) for each in IN_LINE.finditer(text)]
    return found if len(found) >= FEWEST else []


def _without_number(line: Line) -> Line:
    if is_bold(line):
        strong = next(node for node in line if node.type == "strong")
        line = (*strong.children, *(node for node in line if node is not strong))
    return without_number_nodes(line)
