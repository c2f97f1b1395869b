"""Which lines of a text are headings, found quickly: nothing is compiled yet."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from diptych.characters import lazy
from diptych.parse.heading_keys import heading_key
from diptych.parse.words.asking import is_part_of_answer

if TYPE_CHECKING:
    from collections.abc import Iterator

# Of the headings that nothing stands above.
TOP = -1
# A heading or a fence; each begins a line.
LINE = lazy(
    r"\n {0,3}(?:(?P<level>#{1,6})[ \t](?P<text>.*)"
    r"|(?P<fence>`{3,}|~{3,})(?P<info>.*))"
)
# The same, and headings with a line below them.
UNDERLINED = lazy(
    LINE.pattern + r"|\n {0,3}(?P<above>[^\s#>|`~+*-].*)\n {0,3}(?P<under>=+|-{2,})[ \t]*(?=\n|\Z)"
)
# What is looked for first: whatever might be one, and what it may bear besides its words.
LIKE_HEADING = lazy(r"\n {0,3}(#{1,6}[ \t].*|[^\s#].*(?=\n {0,3}(?:==|--)))")
LIKE_MARKED = lazy(r"\n {0,3}(#{1,6}[ \t].*)")
ORNAMENTS = "# \t*_0123456789.、:："
FRONT_MATTER = lazy(r"---[ \t]*\n(?:.*\n)*?(?:---|\.\.\.)[ \t]*(?=\n|\Z)")


class _Line(NamedTuple):
    """A heading's level and words, where its line begins and where the text below it does."""

    level: int
    text: str
    start: int
    end: int


class Heading(NamedTuple):
    """A heading as its line says it.

    Attributes:
        key: what it shares with those that say the same; an id of its own is part of it.
        start: where its line begins.
        says: a hash of what stands below it; 0 if that is nothing.
        divided: whether deeper headings stand below it.
        above: the place of the heading above it.
    """

    level: int
    key: str
    text: str
    start: int
    says: int
    divided: bool
    above: int

    @property
    def is_part(self) -> bool:
        """Tell whether its words alone name a part of an answer."""
        return bool(self.key) and is_part_of_answer(self.text)


@lru_cache(maxsize=4096)  # an editor asks of all files at each letter
def lines_like_headings(text: str) -> frozenset[str]:
    """Collect, without their ornaments, the lines that might be headings."""
    like = LIKE_HEADING if "==" in text or "--" in text else LIKE_MARKED
    return frozenset([each.strip(ORNAMENTS) for each in like.findall(f"\n{text}")])


@lru_cache(maxsize=4096)  # likewise
def headings_in(text: str) -> tuple[Heading, ...]:
    """Find the lines of a text that are headings; those of code are none."""
    lines = [*_heading_lines(text), _Line(0, "", len(text), 0)]
    found: list[Heading] = []
    above: list[int] = []
    for (level, said, start, end), following in pairwise(lines):
        while above and found[above[-1]].level >= level:
            above.pop()
        below = text[end : following.start].strip()
        key, says, divided = heading_key(said), hash(below) if below else 0, following.level > level
        place = above[-1] if above else TOP
        above.append(len(found))
        found.append(Heading(level, key, said, start, says, divided, place))
    return tuple(found)


def _heading_lines(text: str) -> Iterator[_Line]:
    front_matter = FRONT_MATTER.match(text)
    lines = UNDERLINED if "\n==" in text or "\n--" in text else LINE
    fence = ""
    for found in lines.finditer("\n" + text, front_matter.end() if front_matter else 0):
        start, end = found.start(), found.end() - 1  # without the line feed before the text
        if marks := found["fence"]:
            closes = fence and marks.startswith(fence) and not found["info"].strip()
            fence = "" if closes else fence or marks
        elif fence:
            continue
        elif found["level"]:
            yield _Line(len(found["level"]), _without_closing(found["text"]), start, end)
        else:
            yield _Line(1 if found["under"][0] == "=" else 2, found["above"].strip(), start, end)


def _without_closing(text: str) -> str:
    """Take off what may close a heading: `## Heading ##`."""
    said = text.rstrip()
    bare = said.rstrip("#")
    return (bare if bare[-1:].isspace() else said).strip()
