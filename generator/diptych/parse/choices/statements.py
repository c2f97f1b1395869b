"""Statements to judge or to complete, their answer at the end of the line.

``利率上升，债券价格上升。（ × ）``, ``光合作用在____中进行。（叶绿体）``. Where blanks are to be
filled, ``能量工厂是（线粒体）。`` hides what stands in brackets.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from diptych.characters import CJK, QUESTION_MARKS, WORD, lazy
from diptych.parse.words import lexicon
from diptych.parse.words.asking import BLANK, QUESTION_MARK
from diptych.syntax.html import closing_tag, opening_tag
from diptych.syntax.inline import paragraph, split_line
from diptych.syntax.tree import Node
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diptych.syntax.inline import Line

_WORD = rf"{lexicon.TRUE}|{lexicon.FALSE}"
# A run of blanks is tried from its beginning only: from each of them it would take for ever.
JUDGEMENT = lazy(
    rf"(?<!\s)\s*+[(（\[【]\s*(×|√|✓|[✔✗✘❌✅]\ufe0f?|T|F|是|否|{_WORD})\s*[)）\]】][\s。.]*$"
    rf"|(?<=[.。])\s*({_WORD}|√|×)[\s。.]*$",
    re.IGNORECASE,
)
# The same with a reason behind it: `太阳绕地球转。（×）解析：…`, `It is flat. False – it is not.`.
EXPLAINED = lazy(
    r"(?<!\s)\s*+[(（\[【]\s*(×|√|✓|[✔✗✘❌✅]\ufe0f?)\s*[)）\]】][\s。.,，;；]*(?=\w)"
    rf"|(?<=[.。！!])\s*[(（\[【]\s*(T|F|{_WORD})\s*[)）\]】][\s。.,，;；]*(?=\w)"
    rf"|(?<=[.。!])\s*({_WORD})\s*[-–—]+\s*(?=\w)",
    re.IGNORECASE,
)
# The letter of the right choice in its gap: `属于操作系统的是（ B ）。`; several stand at the end.
CHOICE = lazy(
    rf"(?:（\s*([A-H])\s*）|(?<=[{CJK}])\(([A-H]{{1,6}})\)(?=[{CJK}，。？?])|\(\s+([A-H])\s+\)"
    r"|[（(【]\s*([A-H]{1,6})\s*[)）】](?=[\s。.?？]*$))"
)
# The same anywhere in a line below which choices stand.
CHOICES = lazy(r"（\s*([A-H](?:[、,，\s]*[A-H])+)\s*）")
# How many points it gives, and whose words it quotes, fills in nothing: `（2分）`, `（甲《乙》）`.
_POINTS = r"\d{1,3}(?:\.5)?\s*(?:分|points?|pts?|marks?|punkte?|puntos|баллов)\s*[)）\]】]"
_SOURCE = r"[^《》()（）]{1,12}《[^《》]{1,20}》\s*[)）]"
FILLED = lazy(
    rf"(?<!\s)\s*+[(（\[【]\s*(?!{_POINTS}|{_SOURCE})"
    r"([^()（）\[\]【】\s][^()（）\[\]【】]{0,60})[)）\]】][\s。.]*$"
)
INSIDE = lazy(r"[（【]([^（）【】]{1,20})[）】]")
# A letter in brackets behind a name, and what shows that it is no name.
UNIT = lazy(r"\s*[(（\[]\s*[A-Z]\s*[)）\]]\s*")
COUNTED = lazy(WORD)
ENDS = lazy(rf"[.。!！_＿{QUESTION_MARKS}]\s*$")
LONGEST_NAME = 3
# So many questions with words in brackets behind them, which all differ, are answered there.
FEWEST_BRACKETS = 3
HALF, MOST = 0.5, 0.75
FEWEST_NODES = 2
# What is written on the line of a gap.
UNDERLINE = lazy(opening_tag("u"), re.IGNORECASE)
UNDERLINE_ENDS = lazy(closing_tag("u"), re.IGNORECASE)
UNDERSCORED = lazy(
    r"(?<!_)__(?!_|(?:和|与|及|或|、|，|and|or)\s*__)\s*([^_\n]{1,40}?)\s*__(?!_)", re.IGNORECASE
)
# What is more than a number.
WORDS = lazy(r"[^\W\d_]")
LINE = "____"
GAP = "（\u3000\u3000）"


class Statement(Struct, frozen=True):
    """A statement, and its answer if it holds one."""

    prompt: Line
    answer: tuple[Node, ...] = ()


def has_judgement(text: str) -> bool:
    """Tell whether a text ends in the mark of right or wrong."""
    found = JUDGEMENT.search(text)
    return found is not None and not _may_be_unit(text, found)


def _may_be_unit(text: str, found: re.Match[str]) -> bool:
    """Tell whether a letter behind a few words may be a unit: `Capacitance (F)`, `Current (A)`."""
    before = text[: found.start()]
    is_letter = bool(UNIT.fullmatch(text, found.start()))
    return is_letter and len(COUNTED.findall(before)) <= LONGEST_NAME and not ENDS.search(before)


def is_judged(text: str) -> bool:
    """Tell whether a text bears the mark of right or wrong, which a reason may stand behind."""
    return has_judgement(text) or bool(EXPLAINED.search(text))


def has_choice(text: str) -> bool:
    """Tell whether the right choice stands in the gap of a text."""
    found = _choice(text)
    return found is not None and not _may_be_unit(text, found)


def is_filled(line: Line) -> bool:
    """Tell whether a line sets off what is to be filled in: by brackets, by lines below it."""
    return bool(INSIDE.search(plain_text(line))) or _take_filled(line) is not None


def are_answered_in_brackets(texts: Sequence[str]) -> bool:
    """Tell whether questions are answered in brackets at their ends, each by something else."""
    found = [FILLED.search(text) for text in texts if QUESTION_MARK.search(text)]
    said = [each[1] for each in found if each]
    fewest = max(FEWEST_BRACKETS, HALF * len(texts), MOST * len(said))
    return len(set(said)) >= fewest


def _choice(text: str) -> re.Match[str] | None:
    """Find the right choice in a text, its letters in their order."""
    return _in_order(CHOICE.search(text))


def _in_order(found: re.Match[str] | None) -> re.Match[str] | None:
    letters = _letters(found) if found else ""
    return found if letters == "".join(sorted(set(letters))) else None


def _letters(found: re.Match[str]) -> str:
    return "".join(each for each in "".join(filter(None, found.groups())) if each.isalpha())


def take_choice(prompt: Line) -> tuple[Line, Node] | None:
    """Take the right choice out of the gap of a prompt; None if there is none."""
    for place, node in enumerate(prompt):
        text = node.content if node.type == "text" else ""
        if found := _choice(text) or _in_order(CHOICES.search(text)):
            left = f"{text[: found.start()]}{GAP}{text[found.end() :]}"
            said = replace(node, content=_letters(found))
            asked = (*prompt[:place], replace(node, content=left), *prompt[place + 1 :])
            return asked, _said(said)
    return None


def _filled_in(line: Line, *, bold: bool = False) -> tuple[Line, list[str]]:
    """Put blanks in place of what is underlined in a line; give what that said as well.

    Args:
        bold: whether bold words behind others are taken instead.
    """
    kept: list[Node] = []
    said: list[str] = []
    opened: list[Node] | None = None
    for node in line:
        blank = Node("text", content=LINE, line=node.line, end_line=node.end_line)
        if opened is not None:
            if node.type == "html_inline" and UNDERLINE_ENDS.fullmatch(node.content):
                said.append(plain_text(opened))
                kept.append(blank)
                opened = None
            else:
                opened.append(node)
        elif node.type == "html_inline" and not bold and UNDERLINE.fullmatch(node.content):
            opened = []
        elif node.type == "strong" and bold and plain_text(kept).strip():
            said.append(plain_text((node,)))
            kept.append(blank)
        elif node.type == "text" and not bold:
            said += UNDERSCORED.findall(node.content)
            kept.append(replace(node, content=UNDERSCORED.sub(LINE, node.content)))
        else:
            kept.append(node)
    said = [each.strip() for each in said if each.strip()]
    return (tuple(kept), said) if said and opened is None else (line, [])


def _take_filled(prompt: Line) -> Statement | None:
    """Take out what is underlined; or bold, where no brackets stand around anything."""
    text = plain_text(prompt)
    if BLANK.search(UNDERSCORED.sub("", text)):
        return None
    asked, said = _filled_in(prompt)
    if not said and not INSIDE.search(text):
        asked, said = _filled_in(prompt, bold=True)
    if not said or not WORDS.search(plain_text(asked)):
        return None
    line = next((node.line for node in prompt if node.line), 0)
    answer = Node("text", content="；".join(said), line=line, end_line=line)
    return Statement(asked, (_said(answer),))


def take_answer(prompt: Line, *, filling: bool, in_brackets: bool = False) -> Statement:
    """Take the answer out of a statement.

    Args:
        filling: whether brackets stand around what is to be filled in.
        in_brackets: whether they stand around the answer of a question.
    """
    if explained := _explained(prompt):
        return explained
    prompt = _without_bold_end(prompt)
    if filling and (filled := _take_filled(prompt)):
        return filled
    last = prompt[-1] if prompt and prompt[-1].type == "text" else None
    if last is None:
        return Statement(prompt)
    text = plain_text(prompt)
    asks = has_judgement(last.content) or bool(BLANK.search(text))
    asks |= in_brackets and bool(QUESTION_MARK.search(text))
    pattern = JUDGEMENT if has_judgement(last.content) else FILLED
    found = pattern.search(last.content) if asks else None
    if found:
        rest = last.content[: found.start()]
    elif filling and not asks and (found := INSIDE.search(last.content)):
        rest = f"{last.content[: found.start()]}{GAP}{last.content[found.end() :]}"
    else:
        return Statement(prompt)
    said = replace(last, content=(found[1] or found[found.lastindex or 1]).strip())
    return Statement((*prompt[:-1], replace(last, content=rest)), (_said(said),))


def _explained(prompt: Line) -> Statement | None:
    """Take a judgement and the reason behind it out of a statement; None if it has no reason."""
    found = EXPLAINED.search(plain_text(prompt))
    parted = split_line(prompt, EXPLAINED) if found else None
    if found is None or parted is None:
        return None
    asked, reason = parted
    line = next((node.line for node in prompt if node.line), 0)
    mark = _said(Node("text", content=found[found.lastindex or 1], line=line, end_line=line))
    return Statement(asked, (mark, paragraph(reason, mark)))


def _without_bold_end(prompt: Line) -> Line:
    """Make plain text of a bold judgement at the end of a statement: `It is flat. **False**`."""
    said = [node for node in prompt if node.type != "text" or node.content]
    if len(said) < FEWEST_NODES or said[-1].type not in {"strong", "em"}:
        return prompt
    *others, before, last = said
    words = f"{before.content}{plain_text([last])}"
    judged = before.type == "text" and not has_judgement(before.content) and has_judgement(words)
    return (*others, replace(before, content=words)) if judged else prompt


def _said(said: Node) -> Node:
    """Make a paragraph of a text."""
    return Node(
        "paragraph",
        tag="p",
        children=(said,),
        content=said.content,
        line=said.line,
        end_line=said.end_line,
        block=True,
    )
