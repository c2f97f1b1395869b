"""The numbers that people put before questions, which are no part of what is asked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token

_WORD = r"(?:questions?|q|问题|題目|题目|题|問題|вопрос|frage|pregunta|pergunta)"
_CHINESE = "[一二三四五六七八九十百]{1,4}"

# `1.`, `2)`, `（3）`, `[4]`, `5、`, `Q6:`, `Q7 `, `问题8：`, `第9题`, `二、`, `（三）`, `①`,
# `1.2.3`; but not `1.5 倍`, `2:1`, `3D`, `1×1` or `2024年`.
NUMBER = re.compile(
    r"\s*(?:"
    rf"第\s*(?:\d{{1,4}}|{_CHINESE})\s*[题题問问题][\s.、:：]*"
    rf"|{_WORD}\s*#?\d{{1,4}}(?:\s*[-–—.)）、:：．]+(?!\d)|\s+(?=\D))"
    r"|[（(\[【]\s*\d{1,4}\s*[)）\]】][.、:：]?"
    r"|#?\d{1,4}(?:\.\d{1,4})*(?:\s?[)）、:：．]|\s?\.(?!\d)|\s[-–—](?=\s))(?!\d)"
    r"|\d{1,4}(?:\.\d{1,4}){2,}(?=\s)"
    rf"|{_WORD}\s*[:：]"
    r"|q\s*\.(?=\s|\*)"
    rf"|{_CHINESE}[、.．]"
    rf"|[（(]{_CHINESE}[)）]"
    r"|[①-⑳㉑-㉟]"
    r")\s*",
    re.IGNORECASE,
)

# `2.8`, `2.8.1`, as chapters of books are numbered, with or without a dot behind.
DOTTED = re.compile(r"\s*(\d{1,3}(?:\.\d{1,3})+)(?:[.、:：]\s*|\s+|(?=[^\W\d_]))(?=\S)")


def has_number(text: str) -> bool:
    """Whether a text begins with a number of a question."""
    return bool(NUMBER.match(text))


def chapter_number(text: str) -> str:
    """The dotted number that a heading begins with, such as ``2.8.1``; empty if there is none."""
    found = DOTTED.match(text)
    return found.group(1) if found else ""


def without_number(text: str, pattern: re.Pattern[str] = NUMBER) -> str:
    """A text without the number before it; a number alone stays."""
    found = pattern.match(text)
    rest = text[found.end() :] if found else text
    return (rest or text).strip()


def without_number_tokens(
    children: Sequence[Token], pattern: re.Pattern[str] = NUMBER
) -> tuple[Token, ...]:
    """Inline tokens without the number before them, even where it is emphasised."""
    tokens = list(children)
    for place, token in enumerate(tokens):
        if token.type == "text" and token.content:
            if number := pattern.match(token.content):
                rest = token.content[number.end() :]
                if rest or len(tokens) > place + 1:
                    tokens[place] = token.copy(content=rest)
            break
        if token.type not in {"strong_open", "em_open", "link_open", "text"}:
            break
    return tuple(tokens)
