"""Make sections and questions of headings, each with its role, and of the text below them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from diptych.diagnostics.codes import diagnose
from diptych.parse.aside.page_navigation import leave_out, without_back_links, without_contents
from diptych.parse.aside.tool_marks import split_at_percent
from diptych.parse.cover import Taken
from diptych.parse.drafts.asked_twice import with_translations_asked
from diptych.parse.drafts.cases import ask_with_cases
from diptych.parse.drafts.draft import QuestionDraft
from diptych.parse.drafts.making import make_questions
from diptych.parse.heading_keys import heading_key, is_asked_above
from diptych.parse.keys.finding import is_key
from diptych.parse.keys.joining import join_keys
from diptych.parse.lines.same_line import part_at_label
from diptych.parse.reading import Reading
from diptych.parse.words.numbers import NUMBER
from diptych.syntax.document import Section
from diptych.syntax.inline import paragraph
from diptych.syntax.unshown import unseen_in_title

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence

    from diptych.model import Diagnostic
    from diptych.parse.cover import Cover
    from diptych.parse.headings.roles import Role
    from diptych.parse.outline import Heading
    from diptych.parse.page import Page
    from diptych.syntax.inline import Line
    from diptych.syntax.tree import Node

PREAMBLE = -1


class Text(Struct, frozen=True):
    """What stands below a heading, as it would be if the heading were a section."""

    taken: Taken
    diagnostics: tuple[Diagnostic, ...]


class Texts(Struct):
    """The texts of a page by the places of their headings, each looked through once at most."""

    page: Page
    preamble: tuple[Node, ...]
    headings: Sequence[Heading]
    cover: Cover
    _known: dict[int, Text] = field(default_factory=dict)

    def below(self, place: int) -> Text:
        """Take out of a heading's text what is for finding one's way, and what asks."""
        if place not in self._known:
            self._known[place] = self._look_through(place)
        return self._known[place]

    def end(self, place: int) -> int:
        """Find the last line before the next heading."""
        is_last = place + 1 == len(self.headings)
        return len(self.page.lines) if is_last else self.headings[place + 1].line - 1

    def _look_through(self, place: int) -> Text:
        nodes = self.preamble if place == PREAMBLE else self.headings[place].body
        kept, contents = without_contents(nodes, self.page)
        kept, back_links = without_back_links(kept, self.page)
        above = self.page.title or "" if place == PREAMBLE else self.headings[place].text
        if place != PREAMBLE and is_key(above, kept):
            return Text(Taken(tuple(kept)), (*contents, *back_links))
        taken = self.cover.take(kept, (above,), self.end(place))
        return Text(taken, (*contents, *back_links))


class Outline(Struct, frozen=True):
    """A page's headings and what each is.

    Attributes:
        texts: what stands below them, and above the first one.
        depths: how deep each heading lies; its level, if nothing else is known.
        number: what to take off before prompts.
    """

    texts: Texts
    roles: Sequence[Role]
    title: str
    number: re.Pattern[str] = NUMBER
    depths: Sequence[int] = ()

    @property
    def headings(self) -> Sequence[Heading]:
        """List the headings of the page."""
        return self.texts.headings


def read_outline(page: Page, outline: Outline) -> tuple[Reading, list[QuestionDraft]]:
    """Go through the headings once, and gather sections and questions; give the drafts as well."""
    reader = _OutlineReader(page, outline)
    reader.begin()
    for place in range(len(outline.headings)):
        reader.step(place)
    drafts, sections = join_keys(with_translations_asked(reader.drafts), reader.sections)
    drafts = ask_with_cases(drafts, sections)
    questions, diagnostics = make_questions(drafts, page)
    reading = Reading(
        title=outline.title,
        sections=tuple(sections),
        questions=questions,
        understood="",
        diagnostics=(*reader.diagnostics, *diagnostics),
    )
    return reading, drafts


def title_of(page: Page, headings: Sequence[Heading], roles: Sequence[Role]) -> str:
    """Name a page: by its only first-level heading if it asks nothing, else by its own name."""
    tops = [n for n, heading in enumerate(headings) if heading.inner_level == 1]
    if len(tops) == 1 and roles[tops[0]] == "section":
        return headings[tops[0]].text or page.title or page.name
    return page.title or page.name


class _OutlineReader(Struct):
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
        self.sections.append(Section(title, (title,), (), self.page.span(1, 1)))
        self._add_to_intro(self._take(PREAMBLE))

    def step(self, place: int) -> None:
        heading, role = self.outline.headings[place], self.outline.roles[place]
        if heading.deck is not None and role != "question":
            message = "`deck=` means nothing on a heading that is no question"
            hint = "Front matter with `deck: …` names the deck of a whole file."
            span = self.page.span(heading.line, heading.line)
            self.diagnostics.append(diagnose("D206", message, span, hint))
        if role == "question":
            self._ask(place)
            self.in_section = False
        elif role == "section":
            self._open_section(place)
            self.in_section = True
        elif role == "contents":
            self.diagnostics.append(leave_out(heading.whole, self.page))
        elif self.in_section:
            self._add_to_intro((heading.node, *self._take(place)))

    def _ask(self, place: int) -> None:
        heading = self.outline.headings[place]
        depth = self._depth(place)
        self.above = [entry for entry in self.above if entry[0] < depth]
        asked, said = part_at_label(heading.node.children) or (heading.node.children, ())
        body = [_paragraph(said, heading.node)] if said else []
        following = place + 1
        front = heading.body if self._is_asked_above(place) else ()
        body += () if front else heading.body
        while following < len(self.outline.headings) and self.outline.roles[following] == "part":
            body += self.outline.headings[following].whole
            following += 1
        # What stands above `%` is asked with; below it may wait a key.
        made = heading.node.meta.get("numbered")
        if not front and made and (parted := split_at_percent(body)):
            front, body = parted[0], [*parted[1]]
        draft = QuestionDraft(
            prompt=asked,
            body=tuple(body),
            section=self.path,
            line=heading.line,
            end_line=self.outline.texts.end(following - 1),
            level=heading.level,
            pinned=heading.ids[-1] if heading.ids else None,
            classes=heading.classes,
            number=self.outline.number,
            subdeck=heading.deck,
            heading=heading.text,
            front=front,
            ordinal=heading.ordinal,
        )
        self.drafts += self.outline.texts.cover.lift(draft)

    def _is_asked_above(self, place: int) -> bool:
        """Tell whether a heading's own text is asked with, and the template below answers."""
        headings, repeated = self.outline.headings, self.page.repeated
        if not repeated or place + 1 == len(headings) or self.outline.roles[place + 1] != "part":
            return False
        following = headings[place + 1]
        is_filled_in = heading_key(following.text) in repeated
        return is_filled_in and is_asked_above(headings[place].body, following)

    def _depth(self, place: int) -> int:
        depths = self.outline.depths
        return depths[place] if depths else self.outline.headings[place].level

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
        self._add_to_intro(self._take(place))

    def _add_to_intro(self, nodes: tuple[Node, ...]) -> None:
        place = 0 if self.path == self.sections[0].path else -1
        last = self.sections[place]
        intro = (*last.intro, *nodes)
        self.sections[place] = replace(last, intro=intro)

    def _take(self, place: int) -> tuple[Node, ...]:
        """Take the questions out of a section's text; give what is left."""
        text = self.outline.texts.below(place)
        self.diagnostics += text.diagnostics
        self.drafts += (replace(each, section=self.path) for each in text.taken.drafts)
        return text.taken.rest

    def _report_unused_title(self, title: str) -> None:
        if self.page.title not in {None, title}:
            message = (
                f"front matter `title: {self.page.title}` is not used: a heading names the page"
            )
            self.diagnostics.append(diagnose("D204", message, self.page.span(1, 1)))


def _paragraph(said: Line, heading: Node) -> Node:
    """Make a paragraph of what a heading goes on with behind its question."""
    return replace(paragraph(said, heading), type="paragraph", tag="p", meta={}, attrs={})
