"""Are there questions, and are they answered?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.diagnostics.codes import diagnose
from diptych.link.checks.links import is_dead_image
from diptych.link.checks.near_misses import nearest_misses
from diptych.model import Span
from diptych.syntax.cloze import deletions
from diptych.syntax.markdown import plain_text
from diptych.syntax.references import in_tokens
from diptych.syntax.tree import flatten

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.token import Token

    from diptych.link.checks.facts import Facts
    from diptych.model import Diagnostic, Question

LOOKED_FOR = (
    "headings such as `## What is …?` or `### 1. …`, `Q:` and `A:`, `term :: definition`, "
    "`- … #card` and `{{c1::…}}`"
)


def no_questions(facts: Facts) -> Iterator[Diagnostic]:
    """Nothing to learn: in the whole notebook an error, in one document of several a warning."""
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


def wordless(facts: Facts) -> Iterator[Diagnostic]:
    """Questions that say nothing, such as a heading that holds only its number."""
    for question in facts.questions:
        if not question.prompt.strip():
            where = Span(question.span.path, question.span.line, question.span.line)
            yield diagnose("D319", "the question has no words", where, "Write it, or delete it.")


def unanswered(facts: Facts) -> Iterator[Diagnostic]:
    """Questions with nothing below them, or nothing but pictures that are not there."""
    dead = {
        (reference.span.path, reference.target.written)
        for reference in facts.references
        if is_dead_image(facts, reference)
    }
    for question in facts.questions:
        where = Span(question.span.path, question.span.line, question.span.line)
        if not is_answered(question):
            message = f"“{question.prompt}” has no answer"
            yield diagnose("D301", message, where, "Write one below the heading.")
        elif _only_dead_pictures(question, dead):
            message = f"the answer of “{question.prompt}” is only a picture that is not there"
            yield diagnose("D302", message, where, "Put the picture back, or say it in words.")


def is_answered(question: Question) -> bool:
    """Whether anything stands below the question, or is to be recalled in it."""
    return bool(question.short or question.answer or deletions(question.prompt_tokens))


def _only_dead_pictures(question: Question, dead: set[tuple[str, str]]) -> bool:
    tokens = flatten((*question.short, *question.answer))
    # Nearly every answer begins with words, which costs less to see than to find all pictures.
    if any(map(_says_something, tokens)):
        return False
    pictures = [
        r for r in in_tokens(tokens, question.span.path, question.span) if r.kind == "image"
    ]
    return bool(pictures) and all((r.span.path, r.target.written) in dead for r in pictures)


def _says_something(token: Token) -> bool:
    """Whether a block holds words, code or a formula; pictures apart."""
    if token.type != "inline":
        return token.type in {"fence", "code_block", "math_block", "hr"}
    return bool(plain_text([each for each in token.children or () if each.type != "image"]))
