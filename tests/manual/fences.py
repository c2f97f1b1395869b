"""The examples of the manual: its fences, with what stands behind their language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

from tests.manual.page import LANGUAGES, MANUAL

_FENCE = re.compile(r"^( *)(`{3,})(\w*)(.*)\n((?:.*\n)*?) *\2$", re.MULTILINE)

NOTES = {language: sorted((MANUAL / language).glob("*.md")) for language in LANGUAGES}


@dataclass(frozen=True, slots=True)
class Fence:
    """One example.

    Attributes:
        place: language, file and line, for messages.
        kind: the language of its text, such as ``toml``.
        wanted: what is written behind the kind, `questions=2`, by name.
    """

    place: str
    kind: str
    wanted: dict[str, str]
    text: str


def fences(language: str, *kinds: str) -> list[Fence]:
    """All examples of some kinds in the manual of a language, or all of any."""
    found = [each for file in NOTES[language] for each in _fences(file)]
    return [each for each in found if not kinds or each.kind in kinds]


def prose(file: Path) -> str:
    """The text of a file without its fences."""
    return _FENCE.sub("", file.read_text(encoding="utf-8"))


def _fences(file: Path) -> Iterator[Fence]:
    text = file.read_text(encoding="utf-8")
    for found in _FENCE.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        words = [each.partition("=") for each in found[4].split()]
        wanted = {name: value for name, _, value in words}
        place = f"{file.parent.name}/{file.name}:{line}"
        yield Fence(place, found[3], wanted, dedent(found[5]))
