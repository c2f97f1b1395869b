"""Are there questions, and are their answers there?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.diagnostics.codes import diagnose
from diptych.link.checks.images import is_dead_image
from diptych.link.checks.near_misses import nearest_misses
from diptych.model import Span
from diptych.syntax.references import in_nodes
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from diptych.link.checks.facts import Facts
    from diptych.model import Diagnostic
    from diptych.syntax.document import Question
    from diptych.syntax.tree import Node

LOOKED_FOR = (
    "headings such as `## What is …?` or `### 1. …`, `Q:` and `A:`, `term :: definition`, "
    "`- … #card` and `{{c1::…}}`"
)
SPEAKING = frozenset({"fence", "code_block", "hr"})


def no_questions(facts: Facts) -> Iterator[Diagnostic]:
    """Report that there is nothing to learn: in the whole notebook, or in one of its documents."""
    if not facts.documents:
        message = f"no questions found: there is no Markdown file in {facts.where}"
        hint = f"Looked for files that end in .md or .markdown, and in them {LOOKED_FOR}."
        yield diagnose("D201", message, None, hint)
    elif not facts.questions:
        looked = "; ".join(f"{d.path} ({d.understood})" for d in facts.documents[:5])
        message = f"no questions found in {facts.where}: looked for {LOOKED_FOR}; read {looked}"
        span = Span(facts.documents[0].path, 1, 1)
        misses = "; ".join(nearest_misses(facts.lines))
        hint = f"Nearly questions: {misses}." if misses else "Make each question a heading."
        yield diagnose("D201", message, span, hint)
    else:
        for document in facts.documents:
            if not document.questions:
                message = f"no question in this document ({document.understood})"
                hint = "Its text is shown on the page of its section, and on no card."
                yield diagnose("D202", message, Span(document.path, 1, 1), hint)


def only_dead_pictures(facts: Facts) -> Iterator[Diagnostic]:
    """Report answers that are nothing but pictures that are not there."""
    dead = {
        (reference.span.path, reference.target.written)
        for reference in facts.references
        if is_dead_image(facts, reference)
    }
    for question in facts.questions if dead else ():
        if _only_dead_pictures(question, dead):
            message = f"the answer of “{question.prompt}” is only a picture that is not there"
            hint = "Put the picture back, or say it in words."
            yield diagnose("D302", message, question.span.first_line, hint)


def _only_dead_pictures(question: Question, dead: set[tuple[str, str]]) -> bool:
    answer = (*question.short, *question.answer)
    # Nearly every answer begins with words, which costs less to see than to find all pictures.
    if any(map(_says_something, answer)):
        return False
    pictures = [each for each in in_nodes(answer, question.span) if each.kind == "image"]
    return bool(pictures) and all((r.span.path, r.target.written) in dead for r in pictures)


def _says_something(node: Node) -> bool:
    """Tell whether a node holds words, code or a formula; pictures apart."""
    if node.type in SPEAKING:
        return True
    if node.children:
        return node.type != "image" and any(map(_says_something, node.children))
    return bool(plain_text((node,)))
