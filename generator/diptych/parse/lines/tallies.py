"""How many lines are written in each manner, and how much they ask: are they questions?"""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import pairwise, zip_longest
from typing import TYPE_CHECKING

from msgspec import Struct, field

from diptych.characters import lazy
from diptych.parse.answers.hidden_answers import OPEN, take_hidden_answer
from diptych.parse.answers.parts import CHOOSES
from diptych.parse.choices.offered import find_choices
from diptych.parse.choices.statements import has_choice, is_filled, is_judged
from diptych.parse.drafts.asked_twice import without_translation
from diptych.parse.lines.units import units_of, without_bare_numbers
from diptych.parse.words.asking import (
    ASKS_PLAINLY,
    asking,
    asks,
    asks_about_title,
    ends_in_question_mark,
    is_housekeeping,
)
from diptych.parse.words.key_marks import MARK
from diptych.parse.words.labels import ANSWER_LABEL
from diptych.parse.words.manners import BOLD, TASK_LABEL, ordinal_of
from diptych.parse.words.numbers import has_number, is_numbered_as_part
from diptych.syntax.tree import LISTS
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from diptych.parse.choices.offered import Choices
    from diptych.parse.lines.units import Unit
    from diptych.syntax.tree import Node

HALF = 0.5
# Of numbered lines that are written as titles are, fewer need ask.
SOME = 0.25
# So many of the lines of an exam have equally many choices, and so many each.
MOST = 0.75
FEWEST_CHOICES = 3
FEWEST = 2
# So many titles, none of which asks, are headings by another mark.
FEWEST_TITLES = 3
LONGEST_TITLE = 40
SENTENCE = lazy(r"[。；]|[.!！;]\W*$")
SPEAKER = lazy(r"\W*(?:[A-Z][a-z]{1,14}:\s|\d{1,2}:\d{2}\b)")
# How the manners of lines are called that are numbered.
COUNTED = lazy("[1①]")
# Titles below these are what to do, one after the other.
STEPS = lazy(
    r"步骤|流程|工作流|过程|教程|指南|安装|部署|配置|搭建|记录|日志|做法|\b(?:how to|steps?|guide"
    r"|tutorial|walkthrough|recipe|install\w*|set-?up|procedure|checklist|workflow)\b",
    re.IGNORECASE,
)
# Below a question, what is lettered is to be chosen from.
LETTERED = frozenset({"(a)", "a)"})


class Tally(Struct):
    """How many lines of a manner there are, and how much they ask.

    Attributes:
        plainly: whether one of them can be nothing but a question.
        sentences: how many are statements, as no titles are.
        long: how many are longer than titles are.
        bare: how many have nothing below them.
        numbers: those that they bear, in their order.
        choices: how many choices stand right below each that has some, by capital letters.
    """

    count: int = 0
    asking: float = 0.0
    plainly: bool = False
    sentences: int = 0
    long: int = 0
    bare: int = 0
    numbers: list[int] = field(default_factory=list)
    choices: list[int] = field(default_factory=list)

    def add(
        self,
        text: str,
        below: Sequence[Node] = (),
        *,
        answered: bool = False,
        chosen: bool = False,
        bare: bool = True,
        number: int = 0,
    ) -> None:
        """Count a line.

        Args:
            below: what stands below it in the same paragraph or item.
            answered: whether an answer stands below it that is marked as such.
            chosen: whether its mark says that it is the right choice, and judges no statement.
            bare: whether nothing stands below it.
            number: the one that it bears.
        """
        judged = is_judged(text) and not chosen
        weight = 1.0 if answered or judged or has_choice(text) else asking(text)
        if below and weight < 1:
            choices = find_choices(below)
            untranslated = without_translation(text, below) if choices is None else below
            choices = choices or (find_choices(untranslated) if untranslated is not below else None)
            weight = max(weight, choosing(text, choices))
            self.choices += [choices.letters] if choices and not choices.above else []
        weight = 0.0 if asks_about_title(text) else weight
        self.count += 1
        self.asking += weight
        self.plainly |= weight >= ASKS_PLAINLY
        self.sentences += weight < 1 and bool(SENTENCE.search(text))
        self.long += len(text) > LONGEST_TITLE
        self.bare += bare
        self.numbers.append(number)

    @property
    def asks(self) -> bool:
        """Tell whether lines of this manner are questions."""
        return self._asks_by(HALF)

    @property
    def are_chosen_from(self) -> bool:
        """Tell whether most lines have equally many choices below them, whatever they say."""
        most = max(map(self.choices.count, self.choices), default=0)
        fewest = min(self.choices, default=0)
        return most >= max(FEWEST, MOST * self.count) and fewest >= FEWEST_CHOICES

    @property
    def are_titles_that_ask(self) -> bool:
        """Tell whether some of the lines ask, and all are written as titles are."""
        return self._asks_by(SOME) and not self.sentences

    @property
    def are_titles_that_ask_below(self) -> bool:
        """Tell whether some of the lines ask, and all are titles of a text."""
        return self.are_titles_that_ask and self.bare <= SOME * self.count

    @property
    def are_titles(self) -> bool:
        """Tell whether the lines count on, and are titles of a text, though none may ask."""
        back = sum(0 < number < before != 1 for before, number in pairwise(self.numbers))
        restarts = sum(number == 1 for number in self.numbers)
        counts = back <= restarts + SOME * self.count and all(self.numbers)
        few = SOME * self.count
        titles = self.sentences + self.long <= few and self.bare <= few
        return counts and titles and self.count >= FEWEST_TITLES

    def _asks_by(self, share: float) -> bool:
        return self.plainly and self.count >= FEWEST and self.asking >= share * self.count


def are_spoken(texts: Sequence[str]) -> bool:
    """Tell whether each line says who said it, or when: `Ann: …`, `09:00 …`, as minutes have it."""
    speakers = [found[0] for text in texts if (found := SPEAKER.match(text))]
    told = any(asking(text) == 0 for text in texts)
    return len(speakers) == len(texts) >= FEWEST and told and len(set(speakers)) > 1


def begins_with_answer(body: Sequence[Node | None]) -> bool:
    """Tell whether what stands below a line says that it answers: `答：`, `Answer:`."""
    first = body[0] if body else None
    text = first if first is not None and first.type == "paragraph" else None
    return text is not None and bool(ANSWER_LABEL.match(plain_text(text.children)))


def _answers(block: Node) -> bool:
    """Tell whether a block says that it answers, or folds an answer away."""
    if block.type == "callout":
        return take_hidden_answer((block,), frozenset()) is not None
    is_fold = block.type == "html_block" and OPEN.match(block.content)
    return bool(is_fold) or begins_with_answer((block,))


def choosing(text: str, choices: Choices | None) -> float:
    """Say how much a line asks by the choices that stand right below it, or below a question."""
    if choices is None:
        return 0.0
    if choices.above:
        asked = choices.front[choices.above - 1]
        asks_there = asked.type == "paragraph" and ends_in_question_mark(plain_text(asked.children))
        return 1.0 if asks_there else 0.0
    answered = choices.answer and _answers(choices.answer[0])
    told = choices.told and choices.lettered
    return 1.0 if answered or told or CHOOSES.search(text) else HALF


def tally_of(texts: Iterable[str]) -> Tally:
    """Count lines of one manner."""
    tally = Tally()
    for text in texts:
        tally.add(text)
    return tally


def asking_manners(
    nodes: Sequence[Node], but: str, *, filling: bool = False, exam: bool = False
) -> frozenset[str]:
    """Find the manners whose lines are questions, on a whole page.

    Args:
        but: how the names of those begin that are left out.
        filling: whether brackets stand around what is to be filled in.
        exam: whether it says that it sets tasks, so that what has choices below it asks.
    """
    tallies = _tally(nodes, filling=filling)
    if not tallies:
        return frozenset()
    headings = [plain_text(node.children) for node in nodes if node.type == "heading"]
    alone = not any(map(_may_ask, headings))
    return frozenset(
        manner
        for manner, tally in tallies.items()
        if not manner.startswith(but)
        and (
            _asks(manner, tally, alone=alone)
            or (exam and tally.are_chosen_from)
            or _are_tasks(manner, tally, exam=exam)
        )
    )


def _may_ask(heading: str) -> bool:
    """Tell whether a heading asks, is numbered as questions are, or says that steps follow.

    What stands in a report or a changelog asks nothing either.
    """
    numbered = has_number(heading) and not is_numbered_as_part(heading)
    told = STEPS.search(heading) or is_housekeeping(heading)
    return asking(heading) > 0 or numbered or bool(told)


def _asks(manner: str, tally: Tally, *, alone: bool) -> bool:
    """Tell whether lines of a manner are questions; a single one if it is numbered, and asks.

    Args:
        alone: whether no heading can be a question, so that bold titles are the headings.
    """
    if tally.asks:
        return True
    if not COUNTED.search(manner):
        return False
    if manner.startswith(BOLD):
        return tally.are_titles_that_ask or (alone and tally.are_titles)
    return tally.are_titles_that_ask_below or (tally.count == 1 and tally.asking == 1)


def _are_tasks(manner: str, tally: Tally, *, exam: bool) -> bool:
    """Tell whether lines bear the label of tasks, and something answers them."""
    labelled = TASK_LABEL.match(manner.removeprefix(BOLD).strip())
    answered = exam or tally.bare <= SOME * tally.count
    return bool(labelled) and tally.count >= FEWEST and answered


def _tally(nodes: Sequence[Node], *, filling: bool) -> Mapping[str, Tally]:
    tallies: dict[str, Tally] = defaultdict(Tally)
    above: Unit | None = None
    units = [unit for block in without_bare_numbers(nodes) for unit in units_of(block, None)]
    for unit, following, behind in zip_longest(units, units[1:], units[2:]):
        is_lettered = unit.manner in LETTERED
        told = unit.manner and MARK.fullmatch(unit.text)  # a line of a key
        if unit.manner and not told and not (is_lettered and above and asks(_said_in(above))):
            tallies[unit.manner].add(
                unit.text,
                unit.body or _offered(following, behind),
                answered=begins_with_answer(unit.body)
                or (_is_answered_by(following) and bool(COUNTED.search(unit.manner)))
                or (filling and is_filled(unit.prompt)),
                bare=not unit.body and _goes_on(unit, following),
                number=ordinal_of(plain_text(unit.prompt)),
            )
        if not is_lettered:
            above = unit
    return tallies


def _offered(following: Unit | None, behind: Unit | None) -> tuple[Node, ...]:
    """Give the list right below a line, which may offer its choices, and what stands behind it."""
    if following is None or following.blocks[0].type not in LISTS:
        return ()
    return (*following.blocks, *(behind.blocks if behind and not behind.manner else ()))


def _said_in(unit: Unit) -> str:
    """Give the line of a unit; all of its text if it is a paragraph of no manner."""
    block = unit.blocks[0]
    is_text = block.type == "paragraph" and not unit.manner
    return plain_text(block.children) if is_text else unit.text


def _is_answered_by(following: Unit | None) -> bool:
    """Tell whether what follows a line is folded away, as answers are, or says that it answers."""
    block = following.blocks[0] if following else None
    if block is None or (following and following.manner):
        return False
    return _answers(block)


def _goes_on(unit: Unit, following: Unit | None) -> bool:
    """Tell whether the next line of a manner, a heading or a rule follows, and no text."""
    if following is None or following.manner == unit.manner:
        return True
    return following.blocks[0].type in {"heading", "hr"}
