"""Can each question become the kind of note that its author asks for?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.compile.typing_in import LONGEST, TYPED, typed_answer
from diptych.diagnostics.codes import diagnose
from diptych.parse.choices.options import choice_of
from diptych.syntax.cloze import deletions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from diptych.compile.checks.facts import DocumentFacts
    from diptych.model import Diagnostic
    from diptych.syntax.document import Question


def unfollowed_classes(facts: DocumentFacts) -> Iterator[Diagnostic]:
    """Report classes that ask for a kind of note or a card that the question cannot become."""
    for question in facts.document.questions:
        asked = [name for name in (TYPED, "choice", "reversed") if name in question.classes]
        for name, why, hint in _unfollowed(question, asked) if asked else ():
            message = f"`.{name}` is not followed: {why}"
            yield diagnose("D330", message, question.span.first_line, hint)


def _unfollowed(question: Question, asked: list[str]) -> Iterator[tuple[str, str, str]]:
    """Give each class with the reason why nothing comes of it, and what to do."""
    if deletions(question.nodes):
        for name in asked:
            why = "a question with deletions makes a cloze note"
            yield name, why, "Take the class or the deletions away."
        return
    typed = TYPED in asked and bool(typed_answer(question))
    if TYPED in asked and not typed:
        hint = (
            "Put what is to be typed into a quotation that opens the answer (`> Paris`): one "
            f"paragraph of at most {LONGEST} characters, without formula or picture."
        )
        yield TYPED, "its answer is no short line of plain text", hint
    if "choice" not in asked:
        return
    if typed:
        yield "choice", "`.typed` stands beside it", "Keep one of the two."
    elif choice_of(question) is None:
        hint = (
            "Write a list with `- [x]` for what is right and `- [ ]` for what is not, or options "
            "`A. …` and an answer that begins with the letter of the right one."
        )
        yield "choice", "it has no options of which it says which are right", hint
    elif "reversed" in asked:
        why = "a choice asks nothing back"
        yield "reversed", why, "Without `.choice`, a basic note with two cards comes."
