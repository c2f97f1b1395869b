"""Many diagnostics in few lines: grouped by code, or summed up."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from diptych.diagnostics.codes import CODES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from diptych.model import Diagnostic

SCREEN = 12
"""So many of one code fill a screen: they are told as a list, a line each."""

MOST_TOLD = 10
"""So many a build tells one by one; how many others there are, it says by code."""

# What is said of one, and of several.
_SUMS = {
    "D109": ("Markdown file is no note", "Markdown files are no notes"),
    "D202": ("document holds no question", "documents hold no question"),
    "D231": ("formula looks doubled", "formulas look doubled"),
    "D301": ("question has no answer", "questions have no answer"),
    "D302": ("answer is only a dead picture", "answers are only a dead picture"),
    "D304": ("question is asked twice", "questions are asked twice"),
    "D305": ("piece of HTML is not let through", "pieces of HTML are not let through"),
    "D306": ("footnote is not defined", "footnotes are not defined"),
    "D307": ("footnote is not used", "footnotes are not used"),
    "D308": ("answer is too long", "answers are too long"),
    "D309": ("answer names no source", "answers name no source"),
    "D310": ("abbreviation is written out nowhere", "abbreviations are written out nowhere"),
    "D311": ("question is nearly another one", "questions are nearly other ones"),
    "D312": ("word is not the agreed one", "words are not the agreed ones"),
    "D325": ("deletion is asked for by no card", "deletions are asked for by no card"),
    "D326": ("section is on no card", "sections are on no card"),
    "D327": ("answer swallows questions", "answers swallow questions"),
    "D328": ("line looks like a card and is none", "lines look like cards and are none"),
    "D332": ("conflict is left in the text", "conflicts are left in the text"),
    "D401": ("picture is not there", "pictures are not there"),
    "D403": ("figure is stale", "figures are stale"),
    "D404": ("link is broken", "links are broken"),
    "D408": ("link leads to no file", "links lead to no file"),
    "D410": ("wiki link leads nowhere", "wiki links lead nowhere"),
    "D601": ("formula cannot be shown", "formulas cannot be shown"),
}


def told_and_summed(
    diagnostics: Sequence[Diagnostic],
) -> tuple[tuple[Diagnostic, ...], tuple[str, ...]]:
    """Choose those that a build tells one by one, errors first; sum up the others by code.

    Of each code one is told before any is told twice.
    """
    if len(diagnostics) <= MOST_TOLD:
        return tuple(diagnostics), ()
    seen: Counter[str] = Counter()
    ranked: list[tuple[bool, int, int]] = []
    for place, each in enumerate(diagnostics):
        ranked.append((each.severity != "error", seen[each.code], place))
        seen[each.code] += 1
    chosen = {place for *_, place in sorted(ranked)[:MOST_TOLD]}
    told = tuple(each for place, each in enumerate(diagnostics) if place in chosen)
    others = [each for place, each in enumerate(diagnostics) if place not in chosen]
    return told, tuple(_sums(others))


def _sums(diagnostics: Sequence[Diagnostic]) -> Iterator[str]:
    """Say of each code how many there are: “20 pictures are not there”."""
    for code, count in Counter(each.code for each in diagnostics).most_common():
        one, several = _SUMS.get(code, ("", ""))
        # Of the others the meaning is named as their list of codes does.
        yield f"{count} {one if count == 1 else several}" if one else f"{count} × {CODES[code][1]}"


def by_code(diagnostics: Sequence[Diagnostic]) -> Iterator[tuple[Diagnostic, ...]]:
    """Part diagnostics into groups: those of a code that fill a screen, and others one by one."""
    counts = Counter(each.code for each in diagnostics)
    grouped: set[str] = set()
    for each in diagnostics:
        if counts[each.code] <= SCREEN:
            yield (each,)
        elif each.code not in grouped:
            grouped.add(each.code)
            yield tuple(other for other in diagnostics if other.code == each.code)
