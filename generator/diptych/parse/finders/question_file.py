"""One question a file, under headings that say so: ``# Question`` … ``## Answer``.

The same question may be asked in several languages, ``# Question (EN)``, ``# Вопрос (RU)``, each
with its answer; each is a card of its own. What stands behind the answers (follow-ups, references)
is about all of them and stands on the document's page.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Literal

from msgspec import Struct, field
from msgspec.structs import replace

from diptych.characters import lazy
from diptych.diagnostics.codes import diagnose
from diptych.diagnostics.wording import counted
from diptych.parse.cover import Cover
from diptych.parse.drafts.draft import QuestionDraft
from diptych.parse.drafts.making import make_questions
from diptych.parse.headings.sections import Outline, Texts, read_outline
from diptych.parse.keys.entries import entries_of_marks, read_key
from diptych.parse.keys.exam_parts import names_part
from diptych.parse.lines.items import asks_in_list
from diptych.parse.outline import split
from diptych.parse.words import lexicon
from diptych.parse.words.asking import STANDS_BEHIND
from diptych.syntax.tree import Node, last_line, text_blocks
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from diptych.model import Diagnostic
    from diptych.parse.headings.roles import Role
    from diptych.parse.outline import Heading
    from diptych.parse.page import Page
    from diptych.parse.reading import Reading

NAME = "question-file"

MARKED = lazy(r"[(（\[]\s*([a-z]{2,3}(?:[-_][a-z]{2,4})?)\s*[)）\]]\W*$", re.IGNORECASE)
_LANGUAGE = r"\W*(?:[(（\[]\s*+([a-z]{2,3}(?:[-_][a-z]{2,4})?)\s*+[)）\]]\s*+(?:[:：]\s*+)?)?"
QUESTION = lazy(rf"\W*({lexicon.QUESTION}){_LANGUAGE}", re.IGNORECASE)
# `参考答案` stands above the answers of many.
ANSWER = lazy(
    rf"\W*((?![参參标標])(?:{lexicon.ANSWER}|{lexicon.SOLUTION})){_LANGUAGE}", re.IGNORECASE
)
FEWEST = 2
HALF = 0.5
Kind = Literal["question", "answer", "behind"]
Label = tuple[Kind, str] | None
WORDS = {"вопрос": "ru", "ответ": "ru", "решение": "ru"}


class _Asking(Struct):
    """One language's question while it is gathered.

    Attributes:
        titled: whether the heading itself asks, and does not only say “Question” or “Answer”.
    """

    heading: Heading
    titled: bool = False
    asks: list[Node] = field(default_factory=list)
    answers: list[Node] = field(default_factory=list)
    level: int = 1
    end_line: int = 0


def read(page: Page, *, wanted: bool) -> Reading | None:
    """Read a file of one question; return None unless headings say “Answer” and what is asked.

    Args:
        wanted: whether it was asked for, so that even several questions in one language are read.
    """
    _, headings = split(page.nodes)
    labels = _labels(headings)
    answers = [label[1] for label in labels if label and label[0] == "answer"]
    asks = any(label and label[0] == "question" for label in labels)
    if not answers or (not wanted and _is_collection(headings, labels)):
        return None
    is_one = _is_one_question(headings, labels, answers)
    if asks or is_one or _is_asked_by_title(page, headings, labels, answers):
        return _File(page, labels).read(wanted=wanted)
    return None


def _is_collection(headings: Sequence[Heading], labels: Sequence[Label]) -> bool:
    """Tell whether “Question” and “Answer” stand above many questions and their key."""
    if _is_keyed(headings, labels):
        return True
    below: Label = None
    asking = 0
    for heading, label in zip(headings, labels, strict=True):
        below = label if label and label[0] != "behind" else below
        listed = sum(len(block.children) for block in heading.body if asks_in_list(block))
        if below and below[0] == "question":
            if any(block.type in {"paragraph", "blockquote"} for block in heading.body):
                return False
            asking += listed
        elif not label:  # above a list of what is asked, perhaps
            asking += heading.asks if below else listed * (not heading.asks)
    return asking >= FEWEST


def _is_keyed(headings: Sequence[Heading], labels: Sequence[Label]) -> bool:
    """Tell whether nothing but numbered tasks stand below “Question”, and as such their answers.

    Letters and marks that are numbered as tasks above them answer those, whatever their heading.
    """
    if _is_answered_by_marks(headings, labels):
        return True
    items: Counter[str] = Counter()
    for heading, label in zip(headings, labels, strict=True):
        if not label or label[0] == "behind":
            continue
        lists = [block for block in heading.body if block.type == "ordered_list"]
        names = [block for block in heading.body if names_part(block)]
        if label[0] == "question" and len(lists) + len(names) < len(heading.body):
            return False
        items[label[0]] += sum(len(block.children) for block in lists)
        items[label[0]] += len(read_key(heading.body)[1]) if not lists else 0
    return min(items["question"], items["answer"]) >= FEWEST


def _is_answered_by_marks(headings: Sequence[Heading], labels: Sequence[Label]) -> bool:
    """Tell whether “Answer” stands above nothing but letters and marks of tasks above it."""
    tasks: set[int] = set()
    for heading, label in zip(headings, labels, strict=True):
        if label and label[0] == "answer" and tasks:
            numbers = {entry.number for entry in entries_of_marks(heading.body)}
            if len(numbers) >= FEWEST and len(numbers & tasks) >= HALF * len(numbers):
                return True
        tasks |= {entry.number for entry in read_key(heading.body)[1]}
    return False


def _is_asked_by_title(
    page: Page, headings: Sequence[Heading], labels: Sequence[Label], answers: Sequence[str]
) -> bool:
    """Tell whether a file is only an answer, and what follows one: then its title asks."""
    if len(set(answers)) < len(answers) or not (page.title or all(answers)):
        return False
    level = max(h.level for h, label in zip(headings, labels, strict=True) if label)
    others = (h for h, label in zip(headings, labels, strict=True) if not label)
    return all(h.level > level or STANDS_BEHIND.match(h.text) for h in others)


def _is_one_question(
    headings: Sequence[Heading], labels: Sequence[Label], answers: Sequence[str]
) -> bool:
    """Tell whether answers, each in a language of its own, stand below headings that ask.

    A document of many questions may also have “Answer” below each of its headings.
    """
    titles = {n for n in range(len(headings)) if _asks_by_title(headings, labels, n)}
    if not titles or len(set(answers)) < len(answers):
        return False
    level = min(headings[n].level for n in titles)
    others = [
        heading
        for n, heading in enumerate(headings)
        if heading.level <= level and n not in titles and not STANDS_BEHIND.match(heading.text)
    ]
    return not others


def _asks_by_title(headings: Sequence[Heading], labels: Sequence[Label], place: int) -> bool:
    """Tell whether the next heading is a deeper one that says “Answer”."""
    if labels[place] is not None or place + 1 == len(headings):
        return False
    following = labels[place + 1]
    deeper = headings[place + 1].level > headings[place].level
    return deeper and following is not None and following[0] == "answer"


def _labels(headings: Sequence[Heading]) -> list[Label]:
    """Find the headings that say “Question” or “Answer”.

    In a language that is not known they are told by their place among the headings of their
    language: as `Answer (EN)` is the first of those in English, so is `Otvet (RU)` in Russian.
    """
    labels = [_label(heading) for heading in headings]
    languages = [_marked_language(heading) for heading in headings]
    ranks: Counter[tuple[int, str]] = Counter()
    known: dict[tuple[int, int], Kind] = {}
    unknown: dict[int, tuple[int, int]] = {}
    for place, (heading, label) in enumerate(zip(headings, labels, strict=True)):
        if not languages[place]:
            continue
        key = heading.level, ranks[heading.level, languages[place]]
        ranks[heading.level, languages[place]] += 1
        if label or STANDS_BEHIND.match(heading.text):
            known[key] = label[0] if label else "behind"
        else:
            unknown[place] = key
    taken = {label for label in labels if label}
    for place, key in unknown.items():
        label = (known[key], languages[place]) if key in known else None
        if label and (label not in taken or label[0] == "behind"):
            labels[place] = label
            taken.add(label)
    return labels


def _marked_language(heading: Heading) -> str:
    """Read the language that a heading bears in brackets; empty without one."""
    found = MARKED.search(heading.text)
    return found[1].lower().replace("_", "-") if found else ""


def _label(heading: Heading) -> Label:
    """Tell whether a heading says “Question” or “Answer”, and in which language."""
    if found := QUESTION.fullmatch(heading.text):
        return "question", _language(found)
    if found := ANSWER.fullmatch(heading.text):
        return "answer", _language(found)
    return None


class _File(Struct):
    page: Page
    labels: Sequence[Label]
    asking: dict[str, _Asking] = field(default_factory=dict)

    def read(self, *, wanted: bool) -> Reading | None:
        preamble, headings = split(self.page.nodes)
        around, roles, repeated = self._gather(headings)
        if repeated and not wanted:
            return None
        named = next((h.text for h in around if h.level == 1), None)
        title = named or self.page.title or self.page.name
        outline = Outline(Texts(self.page, preamble, around, Cover({})), roles, title)
        languages = ", ".join(name for name in self.asking if name)
        reason = "a heading says “Question”, another one “Answer”"
        reason += f", in {languages}" if len(self.asking) > 1 else ""
        reading, _ = read_outline(self.page, outline)
        chosen, left_out = self._chosen()
        drafts = [self._draft(language, each, title) for language, each in chosen.items()]
        questions, found = make_questions(drafts, self.page)
        diagnostics = (*reading.diagnostics, *found, *left_out)
        number = counted(len(questions), "question")
        understood = f"{NAME}: {number} ({reason})"
        return replace(reading, questions=questions, understood=understood, diagnostics=diagnostics)

    def _gather(self, headings: Sequence[Heading]) -> tuple[list[Heading], list[Role], bool]:
        """Sort headings to the languages' questions and answers; give the rest with its roles."""
        around: list[Heading] = []
        roles: list[Role] = []
        into: list[Node] | None = None
        current, level, repeated = "", 0, False
        labels = self.labels
        title: Heading | None = None
        for place, (heading, label) in enumerate(zip(headings, labels, strict=True)):
            end = headings[place + 1].line - 1 if place + 1 < len(headings) else 0
            is_behind = label is not None or bool(STANDS_BEHIND.match(heading.text))
            if label and label[0] == "question":
                current, level = label[1], heading.level
                repeated |= current in self.asking
                asking = self.asking.setdefault(current, _Asking(heading))
                asking.asks += heading.body
                into = asking.asks
            elif _asks_by_title(headings, labels, place) and not self._is_asked(labels[place + 1]):
                # It names the document as well, but its text is asked with.
                title, into = heading, None
                around.append(replace(heading, body=()))
                roles.append("section" if heading.level == 1 else "part")
                continue
            elif label and label[0] == "answer":
                current, level = self._whose(label[1], heading, title), heading.level
                asking = self.asking[current]
                # A second answer says in which language it is.
                asking.answers += heading.whole if asking.answers else heading.body
                asking.level = heading.level
                into = asking.answers
            elif into is not None and not (heading.level <= level and is_behind):
                into += heading.whole
            else:
                into = None
                around.append(heading)
                roles.append("section" if heading.level == 1 else "part")
                continue
            asking = self.asking[current]
            asking.end_line = max(end or len(self.page.lines), asking.end_line)
        return around, roles, repeated

    def _is_asked(self, answer: Label) -> bool:
        """Tell whether a question waits for this answer."""
        return answer is not None and (
            answer[1] in self.asking or (not answer[1] and bool(self.asking))
        )

    def _whose(self, language: str, heading: Heading, title: Heading | None) -> str:
        """Find whose answer this is: of its language, or the last question without one."""
        if language in self.asking:
            return language
        waiting = [name for name, each in self.asking.items() if not each.answers]
        if "" in waiting or (not language and waiting):
            return "" if "" in waiting else waiting[0]
        if title is None and len(self.asking) == 1:
            # The only question is answered in two languages.
            (only,) = self.asking
            return only
        asks = list(title.body) if title else []
        self.asking[language] = _Asking(title or heading, title is not None, asks)
        return language

    def _chosen(self) -> tuple[dict[str, _Asking], list[Diagnostic]]:
        """Choose the languages that are wanted; if none of them is there, all."""
        wanted = {
            name: each
            for name, each in self.asking.items()
            if not name or not self.page.languages or name in self.page.languages
        }
        if not wanted:
            return self.asking, []
        left_out = [
            diagnose(
                "D214",
                f"the question in `{name}` is left out: {_words(each)}",
                self.page.span(each.heading.line, each.heading.line),
                "`languages` in diptych.toml says which languages become cards.",
            )
            for name, each in self.asking.items()
            if name not in wanted
        ]
        return wanted, left_out

    def _draft(self, language: str, asking: _Asking, title: str) -> QuestionDraft:
        prompt, front = _prompt(asking, title)
        line = asking.heading.line
        several = len(self.asking) > 1
        pinned = self.page.pinned and (
            f"{self.page.pinned}-{language}" if several and language else self.page.pinned
        )
        return QuestionDraft(
            prompt=prompt,
            body=tuple(asking.answers),
            section=(title,),
            line=line,
            end_line=max(line, min(last_line(asking.answers, line), len(self.page.lines)))
            if asking.answers
            else max(line, asking.end_line),
            level=asking.level,
            heading=asking.heading.text,
            pinned=pinned or next(iter(asking.heading.ids), None),
            classes=asking.heading.classes,
            front=front,
            language=language or None,
            subdeck=self._deck(asking),
        )

    def _deck(self, asking: _Asking) -> tuple[str, ...]:
        named = asking.heading.deck if asking.heading.deck is not None else self.page.deck
        return named if named is not None else PurePosixPath(self.page.path).parts[:-1]


def _language(found: re.Match[str]) -> str:
    return (found.group(2) or WORDS.get(found.group(1).lower(), "")).lower().replace("_", "-")


def _prompt(asking: _Asking, title: str) -> tuple[tuple[Node, ...], tuple[Node, ...]]:
    """Take the first paragraph below “Question”, quoted or not; give what else is asked with, too.

    Where nothing stands there, the document's title asks.
    """
    blocks = _without_empty_quotations(asking.asks)
    if asking.titled:
        return asking.heading.node.children, blocks
    if blocks and blocks[0].type == "paragraph":
        return blocks[0].children, blocks[1:]
    if blocks and blocks[0].type == "blockquote" and blocks[0].children[0].type == "paragraph":
        quotation, *others = blocks
        first, *quoted = quotation.children
        rest = [replace(quotation, children=tuple(quoted))] if quoted else []
        return first.children, (*rest, *others)
    line = asking.heading.line
    return (Node("text", content=title, line=line, end_line=line),), blocks


def _without_empty_quotations(blocks: Iterable[Node]) -> tuple[Node, ...]:
    """Drop rules from what is asked, and a `>` that somebody left alone."""
    kept = (
        replace(block, children=_without_empty_quotations(block.children))
        if block.children and block.children[0].block
        else block
        for block in blocks
        if block.type != "hr"
    )
    return tuple(block for block in kept if block.type != "blockquote" or block.children)


def _words(asking: _Asking) -> str:
    blocks = text_blocks((*asking.asks, *asking.answers))
    return " ".join(plain_text(block.children) for block in blocks)
