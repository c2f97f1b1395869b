"""Markdown → Documents of Questions: repair, tokenise, choose a dialect, split."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from diptych.input.options import DEFAULT, Options
from diptych.parse.finders import read_page
from diptych.parse.page import make_page
from diptych.parse.tags import take_tags
from diptych.syntax.highlights import number_highlights, show_highlights
from diptych.syntax.repairs import repair

if TYPE_CHECKING:
    from diptych.model import Diagnostic, Document, Source
    from diptych.parse.page import Page


def parse(source: Source, options: Options = DEFAULT) -> tuple[Document, tuple[Diagnostic, ...]]:
    """Understand one file.

    Args:
        options: how the notebook wants its documents read.
    """
    repaired, repairs = repair(source, options.without)
    page, front_matter_problems = make_page(repaired, options, source.text.split("\n"))
    document, remarks = read_page(page)
    return _finish(document, page), (*repairs, *front_matter_problems, *remarks)


def _finish(document: Document, page: Page) -> Document:
    """What holds for questions in all dialects: tags in the text, highlights that hide."""
    names = (*page.aliases, page.title) if page.title else page.aliases
    for tokens in (*(s.intro for s in document.sections), *document.footnotes.values()):
        show_highlights(tokens)
    questions = tuple(take_tags(question) for question in document.questions)
    for question in questions:
        number_highlights(question.tokens)
    return replace(document, questions=questions, aliases=names)
