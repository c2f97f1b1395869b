"""The blocks of all notes that bear an id, as Logseq keeps it: where each stands, what it says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from diptych.characters import lazy
from diptych.syntax.block_names import CARD_MARK, NAMED, PROPERTY, UUID

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from diptych.model import Source

LONGEST = 1000
"""Characters of a block that stand in the place of its name."""

DEEPEST = 3
"""So deep may one block name another."""

_ID = lazy(rf"[ \t]*(?:[-*+][ \t]+)?id::[ \t]*({UUID})[ \t]*", re.IGNORECASE)
_BULLET = lazy(r"[ \t]*[-*+][ \t]+")
_MARKS = lazy(r"[ \t]*(?:[-*+][ \t]+)?(?:#{1,6}[ \t]+)?")


class Block(NamedTuple):
    """A block's file, and its own words without what stands below it."""

    source: Source
    words: str


def index_blocks(sources: Iterable[Source]) -> dict[str, Block]:
    """Find all blocks that bear an id; of two with one id the first."""
    blocks: dict[str, Block] = {}
    for source in sources:
        lines = source.text.split("\n") if "id::" in source.text else []
        for number, line in enumerate(lines):
            if found := _ID.fullmatch(line):
                blocks.setdefault(found[1].lower(), Block(source, _words(lines, number)))
    return blocks


def words_of_block(uuid: str, blocks: Mapping[str, Block], depth: int = 0) -> str:
    """Write what a block says, with the words of those that it names; its name if there is none."""
    block = blocks.get(uuid.lower())
    if block is None or depth == DEEPEST:
        return f"(({uuid}))"
    said = NAMED.sub(lambda found: words_of_block(found[1], blocks, depth + 1), block.words)
    return said if len(said) <= LONGEST else f"{said[:LONGEST].rstrip()}…"


def _words(lines: list[str], number: int) -> str:
    """Read the block around a line: from its bullet to the next one, properties left out."""
    start = number
    while start and not _BULLET.match(lines[start]) and lines[start - 1].strip():
        start -= 1
    end = number + 1
    while end < len(lines) and lines[end].strip() and not _BULLET.match(lines[end]):
        end += 1
    own = [line for line in lines[start:end] if not PROPERTY.fullmatch(line)]
    words = [CARD_MARK.sub("", _MARKS.sub("", line, count=1)).strip() for line in own]
    return "\n".join(filter(None, words))
