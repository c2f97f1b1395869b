"""The way back: the HTML of a card, as Anki's editor and other tools make it, to Markdown."""

from diptych.from_html.blocks import Written, markdown_of, written_blocks
from diptych.from_html.inline import Manner

__all__ = ["Manner", "Written", "markdown_of", "written_blocks"]
