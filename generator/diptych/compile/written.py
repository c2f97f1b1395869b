"""Where in a file each block of its questions' cards is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.parse.source import parse
from diptych.render.blocks import card_blocks
from diptych.syntax.suppressions import take_suppressions

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from diptych.compile import CompileSettings
    from diptych.model import Source
    from diptych.render.blocks import CardBlock


def written_blocks(
    source: Source, settings: CompileSettings, choices: Container[int]
) -> dict[int, Mapping[str, tuple[CardBlock, ...]]]:
    """Find the lines of each block, by the line of its question and the field of its card.

    What another file's text shows here has no lines in this one.

    Args:
        choices: the lines of the questions whose options are to be chosen from.
    """
    bare, _ = take_suppressions(source)
    document, _ = parse(bare, settings.reading)
    lines = source.text.split("\n")
    return {
        each.span.line: card_blocks(each, document, lines, choice=each.span.line in choices)
        for each in document.questions
    }
