"""One file of notes → its document: repaired, tokenised, and offered to the finders."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

from msgspec.structs import replace

from diptych.diagnostics.codes import diagnose
from diptych.input.crowding import MOST_QUESTIONS, MOST_TAGS, too_many
from diptych.input.options import DEFAULT, Options
from diptych.parse.finders import read_page
from diptych.parse.metadata.tags import begin_with_tags, take_tags
from diptych.parse.page import make_page
from diptych.parse.tools.card_marks import with_marks_in_force
from diptych.parse.tools.logseq import report_left_properties
from diptych.syntax.highlights import number_highlights, show_highlights
from diptych.syntax.repairs import repair

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from diptych.model import Diagnostic, Source
    from diptych.parse.page import Page
    from diptych.syntax.document import Document, Question
    from diptych.syntax.tree import Node


def parse(source: Source, options: Options = DEFAULT) -> tuple[Document, tuple[Diagnostic, ...]]:
    """Read one file of notes: its sections, its questions, and what is to be said of them.

    Args:
        options: how the notebook wants its documents read.
    """
    repaired, repairs, blocks = repair(with_marks_in_force(source), options.without)
    written = source.text.split("\n")
    page, front_matter_problems = make_page(repaired, options, written, blocks)
    document, remarks = read_page(page)
    if refused := _refused(document.questions, source.path):
        return replace(document, questions=()), (refused,)
    left = report_left_properties(_shown(document), source.path)
    if page.tags and not document.questions:
        tags = ", ".join(page.tags)
        said = f"the property `tags: {tags}` is not shown"
        left.append(diagnose("D215", said, page.span(1, 1)))
    return _finish(document, page), (*repairs, *front_matter_problems, *remarks, *left)


def _refused(questions: Sequence[Question], path: str) -> Diagnostic | None:
    """Say why a file is not read if it holds too many questions, or these too many tags."""
    if len(questions) > MOST_QUESTIONS:
        return too_many(path, questions[MOST_QUESTIONS].span.line, f"{MOST_QUESTIONS:,} questions")
    tags = accumulate(len(question.tags) for question in questions)
    for question, count in zip(questions, tags, strict=True):
        if count > MOST_TAGS:
            most = f"{MOST_TAGS:,} tags, counted with each question"
            return too_many(path, question.span.line, most)
    return None


def read_blocks(
    source: Source, options: Options = DEFAULT
) -> tuple[tuple[Node, ...], Mapping[str, tuple[Node, ...]]]:
    """Read the blocks of a text and its footnotes, without a thought of what asks in it."""
    repaired, _, blocks = repair(with_marks_in_force(source), options.without)
    page, _ = make_page(repaired, options, source.text.split("\n"), blocks)
    footnotes = {label: show_highlights(said) for label, said in page.footnotes.items()}
    return show_highlights(page.nodes), footnotes


def _shown(document: Document) -> Iterator[Node]:
    for section in document.sections:
        yield from section.intro
    for question in document.questions:
        yield from question.nodes


def _finish(document: Document, page: Page) -> Document:
    """Do what all finders have in common: take tags from the text, number deletions."""
    in_front = begin_with_tags(document.questions)
    return replace(
        document,
        sections=tuple(replace(s, intro=show_highlights(s.intro)) for s in document.sections),
        questions=tuple(
            _in_deck(_numbered(take_tags(question, in_front=in_front)), page)
            for question in document.questions
        ),
        footnotes={label: show_highlights(said) for label, said in document.footnotes.items()},
        aliases=(*page.aliases, page.title) if page.title else page.aliases,
        nodes=page.nodes,
        line_breaks=page.line_breaks,
    )


def _in_deck(question: Question, page: Page) -> Question:
    """Put a question into the deck that its file names, unless it names one itself."""
    if page.deck is None or question.subdeck is not None:
        return question
    return replace(question, subdeck=page.deck)


def _numbered(question: Question) -> Question:
    prompt, front, short, answer = number_highlights(
        question.prompt_nodes, question.front, question.short, question.answer
    )
    return replace(question, prompt_nodes=prompt, front=front, short=short, answer=answer)
