"""One source → one compiled document: all that is known of a file without looking at any other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from diptych.compile import texts
from diptych.compile.anchors import anchors
from diptych.compile.checks import check_document
from diptych.compile.checks.answers import is_answered, only_pictures
from diptych.compile.checks.facts import DocumentFacts
from diptych.compile.compiled import (
    NO_PARTS,
    Compiled,
    CompiledQuestion,
    CompiledSection,
    FinishedCard,
)
from diptych.compile.coverage import coverage
from diptych.compile.deletions import written_deletions
from diptych.compile.other_names import other_names
from diptych.compile.prompt_words import telling_hash
from diptych.compile.said_again import refuse_said_again
from diptych.compile.subject_words import subject_words
from diptych.compile.transclusions import with_transclusions
from diptych.compile.typing_in import TYPED, typed_answer
from diptych.diagnostics.locate import point, spellings
from diptych.digests import digest
from diptych.interface.language import is_right_to_left, language_to_left, letters_in
from diptych.model import EXCERPT
from diptych.parse.source import parse
from diptych.render import finished_card
from diptych.render.formula_signs import formula_signs
from diptych.render.questions import render_intro, render_question
from diptych.render.relocations import strings
from diptych.syntax.cloze import deletions, without_own_numbers
from diptych.syntax.occlusion import occlusions
from diptych.syntax.references import Reference, in_question, references
from diptych.syntax.suppressions import take_suppressions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from diptych.compile.settings import CompileSettings, Requirements
    from diptych.model import Source
    from diptych.model.book import UnfilledBody
    from diptych.render.questions import Rendered, RenderedIntro
    from diptych.syntax.document import Question
    from diptych.syntax.occlusion import Occlusion


def compile_document(source: Source, settings: CompileSettings) -> Compiled:
    """Parse, check and render one file; a pure function of its text and the settings."""
    bare, suppressions = take_suppressions(source)
    document, problems = parse(bare, settings.reading)
    lines = tuple(source.text.split("\n"))
    shown, not_shown = with_transclusions(document, source, settings.reading)
    if refused := refuse_said_again(shown):
        document = shown = replace(document, sections=(), questions=(), footnotes={})
        problems, not_shown = (refused,), ()
    facts = DocumentFacts(document, lines, settings.requirements)
    intros = [render_intro(section, shown, lines) for section in shown.sections]
    rendered = [render_question(question, shown, lines) for question in shown.questions]
    of_questions = [tuple(in_question(question)) for question in shown.questions]
    # What another note's picture hides is asked for there.
    hidden = [occlusions(each.nodes, each.span, lines) for each in document.questions]
    return Compiled(
        path=document.path,
        title=document.title,
        aliases=document.aliases,
        understood=document.understood,
        sections=tuple(
            CompiledSection(section.title, section.path, section.span, intro.html)
            for section, intro in zip(document.sections, intros, strict=True)
        ),
        questions=tuple(
            _question(
                question, each, found, tuple(marked for marked, _ in own), settings.requirements
            )
            for question, each, found, own in zip(
                shown.questions, rendered, of_questions, hidden, strict=True
            )
        ),
        references=tuple(_with_columns(references(shown, of_questions), lines)),
        anchors=tuple(anchors(document)),
        deletions=tuple(written_deletions(lines)),
        suppressions=suppressions,
        diagnostics=(
            *problems,
            *not_shown,
            *check_document(facts),
            *(problem for each in intros for problem in each.diagnostics),
            *(problem for each in rendered for problem in each.diagnostics),
        ),
        coverage=coverage(document),
        letters=letters_in(source.text),
        formulas=formula_signs(_shown(intros, rendered)),
    )


def _shown(intros: Iterable[RenderedIntro], rendered: Iterable[Rendered]) -> Iterator[str]:
    """Walk all finished HTML that a document has for pages."""
    for intro in intros:
        yield from strings(intro.html)
    for question in rendered:
        for part in question.page.parts:
            yield from strings(part)


def _question(
    question: Question,
    rendered: Rendered,
    found: tuple[Reference, ...],
    hidden: tuple[Occlusion, ...],
    requirements: Requirements,
) -> CompiledQuestion:
    front, short, answer = map(texts.said_in, (question.front, question.short, question.answer))
    answers = [*short, *answer]
    below = [*front, *answers]
    card = _finished(rendered.card)
    title, text = texts.title(question), texts.legible_text(question, texts.text_of(below))
    gist = texts.gist(question)
    terms, explained = texts.abbreviations(question) if requirements.abbreviations else ((), ())
    return CompiledQuestion(
        prompt=question.prompt,
        title=title,
        pinned=question.pinned,
        classes=question.classes,
        section=question.section,
        subdeck=question.subdeck,
        tags=question.tags,
        span=question.span,
        language=_language(question, texts.text_of(below)),
        answered=is_answered(question),
        hides=bool(deletions(question.nodes)),
        numbered=without_own_numbers(question.nodes),
        page_parts=rendered.page.parts,
        card_parts=NO_PARTS if card else rendered.card.parts,
        card=card,
        choice=rendered.choice.parts if rendered.choice else None,
        typed=typed_answer(question) if TYPED in question.classes else "",
        right=rendered.right,
        headings=rendered.headings,
        references=found,
        asked=texts.asked(question),
        excerpt=texts.running_words(answers)[:EXCERPT],
        text=text,
        gist=gist,
        other_names=other_names(title, text),
        telling=telling_hash(question.prompt),
        words=texts.running_words(below),
        code=texts.code_hash(below),
        terms=terms,
        explained=explained,
        only_pictures=only_pictures(question),
        occlusions=hidden,
        finished=_finished_page(rendered.page),
        asks_with=subject_words(title),
        answers_with=subject_words(gist),
    )


def _finished(card: UnfilledBody) -> FinishedCard | None:
    if (filled := finished_card(card)) is None:
        return None
    body, deleted = filled
    shown = (body.prompt, body.short, body.answer, body.sources, body.front)
    return FinishedCard(shown, deleted)


def _finished_page(page: UnfilledBody) -> tuple[str, int] | None:
    """Hash and measure the HTML of a page, unless something in it is open."""
    if any(not isinstance(piece, str) for part in page.parts for piece in part):
        return None
    texts = ["".join(strings(part)) for part in page.parts]
    return digest("\1".join(texts).encode(errors="surrogatepass")), sum(map(len, texts))


def _language(question: Question, below: str) -> str | None:
    """Read the language of a question: its document's, unless its letters run the other way."""
    said = question.language
    if said and is_right_to_left(said):
        return said
    return language_to_left(f"{question.prompt} {below}") or said


def _with_columns(found: Iterable[Reference], lines: Sequence[str]) -> Iterator[Reference]:
    """Add columns to references; what a line refers to twice stands there twice."""
    behind: dict[tuple[int, str], int] = {}
    for each in found:
        key = (each.span.line, each.target.address)
        written = spellings(each.target.address)
        span = point(each.span, {each.span.path: lines}, *written, after=behind.get(key, 0))
        behind[key] = span.column
        yield replace(each, span=span)
