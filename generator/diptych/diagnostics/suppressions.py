"""Weigh suppressions: what diagnostics remain, and which comments suppress nothing.

`diptych.syntax.suppressions` finds them in the notes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from diptych.diagnostics.codes import CODES, diagnose
from diptych.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from diptych.model import Diagnostic

# What these report depends on more than the notes: that it is not reported today means little.
COMES_AND_GOES = frozenset({"D403"} | {code for code in CODES if code.startswith(("D5", "D7"))})


class Suppression(Struct, frozen=True):
    """One comment by which an author says that something is well as it is.

    Attributes:
        codes: as written, in capitals.
        lines: those that it speaks of.
        span: where it stands.
    """

    codes: tuple[str, ...]
    lines: frozenset[int]
    span: Span


def suppress(
    diagnostics: Sequence[Diagnostic], suppressions: Sequence[Suppression], *, complete: bool
) -> tuple[Diagnostic, ...]:
    """Drop the diagnostics that comments suppress, and report comments that suppress nothing.

    Args:
        complete: whether ``diagnostics`` are all that can be found. If not, what a comment means
            may still be found.
    """
    if not suppressions:
        return tuple(diagnostics)
    suppressed = {
        (suppression.span.path, line, code)
        for suppression in suppressions
        for line in suppression.lines
        for code in suppression.codes
    }
    found = {(d.span.path, d.span.line, d.code) for d in diagnostics if d.span}
    left = [
        each
        for each in diagnostics
        if not each.span or (each.span.path, each.span.line, each.code) not in suppressed
    ]
    return (*left, *(_useless(suppressions, found) if complete else ()))


def _useless(
    suppressions: Sequence[Suppression], found: set[tuple[str, int, str]]
) -> Iterator[Diagnostic]:
    """Report comments that suppress nothing."""
    for suppression in suppressions:
        if not suppression.codes:
            message = "the comment names no code, so it silences nothing"
            yield diagnose(
                "D209", message, suppression.span, "Write `<!-- diptych: ignore D401 -->`."
            )
        for code in suppression.codes:
            if code not in CODES:
                hint = "`diptych explain` lists the codes."
                yield diagnose("D209", f"there is no code `{code}`", suppression.span, hint)
            elif code not in COMES_AND_GOES and not any(
                (suppression.span.path, line, code) in found for line in suppression.lines
            ):
                message = f"{code} is not said here, so the comment silences nothing"
                hint = "Delete it, or put it right above the line that it is meant for."
                yield diagnose("D209", message, suppression.span, hint)
