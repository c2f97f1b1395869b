"""Paragraphs that begin with ``Q:`` and ``A:``, in several languages and with or without numbers.

Also the separators of other tools: a line that holds only ``?`` between question and answer (``??``
asks both ways); such a card ends at a blank line, or at a line that is only ``+++``. A vault may
have chosen others (`diptych.parse.card_marks`). And ``C:``, a text whose ``[brackets]`` are
deletions.
"""

from __future__ import annotations

import re
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Literal

from msgspec.structs import replace

from diptych.parse.asking import asks, ends_in_question_mark
from diptych.parse.card_marks import USUAL
from diptych.parse.drafts import QuestionDraft
from diptych.parse.finders.definitions import holds_flashcards
from diptych.parse.manners import is_bold
from diptych.parse.search import Search
from diptych.parse.tool_marks import is_mark
from diptych.syntax.cloze import bracketed, deletions
from diptych.syntax.inline import joined, lines_of, paragraph, split_line, strip_marker, strip_start
from diptych.syntax.tree import LISTS, last_line, map_blocks, replaced
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from diptych.model import CardMarks
    from diptych.parse.page import Page
    from diptych.syntax.inline import Line
    from diptych.syntax.tree import Node

NAME = "question-answer"

# Labels that may also name a part of an answer: `题目：…` below a heading of its own.
_TASK = r"问题|題目?|题目?|题干|试题|例题|提问"
_Q = rf"q(?:uestion)?|问|問|{_TASK}|質問|질문|вопрос|в|frage|f|pregunta|pergunta|domanda|p"
_A = (
    r"a(?:ns(?:wer)?)?|我?答案?|我的回答|(?:参考|正确|标准)答案|解答|回答|答え|답|정답|ответ|о|antwort|respuesta|resposta"
    r"|risposta|réponse|r"
)
_WHY = r"解析|答案解析|分析|详解|explanation"
# What kind of question follows, in brackets: `【简答题】`.
_KINDS = (
    r"【\s*(?:名词解释|(?:简答|论述|填空|判断|[单多]?选择?|计算|案例(?:分析)?|问答|分析|材料|应用|证明|综合)题)"
    r"\s*\d{0,4}\s*】[:：]?\s*"
)


def _label(words: str) -> str:
    """Make a pattern of a label: `Q:`, `Q3：`, `【问】`, `[Question]`."""
    number = r"\s*[.#]?\s*\d{0,4}\s*"
    return rf"\s*(?:(?:{words}){number}[:：](?!:)|【\s*(?:{words}){number}】[:：]?)\s*"


Q = re.compile(rf"{_label(_Q)}|\s*{_KINDS}|\s*q\s*\d{{1,4}}\s*[.)]\s+", re.IGNORECASE)
A = re.compile(rf"{_label(_A)}|\s*a\s*\d{{1,4}}\s*[.)]\s+", re.IGNORECASE)
TASK = re.compile(_label(_TASK), re.IGNORECASE)
WHY = re.compile(_label(_WHY), re.IGNORECASE)
# An answer that goes on in the line of its question.
BEHIND = re.compile(r"(?:\s+a(?:ns(?:wer)?)?|\s*答案?)\s*[:：]\s*(?=\S)", re.IGNORECASE)
C = re.compile(r"\s*C:(?:\s+|$)")
SIGN = re.compile(
    rf"^[\s>*_\-+\d.)、]*(?:【\s*)?(?:{_Q})[^\n:：.)】]{{0,8}}[:：.)】]"
    rf"|^\s*{_KINDS}|^\s*\?\??\s*$|^\s*c:(?:\s*$|.*\[.+\])",
    re.IGNORECASE | re.MULTILINE,
)


OPENING = frozenset({"q", "c", "parted", "both"})

# An explanation is an answer where no other one stands before it.
Kind = Literal["", "q", "a", "why", "c", "parted", "both", "end"]
Unit = tuple[Kind, "Node"]


def search(page: Page, _nodes: Sequence[Node]) -> Search | None:
    """Look for marked questions; return None when nothing is marked."""
    marks = page.card_marks or USUAL
    if marks == USUAL and not any(SIGN.match(line) for line in page.lines):
        return None
    return Search(
        "paragraphs begin with `Q:` and `A:`",
        partial(_find, marks),
        in_answers=partial(_find_answered, marks),
        marked=holds_flashcards(page),
    )


def _find(
    marks: CardMarks, blocks: Sequence[Node], section: tuple[str, ...], end: int
) -> tuple[Sequence[Node], list[QuestionDraft]]:
    """Part a text into what stands above the first question or belongs to none, and questions.

    A single mark that asks nothing and has no answer is a word of the text.
    """
    rest, drafts = _part(marks, blocks, section, end)
    if len(drafts) == 1 and not drafts[0].body and not _stands_alone(drafts[0]):
        return blocks, []
    return rest, drafts


def _stands_alone(draft: QuestionDraft) -> bool:
    return asks(plain_text(draft.prompt)) or bool(deletions(draft.prompt))


def _find_answered(
    marks: CardMarks, blocks: Sequence[Node], section: tuple[str, ...], end: int
) -> tuple[Sequence[Node], list[QuestionDraft]]:
    """Take the questions out of an answer, if each of them has an answer of its own."""
    if any(block.type == "paragraph" and TASK.match(block.content) for block in blocks):
        return blocks, []
    rest, drafts = _part(marks, blocks, section, end)
    return (rest, drafts) if all(each.body for each in drafts) else (blocks, [])


def _part(
    marks: CardMarks, blocks: Sequence[Node], section: tuple[str, ...], end: int
) -> tuple[list[Node], list[QuestionDraft]]:
    intro: list[Node] = []
    found: list[list[Unit]] = []
    ends: list[int] = []
    inside = False
    units = _units(blocks, marks)
    coming = _coming(units)
    for place, (kind, block) in enumerate(units):
        if kind in OPENING:
            if inside:
                ends.append((block.line or 1) - 1)
            found.append([(kind, block)])
            inside = True
        elif inside and kind == "why":
            found[-1].append(_explained(block, found[-1]))
        elif inside and (kind == "a" or not _is_behind(found[-1], units[place], coming[place])):
            found[-1].append((kind, block))
        elif inside:
            ends.append(last_line([each for _, each in found[-1]], 1))
            inside = False
            intro += [block] if kind != "end" else []
        else:
            intro.append(block)
    ends += [end] if inside else []
    return intro, [_draft(*each, section) for each in zip(found, ends, strict=True)]


def _explained(block: Node, units: Sequence[Unit]) -> Unit:
    """Make an answer of an explanation; behind another answer it keeps its label."""
    if any(kind in {"a", "parted", "both"} for kind, _ in units):
        return "", block
    first, *others = lines_of(block)
    lines = [line for line in (strip_start(first, WHY) or (), *others) if line]
    return "a", paragraph(joined(lines), block)


def _coming(units: Sequence[Unit]) -> list[Kind]:
    """Find, for each place, what opens or ends a card next."""
    coming: list[Kind] = []
    following: Kind = ""
    for kind, _ in reversed(units):
        following = kind if kind in {*OPENING, "end"} else following
        coming.append(following)
    return coming[::-1]


def _is_behind(units: Sequence[Unit], unit: Unit, following: Kind) -> bool:
    """Tell whether what comes is behind a card that ends at ``+++``, or else at a blank line."""
    kind, block = unit
    if kind == "end" or units[0][0] not in {"parted", "both"} or len(units) < 2 or is_mark(block):
        return kind == "end"
    reached = last_line([each for _, each in units], 0)
    return following != "end" and (block.line or 1) > reached + 1


def _draft(units: Sequence[Unit], end: int, section: tuple[str, ...]) -> QuestionDraft:
    (kind, asking), *rest = units
    answered = next((n for n, (kind, _) in enumerate(rest) if kind == "a"), 0)
    front = tuple(block for _, block in rest[:answered])
    body = tuple(block for _, block in rest[answered:])
    prompt = asking.children
    if kind == "q" and not any(kind == "a" for kind, _ in rest):
        prompt, below = _parted_by_lines(asking)
        body = (*below, *body)
    if kind == "c":
        numbers = count(1)
        prompt = bracketed(prompt, numbers)
        body = map_blocks(body, lambda block: _bracketed(block, numbers))
    start = asking.line or 1
    return QuestionDraft(
        prompt=prompt,
        front=front,
        body=body,
        section=section,
        line=start,
        end_line=max(start, end),
        classes=("reversed",) if kind == "both" else (),
    )


def _parted_by_lines(block: Node) -> tuple[Line, tuple[Node, ...]]:
    """Part a question from the lines below it, which answer where nothing else is marked to."""
    lines = lines_of(block)
    end = next((n for n, line in enumerate(lines) if _ends_asking(line, first=n == 0)), len(lines))
    below = lines[end + 1 :]
    if not below or ends_in_question_mark(plain_text(below[-1])):
        return block.children, ()
    return joined(lines[: end + 1]), (paragraph(joined(below), block),)


def _ends_asking(line: Line, *, first: bool) -> bool:
    """Tell whether a question ends with a line: by its mark, or as bold type or a sentence do."""
    text = plain_text(line)
    if ends_in_question_mark(text):
        return True
    return first and (is_bold(line) or (asks(text) and text.rstrip().endswith((".", "。"))))


def _bracketed(block: Node, numbers: Iterator[int]) -> Node:
    if not block.children:
        return block
    children = bracketed(block.children, numbers)
    return replace(block, children=children, content=plain_text(children))


def _units(blocks: Sequence[Node], marks: CardMarks) -> list[Unit]:
    """Cut paragraphs where a line begins a question or an answer."""
    units: list[Unit] = []
    for block in _opened(blocks):
        if block.type == "paragraph":
            units += _cut(block, marks)
        elif block.type in LISTS and units:
            units += _cut_list(block, units, marks)
        else:
            units.append(("", block))
    return units


def _opened(blocks: Sequence[Node], *, inside: bool = False) -> Iterator[Node]:
    """Take the frame off what bears marks inside: quotations, and lists of which each item does."""
    for block in blocks:
        parts = block.children if block.type in LISTS else (block,)
        framed = block.type in LISTS or block.type == "blockquote"
        marked = framed and all(_asks(part) or _answers(part) for part in parts)
        if marked and (inside or any(map(_asks, parts))):
            for part in parts:
                shown = [replace(each, hidden=False) for each in part.children]
                yield from _opened(shown, inside=True)
        else:
            yield block


def _asks(frame: Node) -> bool:
    return _opens_with(frame, Q)


def _answers(frame: Node) -> bool:
    return _opens_with(frame, A)


def _opens_with(frame: Node, mark: re.Pattern[str]) -> bool:
    """Tell whether a quotation or an item begins with a mark."""
    first = frame.children[0] if frame.children else None
    return bool(first and first.type == "paragraph" and mark.match(plain_text(first.children)))


def _cut_list(block: Node, units: list[Unit], marks: CardMarks) -> list[Unit]:
    """Cut a list that swallowed the line below it: a separator, above which it asks, or an end."""
    last = _last_paragraph(block)
    lines = lines_of(last) if last else []
    place = next((n for n, line in enumerate(lines) if n and _is_mark_line(line, marks)), 0)
    if last is None or not place:
        return [("", block)]
    parts = _parts(lines[place], marks)
    if parts and (units[-1][0] or units[-1][1].type != "paragraph"):
        return [("", block)]
    (kept,) = replaced([block], last, paragraph(joined(lines[:place]), last))
    below = replace(last, hidden=False)
    shown: list[Unit] = [("", kept)]
    if parts:
        units[-1] = parts, units[-1][1]
        rest = lines[place + 1 :]
        return [*shown, ("a", paragraph(joined(rest), below))] if rest else shown
    return [*shown, *_cut(paragraph(joined(lines[place:]), below), marks)]


def _last_paragraph(block: Node) -> Node | None:
    """Find the paragraph that a list ends in, if it ends in one."""
    while block.type in {*LISTS, "list_item"} and block.children:
        block = block.children[-1]
    return block if block.type == "paragraph" else None


def _cut(block: Node, marks: CardMarks) -> Iterator[Unit]:
    lines = lines_of(block)
    kind: Kind = next((parts for line in lines[1:] if (parts := _parts(line, marks))), "")
    gathered: list[Line] = []
    for line in lines:
        marked, rest = _kind(line, marks)
        if marked:
            if gathered:
                yield kind, paragraph(joined(gathered), block)
            kind, gathered = marked, []
        if marked == "end":
            yield kind, paragraph(line, block)
            kind = ""
        elif marked == "q" and (parted := split_line(rest, BEHIND)):
            yield "q", paragraph(parted[0], block)
            kind, gathered = "a", [parted[1]]
        elif rest or not marked:
            gathered.append(rest)
    if gathered:
        yield kind, paragraph(joined(gathered), block)


def _kind(line: Line, marks: CardMarks) -> tuple[Kind, Line]:
    """Find what a line begins, and take the mark of that off it."""
    text = plain_text(line)
    if _parts(line, marks):
        return "a", ()
    if text.strip() == marks.end:
        return "end", line
    if C.match(text) and ("[" in text or C.fullmatch(text)):
        return "c", strip_marker(line, C) or ()
    if Q.match(text) and (rest := strip_marker(line, Q)) is not None:
        return "q", rest
    if WHY.match(text):
        return "why", line
    if A.match(text) and (rest := strip_marker(line, A)) is not None:
        return "a", rest
    return "", line


def _is_mark_line(line: Line, marks: CardMarks) -> bool:
    return bool(_parts(line, marks)) or plain_text(line).strip() == marks.end


def _parts(line: Line, marks: CardMarks) -> Kind:
    """Tell in which way a line parts the sides of a card; empty if it does not."""
    text = plain_text(line).strip()
    return "both" if text == marks.between_both else "parted" if text == marks.between else ""
