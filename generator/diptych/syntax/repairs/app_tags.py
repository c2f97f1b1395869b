"""Tags of 飞书 and Notion, ``<callout emoji="bulb">`` and ``<aside>``, as Markdown.

So are what only arranges, ``<grid>``, or colours, ``<text color="red">``, their formulas, and the
quotation of GitLab, between two lines of ``>>>``. What Notion indents by a tab within a frame would
be code without it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from diptych.characters import lazy
from diptych.syntax.repairs.text import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from diptych.syntax.repairs.text import Text

CODE = "D237"
SAFE = False
SIGN = lazy(
    r"<(?:callout|aside|image|file|grid|column|columns|quote-container|view|text|equation)\b"
    r"|^>>>[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)

_FRAME = lazy(
    r"[ \t>]*(?P<tag><(?P<closes>/?)"
    r"(?P<name>callout|aside|grid|columns?|quote-container|view)(?=[\s>])[^<>]*>)[ \t]*",
    re.I,
)
# What the frame becomes; what only arranges becomes nothing.
_BECOMES = {"callout": ":::note", "aside": ":::note", "quote-container": ":::quote"}
_FENCE = lazy(r">>>[ \t]*(?:\[!(?P<kind>[A-Za-z]+)\][ \t]*(?P<title>.*))?")
_WITHIN = lazy(
    r"<(?P<name>text)(?=[^<>]*(?:color|bgcolor)=)[^<>]*>(?P<words>[^<>]*)</text>"
    r"|<(?P<formula>equation)>(?P<latex>[^<>$\n]+)</equation>",
    re.IGNORECASE,
)
_SHOWN = lazy(r"<(image|file)\b([^<>]*?)/?>(?:</\1>)?", re.IGNORECASE)
_ATTRIBUTE = lazy(r"(\w+)=\"([^\"]*)\"")


def find(text: Text) -> Iterator[Edit]:
    """Frames whose tags stand on lines of their own, and pictures and files by their token."""
    opened: list[tuple[str, Edit]] = []
    found: list[Edit] = [*_fenced(text)]
    frames: list[tuple[Edit, Edit]] = []
    for number, line in enumerate(text.lines):
        if "<" not in line:
            continue
        if frame := _FRAME.fullmatch(line):
            name = frame["name"].lower()
            after = _BECOMES.get(name, "")
            after = after[:3] if frame["closes"] else after
            edit = Edit(number, frame.start("tag"), frame.end("tag"), after)
            if not frame["closes"]:
                opened.append((name, edit))
            elif opened and opened[-1][0] == name:
                first = opened.pop()[1]
                found += [first, edit]
                frames.append((first, edit))
        else:
            found += [
                Edit(number, shown.start(), shown.end(), after)
                for shown in _SHOWN.finditer(line)
                if (after := _file(shown[1], dict(_ATTRIBUTE.findall(shown[2]))))
            ]
            found += [
                Edit(
                    number, each.start(), each.end(), each["words"] or f"${each['latex'].strip()}$"
                )
                for each in _WITHIN.finditer(line)
            ]
    code = text.inside("fence", "code_block", "front_matter") if found else frozenset()
    kept = [edit for edit in found if edit.line not in code]
    yield from sorted(
        [*kept, *_outdented(text, [each for each in frames if each[0].line not in code])]
    )


def _outdented(text: Text, frames: Sequence[tuple[Edit, Edit]]) -> Iterator[Edit]:
    """Take away the tabs by which Notion indents what stands within frames, one for each."""
    deeper = dict.fromkeys(range(len(text.lines)), 0) if frames else {}
    for first, last in frames:
        if text.lines[first.line + 1].startswith("\t" * (first.start + 1)):
            deeper[first.line + 1] += 1
            deeper[last.line] -= 1
    depth = 0
    for number, change in deeper.items():
        depth += change
        line = text.lines[number]
        if tabs := min(depth, len(line) - len(line.lstrip("\t"))):
            yield Edit(number, 0, tabs, "", told=False)


def _fenced(text: Text) -> Iterator[Edit]:
    """Find the quotations of GitLab: all between two lines of ``>>>``."""
    opened: tuple[int, re.Match[str]] | None = None
    for number, line in enumerate(text.lines):
        mark = _FENCE.fullmatch(line) if line.startswith(">>>") else None
        if mark is None or number in text.code:
            continue
        if opened is None:
            opened = number, mark
        elif line.rstrip() == ">>>":
            first, head = opened
            after = f":::{(head['kind'] or 'quote').lower()} {head['title'] or ''}".rstrip()
            yield Edit(first, 0, len(text.lines[first]), after)
            yield Edit(number, 0, len(line), ":::")
            opened = None


def _file(kind: str, attributes: dict[str, str]) -> str:
    """Write a picture or a file that the app keeps; empty where the tag is another one."""
    token = attributes.get("token", "")
    if not token:
        return ""
    name = attributes.get("name", "") or token
    return (
        f"![{attributes.get('alt', '')}]({name})"
        if kind.lower() == "image"
        else f"[{name}]({name})"
    )
