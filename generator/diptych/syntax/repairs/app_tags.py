"""Tags of 飞书 and Notion, ``<callout emoji="bulb">`` and ``<aside>``, as Markdown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from diptych.characters import lazy
from diptych.syntax.repairs.text import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from diptych.syntax.repairs.text import Text

CODE = "D237"
SAFE = False
SIGN = lazy(r"<(?:callout|aside|image|file)\b", re.IGNORECASE)

_FRAME = lazy(r"[ \t>]*(?P<tag><(?P<closes>/?)(?P<name>callout|aside)\b[^<>]*>)[ \t]*", re.I)
_SHOWN = lazy(r"<(image|file)\b([^<>]*?)/?>(?:</\1>)?", re.IGNORECASE)
_ATTRIBUTE = lazy(r"(\w+)=\"([^\"]*)\"")


def find(text: Text) -> Iterator[Edit]:
    """Frames whose tags stand on lines of their own, and pictures and files by their token."""
    opened: list[tuple[str, Edit]] = []
    found: list[Edit] = []
    for number, line in enumerate(text.lines):
        if frame := _FRAME.fullmatch(line):
            after = ":::" if frame["closes"] else ":::note"
            edit = Edit(number, frame.start("tag"), frame.end("tag"), after)
            if not frame["closes"]:
                opened.append((frame["name"].lower(), edit))
            elif opened and opened[-1][0] == frame["name"].lower():
                found += [opened.pop()[1], edit]
        else:
            found += [
                Edit(number, shown.start(), shown.end(), after)
                for shown in _SHOWN.finditer(line)
                if (after := _file(shown[1], dict(_ATTRIBUTE.findall(shown[2]))))
            ]
    code = text.inside("fence", "code_block", "front_matter") if found else frozenset()
    yield from sorted(edit for edit in found if edit.line not in code)


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
