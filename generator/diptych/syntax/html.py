"""Raw HTML as notes hold it: what a tag is, and what it says."""

from __future__ import annotations

import re
from functools import lru_cache
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from msgspec import Struct, field

from diptych.characters import lazy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

# What stands inside these is not HTML to a browser, up to the closing tag or the end of the page.
RAW_TEXT = lazy(
    r"<(script|style|textarea|title|xmp|iframe|noembed|noframes|plaintext)\b.*?(?:</\1\s*>|\Z)",
    re.IGNORECASE | re.DOTALL,
)
# A whole tag, written as CommonMark and browsers agree on, or the beginning of anything else.
_S = "[ \\t\\n\\r\\f]"
_VALUE = r"(?:\"[^\"]*+\"|'[^']*+'|[^\s\"'=<>`]++)"
_ATTRIBUTES = rf"(?:{_S}++[^\s\"'<>/=]++(?:{_S}*+={_S}*+{_VALUE})?+)*+{_S}*+"
TAG_NAME = r"[a-z][\w:-]*+"


def opening_tag(name: str) -> str:
    """Make a pattern of a whole opening tag; it needs ``re.IGNORECASE``.

    Args:
        name: a pattern of its name.
    """
    return f"<{name}{_ATTRIBUTES}/?>"


def closing_tag(name: str) -> str:
    """Make a pattern of a whole closing tag; it needs ``re.IGNORECASE``."""
    return f"</{name}{_S}*+>"


_FLAGS = re.IGNORECASE | re.DOTALL
TAG = lazy(
    rf"{closing_tag(f'({TAG_NAME})')}|{opening_tag(f'({TAG_NAME})')}"
    r"|<!---?>|<!--.*?--!?>"
    r"|<(?=[a-z/!?])",
    _FLAGS,
)
# The same behind the end of the last comment: to look for one more from each `<!--` takes for ever.
_TAG_WITHOUT_COMMENTS = lazy(TAG.pattern.replace("|<!--.*?--!?>", ""), _FLAGS)
COMMENT = lazy(r"<!---?>|<!--(.*?)--!?>", re.DOTALL)

_TORN = lazy(
    r"<(hr|br|img|font|span|div|p|a|table|tr|td|th|center|details|summary)\s[^<>\n]*=[^<>\n]*>",
    re.IGNORECASE,
)

OPENING = lazy(r"<([a-z][\w:-]*)", re.IGNORECASE)


class Tag(Struct, frozen=True):
    """One opening tag.

    Attributes:
        name: in small letters.
        pairs: its attributes as they follow each other, entities decoded; one without a value has
            an empty one.
        line: its line in its text, from 0.
        written: the tag itself.
    """

    name: str
    pairs: tuple[tuple[str, str], ...]
    line: int
    written: str

    @property
    def attributes(self) -> dict[str, str]:
        """The attributes by name; of two of one name the first holds, as in a browser."""
        return dict(reversed(self.pairs))


def torn_tags(html: str) -> Iterator[re.Match[str]]:
    """Find what was meant as tags and is text: a quote too many, as CSDN's template has it.

    Yields:
        each with its name as the first group.
    """
    for torn in _TORN.finditer(html):
        begun = TAG.match(html, torn.start())
        if begun and begun[0] == "<":
            yield torn


def opening_tags(html: str, *names: str) -> Iterator[Tag]:
    """Find the opening tags of some HTML.

    Args:
        names: which ones, in small letters; all if there are none.
    """
    for found, line in _with_lines(tags_of(html), html):
        name = (found.group(2) or "").lower()
        if name and (not names or name in names):
            yield Tag(name, _attributes_of(found.group()), line, found.group())


def tag_names(html: str) -> Iterator[tuple[str, int, str]]:
    """Find what begins like an opening tag, whole or not; within scripts nothing does.

    Returns:
        its name in small letters, its line (from 0) and its beginning as written.
    """
    for found, line in _with_lines(
        OPENING.finditer(text := RAW_TEXT.sub(_only_opening, html)), text
    ):
        yield found[1].lower(), line, found[0]


def comments(html: str) -> Iterator[tuple[str, int]]:
    """Find the comments of raw HTML as they are written, with their lines (from 0)."""
    for found, line in _with_lines(COMMENT.finditer(html, 0, _after_comments(html)), html):
        yield found[0], line


def tags_of(html: str) -> Iterator[re.Match[str]]:
    """Find what `TAG` finds, in time that grows as the text does."""
    if "<" not in html:
        return
    place, last = 0, _after_comments(html)
    while found := (TAG if place < last else _TAG_WITHOUT_COMMENTS).search(html, place):
        yield found
        place = found.end()


def replace_tags(html: str, put: Callable[[re.Match[str]], str]) -> str:
    """Put something in the place of all that `TAG` finds."""
    if "<" not in html:
        return html
    pieces: list[str] = []
    place = 0
    for found in tags_of(html):
        pieces += [html[place : found.start()], put(found)]
        place = found.end()
    return "".join([*pieces, html[place:]])


def _after_comments(html: str) -> int:
    """Find where no comment can end any more; 0 where none begins."""
    if "<!--" not in html:
        return 0
    ends = ((html.rfind(end), len(end)) for end in ("-->", "--!>", "<!-->", "<!--->"))
    return max(place + length for place, length in ends)


def _with_lines(matches: Iterable[re.Match[str]], html: str) -> Iterator[tuple[re.Match[str], int]]:
    """Give each match with its line, from 0; each character is counted once."""
    line, counted = 0, 0
    for found in matches:
        line += html.count("\n", counted, found.start())
        counted = found.start()
        yield found, line


def replace_images(html: str, show: Callable[[dict[str, str]], str]) -> str:
    """Replace each ``<img …>`` of raw HTML by what ``show`` makes of its attributes."""

    def replaced(found: re.Match[str]) -> str:
        is_image = (found.group(2) or "").lower() == "img"
        pairs = _attributes_of(found.group()) if is_image else ()
        return show(dict(reversed(pairs))) if is_image else found.group()

    return replace_tags(html, replaced)


def without_tags(html: str, between: str = "") -> str:
    """Drop the tags and comments of raw HTML; what only begins like a tag stays.

    Args:
        between: what stands in place of each.
    """
    return replace_tags(html, lambda found: "<" if found.group() == "<" else between)


class Piece(Struct, frozen=True):
    """What follows what in some HTML: an opening or closing tag, or text between tags.

    Attributes:
        name: of the tag, in small letters; empty for text.
        text: between two tags, entities decoded.
    """

    name: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    closes: bool = False
    text: str = ""


def pieces_of(html: str) -> list[Piece]:
    """Take HTML apart as a browser does: its tags, and the text between them.

    The library's reader looks to the end of the text from each mark that nothing closes, so it is
    given whole tags only.
    """
    reader = _PieceReader()
    reader.feed(_whole_tags(html))
    reader.close()
    return reader.pieces


def _whole_tags(html: str) -> str:
    """Drop comments and declarations, and make text of what only begins like a tag."""
    pieces: list[str] = []
    place, last = 0, html.rfind(">")
    for found in tags_of(html):
        start, tag = found.start(), found.group()
        if start < place:  # within a declaration
            continue
        end = found.end()
        if tag == "<" and html[end] in "!?" and end < last:
            tag, end = "", html.index(">", end) + 1
        elif tag == "<":
            tag = "&lt;"
        elif tag.startswith("<!"):
            tag = ""
        pieces += [html[place:start], tag]
        place = end
    return "".join([*pieces, html[place:]])


def _only_opening(found: re.Match[str]) -> str:
    """Keep of a script its opening tag and the ends of its lines."""
    return f"<{found.group(1)}>" + "\n" * found.group().count("\n")


@lru_cache(maxsize=4096)  # each is asked for by several rooms, and many are written again and again
def _attributes_of(tag: str) -> tuple[tuple[str, str], ...]:
    """Read the attributes of an opening tag."""
    reader = _TagReader()
    reader.feed(tag)
    return tuple(reader.pairs)


class _TagReader(HTMLParser):
    """Keeps the attributes of the only tag that it is fed."""

    def __init__(self) -> None:
        super().__init__()
        self.pairs: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.pairs = [(name, value or "") for name, value in attrs]


class _PieceReader(HTMLParser):
    """Keeps all that it is fed; comments and declarations show nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[Piece] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.pieces.append(Piece(tag, {name: value or "" for name, value in reversed(attrs)}))

    def handle_endtag(self, tag: str) -> None:
        self.pieces.append(Piece(tag, closes=True))

    def handle_data(self, data: str) -> None:
        self.pieces.append(Piece(text=data))
