"""Find the comments that suppress diagnostics: ``<!-- diptych: ignore D104 -->``.

The comments are taken out before the text is parsed. So they are neither shown nor reported as
left out, and one that stands above a heading is not the answer of the question before it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from diptych.characters import lazy
from diptych.diagnostics.suppressions import Suppression
from diptych.model import Span
from diptych.syntax.code_spans import code_spans
from diptych.syntax.repairs.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diptych.model import Source

COMMENT = lazy(r"<!--[ \t]*diptych:[ \t]*ignore(?![\w-])([^\n<>]{0,300}?)-->")
OPENING = lazy(r"(?<!\\)<!--")


def take_suppressions(source: Source) -> tuple[Source, tuple[Suppression, ...]]:
    """Take the suppressing comments out of a source; no line is added or lost."""
    if not COMMENT.search(source.text):
        return source, ()
    lines = source.text.split("\n")
    code = Text.of(source.text).code
    bare = [line if n in code else _without(line) for n, line in enumerate(lines)]
    suppressions = []
    for number, line in enumerate(lines):
        alone = bare[number] != line and not bare[number].strip()
        for comment in _comments(line) if number not in code else ():
            about = {number + 1} | ({_next(bare, number) + 1} if alone else set())
            codes = tuple(comment.group(1).replace(",", " ").upper().split())
            span = Span(source.path, number + 1, number + 1, comment.start() + 1)
            suppressions.append(Suppression(codes, frozenset(about), span))
    return replace(source, text="\n".join(bare)), tuple(suppressions)


def _without(line: str) -> str:
    """Remove suppressing comments from a line; two spaces left at its end would break it."""
    comments = _comments(line)
    bare = _cut(line, comments, "")
    # What stood on both sides of a comment must not become one.
    return _cut(line, comments, " ") if _comments(bare) else bare


def _cut(line: str, comments: Sequence[re.Match[str]], between: str) -> str:
    """Replace comments by what is to stand between the text on both sides."""
    for comment in reversed(comments):
        before, after = line[: comment.start()], line[comment.end() :]
        line = before + between + after if after.strip() else before.rstrip()
    return line


def _comments(line: str) -> list[re.Match[str]]:
    """Find a line's suppressing comments, except within code spans and other comments."""
    if not COMMENT.search(line):
        return []
    spans = code_spans(line)
    comments, place = [], 0
    while opening := OPENING.search(line, place):
        place = opening.end()
        if any(start < opening.start() < end for start, end in spans):
            continue
        if comment := COMMENT.match(line, opening.start()):
            comments.append(comment)
        # The shortest comments, `<!-->` and `<!--->`, share dashes between both ends.
        closing = line.find("-->", opening.start() + 2)
        place = len(line) if closing < 0 else closing + 3
    return comments


def _next(lines: Sequence[str], number: int) -> int:
    """Find the next line that is not blank (from 0), or the last one."""
    following = range(number + 1, len(lines))
    return next((n for n in following if lines[n].strip()), len(lines) - 1)
