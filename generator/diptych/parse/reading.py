"""What the finders make of a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from diptych.model import Diagnostic
    from diptych.syntax.document import Question, Section


@dataclass(frozen=True, slots=True)
class Reading:
    """A page's sections and questions.

    Attributes:
        understood: which finders read it and why, for people.
    """

    title: str
    sections: tuple[Section, ...]
    questions: tuple[Question, ...]
    understood: str
    diagnostics: tuple[Diagnostic, ...] = ()
