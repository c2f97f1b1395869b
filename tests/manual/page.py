"""A page of the manual that is made of the code, in each language."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from diptych.diagnostics.translation import translated_meaning

ROOT = Path(__file__).parents[2]
MANUAL = ROOT / "generator" / "manual"
LANGUAGES = ("en", "zh")

Words = tuple[str, str]
"""The same in English and in Chinese."""


class Page:
    """A reference in one language, as Markdown."""

    def __init__(self, language: str, title: Words) -> None:
        self.language = language
        tag = self.of(("reference", "参考"))
        self.lines = ["---", f"tags: [{tag}]", "---", "", f"# {self.of(title)}"]

    def of(self, words: Words) -> str:
        """The one in this language."""
        return words[LANGUAGES.index(self.language)]

    def meaning(self, text: str) -> str:
        """What the code says something means, in this language."""
        if self.language == "en":
            return text
        if text and (said := translated_meaning(text, self.language)) == text:
            raise KeyError(f"no translation of: {text}")
        return said if text else ""

    def ask(self, question: str, identifier: str, short: str) -> None:
        """Begin a question."""
        self.lines += ["", f"## {question} {{#{identifier} .suspended}}", "", f"> {short}"]

    def table(self, head: Sequence[Words], rows: Sequence[Sequence[str]]) -> None:
        """Add a table."""
        self.lines += ["", _row([self.of(each) for each in head]), "|" + "---|" * len(head)]
        self.lines += [_row(row) for row in rows]

    def items(self, items: Sequence[str]) -> None:
        """Add a list, which phones show better than a table of many columns."""
        self.lines += ["", *(f"- {each}" for each in items)]

    def fence(self, kind: str, text: str) -> None:
        """Add code."""
        self.lines += ["", f"```{kind}", *text.split("\n"), "```"]

    def text(self) -> str:
        """The whole file."""
        return "\n".join(self.lines) + "\n"


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
