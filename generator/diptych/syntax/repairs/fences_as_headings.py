"""Fences that hold no code but a title: a box looked like a heading to who wrote it.

The title becomes a bold paragraph, never a heading: it must not become a question.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from diptych.characters import CJK, lazy
from diptych.syntax.repairs.text import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from diptych.syntax.repairs.text import Text

CODE = "D223"
SAFE = False  # that it is no code is likely, not sure
LONGEST = 40

# A fence around one line, or one whose info string is no language. Blanks are what `strip` takes
# off, and the fence that closes may be longer than the one that opens, and indented.
SIGN = lazy(
    rf"^(?P<fence>`{{3,}}+|~{{3,}}+)[^\S\n]*+"
    rf"(?:\n(?:[^\S\n]*\n)*[^\n`~]*[^\s`~][^\S\n]*\n"
    rf"|(?=[^\n]*(?:[{CJK}]|[^\S\n]))[^\n]*[^\s`~][^\S\n]*\n)"
    rf"(?:[^\S\n]*\n)*[^\S\n]*(?P=fence)[`~]*[^\S\n]*$",
    re.MULTILINE,
)
# Only at the very left: a fence within a list belongs to its item.
OPENING = lazy(r"(?P<fence>`{3,}|~{3,})[ \t]*(?P<info>.*)")

# What no title holds, and code does.
TELLTALE = lazy(r"[`*_~;{}=()\[\]<>$|\\/@#^&%\"']|--|^[-+\d.\s]+$|https?:|\w\.\w|^\W")
COMMAND = lazy(
    r"(?:npm|npx|yarn|pnpm|pip|pip3|conda|git|cd|ls|cat|sudo|apt|brew|docker|python|python3|node"
    r"|select|insert|update|delete|import|from|return|print|echo|true|false|null|none|undefined)\b",
    re.IGNORECASE,
)
# Behind a colon stands what was announced, as an output.
ANNOUNCED = lazy(r"[:：](?:\*\*)?\s*$")
HEADING = lazy(r" {0,3}#{1,6}[ \t]+(.*)")


def find(text: Text) -> Iterator[Edit]:
    """Turn a fence around ``NMS`` below ``### 22.NMS SoftNMS`` into ``**NMS**``."""
    for kind, start, end in text.blocks:
        opening = OPENING.fullmatch(text.lines[start]) if kind == "fence" else None
        if opening is None or not _is_closed(text.lines[start + 1 : end], opening["fence"]):
            continue
        inner = [n for n in range(start + 1, end - 1) if text.lines[n].strip()]
        if opening["info"].strip():
            if not inner and _is_sentence(opening["info"]):
                title = opening["info"].strip()
                yield Edit(start, 0, len(text.lines[start]), f"**{title}**")
                yield Edit(end - 1, 0, len(text.lines[end - 1]), "", told=False)
        elif len(inner) == 1 and _is_title(text, inner[0], start, end):
            line = text.lines[inner[0]]
            yield Edit(start, 0, len(text.lines[start]), "", told=False)
            yield Edit(inner[0], 0, len(line), f"**{line.strip()}**")
            yield Edit(end - 1, 0, len(text.lines[end - 1]), "", told=False)


def _is_closed(lines: tuple[str, ...], fence: str) -> bool:
    last = lines[-1].strip() if lines else ""
    return len(last) >= len(fence) and set(last) == {fence[0]}


def _is_sentence(info: str) -> bool:
    """Tell whether an info string is text: a language is one Latin word, with options behind it."""
    if len(info.strip()) > LONGEST or TELLTALE.search(info.strip()):
        return False
    return bool(re.search(f"[{CJK}]", info)) or (
        info[0].isupper() and len(info.split()) > 2 and "," not in info
    )


def _is_title(text: Text, line: int, start: int, end: int) -> bool:
    """Tell whether one line is a title for what follows the fence.

    A title in Chinese that code could not be, or a name out of the heading above.
    """
    title = text.lines[line].strip()
    if len(title) > LONGEST or TELLTALE.search(title) or COMMAND.match(title):
        return False
    following = next((each for each in text.lines[end:] if each.strip()), "")
    if not following or HEADING.match(following):
        return False
    above = next((each for each in reversed(text.lines[:start]) if each.strip()), "")
    if ANNOUNCED.search(above):
        return False
    if re.search(f"[{CJK}]{{2}}", title):
        return not re.search("[，。；！？]", title)
    return title[0].isupper() and _letters(title) in _letters(_heading_above(text, start))


def _heading_above(text: Text, line: int) -> str:
    code = text.code
    headings = (
        found.group(1)
        for n in range(line - 1, -1, -1)
        if n not in code and (found := HEADING.fullmatch(text.lines[n]))
    )
    return next(headings, "")


def _letters(text: str) -> str:
    """Reduce a text to what is said aloud, so that `Soft-NMS` is found in `NMS SoftNMS`."""
    return "".join(c for c in text.casefold() if c.isalnum())
