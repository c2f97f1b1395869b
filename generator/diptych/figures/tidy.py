"""Matplotlib's SVG → a small drawing that can be inlined and takes its page's colours."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from diptych.characters import lazy
from diptych.figures.paths import compact

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SVG = "{http://www.w3.org/2000/svg}"
XLINK_HREF = "{http://www.w3.org/1999/xlink}href"
REFERENCE = lazy(r"url\(#([^)]+)\)")
NUMBER = lazy(r"-?\d+\.\d+(?:e-?\d+)?")

# What says nothing to a reader, or what the root says once for all text.
NEEDLESS = frozenset({"font-family", "white-space", "stroke-dashoffset"})


def tidy(raw: str, about: Mapping[str, str], palette: Mapping[str, tuple[str, str]]) -> str:
    """Make a drawing small, self-describing, themed, and safe to inline.

    Args:
        raw: what ``Figure.savefig(format="svg")`` wrote.
        about: attributes for the root that tell what it is; ``data-figure`` prefixes every id,
            so that two figures of one page share none.
        palette: colour → (light, dark). A light one becomes ``var(--fig-NAME, #light)``.
    """
    ET.register_namespace("", SVG[1:-1])
    root = ET.fromstring(raw)
    width, height = (f"{float(size):g}" for size in root.attrib["viewBox"].split()[2:])
    shapes = [each for each in root if each.tag not in {f"{SVG}metadata", f"{SVG}defs"}]
    # Style sheets would reach the whole page; what Matplotlib puts there are SVG's defaults.
    shapes = [*_definitions(root), *shapes]
    root.clear()
    root.attrib = {
        "class": "fig",
        "viewBox": f"0 0 {width} {height}",
        "width": width,
        "height": height,
        "font-family": "sans-serif",
        "role": "img",
        **about,
    }
    root.extend(shapes)
    variables = {light: f"var(--fig-{name}, {light})" for name, (light, _) in palette.items()}
    for element in root.iter():
        if element is not root:
            element.attrib = dict(_attributes(element, variables))
        element.text = (element.text or "").strip()
        element.tail = ""
    _number_ids(root, about["data-figure"])
    _unwrap_groups(root)
    return ET.tostring(root, encoding="unicode") + "\n"


def _definitions(root: ET.Element) -> list[ET.Element]:
    """Collect the clip paths and the like of the drawing, without its style sheets."""
    found = []
    for definitions in root.findall(f"{SVG}defs"):
        for style in definitions.findall(f"{SVG}style"):
            definitions.remove(style)
        if len(definitions):
            found.append(definitions)
    return found


def _attributes(element: ET.Element, variables: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Turn an element's style into attributes: the page allows no inline style."""
    for name, value in element.attrib.items():
        if name == "style":
            for declaration in filter(None, map(str.strip, value.split(";"))):
                key, _, setting = declaration.partition(":")
                if key not in NEEDLESS:
                    setting = setting.strip()
                    yield key, variables.get(setting.lower(), setting.removesuffix("px"))
        elif name == XLINK_HREF:
            yield "href", "".join(value.split())  # pictures come in lines
        elif name == "d":
            yield "d", compact(value)
        elif not (name == "transform" and value.startswith("rotate(-0 ")):
            yield name, " ".join(NUMBER.sub(_rounded, value).split())


def _rounded(number: re.Match[str]) -> str:
    """Round to two decimals: a hundredth of a pixel."""
    return f"{float(number.group()):.2f}".rstrip("0").rstrip(".")


def _number_ids(root: ET.Element, prefix: str) -> None:
    """Shorten the ids that are referred to, and drop the others."""
    used: dict[str, str] = {}
    for element in root.iter():
        for name, value in element.attrib.items():
            for each in _references(name, value):
                used.setdefault(each, f"{prefix}-{len(used) + 1}")
    for element in root.iter():
        for name, value in list(element.attrib.items()):
            if name == "id":
                del element.attrib["id"]
                if value in used:
                    element.set("id", used[value])
            elif name == "href" and _references(name, value):
                element.set("href", f"#{used[value[1:]]}")
            elif name != "href":
                element.set(name, REFERENCE.sub(lambda m: f"url(#{used[m.group(1)]})", value))


def _references(name: str, value: str) -> list[str]:
    """Find the ids that an attribute refers to; a picture's ``href`` holds its data instead."""
    if name == "href":
        return [value[1:]] if value.startswith("#") else []
    return REFERENCE.findall(value)


def _unwrap_groups(element: ET.Element) -> None:
    """Put the content of groups that say nothing in their place."""
    children: list[ET.Element] = []
    for child in element:
        _unwrap_groups(child)
        bare = child.tag == f"{SVG}g" and not child.attrib
        children += list(child) if bare else [child]
    element[:] = children
