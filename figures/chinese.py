"""Chinese labels: text stays text, so the reader's fonts draw it; here it only needs a width.

Matplotlib measures text by its own fonts, which have no Chinese. Its "last resort" font has a wide
box for any character, so labels are measured a little wider than they are, the same everywhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.text import Text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FONTS = ["DejaVu Sans", "Last Resort High-Efficiency"]


def in_chinese(figure: Figure) -> Figure:
    """Let all labels of a figure hold Chinese."""
    for axes in figure.axes:
        axes.tick_params(labelfontfamily=FONTS)
    for text in figure.findobj(Text):
        assert isinstance(text, Text)
        text.set_fontfamily(FONTS)
    return figure
