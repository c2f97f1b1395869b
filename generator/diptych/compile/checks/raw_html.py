"""Which raw HTML is not shown as it was meant?"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from diptych.compile.anchors import SETS_ANCHOR
from diptych.diagnostics.codes import diagnose
from diptych.syntax.html import comments, opening_tags, tag_names, torn_tags
from diptych.syntax.html_policy import ALLOWED, ELEMENTS, SHORT, as_text
from diptych.syntax.media import NOTED, players, players_as_images
from diptych.syntax.picture_sizes import SIDES, other_style, picture_size
from diptych.syntax.tree import RAW_HTML

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from diptych.compile.checks.facts import DocumentFacts
    from diptych.model import Diagnostic

HINT = (
    "Notes may hold text markup, tables, images and <details>; no scripts, styles or frames. "
    "What is meant as text is best written as `code`."
)
# So many different texts are quoted of one kind; an export may hold thousands.
MOST_QUOTED = 20


class Unwanted(Struct, frozen=True):
    """One piece of raw HTML that is shown in another way, or not at all.

    Attributes:
        message: what is said of it where it is the only one of its kind.
        kind: what is said of several of its kind, once for the whole document; empty where each is
            told by itself.
        quoted: what is quoted of it then.
        line: its line, counted from 1.
        written: what it begins with.
    """

    message: str
    kind: str
    quoted: str
    line: int
    written: str


def left_out(facts: DocumentFacts) -> Iterator[Diagnostic]:
    """Report tags that are shown as text, and attributes and comments that are taken away.

    What a browser would have run, framed or fetched is told place by place, what only looks
    plainer once a kind.
    """
    found = [
        each
        for node, line in facts.elements
        if node.type in RAW_HTML
        for each in _unwanted(node.content, line)
    ]
    kinds: dict[str, list[Unwanted]] = {}
    for each in found:
        if each.kind:
            kinds.setdefault(each.kind, []).append(each)
        else:
            yield diagnose("D305", each.message, facts.point(each.line, each.written), HINT)
    for kind, several in kinds.items():
        first = several[0]
        message = _of_kind(kind, several) if len(several) > 1 else first.message
        yield diagnose("D316", message, facts.point(first.line, first.written))


def _of_kind(kind: str, several: Sequence[Unwanted]) -> str:
    quotes = list(dict.fromkeys(each.quoted for each in several if each.quoted))
    further = len(quotes) - MOST_QUOTED
    shown = ", ".join(quotes[:MOST_QUOTED])
    n = len(several)
    if further > 0:
        last = several[-1].line
        return f"{kind}, {n} times in this file: {shown} and {further} others, down to line {last}"
    return (
        f"{kind}, {n} times in this file: {shown}" if quotes else f"{kind}, {n} times in this file"
    )


def _unwanted(html: str, line: int) -> Iterator[Unwanted]:
    found = _short_unwanted(html) if len(html) <= SHORT else _unwanted_in(html)
    for each in found:
        yield replace(each, line=line + each.line)


def _unwanted_in(html: str) -> tuple[Unwanted, ...]:
    """Find what is not shown as it was meant, with lines counted from 0."""
    found = [*_attributes(html, 0), *_comments(html, 0), *_tags(html, 0), *_players(html, 0)]
    return tuple(sorted(found, key=lambda each: each.line))


_short_unwanted = lru_cache(maxsize=4096)(_unwanted_in)


def _attributes(html: str, line: int) -> Iterator[Unwanted]:
    """Find each attribute that the policy does not allow."""
    for tag in opening_tags(as_text(html)):
        for name, written in tag.pairs:
            is_size = tag.name == "img" and name == "style"
            value = other_style(written) if is_size else written
            if _is_used(tag.name, name, written) or (is_size and not value):
                continue
            becomes = "is where links lead, and not shown" if name in SETS_ANCHOR else "is left out"
            message = f'the attribute `{name}="{value}"` of <{tag.name}> {becomes}'
            runs = name.startswith("on")
            kind = "" if runs else f"the attribute `{name}` of <{tag.name}> {becomes}"
            quoted = f"`{value}`" if value else ""
            yield Unwanted(message, kind, quoted, line + tag.line, tag.written.split("\n")[0])


def _is_used(tag: str, name: str, value: str) -> bool:
    """Tell whether an attribute reaches a page; a picture's size must be one."""
    if tag == "img" and name in SIDES and value:
        return bool(picture_size({name: value}))
    return name in {NOTED, *ALLOWED.get(tag, ())}


def _comments(html: str, line: int) -> Iterator[Unwanted]:
    """Find each comment; what differs between them is quoted whole."""
    for comment, offset in comments(as_text(html)):
        message = f"the comment {comment} is left out"
        yield Unwanted(message, message, "", line + offset, comment.split("\n")[0])


def _tags(html: str, line: int) -> Iterator[Unwanted]:
    """Find each tag that is shown as text; `<T>` and its like are text to begin with."""
    for name, offset, written in tag_names(players_as_images(html)):
        if name not in ALLOWED:
            message = f"<{name}> is shown as text"
            kind = "" if name in ELEMENTS else message
            yield Unwanted(message, kind, "", line + offset, written)
    for torn in torn_tags(html):
        message = f"<{torn[1].lower()}> is shown as text"
        yield Unwanted(message, "", "", line + html.count("\n", 0, torn.start()), torn[0])


def _players(html: str, line: int) -> Iterator[Unwanted]:
    """Find what of a player is not shown: words for old browsers, other files, when it begins."""
    for player in players(html):
        here = line + html.count("\n", 0, player.start)
        written = f"<{player.name}"
        others = [f'<source src="{each}">' for each in player.addresses[1:]]
        for what in (*others, *([f"“{player.words}”"] if player.words else ())):
            message = f"{what} in a player of `{player.addresses[0]}` is left out"
            yield Unwanted(message, "what stands in a player is left out", what, here, written)
        for name in player.unused:
            value = player.attributes[name]
            said = f'{name}="{value}"' if value else name
            message = f"the attribute `{said}` of <{player.name}> is left out"
            kind = f"the attribute `{name}` of <{player.name}> is left out"
            yield Unwanted(message, kind, f"`{value}`" if value else "", here, written)
