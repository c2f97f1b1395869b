"""A formula that a site served as a picture, its LaTeX in the address, becomes a formula."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import unquote

from diptych.characters import lazy
from diptych.syntax.repairs.latex import between_spaces
from diptych.syntax.repairs.text import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from diptych.syntax.repairs.text import Text

CODE = "D211"
SAFE = True
SIGN = lazy(
    r"[?&;](?:tex|math|formula|latex|chl)=|(?:\.(?:latex|image)|/gr/latex)\?|codecogs\.com", re.I
)

# Brackets in an address come in pairs.
ADDRESS = r"https?://(?:[^\s()<>]|\((?:[^\s()<>]|\([^\s()<>]*\))*\))+"
PICTURE = lazy(
    rf"!\[[^\[\]]*(?:\[[^\[\]]*\])?[^\[\]]*\]\((?P<markdown>{ADDRESS})(?:[ \t]+\"[^\"\n]*\")?\)"
    r"|<img\s(?:[^<>]*?\s)?src\s*=\s*(?:\"(?P<double>https?://[^\"<>]+)\"|'(?P<single>https?://[^'<>]+)')"
    r"[^<>]*>",
    re.IGNORECASE,
)
# What names the formula in a query: most sites, and Google's charts.
NAMED = lazy(r"(?:^|&)(?:tex|math|formula|latex)=(?P<latex>.*)", re.DOTALL)
CHART = lazy(r"(?:^|&)chl=(?P<latex>.*)", re.DOTALL)
NEXT_PARAMETER = lazy(r"&[A-Za-z_]{2,}=")
# The whole query is the formula: CodeCogs, 语雀 and their likes.
WHOLE = lazy(
    r"^[^?]*\.(?:latex|image)$|^https?://(?:latex\.codecogs\.com/[^?]*|g\.yuque\.com/gr/latex)$",
    re.IGNORECASE,
)
# How large and in which colour the picture was to be.
LOOKS = lazy(
    r"\s*(?:\\(?:dpi|fn|bg|color|pagecolor)\s*\{[^{}]*\}|\\(?:bg|fn)_\w+|\\inline(?![A-Za-z])"
    r"|\\(?:tiny|small|large|Large|LARGE|huge|Huge)(?![A-Za-z]))"
)
RAW = lazy(r"[\\{}^ ]")
ENCODED = lazy(r"%[0-9A-Fa-f]{2}")
BREAKS = lazy(r"(?:\s|\\\\)+\Z")
# A tag around nothing but a picture.
WRAPPED = lazy(
    r"[ \t]*(?P<all><(p|div|center|span)\b[^<>]*>\s*<img\b[^<>]*>\s*</\2>)\s*\Z", re.IGNORECASE
)


def find(text: Text) -> Iterator[Edit]:
    """Pictures, in Markdown or HTML, whose address says which formula they show."""
    signs = list(text.prose(SIGN))
    alone, raw, rows = _places(text) if signs else (set(), set(), set())
    for number, line in signs:
        for picture in () if number in raw else PICTURE.finditer(line):
            latex = _latex(picture)
            if not latex:
                continue
            if number in rows:
                latex = latex.replace("|", "\\|")
            start, end = picture.span()
            if wrapped := WRAPPED.match(line):
                start, end = wrapped.start("all"), wrapped.end("all")
            before, after = line[:start], line[end:]
            displayed = number in alone and not before.strip(" \t>") and not after.strip()
            dollars = "$$" if displayed else "$"
            shown = between_spaces(f"{dollars}{latex}{dollars}", before, after)
            yield Edit(number, start, end, shown)


def _places(text: Text) -> tuple[set[int], set[int], set[int]]:
    """Find the lines that are paragraphs of their own, those of raw HTML, and rows of tables."""
    alone: set[int] = set()
    raw: set[int] = set()
    rows = {start for kind, start, _ in text.blocks if kind == "tr_open"}
    for kind, start, end in text.blocks:
        lines = set(range(start, end))
        if kind == "html_block":
            # Nothing but pictures: then it is a paragraph when they are mended.
            pictures = all(map(_is_picture, text.lines[start:end]))
            alone, raw = (alone | lines, raw) if pictures else (alone, raw | lines)
        elif kind == "inline" and len(lines) == 1:
            alone |= lines
    return alone - rows, raw, rows


def _is_picture(line: str) -> bool:
    """Tell whether a line of HTML holds pictures of formulas only."""
    pictures = list(PICTURE.finditer(line))
    if not all(map(_latex, pictures)):
        return False
    return bool(WRAPPED.match(line)) or "<" not in PICTURE.sub("", line)


def _latex(picture: re.Match[str]) -> str:
    """Read the formula of a picture's address; empty when it holds none that dollars can."""
    address = unescape(picture["markdown"] or picture["double"] or picture["single"])
    base, _, query = address.partition("?")
    query, _, _ = query.partition("#") if "%" in query else (query, "", "")
    if WHOLE.match(base):
        latex = query.replace("&space;", " ").replace("&plus;", "+")
    else:
        named = NAMED.search(query) or ("cht=tx" in query and CHART.search(query)) or None
        latex = NEXT_PARAMETER.split(named["latex"], maxsplit=1)[0] if named else ""
    latex = " ".join(_decoded(latex).split())
    while looks := LOOKS.match(latex):
        latex = latex[looks.end() :]
    latex = BREAKS.sub("", latex).strip()
    # A dollar or an odd brace would end the formula somewhere else than the author meant.
    odd = latex.replace("\\{", "").replace("\\}", "")
    unfit = "$" in latex or "://" in latex or "\ufffd" in latex or latex.endswith("\\")
    return "" if unfit or odd.count("{") != odd.count("}") else latex


def _decoded(latex: str) -> str:
    """Decode a part of a query as it was meant.

    A plus is a space where the whole was encoded as forms are: real ones are then ``%2B``.
    """
    as_form = ENCODED.search(latex) and not RAW.search(latex)
    if as_form or "%2b" in latex.lower():
        latex = latex.replace("+", " ")
    return unquote(latex)
