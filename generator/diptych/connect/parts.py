"""The parts of a note that are merged, and which of them stand together in one field."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from diptych.characters import lazy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from diptych.model import NoteKind

MERGED = frozenset({"Question", "Options", "Short", "Answer", "Sources"})
"""The parts that notes are written in; all others are made of them, or of where they stand."""

# As a cloze note puts them together.
_TEXT = lazy(
    r'\s*(?:<div dir="rtl">)?<div class="question">(?P<Question>.*?)</div>'
    r'(?:<div class="short">(?P<Short>.*?)</div>)?'
    r'(?:<div class="answer"(?: [\w-]+="[^"]*")*>(?P<Answer>.*)</div>)?(?:</div>)?\s*',
    re.DOTALL,
)


def deletes(kind: NoteKind) -> bool:
    """Tell whether ``{{c1::…}}`` hides something in a kind of notes."""
    return kind == "cloze"


def parts_of(kind: NoteKind, fields: Mapping[str, str]) -> dict[str, str]:
    """Take a note's fields apart: the text of a cloze note holds what others have in three."""
    found = _TEXT.fullmatch(fields.get("Text", "")) if deletes(kind) else None
    if found is None:
        return dict(fields)
    rest = {name: value for name, value in fields.items() if name != "Text"}
    return {**found.groupdict(default=""), **rest}
