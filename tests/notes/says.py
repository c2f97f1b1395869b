"""What a question of our notes says, so that tests can compare it with what our code computes."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from diptych.input.config import load_config
from diptych.link.notebook import read_notebook

ROOT = Path(__file__).parents[2]
_FOOTNOTE = re.compile(r"^\[\^[^\]]+\]:")


def says(question_id: str, *fragments: str) -> None:
    """Asserts that each fragment stands in a question's heading or answer, as Markdown source.

    A number at either end of a fragment must be the whole number: 1.5 does not stand in 11.52.
    """
    text = _texts()[question_id]
    for fragment in fragments:
        wanted = " ".join(fragment.split())
        before = r"(?<!\d)(?<!\d\.)" if wanted[0].isdigit() else ""
        after = r"(?!\.?\d)" if wanted[-1].isdigit() else ""
        pattern = before + re.escape(wanted) + after
        assert re.search(pattern, text), f"{question_id} does not say {wanted!r}: {text}"


@cache
def _texts() -> dict[str, str]:
    """The source of each question by its id, without footnotes, with white space collapsed."""
    notebook = read_notebook(load_config(ROOT)[0])
    lines = {source.path: source.text.split("\n") for source in notebook.sources}
    texts = {}
    for question in notebook.facts.questions:
        span = question.span
        own = lines[span.path][span.line - 1 : span.end_line]
        text = " ".join(line for line in own if not _FOOTNOTE.match(line))
        texts[question.pinned or ""] = " ".join(text.split())
    return texts
