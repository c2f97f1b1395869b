"""By what a heading is the same as one of another file: its words, without number and markup."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from diptych.characters import lazy
from diptych.parse.words.asking import (
    STANDS_BEHIND,
    asks,
    ends_in_question_mark,
    is_part_of_answer,
)
from diptych.parse.words.labels import ANSWER_HEADING
from diptych.parse.words.numbers import without_number
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from diptych.parse.outline import Heading
    from diptych.syntax.tree import Node

BEFORE = lazy(r"\W+")
BEHIND = " \t*_`~:：?？!！。."
INSIDE = lazy(r"[*_`~]")
# Of the headings below a title so many may be its own, if they do not ask.
OWN = 1 / 3


@lru_cache(maxsize=8192)  # a template's headings stand in every file
def heading_key(text: str) -> str:
    """Take of a heading what it shares with those that say the same; empty if it says nothing."""
    said = without_number(text.strip(" \t*_")).rstrip(BEHIND)
    before = BEFORE.match(said)
    bare = said[before.end() :] if before else said
    return " ".join(INSIDE.sub("", bare).casefold().split())


def is_form(repeated: int, others: Sequence[str]) -> bool:
    """Tell whether what stands below a title is filled in as below other titles.

    Args:
        repeated: how many headings below it stand below others, too.
        others: the words of all others below it.
    """
    few = len(others) <= OWN * (repeated + len(others))
    return bool(repeated) and few and not any(map(asks, others))


def is_filled_in(headings: Sequence[Heading], repeated: Container[str]) -> bool:
    """Tell whether the headings at the top of a page are those of a form, so that its name asks."""
    top = min((heading.level for heading in headings), default=0)
    texts = [heading.text for heading in headings if heading.level == top]
    filled = [text for text in texts if heading_key(text) in repeated]
    others = [text for text in texts if text not in filled and not is_part_of_answer(text)]
    # A list of references below a text is no form.
    tells = any(not STANDS_BEHIND.match(text) for text in filled)
    return tells and is_form(len(texts) - len(others), others)


def is_asked_above(text: Sequence[Node], following: Heading) -> bool:
    """Tell whether the text above a form's first heading is asked with, and answers nothing."""
    paragraphs = [plain_text(block.children) for block in text if block.type == "paragraph"]
    return bool(text) and (
        bool(ANSWER_HEADING.match(following.text))
        or any(map(ends_in_question_mark, paragraphs[-1:]))
    )
