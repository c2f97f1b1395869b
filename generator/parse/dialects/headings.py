"""Headings of one level are questions; shallower ones are sections, deeper ones answers' parts.

``### 1.介绍…``, ``## Q4: Why …?``, ``### 问题3：…``, ``## What is a closure?``
"""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from generator.codes import diagnose
from generator.model import Diagnostic, Question, Section
from generator.parse.markdown import line_of, plain_text
from generator.parse.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token

    from generator.parse.page import Page

NAME = "headings"

# `1.`, `2)`, `（3）`, `4、`, `Q5:`, `问题6：`, `第7题`; but not `1.5 倍`, `2:1`, `3D` or `1×1`.
NUMBER = re.compile(
    r"\s*(?:"
    r"第\s*\d{1,4}\s*[题问][\s.、:：]*"
    r"|(?:(?:questions?|q|问题|题目|题)\s*)?[（(]?\d{1,4}(?:\.\d{1,4})*"
    r"(?:[)）、:：．]|\.(?!\d))(?!\d)"
    r"|(?:q|questions?|问题)\s*[:：]"
    r"|[一二三四五六七八九十]{1,3}、"
    r")\s*",
    re.IGNORECASE,
)
QUESTION_MARK = re.compile(r"[?？]\s*$")
TABLE_OF_CONTENTS = re.compile(r"\s*\[toc\]\s*", re.IGNORECASE)
KNOWN_CLASSES = frozenset({"reversed"})


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the page's own flow, not one inside a list or a quotation.

    Attributes:
        body: what stands between it and the next heading of any level.
    """

    level: int
    line: int
    text: str
    opening: Token
    inline: Token
    body: tuple[Token, ...]

    @property
    def looks_like_question(self) -> bool:
        """Whether it is numbered, asks, or bears an id that someone pinned."""
        return bool(
            NUMBER.match(self.text) or QUESTION_MARK.search(self.text) or self.opening.meta["ids"]
        )


def read(page: Page) -> Reading:
    """Every page can be read so, if only as one without questions."""
    preamble, headings = _split(page.tokens)
    level, confidence, reason = _question_level(headings, page.question_level)
    title = _lone_title(headings, level) or page.title or page.name
    return _Reader(page, title, level).read(preamble, headings, confidence, reason)


def _split(tokens: Sequence[Token]) -> tuple[tuple[Token, ...], list[Heading]]:
    starts = [n for n, t in enumerate(tokens) if t.type == "heading_open" and t.level == 0]
    headings = []
    for start, end in pairwise([*starts, len(tokens)]):
        opening, inline = tokens[start], tokens[start + 1]
        assert opening.map is not None
        opening.meta.setdefault("ids", [])
        headings.append(
            Heading(
                level=int(opening.tag[1]),
                line=opening.map[0] + 1,
                text=plain_text(inline.children or ()),
                opening=opening,
                inline=inline,
                body=tuple(tokens[start + 3 : end]),
            )
        )
    return tuple(tokens[: starts[0]] if starts else tokens), headings


def _question_level(
    headings: Sequence[Heading], wanted: int | None
) -> tuple[int | None, float, str]:
    """The level of questions, how sure that is, and why."""
    levels = sorted({heading.level for heading in headings})
    if wanted is not None:
        found = wanted in levels
        return (wanted if found else None), 1.0, f"question_level = {wanted}"
    of = {level: [h for h in headings if h.level == level] for level in levels}
    for level in levels:
        asking = sum(heading.looks_like_question for heading in of[level])
        if asking * 2 >= len(of[level]):
            what = f"{asking} of {len(of[level])} headings of level {level} ask or are numbered"
            return level, 0.9, what
    for level in levels:
        answered = sum(bool(heading.body) for heading in of[level])
        is_title = len(of[level]) == 1 and len(levels) > 1
        if answered * 2 >= len(of[level]) and not is_title:
            what = f"{answered} of {len(of[level])} headings of level {level} have text below"
            return level, 0.5, what
    if levels:
        return levels[-1], 0.2, f"level {levels[-1]} is the deepest"
    return None, 0.0, "no headings"


def _lone_title(headings: Sequence[Heading], question_level: int | None) -> str | None:
    """The text of the only first-level heading above all questions."""
    tops = [heading for heading in headings if heading.level == 1]
    return tops[0].text if len(tops) == 1 and question_level != 1 else None


@dataclass(frozen=True, slots=True)
class _Reader:
    page: Page
    title: str
    level: int | None

    def read(
        self,
        preamble: tuple[Token, ...],
        headings: Sequence[Heading],
        confidence: float,
        reason: str,
    ) -> Reading:
        sections: list[Section] = []
        questions: list[Question] = []
        diagnostics = self._unused_title()
        # The document itself is the outermost section; a lone first-level heading names it.
        above: list[tuple[int, str]] = [(0, self.title)]
        intro, left_out = self._without_toc(preamble)
        diagnostics += left_out
        sections.append(Section(self.title, (self.title,), intro, self.page.span(1, 1)))
        in_section = True
        for index, heading in enumerate(headings):
            if heading.level == self.level:
                path = tuple(title for _, title in above)
                question, problems = self._question(heading, *self._parts(headings, index), path)
                questions.append(question)
                diagnostics += problems
                in_section = False
            elif self.level is None or heading.level < self.level:
                intro, left_out = self._without_toc(heading.body)
                diagnostics += left_out
                above = self._descend(above, heading)
                self._add_section(sections, above, heading, intro)
                in_section = True
            elif in_section:
                # A deep heading before the section's first question: part of its introduction.
                last = sections[-1]
                whole = (*last.intro, *_whole(heading))
                sections[-1] = Section(last.title, last.path, whole, last.span)
        return Reading(
            self.title, tuple(sections), tuple(questions), confidence, reason, tuple(diagnostics)
        )

    def _unused_title(self) -> list[Diagnostic]:
        if self.page.title in {None, self.title}:
            return []
        message = f"front matter `title: {self.page.title}` is not used: a heading names the page"
        return [diagnose("D204", message, self.page.span(1, 1))]

    def _parts(self, headings: Sequence[Heading], index: int) -> tuple[list[Heading], int]:
        """The deeper headings of an answer, and the answer's last line."""
        assert self.level is not None
        following = index + 1
        while following < len(headings) and headings[following].level > self.level:
            following += 1
        is_last = following == len(headings)
        end = len(self.page.lines) if is_last else headings[following].line - 1
        return list(headings[index + 1 : following]), end

    def _descend(self, above: list[tuple[int, str]], heading: Heading) -> list[tuple[int, str]]:
        is_root = heading.level == 1 and heading.text == self.title and len(above) == 1
        if is_root:
            return above
        return [entry for entry in above if entry[0] < heading.level] + [
            (heading.level, heading.text)
        ]

    def _add_section(
        self,
        sections: list[Section],
        above: list[tuple[int, str]],
        heading: Heading,
        intro: tuple[Token, ...],
    ) -> None:
        path = tuple(title for _, title in above)
        span = self.page.span(heading.line, heading.line)
        if path == sections[0].path:
            root = sections[0]
            sections[0] = Section(root.title, root.path, (*root.intro, *intro), span)
        else:
            sections.append(Section(heading.text, path, intro, span))

    def _without_toc(self, tokens: Sequence[Token]) -> tuple[tuple[Token, ...], list[Diagnostic]]:
        """Leave out Typora's `[TOC]` paragraph: both panels have a contents list of their own."""
        for index, token in enumerate(tokens):
            if token.type == "inline" and TABLE_OF_CONTENTS.fullmatch(token.content):
                line = line_of(token)
                remark = diagnose(
                    "D205", "[TOC] is left out; the site makes its own", self.page.span(line, line)
                )
                return (*tokens[: index - 1], *tokens[index + 2 :]), [remark]
        return tuple(tokens), []

    def _question(
        self, heading: Heading, parts: Sequence[Heading], end: int, section: tuple[str, ...]
    ) -> tuple[Question, list[Diagnostic]]:
        tokens = list(heading.body)
        for part in parts:
            tokens += _whole(part)
        short, answer = _short_answer(_raise_headings(tokens, heading.level))
        span = self.page.span(heading.line, end)
        classes = tuple(str(heading.opening.attrGet("class") or "").split())
        question = Question(
            prompt=_without_number(heading.text),
            prompt_tokens=_without_number_tokens(heading.inline),
            short=short,
            answer=answer,
            pinned=heading.opening.meta["ids"][-1] if heading.opening.meta["ids"] else None,
            classes=classes,
            section=section,
            tags=self.page.tags,
            span=span,
            language=self.page.language,
        )
        return question, [
            diagnose(
                "D206",
                f"`.{name}` means nothing on a question",
                self.page.span(heading.line, heading.line),
                "Known: " + ", ".join(f".{known}" for known in sorted(KNOWN_CLASSES)),
            )
            for name in classes
            if name not in KNOWN_CLASSES
        ]


def _whole(heading: Heading) -> tuple[Token, ...]:
    """A heading's tokens together with what stands below it."""
    closing = copy.copy(heading.opening)
    closing.type, closing.nesting = "heading_close", -1
    return (heading.opening, heading.inline, closing, *heading.body)


def _raise_headings(tokens: Sequence[Token], question_level: int) -> list[Token]:
    """Make an answer's headings start at level 2: the question is its page's level 1."""
    raised = []
    for token in tokens:
        if token.type in {"heading_open", "heading_close"} and token.level == 0:
            token = token.copy(tag=f"h{min(int(token.tag[1]) - question_level + 1, 6)}")
        raised.append(token)
    return raised


def _short_answer(tokens: Sequence[Token]) -> tuple[tuple[Token, ...], tuple[Token, ...]]:
    """A quotation that opens the answer is what one would say aloud."""
    if not tokens or tokens[0].type != "blockquote_open":
        return (), tuple(tokens)
    end = next(n for n, t in enumerate(tokens) if t.type == "blockquote_close" and t.level == 0)
    return tuple(tokens[1:end]), tuple(tokens[end + 1 :])


def _without_number(text: str) -> str:
    return NUMBER.sub("", text, count=1).strip() if NUMBER.match(text) else text.strip()


def _without_number_tokens(inline: Token) -> tuple[Token, ...]:
    children = list(inline.children or ())
    if children and children[0].type == "text" and (number := NUMBER.match(children[0].content)):
        children[0] = children[0].copy(content=children[0].content[number.end() :])
    return tuple(children)
