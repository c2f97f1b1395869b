"""Keys that are folded away behind the questions that they answer: ``<summary>Answers</summary>``.

What is folded below one question answers that alone; a key stands below several.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from diptych.parse.answers.hidden_answers import folds, inside_fold
from diptych.parse.keys.entries import read_key
from diptych.parse.keys.finding import HALF, KEY, is_key, numbers_in
from diptych.parse.words.key_marks import FEWEST
from diptych.parse.words.manners import ordinal_of
from diptych.syntax.inline import paragraph
from diptych.syntax.tree import Node
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from collections.abc import Sequence

FOLDS = frozenset({"html_block", "callout"})


def with_keys_unfolded(nodes: Sequence[Node]) -> tuple[Node, ...]:
    """Put the words under which a key is folded into a line above it, and its answers below."""
    if not any(node.type in FOLDS for node in nodes):
        return tuple(nodes)
    kept: list[Node] = []
    since = 0
    for start, end, summary in folds(nodes):
        if start < since:
            continue
        inside = inside_fold(nodes, start, end)
        if KEY.fullmatch(summary) and _answers_above(nodes[since:start], summary, inside):
            said = Node("text", content=summary, line=nodes[start].line)
            like = replace(nodes[start], type="paragraph", tag="p", children=(), meta={}, attrs={})
            kept += [*nodes[since:start], paragraph((said,), like), *inside]
        else:
            kept += nodes[since : end + 1]
        since = end + 1
    return (*kept, *nodes[since:])


def _answers_above(above: Sequence[Node], summary: str, inside: Sequence[Node]) -> bool:
    """Tell whether what is folded answers most of several questions right above it."""
    asked = {number for node in above for number in numbers_in(node)}
    asked |= {ordinal_of(plain_text(node.children)) for node in above if node.type == "heading"}
    if len(asked - {0}) < FEWEST or not is_key(summary, inside):
        return False
    told = {entry.number for entry in read_key(inside)[1]}
    return len(asked & told) >= max(FEWEST, HALF * len(asked | told))
