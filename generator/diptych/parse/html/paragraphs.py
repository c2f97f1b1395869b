"""Questions that a web page sets in bold paragraphs: ``<p><strong>Why?</strong></p>``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from diptych.characters import lazy
from diptych.parse.words.asking import ends_in_question_mark
from diptych.syntax.html import closing_tag, opening_tag
from diptych.syntax.html_policy import shown_text
from diptych.syntax.read import read_part

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from diptych.syntax.tree import Node

PARAGRAPH = lazy(
    rf"\s*{opening_tag('p')}((?:(?!</?p\b).)*){closing_tag('p')}\s*", re.IGNORECASE | re.DOTALL
)
BOLD = lazy(
    rf"\s*{opening_tag('(?:strong|b)')}((?:(?!</?(?:strong|b)\b).)*){closing_tag('(?:strong|b)')}\s*",
    re.IGNORECASE | re.DOTALL,
)
FEWEST = 2


def with_paragraphs(nodes: Iterable[Node], settings: Mapping[str, object]) -> Iterator[Node]:
    """Make Markdown of blocks of HTML that hold only paragraphs, of which some ask in bold."""
    for node in nodes:
        found = [*PARAGRAPH.finditer(node.content)] if node.type == "html_block" else []
        whole = "".join(each[0] for each in found) == node.content
        bold = [BOLD.fullmatch(each[1]) for each in found] if whole else []
        if (
            sum(bool(b) and ends_in_question_mark(shown_text(b[1]).strip()) for b in bold if b)
            < FEWEST
        ):
            yield node
            continue
        for each, asked in zip(found, bold, strict=True):
            text = " ".join((asked[1] if asked else each[1]).split())
            above = node.line + node.content.count("\n", 0, each.start(1)) - 1
            yield from read_part(f"**{text}**" if asked else text, settings, above)
