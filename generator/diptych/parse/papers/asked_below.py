"""Headings that only number or name a question, which stands below: ``#### Q1``, ``## 题目``.

The heading that names its answer, ``##### A1``, ``## 解答``, ends the question. ``## Front`` is one
where ``## Back`` follows.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from msgspec.structs import replace

from diptych.characters import lazy
from diptych.parse.choices.offered import find_choices
from diptych.parse.lines.same_line import lines_that_ask
from diptych.parse.papers.made_headings import parting_of
from diptych.parse.words import lexicon
from diptych.parse.words.asking import asks
from diptych.parse.words.labels import ANSWER_LABEL
from diptych.syntax.html_policy import is_invisible
from diptych.syntax.inline import joined, lines_of, paragraph, strip_start
from diptych.syntax.tree import LISTS, Node, walk
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from diptych.syntax.inline import Line

_ORDINAL = r"\s*+(?:[.#]\s*+)?(?:\d{1,4}|[一二三四五六七八九十]{1,3})?"
_LABEL = (
    rf"\W*(?:\d{{1,4}}\s*[.)、．:：]\s*)?(?:(?:{lexicon.QUESTION}|{lexicon.EXERCISE}|q|问|問|典?例题?|例題|试题|真题|思考题|母题|变式){_ORDINAL}"
    r"|第\s*(?:\d{1,4}|[一二三四五六七八九十]{1,3})\s*[题題问道][题題]?)"
)
ASKS = lazy(rf"{_LABEL}\W*(?:topic\s*#?\d{{1,3}}\W*)?", re.IGNORECASE)
# The same with a note behind it: `Exercise 1 [easy]`, `第 3 题（5 分）`.
_NOTED = lazy(rf"{_LABEL}[^\w(（\[【]*(?=[(（\[【])", re.IGNORECASE)
# What also shows something only: it asks where an answer is marked below it.
EXAMPLES = lazy(
    rf"\W*(?:{lexicon.EXAMPLE})\s*+\d{{1,3}}\W*",
    re.IGNORECASE,
)
FRONT = lazy(rf"\W*(?:{lexicon.FRONT}){_ORDINAL}\W*", re.IGNORECASE)
BACK = lazy(rf"\W*(?:{lexicon.BACK}){_ORDINAL}\W*", re.IGNORECASE)
# A number alone asks where the next heading says that it answers: `# 1`, `# A`.
ONLY_NUMBER = lazy(r"\W*\d{1,4}\W*")
ANSWERS = lazy(
    rf"\W*(?:{lexicon.ANSWER}|{lexicon.SOLUTION}|a|解|答案解析|解析){_ORDINAL}\W*",
    re.IGNORECASE,
)
NUMBERED = lazy("[\\d一二三四五六七八九十]+")
DIGITS = lazy(r"\d{1,4}")
# The number in a label, which the heading has no more.
ORDINAL = "ordinal"
FEWEST = 2
ANYWHERE = -2
# `1. Problem` alone is a chapter; several that say so number questions.
IN_A_ROW = -3
LEADING = lazy(r"\W*\d+\s*[.)、．:：]")
# What stands behind a label in its line: `**Aufgabe 1** (5 Punkte)`.
NOTE = "note"
BRACKETS = lazy(r"\W*[(（\[【].{1,80}[)）\]】]\W*")
# What may be asked with above a labelled answer, and how much of it.
ASKED_WITH = frozenset({"paragraph", *LISTS, "fence", "code_block", "math_block", "table"})
MOST_ASKED = 6


def take_questions_below(nodes: Sequence[Node]) -> tuple[Node, ...]:
    """Make headings of what stands first below headings that only say that a question follows.

    What else is asked with is parted from the answer by ``%``. A heading that is the only one of
    its kind below another one names a part of what that one asks, and stays.
    """
    nodes = _with_headings(nodes)
    labels = _labels(nodes)
    count = Counter(labels.values())
    starts = [n for n, kind in labels.items() if count[kind] >= FEWEST or kind[0] == ANYWHERE]
    if not starts:
        return tuple(nodes)
    return tuple(block for part in _parts(nodes, starts) for block in part)


def _with_headings(nodes: Sequence[Node]) -> Sequence[Node]:
    """Make headings of bold lines that number questions: `**Question 1** *(choose two)*`."""
    apart = [each for node in nodes for each in _label_apart(node)]
    places = [n for n, node in enumerate(apart) if _numbers_in_bold(node) and _has_text(apart, n)]
    if len(places) < FEWEST:
        return nodes
    changed = [*apart]
    level = 1
    for n, node in enumerate(apart):
        level = node.heading_level or level
        if n in places:
            label, *note = (each for each in node.children if each.content or each.children)
            meta = {**node.meta, NOTE: tuple(note)}
            tag = f"h{min(level + 1, 6)}"
            said = label.children
            changed[n] = replace(node, type="heading", tag=tag, children=said, meta=meta)
    return changed


def _label_apart(block: Node) -> Sequence[Node]:
    """Part a paragraph below the bold label that its first line is; else give it as it is."""
    lines = lines_of(block) if block.type == "paragraph" else []
    if len(lines) < FEWEST or not _is_bold_label(lines[0]):
        return (block,)
    return paragraph(lines[0], block), paragraph(joined(lines[1:]), block)


def only_numbers(text: str) -> bool:
    """Tell whether a text is the number of a question and no more: `Question 3 [5 marks]`."""
    label = _without_note(text)
    return bool(NUMBERED.search(label) and ASKS.fullmatch(label))


def _label_of(heading: Node) -> str:
    return _without_note(plain_text(heading.children))


def _without_note(text: str) -> str:
    """Read a label without the note in brackets behind what only numbers a question."""
    found = _NOTED.match(text)
    noted = found and NUMBERED.search(found[0]) and BRACKETS.fullmatch(text, found.end())
    return found[0] if found and noted else text


def _note_of(heading: Node) -> Line:
    """Find the note that stands behind the label of a heading, or in brackets in it."""
    note: Line = heading.meta.get(NOTE, ())
    is_noted = _label_of(heading) != plain_text(heading.children)
    return note or (is_noted and strip_start(heading.children, _NOTED)) or ()


def _numbers_in_bold(block: Node) -> bool:
    return block.type == "paragraph" and _is_bold_label(block.children)


def _is_bold_label(line: Line) -> bool:
    """Tell whether a line is a bold label with a number, and perhaps a note in brackets."""
    said = [each for each in line if each.content or each.children]
    if not said or said[0].type != "strong":
        return False
    label, note = _without_note(plain_text(said[0].children)), plain_text(said[1:])
    numbered = ASKS.fullmatch(label) and NUMBERED.search(label)
    return bool(numbered) and (not note.strip() or bool(BRACKETS.fullmatch(note)))


def _has_text(nodes: Sequence[Node], place: int) -> bool:
    return place + 1 < len(nodes) and nodes[place + 1].type == "paragraph"


def _labels(nodes: Sequence[Node]) -> dict[int, tuple[int, str]]:
    """Find the headings that only say that a question follows: where, and of which kind each is.

    Those of one kind say the same, numbers apart; without a number they stand below one heading.
    """
    kinds: dict[int, tuple[int, str]] = {}
    above: list[int] = []
    for place, node in enumerate(nodes):
        if node.type != "heading":
            continue
        while above and nodes[above[-1]].heading_level >= node.heading_level:
            above.pop()
        if _is_label(nodes, place):
            text = _label_of(node)
            parent = above[-1] if above else -1
            if LEADING.match(text):
                parent = IN_A_ROW
            elif NUMBERED.search(text) or FRONT.fullmatch(text):
                parent = ANYWHERE
            kinds[place] = parent, NUMBERED.sub("", text)
        above.append(place)
    return kinds


def _is_label(nodes: Sequence[Node], place: int) -> bool:
    node = nodes[place]
    if node.type != "heading" or place + 1 == len(nodes) or nodes[place + 1].type != "paragraph":
        return False
    # A heading with a picture or a formula asks by it, and what stands below may answer.
    shows = any(map(_shows, walk(node.children)))
    text = _label_of(node)
    if FRONT.fullmatch(text):
        return not shows and _has_back(nodes[place + 1 :])
    if EXAMPLES.fullmatch(text) or ONLY_NUMBER.fullmatch(text):
        return not shows and _has_answer(nodes[place + 1 :])
    return not shows and bool(ASKS.fullmatch(text))


def _has_answer(below: Sequence[Node]) -> bool:
    """Tell whether a text, up to the next heading, or that heading itself says that it answers."""
    for block in below:
        if block.type == "heading":
            return bool(ANSWERS.fullmatch(plain_text(block.children)))
        if block.type == "paragraph" and ANSWER_LABEL.match(plain_text(block.children)):
            return True
    return False


def _has_back(below: Sequence[Node]) -> bool:
    """Tell whether the next heading names the back of a card."""
    following = next((node for node in below if node.type == "heading"), None)
    return following is not None and bool(BACK.fullmatch(plain_text(following.children)))


def _shows(node: Node) -> bool:
    if node.type == "html_inline":
        return not is_invisible(node.content)
    return node.type in {"image", "math_inline"}


def _parts(nodes: Sequence[Node], starts: Sequence[int]) -> Iterator[Sequence[Node]]:
    yield nodes[: starts[0]]
    for start, end in zip(starts, [*starts[1:], len(nodes)], strict=True):
        yield from _asked(nodes[start:end])


def _asked(part: Sequence[Node]) -> Iterator[Sequence[Node]]:
    """Give a question with its text, and what follows behind its answer, if that is marked."""
    label, text, *below = part
    every = lines_of(text)
    asking = lines_that_ask(every)
    others = every[asking:]
    note = _note_of(label)
    first = joined([*every[:asking], *([note] if note else [])])
    # Whatever it says is asked; the front of a card is one by its mark.
    mark = "card" if FRONT.fullmatch(plain_text(label.children)) else "numbered"
    digits = DIGITS.search(_label_of(label))
    meta = {**label.meta, mark: True, ORDINAL: int(digits[0]) if digits else 0}
    yield (replace(label, children=first, content=plain_text(first), meta=meta),)
    lines = (paragraph(joined(others), text),) if others else ()
    end = next((n for n, block in enumerate(below) if block.type == "heading"), len(below))
    ends = plain_text(below[end].children) if end < len(below) else ""
    answered = ANSWERS.fullmatch(ends) or BACK.fullmatch(ends)
    with_it = (*lines, *below[:end])
    if not answered:
        place = _answer_among(with_it)
        parting = (parting_of(with_it[place]),) if place else ()
        yield (*with_it[:place], *parting, *with_it[place:], *below[end:])
        return
    heading = below[end]
    yield (*with_it, parting_of(heading), *below[end + 1 :])


def _answer_among(blocks: Sequence[Node]) -> int:
    """Find the block whose label says that it answers, if what stands above it asks; else 0."""
    for place, block in enumerate(blocks[: MOST_ASKED + 1]):
        if block.type not in ASKED_WITH:
            return 0
        if block.type == "paragraph" and ANSWER_LABEL.match(plain_text(block.children)):
            above = blocks[:place]
            asked = place and asks(plain_text(above[-1].children)) and not find_choices(above)
            return place if asked else 0
    return 0
