"""What the finders make of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from diptych.model import Diagnostic
    from diptych.syntax.document import Question, Section


class Reading(Struct, frozen=True):
    """A page's sections and questions.

    Attributes:
        understood: which finders read it and why, for people.
    """

    title: str
    sections: tuple[Section, ...]
    questions: tuple[Question, ...]
    understood: str
    diagnostics: tuple[Diagnostic, ...] = ()
