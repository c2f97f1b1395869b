"""How a notebook wants its documents read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from diptych.input.macros import Macro

# The ways of writing questions, as a setting names them (`diptych.parse.finders`).
DIALECTS = (
    "headings",
    "listed-headings",
    "chapters",
    "question-file",
    "question-answer",
    "definition-lists",
    "definitions",
    "folded",
    "bullets",
    "callouts",
    "card-blocks",
    "start-end",
    "quoted-answers",
    "sides",
    "labelled",
    "paired-labels",
    "cloze",
    "ruled",
    "series",
    "tables",
    "vocabulary",
    "plain",
    "file-name",
)


class Options(Struct, frozen=True):
    """What the configuration says of reading; front matter may override it for one document.

    Attributes:
        question_level: the heading level of questions; None when it should be inferred.
        dialect: one of ``DIALECTS``; None when it should be inferred.
        without: the codes of repairs that are switched off.
        languages: of a question that is asked in several, those that become cards; all if empty.
        highlights_hide: whether ``==…==`` is a deletion instead of a highlight.
        line_breaks: whether each line of a paragraph stays a line.
        macros: commands that formulas may use: name with its backslash → what it stands for.
    """

    question_level: int | None = None
    dialect: str | None = None
    without: frozenset[str] = frozenset()
    languages: tuple[str, ...] = ()
    highlights_hide: bool = False
    line_breaks: bool = False
    macros: tuple[tuple[str, Macro], ...] = ()


DEFAULT = Options()
