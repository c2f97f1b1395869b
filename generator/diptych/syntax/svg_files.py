"""SVG that somebody else wrote: a picture in a page, but a program when it is opened by itself."""

from __future__ import annotations

import re
from functools import lru_cache
from xml.etree import ElementTree

from diptych.characters import lazy
from diptych.digests import recalled

RUNS = frozenset(
    {".html", ".htm", ".xhtml", ".xht", ".shtml", ".svgz", ".xml", ".xsl", ".mht", ".mhtml", ".hta"}
)
"""Endings of files that a browser opens as pages of the site they lie on, with their scripts."""

# Without any of these it is taken along byte for byte; other encodings are read to be sure.
_ACTS = re.compile(
    rb"(?i)<(?:[\w-]+:)?(?:script|foreignobject|iframe|handler|listener|set|animate)|[\s\"'/]on\w+\s*="
    rb"|javascript:|<!|<\?xml-|href\s*=\s*[\"'](?!#|data:image/(?:png|jpeg|gif|webp))|@import|url\(\s*[\"']?(?!#|data:)|\0"
)
_DROPPED = frozenset({"script", "foreignobject", "iframe", "handler", "listener"})
_FOLLOWED = lazy(r"#|https?://|mailto:", re.IGNORECASE)
_INSIDE = lazy(r"#|data:image/(?:png|jpeg|gif|webp)", re.IGNORECASE)
_LOADS = lazy(r"@import[^;]*;?|url\(\s*[\"']?(?!#|data:)[^)]*\)", re.IGNORECASE)
_PREFIXES = {"": "http://www.w3.org/2000/svg", "xlink": "http://www.w3.org/1999/xlink"}


@lru_cache(maxsize=1024)  # a picture is asked for wherever it is shown, and once more for its name
def without_scripts(data: bytes) -> bytes | None:
    """Take out of an SVG file what would run, or lead to code, when it is opened by itself.

    Returns:
        the same bytes where nothing does; None where it cannot be read, so that nothing shows it.
    """
    if not may_act(data):
        return data
    try:
        root = ElementTree.fromstring(data)
    except (ElementTree.ParseError, ValueError, LookupError):
        return None
    for prefix, name in _PREFIXES.items():
        ElementTree.register_namespace(prefix, name)
    waiting = [root]
    while waiting:
        element = waiting.pop()
        for name, value in [*element.attrib.items()]:
            if _runs(_local(element.tag), _local(name), value):
                del element.attrib[name]
        if _local(element.tag) == "style" and element.text:
            element.text = _LOADS.sub("", element.text)
        for child in [*element]:
            if _local(child.tag) in _DROPPED or _changes_what_runs(child):
                element.remove(child)
            else:
                waiting.append(child)
    try:
        written: bytes = ElementTree.tostring(root, encoding="utf-8")
    except (RecursionError, ValueError):
        return None
    return written


@recalled(bool)
def may_act(data: bytes) -> bool:
    """Tell whether anything in a file looks as if it runs, or leads elsewhere."""
    return bool(_ACTS.search(data))


def _runs(tag: str, name: str, value: str) -> bool:
    """Tell whether an attribute runs code, or loads something from elsewhere."""
    if name == "href":
        follows = _FOLLOWED if tag == "a" else _INSIDE
        return not follows.match("".join(value.split()))
    acts = "javascript:" in "".join(value.split()).lower() or _LOADS.search(value)
    return name.startswith("on") or bool(acts)


def _changes_what_runs(element: ElementTree.Element) -> bool:
    """Tell whether an animation sets a link or a handler."""
    changed = element.get("attributeName", "").rpartition(":")[2].lower()
    return changed == "href" or changed.startswith("on")


def _local(name: str) -> str:
    return name.rpartition("}")[2].lower()
