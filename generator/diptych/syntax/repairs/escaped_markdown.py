r"""Markdown that an exporter escaped although it was meant: ``\*\*bold\*\*``, ``1\. item``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from diptych.characters import lazy
from diptych.syntax.repairs.latex import HIDDEN
from diptych.syntax.repairs.prose import in_order, paragraphs, without_formulas
from diptych.syntax.repairs.text import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from diptych.syntax.repairs.prose import Paragraph
    from diptych.syntax.repairs.text import Text

CODE = "D224"
# In another reader's eyes it says something else, so it is not for writing into the file.
SAFE = False
SIGN = lazy(r"\\[*~#`\[_\-+]|\d\\[.)]")

# Pairs with a boundary on both sides, so that `2\*\*3` and `\*\*kwargs` are none.
WORD, BEHIND = r"(?<![A-Za-z0-9\\*~_`])", r"(?![A-Za-z0-9*~_`])"
STRONG = lazy(
    rf"{WORD}(?P<mark>\\\*\\\*|\\~\\~)(?P<inside>(?![\s\\*~])(?:(?!\\[*~`]).)*?(?<![\s\\]))(?P=mark)"
    rf"(?!\\[*~]){BEHIND}"
)
CODE_SPAN = lazy(rf"{WORD}\\`(?P<inside>(?![\s\\`])[^`\n]*?(?<![\s\\]))\\`(?!\\`){BEHIND}")
EMPHASIS = lazy(
    rf"{WORD}\\_(?P<inside>(?![\s\\_])(?:(?!\\_)[^_\n])*?(?<![\s\\]))\\_(?!\\_){BEHIND}"
)
LINK = lazy(
    r"(?<!\\)(?P<image>!?)\\\[(?P<words>[^\[\]\\\n]+)\\?\]\\?\((?P<address>[^\s()\\]+)\\?\)"
)
HEADING = lazy(r" {0,3}(?P<marks>(?:\\#){1,6}|\\#{1,6})[ \t]+(?P<words>\S)")
ITEM = lazy(r"(?P<marks>[ \t>]*)(?:(?P<number>\d{1,3})\\(?P<end>[.)])|\\(?P<bullet>[-+*]))[ \t]+\S")
ESCAPE = lazy(r"\\([!-/:-@\[-`{-~])")


def find(text: Text) -> Iterator[Edit]:
    """Whole constructs only: pairs around words, headings, links, and lists of several items."""
    mends: list[list[Edit]] = []
    for paragraph in paragraphs(text):
        if "\\" in paragraph.text:
            mends += [[edit] for edit in _headings(paragraph)]
            mends += [[edit] for edit in _pairs(paragraph)]
    yield from in_order([*mends, *_lists(text)])


def _pairs(paragraph: Paragraph) -> Iterator[Edit]:
    masked = without_formulas(paragraph.masked)
    for found in LINK.finditer(masked):
        words, address = (_raw(paragraph, found, name) for name in ("words", "address"))
        yield _edit(paragraph, found, f"{found['image']}[{words}]({address})")
    for found in CODE_SPAN.finditer(masked):
        if HIDDEN not in found[0]:
            yield _edit(paragraph, found, f"`{ESCAPE.sub(_plain, found['inside'])}`")
    for found in STRONG.finditer(masked):
        mark = found["mark"].replace("\\", "")
        yield _edit(paragraph, found, f"{mark}{_raw(paragraph, found, 'inside')}{mark}")
    for found in EMPHASIS.finditer(masked):
        inside = _raw(paragraph, found, "inside")
        # `\_name\_` is how one writes a name that begins with a line below.
        if " " in inside or not inside.isascii():
            yield _edit(paragraph, found, f"*{inside}*")


def _headings(paragraph: Paragraph) -> Iterator[Edit]:
    """Find the heading that a paragraph begins with, and those right below it."""
    for number, line in enumerate(paragraph.lines, paragraph.first):
        found = None if paragraph.in_table else HEADING.match(line)
        level = found["marks"].count("#") if found else 0
        # `\# of samples` counts something.
        counts = found and level == 1 and found["words"].islower() and found["words"].isascii()
        if not found or counts:
            return
        yield Edit(number, found.start("marks"), found.end("marks"), "#" * level)


def _lists(text: Text) -> Iterator[list[Edit]]:
    r"""Neighbouring lines that all begin with ``\-``, or with ``1\.``, ``2\.`` and so on."""
    if not any(map(ITEM.match, text.lines)):
        return
    run: list[tuple[int, re.Match[str]]] = []
    for paragraph in paragraphs(text):
        for number, line in enumerate(paragraph.lines, paragraph.first):
            item = None if paragraph.in_table else ITEM.match(line)
            if item and _goes_on(run, number, item):
                run.append((number, item))
            elif item:
                yield _as_list(run)
                run = [(number, item)]
    yield _as_list(run)


def _goes_on(run: Sequence[tuple[int, re.Match[str]]], number: int, item: re.Match[str]) -> bool:
    if not run:
        return True
    last_number, last = run[-1]
    if (last["bullet"], last["end"], last["marks"]) != (item["bullet"], item["end"], item["marks"]):
        return False
    follows = not item["number"] or int(item["number"]) == int(last["number"]) + 1
    return follows and number - last_number <= 2


def _as_list(run: Sequence[tuple[int, re.Match[str]]]) -> list[Edit]:
    if len(run) < 2:
        return []
    edits = []
    for line, item in run:
        place = item.start("end" if item["end"] else "bullet") - 1
        edits.append(Edit(line, place, place + 2, item["end"] or item["bullet"]))
    return edits


def _edit(paragraph: Paragraph, found: re.Match[str], after: str) -> Edit:
    line, start = paragraph.place(found.start())
    return Edit(line, start, start + len(found[0]), after)


def _raw(paragraph: Paragraph, found: re.Match[str], name: str) -> str:
    return paragraph.text[found.start(name) : found.end(name)]


def _plain(found: re.Match[str]) -> str:
    return found[1]
