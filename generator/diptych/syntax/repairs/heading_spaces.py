"""Headings whose ``#`` has no space behind it, or one that Markdown does not know, or is wide."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from diptych.characters import CJK, QUESTION_MARKS, lazy
from diptych.syntax.repairs.text import UNSEEN, Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from diptych.syntax.repairs.text import Text

CODE = "D228"
SAFE = True
LONGEST = 200

# Spaces of Unicode that Markdown takes for text: no-break, thin ones, full-width.
ODD_SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"

SIGN = lazy(rf"^ {{0,3}}(?:＃|#{{1,6}}(?:[^\s#]|[ \t]*[{ODD_SPACES}]))", re.MULTILINE)
HEADING = lazy(
    rf" {{0,3}}(?P<hashes>#{{1,6}})(?P<space>(?:[ \t]*[{ODD_SPACES}][ \t{ODD_SPACES}]*)?)"
    r"(?P<title>(?=[^\s#])(?P<word>[^\s`]{0,20}).*)"
)
# As an input method for Chinese writes it.
FULL_WIDTH = lazy(
    rf" {{0,3}}(?P<hashes>＃{{1,6}})(?P<space>[ \t{ODD_SPACES}]*)"
    r"(?P<title>(?=[^\s＃#])(?P<word>[^\s`]{0,20}).*)"
)
# A title begins with a word, a quotation, a formula, emphasis or code.
TITLE = lazy(r"[\w“‘\"'「『《〈【（(\[$*`]")

# How the author writes the others tells what a single `#` is: a heading, or a tag.
START = rf"[{UNSEEN}]* {{0,3}}[{UNSEEN}]*"
CLOSE_HEADING = lazy(rf"{START}#{{2,6}}[^\s#]")
SPACED_HEADING = lazy(rf"{START}#{{1,6}}[ \t]+\S")

# No tag holds a full stop, a question, a parenthesis; `#1 ` and `#12:` are numbers of issues.
NO_TAG = lazy(
    rf"\d{{1,3}}[.、)）]\s*[^\W\d]|[^\s]*[{CJK}][^\s]*[，。？：！（“]|.*[{QUESTION_MARKS}]\s*$"
)
# Several tags; code.
NO_HEADING = lazy(
    r".*\s#|.*[;{}=]"
    r"|(?:include|define|undef|if|ifdef|ifndef|elif|else|endif|pragma|error|region|endregion)(?![A-Za-z0-9_])"
)


def find(text: Text) -> Iterator[Edit]:
    """``##标题`` → ``## 标题``, ``##　标题`` and ``＃＃标题`` → ``## 标题``; ``#tag`` stays."""
    html = text.inside("html_block")
    first, spaced = _first(text), _has_spaced_headings(text)
    for number, line in text.prose():
        heading = HEADING.fullmatch(line) or FULL_WIDTH.fullmatch(line)
        if heading is None or number in html or not TITLE.match(heading["title"]):
            continue
        single = len(heading["hashes"]) == 1 and not heading["space"]
        likely = not spaced and _is_likely_title(heading["title"], top=number == first)
        if single and not _is_heading(heading["title"], number, text, likely=likely):
            continue
        # With the first word, so that the diagnostic shows which heading it was.
        shown = f"{'#' * len(heading['hashes'])} {heading['word']}"
        yield Edit(number, heading.start("hashes"), heading.end("word"), shown)


def _is_heading(title: str, number: int, text: Text, *, likely: bool) -> bool:
    """Tell whether a single ``#`` directly before a title is surely no tag."""
    around = text.lines[max(number - 1, 0) : number] + text.lines[number + 1 : number + 2]
    stands_alone = not any(line.strip() for line in around)
    if not stands_alone or len(title) > LONGEST or NO_HEADING.match(title):
        return False
    return likely or bool(NO_TAG.match(title))


def _is_likely_title(title: str, *, top: bool) -> bool:
    """Tell whether words look like a title where nothing tells how the author writes headings."""
    several_words = bool(re.search(r"\S\s+\S", title)) and not title[0].isdigit()
    return several_words or (top and bool(re.search(f"[{CJK}]", title)))


def _first(text: Text) -> int:
    """Find the first line with something in it below the front matter."""
    start = next((end for kind, _, end in text.blocks if kind == "front_matter"), 0)
    return next((n for n, line in enumerate(text.lines) if n >= start and line.strip()), -1)


def _has_spaced_headings(text: Text) -> bool:
    """Tell whether the author writes a space behind a heading's ``#``, comments apart."""
    spaced = any(map(SPACED_HEADING.match, text.written)) and any(
        SPACED_HEADING.match(written) and now.strip()
        for written, now in zip(text.written, text.lines, strict=True)
    )
    return spaced and not any(map(CLOSE_HEADING.match, text.written))
