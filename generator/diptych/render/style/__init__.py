"""How the content of notes looks, on both panels: one sheet of rules, one list of colours."""

from diptych.render.style.colours import COLOURS, FONTS, LATIN_FONTS, Oklch, to_hex
from diptych.render.style.content import content_css

__all__ = ["COLOURS", "FONTS", "LATIN_FONTS", "Oklch", "content_css", "to_hex"]
