"""Books in numbered chapters: ``## 1.1 …``, ``### 1.1.1 …``. Leaves are questions.

A heading whose number no later number continues is a question; one that others continue is a
section, and its text is the section's introduction. A chapter without parts is a question, too.
Numbers are believed before levels, which long books get wrong in places.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec import Struct

from diptych.parse.aside.page_navigation import is_contents
from diptych.parse.finders.headings import count_held
from diptych.parse.words.asking import is_template_word
from diptych.parse.words.numbers import chapter_number, without_number

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from diptych.parse.headings.roles import Role
    from diptych.parse.headings.sections import Texts
    from diptych.parse.outline import Heading

NAME = "chapters"

_FEWEST = 2
# The page of each section names those above it and lists those below it. Books number six deep.
_DEEPEST = 12


class Numbered(Struct, frozen=True):
    """The roles of a book's headings.

    Attributes:
        depths: how deep each heading lies by its number.
    """

    roles: list[Role]
    depths: list[int]
    reason: str


def read_roles(texts: Texts) -> Numbered | None:
    """Read a book; return None unless it is numbered throughout, as steps of a recipe are not."""
    headings = texts.headings
    numbers = ["" if heading.is_index else chapter_number(heading.text) for heading in headings]
    numbered = sum(map(bool, numbers))
    if numbered < _FEWEST or numbered * 2 < len(headings) - 1:
        return None
    roles = _roles(headings, numbers)
    for place, held in enumerate(count_held(texts)):
        if held and roles[place] == "question":
            roles[place] = "section"
    leaves = roles.count("question")
    reason = f"{numbered} of {len(headings)} headings are numbered like 1.2.3; {leaves} are leaves"
    return Numbered(roles, _depths(headings, numbers), reason)


def _roles(headings: Sequence[Heading], numbers: Sequence[str]) -> list[Role]:
    dotted = [n for n, number in enumerate(numbers) if number]
    following = dict(pairwise(dotted))
    leaf_levels = {headings[n].level for n in dotted}
    roles: list[Role] = []
    level = 0
    for place, heading in enumerate(headings):
        if numbers[place]:
            after = following.get(place)
            continued = after is not None and _continues(headings, numbers, place, after)
            roles.append("section" if continued else "question")
            level = heading.level
        elif is_contents(heading):
            roles.append("contents")
        elif level and heading.level > level:
            roles.append("part")
        elif _asks(headings, place, leaf_levels):
            roles.append("question")
            level = heading.level
        else:
            roles.append("section")
            level = heading.level
    return roles


def _asks(headings: Sequence[Heading], place: int, leaf_levels: AbstractSet[int]) -> bool:
    """Tell whether a heading without such a number is a question: as leaves are, or on its own."""
    heading = headings[place]
    is_leaf = place + 1 == len(headings) or headings[place + 1].level <= heading.level
    among_leaves = heading.level in leaf_levels and heading.looks_like_question
    return among_leaves or (is_leaf and heading.has_text and (heading.asks or _is_whole(heading)))


def _is_whole(heading: Heading) -> bool:
    """Tell whether a heading is a numbered chapter that nothing divides: it asks itself."""
    title = without_number(heading.text)
    return title != heading.text and not is_template_word(title)


def _continues(headings: Sequence[Heading], numbers: Sequence[str], place: int, after: int) -> bool:
    """Tell whether the next number lies below this one."""
    if numbers[after].startswith(f"{numbers[place]}."):
        return True
    longer = numbers[after].count(".") > numbers[place].count(".")
    return longer and headings[after].level > headings[place].level


def _depths(headings: Sequence[Heading], numbers: Sequence[str]) -> list[int]:
    """Find how deep each heading lies: deeper than the numbered ones that its number continues.

    What is numbered deeper than anybody numbers lies beside the deepest.
    """
    depths: list[int] = []
    open_numbers: list[tuple[str, int]] = []
    for heading, number in zip(headings, numbers, strict=True):
        depth = heading.level
        if number:
            open_numbers = [(n, d) for n, d in open_numbers if number.startswith(f"{n}.")]
            depth = min(max([depth, *(d + 1 for _, d in open_numbers)]), _DEEPEST)
            open_numbers.append((number, depth))
        depths.append(depth)
    return depths
