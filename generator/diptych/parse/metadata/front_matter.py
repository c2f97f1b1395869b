"""Front matter: what a file says of itself between two rules at its beginning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from diptych.characters import lazy
from diptych.diagnostics.codes import diagnose
from diptych.input.macros import Macro, read_macros
from diptych.input.options import DIALECTS
from diptych.input.toml_text import read_toml
from diptych.interface.language import language_tag
from diptych.model import Diagnostic, Span
from diptych.parse.metadata.tags import anki_tag, levels_of_deck

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from diptych.syntax.tree import Node

_COLON = lazy(r"([\w-]+:[ \t]+)(?![\[{\"'|>&*!%@`#-])(.*(?::[ \t].*\S|:))[ \t]*")
# What YAML's escapes may spell out, though no file may hold it as it is.
UNFIT = lazy("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef]")


def read_front_matter(node: Node, path: str) -> tuple[dict[str, Any], list[Diagnostic]]:
    """Read the keys that are known, each as its value; what is wrong or not used is told."""
    end = node.end_line or 1
    if toml := _toml(node.content):
        return known_keys(toml, Span(path, 1, end))
    from diptych.parse.metadata.yaml_text import YamlError, read_yaml

    quoted: dict[int, str] = {}
    try:
        try:
            table = read_yaml(node.content)
        except YamlError:
            quoted = dict(_with_colons(node.content))
            if not quoted:
                raise
            lines = enumerate(node.content.split("\n"))
            table = read_yaml("\n".join(quoted.get(n, line) for n, line in lines))
    except (ValueError, RecursionError) as error:
        told = error if isinstance(error, YamlError) else YamlError("it is not YAML")
        # The first line of the file is the fence, and the error counts from 0.
        line = 1 if told.line is None else min(told.line + 2, end)
        what = str(told)
        message = f"the front matter cannot be read: {what}; left out: {_words(node)}"
        return {}, [diagnose("D203", message, Span(path, line, line), _LINES)]
    span = Span(path, 1, end)
    if table is None:
        return {}, []
    if not isinstance(table, dict):
        message = f"the front matter must be `key: value` lines; left out: {_words(node)}"
        return {}, [diagnose("D203", message, span, _LINES)]
    known, problems = known_keys(table, span)
    return known, [*_told_of_colons(node, quoted, path), *problems]


def _with_colons(text: str) -> Iterator[tuple[int, str]]:
    """Put values that hold a colon in quotes: the number of each such line, and how it should be.

    `title: Trees: which are tall?` is no YAML, and can mean one thing only.
    """
    for number, line in enumerate(text.split("\n")):
        found = _COLON.fullmatch(line)
        if found:
            value = found[2].replace("'", "''")
            yield number, f"{found[1]}'{value}'"


def _told_of_colons(node: Node, quoted: Iterable[int], path: str) -> Iterator[Diagnostic]:
    lines = node.content.split("\n")
    for number in quoted:
        message = (
            f"front matter `{lines[number].strip()}` holds a second colon, and is read as text"
        )
        # The first line of the file is the fence.
        yield diagnose("D203", message, Span(path, number + 2, number + 2), _LINES)


_LINES = "Write `key: value` lines, and quote a value that holds a colon."


def _words(node: Node) -> str:
    """Quote what no page shows."""
    return " ".join(node.content.split())


def _toml(text: str) -> dict[str, Any]:
    """Read a table as Hugo and hashcards write it, `name = "Pipes"`; empty if it is none."""
    if "=" not in text:
        return {}
    try:
        table = read_toml(text)
    except ValueError:
        return {}
    return {"title" if key == "name" else key: value for key, value in table.items()}


def known_keys(table: dict[Any, Any], span: Span) -> tuple[dict[str, Any], list[Diagnostic]]:
    """Read the keys that are known, each as its value; tell of the others."""
    known: dict[str, Any] = {}
    problems = []
    for key, value in table.items():
        meant = _BY_NAME.get(key)
        try:
            written = UNFIT.sub("\ufffd", f"{key}: {value}")
        except ValueError:  # 4,300, which are as many as Python writes
            message = "a number of the front matter has too many digits"
            problems.append(diagnose("D203", message, span, "Put it in quotes."))
            continue
        if meant is None:
            message = f"front matter `{written}` is not used"
            problems.append(diagnose("D204", message, span))
            continue
        try:
            known[key] = meant.read(value)
        except ValueError as error:
            hint = f"Write it like `{meant.example}`."
            problems.append(diagnose("D203", f"front matter `{written}` {error}", span, hint))
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


class Key(NamedTuple):
    """A key of front matter.

    Attributes:
        read: its value as it is used, or ValueError.
        meaning: what it says, for the manual.
        example: a line, or some, of YAML.
        others: further names for the same, as other tools write them.
    """

    read: Callable[[object], Any]
    meaning: str
    example: str
    others: tuple[str, ...] = ()


# In the order in which the manual lists them.
KEYS: dict[str, Key] = {
    "title": Key(_text, "the title of the file, where no heading is it", "title: Losses"),
    "tags": Key(_tags, "tags of all questions of the file", "tags: [detection, loss]", ("tag",)),
    "aliases": Key(
        _names, "further names by which wiki links find the file", "aliases: [L2]", ("alias",)
    ),
    "deck": Key(_deck, "the deck of its questions", 'deck: "Vision::Losses"', DECK_KEYS[1:]),
    "lang": Key(_language, "the language of its text", "lang: en", ("language",)),
    "question_level": Key(_level, "the heading level of its questions", "question_level: 3"),
    "dialect": Key(_dialect, "how its questions are written", "dialect: definitions"),
    "diptych": Key(_yes_or_no, "`false` leaves the file out", "diptych: false"),
    "line_breaks": Key(_yes_or_no, "each line of a paragraph stays a line", "line_breaks: true"),
    "macros": Key(_macros, "commands for its formulas", 'macros: {RR: "\\\\mathbb{R}"}'),
    "id": Key(
        _text, "the lasting id of the only question of the file", "id: focal-loss", ID_KEYS[:-1]
    ),
}

_BY_NAME = {name: key for main, key in KEYS.items() for name in (main, *key.others)}
