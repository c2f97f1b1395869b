"""What speaks for each heading being a question: its own words, and its class in the document.

A class is a level. One heading more or less, or one that asks no longer, moves its class a little;
nothing depends on a count alone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from msgspec import Struct, field

from diptych.parse.aside.page_navigation import is_contents, lists_questions, names_contents
from diptych.parse.drafts.cases import is_case
from diptych.parse.drafts.fronts import BARE_NUMBER, count_on
from diptych.parse.heading_keys import heading_key, is_form
from diptych.parse.words.asking import (
    asks_in_words,
    belongs_to_readme,
    is_housekeeping,
    is_template_word,
    names_a_release,
    names_a_section,
    names_only_a_place,
)
from diptych.parse.words.manners import DIGITS, number_manner
from diptych.parse.words.numbers import has_number, is_numbered_as_part

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diptych.parse.outline import Heading

MARK, LISTED, WORDS, PINNED, NUMBER = 1.0, 0.9, 0.85, 0.8, 0.7
# A number above others that ask: such headings are chapters more often than questions.
NUMBER_ABOVE, NUMBER_ABOVE_WITH_TEXT = 0.2, 0.55
ASKS = NUMBER
"""From here on a heading looks like a question by itself."""

TOPIC = 0.65
CLASS = 0.9
CONCEPT = 0.6
HALF = 0.5
# A heading without a text of its own, above others that ask.
EMPTY_ABOVE = 0.3
# So many below a lone heading of its level make a title of it, even if it asks.
MANY = 3
# With so many below it a heading is a section rather than a topic.
FEW = 2
REPEATED = 3


class Evidence(Struct):
    """A heading with what is known of it.

    Attributes:
        parent: the place of the heading above it; -1 for none.
        below: the places of those right below it.
        template: whether it only names a part of what stands above it: “Summary”.
        filled_in: the same, as many other files show.
        in_a_row: whether it goes on counting from a heading of its level, or another one from it.
        counted: whether its number alone tells it from the others of its level: `1 …`, `2 …`.
        contents: whether it is a table of contents.
        cards: how many cards of their own stand in its text, if it is only their section.
        excluded: whether it is one of these, or only leads to another file: it is no question.
        has_text: whether something can be its answer.
        own: how much it looks like a question by itself.
        asking_below: how many below it look like questions by themselves; ``marked_below`` of
            those ask in so many words.
        likeness: how much it looks like a question in this document.
    """

    heading: Heading
    parent: int = -1
    below: list[int] = field(default_factory=list)
    template: bool = False
    filled_in: bool = False
    in_a_row: bool = False
    counted: bool = False
    contents: bool = False
    cards: int = 0
    excluded: bool = False
    has_text: bool = False
    own: float = 0.0
    asking_below: int = 0
    marked_below: int = 0
    likeness: float = 0.0


def weigh(
    headings: Sequence[Heading],
    cards: Sequence[int],
    *,
    telling: bool,
    repeated: frozenset[str] = frozenset(),
) -> list[Evidence]:
    """Weigh all headings of a document.

    Args:
        cards: of each heading, how many cards stand in its text, if it is only their section.
        telling: whether headings that ask nothing may be questions, too.
        repeated: the keys of those that many files are filled in with.
    """
    found = [Evidence(heading) for heading in headings]
    _grow(found)
    templates = _repeated(found)
    is_readme = any(is_housekeeping(each.heading.text) for each in found)
    for each in reversed(found):
        each.filled_in = _is_filled_in(each, found, repeated)
    keys = frozenset(heading_key(heading.text) for heading in headings)
    for each, held in zip(found, cards, strict=True):
        each.cards = held
        each.contents = is_contents(each.heading) or lists_questions(each.heading, keys)
        each.template = each.filled_in or (
            not each.heading.asks
            and (
                is_template_word(each.heading.text)
                or each.heading.text in templates
                or names_contents(each.heading)
                or (is_readme and belongs_to_readme(each.heading.text))
                or (each.parent >= 0 and names_a_release(found[each.parent].heading.text))
            )
        )
        each.excluded = each.contents or each.template or bool(held) or each.heading.is_index
        # What stands below it may be filled in, and then its title asks.
        named = each.heading.ids or each.below
        each.excluded |= not named and names_only_a_place(each.heading.text)
    for each in reversed(found):
        _count_marked(each, found)
    parts = _numbered_as_parts(found)
    _tell_counted(found)
    for each in reversed(found):
        _weigh_alone(each, found, parts)
    _weigh_classes(found, telling=telling)
    return found


def _is_filled_in(each: Evidence, found: Sequence[Evidence], repeated: frozenset[str]) -> bool:
    heading = each.heading
    if not repeated or heading.is_card or heading.ids or heading_key(heading.text) not in repeated:
        return False
    below = [found[place] for place in each.below]
    return all(b.filled_in or is_template_word(b.heading.text) for b in below)


def _tell_counted(found: Sequence[Evidence]) -> None:
    """Mark the headings with bare numbers, where those of their level count on."""
    levels: dict[int, list[Evidence]] = defaultdict(list)
    for each in found:
        if not each.excluded:
            levels[each.heading.level].append(each)
    for of in levels.values():
        counts = count_on([each.heading.text for each in of])
        for each in of:
            each.counted = counts and bool(BARE_NUMBER.match(each.heading.text))


def _grow(found: Sequence[Evidence]) -> None:
    """Find out which heading stands below which.

    One inside of a list's item ends with it. One that goes on counting where another one stopped
    stands beside that, even if somebody missed the level.
    """
    above: list[int] = []
    last: dict[tuple[str, int], int] = {}
    for place, each in enumerate(found):
        manner, number = _counted(each.heading)
        before = last.get((manner, number - 1), -1) if number else -1
        level = each.heading.inner_level
        while above and (found[above[-1]].heading.inner_level >= level or before in above):
            above.pop()
        if above:
            each.parent = above[-1]
            found[above[-1]].below.append(place)
        if before >= 0 and found[before].heading.level == each.heading.level:
            each.in_a_row = found[before].in_a_row = True
        if not is_contents(each.heading):
            above.append(place)
        last[manner, number] = place


def _counted(heading: Heading) -> tuple[str, int]:
    """Find in which manner a heading is numbered, and its number; 0 without one."""
    manner = number_manner(heading.text)
    digits = DIGITS.search(heading.text) if manner.count("1") == 1 else None
    return manner, int(digits[0]) if digits else 0


def _repeated(found: Sequence[Evidence]) -> frozenset[str]:
    """Find the words of headings that stand below most of those that have any below them."""
    above: dict[str, set[int]] = defaultdict(set)
    for each in found:
        if each.parent >= 0 and not each.heading.asks:
            above[each.heading.text].add(each.parent)
    parents = sum(bool(each.below) for each in found if each.parent >= 0)
    fewest = min(REPEATED, max(FEW, HALF * parents))
    return frozenset(text for text, where in above.items() if len(where) >= fewest)


def _count_marked(each: Evidence, found: Sequence[Evidence]) -> None:
    heading = each.heading
    below = [found[place] for place in each.below]
    each.marked_below = sum(b.marked_below + (b.own >= WORDS) for b in below)
    # What stands below the words of a template answers what stands above them.
    of_template = any(b.template and b.has_text and not b.cards for b in below)
    each.has_text = heading.has_text or of_template
    if each.excluded:
        return
    if heading.asks:
        each.own = MARK
    elif heading.listed:
        each.own = LISTED
    elif asks_in_words(heading.text) and not names_a_section(heading.text):
        each.own = WORDS


def _numbered_as_parts(found: Sequence[Evidence]) -> frozenset[tuple[int, str]]:
    """List the levels and manners of numbers that stand above questions more often than not."""
    classes: dict[tuple[int, str], list[bool]] = defaultdict(list)
    for each in found:
        if each.own < WORDS and (manner := number_manner(each.heading.text)):
            classes[each.heading.level, manner].append(each.marked_below >= FEW)
    return frozenset(key for key, above in classes.items() if sum(above) >= HALF * len(above))


def _weigh_alone(
    each: Evidence, found: Sequence[Evidence], parts: frozenset[tuple[int, str]]
) -> None:
    heading = each.heading
    below = [found[place] for place in each.below]
    each.asking_below = sum(b.asking_below + (b.own >= ASKS) for b in below)
    if each.excluded or each.own or names_a_section(heading.text):
        return
    each.own = PINNED if heading.ids and not each.asking_below else 0.0
    if has_number(heading.text) or each.counted:
        is_part = (heading.level, number_manner(heading.text)) in parts
        each.own = max(each.own, _number(each, is_part=is_part))


def _number(each: Evidence, *, is_part: bool) -> float:
    if is_part:
        return NUMBER_ABOVE
    if not each.asking_below:
        return NUMBER
    as_part = is_numbered_as_part(each.heading.text)
    if not each.has_text or (as_part and each.marked_below):
        return NUMBER_ABOVE
    return NUMBER_ABOVE_WITH_TEXT


def _weigh_classes(found: Sequence[Evidence], *, telling: bool) -> None:
    alone = _alone(found)
    levels: dict[int, list[Evidence]] = defaultdict(list)
    for each, is_part in zip(found, _below_questions(found, alone), strict=True):
        each.likeness = each.own
        if not each.excluded and not is_part:
            levels[each.heading.level].append(each)
    topics = {level: _topics(of) for level, of in levels.items()}
    asking = sum(each.own >= ASKS for each in found)
    textual = sum(each.has_text for level in levels if topics[level] for each in levels[level])
    damping = 1 - (asking / max(asking + textual, 1)) ** 2 if telling else 0.0
    for level, of in levels.items():
        share = sum(each.own >= ASKS for each in of) / len(of)
        filled = sum(each.has_text for each in of) / len(of)
        topic = TOPIC * damping * topics[level] / (topics[level] + 1)
        for each in of:
            told = topic * (1.0 if each.has_text else filled if filled >= HALF else 0.0)
            shared = CLASS * share if share >= HALF else 0.0
            each.likeness = max(each.own, shared, told)
    for each in found:
        _weigh_above(each, found, alone=each.heading.level in alone)


def _alone(found: Sequence[Evidence]) -> frozenset[int]:
    """List the levels that only one heading has."""
    count = Counter(each.heading.level for each in found if not each.excluded)
    return frozenset(level for level, number in count.items() if number == 1)


def _below_questions(found: Sequence[Evidence], alone: frozenset[int]) -> list[bool]:
    """Tell of each heading whether it is likely a part of an answer: one above it asks."""
    below: list[bool] = []
    for each in found:
        above = found[each.parent] if each.parent >= 0 else None
        if above is None:
            below.append(False)
            continue
        names_all = above.heading.level in alone and above.asking_below >= MANY
        asks = above.own >= WORDS and above.heading.has_text and not names_all
        below.append(asks or below[each.parent])
    return below


def _topics(of: Sequence[Evidence]) -> int:
    """Count the headings of a level that have a text and hardly anything that asks below them."""
    return sum(each.has_text and each.asking_below < FEW for each in of)


def _weigh_above(each: Evidence, found: Sequence[Evidence], *, alone: bool) -> None:
    """Take back what was said of a heading that stands above others, or names them all."""
    opens = each is found[0] and each.heading.level == 1 and not each.own
    if (opens or names_a_section(each.heading.text)) and not each.has_text:
        each.likeness = 0.0
    if each.excluded or not each.below:
        return
    below = [found[place] for place in each.below]
    if _are_parts(below):
        each.likeness = max(each.likeness, CONCEPT if each.has_text else 0.0)
    elif names_a_section(each.heading.text) or (each.asking_below and is_case(each.heading.text)):
        each.likeness = 0.0
    elif alone:
        _weigh_title(each)
    if not each.has_text and each.asking_below and each.own < MARK:
        each.likeness = min(each.likeness, EMPTY_ABOVE)


def _are_parts(below: Sequence[Evidence]) -> bool:
    """Tell whether headings name parts of what stands above them, whose title asks."""
    texts = [each.heading.text for each in below]
    if any(is_housekeeping(text) or names_only_a_place(text) for text in texts):
        return False
    others = [each.heading.text for each in below if not each.template]
    filled_in = any(each.filled_in for each in below)
    return not others or (filled_in and is_form(len(below) - len(others), others))


def _weigh_title(each: Evidence) -> None:
    """Judge the only heading of its level, which mostly names what stands below it."""
    names_all = each.parent < 0 or not each.has_text or bool(each.asking_below)
    if (each.own == 0 and names_all) or (each.heading.level == 1 and each.own < WORDS):
        each.likeness = 0.0
    elif each.own >= ASKS and each.asking_below >= MANY:
        each.likeness = EMPTY_ABOVE
