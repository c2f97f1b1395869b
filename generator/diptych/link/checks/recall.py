"""Can each answer be recalled, trusted and understood? Each rule is asked for by a setting."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from diptych.diagnostics.codes import diagnose
from diptych.link.checks.answers import is_answered
from diptych.model import Span
from diptych.syntax.markdown import plain_text
from diptych.syntax.references import in_tokens, is_remote
from diptych.syntax.tree import flatten

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.token import Token

    from diptych.link.checks.facts import Facts
    from diptych.model import Diagnostic, Question
    from diptych.syntax.tree import Node

FORMULA = re.compile(r"\$[^$]*\$")
# One to a reader: a character of Chinese or Japanese, or a word of other scripts.
UNIT = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\W\u3040-\u30ff\u3400-\u9fff]+")

# Two capitals at least, as in RPN, mAP or BatchNorm; a plural's s does not count.
TERM = re.compile(r"(?<![\w$\\])(?=\w*[A-Z]\w*[A-Z])[A-Za-z][A-Za-z0-9]*(?!\w)")
IDENTIFIER = re.compile(r"arxiv:|doi:|doi\.org", re.IGNORECASE)


def too_long(facts: Facts) -> Iterator[Diagnostic]:
    """Cards whose answer is longer than the notebook allows.

    What counts is what the card shows first: the short answer, or all of it where there is none.
    """
    most = facts.wishes.longest_answer
    for question in facts.questions if most else ():
        length = reading_length(question.short or question.answer)
        if most and length > most:
            message = f"the answer of “{question.prompt}” is {length} long, more than {most}"
            hint = "Say it shorter in a quotation at its beginning, or make two questions of it."
            yield diagnose("D308", message, _heading(question), hint)


def without_source(facts: Facts) -> Iterator[Diagnostic]:
    """Answers that name neither a footnote, nor an address on the web, nor a paper's number."""
    for question in facts.questions if facts.wishes.sources else ():
        if is_answered(question) and not _names_source(question):
            message = f"the answer of “{question.prompt}” names no source"
            yield diagnose("D309", message, _heading(question), "Add a footnote: `text[^label]`.")


def unexplained_terms(facts: Facts) -> Iterator[Diagnostic]:
    """Abbreviations that no answer writes out: told once, where each is first used.

    A term is written out where it stands beside a bracket, as in `region proposal network (RPN)`
    or `RPN (region proposal network)`, or where a heading asks what it is.
    """
    if facts.wishes.known_terms is None:
        return
    explained = set(facts.wishes.known_terms)
    for question in facts.questions:
        explained |= _terms(question.prompt)
        explained |= _in_brackets(_text((*question.short, *question.answer)))
    told: set[str] = set()
    for question in facts.questions:
        for term in sorted(_terms(_text((*question.short, *question.answer))) - explained - told):
            told.add(term)
            message = f"`{term}` is written out nowhere in these notes"
            hint = f"Write `… ({term})` or `{term} (…)` once, or add it to `known_terms`."
            yield diagnose("D310", message, _heading(question), hint)


def reading_length(nodes: Sequence[Node | Token]) -> int:
    """How much there is to recall: characters of Chinese, words of other scripts, formulas."""
    tokens = flatten(nodes)
    text, formulas = FORMULA.subn(" ", _text(tokens))
    displayed = sum(token.type.startswith("math_block") for token in tokens)
    return len(UNIT.findall(text)) + formulas + displayed


def _text(nodes: Sequence[Node | Token]) -> str:
    return " ".join(plain_text([token]) for token in flatten(nodes) if token.type == "inline")


def _names_source(question: Question) -> bool:
    for token in flatten(question.tokens):
        inside = (token, *(token.children or ()))
        if any(each.type == "footnote_ref" for each in inside) or IDENTIFIER.search(token.content):
            return True
    found = in_tokens((*question.short, *question.answer), question.span.path, question.span)
    return any(r.kind == "link" and is_remote(r.target.address) for r in found)


def _terms(text: str) -> set[str]:
    return {found.removesuffix("s") for found in TERM.findall(FORMULA.sub(" ", text))}


def _in_brackets(text: str) -> set[str]:
    """Terms that stand right before a bracket, or inside of one."""
    inside = re.findall(r"[(（]([^()（）]*)[)）]", text)
    before = re.findall(r"([A-Za-z][A-Za-z0-9]*) ?[(（]", text)
    return set().union(*map(_terms, [*inside, *before]))


def _heading(question: Question) -> Span:
    return Span(question.span.path, question.span.line, question.span.line)
