"""The way back: the HTML of a card, as Anki's editor and other tools make it, to Markdown."""

from diptych.from_html.blocks import Written, markdown_of, written_blocks
from diptych.from_html.inline import Manner
from diptych.from_html.tree import SOUND

__all__ = ["SOUND", "Manner", "Written", "markdown_of", "written_blocks"]
