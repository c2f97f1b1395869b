"""Paragraphs that begin with ``Q:`` and ``A:``, in several languages and with or without numbers.

Also the separators of other tools: a line that holds only ``?`` between question and answer (``??``
asks both ways); such a card ends at a blank line, or at a line that is only ``+++``. A vault may
have chosen others (`diptych.parse.tools.card_marks`). And ``C:``, a text whose ``[brackets]`` are
deletions.
"""

from __future__ import annotations

from functools import partial
from itertools import count
from typing import TYPE_CHECKING

from msgspec.structs import replace

from diptych.parse.aside.tool_marks import is_mark
from diptych.parse.choices.offered import NAMED, part_above_choices
from diptych.parse.drafts.draft import QuestionDraft
from diptych.parse.finders.definitions import holds_flashcards
from diptych.parse.lines.items import is_index, line_of
from diptych.parse.lines.marked_lines import ORDINAL, Kind, Marks, Unit, cut_at_marks, in_turn
from diptych.parse.search import Search
from diptych.parse.tools.card_marks import USUAL
from diptych.parse.words.asking import asks, ends_in_question_mark
from diptych.parse.words.card_labels import SIGN, TASK, WHY, labels_of
from diptych.parse.words.manners import is_bold
from diptych.syntax.cloze import bracketed, deletions
from diptych.syntax.inline import joined, lines_of, paragraph, strip_start
from diptych.syntax.tree import LISTS, last_line, map_blocks
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from diptych.parse.page import Page
    from diptych.syntax.inline import Line
    from diptych.syntax.tree import Node

NAME = "question-answer"

OPENING = frozenset({"q", "c", "parted", "both"})


def search(page: Page, _nodes: Sequence[Node]) -> Search | None:
    """Look for marked questions; return None when nothing is marked."""
    cards = page.card_marks or USUAL
    labels = labels_of(page.lines)
    signs = labels.loose or cards != USUAL or any(map(SIGN.match, page.lines))
    if not signs:
        return None
    marks = Marks(cards, labels)
    return Search(
        "paragraphs begin with `Q:` and `A:`",
        partial(_find, marks),
        in_answers=partial(_find_answered, marks),
        marked=holds_flashcards(page),
    )


def _find(
    marks: Marks, blocks: Sequence[Node], section: tuple[str, ...], end: int
) -> tuple[Sequence[Node], list[QuestionDraft]]:
    """Part a text into what stands above the first question or belongs to none, and questions.

    A single mark that asks nothing and has no answer is a word of the text, and a list that only
    leads to what answers is an index.
    """
    indexes: list[Node] = []
    others: list[Node] = []
    for block in blocks:
        (indexes if _is_index(block) else others).append(block)
    units = in_turn(cut_at_marks(others, marks))
    rest, drafts = _part(units, section, end)
    rest = sorted([*rest, *indexes], key=lambda block: block.line or 0) if indexes else rest
    lone = len(drafts) == 1 and not drafts[0].body and not _stands_alone(drafts[0])
    if lone or not drafts:
        return blocks, []
    return rest, drafts


def _is_index(block: Node) -> bool:
    """Tell whether a block lists marked questions that are asked and answered elsewhere."""
    if block.type not in LISTS or not is_index(block):
        return False
    return any(SIGN.match(plain_text(line_of(item))) for item in block.children)


def _stands_alone(draft: QuestionDraft) -> bool:
    return asks(plain_text(draft.prompt)) or bool(deletions(draft.prompt))


def _find_answered(
    marks: Marks, blocks: Sequence[Node], section: tuple[str, ...], end: int
) -> tuple[Sequence[Node], list[QuestionDraft]]:
    """Take the questions out of an answer, if each of them has an answer of its own."""
    if any(block.type == "paragraph" and TASK.match(block.content) for block in blocks):
        return blocks, []
    rest, drafts = _part(cut_at_marks(blocks, marks), section, end)
    return (rest, drafts) if all(each.body for each in drafts) else (blocks, [])


def _part(
    units: Sequence[Unit], section: tuple[str, ...], end: int
) -> tuple[list[Node], list[QuestionDraft]]:
    intro: list[Node] = []
    found: list[list[Unit]] = []
    ends: list[int] = []
    inside = False
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
    elif kind == "q":
        told = next(plain_text(block.children) for kind, block in rest if kind == "a")
        prompt, choices = part_above_choices(asking, by_letter=bool(NAMED.match(told)))
        front = (*choices, *front)
    if kind == "c":
        numbers = count(1)
        prompt = bracketed(prompt, numbers)
        body = map_blocks(body, lambda block: _bracketed(block, numbers))
    start = min(block.line or 1 for _, block in units)
    return QuestionDraft(
        prompt=prompt,
        front=front,
        body=body,
        section=section,
        line=start,
        end_line=max(start, end),
        classes=("reversed",) if kind == "both" else (),
        ordinal=asking.meta.get(ORDINAL, 0),
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
