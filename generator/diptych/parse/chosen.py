"""Which Markdown files are notes, as their text tells."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from diptych.characters import QUESTION_MARKS, lazy
from diptych.parse.metadata.tags import TAG

if TYPE_CHECKING:
    from collections.abc import Iterable

    from diptych.model import Source

OFF = "`diptych: false`"
TEMPLATE = "template"
DAILY = "daily note"
DRAWING = "drawing of Excalidraw"

_FRONT_MATTER = lazy(r"\A---[ \t]*\n(.*?)^---[ \t]*$", re.DOTALL | re.MULTILINE)
_OFF = lazy(r"^diptych[ \t]*:[ \t]*(?:false|no|off)[ \t]*(?:#.*)?$", re.MULTILINE | re.IGNORECASE)
_CODE = lazy(
    r"^[ \t]*(`{3,}|~{3,}).*?(?:^[ \t]*\1[`~]*[ \t]*$|\Z)|(`+)(?!`)[^\n]+?(?<!`)\2(?!`)",
    re.DOTALL | re.MULTILINE,
)
_TAG = lazy(rf"(?<![\w#/&]){TAG}")

# A drawing that its program keeps as Markdown: nobody can read it. Notes may stand above it.
_DRAWN = lazy(r"^excalidraw-plugin[ \t]*:", re.MULTILINE)
_DATA = lazy(r"^#{1,2} (?:Excalidraw Data|Text Elements|Drawing)[ \t]*$", re.MULTILINE)
_SWITCH = lazy(r"^==.*EXCALIDRAW VIEW.*$", re.MULTILINE)

# What Obsidian, Templater, Logseq and Zotero put a date or a name in place of.
_PLACEHOLDER = lazy(
    r"\{\{\s*(?:date|time|title|citekey|yesterday|tomorrow|today|name|value|VALUE|DATE|NAME|TITLE)"
    r"\s*(?::[^{}\n]*)?\}\}|<%[-_*+]*\s*(?:tp\.|today|time|current page)[^%]*%>"
)
# Headings, labels and empty items are the form; all else is what was filled in.
_FORM = lazy(r"\s*(?:#{1,6}(?:\s.*)?|[-*+>\d.\[\] x|:]*|(?:[-*+>]\s+)?[^:：\n]{1,40}[:：]{1,2}\s*)")
_WORD = lazy(r"[^\W\d_]")
_LITTLE = 120

# What makes a card wherever it stands; the headings of a diary do not.
_CARD = lazy(
    r"#(?:flashcards?|cards?|anki)\b|\{\{c\d+::|^\s*(?:Q|问)\s*[:：]|\S[ \t]:{2,3}[ \t]\S"
    r"|^\s*(?:START|TARGET DECK)\b",
    re.MULTILINE,
)


def why_no_note(source: Source, only_tagged: str, *, daily: bool) -> str:
    """Say why a file is no note, as far as its text tells; empty when it is one.

    Args:
        only_tagged: the tag that notes bear; empty if they need none.
        daily: whether it lies where daily notes are kept.
    """
    front_matter = _FRONT_MATTER.match(source.text)
    head = front_matter[1] if front_matter else ""
    if _OFF.search(head):
        return OFF
    if only_tagged and not _is_tagged(source.text, head, only_tagged.casefold()):
        return f"without #{only_tagged}"
    if _is_template(source.text, head):
        return TEMPLATE
    if is_drawing(source) and not _said_above_data(source.text, front_matter):
        return DRAWING
    if not daily or _CARD.search(_CODE.sub("", source.text)):
        return ""
    marks = source.card_marks
    return "" if marks and is_tagged(source.text, marks.tags) else DAILY


def is_drawing(source: Source) -> bool:
    """Tell whether a file is a drawing of Excalidraw."""
    front_matter = _FRONT_MATTER.match(source.text)
    return bool(front_matter and _DRAWN.search(front_matter[1]))


def _said_above_data(text: str, front_matter: re.Match[str] | None) -> str:
    """Find what somebody wrote above the data of a drawing."""
    data = _DATA.search(text)
    said = text[front_matter.end() if front_matter else 0 : data.start() if data else len(text)]
    return _SWITCH.sub("", said).strip()


def is_tagged(text: str, tags: Iterable[str]) -> bool:
    """Tell whether a file bears one of some tags, or one below it: ``#flashcards/physics``."""
    front_matter = _FRONT_MATTER.match(text)
    head = front_matter[1] if front_matter else ""
    return any(_is_tagged(text, head, tag) for tag in tags)


def _is_tagged(text: str, head: str, tag: str) -> bool:
    written = {found[1:].casefold() for found in _TAG.findall(_CODE.sub("", text[len(head) :]))}
    written |= {each.lstrip("#").casefold() for each in _tags_in(head)}
    return any(each == tag or each.startswith(f"{tag}/") for each in written)


def _tags_in(head: str) -> list[str]:
    from diptych.parse.metadata.yaml_text import read_yaml

    try:
        table = read_yaml(head)
    except (ValueError, RecursionError):
        return []  # reading the page tells what is wrong with it
    tags = [table.get(key) for key in ("tags", "tag")] if isinstance(table, dict) else []
    words: list[str] = []
    for each in tags:
        written = each if isinstance(each, list) else re.split(r"[\s,，]+", str(each or ""))
        words += map(str, written)
    return words


def _is_template(text: str, head: str) -> bool:
    """Tell whether a file has places to be filled in, and little beside the form around them."""
    if ("{{" not in text and "<%" not in text) or not _PLACEHOLDER.search(text):
        return False
    bare = _CODE.sub("", text)
    if not _PLACEHOLDER.search(bare):
        return False
    body = bare[len(head) :].split("\n")
    filled = [line for line in body if not _FORM.fullmatch(line) and not _PLACEHOLDER.search(line)]
    return len(_WORD.findall("".join(filled))) < _LITTLE and not any(map(_asks, body))


def _asks(line: str) -> bool:
    """Tell whether a line asks about a placeholder instead of holding it."""
    return bool(_PLACEHOLDER.search(line)) and line.rstrip("* ").endswith((*QUESTION_MARKS,))
