"""A question as a finder found it, before it is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from diptych.parse.words.numbers import NUMBER

if TYPE_CHECKING:
    import re

    from diptych.syntax.tree import Node


class QuestionDraft(Struct, frozen=True):
    """A question as a finder found it.

    Attributes:
        prompt: inline nodes.
        body: what stands below; with ``front`` given, the answer alone.
        level: the level of its heading; headings in the answer are deeper. 0 for no heading.
        line: its first line; ``end_line`` its last.
        number: what to take off before the prompt.
        front: what is asked with, where the finder knows it.
        heading: its heading as written, if it has one.
        properties: what another tool noted down about it, which is not shown.
        tags: its own, besides those of its page.
        finder: the name of the one that found it.
        ordinal: the number that it bears in its list; 0 if it bears none.
    """

    prompt: tuple[Node, ...]
    body: tuple[Node, ...]
    section: tuple[str, ...]
    line: int
    end_line: int
    level: int = 0
    pinned: str | None = None
    classes: tuple[str, ...] = ()
    number: re.Pattern[str] = NUMBER
    front: tuple[Node, ...] = ()
    language: str | None = None
    subdeck: tuple[str, ...] | None = None
    heading: str = ""
    properties: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    finder: str = "headings"
    ordinal: int = 0
