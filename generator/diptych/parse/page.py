"""One file as a tree, with front matter and footnotes taken out: what finders look at."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field
from msgspec.structs import replace

from diptych.characters import lazy
from diptych.diagnostics.codes import diagnose
from diptych.input.macros import Macro
from diptych.model import Diagnostic, Source, Span
from diptych.parse.file_names import name_of
from diptych.parse.html.folds import with_folds_apart
from diptych.parse.html.headings import with_headings
from diptych.parse.html.paragraphs import with_paragraphs
from diptych.parse.metadata.front_matter import DECK_KEYS, ID_KEYS, known_keys, read_front_matter
from diptych.parse.tools.card_marks import hidden_by
from diptych.parse.tools.logseq import (
    SIGN,
    take_page_properties,
    with_named_blocks,
    without_properties,
)
from diptych.parse.tools.notion import take_properties
from diptych.syntax.cloze import BRACES, NUMBERED_BRACES
from diptych.syntax.diagrams import with_pictures
from diptych.syntax.emphasis import mended_emphasis
from diptych.syntax.highlights import HIDE
from diptych.syntax.macros import expand_macros
from diptych.syntax.read import REFERENCES, read_markdown, read_part
from diptych.syntax.unshown import unseen

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from diptych.input.options import Options
    from diptych.model import CardMarks
    from diptych.syntax.markdown import Blocks
    from diptych.syntax.tree import Node


# A line that is only `#flashcards/…`: obsidian-spaced-repetition hides highlights and braces there.
RECALLS = lazy(r"^[ \t]*#flashcards(?:/\S+)?[ \t]*$", re.IGNORECASE | re.MULTILINE)
# Where flashcards-obsidian is told a file's deck, it reads numbers in braces as deletions.
NUMBERS = lazy(r"^cards-deck:", re.MULTILINE)
# What Logseq says of a whole page that front matter could say.
OUTLINED = frozenset({"title", "tags", "alias"})


class Page(Struct, frozen=True):
    """What a finder reads.

    Attributes:
        lines: the source's lines; line n of a span is ``lines[n - 1]``.
        nodes: the blocks without front matter and footnote definitions.
        footnotes: what each footnote says, by label.
        title: from the front matter.
        question_level: from the front matter, else from the configuration, else None.
        dialect: likewise.
        languages: those that become cards, of a question that is asked in several; all if empty.
        pinned: the id that another tool wrote into the front matter, if any.
        deck: the titles of the decks above its cards, from the front matter; None without.
        line_breaks: whether each line of a paragraph stays a line.
        aliases: the other names that wiki links may call it by, from the front matter.
        settings: what the parser was told of how to read it.
        macros: what the commands stand for that its formulas define.
        card_marks: how the vault marks cards, if the page holds some; None when nothing says it.
        repeated: the keys of its headings that many files are filled in with.
    """

    path: str
    lines: tuple[str, ...]
    nodes: tuple[Node, ...]
    footnotes: Mapping[str, tuple[Node, ...]]
    title: str | None
    tags: tuple[str, ...]
    language: str | None
    question_level: int | None
    dialect: str | None
    languages: tuple[str, ...]
    pinned: str | None
    aliases: tuple[str, ...] = ()
    deck: tuple[str, ...] | None = None
    line_breaks: bool = False
    settings: Mapping[str, object] = field(default_factory=dict)
    macros: Mapping[str, Macro] = field(default_factory=dict)
    card_marks: CardMarks | None = None
    repeated: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """Name it where it has no title."""
        return name_of(self.path)

    def span(self, line: int, end_line: int) -> Span:
        """Make a span of this file, without the blank lines at its end."""
        while end_line > line and not self.lines[end_line - 1].strip():
            end_line -= 1
        return Span(self.path, line, end_line)


def make_page(
    source: Source, options: Options, written: Sequence[str] = (), blocks: Blocks | None = None
) -> tuple[Page, list[Diagnostic]]:
    """Read a source, and take out what does not belong to the flow of its text.

    Args:
        written: its lines before they were repaired, which is what diagnostics point into.
        blocks: those of its text, if they were read already; they are used up.
    """
    recalls = bool(RECALLS.search(source.text))
    settings: dict[str, object] = {
        "without": options.without,
        HIDE: options.highlights_hide or recalls,
        BRACES: recalls,
        NUMBERED_BRACES: bool(NUMBERS.search(source.text)),
    }
    if source.card_marks:
        settings |= hidden_by(source.card_marks)
    lines = tuple(source.text.split("\n"))
    markdown = read_markdown(source.text, settings, blocks)
    settings[REFERENCES] = markdown.references
    front_matter: dict[str, Any] = {}
    problems: list[Diagnostic] = []
    if markdown.front_matter:
        front_matter, problems = read_front_matter(markdown.front_matter, source.path)
    given = {**dict(options.macros), **dict(front_matter.get("macros", ()))}
    body = with_paragraphs(with_folds_apart(markdown.body), settings)
    below_html: dict[tuple[str, int], tuple[Node, ...]] = {}
    drawn = with_pictures(with_headings(body, settings, below_html), source.drawings)
    nodes, macros = expand_macros(drawn, given)
    nodes, outlined, outlines = _read_outline(nodes, source, settings)
    problems += outlines
    nodes, notion_tags, properties = take_properties(nodes, source.path)
    problems += [
        diagnose("D215", f"the property `{said}` is not shown", Span(source.path, line, line))
        for line, said in properties
    ]
    page = Page(
        path=source.path,
        lines=lines,
        nodes=nodes,
        footnotes={
            label: expand_macros(said, macros)[0] for label, said in markdown.footnotes.items()
        },
        title=front_matter.get("title", outlined.get("title")),
        tags=(
            *front_matter.get("tags", outlined.get("tags", ())),
            *front_matter.get("tag", ()),
            *notion_tags,
        ),
        language=front_matter.get("lang", front_matter.get("language")),
        question_level=front_matter.get("question_level", options.question_level),
        dialect=front_matter.get("dialect", options.dialect),
        languages=options.languages,
        pinned=next((front_matter[key] for key in ID_KEYS if key in front_matter), None),
        aliases=tuple(
            front_matter.get("aliases", front_matter.get("alias", outlined.get("alias", ())))
        ),
        deck=next((front_matter[key] for key in DECK_KEYS if key in front_matter), None),
        line_breaks=front_matter.get("line_breaks", options.line_breaks),
        settings=settings,
        macros=macros,
        card_marks=source.card_marks,
        repeated=frozenset(source.repeated),
    )
    # What stands below a heading in HTML was read as Markdown only now.
    with_read = with_headings(markdown.nodes, settings, below_html)
    markdown = replace(markdown, nodes=tuple(with_read))
    emphasis = mended_emphasis(markdown.nodes, written or lines, source.path)
    return page, [*problems, *unseen(source, markdown), *emphasis]


def _read_outline(
    nodes: tuple[Node, ...], source: Source, settings: Mapping[str, object]
) -> tuple[tuple[Node, ...], dict[str, Any], list[Diagnostic]]:
    """Read what Logseq writes into a page; what it says of the whole is as front matter says it."""
    said: dict[str, Any] = {}
    problems: list[Diagnostic] = []
    if SIGN.search(source.text):
        nodes, properties = take_page_properties(nodes)
        for line, name, value in properties:
            span = Span(source.path, line, line)
            if name in OUTLINED and value:
                plain = "".join(each for each in value if each not in "[]#")
                known, wrong = known_keys(
                    {name: plain.split(",") if name == "tags" else plain}, span
                )
                said |= known
                problems += wrong
            else:
                message = f"the property `{name}:: {value}` is not shown"
                problems.append(diagnose("D215", message, span))
        nodes, told = without_properties(nodes, source.path)
        problems += told
    if "((" in source.text:
        nodes, unknown = with_named_blocks(nodes, source, settings)
        problems += unknown
    return nodes, said, problems


def read_fields(page: Page, text: str, below: int) -> tuple[Node, ...]:
    """Read a part of a page that stands below its line ``below``."""
    return expand_macros(read_part(text, page.settings, below), page.macros)[0]
