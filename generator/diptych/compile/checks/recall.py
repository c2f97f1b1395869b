"""Can each answer be recalled and trusted? Each rule is asked for by a setting."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from diptych.characters import WORD, lazy
from diptych.compile.checks.answers import is_answered
from diptych.diagnostics.codes import diagnose
from diptych.syntax.references import in_nodes, is_remote
from diptych.syntax.tree import walk, walk_elements
from diptych.syntax.words import is_formula, left_out, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from diptych.compile.checks.facts import DocumentFacts
    from diptych.model import Diagnostic
    from diptych.syntax.document import Question
    from diptych.syntax.tree import Node

# One to a reader: a character of Chinese or Japanese, or a word of other scripts.
UNIT = lazy(WORD)
IDENTIFIER = lazy(r"arxiv:|doi:|doi\.org", re.IGNORECASE)


def too_long(facts: DocumentFacts) -> Iterator[Diagnostic]:
    """Report cards whose answer is longer than the notebook allows.

    What counts is what the card shows first: the short answer, or all of it where there is none.
    """
    most = facts.requirements.longest_answer
    for question in facts.document.questions if most else ():
        length = reading_length(question.short or question.answer)
        if most and length > most:
            message = f"the answer of “{question.prompt}” is {length} long, more than {most}"
            hint = "Say it shorter in a quotation at its beginning, or make two questions of it."
            yield diagnose("D308", message, question.span.first_line, hint)


def without_source(facts: DocumentFacts) -> Iterator[Diagnostic]:
    """Report answers that name neither a footnote, nor an address on the web, nor a paper."""
    for question in facts.document.questions if facts.requirements.sources else ():
        if is_answered(question) and not _names_source(question):
            message = f"the answer of “{question.prompt}” names no source"
            hint = "Add a footnote: `text[^label]`."
            yield diagnose("D309", message, question.span.first_line, hint)


def reading_length(nodes: Iterable[Node]) -> int:
    """Measure how much there is to recall: Chinese characters, other words, formulas."""
    nodes = tuple(nodes)
    formulas = sum(map(is_formula, walk(nodes)))
    return len(UNIT.findall(words_of(nodes, left_out))) + formulas


def _names_source(question: Question) -> bool:
    for node in walk_elements(question.nodes):
        if node.type == "footnote_ref" or IDENTIFIER.search(node.content):
            return True
    answer = (*question.short, *question.answer)
    found = in_nodes(answer, question.span)
    return any(each.kind == "link" and is_remote(each.target.address) for each in found)
