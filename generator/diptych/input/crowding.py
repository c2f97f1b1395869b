"""A file with so many lines or headings that building it would take minutes and gigabytes."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from diptych.characters import lazy
from diptych.diagnostics.codes import diagnose
from diptych.model import Span

if TYPE_CHECKING:
    from diptych.model import Diagnostic

# The largest that were seen in public collections of notes: 8,300 lines, 750 headings. What is
# larger than these was written by a program. Ten thousand questions with code have 170,000 lines;
# so many items, rows or tags cost some 5 seconds or 500 MB.
MOST_LINES = 200_000
MOST_ITEMS = 40_000
MOST_HEADINGS = 12_000
# Questions that are no headings are known when the file is parsed; each costs a millisecond.
MOST_QUESTIONS = 12_000
# The page of a tag lists its questions: hundreds of tags for thousands of them fill a disk.
MOST_TAGS = 200_000
# What names the place of a question stands on its page and some others, and footnotes with each
# question that cites them: so many characters take some 50 MB.
MOST_SAID_AGAIN = 5_000_000
# A heading of any kind, within quotations and lists, too; rules that may underline one count.
_HEADING = lazy(
    r"^[ \t>]{0,99}(?:(?:[-+*]|\d{1,9}[.)])[ \t]{1,9}){0,9}"
    r"(?:#{1,6}(?:[ \t]|$)|(?:=+|-+)[ \t]*$|<h[1-6]\b)",
    re.MULTILINE | re.IGNORECASE,
)
# Comments in it look like headings.
_FRONT_MATTER = lazy(r"---[ \t]*\n.*?^(?:---|\.\.\.)[ \t]*$", re.MULTILINE | re.DOTALL)
_ITEM = lazy(r"^[ \t>]{0,99}(?:(?:[-+*]|\d{1,9}[.)])[ \t]|\||[^\n<]{0,99}</?[a-z])", re.M | re.I)
# What surely is a question, so that a file of fifty thousand need not be parsed to be refused.
_ASKED = lazy(
    r"^[ \t>]{0,99}(?:(?:q|question|问|问题|题目)[ \t]{0,9}\d{0,9}[ \t]{0,9}[:：]"
    r"|[^\n:]{1,300} ::[ \t])",
    re.M | re.I,
)
_CROWDS = (
    (_ASKED, MOST_QUESTIONS, "questions"),
    (_HEADING, MOST_HEADINGS, "headings and rules"),
    (_ITEM, MOST_ITEMS, "list items, rows of tables and tags"),
)


def refuse_crowded(name: str, text: str) -> Diagnostic | None:
    """Say why a file is not read if it holds too many lines, headings or items.

    Args:
        text: its lines ended by line feeds.
    """
    if (crowded := crowded_line(text)) is None:
        return None
    return too_many(name, *crowded)


def too_many(name: str, line: int, most: str) -> Diagnostic:
    """Say of what a file has too many, at the first line that is one too many.

    Args:
        most: how many of what it may have.
    """
    hint = "Split it into several files, or let `exclude` pass it over."
    return diagnose("D104", f"`{name}` has more than {most}", Span(name, line, line), hint)


def crowded_line(text: str) -> tuple[int, str] | None:
    """Find the first line that is one too many, and what there are too many of.

    Args:
        text: that of one file, its lines ended by line feeds.
    """
    if text.count("\n") > MOST_LINES:
        return MOST_LINES + 1, f"{MOST_LINES:,} lines"
    for pattern, most, what in _CROWDS:
        # The shortest is a character and the end of its line.
        if len(text) < 2 * most:
            continue
        front = _FRONT_MATTER.match(text) if pattern is _HEADING else None
        found = pattern.finditer(text, front.end() if front else 0)
        further = next(islice(found, most, None), None)
        if further is not None:
            return text.count("\n", 0, further.start()) + 1, f"{most:,} {what}"
    return None
