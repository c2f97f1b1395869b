"""How large a picture is to be, in each of the ways that editors write it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from diptych.characters import lazy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

SIDES = ("width", "height")

# Obsidian: `|300`, `|300x200` at the end of a label.
OBSIDIAN = lazy(r"(?P<label>.*)\|[ ]?(?P<width>\d{1,5})(?:x(?P<height>\d{1,5}))?\s*\Z")

# HackMD, Azure and CSDN: `(lens.png =300x200)`, of which either may be left out.
SIZED = lazy(
    r"!\[(?P<alt>[^\[\]]*)\]\([ \t]*(?P<path><[^<>\n]+>|[^\s()<>]+)"
    r"(?:[ \t]+(?P<title>\"[^\"\n]*\"|'[^'\n]*'))?"
    r"[ \t]+=(?P<width>\d{0,5}%?)(?:x(?P<height>\d{0,5}%?))?(?<=[\dx%])[ \t]*\)"
)

# Pandoc: `{#fig:lens .big width=50%}` behind a picture, and where its labels are. Other braces are
# text.
_NUMBER = r"(?:\d+(?:\.\d*)?|\.\d+)(?:px|in|cm|mm|pt|pc|r?em|%)?"
_PAIR = rf"(?:width|height)=(?:\"{_NUMBER}\"|{_NUMBER})"
_LABELS = r"occlude=(?:\"[^\"{}]*\"|“[^”{}]*”)"
_PART = rf"(?:[.#][A-Za-z][\w:.-]*+|(?:{_PAIR}|{_LABELS})(?=[\s}}]))"
BRACES = lazy(rf"\{{(?=[^{{}}]*(?:{_PAIR}|{_LABELS}))(?:\s*{_PART})+\s*\}}")
PAIR = lazy(rf"(width|height)=\"?({_NUMBER})")
LABELS = lazy(r"occlude=[\"“]([^\"”]*)")
CLASS = lazy(r"\.([A-Za-z][\w:-]*)")

LENGTH = lazy(r"\s*(?P<number>\d+(?:\.\d*)?|\.\d+)\s*(?P<unit>[a-z%]*)\s*\Z", re.IGNORECASE)
# CSS fixes these; what depends on a font is taken as in the usual one.
PIXELS = {"": 1.0, "px": 1.0, "in": 96.0, "cm": 96 / 2.54, "mm": 9.6 / 2.54}
PIXELS |= {"pt": 96 / 72, "pc": 16.0, "em": 16.0, "rem": 16.0}


def picture_size_plugin(md: MarkdownIt) -> None:
    """Read the sizes behind a picture's address, in its label and in braces behind it."""
    md.inline.ruler.before("image", "sized_picture", _sized)
    md.inline.ruler.before("attr", "picture_braces", _braces)
    md.core.ruler.after("inline", "picture_labels", _labels)


def picture_size(attributes: Mapping[str, str]) -> dict[str, str]:
    """Find the size that the attributes of a picture give it, of which a style has the last word.

    Returns:
        ``width`` and ``height``, as whole pixels or a percentage, and ``zoom``, a factor of the
        picture's own size; each only where it is given.
    """
    style = _declared(attributes.get("style", ""))
    sides = {side: _length(style.get(side) or attributes.get(side, "")) for side in SIDES}
    if sides["height"].endswith("%"):  # of what has no height of its own
        sides["height"] = ""
    zoom = _factor(style.get("zoom", ""))
    found = {**sides, "zoom": zoom}
    return {name: value for name, value in found.items() if value}


def other_style(style: str) -> str:
    """Take from a picture's style what says how large it is; the rest of it is left."""
    declared = _declared(style)
    understood = {
        name
        for name, value in declared.items()
        if (name in SIDES and (_length(value) or value == "auto"))
        or (name == "zoom" and _factor(value))
    }
    left = (f"{name}: {value}" for name, value in declared.items() if name not in understood)
    return "; ".join(left)


def _declared(style: str) -> dict[str, str]:
    """Read a style; what declares nothing stands in it without a value."""
    declared = (each.partition(":") for each in style.split(";") if each.strip())
    return {name.strip().lower(): value.strip() for name, _, value in declared}


def _length(written: str) -> str:
    """Write a length as HTML has it; empty when it is none."""
    found = LENGTH.match(written.replace("!important", ""))
    if found is None or not float(found["number"]):
        return ""
    unit = found["unit"].lower()
    if unit == "%":
        return f"{float(found['number']):g}%"
    return str(max(1, round(float(found["number"]) * PIXELS[unit]))) if unit in PIXELS else ""


def _factor(written: str) -> str:
    """Write a zoom, such as ``50%`` or ``0.5``, as a factor; empty when it is none."""
    found = LENGTH.match(written)
    if found is None or found["unit"] not in {"", "%"} or not float(found["number"]):
        return ""
    return f"{float(found['number']) / (100 if found['unit'] else 1):g}"


def _sized(state: StateInline, silent: bool) -> bool:
    """Read a picture with its size behind its address, which Markdown takes for no picture."""
    found = SIZED.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    address = state.md.normalizeLink(found["path"].strip("<>"))
    if not state.md.validateLink(address):
        return False
    if not silent:
        image = state.push("image", "img", 0)
        image.attrs = {"src": address, "alt": ""}
        image.content, image.children = found["alt"], []
        state.md.inline.parse(image.content, state.md, state.env, image.children)
        image.attrs |= {side: found[side] for side in SIDES if found[side]}
        if found["title"]:
            image.attrSet("title", found["title"][1:-1])
    state.pos = found.end()
    return True


def _braces(state: StateInline, silent: bool) -> bool:
    """Read ``{.class width=50% occlude="…"}`` directly behind a picture."""
    found = BRACES.match(state.src, state.pos)
    if found is None or state.pending or not state.tokens or state.tokens[-1].type != "image":
        return False
    if not silent:
        _add_attributes(state.tokens[-1], found[0])
    state.pos = found.end()
    return True


def _add_attributes(image: Token, braces: str) -> None:
    rest, labels = LABELS.sub("", braces), LABELS.search(braces)
    image.attrs |= dict(PAIR.findall(rest))
    if labels:
        image.attrSet("occlude", labels[1])
    for name in CLASS.findall(PAIR.sub("", rest)):
        image.attrJoin("class", name)


def _labels(state: StateCore) -> None:
    """Take ``|300`` off the label of each picture."""
    waiting = list(state.tokens)
    while waiting:
        token = waiting.pop()
        waiting += token.children or ()
        if token.type == "image" and token.children:
            _take_size(token, token.children[-1])


def _take_size(image: Token, last: Token) -> None:
    found = OBSIDIAN.match(last.content) if last.type == "text" else None
    if found is None:
        return
    last.content = found["label"]
    image.content = image.content[: image.content.rindex("|")].rstrip("\\")
    for side in SIDES:
        if found[side]:
            image.attrSet(side, found[side])
