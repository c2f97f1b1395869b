r"""Formulas whose marks are not those that we read: ``\(x\)``, ``\[x\]``, ``$ x $``, ``$x$3``.

So are an environment without any, ``\begin{align}``, and Anki's tags, ``[$]x[/$]``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from diptych.characters import lazy
from diptych.syntax.dollars import opens_none
from diptych.syntax.repairs.latex import between_spaces, is_evidently, is_plausibly, is_surely
from diptych.syntax.repairs.prose import (
    Paragraph,
    end_of_formula,
    in_order,
    joined,
    next_dollar,
    paragraphs,
)
from diptych.syntax.repairs.text import Edit, begins_block

if TYPE_CHECKING:
    from collections.abc import Iterator

    from diptych.syntax.repairs.text import Text

CODE = "D221"
SAFE = True
SIGN = lazy(r"\\[(\[]|\\begin\{|\[/(?:\$|latex|math|tex)|\$\s|[\s\d]\$|\$\d")

# What is read as it stands; a text with nothing else in it need not be looked at closely.
READ = lazy(
    r"(?<![\\$\d])\$\$[^$]+\$\$(?![\d$])|(?<![\\$\d])\$[^\s$](?:[^$\n]*[^\s$\\])?\$(?![\d$])"
)
# What LaTeX displays by itself, and what MathJax does besides.
_ENVIRONMENT = (
    r"\\begin\{(?:(?:equation|align|gather|multline|eqnarray|alignat|flalign)\*?"
    r"|displaymath|aligned|gathered|split|cases|array|[bBpvV]?matrix)\}"
)
OPENING = lazy(rf"{_ENVIRONMENT}|\[(?:\$\$?|latex|math|tex)\]|\\{{1,2}}[(\[]|\\.|\$", re.DOTALL)
CLOSING = {
    opening: lazy(rf"(?<!\\){re.escape(closing)}")
    for opening, closing in (("\\(", "\\)"), ("\\[", "\\]"), ("\\\\(", "\\\\)"), ("\\\\[", "\\\\]"))
}
# Of the others what closes them is made of what opens them.
ITS_CLOSING = {"\\begin{": ("\\begin", "\\end"), "[": ("[", "[/")}
# White space, and what marks the line of a quotation.
EDGE = r"[ \t]*(?:\n[ \t>]*)?"
BEFORE, BEHIND = lazy(EDGE), lazy(rf"{EDGE}\Z")
LATIN = lazy(r"[A-Za-z0-9]")
NAME = lazy(r"[A-Za-z0-9({\[]")
DIGITS = "0123456789"

# A display that Markdown took apart into several blocks.
DISPLAY = lazy(r"^[\s>]*(?:[-*+]\s+|\d+[.)]\s+)?(\\{1,2}\[)[ \t]*$")
LONGEST_DISPLAY = 40

# No formula of more characters is looked for.
LONGEST = 1500


class Wound(NamedTuple):
    """Where a formula in foreign marks begins and ends, without and with the marks."""

    start: int
    inside: int
    inside_end: int
    end: int
    dollars: str


def find(text: Text) -> Iterator[Edit]:
    """Formulas in brackets with backslashes, or in dollars that the parser does not read."""
    rest = READ.sub("", text.whole)
    if not SIGN.search(rest) and "$" not in rest:
        return
    mends = [
        _mended(paragraph, wound)
        for paragraph in paragraphs(text)
        if SIGN.search(paragraph.text)
        for wound in _wounds(paragraph.masked)
    ]
    yield from in_order([*mends, *_torn_displays(text)])


def _wounds(text: str) -> Iterator[Wound]:
    place = 0
    while found := OPENING.search(text, place):
        place = found.end()
        if found[0] == "$":
            end = end_of_formula(text, found.start())
            wound = None if end >= 0 else _in_dollars(text, found.start())
        else:
            end, wound = -1, _in_brackets(text, found[0], found.start())
        if wound:
            yield wound
        place = max(place, end, wound.end if wound else 0)


def _in_brackets(text: str, opening: str, start: int) -> Wound | None:
    inside = start + len(opening)
    if opening.startswith(tuple(ITS_CLOSING)):
        return _in_tags(text, opening, start)
    closing = (
        CLOSING[opening].search(text, inside, inside + LONGEST) if opening in CLOSING else None
    )
    if closing is None:
        return None
    latex = text[inside : closing.start()]
    display = opening.endswith("[")
    if display and (text[closing.end() : closing.end() + 1] in {"(", ":"} or "\\[" in latex):
        return None
    if not (is_evidently(latex) if display else is_plausibly(latex)):
        return None
    dollars = "$$" if display else "$"
    return Wound(start, inside, closing.start(), closing.end(), dollars)


def _in_tags(text: str, opening: str, start: int) -> Wound | None:
    """Find a formula between tags that are named alike; an environment's belong to it."""
    sign = next(each for each in ITS_CLOSING if opening.startswith(each))
    closing = opening.replace(*ITS_CLOSING[sign], 1)
    inside = start + len(opening)
    inside_end = text.find(closing, inside, inside + LONGEST)
    if inside_end < 0:
        return None
    end = inside_end + len(closing)
    if sign != "[":
        inside, inside_end = start, end
    if not is_plausibly(text[inside:inside_end]):
        return None
    dollars = "$$" if sign != "[" or opening == "[$$]" else "$"
    return Wound(start, inside, inside_end, end, dollars)


def _in_dollars(text: str, start: int) -> Wound | None:
    inside = start + 1
    inside_end = next_dollar(text, inside)
    if inside_end <= inside or text.startswith("$$", inside_end) or text[start - 1 : start] == "$":
        return None
    latex, before, after = text[inside:inside_end], text[start - 1 : start], text[inside_end + 1 :]
    if not _is_meant(latex, before, after):
        return None
    lone = latex[0] == latex[-1] == "\n" and before in {"", "\n"} and after[:1] in {"", "\n"}
    return Wound(start, inside, inside_end, inside_end + 1, "$$" if lone else "$")


def _is_meant(latex: str, before: str, after: str) -> bool:
    """Tell whether dollars are no prices and no variables of a shell."""
    if opens_none(latex.strip(), after[:1]):
        return False
    if is_surely(latex):
        return "\n\n" not in latex
    spaced = latex[:1].isspace(), latex[-1:].isspace()
    if not any(spaced):
        # Only a digit beside it keeps it from being read; `$A$1` is a cell of a spreadsheet.
        return (
            len(latex) == 1
            and latex.isalpha()
            and latex.islower()
            and not LATIN.match(before.strip(DIGITS))
        )
    # `$x = 1; $y` and `$x $(make)` are of a shell; what has blanks on both sides may call `f`.
    beside = LATIN.match(before) or (LATIN if all(spaced) else NAME).match(after)
    if beside or not is_plausibly(latex):
        return False
    return any(c.isalpha() for c in latex) or (all(spaced) and not after.lstrip()[:1].isdigit())


def _mended(paragraph: Paragraph, wound: Wound) -> list[Edit]:
    """Find the edits that put dollars around a formula; none when they would break its lines."""
    text, dollars = paragraph.text, wound.dollars
    inner = text[wound.inside : wound.inside_end]
    first, start = paragraph.place(wound.start)
    last, end = paragraph.place(wound.end)
    before = paragraph.lines[first - paragraph.first][:start]
    after = paragraph.lines[last - paragraph.first][end:]
    if first == last:
        return [
            Edit(
                first,
                start,
                end,
                between_spaces(f"{dollars}{inner.strip()}{dollars}", before, after),
            )
        ]
    opening, closing = between_spaces(dollars, before, ""), between_spaces(dollars, "", after)
    if dollars == "$$":
        if after.strip() and not before.strip(" \t>"):
            return _on_one_line(paragraph, wound)
        inside = paragraph.place(wound.inside)[1]
        return [
            Edit(first, start, inside, opening),
            Edit(last, paragraph.place(wound.inside_end)[1], end, closing),
        ]
    return _dollars_moved(paragraph, wound, opening, closing)


def _dollars_moved(paragraph: Paragraph, wound: Wound, opening: str, closing: str) -> list[Edit]:
    """Dollars at a line's end go to the next line, and those at a line's start to the last."""
    text = paragraph.text
    left = BEFORE.match(text, wound.inside, wound.inside_end)
    right = BEHIND.search(text, wound.inside, wound.inside_end)
    assert left is not None
    assert right is not None
    edits: list[Edit] = []
    lines = [line.lstrip(" \t>") for line in paragraph.lines]
    first, start = paragraph.place(wound.start)
    last, end = paragraph.place(wound.end)
    inside_line, inside = paragraph.place(left.end())
    outside_line, outside = paragraph.place(right.start())
    if inside_line != first:
        if not paragraph.lines[first - paragraph.first][:start].strip(" \t>"):
            return []
        edits.append(Edit(first, start, paragraph.place(wound.inside)[1], ""))
        first, start = inside_line, inside
        opening = "$"
    if outside_line != last:
        rest = paragraph.lines[last - paragraph.first][end:]
        if not rest.strip() or begins_block(rest.lstrip()):
            return []
        begins = len(paragraph.lines[last - paragraph.first]) - len(lines[last - paragraph.first])
        after = Edit(last, begins, end, "")
        last, end, closing = outside_line, outside, "$"
        tail = [after]
    else:
        tail = []
    if first == last:
        words = text[left.end() : right.start()]
        return [*edits, Edit(first, start, end, f"{opening}{words}{closing}"), *tail]
    return [*edits, Edit(first, start, inside, opening), Edit(last, outside, end, closing), *tail]


def _on_one_line(paragraph: Paragraph, wound: Wound) -> list[Edit]:
    """Find a display with words behind it, which would begin a block that does not end with it."""
    first, start = paragraph.place(wound.start)
    last, end = paragraph.place(wound.end)
    latex = paragraph.text[wound.inside : wound.inside_end]
    return joined(paragraph.lines, paragraph.first, (first, start), (last, end), latex)


def _torn_displays(text: Text) -> Iterator[list[Edit]]:
    r"""``\[`` and ``\]`` on lines of their own, with what breaks a paragraph between them."""
    code = text.code
    prose = list(text.prose()) if any(map(DISPLAY.match, text.lines)) else []
    done = -1
    for number, line in prose:
        opened = DISPLAY.match(line) if number > done else None
        if opened is None:
            continue
        closing = opened[1].replace("[", "]")
        for last in range(number + 1, min(number + LONGEST_DISPLAY, len(text.lines))):
            if last in code or DISPLAY.match(text.lines[last]):
                break
            if text.lines[last].strip(" \t>") == closing:
                latex = "\n".join(
                    each for each in text.lines[number + 1 : last] if each.strip(" \t>")
                )
                if is_evidently(latex):
                    column = text.lines[last].index(closing)
                    yield [
                        Edit(number, opened.start(1), len(line), "$$"),
                        Edit(last, column, len(text.lines[last]), "$$"),
                    ]
                    done = last
                break
