"""What a finder of questions in the text offers for one page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from diptych.parse.drafts.draft import QuestionDraft
from diptych.syntax.tree import Node

if TYPE_CHECKING:
    from diptych.model import Diagnostic

Find = Callable[
    [Sequence[Node], tuple[str, ...], int], tuple[Sequence[Node], Sequence[QuestionDraft]]
]
"""Takes the questions out of a text that stands below a section and ends at a line.

Gives what is left of the text, and the questions.
"""


class Search(Struct, frozen=True):
    """A finder that saw its sign on a page.

    Attributes:
        reason: why it reads the page so, for people.
        find: takes questions out of the text of sections.
        in_answers: takes those out of an answer that are cards by an explicit mark; None when
            answers are left alone.
        behind: takes those out of what stands behind other cards in an answer.
        everywhere: whether whatever it finds must be taken out, for words stand in it that the
            page's blocks hold no longer.
        marked: whether who writes so marks all that is meant to be a card, so that headings which
            ask nothing are sections.
        explicit: whether its marks are written for cards and nothing else; what only has the shape
            of questions yields to a heading that asks.
        nodes: the page's blocks as the finder wants them read; None as they are.
    """

    reason: str
    find: Find
    in_answers: Find | None = None
    behind: Find | None = None
    everywhere: bool = False
    marked: bool = False
    explicit: bool = True
    nodes: tuple[Node, ...] | None = None
    diagnostics: tuple[Diagnostic, ...] = ()
