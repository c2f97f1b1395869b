"""Is each thing called by the name that the notebook has agreed on?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from diptych.characters import CJK, is_cjk
from diptych.diagnostics.codes import diagnose
from diptych.diagnostics.locate import point
from diptych.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from diptych.compile.checks.passages import Passage
    from diptych.model import Diagnostic

# Of a script that parts words by spaces. Both cases are in it: folding those of each East Asian
# character, in each of many patterns, takes a tenth of a second.
LETTER = rf"(?-i:[^\W{CJK}])"


def names_in(
    found: Iterable[Passage], terms: Mapping[str, str], path: str, lines: Sequence[str]
) -> Iterator[Diagnostic]:
    """Report words that are never to be written in some passages of a file: once a line.

    Args:
        terms: word that is never written → the agreed one.
        lines: those of the file, to look in for a word whose line is not known.
    """
    found = [*found]
    here = _named(found, terms)
    if not any(never in here for never in terms):
        return
    agreed = {_folded(never): ours for never, ours in terms.items()}
    names = _any_of(here)
    told = set()
    for passage in found:
        for written, place in _found(names, passage):
            ours = agreed.get(_folded(written), written)
            line = place or _line_with(written, lines)
            if ours != written and (line, written) not in told:
                told.add((line, written))
                span = point(Span(path, line, line), {path: lines}, written)
                message = f"this notebook says `{ours}`, not `{written}`"
                yield diagnose("D312", message, span, f"Write `{ours}`.")


def _line_with(words: str, lines: Sequence[str]) -> int:
    return next((number for number, line in enumerate(lines, start=1) if words in line), 1)


def _found(names: re.Pattern[str], passage: Passage) -> Iterator[tuple[str, int]]:
    """Find the names in a passage, each with the line that it begins in."""
    text = "".join(words for words, _ in passage)
    ends, end = [], 0
    for words, line in passage:
        end += len(words)
        ends.append((end, line))
    for found in names.finditer(text):
        yield found[0], next(line for end, line in ends if found.start() < end)


def _named(found: Iterable[Passage], terms: Mapping[str, str]) -> set[str]:
    """Find the names, agreed on or not, that may be in some passages: their first word is."""
    text = "".join(words for passage in found for words, _ in passage).casefold()
    names = {name for pair in terms.items() for name in pair}
    return {name for name in names if name.split()[0].casefold() in text}


def _any_of(names: Iterable[str]) -> re.Pattern[str]:
    """Make a pattern of names, agreed on or not, of which the longest at a place counts.

    So a word that is never written may be a part of one that is.
    """
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    return re.compile("|".join(map(_pattern, longest_first)), re.IGNORECASE)


def _pattern(name: str) -> str:
    """Make the pattern of a name: a whole word, perhaps a plural, in scripts that part words."""
    words = r"\s+".join(map(re.escape, name.split()))
    before = "" if is_cjk(name[0]) else f"(?<!{LETTER})"
    after = "" if is_cjk(name[-1]) else f"(?=(?:e?s)?(?!{LETTER}))"
    return f"{before}{words}{after}"


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
