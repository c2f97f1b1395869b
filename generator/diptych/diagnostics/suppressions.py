"""``<!-- diptych: ignore D104 -->``: an author's word that something is well as it is.

The comments are taken out before the text is parsed. So they are neither shown nor reported as
left out, and one that stands above a heading is not the answer of the question before it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from diptych.diagnostics.codes import CODES, diagnose
from diptych.model import Diagnostic, Source, Span
from diptych.syntax.repairs.text import CODE_SPAN, Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

COMMENT = re.compile(r"<!--[ \t]*diptych:[ \t]*ignore(?![\w-])([^\n<>]{0,300}?)-->")
OPENING = re.compile(r"(?<!\\)<!--")

# What these say depends on more than the notes: that it is not said today means little.
COMES_AND_GOES = frozenset({"D403"} | {code for code in CODES if code.startswith("D5")})


@dataclass(frozen=True, slots=True)
class Ignore:
    """One comment.

    Attributes:
        codes: as written, in capitals.
        lines: those that it speaks of.
        span: where it stands.
    """

    codes: tuple[str, ...]
    lines: frozenset[int]
    span: Span


def take_ignores(source: Source) -> tuple[Source, tuple[Ignore, ...]]:
    """A source without its ignore comments, and the comments; no line is added or lost."""
    if not COMMENT.search(source.text):
        return source, ()
    lines = source.text.split("\n")
    code = Text.of(source.text).code
    bare = [line if n in code else _without(line) for n, line in enumerate(lines)]
    ignores = []
    for number, line in enumerate(lines):
        alone = bare[number] != line and not bare[number].strip()
        for comment in _comments(line) if number not in code else ():
            about = {number + 1} | ({_next(bare, number) + 1} if alone else set())
            codes = tuple(comment.group(1).replace(",", " ").upper().split())
            span = Span(source.path, number + 1, number + 1, comment.start() + 1)
            ignores.append(Ignore(codes, frozenset(about), span))
    return Source(source.path, "\n".join(bare)), tuple(ignores)


def silence(
    diagnostics: Sequence[Diagnostic], ignores: Sequence[Ignore], *, complete: bool
) -> tuple[Diagnostic, ...]:
    """What is left to say, comments that silenced nothing among it.

    Args:
        complete: whether ``diagnostics`` are all that can be said. If not, what a comment means
            may still be to come.
    """
    if not ignores:
        return tuple(diagnostics)
    silenced = {
        (ignore.span.path, line, code)
        for ignore in ignores
        for line in ignore.lines
        for code in ignore.codes
    }
    said = {(d.span.path, d.span.line, d.code) for d in diagnostics if d.span}
    left = [
        each
        for each in diagnostics
        if not each.span or (each.span.path, each.span.line, each.code) not in silenced
    ]
    return (*left, *(_useless(ignores, said) if complete else ()))


def _useless(ignores: Sequence[Ignore], said: set[tuple[str, int, str]]) -> Iterator[Diagnostic]:
    for ignore in ignores:
        if not ignore.codes:
            message = "the comment names no code, so it silences nothing"
            yield diagnose("D209", message, ignore.span, "Write `<!-- diptych: ignore D401 -->`.")
        for code in ignore.codes:
            if code not in CODES:
                hint = "`diptych explain` lists the codes."
                yield diagnose("D209", f"there is no code `{code}`", ignore.span, hint)
            elif code not in COMES_AND_GOES and not any(
                (ignore.span.path, line, code) in said for line in ignore.lines
            ):
                message = f"{code} is not said here, so the comment silences nothing"
                hint = "Delete it, or put it right above the line that it is meant for."
                yield diagnose("D209", message, ignore.span, hint)


def _without(line: str) -> str:
    """The line without its ignore comments; two spaces left at its end would break it."""
    comments = _comments(line)
    bare = _cut(line, comments, "")
    # What stood on both sides of a comment must not become one.
    return _cut(line, comments, " ") if _comments(bare) else bare


def _cut(line: str, comments: Sequence[re.Match[str]], between: str) -> str:
    for comment in reversed(comments):
        before, after = line[: comment.start()], line[comment.end() :]
        line = before + between + after if after.strip() else before.rstrip()
    return line


def _comments(line: str) -> list[re.Match[str]]:
    """The ignore comments of a line; what stands within a code span or another comment is none."""
    if not COMMENT.search(line):
        return []
    spans = [found.span() for found in CODE_SPAN.finditer(line)]
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
    """The next line that is not blank (from 0), or the last one."""
    following = range(number + 1, len(lines))
    return next((n for n in following if lines[n].strip()), len(lines) - 1)
