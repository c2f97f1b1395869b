"""Headings that ask: shallower ones are sections, deeper ones parts of the answers.

``### 1.介绍…``, ``## Q4: Why …?``, ``### 问题3：…``, ``## What is a closure?``
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from diptych.parse.aside.page_navigation import is_contents
from diptych.parse.cover import SAYING_NOTHING, SHARE, Cover, size_of
from diptych.parse.finders.question_file import QUESTION
from diptych.parse.heading_keys import heading_key
from diptych.parse.headings.evidence import HALF
from diptych.parse.headings.roles import choose_roles
from diptych.parse.headings.sections import PREAMBLE
from diptych.parse.words.asking import asks, asks_in_words
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diptych.parse.cover import Taken
    from diptych.parse.headings.roles import Role
    from diptych.parse.headings.sections import Texts
    from diptych.parse.outline import Heading

NAME = "headings"

# So many cards, and so much of its text, make a mere section of a heading that asks.
FEWEST = 2
MOSTLY = 0.9
COVER_PAGES = frozenset({"readme", "index", "_index", "home", "summary", "moc", "目录", "首页"})


def read_roles(texts: Texts) -> tuple[list[Role], str]:
    """Say what each heading is, and why."""
    headings, cover = texts.headings, texts.cover
    tells = not _is_cover_page(texts)
    repeated = texts.page.repeated
    if not cover.searches:
        return choose_roles(headings, [0] * len(headings), telling=tells, repeated=repeated)
    held = count_held(texts)
    sizes = [size_of(texts.preamble), *(size_of(heading.body) for heading in headings)]
    silent = [PREAMBLE, *(n for n, heading in enumerate(headings) if not _asks(heading))]
    taken = [texts.below(place).taken for place in silent]
    cards = sum(each.size * each.share for each in taken)
    telling = tells and not cover.marked and cards < SHARE * sum(sizes)
    telling = telling or (tells and not cards)
    return choose_roles(headings, held, telling=telling, repeated=repeated)


def count_held(texts: Texts) -> list[int]:
    """Count the cards in the text of each heading that is only their section."""
    cover = texts.cover
    if not cover.searches:
        return [0] * len(texts.headings)
    shares = _asking_shares(texts.headings)
    # What asks holds no cards but explicit ones, so that nobody need look for others in it.
    explicit = Cover({name: each for name, each in cover.searches.items() if each.explicit})
    repeated = texts.page.repeated
    return [
        _held(
            heading,
            explicit.take(heading.body, (), 0) if _asks(heading) else texts.below(place).taken,
            shares[heading.level],
            marked=cover.marked,
            filled_in=bool(repeated) and heading_key(heading.text) in repeated,
        )
        for place, heading in enumerate(texts.headings)
    ]


def _is_cover_page(texts: Texts) -> bool:
    """Tell whether a page only introduces the others: a README or an index with one heading."""
    return len(texts.headings) == 1 and texts.page.name.casefold() in COVER_PAGES


def roles_of_level(headings: Sequence[Heading], level: int) -> tuple[list[Role], str]:
    """Say what each heading is where questions are those of a level that was asked for."""
    found = any(h.level == level and not is_contents(h) for h in headings)
    roles: list[Role] = [
        "contents" if is_contents(heading) else _role(heading, level if found else 7)
        for heading in headings
    ]
    return roles, f"question_level = {level}"


def roles_of_sections(headings: Sequence[Heading]) -> list[Role]:
    """Make sections of all headings but those that bear the mark of a card."""
    roles: list[Role] = []
    card = 0
    for heading in headings:
        if heading.is_card:
            roles.append("question")
            card = heading.level
        elif card and heading.level > card:
            roles.append("part")
        else:
            roles.append("contents" if is_contents(heading) else "section")
            card = 0
    return roles


def _role(heading: Heading, level: int) -> Role:
    if heading.level == level:
        return "question"
    return "section" if heading.level < level else "part"


def _asking_shares(headings: Sequence[Heading]) -> dict[int, float]:
    """Find which share of each level's headings ask in so many words, or were given an id."""
    levels: dict[int, list[bool]] = defaultdict(list)
    for heading in headings:
        levels[heading.level].append(_asks(heading) or bool(heading.ids))
    return {level: sum(asking) / len(asking) for level, asking in levels.items()}


def _held(heading: Heading, taken: Taken, share: float, *, marked: bool, filled_in: bool) -> int:
    """Count the cards in a heading's text; none if it asks itself, and the text is its answer.

    Nor where it is part of a template, and one line of two only asks what the text is about.
    """
    if filled_in and taken.explicit < SHARE and len(taken.drafts) <= FEWEST:
        said = [plain_text(each.prompt) for each in taken.drafts]
        if not all(map(asks, said)) and not QUESTION.fullmatch(heading.text):
            return 0
    return len(taken.drafts) if _is_section(heading, taken, share, marked=marked) else 0


def _is_section(heading: Heading, taken: Taken, share: float, *, marked: bool) -> bool:
    if not taken.drafts or heading.is_card:
        return False
    has_own_text = any(block.type not in SAYING_NOTHING for block in taken.rest)
    if _asks(heading):
        alone = len(taken.drafts) < FEWEST and not marked
        return not has_own_text and not alone and taken.explicit >= MOSTLY
    if marked or taken.explicit >= SHARE:
        return True
    return taken.share >= SHARE and share < HALF


def _asks(heading: Heading) -> bool:
    return heading.asks or heading.listed or asks_in_words(heading.text)
