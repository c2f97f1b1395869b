"""Are there questions, and are their answers there?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.diagnostics.codes import diagnose
from diptych.link.checks.images import is_dead_image
from diptych.link.checks.near_misses import nearest_misses
from diptych.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from diptych.compile import Compiled
    from diptych.link.checks.facts import Facts
    from diptych.model import Diagnostic

LOOKED_FOR = (
    "headings such as `## What is …?` or `### 1. …`, `Q:` and `A:`, `term :: definition`, "
    "`- … #card` and `{{c1::…}}`"
)


def no_questions(facts: Facts) -> Iterator[Diagnostic]:
    """Report that there is nothing to learn: in the whole notebook, or in one of its documents."""
    if not facts.documents:
        message = f"no questions found: there is no Markdown file in {facts.where}"
        hint = f"Looked for files that end in .md or .markdown, and in them {LOOKED_FOR}."
        yield diagnose("D201", message, None, hint)
    elif not facts.questions:
        if any(map(_is_refused, facts.documents)):
            return
        looked = "; ".join(f"{d.path} ({d.understood})" for d in facts.documents[:5])
        message = f"no questions found in {facts.where}: looked for {LOOKED_FOR}; read {looked}"
        span = Span(facts.documents[0].path, 1, 1)
        misses = "; ".join(nearest_misses(facts.lines))
        hint = f"Nearly questions: {misses}." if misses else "Make each question a heading."
        yield diagnose("D201", message, span, hint)
    else:
        for document in facts.documents:
            if not document.questions and not _is_refused(document):
                message = f"no question in this document ({document.understood})"
                hint = "Its text is shown on the page of its section, and on no card."
                nearly = "; ".join(nearest_misses({document.path: facts.lines[document.path]}))
                hint += f" Nearly questions: {nearly}." if nearly else ""
                yield diagnose("D202", message, Span(document.path, 1, 1), hint)


def _is_refused(document: Compiled) -> bool:
    """Tell whether a document has no questions because it is too large."""
    return any(each.code == "D104" for each in document.diagnostics)


def only_dead_pictures(facts: Facts) -> Iterator[Diagnostic]:
    """Report answers that are nothing but pictures that are not there."""
    dead = {
        (reference.span.path, reference.target.address)
        for reference in facts.references
        if is_dead_image(facts, reference)
    }
    for question in facts.questions if dead else ():
        pictures = question.only_pictures
        if pictures and all((question.span.path, picture) in dead for picture in pictures):
            message = f"the answer of “{question.prompt}” is only a picture that is not there"
            hint = "Put the picture back, or say it in words."
            yield diagnose("D302", message, question.span.first_line, hint)
