"""Whether notes that are about to be written say what they are meant to say."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from diptych.compile import compile_source
from diptych.deck import AnkiNote, all_fields, visible
from diptych.input.encoding import with_line_feeds
from diptych.link.notebook import compile_settings
from diptych.model import Body, Source

if TYPE_CHECKING:
    from collections.abc import Mapping

    from diptych.compile import Compiled
    from diptych.link.notebook import Notebook


@dataclass(frozen=True, slots=True)
class Wanted:
    """A note of ours, and what some of its fields are to say."""

    note: AnkiNote
    fields: Mapping[str, str]


def reads_back(
    notebook: Notebook, wanted: Mapping[str, Mapping[int, Wanted]], path: str, text: str
) -> bool:
    """Tell whether a file's new text has its questions as before, but for what is wanted.

    A card that shows something outside of its file is not compared: only linking finishes it.

    Args:
        wanted: by path, and by the line on which the question begins today.
        text: what the file would hold.
    """
    (before,) = (each for each in notebook.documents if each.path == path)
    source = Source(path, with_line_feeds(text))
    after = compile_source(source, compile_settings(notebook.config))
    return _as_wanted(before, after, wanted.get(path, {}), notebook.language)


def _as_wanted(
    before: Compiled, after: Compiled, wanted: Mapping[int, Wanted], language: str
) -> bool:
    if len(before.questions) != len(after.questions):
        return False
    for was, now in zip(before.questions, after.questions, strict=True):
        one = wanted.get(was.span.line)
        if one is None:
            if (was.asked, was.text) != (now.asked, now.text):
                return False
        elif now.card is not None:
            fields = all_fields(replace(one.note, body=Body(*now.card.shown)), language)
            if any(_said(fields.get(name, "")) != _said(one.fields[name]) for name in one.fields):
                return False
    return True


def _said(html: str) -> str:
    """Reduce a field to its letters: where blocks end is another matter."""
    return "".join(visible(html).split())
