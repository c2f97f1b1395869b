"""Lines that bear the two labels of a pair: ``Front:`` and ``Back:``, ``面试官：`` and ``我：``.

What the first one says is asked, what the second one says answers it, with all that follows. In
talks, and where words are explained, what only has this shape yields to a heading that asks.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Literal

from msgspec import Struct
from msgspec.structs import replace

from diptych.characters import lazy
from diptych.parse.choices.offered import NAMED, part_above_choices
from diptych.parse.drafts.draft import QuestionDraft
from diptych.parse.outline import details
from diptych.parse.search import Search
from diptych.parse.words import lexicon
from diptych.parse.words.asking import ASKS_PLAINLY, asking
from diptych.parse.words.card_labels import CLOSING, OPENING
from diptych.parse.words.labels import without_bold_label
from diptych.syntax.inline import joined, lines_of, paragraph, strip_start
from diptych.syntax.tree import LISTS, last_line
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from diptych.parse.page import Page
    from diptych.syntax.inline import Line
    from diptych.syntax.tree import Node

NAME = "paired-labels"


class Pair(Struct, frozen=True):
    """Two labels that belong together.

    Attributes:
        asks, answers: patterns of them, which few pages need compiled.
        explicit: whether they are written for cards and nothing else.
        talk: whether they name who talks, so that something must be asked.
        explains: a pattern of what may stand above an answer, or for it, and stays with its text.
    """

    asks: str
    answers: str
    explicit: bool = False
    talk: bool = False
    explains: str = ""

    def asked_in(self, text: str) -> re.Match[str] | None:
        """Find the label of a question that a text begins with."""
        return re.match(self.asks, text, re.IGNORECASE)

    def answered_in(self, text: str) -> re.Match[str] | None:
        """Find the label of an answer, or of an explanation, that a text begins with."""
        explained = self.explains and re.match(self.explains, text, re.IGNORECASE)
        return explained or re.match(self.answers, text, re.IGNORECASE)


def _label(words: str) -> str:
    """Make a pattern of a label with its colon, numbered perhaps: `Front 2:`."""
    return rf"\s*(?:{words})\s*\d{{0,3}}\s*[:：](?!:)\s*"


def _side(words: str) -> str:
    """Make a pattern of the name of a card's side, with a colon or alone in its line."""
    return rf"\s*(?:{words})\s*\d{{0,3}}\s*(?:[:：](?!:)\s*|$)"


def _numbered(words: str) -> str:
    """Make a pattern of a label as exercises have it: `Problem 1.2.`, `例 3`, `【例3】`, `解：`.

    Where nothing but a blank parts it from the text, it has a number.
    """
    number = r"\d{1,3}(?:[.\-]\d{1,3})*"
    with_number = rf"\s*{number}\s*[.:：、．]?(?!\d)\s*"
    framed = rf"[{OPENING}]\s*(?:{words})\s*(?:{number})?\s*[{CLOSING}]\s*[:：]?\s*"
    return rf"\s*(?:(?:{words})(?:{with_number}|\s*[:：．]\s*|\.(?=\s|$)\s*|\s*$)|{framed})"


PAIRS = (
    Pair(
        _side(lexicon.FRONT),
        _side(lexicon.BACK),
        explicit=True,
    ),
    Pair(
        _label(lexicon.TERM),
        _label(lexicon.DEFINITION),
    ),
    Pair(
        _numbered(
            f"{lexicon.EXERCISE}|{lexicon.QUESTION}|{lexicon.EXAMPLE}|task"
            "|母题|真题|变式(?:训练|题)?|跟踪训练"
        ),
        _numbered(
            f"{lexicon.SOLUTION}|{lexicon.ANSWER}"
            "|proof|beweis|démonstration|demostración|доказательство|dowód|证明?|證明?|証明|증명"
        )
        # `解 因为…`, as textbooks print it.
        + r"|\s*(?:解|[证證証]|[证證証]明|答案?)[ \t\u3000]+(?=\S)",
        explains=_numbered(f"{lexicon.EXPLANATION}|思路|hint|hinweis|indication"),
    ),
    Pair(
        _label("面试官|面試官|考官|主考|提问者|interviewer|examiner|user|用户|human|интервьюер"),
        _label(
            "我|我答|我的回答|候选人|应聘者|求职者|考生|me|candidate|interviewee|applicant|кандидат"
            "|assistant|chatgpt|claude|助手|ai"
        ),
        talk=True,
    ),
)
SIGN = lazy("|".join(pair.asks for pair in PAIRS), re.IGNORECASE)
# A label that nothing but its boldness parts from the text.
BOLD_LABEL = lazy(
    r"[\s>*_+\-#]*(\*\*|__)([^*_.:：．]{1,20}(?:\d\.\d[^*_.:：．]{0,5})?)\1(?!\s*[:：．])"
)
# So many of those that ask must be answered.
HALF = 0.5
FEWEST = 2
MARKUP = " \t>*_+-#\u3000"

Kind = Literal["", "asks", "answers"]
Unit = tuple[Kind, "Node"]


def search(page: Page, nodes: Sequence[Node]) -> Search | None:
    """Look for a pair of labels; return None when the page has none."""
    lines = [*map(_as_read, page.lines)]
    if not any(map(SIGN.match, lines)):
        return None
    alone = not any(node.type == "heading" for node in nodes)
    pair = next((each for each in PAIRS if _is_used(each, lines, alone=alone)), None)
    if pair is None:
        return None
    find = partial(_find, pair)
    return Search("lines bear the two labels of a card", find, explicit=pair.explicit)


def _as_read(line: str) -> str:
    """Take the marks off that a line begins with; a bold label has a colon, as others have."""
    bold = BOLD_LABEL.match(line)
    said = f"{bold[2]}: {line[bold.end() :]}" if bold else line.lstrip(MARKUP)
    return said.replace("*", "").replace("_", "")


def _is_used(pair: Pair, lines: Sequence[str], *, alone: bool) -> bool:
    """Tell whether lines bear both labels, more than once unless they are all that there is."""
    asked = [line[found.end() :] for line in lines if (found := pair.asked_in(line))]
    answered = sum(bool(pair.answered_in(line)) for line in lines)
    fewest = 1 if pair.explicit and alone else FEWEST
    asks = not pair.talk or any(asking(each) >= ASKS_PLAINLY for each in asked)
    return len(asked) >= fewest and answered >= HALF * len(asked) and asks


def _find(
    pair: Pair, blocks: Sequence[Node], section: tuple[str, ...], _end: int
) -> tuple[Sequence[Node], list[QuestionDraft]]:
    rest: list[Node] = []
    found: list[list[Unit]] = []
    for kind, block in _units(blocks, pair):
        if kind == "asks":
            found.append([(kind, block)])
        elif found:
            found[-1].append((kind, block))
        else:
            rest.append(block)
    drafts = [_draft(units, section) for units in found]
    # A label without words asks nothing.
    rest += [
        block
        for units, each in zip(found, drafts, strict=True)
        if not plain_text(each.prompt)
        for _, block in units
    ]
    drafts = [each for each in drafts if plain_text(each.prompt)]
    answered = sum(bool(each.body) for each in drafts)
    return (rest, drafts) if drafts and answered >= HALF * len(drafts) else (blocks, [])


def _draft(units: Sequence[Unit], section: tuple[str, ...]) -> QuestionDraft:
    (_, asked), *rest = units
    if (
        not plain_text(asked.children)
        and rest
        and rest[0][0] == ""
        and rest[0][1].type == "paragraph"
    ):
        (_, asked), *rest = rest
    answered = next((n for n, (kind, _) in enumerate(rest) if kind == "answers"), len(rest))
    blocks = [block for _, block in rest]
    # A fold around an answer opens above its label, and is no part of what is asked.
    around = [start for start, end in details(blocks) if start < answered <= end]
    answered = min([answered, *around])
    start = asked.line or 1
    told = plain_text(blocks[answered].children) if answered < len(blocks) else ""
    prompt, choices = part_above_choices(asked, by_letter=bool(NAMED.match(told)))
    return QuestionDraft(
        prompt=prompt,
        front=(*choices, *blocks[:answered]),
        body=tuple(blocks[answered:]),
        section=section,
        line=start,
        end_line=last_line([asked, *blocks], start),
    )


def _units(blocks: Sequence[Node], pair: Pair) -> Iterator[Unit]:
    """Cut paragraphs where a line bears a label, which is taken off."""
    explained = False
    for block in _opened(blocks, pair):
        if block.type != "paragraph":
            yield "", block
            continue
        kind: Kind = ""
        gathered: list[Line] = []
        for line in lines_of(block):
            labelled, said = _labelled(line, pair)
            if labelled == "answers":
                # Behind an explanation, the label says where the answer begins.
                said = line if explained else said
                explained |= said is line
            elif labelled:
                explained = False
            if labelled and gathered:
                yield kind, paragraph(joined(gathered), block)
            if labelled:
                kind, gathered = labelled, [said]
            else:
                gathered.append(line)
        yield kind, paragraph(joined(line for line in gathered if line), block)


def _labelled(line: Line, pair: Pair) -> tuple[Kind, Line]:
    if _stripped(line, pair.explains) is not None:
        return "answers", line
    if (said := _stripped(line, pair.asks)) is not None:
        return "asks", said
    if (said := _stripped(line, pair.answers)) is not None:
        return "answers", said
    return "", line


def _stripped(line: Line, label: str) -> Line | None:
    """Take a label off a line, which nothing but its boldness may part from the text."""
    if not label:
        return None
    pattern = re.compile(label, re.IGNORECASE)
    said = strip_start(line, pattern)
    return without_bold_label(line, pattern) if said is None else said


def _opened(blocks: Sequence[Node], pair: Pair) -> Iterator[Node]:
    """Take the frames off labels: quotations, and lists of which each item bears one."""
    for block in blocks:
        if block.type == "blockquote" and block.children and _bears_label(block, pair):
            yield from _opened(block.children, pair)
        elif block.type in LISTS and all(_bears_label(item, pair) for item in block.children):
            for item in block.children:
                yield from _opened([replace(each, hidden=False) for each in item.children], pair)
        else:
            yield block


def _bears_label(frame: Node, pair: Pair) -> bool:
    """Tell whether a quotation or an item begins with a label."""
    first = frame.children[0] if frame.children else frame
    return first.type == "paragraph" and bool(_labelled(lines_of(first)[0], pair)[0])
