"""What one types to answer a question whose author asks for that: ``{.typed}``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from diptych.characters import lazy
from diptych.syntax.html import opening_tag
from diptych.syntax.tree import walk
from diptych.syntax.words import is_formula, plain_text

if TYPE_CHECKING:
    from diptych.syntax.document import Question

TYPED = "typed"
LONGEST = 80
"""Characters; who types more than that looks for slips, not for what they know."""

_BREAK = lazy(opening_tag("br"), re.IGNORECASE)
_NO_TEXT = frozenset({"image", "hardbreak"})


def typed_answer(question: Question) -> str:
    """Read the short answer, or an answer without one, as plain text; empty if none can type it."""
    answer = question.short or question.answer
    if len(answer) != 1 or answer[0].type != "paragraph":
        return ""
    nodes = list(walk(answer[0].children))
    if any(is_formula(node) or node.type in _NO_TEXT for node in nodes):
        return ""
    if any(node.type == "html_inline" and _BREAK.match(node.content) for node in nodes):
        return ""
    text = plain_text(answer[0].children)
    return text if len(text) <= LONGEST else ""
