"""How many lines are written in each manner, and how much they ask: are they questions?"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from msgspec import Struct

from diptych.parse.asking import ASKS_PLAINLY, asking, asks, asks_about_title
from diptych.parse.labels import ANSWER_LABEL
from diptych.parse.manners import BOLD
from diptych.parse.statements import has_choice, has_judgement
from diptych.parse.units import units_of, without_bare_numbers
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from diptych.syntax.tree import Node

HALF = 0.5
# Of lines that are both bold and numbered, as titles are, fewer need ask.
SOME = 0.25
FEWEST = 2
SENTENCE = re.compile(r"[。；]|[.!！;]\W*$")
SPEAKER = re.compile(r"\W*(?:[A-Z][a-z]{1,14}:\s|\d{1,2}:\d{2}\b)")
# Below a question, what is lettered is to be chosen from.
LETTERED = frozenset({"(a)", "a)"})


class Tally(Struct):
    """How many lines of a manner there are, and how much they ask.

    Attributes:
        plainly: whether one of them can be nothing but a question.
        sentences: how many are statements, as no titles are.
    """

    count: int = 0
    asking: float = 0.0
    plainly: bool = False
    sentences: int = 0

    def add(self, text: str, *, answered: bool = False) -> None:
        """Count a line; ``answered`` is one below which an answer is marked as such."""
        weight = 1.0 if answered or has_judgement(text) or has_choice(text) else asking(text)
        weight = 0.0 if asks_about_title(text) else weight
        self.count += 1
        self.asking += weight
        self.plainly |= weight >= ASKS_PLAINLY
        self.sentences += weight < 1 and bool(SENTENCE.search(text))

    @property
    def asks(self) -> bool:
        """Tell whether lines of this manner are questions."""
        return self._asks_by(HALF)

    @property
    def are_titles_that_ask(self) -> bool:
        """Tell whether some of the lines ask, and all are written as titles are."""
        return self._asks_by(SOME) and not self.sentences

    def _asks_by(self, share: float) -> bool:
        return self.plainly and self.count >= FEWEST and self.asking >= share * self.count


def are_spoken(texts: Sequence[str]) -> bool:
    """Tell whether each line says who said it, or when: `Ann: …`, `09:00 …`, as minutes have it."""
    speakers = [found[0] for text in texts if (found := SPEAKER.match(text))]
    told = any(asking(text) == 0 for text in texts)
    return len(speakers) == len(texts) >= FEWEST and told and len(set(speakers)) > 1


def begins_with_answer(body: Sequence[Node]) -> bool:
    """Tell whether what stands below a line says that it answers: `答：`, `Answer:`."""
    text = body[0] if body and body[0].type == "paragraph" else None
    return text is not None and bool(ANSWER_LABEL.match(plain_text(text.children)))


def tally_of(texts: Iterable[str]) -> Tally:
    """Count lines of one manner."""
    tally = Tally()
    for text in texts:
        tally.add(text)
    return tally


def asking_manners(nodes: Sequence[Node], but: str) -> frozenset[str]:
    """Find the manners whose lines are questions, on a whole page.

    Args:
        but: how the names of those begin that are left out.
    """
    tallies = _tally(nodes)
    return frozenset(
        manner
        for manner, tally in tallies.items()
        if not manner.startswith(but) and _asks(manner, tally)
    )


def _asks(manner: str, tally: Tally) -> bool:
    """Tell whether lines of a manner are questions; a single one if it is numbered, and asks."""
    if manner.startswith(BOLD) and "1" in manner and tally.are_titles_that_ask:
        return True
    return tally.asks or (tally.count == 1 and tally.asking == 1 and "1" in manner)


def _tally(nodes: Sequence[Node]) -> Mapping[str, Tally]:
    tallies: dict[str, Tally] = defaultdict(Tally)
    above = ""
    for block in without_bare_numbers(nodes):
        for unit in units_of(block, None):
            is_lettered = unit.manner in LETTERED
            if unit.manner and not (is_lettered and asks(above)):
                tallies[unit.manner].add(unit.text, answered=begins_with_answer(unit.body))
            if not is_lettered:
                is_text = block.type == "paragraph" and not unit.manner
                above = plain_text(block.children) if is_text else unit.text
    return tallies
