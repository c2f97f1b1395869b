"""Is each abbreviation written out, and each thing called by one name? Asked for by settings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from diptych.characters import CJK, is_cjk
from diptych.diagnostics.codes import diagnose
from diptych.diagnostics.locate import point
from diptych.figures.svg import words_in
from diptych.link.checks.passages import passages
from diptych.model import Span
from diptych.syntax.words import plain_text, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from diptych.link.checks.facts import Facts
    from diptych.link.checks.passages import Passage
    from diptych.model import Diagnostic
    from diptych.syntax.document import Question

# Two capitals at least, as in RPN, mAP or BatchNorm; a plural's s does not count.
TERM = re.compile(r"(?<![\w$\\])(?=\w*[A-Z]\w*[A-Z])[A-Za-z][A-Za-z0-9]*(?!\w)")
# Of a script that parts words by spaces.
LETTER = rf"[^\W{CJK}]"


def unexplained(facts: Facts) -> Iterator[Diagnostic]:
    """Report abbreviations that no answer writes out: once, where each is first used.

    A term is written out where it stands beside a bracket, as in `region proposal network (RPN)`
    or `RPN (region proposal network)`, or where a heading asks what it is.
    """
    if facts.known_terms is None:
        return
    answers = [_answer(question) for question in facts.questions]
    explained = set(facts.known_terms)
    for question, answer in zip(facts.questions, answers, strict=True):
        explained |= _terms(plain_text(question.prompt_nodes, formulas=False))
        explained |= _in_brackets(answer)
    for question, answer in zip(facts.questions, answers, strict=True):
        for term in sorted(_terms(answer) - explained):
            explained.add(term)
            message = f"`{term}` is written out nowhere in these notes"
            hint = f"Write `… ({term})` or `{term} (…)` once, or add it to `known_terms`."
            yield diagnose("D310", message, question.span.first_line, hint)


def _answer(question: Question) -> str:
    """Read an answer without its formulas, whose letters are no abbreviations."""
    return words_of((*question.short, *question.answer), formulas=False)


def _terms(text: str) -> set[str]:
    return {found.removesuffix("s") for found in TERM.findall(text)}


def _in_brackets(text: str) -> set[str]:
    """Find terms that stand right before a bracket, or inside of one."""
    inside = re.findall(r"[(（]([^()（）]*)[)）]", text)
    before = re.findall(r"([A-Za-z][A-Za-z0-9]*) ?[(（]", text)
    return set().union(*map(_terms, [*inside, *before]))


def other_names(facts: Facts) -> Iterator[Diagnostic]:
    """Report words for which the notebook has agreed on another one: once a line."""
    if not facts.terms:
        return
    agreed = {_folded(never): ours for never, ours in facts.terms.items()}
    names = _any_of(facts.terms)
    lines = _lines(facts)
    told = set()
    for path, passage in _all_passages(facts):
        for written, place in _found(names, passage):
            ours = agreed.get(_folded(written), written)
            line = place or _line_with(written, lines[path])
            if ours != written and (path, line, written) not in told:
                told.add((path, line, written))
                span = point(Span(path, line, line), lines, written)
                message = f"this notebook says `{ours}`, not `{written}`"
                yield diagnose("D312", message, span, f"Write `{ours}`.")


def _all_passages(facts: Facts) -> Iterator[tuple[str, Passage]]:
    """Find all that notes and figures say, with the file; line 0 where the line is not known."""
    for document in facts.documents:
        for passage in passages(document):
            yield document.path, passage
        titles = {section.title for section in document.sections}
        tags = {tag for question in document.questions for tag in question.tags}
        for words in sorted({document.title, *tags} - titles):
            yield document.path, [(words, 0)]
    for figure in facts.gallery.figures.values():
        # What a stale drawing says, its code may not say any more.
        for words in words_in("" if figure.stale else figure.drawing or ""):
            yield figure.module, [(words, 0)]


def _lines(facts: Facts) -> dict[str, Sequence[str]]:
    """Collect the lines of the notes and of the figures' code by path."""
    code = {path: text.decode().splitlines() for path, text in facts.gallery.sources.items()}
    return {**code, **facts.lines}


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


def _any_of(terms: Mapping[str, str]) -> re.Pattern[str]:
    """Make a pattern of all names, agreed on or not, of which the longest at a place counts.

    So a word that is never written may be a part of one that is.
    """
    names = sorted({*terms, *terms.values()}, key=len, reverse=True)
    return re.compile("|".join(map(_pattern, names)), re.IGNORECASE)


def _pattern(name: str) -> str:
    """Make the pattern of a name: a whole word, perhaps a plural, in scripts that part words."""
    words = r"\s+".join(map(re.escape, name.split()))
    before = "" if is_cjk(name[0]) else f"(?<!{LETTER})"
    after = "" if is_cjk(name[-1]) else f"(?=(?:e?s)?(?!{LETTER}))"
    return f"{before}{words}{after}"


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
