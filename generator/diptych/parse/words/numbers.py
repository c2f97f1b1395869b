"""The numbers that people put before questions, which are no part of what is asked."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec.structs import replace

from diptych.characters import lazy
from diptych.parse.words import lexicon
from diptych.syntax.tree import inline_of, replaced

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diptych.syntax.tree import Node

# Elements around the number, which say nothing themselves.
MAY_PRECEDE = frozenset({"strong", "em", "mark", "link", "text"})
TAG_AROUND = lazy(r"</?(?:b|strong|i|em|u|a|span|font|mark|big|small)\b", re.IGNORECASE)

# A glance ahead, before so many words are tried.
_NEAR = r"(?=[^\d:：\n]{1,24}[\d:：])"
_WORD = rf"(?:q|思考题|例题|习题|练习题|真题|母题|变式|{lexicon.QUESTION})"
# How hard it is, behind its number: `思考题 1（基础）：`.
_NOTE = r"(?:\s*[(（][^()（）]{1,12}[)）](?=\s*[:：]))?"
_CHINESE = "[一二三四五六七八九十百]{1,4}"

# `1.`, `2)`, `（3）`, `[4]`, `5、`, `Q6:`, `Q7 `, `问题8：`, `第9题`, `【第9题】`, `二、`,
# `（三）`, `①`, `1️⃣`, `10- `, `1.2.3`; but not `1.5 倍`, `2:1`, `3D`, `1×1` or `2024年`.
NUMBER = lazy(
    r"\s*(?:"
    rf"第\s*(?:\d{{1,4}}|{_CHINESE})\s*[题題问問][\s.、:：]*"
    rf"|[（(\[【]\s*第\s*(?:\d{{1,4}}|{_CHINESE})\s*[题題问問]\s*[)）\]】][.、:：]?"
    rf"|{_NEAR}{_WORD}\s*(?:#?\d{{1,4}}{_NOTE}(?:\s*[-–—.)）、:：．]+(?!\d)|\s+(?=\D))|[:：]{{1,2}})"
    r"|[（(\[【]\s*\d{1,4}\s*[)）\]】][.、:：]?"
    r"|#?\d{1,4}(?:\.\d{1,4})*(?:\s?[)）、:：．]|\.[-–](?=\s)|\s?\.(?!\d)|\s?[-–—](?=[\s\u0600-\u06ff]))(?!\d)"
    r"|\d{1,4}(?:\.\d{1,4}){2,}(?=\s)"
    r"|q\s*\.(?:\s*\d{1,4}\s*[.)、:：](?!\d)|(?=\s|\*))"
    rf"|{_CHINESE}[、.．]"
    rf"|[（(]{_CHINESE}[)）]"
    r"|[①-⑳㉑-㉟]|(?:\d\ufe0f?\u20e3)+|🔟"
    r")\s*",
    re.IGNORECASE,
)

# `2.8`, `2.8.1`, as chapters of books are numbered, with or without a dot behind.
DOTTED = lazy(r"\s*(\d{1,3}(?:\.\d{1,3})+)(?:[.、:：]\s*|\s+|(?=[^\W\d_]))(?=\S)")


# `一、`, `（二）`, as parts are numbered more often than what they hold.
AS_PART = lazy(rf"\s*(?:{_CHINESE}[、.．]|[（(]{_CHINESE}[)）])")

# `1 什么是…`, as some programs number headings. `3 次握手` begins so as well: all must count on.
_BARE = lazy(r"\s*(\d{1,3})[ \t\u3000]+(?=[^\W\d])")
_BARE_TOO = lazy(rf"{NUMBER.pattern}|{_BARE.pattern}", re.IGNORECASE)
_MOST = 0.75
_FEWEST_BARE = 3


def number_of_all(texts: Sequence[str]) -> re.Pattern[str]:
    """Say what to take off before questions: the number alone, too, where they count on by it."""
    bare = [int(found[1]) for text in texts if (found := _BARE.match(text))]
    if len(bare) < max(_FEWEST_BARE, _MOST * len(texts)):
        return NUMBER
    onward = sum(before < number or number == 1 for before, number in pairwise(bare))
    return _BARE_TOO if onward >= _MOST * (len(bare) - 1) else NUMBER


def has_number(text: str) -> bool:
    """Tell whether a text begins with a number of a question."""
    return bool(NUMBER.match(text))


def is_numbered_as_part(text: str) -> bool:
    """Tell whether a text is numbered in Chinese words, as chapters mostly are."""
    return bool(AS_PART.match(text))


def chapter_number(text: str) -> str:
    """Find the dotted number that a heading begins with, such as ``2.8.1``; empty without one."""
    found = DOTTED.match(text)
    return found.group(1) if found else ""


@lru_cache(maxsize=4096)  # several finders ask of each line
def without_number(text: str, pattern: re.Pattern[str] = NUMBER) -> str:
    """Take the number off before a text; a number alone stays."""
    found = pattern.match(text)
    rest = text[found.end() :] if found else text
    return (rest or text).strip()


def without_number_nodes(
    prompt: tuple[Node, ...], pattern: re.Pattern[str] = NUMBER
) -> tuple[Node, ...]:
    """Take the number off before a prompt, even where it is emphasised; a number alone stays."""
    first = next(filter(_is_something, inline_of(prompt)), None)
    number = pattern.match(first.content) if first and first.type == "text" else None
    if first is None or number is None:
        return prompt
    rest = replaced(prompt, first, replace(first, content=first.content[number.end() :]))
    return rest if any(map(_is_something, inline_of(rest))) else prompt


def _is_something(node: Node) -> bool:
    if node.type == "html_inline":
        return not TAG_AROUND.match(node.content)
    return bool(node.content) or node.type not in MAY_PRECEDE
