"""Text, its marks and its deletions, as Markdown that reads back as the same."""

from __future__ import annotations

import enum
import html
import re
from typing import TYPE_CHECKING

from msgspec import Struct, field

from diptych.characters import lazy
from diptych.from_html.tree import DISPLAY, FORMULA, Element, holds, text_of
from diptych.syntax.cloze import DEEPEST, OPEN
from diptych.syntax.html_policy import ALLOWED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diptych.from_html.tree import Child

BREAK = "\ue000"
"""Stands for a line break until it is known where the text goes."""

MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*", "del": "~~", "s": "~~", "strike": "~~"}
_HTML_OF = {"**": "b", "*": "i", "~~": "s"}
_ADDRESS = lazy(r"(?:https?://|mailto:)\S+", re.IGNORECASE)
_BOLD = lazy(r"font-weight:(?:bold|[6-9]00)")
_PLAYED = frozenset({"audio", "video", "source"})
# Of what Markdown has no mark for, what a card keeps.
_KEPT = frozenset(ALLOWED) & {
    *("abbr", "cite", "dfn", "ins", "kbd", "mark", "q", "rp", "rt", "ruby", "samp", "small"),
    *("sub", "sup", "tt", "u", "var", "wbr"),
}

# What acts in Markdown, or in the text of a card.
_SPECIAL = lazy(
    r"[\\`*\[\]<>$~{}|^]|(?<!\w)_|_(?!\w)|__|&(?=#?\w+;)|==|\+\+|::|(?<!\w):(?=\w)|!(?=\[)|%%|@@"
    r"|(?<=\s)#(?=\S)|^#(?=\S)"
)
_ANY = lazy(r"[^\w\s\ue003.,;?'\"()/（），。；？！、-]|_|(?<=\w)-(?=-)|--")
_IN_WORDS = lazy(r"\{\{c(?:[1-9]\d{0,2})::|\}\}|::")
_FORMULA_START, _FORMULA_END, _HARD = "\ue001", "\ue002", "\ue003"
# A dollar beside a digit is a price.
_DIGIT_BESIDE = lazy(f"[0-9](?={_FORMULA_START})|(?<={_FORMULA_END})[0-9]")
_BLANKS = lazy(r"[ \t\r\n\f]+")
_RUN = lazy(r"`+")
UNSEEN = "&#8288;"
"""A character that nobody sees, where words would be taken for a number or a label."""


class Manner(enum.Enum):
    """How careful to be: guarded text reads back as the same whatever it looks like."""

    PLAIN = enum.auto()
    GUARDED = enum.auto()


class Inline(Struct):
    """Writes inline elements; it knows which deletions are open between two paragraphs.

    Attributes:
        deletes: whether ``{{c1::…}}`` hides something here, as in cloze notes.
    """

    manner: Manner
    deletes: bool
    opened: list[str] = field(default_factory=list)

    def write(self, children: Sequence[Child]) -> str:
        """Write some inline elements; line breaks are marks that the caller puts right."""
        return "".join(self._child(child) for child in children)

    def paragraph(self, children: Sequence[Child]) -> str:
        """Write a text of its own: what is deleted here and in the next one is opened in both."""
        before = "".join(self.opened)
        said = self.write(children)
        text = f"{before}{said}{'}}' * len(self.opened)}"
        if before and not said.strip(f" {BREAK}"):
            return ""
        # What was opened at its end hides nothing here.
        while (emptied := re.sub(r"\{\{c\d+::\s*\}\}", "", text)) != text:
            text = emptied
        text = _DIGIT_BESIDE.sub(_as_reference, text)
        # The dollars of two formulas side by side would be the mark of a displayed one.
        text = text.replace(f"{_FORMULA_END}{_FORMULA_START}", UNSEEN)
        return text.replace(_FORMULA_START, "").replace(_FORMULA_END, "")

    def _child(self, child: Child) -> str:
        if isinstance(child, str):
            return self._words(_BLANKS.sub(" ", child))
        name, inside = child.name, child.children
        if name == "br":
            return BREAK
        if name in {FORMULA, DISPLAY}:
            return self._formula(text_of(inside), display=name == DISPLAY)
        if name == "img" or (name in _PLAYED and child.attributes.get("src")):
            return self._picture(child)
        if name == "code":
            return self._code(text_of(inside))
        if name == "a":
            return self._link(child)
        if name in MARKS or name in {"span", "font"}:
            return self._marked(child)
        if name == "input" and child.attributes.get("type") == "checkbox":
            return "☑" if "checked" in child.attributes else "☐"
        return self._tagged(child) if name in _KEPT else self.write(inside)

    def _words(self, text: str) -> str:
        if not self.deletes:
            return self._escaped(text)
        shown, done = [], 0
        for found in _IN_WORDS.finditer(text):
            mark = found[0]
            if OPEN.fullmatch(mark) and len(self.opened) < DEEPEST:
                self.opened.append(mark)
            elif mark == "}}" and self.opened:
                self.opened.pop()
            elif mark != "::" or not self.opened:
                continue
            shown += [self._escaped(text[done : found.start()]), mark]
            done = found.end()
        return "".join([*shown, self._escaped(text[done:])])

    def _escaped(self, text: str) -> str:
        text = text.replace("\xa0", _HARD)
        if self.manner is Manner.GUARDED:
            shown = _ANY.sub(_as_reference, text)
        else:
            shown = _SPECIAL.sub(_as_escape, text)
        return shown.replace(_HARD, "&nbsp;")

    def _formula(self, latex: str, *, display: bool) -> str:
        if not self.deletes:
            latex = OPEN.sub(lambda found: f"{{ {found[0][1:]}", latex)
        mark = "$$" if display else "$"
        return f"{_FORMULA_START}{mark}{latex}{mark}{_FORMULA_END}"

    def _picture(self, image: Element) -> str:
        source = image.attributes.get("src", "")
        said = self._escaped(_BLANKS.sub(" ", image.attributes.get("alt", "")).strip())
        sizes = [
            f"{name}={value}"
            for name in ("width", "height")
            if (value := image.attributes.get(name, "")).isdigit()
        ]
        size = f"{{{' '.join(sizes)}}}" if sizes else ""
        return f"![{said}]({_target(source)}){size}" if source else said

    def _code(self, text: str) -> str:
        text = _BLANKS.sub(" ", text.replace("\xa0", " "))
        if not text.strip():
            return self._escaped(text)
        if (self.deletes and _IN_WORDS.search(text)) or self.manner is Manner.GUARDED:
            return f"<code>{self._words(text)}</code>"
        longest = max((len(run) for run in _RUN.findall(text)), default=0)
        fence = "`" * (longest + 1)
        apart = " " if text.startswith(("`", " ")) or text.endswith(("`", " ")) else ""
        return f"{fence}{apart}{text}{apart}{fence}"

    def _link(self, link: Element) -> str:
        said = self.write(link.children)
        address = link.attributes.get("href", "").strip()
        shows = text_of(link.children).strip() or holds(link.children, "img")
        if not _ADDRESS.fullmatch(address) or not shows or "](" in said:
            return said
        front, words, behind = _trimmed(said)
        return f"{front}[{words}]({_target(address)}){behind}"

    def _marked(self, element: Element) -> str:
        mark = MARKS.get(element.name, "")
        if not mark and _BOLD.search(element.style):
            mark = "**"
        elif not mark and "font-style:italic" in element.style:
            mark = "*"
        depth = list(self.opened)
        front, words, behind = _trimmed(self.write(element.children))
        if not mark or not words:
            return f"{front}{words}{behind}"
        crosses = depth != self.opened or BREAK in words
        if crosses or self.manner is Manner.GUARDED or words[0] in mark or words[-1] in mark:
            return f"{front}<{_HTML_OF[mark]}>{words}</{_HTML_OF[mark]}>{behind}"
        return f"{front}{mark}{words}{mark}{behind}"

    def _tagged(self, element: Element) -> str:
        kept = "".join(
            f' {name}="{html.escape(value)}"'
            for name, value in element.attributes.items()
            if name in ALLOWED[element.name] and name != "class"
        )
        if element.name == "wbr":
            return "<wbr>"
        return f"<{element.name}{kept}>{self.write(element.children)}</{element.name}>"


def _as_escape(found: re.Match[str]) -> str:
    if found[0] in {"<", ">", "&"}:
        return html.escape(found[0])
    if found[0] in "{}:%@=+" or len(found[0]) > 1:  # where a backslash does not help
        return "".join(f"&#{ord(sign)};" for sign in found[0])
    return f"\\{found[0]}"


def _as_reference(found: re.Match[str]) -> str:
    return "".join(f"&#{ord(sign)};" for sign in found[0])


def _target(address: str) -> str:
    """Write an address: in angle brackets where it holds what would end it."""
    safe = address.replace("<", "%3C").replace(">", "%3E").replace("\n", "").replace("\\", "%5C")
    return f"<{safe}>" if re.search(r"[\s()]", safe) else safe


def _trimmed(text: str) -> tuple[str, str, str]:
    """Part a text from the blanks and breaks around it, which no mark may enclose."""
    rest = text.lstrip(f" {BREAK}")
    words = rest.rstrip(f" {BREAK}")
    return text[: len(text) - len(rest)], words, rest[len(words) :]
