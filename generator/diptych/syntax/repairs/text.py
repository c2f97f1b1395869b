"""The text of a file as repairs look at it, and what they change in it."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from diptych.characters import lazy
from diptych.syntax.markdown import read_blocks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from diptych.syntax.markdown import Blocks

# What holds no prose: nothing in it is mended.
CODE = frozenset({"fence", "code_block", "front_matter", "math_block"})

# What a line begins with that is more than the next line of a paragraph.
BLOCK = lazy(
    r"[ \t]*\Z| {4}|\t| {0,3}(?:[-+*](?:[ \t]|\Z)|\d{1,9}[.)](?:[ \t]|\Z)|#{1,6}(?:[ \t]|\Z)"
    r"|>|```|~~~|=+[ \t]*\Z|-+[ \t]*\Z|(?:[-*_][ \t]*){3,}\Z|<|\$\$|\|)"
)


def begins_block(line: str) -> bool:
    """Tell whether a line would end the paragraph that it stands in."""
    return bool(BLOCK.match(line))


# For character classes: characters without a width.
UNSEEN = "\u00ad\u200b-\u200d\u2060-\u2064\ufeff"


class Edit(NamedTuple):
    """One change within a line (all from 0); it neither adds nor takes away lines.

    Attributes:
        with_code: whether code spans may be part of what is replaced.
        told: if false, it only goes with another edit, whose diagnostic is enough for both.
    """

    line: int
    start: int
    end: int
    after: str
    with_code: bool = False
    told: bool = True


class Text(Struct, frozen=True, dict=True):
    """One file's lines, and which of them are not prose.

    It has a dictionary: what a line is, is found out only if some repair wants to know.

    Attributes:
        lines: as they are now, with what was repaired so far.
        written: as the author wrote them; by what is usual there a repair may judge, and comes to
            the same result whatever was repaired before.
    """

    lines: tuple[str, ...]
    written: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Text:
        """Take a text as its author wrote it."""
        lines = tuple(text.split("\n"))
        return cls(lines, lines)

    def changed(self, lines: Iterable[str]) -> Text:
        """Put other lines in place of those that there are now."""
        return replace(self, lines=tuple(lines))

    @cached_property
    def whole(self) -> str:
        """The lines as one string."""
        return "\n".join(self.lines)

    @cached_property
    def _read(self) -> Blocks:
        return read_blocks(self.whole)

    @property
    def read(self) -> Blocks | None:
        """Its blocks, if some repair wanted to know them."""
        return self.__dict__.get("_read")

    @cached_property
    def blocks(self) -> tuple[tuple[str, int, int], ...]:
        """The kind and the lines, from 0 and without the last, of each block that has any."""
        tokens = self._read.tokens
        return tuple((token.type, token.map[0], token.map[1]) for token in tokens if token.map)

    @cached_property
    def code(self) -> frozenset[int]:
        """The lines of fences, indented code, formulas and front matter, at any depth."""
        return self.inside(*CODE)

    def inside(self, *kinds: str) -> frozenset[int]:
        """Find the lines of all blocks of some kinds, as `table_open`, with what is in them."""
        return frozenset(
            line for kind, start, end in self.blocks if kind in kinds for line in range(start, end)
        )

    def prose(self, sign: re.Pattern[str] | None = None) -> Iterator[tuple[int, str]]:
        """Walk the lines that are not code, with their numbers.

        Args:
            sign: only lines in which this is found; where it is in none, no block is looked for.
        """
        for number, line in enumerate(self.lines):
            if (sign is None or sign.search(line)) and number not in self.code:
                yield number, line
