"""One file as a tree, with front matter and footnotes taken out: what finders look at."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

import yaml

from diptych.diagnostics.codes import diagnose
from diptych.input.macros import Macro, read_macros
from diptych.input.options import DIALECTS
from diptych.interface.language import language_tag
from diptych.model import Diagnostic, Source, Span
from diptych.parse.card_marks import hidden_by
from diptych.parse.html_headings import with_headings
from diptych.parse.logseq import SIGN, take_page_properties, with_named_blocks, without_properties
from diptych.parse.notion import take_properties, without_id
from diptych.parse.tags import anki_tag, levels_of_deck
from diptych.parse.yaml_text import read_yaml
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
    from diptych.syntax.tree import Node


# What YAML's escapes may spell out, though no file may hold it as it is.
UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef]")

# Files that stand for their folder.
# A line that is only `#flashcards/…`: obsidian-spaced-repetition hides highlights and braces there.
RECALLS = re.compile(r"^[ \t]*#flashcards(?:/\S+)?[ \t]*$", re.IGNORECASE | re.MULTILINE)
# Where flashcards-obsidian is told a file's deck, it reads numbers in braces as deletions.
NUMBERS = re.compile(r"^cards-deck:", re.MULTILINE)
# What Logseq says of a whole page that front matter could say.
OUTLINED = frozenset({"title", "tags", "alias"})
FOLDER_PAGES = frozenset({"readme", "index"})


@dataclass(frozen=True, slots=True)
class Page:
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

    @property
    def name(self) -> str:
        """Name a document without a title: by its file, or the folder that it stands for."""
        path = PurePosixPath(self.path)
        stands_for_folder = path.stem.lower() in FOLDER_PAGES and path.parent.name
        return without_id(path.parent.name if stands_for_folder else path.stem)

    def span(self, line: int, end_line: int) -> Span:
        """Make a span of this file, without the blank lines at its end."""
        while end_line > line and not self.lines[end_line - 1].strip():
            end_line -= 1
        return Span(self.path, line, end_line)


def make_page(
    source: Source, options: Options, written: Sequence[str] = ()
) -> tuple[Page, list[Diagnostic]]:
    """Read a source, and take out what does not belong to the flow of its text.

    Args:
        written: its lines before they were repaired, which is what diagnostics point into.
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
    markdown = read_markdown(source.text, settings)
    settings[REFERENCES] = markdown.references
    front_matter: dict[str, Any] = {}
    problems: list[Diagnostic] = []
    if markdown.front_matter:
        front_matter, problems = _front_matter(markdown.front_matter, source.path)
    given = {**dict(options.macros), **dict(front_matter.get("macros", ()))}
    drawn = with_pictures(with_headings(markdown.body, settings), source.drawings)
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
    )
    # What stands below a heading in HTML was read as Markdown only now.
    markdown = replace(markdown, nodes=tuple(with_headings(markdown.nodes, settings)))
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
                known, wrong = _known({name: plain.split(",") if name == "tags" else plain}, span)
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


def _front_matter(node: Node, path: str) -> tuple[dict[str, Any], list[Diagnostic]]:
    end = node.end_line or 1
    if toml := _toml(node.content):
        return _known(toml, Span(path, 1, end))
    try:
        table = read_yaml(node.content)
    # A date of month 13 is a ValueError, and brackets can be nested without end.
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        # The first line of the file is the fence, and the mark counts from 0.
        mark = getattr(error, "problem_mark", None)
        line = min(mark.line + 2, end) if mark else 1
        what = getattr(error, "problem", None) or "it is not YAML"
        message = f"the front matter cannot be read: {what}; left out: {_words(node)}"
        hint = "Write `key: value` lines, and quote a value that holds a colon."
        return {}, [diagnose("D203", message, Span(path, line, line), hint)]
    span = Span(path, 1, end)
    if table is None:
        return {}, []
    if not isinstance(table, dict):
        message = f"the front matter must be `key: value` lines; left out: {_words(node)}"
        return {}, [diagnose("D203", message, span)]
    return _known(table, span)


def _words(node: Node) -> str:
    """Quote what no page shows."""
    return " ".join(node.content.split())


def _toml(text: str) -> dict[str, Any]:
    """Read a table as Hugo and hashcards write it, `name = "Pipes"`; empty if it is none."""
    if "=" not in text:
        return {}
    try:
        table = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return {}
    return {"title" if key == "name" else key: value for key, value in table.items()}


def _known(table: dict[Any, Any], span: Span) -> tuple[dict[str, Any], list[Diagnostic]]:
    known: dict[str, Any] = {}
    problems = []
    for key, value in table.items():
        read = _READERS.get(key)
        written = UNFIT.sub("\ufffd", f"{key}: {value}")
        if read is None:
            message = f"front matter `{written}` is not used"
            problems.append(diagnose("D204", message, span))
            continue
        try:
            known[key] = read(value)
        except ValueError as error:
            problems.append(diagnose("D203", f"front matter `{written}` {error}", span))
    return known, problems


def _text(value: object) -> str:
    if isinstance(value, dict | list) or value is None:
        raise ValueError("must be text")
    if UNFIT.search(str(value)):
        raise ValueError("holds a character that text may not hold")
    return str(value)


def _tags(value: object) -> list[str]:
    """Read a list, or one line of tags between commas or spaces; Anki's tags hold no spaces."""
    words = value if isinstance(value, list) else str(value or "").replace(",", " ").split()
    return [anki_tag("-".join(_text(word).split())) for word in words]


def _names(value: object) -> list[str]:
    """Read a list, or one line of names between commas."""
    names = value if isinstance(value, list) else str(value or "").split(",")
    return [name for name in (_text(each).strip() for each in names) if name]


def _language(value: object) -> str:
    if isinstance(value, bool):  # as `no` is, without quotes
        raise ValueError("is true or false to YAML: put it in quotes")
    tag = language_tag(_text(value))
    if tag is None:
        raise ValueError("must be a language tag such as zh-CN or en")
    return tag


def _dialect(value: object) -> str:
    if value not in DIALECTS:
        raise ValueError(f"must be one of {', '.join(DIALECTS)}")
    return str(value)


def _deck(value: object) -> tuple[str, ...]:
    return levels_of_deck(_text(value))


def _yes_or_no(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError("must be true or false")
    return value


def _macros(value: object) -> tuple[tuple[str, Macro], ...]:
    if not isinstance(value, dict):
        raise ValueError("must be a table of commands, each with its LaTeX")
    return read_macros(value)


def _level(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value not in range(1, 7):
        raise ValueError("must be a whole number from 1 to 6")
    return value


# Where other tools keep the id of the only question of a file.
ID_KEYS = ("guid", "anki_id", "anki-id", "ankiId", "nid", "note_id", "noteId", "uid", "id")

# How tools call the deck of a file.
DECK_KEYS = ("deck", "cards-deck", "anki-deck", "anki_deck", "target-deck")

_READERS = {
    "title": _text,
    "aliases": _names,
    "alias": _names,
    "tags": _tags,
    "tag": _tags,
    "lang": _language,
    "language": _language,
    "question_level": _level,
    "dialect": _dialect,
    "diptych": _yes_or_no,
    "line_breaks": _yes_or_no,
    "macros": _macros,
    **dict.fromkeys(DECK_KEYS, _deck),
    **dict.fromkeys(ID_KEYS, _text),
}
