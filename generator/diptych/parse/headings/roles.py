"""Choose which headings ask: of each heading and what stands below it, whichever looks more so.

Every heading above chosen ones is a section, every heading below one a part of its answer. So
levels may be mixed, and each part of a document is read as it was written.
"""

from __future__ import annotations

from itertools import pairwise
from math import sqrt
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from diptych.parse.headings.evidence import ASKS, LISTED, WORDS, Evidence, weigh
from diptych.parse.words.asking import is_housekeeping, names_only_a_place
from diptych.parse.words.labels import ANSWER_NAMED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diptych.parse.outline import Heading

Role = Literal["section", "question", "part", "contents"]

# Deeper than any heading.
NONE = 7
# Less likely ones are no questions.
LEAST = 0.3
# What questions lose when they stand below a heading all alone, and when it has a text of its own
# that would be on no card; many lose less.
ALONE = 0.35
UNCOVERED = 0.4


# So many questions must have an answer below a heading as high as their own.
MOSTLY = 0.5


class _Cover(Struct, frozen=True):
    """The best choice of questions in a subtree.

    Attributes:
        total: the sum of their likenesses.
        marked: whether one of them bears the mark of a card, which nothing outweighs.
        in_a_row: whether one of them asks and is counted with others, so that it is not alone.
    """

    count: int = 0
    total: float = 0.0
    marked: bool = False
    in_a_row: bool = False

    @classmethod
    def of(cls, covers: Sequence[_Cover]) -> _Cover:
        """Join the covers of subtrees that stand beside each other."""
        return cls(
            sum(each.count for each in covers),
            sum(each.total for each in covers),
            any(each.marked for each in covers),
            any(each.in_a_row for each in covers),
        )

    def strength(self, above: Evidence) -> float:
        """Say how well they do as the questions of the heading above them."""
        if not self.count:
            return 0.0
        alone = 0.0 if self.in_a_row else ALONE * 0.5 ** (self.count - 1)
        uncovered = UNCOVERED if above.heading.has_text and not above.cards else 0.0
        return self.total / self.count - alone - uncovered / sqrt(self.count)


def choose_roles(
    headings: Sequence[Heading],
    cards: Sequence[int],
    *,
    telling: bool,
    repeated: frozenset[str] = frozenset(),
) -> tuple[list[Role], str]:
    """Give each heading its role; say why.

    Args:
        cards: of each heading, how many cards stand in its text, if it is only their section.
        telling: whether headings that ask nothing may be questions, too.
        repeated: the keys of those that many files are filled in with.
    """
    found = weigh(headings, cards, telling=telling, repeated=repeated)
    chosen = _choose(found)
    leads = any(cards) or any(heading.is_index for heading in headings)
    if telling and not leads and not any(chosen):
        chosen = _deepest(found)
    roles = _roles(found, chosen)
    return roles, _reason(found, roles)


def _choose(found: Sequence[Evidence]) -> list[bool]:
    """Go through the tree from its leaves up: a heading, or what was chosen below it."""
    covers = [_Cover() for _ in found]
    chosen = [False] * len(found)
    for place in range(len(found) - 1, -1, -1):
        each = found[place]
        held = _Cover(each.cards, each.cards * LISTED)
        below = _Cover.of([held, *(covers[b] for b in each.below)])
        likely = each.likeness >= LEAST and each.likeness >= below.strength(each)
        chosen[place] = each.heading.is_card or (likely and not below.marked)
        asked = each.in_a_row and each.own >= WORDS
        own = _Cover(1, each.likeness, marked=each.heading.is_card, in_a_row=asked)
        covers[place] = own if chosen[place] else below
    return chosen


def _deepest(found: Sequence[Evidence]) -> list[bool]:
    """Choose the deepest headings, where nothing else tells which ones ask."""
    texts = [each.heading.text for each in found]
    if any(is_housekeeping(text) or names_only_a_place(text) for text in texts):
        return [False] * len(found)
    levels = [each.heading.level for each in found if not each.excluded]
    deepest = max(levels, default=0)
    return [
        each.heading.level == deepest and not each.excluded and not _only_leads(each.heading)
        for each in found
    ]


def _only_leads(heading: Heading) -> bool:
    """Tell whether nothing but links to other places stands below a heading."""
    return bool(heading.body) and not heading.has_text


def _roles(found: Sequence[Evidence], chosen: Sequence[bool]) -> list[Role]:
    """Say what each heading is; one chosen below another chosen one is a part."""
    covered = [False] * len(found)
    asks = [False] * len(found)
    for place, each in enumerate(found):
        covered[place] = each.parent >= 0 and (covered[each.parent] or asks[each.parent])
        asks[place] = chosen[place] and (each.heading.is_card or not covered[place])
    asked = [n for n in range(len(found)) if asks[n]]
    for place in _answers_beside(found, asked):
        covered[place] = True
    deepest = max((found[n].heading.level for n in range(len(found)) if asks[n]), default=NONE)
    return [
        _role(each, asks=asks[place], covered=covered[place], deepest=deepest)
        for place, each in enumerate(found)
    ]


def _answers_beside(found: Sequence[Evidence], asked: Sequence[int]) -> list[int]:
    """Find headings that name the answer of the question above them, on whose level they stand.

    Most questions must have one: a lone one behind several questions is their key.
    """
    answering: list[int] = []
    answered = 0
    for start, end in pairwise([*asked, len(found)]):
        level, before = found[start].heading.level, len(answering)
        for place in range(start + 1, end):
            each = found[place].heading
            names = each.level == level and ANSWER_NAMED.fullmatch(each.text)
            if each.level <= level and not names:
                break
            if names:
                answering.append(place)
        answered += len(answering) > before
    return answering if answered > MOSTLY * len(asked) else []


def _role(each: Evidence, *, asks: bool, covered: bool, deepest: int) -> Role:
    if each.contents:
        return "contents"
    if asks:
        return "question"
    if deepest == NONE:
        # Where nothing asks, a list of what other files ask is a text.
        return "part" if each.heading.is_index else "section"
    return "part" if covered or (each.heading.level > deepest and not each.cards) else "section"


def _reason(found: Sequence[Evidence], roles: Sequence[Role]) -> str:
    """Say how many headings were chosen because they look like questions, and at which levels."""
    taken = [each for each, role in zip(found, roles, strict=True) if role == "question"]
    if not taken:
        return "no headings" if not found else "no heading asks"
    levels = sorted({each.heading.level for each in taken})
    named = " and ".join(str(level) for level in levels)
    of = sum(each.heading.level in levels and not each.excluded for each in found)
    what = "headings" if of != 1 else "heading"
    asking = sum(each.own >= ASKS for each in taken)
    noun = "level" if len(levels) == 1 else "levels"
    if asking * 2 >= len(taken):
        return f"{asking} of {of} {what} of {noun} {named} ask or are numbered"
    textual = sum(each.has_text for each in taken)
    if textual * 2 >= len(taken):
        return f"{textual} of {of} {what} of {noun} {named} have text below"
    return f"{noun} {named} is the deepest"
