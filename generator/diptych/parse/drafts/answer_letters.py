"""Answers that all begin with a letter, on pages whose questions bear none: ``R: Lisboa.``.

One answer alone tells nothing: ``R: …`` may speak of a resistance, ``A4 …`` of paper.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec.structs import replace

from diptych.characters import lazy
from diptych.parse.choices.offered import find_choices
from diptych.syntax.inline import joined, lines_of, paragraph, strip_start
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence

    from diptych.parse.drafts.draft import QuestionDraft
    from diptych.syntax.tree import Node

# `R: …`, `R.: …`, `R/ …`, `R.- …`; `A1: …`.
LETTER = lazy(
    r"\s*(?:([RAS])\s*\d{0,4}(?:\.?\s?[:：]|/(?=\s)|\.-)|([ОВجתต])\s*\d{0,4}\s?[:：])\s*(?=\S)"
)
# `A1 東京`, below `Q1 首都は？`: only the number, which counts on, tells it from a name.
COUNTED = lazy(r"\s*[AＡ]\s*(\d{1,4})[\s\u3000]+(?=\S)")
FEWEST = 2
MOST = 0.75


def without_letters(drafts: Sequence[QuestionDraft]) -> list[QuestionDraft]:
    """Take off the letter that the answers of a page have in common."""
    # `A: …` above `B: …` is a choice, or somebody who speaks.
    said = [text for each in drafts if (text := _first_line(each.body)) and not _offers(each)]
    pattern = next((each for each in (LETTER, COUNTED) if _is_shared(each, said)), None)
    if pattern is None:
        return list(drafts)
    return [
        draft if _offers(draft) else replace(draft, body=_without(draft.body, pattern))
        for draft in drafts
    ]


def _is_shared(pattern: re.Pattern[str], texts: Sequence[str]) -> bool:
    found = [each for text in texts if (each := pattern.match(text))]
    if len(found) < max(FEWEST, MOST * len(texts)):
        return False
    if pattern is LETTER:
        return len({each[1] or each[2] for each in found}) == 1
    return all(int(before[1]) < int(each[1]) for before, each in pairwise(found))


def _offers(draft: QuestionDraft) -> bool:
    return find_choices(draft.body) is not None


def _first_line(body: Sequence[Node]) -> str:
    """Read the line that an answer begins with; empty if it begins with something else."""
    first = body[0] if body else None
    if first is not None and first.type == "blockquote":
        return _first_line(first.children)
    is_text = first is not None and first.type == "paragraph"
    return plain_text(lines_of(first)[0]) if first is not None and is_text else ""


def _without(body: Sequence[Node], pattern: re.Pattern[str]) -> tuple[Node, ...]:
    first, *others = body or (None,)
    if first is None or first.type not in {"blockquote", "paragraph"}:
        return tuple(body)
    if first.type == "blockquote":
        return (replace(first, children=_without(first.children, pattern)), *others)
    line, *below = lines_of(first)
    rest = strip_start(line, pattern)
    return (paragraph(joined([rest, *below]), first), *others) if rest else tuple(body)
