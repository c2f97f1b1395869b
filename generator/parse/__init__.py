"""Markdown → Documents of Questions: repair, tokenise, choose a dialect, split."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.options import DEFAULT, Options
from generator.parse.dialects import read_page
from generator.parse.page import make_page
from generator.parse.repairs import repair

if TYPE_CHECKING:
    from generator.model import Diagnostic, Document, Source


def parse(source: Source, options: Options = DEFAULT) -> tuple[Document, tuple[Diagnostic, ...]]:
    """Understand one file.

    Args:
        options: how the notebook wants its documents read.
    """
    repaired, repairs = repair(source, options.without)
    page, front_matter_problems = make_page(repaired, options)
    document, remarks = read_page(page)
    return document, (*repairs, *front_matter_problems, *remarks)
