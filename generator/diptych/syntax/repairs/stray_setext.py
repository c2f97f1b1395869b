"""A rule directly below text, where Markdown makes a heading of all the text above it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from diptych.characters import CJK, QUESTION_MARKS, lazy
from diptych.syntax.repairs.text import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from diptych.syntax.repairs.text import Text

CODE = "D225"
SAFE = True
SIGN = lazy(r"(?<=[^\n]\n)[ \t>]*(?:-+|=+)[ \t]*$", re.MULTILINE)
LONGEST = 60

UNDERLINE = lazy(r"(?P<quoted>[ \t>]*)(?P<rule>-+|=+)[ \t]*")
QUESTION = lazy(rf"[{QUESTION_MARKS}][*_`\s]*$")
# A short title may end in a full stop: `1. Introduction etc.`; a sentence has more words.
SENTENCE = lazy(rf"[。；，！…]$|[{CJK}][.;,!]$|(?:\S+\s+){{4}}.*[^A-Z][.;,!]$")
# What is no title: a bullet that Markdown does not know, a table's row, a picture, a link.
NO_TITLE = lazy(
    r"[-+](?!\s)|[•·●○◦▪■]|\|.*\|$|!\[.*\]\([^()]*\)$|\[[^\[\]]*\]\([^()]*\)$|<https?://[^>]*>$|https?://\S+$"
)


def find(text: Text) -> Iterator[Edit]:
    """Turn ``A long paragraph. ⏎ ---`` into ``A long paragraph. ⏎ ***``, always a rule."""
    candidates = {n for n, line in enumerate(text.lines) if n and _may_be_stray(text.lines, n)}
    if not candidates - _front_matter(text.lines):
        return
    for kind, start, end in text.blocks:
        underline = UNDERLINE.fullmatch(text.lines[end - 1])
        if kind != "heading_open" or end - 1 not in candidates or end - start < 2 or not underline:
            continue
        if end - start > 2 or _is_no_title(text.lines[start], underline):
            yield Edit(end - 1, *underline.span("rule"), "***")


def _may_be_stray(lines: tuple[str, ...], number: int) -> bool:
    """Look without the parser for an underline that is not below a title of one line."""
    line = lines[number].strip()
    if not line or line[-1] not in "-=" or not lines[number - 1].strip():
        return False
    underline = UNDERLINE.fullmatch(lines[number])
    if underline is None:
        return False
    several = number > 1 and bool(lines[number - 2].strip())
    return several or _is_no_title(lines[number - 1], underline)


def _front_matter(lines: tuple[str, ...]) -> set[int]:
    first = next((n for n, line in enumerate(lines) if line.strip()), 0)
    if lines[first].rstrip() != "---":
        return set()
    below = enumerate(lines[first + 1 :], first + 1)
    return {next((n for n, line in below if line.rstrip() == "---"), first)}


def _is_no_title(line: str, underline: re.Match[str]) -> bool:
    title = line[underline.end("quoted") :].strip() if underline["quoted"] else line.strip()
    if QUESTION.search(title) or abs(len(title) - len(underline["rule"])) <= 1 < len(title) // 4:
        return False  # a question, or a line drawn as long as what it underlines
    return len(title) > LONGEST or bool(NO_TITLE.match(title) or SENTENCE.search(title))
