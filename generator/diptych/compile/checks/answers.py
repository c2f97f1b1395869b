"""Does each question say something, and is it answered?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.diagnostics.codes import diagnose
from diptych.syntax.cloze import deletions
from diptych.syntax.references import in_nodes
from diptych.syntax.words import plain_text, shows_nothing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from diptych.compile.checks.facts import DocumentFacts
    from diptych.model import Diagnostic
    from diptych.syntax.document import Question
    from diptych.syntax.tree import Node

SPEAKING = frozenset({"fence", "code_block", "hr"})


def wordless(facts: DocumentFacts) -> Iterator[Diagnostic]:
    """Report questions that say nothing, such as a heading that holds only its number."""
    for question in facts.document.questions:
        if not question.prompt.strip():
            where = question.span.first_line
            named = f" `{{#{question.pinned}}}`" if question.pinned else ""
            message = f"the question{named} has no words"
            yield diagnose("D319", message, where, "Write it, or delete it.")


def unanswered(facts: DocumentFacts) -> Iterator[Diagnostic]:
    """Report questions with nothing below them."""
    for question in facts.document.questions:
        if not is_answered(question):
            message = f"“{question.prompt}” has no answer"
            where = question.span.first_line
            yield diagnose("D301", message, where, "Write one below the heading.")


def is_answered(question: Question) -> bool:
    """Tell whether anything stands below the question, or is to be recalled in it."""
    answer = (*question.short, *question.answer)
    return not all(map(shows_nothing, answer)) or bool(deletions(question.prompt_nodes))


def only_pictures(question: Question) -> tuple[str, ...]:
    """List the addresses of an answer's pictures if it holds nothing else."""
    answer = (*question.short, *question.answer)
    # Nearly every answer begins with words, which costs less to see than to find all pictures.
    if any(map(_says_something, answer)):
        return ()
    found = in_nodes(answer, question.span)
    pictures = [each for each in found if each.kind in {"image", "embed"}]
    return tuple(each.target.address for each in pictures)


def _says_something(node: Node) -> bool:
    """Tell whether a node holds words, code or a formula; pictures apart."""
    if node.type in SPEAKING:
        return True
    if node.children:
        return node.type != "image" and any(map(_says_something, node.children))
    return bool(plain_text((node,)))
