"""Texts cut where a line bears the mark of a question or an answer: ``Q:``, ``答：``, ``?``.

What is cut can be put in turn: answers above their questions, and pairs in two languages.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from msgspec.structs import replace

from diptych.characters import CJK, lazy
from diptych.syntax.inline import joined, lines_of, paragraph, split_line, strip_marker
from diptych.syntax.tree import LISTS, Node, replaced
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from diptych.model import CardMarks
    from diptych.syntax.inline import Line

# Labels that may also name a part of an answer: `题目：…` below a heading of its own.
_TASK = r"问题|題目?|题目?|题干|试题|例题|提问"
_Q = rf"[qｑ](?:uestion)?|问|問|{_TASK}|質問|질문|문제|вопрос|в|frage|f|pregunta|pergunta|domanda|p"
_A = (
    r"[aａ](?:ns(?:wer)?)?|我?答案?|答[复覆]|回[复覆]|답변|我的回答|(?:参考|正确|标准)答案|解答|回答|答え|답|정답|ответ|о|antwort|respuesta|resposta"
    r"|risposta|réponse|r"
)
_WHY = r"解析|答案解析|分析|详解|explanation"
# Brackets around labels.
OPENING, CLOSING = "【［〔〖「『", "】］〕〗」』"
# What kind of question follows, in brackets: `【简答题】`.
_KINDS = (
    rf"[{OPENING}]\s*(?:名词解释|(?:简答|论述|填空|判断|[单多]?选择?|计算|案例(?:分析)?|问答|分析|材料|应用|证明|综合)题)"
    rf"\s*+(?:\d{{1,4}}\s*+)?[{CLOSING}][:：]?\s*"
)


def _label(words: str) -> str:
    """Make a pattern of a label: `Q:`, `Q3：`, `【问】`, `［答案］`, `「答」`."""
    number = r"\s*+(?:[.#]\s*+)?(?:\d{1,4}\s*+)?"
    framed = rf"[{OPENING}]\s*(?:{words}){number}[{CLOSING}][:：]?"
    return rf"\s*(?:(?:{words}){number}[:：](?!:)|{framed})\s*"


Q = lazy(
    rf"{_label(_Q)}|\s*{_KINDS}|\s*[问問][ \t\u3000]+(?=\S)|\s*q\s*\d{{1,4}}\s*[.)]\s+",
    re.IGNORECASE,
)
A = lazy(rf"{_label(_A)}|\s*答[ \t\u3000]+(?=\S)|\s*a\s*\d{{1,4}}\s*[.)]\s+", re.IGNORECASE)
TASK = lazy(_label(_TASK), re.IGNORECASE)
WHY = lazy(_label(_WHY), re.IGNORECASE)
# An answer that goes on in the line of its question.
BEHIND = lazy(r"(?:\s+a(?:ns(?:wer)?)?|\s*答案?)\s*[:：]\s*(?=\S)", re.IGNORECASE)
C = lazy(r"\s*C:(?:\s+|$)")
SIGN = lazy(
    rf"^[\s>*_\-+\d.)、]*(?:[{OPENING}]\s*)?(?:{_Q})[^\n:：.){CLOSING}]{{0,8}}[:：.){CLOSING}]"
    rf"|^\s*{_KINDS}|^\s*[问問][ \t\u3000]+\S|^\s*\?\??\s*$|^\s*c:(?:\s*$|.*\[.+\])",
    re.IGNORECASE | re.MULTILINE,
)


# Answers that each stand above their question, as kinds of units.
ALL_ABOVE = lazy("a q(?: a q)+")
EAST = lazy(f"[{CJK}]")
FEWEST = 2

# An explanation is an answer where no other one stands before it.
Kind = Literal["", "q", "a", "why", "c", "parted", "both", "end"]
Unit = tuple[Kind, "Node"]


def cut_at_marks(blocks: Sequence[Node], marks: CardMarks) -> list[Unit]:
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


def in_turn(units: list[Unit]) -> list[Unit]:
    """Put each answer behind its question: one that stands above it, or below several ones."""
    groups = _groups(units)
    unmarked = groups[:1] if groups and not groups[0][0][0] else []
    marked = groups[len(unmarked) :]
    if ALL_ABOVE.fullmatch(" ".join(group[0][0] for group in marked)):
        pairs = zip(marked[::2], marked[1::2], strict=True)
        groups = [*unmarked, *(group for above, asked in pairs for group in (asked, above))]
    return [unit for group in _in_pairs(groups) for unit in group]


def _groups(units: Sequence[Unit]) -> list[list[Unit]]:
    """Gather what bears a mark with what stands below it; the first group may bear none."""
    groups: list[list[Unit]] = []
    for unit in units:
        if unit[0] or not groups:
            groups.append([unit])
        else:
            groups[-1].append(unit)
    return groups


def _in_pairs(groups: Sequence[list[Unit]]) -> Iterator[list[Unit]]:
    """Part questions in several languages, with their answers below them all, into pairs."""
    place = 0
    while place < len(groups):
        asked = _run(groups, place, "q")
        answers = _run(groups, place + len(asked), "a")
        together = [*asked, *answers]
        if len(asked) == len(answers) >= FEWEST and len(set(map(_is_eastern, asked))) > 1:
            rest = list(answers)
            for question in asked:
                eastern = _is_eastern(question)
                alike = (n for n, each in enumerate(rest) if _is_eastern(each) == eastern)
                yield question
                yield rest.pop(next(alike, 0))
        else:
            yield from together or groups[place : place + 1]
        place += max(len(together), 1)


def _run(groups: Sequence[list[Unit]], start: int, kind: Kind) -> Sequence[list[Unit]]:
    end = start
    while end < len(groups) and groups[end][0][0] == kind:
        end += 1
    return groups[start:end]


def _is_eastern(group: Sequence[Unit]) -> bool:
    """Tell whether a group is written in an East Asian language."""
    return bool(EAST.search(plain_text(group[0][1].children)))
