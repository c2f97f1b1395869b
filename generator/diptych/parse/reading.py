"""What a dialect makes of a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from diptych.model import Diagnostic
    from diptych.syntax.document import Question, Section


@dataclass(frozen=True, slots=True)
class Reading:
    """A page's sections and questions as one dialect sees them.

    Attributes:
        confidence: from 0 (nothing found) to 1 (written exactly so).
        reason: why the dialect reads it so, for people.
    """

    title: str
    sections: tuple[Section, ...]
    questions: tuple[Question, ...]
    confidence: float
    reason: str
    diagnostics: tuple[Diagnostic, ...] = ()
