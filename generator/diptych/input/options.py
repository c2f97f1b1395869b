"""How a notebook wants its documents read. Imports nothing local."""

from __future__ import annotations

from dataclasses import dataclass

# The ways of writing questions, as a setting names them (`diptych.parse.finders`).
DIALECTS = (
    "headings",
    "listed-headings",
    "chapters",
    "question-file",
    "question-answer",
    "definitions",
    "folded",
    "bullets",
    "start-end",
    "quoted-answers",
    "sides",
    "cloze",
    "series",
    "tables",
    "vocabulary",
    "file-name",
)


@dataclass(frozen=True, slots=True)
class Options:
    """What the configuration says of reading; front matter may override it for one document.

    Attributes:
        question_level: the heading level of questions; None when it should be inferred.
        dialect: one of ``DIALECTS``; None when it should be inferred.
        without: the codes of repairs that are switched off.
        languages: of a question that is asked in several, those that become cards; all if empty.
        highlights_hide: whether ``==…==`` is a deletion instead of a highlight.
    """

    question_level: int | None = None
    dialect: str | None = None
    without: frozenset[str] = frozenset()
    languages: tuple[str, ...] = ()
    highlights_hide: bool = False


DEFAULT = Options()
