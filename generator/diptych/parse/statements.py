"""Statements to judge or to complete, their answer at the end of the line.

``利率上升，债券价格上升。（ × ）``, ``光合作用在____中进行。（叶绿体）``. Where blanks are to be
filled, ``能量工厂是（线粒体）。`` hides what stands in brackets.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from diptych.characters import lazy
from diptych.parse.asking import BLANK, QUESTION_MARK
from diptych.syntax.tree import Node
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diptych.syntax.inline import Line

JUDGEMENT = lazy(
    r"\s*[(（\[【]\s*(×|√|✓|✔|✗|✘|❌|✅|对|错|正确|错误|T|F|True|False|是|否)\s*[)）\]】][\s。.]*$"
    r"|(?<=[.。])\s*(True|False|正确|错误|对|错|√|×)[\s。.]*$",
    re.IGNORECASE,
)
# The letter of the right choice in its gap: `属于操作系统的是（ B ）。`; several stand at the end.
CHOICE = lazy(
    r"(?:（\s*([A-H])\s*）|\(\s+([A-H])\s+\)|[（(]\s*([A-H]{1,6})\s*[)）](?=[\s。.?？]*$))"
)
FILLED = lazy(r"\s*[(（\[【]\s*([^()（）\[\]【】\s][^()（）\[\]【】]{0,60})[)）\]】][\s。.]*$")
INSIDE = lazy(r"[（【]([^（）【】]{1,20})[）】]")
# So many questions with words in brackets behind them, which all differ, are answered there.
FEWEST_BRACKETS = 3
HALF, MOST = 0.5, 0.75
FEWEST_NODES = 2
GAP = "（\u3000\u3000）"


class Statement(Struct, frozen=True):
    """A statement, and its answer if it holds one."""

    prompt: Line
    answer: tuple[Node, ...] = ()


def has_judgement(text: str) -> bool:
    """Tell whether a text ends in the mark of right or wrong."""
    return bool(JUDGEMENT.search(text))


def has_choice(text: str) -> bool:
    """Tell whether the right choice stands in the gap of a text."""
    return _choice(text) is not None


def is_filled(text: str) -> bool:
    """Tell whether brackets stand in a text around what is to be filled in."""
    return bool(INSIDE.search(text))


def are_answered_in_brackets(texts: Sequence[str]) -> bool:
    """Tell whether questions are answered in brackets at their ends, each by something else."""
    found = [FILLED.search(text) for text in texts if QUESTION_MARK.search(text)]
    said = [each[1] for each in found if each]
    fewest = max(FEWEST_BRACKETS, HALF * len(texts), MOST * len(said))
    return len(set(said)) >= fewest


def _choice(text: str) -> re.Match[str] | None:
    """Find the right choice in a text, its letters in their order."""
    found = CHOICE.search(text)
    letters = "".join(each or "" for each in found.groups()) if found else ""
    return found if letters == "".join(sorted(set(letters))) else None


def take_choice(prompt: Line) -> tuple[Line, Node] | None:
    """Take the right choice out of the gap of a prompt; None if there is none."""
    for place, node in enumerate(prompt):
        found = _choice(node.content) if node.type == "text" else None
        if found:
            left = f"{node.content[: found.start()]}{GAP}{node.content[found.end() :]}"
            said = replace(node, content="".join(each or "" for each in found.groups()))
            asked = (*prompt[:place], replace(node, content=left), *prompt[place + 1 :])
            return asked, _said(said)
    return None


def take_answer(prompt: Line, *, filling: bool, in_brackets: bool = False) -> Statement:
    """Take the answer out of a statement.

    Args:
        filling: whether brackets stand around what is to be filled in.
        in_brackets: whether they stand around the answer of a question.
    """
    prompt = _without_bold_end(prompt)
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
