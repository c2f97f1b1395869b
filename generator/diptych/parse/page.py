"""One file as tokens, with front matter and footnotes taken out: what dialects look at."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

import yaml

from diptych.diagnostics.codes import diagnose
from diptych.input.options import DIALECTS
from diptych.interface.language import language_tag
from diptych.model import Diagnostic, Source, Span
from diptych.parse.tags import anki_tag
from diptych.syntax.cjk import join_lines
from diptych.syntax.emphasis import told_of_emphasis
from diptych.syntax.highlights import HIDE
from diptych.syntax.markdown import parser
from diptych.syntax.unshown import unseen

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from markdown_it.token import Token

    from diptych.input.options import Options


# The one in C, where the package was built with it, is ten times as fast.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
NESTING = re.compile(r"[\[{]|[-?][ \t\n]")
MAX_NESTING = 500

# What YAML's escapes may spell out, though no file may hold it as it is.
UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef]")

# Between the rules at a file's beginning: no front matter, but questions with quoted answers.
CARDS = re.compile(r"^\d+\. (?:.*\n){1,40}?>", re.MULTILINE)

# Files that stand for their folder.
FOLDER_PAGES = frozenset({"readme", "index"})


@dataclass(frozen=True, slots=True)
class Page:
    """What a dialect reads.

    Attributes:
        lines: the source's lines; line n of a span is ``lines[n - 1]``.
        tokens: the block tokens without front matter and footnote definitions.
        footnotes: the tokens of each footnote definition, by label.
        title: from the front matter.
        question_level: from the front matter, else from the configuration, else None.
        dialect: likewise.
        languages: those that become cards, of a question that is asked in several; all if empty.
        pinned: the id that another tool wrote into the front matter, if any.
        aliases: the other names that wiki links may call it by, from the front matter.
        wishes: what the parser was told of how to read it.
    """

    path: str
    lines: tuple[str, ...]
    tokens: tuple[Token, ...]
    footnotes: Mapping[str, tuple[Token, ...]]
    title: str | None
    tags: tuple[str, ...]
    language: str | None
    question_level: int | None
    dialect: str | None
    languages: tuple[str, ...]
    pinned: str | None
    aliases: tuple[str, ...] = ()
    wishes: Mapping[str, object] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What a document without a title is called: its file, or the folder that it stands for."""
        path = PurePosixPath(self.path)
        stands_for_folder = path.stem.lower() in FOLDER_PAGES and path.parent.name
        return path.parent.name if stands_for_folder else path.stem

    def span(self, line: int, end_line: int) -> Span:
        """A span of this file without the blank lines at its end."""
        while end_line > line and not self.lines[end_line - 1].strip():
            end_line -= 1
        return Span(self.path, line, end_line)


def make_page(
    source: Source, options: Options, written: Sequence[str] = ()
) -> tuple[Page, list[Diagnostic]]:
    """Tokenise a source and take out what does not belong to the flow of its text.

    Args:
        written: its lines before they were repaired, which is what diagnostics point into.
    """
    wishes = {"without": options.without, HIDE: options.highlights_hide}
    environment: dict[str, Any] = dict(wishes)
    lines = tuple(source.text.split("\n"))
    tokens = parser().parse(source.text, environment)
    if tokens and tokens[0].type == "front_matter" and CARDS.search(tokens[0].content):
        # Rules around cards, the first of which opens the file.
        environment = dict(wishes)
        tokens = parser().parse(f"\n{source.text}", environment)
        for token in tokens:
            token.map = token.map and [place - 1 for place in token.map]
    lost = list(unseen(source, tokens, environment))
    _attach_inline_footnotes(tokens, environment)
    _place_inline_tokens(tokens)
    remarks = told_of_emphasis(tokens, environment, written or lines, source.path)
    front_matter: dict[str, Any] = {}
    problems: list[Diagnostic] = []
    if tokens and tokens[0].type == "front_matter":
        front_matter, problems = _front_matter(tokens.pop(0), source.path)
    body, footnotes = _take_footnotes(tokens)
    page = Page(
        path=source.path,
        lines=lines,
        tokens=tuple(body),
        footnotes=footnotes,
        title=front_matter.get("title"),
        tags=tuple(front_matter.get("tags", ())),
        language=front_matter.get("lang", front_matter.get("language")),
        question_level=front_matter.get("question_level", options.question_level),
        dialect=front_matter.get("dialect", options.dialect),
        languages=options.languages,
        pinned=next((front_matter[key] for key in ID_KEYS if key in front_matter), None),
        aliases=tuple(front_matter.get("aliases", front_matter.get("alias", ()))),
        wishes=wishes,
    )
    return page, [*problems, *lost, *remarks]


def tokens_of(page: Page, text: str, line: int) -> list[Token]:
    """The tokens of a part of a page that stands below its line ``line``."""
    environment: dict[str, Any] = dict(page.wishes)
    tokens = parser().parse(text, environment)
    for token in tokens:
        token.map = token.map and [place + line for place in token.map]
    _attach_inline_footnotes(tokens, environment)
    _place_inline_tokens(tokens)
    body, _ = _take_footnotes(tokens)
    return [token for token in body if token.type != "front_matter"]


def _attach_inline_footnotes(tokens: Sequence[Token], environment: dict[str, Any]) -> None:
    """Give each ``^[…]`` its own tokens, which the plugin keeps apart."""
    notes = environment.get("footnotes", {}).get("list", {})
    waiting = [tokens, *(note["tokens"] for note in notes.values() if note.get("tokens"))]
    while waiting:
        for token in waiting.pop():
            if token.type == "footnote_ref" and "label" not in token.meta:
                token.meta["tokens"] = tuple(notes[token.meta["id"]]["tokens"])
            if token.children:
                waiting.append(token.children)


def _place_inline_tokens(tokens: Sequence[Token]) -> None:
    """Give inline tokens their line, which markdown-it gives to blocks only; then join lines."""
    for token in tokens:
        if token.type != "inline" or token.map is None:
            continue
        line = token.map[0]
        for child in token.children or ():
            child.map = [line, line + 1]
            line += child.type in {"softbreak", "hardbreak"} or child.content.count("\n")
        join_lines(token.children or [])


def _take_footnotes(
    tokens: Sequence[Token],
) -> tuple[list[Token], dict[str, tuple[Token, ...]]]:
    body: list[Token] = []
    footnotes: dict[str, tuple[Token, ...]] = {}
    # A definition may stand inside of another one; of two with one label the first holds.
    open_ones: list[tuple[str, list[Token]]] = []
    for token in tokens:
        if token.type == "footnote_reference_open":
            label = token.meta["label"]
            open_ones.append(("" if label in footnotes else label, []))
            footnotes.setdefault(label, ())
        elif token.type == "footnote_reference_close":
            label, inside = open_ones.pop()
            if label:
                footnotes[label] = tuple(inside)
        else:
            (open_ones[-1][1] if open_ones else body).append(token)
    return body, footnotes


def _front_matter(token: Token, path: str) -> tuple[dict[str, Any], list[Diagnostic]]:
    end = token.map[1] if token.map else 1
    try:
        table = _read_yaml(token.content)
    # A date of month 13 is a ValueError, and brackets can be nested without end.
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        # The first line of the file is the fence, and the mark counts from 0.
        mark = getattr(error, "problem_mark", None)
        line = min(mark.line + 2, end) if mark else 1
        what = getattr(error, "problem", None) or "it is not YAML"
        message = f"the front matter cannot be read: {what}; left out: {_words(token)}"
        hint = "Write `key: value` lines, and quote a value that holds a colon."
        return {}, [diagnose("D203", message, Span(path, line, line), hint)]
    span = Span(path, 1, end)
    if table is None:
        return {}, []
    if isinstance(table, str) and "=" in table:
        table = _toml(token.content) or table
    if not isinstance(table, dict):
        message = f"the front matter must be `key: value` lines; left out: {_words(token)}"
        return {}, [diagnose("D203", message, span)]
    return _known(table, span)


def _read_yaml(text: str) -> object:
    # Nested without end, the loader in C overruns its stack, and the process is gone.
    if len(NESTING.findall(text)) > MAX_NESTING:
        return yaml.safe_load(text)
    try:
        return yaml.load(text, Loader=_LOADER)
    except yaml.YAMLError:
        # The same again: what the loader in Python says of the place is nearer to the mistake.
        return yaml.safe_load(text)


def _words(token: Token) -> str:
    """What no page shows is in the diagnostic."""
    return " ".join(token.content.split())


def _toml(text: str) -> dict[str, Any]:
    """A table as hashcards writes it, `name = "Pipes"`; empty if it is none."""
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
    """A list, or one line of tags between commas or spaces; Anki's tags hold no spaces."""
    words = value if isinstance(value, list) else str(value or "").replace(",", " ").split()
    return [anki_tag("-".join(_text(word).split())) for word in words]


def _names(value: object) -> list[str]:
    """A list, or one line of names between commas."""
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


def _level(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value not in range(1, 7):
        raise ValueError("must be a whole number from 1 to 6")
    return value


# Where other tools keep the id of the only question of a file.
ID_KEYS = ("guid", "anki_id", "anki-id", "ankiId", "nid", "note_id", "noteId", "uid", "id")

_READERS = {
    "title": _text,
    "aliases": _names,
    "alias": _names,
    "tags": _tags,
    "lang": _language,
    "language": _language,
    "question_level": _level,
    "dialect": _dialect,
    **dict.fromkeys(ID_KEYS, _text),
}
