"""A figure's SVG as text: what it says of itself, its colours, and its ids.

The committed drawing carries, on its root element, the hash of its code (``data-code``), its
caption (``data-caption``) and its alternative text (``aria-label``). Each colour of the palette is
written as ``var(--fig-NAME, #light)``: alone in an editor the light colour shows, inlined in a page
the page's theme rules.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

# Part of each figure's code hash: raise it when `tidy` changes what it writes.
FORM = 1

VARIABLE = re.compile(r"var\(--fig-([\w-]+), (#[0-9a-f]{6})\)")
REFERRED = re.compile(r'(href="#|url\(#)([\w.-]+)')
ID = re.compile(r'(\bid="|href="#|url\(#)([\w.-]+)')
ROOT = re.compile(r"<svg\b[^>]*>")


def code_of(drawing: str) -> str | None:
    """The hash of the code that drew it."""
    return _attribute(drawing, "data-code")


def caption_of(drawing: str) -> str:
    """The figure's own caption, for where the notes give none."""
    return _attribute(drawing, "data-caption") or ""


def alternative_of(drawing: str) -> str:
    """What is to be seen, in words."""
    return _attribute(drawing, "aria-label") or ""


def tidy(
    raw: str,
    *,
    name: str,
    code: str,
    caption: str,
    alternative: str,
    palette: Mapping[str, tuple[str, str]],
) -> str:
    """Make Matplotlib's SVG small, self-describing, themed, and safe to inline.

    Args:
        raw: what ``Figure.savefig(format="svg")`` wrote.
        name: prefixes every id, so that two figures of one page do not share any.
        code: the hash of the code that drew it.
        palette: colour → (light, dark); light ones become variables.
    """
    body = re.search(r"<svg\b[^>]*>(.*)</svg>", raw, re.DOTALL)
    view = re.search(r'viewBox="([^"]*)"', raw)
    assert body is not None
    assert view is not None
    inner = body.group(1)
    for unwanted in (r"<metadata>.*?</metadata>", r"<style\b[^>]*>.*?</style>", r"<!--.*?-->"):
        inner = re.sub(unwanted, "", inner, flags=re.DOTALL)
    inner = re.sub(r"<defs>\s*</defs>", "", inner)
    inner = _number_ids(inner, name)
    inner = re.sub(r"-?\d+\.\d{3,}", lambda number: f"{float(number.group()):.2f}", inner)
    inner = re.sub(r">\s+<", "><", re.sub(r"\s*\n\s*", " ", inner)).strip()
    for variable, (light, _) in palette.items():
        inner = re.sub(re.escape(light), f"var(--fig-{variable}, {light})", inner, flags=re.I)
    width, height = (f"{float(size):g}" for size in view.group(1).split()[2:])
    root = (
        f'<svg class="fig" xmlns="http://www.w3.org/2000/svg" '
        f'xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img" '
        f'aria-label="{html.escape(alternative)}" data-figure="{html.escape(name)}" '
        f'data-caption="{html.escape(caption)}" data-code="{code}">'
    )
    return f"{root}{inner}</svg>\n"


def for_page(drawing: str, scope: str) -> str:
    """The drawing to be inlined; ``scope`` keeps its ids apart from those of its other uses."""
    inlined = ID.sub(lambda found: f"{found.group(1)}{scope}-{found.group(2)}", drawing)
    return re.sub(r' data-(?:code|caption)="[^"]*"', "", inlined).strip()


def baked(drawing: str, palette: Mapping[str, tuple[str, str]], *, dark: bool) -> str:
    """The drawing with its colours fixed: an ``<img>`` inherits no style from its page."""

    def colour(found: re.Match[str]) -> str:
        light, night = palette.get(found.group(1), (found.group(2), found.group(2)))
        return night if dark else light

    return VARIABLE.sub(colour, drawing)


def _number_ids(inner: str, name: str) -> str:
    """Short ids for what is referred to; ids that nothing refers to only cost bytes."""
    used = [found.group(2) for found in REFERRED.finditer(inner)]
    short = {old: f"{name}-{n}" for n, old in enumerate(dict.fromkeys(used), start=1)}
    inner = re.sub(
        r' id="([\w.-]+)"',
        lambda found: f' id="{short[found.group(1)]}"' if found.group(1) in short else "",
        inner,
    )
    return REFERRED.sub(lambda found: found.group(1) + short[found.group(2)], inner)


def _attribute(drawing: str, name: str) -> str | None:
    root = ROOT.search(drawing)
    found = re.search(rf'\s{name}="([^"]*)"', root.group()) if root else None
    return html.unescape(found.group(1)) if found else None
