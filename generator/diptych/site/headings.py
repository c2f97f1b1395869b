"""Headings that can be pointed at: ids made of what they say, and a mark to point with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape, unescape

from diptych.identity import free_slug, slug_of

_HEADING = re.compile(r"<h([2-6])([^>]*)>(.*?)</h\1>", re.DOTALL)
_ID = re.compile(r'\sid="([^"]*)"')
_TAG = re.compile(r"<[^>]*>")
_PAGE_IDS = frozenset({"content", "contents"})


@dataclass(frozen=True, slots=True)
class Heading:
    """One heading of an answer: its id, what it says (plain text), how deep it is (2–6)."""

    id: str
    title: str
    level: int


def anchored(html: str, label: str) -> tuple[str, tuple[Heading, ...]]:
    """Body HTML whose headings have ids and a link to themselves, and the list of them.

    Ids come from the heading's words, so they stay when other headings come and go; of two that
    say the same, the later one is numbered.

    Args:
        label: what the link is called, with ``{title}`` in it.
    """
    if "<h" not in html:
        return html, ()
    taken = {*map(str.casefold, re.findall(r'\sid="([^"]*)"', html)), *_PAGE_IDS}
    found: list[Heading] = []

    def mark(heading: re.Match[str]) -> str:
        level, attributes, inside = heading.groups()
        title = " ".join(unescape(_TAG.sub("", inside)).split())
        if not title:
            return heading[0]
        own = _ID.search(attributes)
        name = own[1] if own else free_slug(slug_of(title), taken)
        taken.add(name.casefold())
        found.append(Heading(name, title, int(level)))
        written = attributes if own else f'{attributes} id="{escape(name)}"'
        called = escape(label.replace("{title}", title))
        link = f'<a class="anchor" href="#{escape(name)}" aria-label="{called}">#</a>'
        return f"<h{level}{written}>{inside} {link}</h{level}>"

    return _HEADING.sub(mark, html), tuple(found)
