"""Raw HTML of notes → safe HTML, with our own fragments kept out of the sanitiser's way.

While a text is rendered, each fragment that the engine made (a formula, highlighted code, a place
that is still open) is a mark of two Unicode noncharacters, which `source` lets no note hold. The
whole is sanitised at once, so that what one question leaves open cannot swallow the next; then the
text is cut at its marks and the fragments are put in.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import nh3
from msgspec import Struct, field

from diptych.characters import lazy
from diptych.model.book import Html, Relocation
from diptych.render.relocations import HeadingId, HeadingLevel, PictureBox, joined, stripped
from diptych.syntax.html_policy import ALLOWED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_FIRST = "\ufdd0"
MARK = lazy("\ufdd0(\\d+)\ufdd1")

BOX = '<figure class="figure">'
"""What the sanitiser sees around a picture that is a paragraph of its own: it ends a paragraph."""

_FRAGMENT = (
    r' href="\ufdd0(?P<address>\d+)\ufdd1"'
    rf"|(?P<box>{BOX})?\ufdd0(?P<mark>\d+)\ufdd1(?P<box_end></figure>)?"
)
_FRAGMENTS = lazy(_FRAGMENT)
# In what the sanitiser wrote, `<` begins a tag and nothing else, and attributes hold no `>`.
_FRAGMENTS_AND_HEADINGS = lazy(
    rf"{_FRAGMENT}|<h(?P<level>[1-6])(?P<attributes>[^>]*)>(?:\ufdd0(?P<id>\d+)\ufdd1)?"
    r"|</h(?P<end>[1-6])>"
)


def _cleaner(classes: dict[str, set[str]]) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(ALLOWED),
        attributes={tag: set(names) for tag, names in ALLOWED.items()},
        tag_attribute_values={tag: {"class": names} for tag, names in classes.items()},
        clean_content_tags=set(),
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
        strip_comments=True,
    )


_ON_CARDS = _cleaner({})
_ON_PAGES = _cleaner({"em": {"latin"}})

# What the renderer writes of Markdown without raw HTML and links, and no sanitiser would change.
_PLAIN = lazy(
    r"(?:[^<>&\0\r\xa0\ufeff]++|&(?:amp|lt|gt);"
    rf"|</?(?:p|strong|s|em|code|ul|ol|li|blockquote|h[1-6])>|<[bh]r>|<em class=\"latin\">"
    rf"|<span class=\"unbroken\">|</span>|{BOX}|</figure>)*+"
)


def _cleaned(html: str, cleaner: nh3.Cleaner, *, raw: bool) -> str:
    """Sanitise HTML; what Markdown alone was written as need not be."""
    return html if not raw and _PLAIN.fullmatch(html) else cleaner.clean(html)


class Fragments(Struct, frozen=True):
    """What the engine itself made while one text was rendered."""

    kept: list[Html] = field(default_factory=list)

    def keep(self, *pieces: str | Relocation) -> str:
        """Make a mark that stands for ``pieces`` until the text around it is safe."""
        self.kept.append(pieces)
        return f"\ufdd0{len(self.kept) - 1}\ufdd1"

    def for_card(self, html: str, *, raw: bool) -> Html:
        """Sanitise HTML for a card, and put the fragments in.

        Args:
            raw: whether any of it is raw HTML of notes.
        """
        safe = _cleaned(html, _ON_CARDS, raw=raw)
        return stripped(joined(*_cut(safe, _FRAGMENTS, self._fragment)))

    def for_page(self, html: str, *, raw: bool) -> Html:
        """Sanitise HTML for a page, put the fragments in, and leave open how deep headings are.

        Args:
            raw: whether any of it is raw HTML of notes.
        """
        safe = _cleaned(html, _ON_PAGES, raw=raw)
        return stripped(joined(*_cut(safe, _FRAGMENTS_AND_HEADINGS, self._fragment_or_heading)))

    def _fragment(self, place: re.Match[str]) -> Html:
        if place["address"]:
            return self.kept[int(place["address"])]
        kept = self.kept[int(place["mark"])]
        if place["box"] and place["box_end"] and isinstance(kept[0], PictureBox):
            return kept
        return (place["box"] or "", *kept, place["box_end"] or "")

    def _fragment_or_heading(self, place: re.Match[str]) -> Html:
        if place["end"]:
            return ("</h", HeadingLevel(int(place["end"])), ">")
        if not place["level"]:
            return self._fragment(place)
        inside = self.kept[int(place["id"])] if place["id"] else ()
        has_id = bool(inside) and isinstance(inside[0], HeadingId)
        opening = ("<h", HeadingLevel(int(place["level"])), place["attributes"])
        return (*opening, *inside, ">") if has_id else (*opening, ">", *inside)


def _cut(
    safe: str, places: re.Pattern[str], show: Callable[[re.Match[str]], Html]
) -> Iterator[str | Relocation]:
    if _FIRST not in safe and "<h" not in safe:
        yield safe
        return
    done = 0
    for place in places.finditer(safe):
        yield safe[done : place.start()]
        yield from show(place)
        done = place.end()
    yield safe[done:]
