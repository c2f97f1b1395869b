"""Make sections and questions of headings, each with its role: what finders have in common."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from diptych.diagnostics.codes import diagnose
from diptych.parse.drafts import QuestionDraft, make_questions
from diptych.parse.numbers import NUMBER
from diptych.parse.page_navigation import leave_out, without_back_links, without_contents
from diptych.parse.reading import Reading
from diptych.syntax.document import Section
from diptych.syntax.unshown import unseen_in_title

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Sequence

    from diptych.model import Diagnostic
    from diptych.parse.outline import Heading
    from diptych.parse.page import Page
    from diptych.syntax.tree import Node

    # Gives what is left of a section's text, and the questions in it.
    Find = Callable[
        [Sequence[Node], tuple[str, ...], int], tuple[Sequence[Node], Sequence[QuestionDraft]]
    ]

Role = Literal["section", "question", "part", "contents"]


@dataclass(frozen=True, slots=True)
class Outline:
    """A page's headings and what each is.

    Attributes:
        preamble: what stands above the first heading.
        depths: how deep each heading lies; its level, if nothing else is known.
        number: what to take off before prompts.
        find: takes the questions out of a text that stands below a section; gives what is left.
    """

    preamble: tuple[Node, ...]
    headings: Sequence[Heading]
    roles: Sequence[Role]
    title: str
    number: re.Pattern[str] = NUMBER
    depths: Sequence[int] = ()
    find: Find = lambda nodes, _section, _end: (nodes, [])


def read_outline(page: Page, outline: Outline, confidence: float, reason: str) -> Reading:
    """Go through the headings once, and gather sections and questions."""
    reader = _OutlineReader(page, outline)
    reader.begin()
    for place in range(len(outline.headings)):
        reader.step(place)
    questions, diagnostics = make_questions(reader.drafts, page)
    return Reading(
        title=outline.title,
        sections=tuple(reader.sections),
        questions=questions,
        confidence=confidence,
        reason=reason,
        diagnostics=(*reader.diagnostics, *diagnostics),
    )


def title_of(page: Page, headings: Sequence[Heading], roles: Sequence[Role]) -> str:
    """Name a page: by its only first-level heading if it asks nothing, else by its own name."""
    tops = [n for n, heading in enumerate(headings) if heading.level == 1]
    if len(tops) == 1 and roles[tops[0]] == "section":
        return headings[tops[0]].text or page.title or page.name
    return page.title or page.name


@dataclass(slots=True)
class _OutlineReader:
    """Where reading has got to: the sections above, and what was gathered so far."""

    page: Page
    outline: Outline
    sections: list[Section] = field(default_factory=list)
    drafts: list[QuestionDraft] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    above: list[tuple[int, str]] = field(default_factory=list)
    # Whether a deeper heading belongs to the section's introduction, not to a question.
    in_section: bool = True

    @property
    def path(self) -> tuple[str, ...]:
        return tuple(title for _, title in self.above)

    def begin(self) -> None:
        """Open the outermost section: the document, which a lone first-level heading names."""
        title = self.outline.title
        self._report_unused_title(title)
        self.above = [(0, title)]
        headings = self.outline.headings
        end = headings[0].line - 1 if headings else len(self.page.lines)
        intro = self._take(self.outline.preamble, end)
        self.sections.append(Section(title, (title,), intro, self.page.span(1, 1)))

    def step(self, place: int) -> None:
        heading, role = self.outline.headings[place], self.outline.roles[place]
        if role == "question":
            self._ask(place)
            self.in_section = False
        elif role == "section":
            self._open_section(place)
            self.in_section = True
        elif role == "contents":
            self.diagnostics.append(leave_out(heading.whole, self.page))
        elif self.in_section:
            self._add_to_intro(self._take(heading.whole, self._end_of_heading(place)))

    def _ask(self, place: int) -> None:
        heading = self.outline.headings[place]
        depth = self._depth(place)
        self.above = [entry for entry in self.above if entry[0] < depth]
        body = heading.body
        following = place + 1
        while following < len(self.outline.headings) and self.outline.roles[following] == "part":
            body += self.outline.headings[following].whole
            following += 1
        self.drafts.append(
            QuestionDraft(
                prompt=heading.node.children,
                body=body,
                section=self.path,
                line=heading.line,
                end_line=self._end_of_heading(following - 1),
                level=heading.level,
                pinned=heading.ids[-1] if heading.ids else None,
                classes=heading.classes,
                number=self.outline.number,
                heading=heading.text,
            )
        )

    def _depth(self, place: int) -> int:
        depths = self.outline.depths
        return depths[place] if depths else self.outline.headings[place].level

    def _end_of_heading(self, place: int) -> int:
        """Find the last line before the next heading."""
        is_last = place + 1 == len(self.outline.headings)
        return len(self.page.lines) if is_last else self.outline.headings[place + 1].line - 1

    def _open_section(self, place: int) -> None:
        heading = self.outline.headings[place]
        depth = self._depth(place)
        is_title = heading.level == 1 and heading.text == self.outline.title
        if not (is_title and len(self.above) == 1):
            kept = [entry for entry in self.above if entry[0] < depth]
            self.above = [*kept, (depth, heading.text)]
        span = self.page.span(heading.line, heading.line)
        self.diagnostics += unseen_in_title(heading.node, span)
        root = self.sections[0]
        if self.path == root.path:
            self.sections[0] = replace(root, span=span, heading=heading.text, level=heading.level)
        else:
            section = Section(heading.text, self.path, (), span, heading.text, heading.level)
            self.sections.append(section)
        self._add_to_intro(self._take(heading.body, self._end_of_heading(place)))

    def _add_to_intro(self, nodes: tuple[Node, ...]) -> None:
        place = 0 if self.path == self.sections[0].path else -1
        last = self.sections[place]
        intro = (*last.intro, *nodes)
        self.sections[place] = replace(last, intro=intro)

    def _take(self, nodes: Sequence[Node], end: int) -> tuple[Node, ...]:
        """Take out of a section's text what is for finding one's way, and what asks."""
        kept, contents = without_contents(nodes, self.page)
        kept, back_links = without_back_links(kept, self.page)
        self.diagnostics += [*contents, *back_links]
        rest, drafts = self.outline.find(kept, self.path, end)
        self.drafts += drafts
        return tuple(rest)

    def _report_unused_title(self, title: str) -> None:
        if self.page.title not in {None, title}:
            message = (
                f"front matter `title: {self.page.title}` is not used: a heading names the page"
            )
            self.diagnostics.append(diagnose("D204", message, self.page.span(1, 1)))
