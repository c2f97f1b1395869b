"""What Anki shows of the deck as a whole: whose it is, what one may do with it."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from diptych.input.config import Config


def describe(config: Config) -> str:
    """Describe the deck as HTML; empty unless its author describes it or names a licence.

    An import replaces what a learner wrote there, so that nothing is written without being asked.
    """
    if not config.deck_description and not config.licence:
        return ""
    url = html.escape(config.base_url)
    link = f'<a href="{url}">{url}</a>' if url else ""
    parts = (html.escape(config.author), link, html.escape(config.licence))
    small = " · ".join(filter(None, parts))
    lines = [html.escape(line.strip()) for line in config.deck_description.splitlines()]
    return "".join(f"<p>{each}</p>" for each in (*lines, small) if each)
