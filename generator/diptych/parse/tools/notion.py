"""What Notion exports: an id behind each file's name, and properties below its title."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from diptych.characters import lazy
from diptych.input.notion_tables import HEX_ID
from diptych.parse.metadata.tags import anki_tag

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diptych.syntax.tree import Node

_PROPERTY = lazy(r"(?P<name>[^\s:：][^:：\n]{0,30}): (?P<value>\S.*)")
_TAGS = lazy(r"tags?|labels?|category|categories|标签|標籤|分类|分類|类别|タグ", re.IGNORECASE)


def without_id(name: str) -> str:
    """Take Notion's id off a name."""
    return HEX_ID.sub("", name)


def take_properties(
    nodes: Sequence[Node], path: str
) -> tuple[tuple[Node, ...], tuple[str, ...], tuple[tuple[int, str], ...]]:
    """Take the properties of a page that Notion exported from below its title.

    Returns:
        the other blocks, the tags that properties name, and of each further property its line and
        what it says.
    """
    kept = tuple(nodes)
    is_exported = HEX_ID.search(PurePosixPath(path).stem)
    if not is_exported or [each.type for each in kept[:2]] != ["heading", "paragraph"]:
        return kept, (), ()
    found = [_PROPERTY.fullmatch(line.strip()) for line in kept[1].content.split("\n")]
    properties = [each for each in found if each]
    if len(properties) != len(found):
        return kept, (), ()
    tags: list[str] = []
    others: list[tuple[int, str]] = []
    for number, each in enumerate(properties):
        if _TAGS.fullmatch(each["name"]):
            words = re.split(r"[,，、]", each["value"])
            tags += ["-".join(word.split()) for word in words if word.strip()]
        else:
            others.append(((kept[1].line or 1) + number, each[0]))
    return (kept[0], *kept[2:]), tuple(map(anki_tag, tags)), tuple(others)
