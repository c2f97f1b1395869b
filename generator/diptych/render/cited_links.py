"""Links to what sources name, which can be told from those that the notes have written."""

from __future__ import annotations

import html

from diptych.characters import lazy

_SIGN = '<a class="cited"'
_LINK = lazy(r'<a class="cited" href="[^"]*">([^<]*)</a>')


def cited_link(address: str, said: str) -> str:
    """Write a link to what a source names, as safe HTML."""
    return f'<a class="cited" href="{html.escape(address)}">{html.escape(said, quote=False)}</a>'


def without_cited_links(field: str) -> str:
    """Take these links out of HTML again, as if sources had stayed text."""
    return _LINK.sub(r"\1", field) if _SIGN in field else field
