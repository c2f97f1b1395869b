"""One question, or one section's introduction, as HTML with relocations."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from msgspec import Struct, structs

from diptych.model import Diagnostic
from diptych.model.book import AnswerHeading, Html, UnfilledBody
from diptych.parse.choices.options import choice_of
from diptych.render.card import CardRenderer
from diptych.render.page import PageRenderer
from diptych.render.relocations import DeletionStart, Embed, Formula, Picture
from diptych.render.state import RenderState, Shared
from diptych.syntax.html import without_tags
from diptych.syntax.words import words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diptych.parse.choices.options import Choice, Option
    from diptych.render.renderer import HtmlRenderer
    from diptych.syntax.document import Document, Question, Section

_PAGE, _CARD = PageRenderer(), CardRenderer()


class Rendered(Struct, frozen=True):
    """One question for both panels.

    Attributes:
        choice: its card if its options are to be chosen from, where it has some.
        right: the right ones among these, as plain text.
        headings: those of its answer.
        diagnostics: what cannot be shown.
    """

    page: UnfilledBody
    card: UnfilledBody
    choice: UnfilledBody | None
    right: str
    headings: tuple[AnswerHeading, ...]
    diagnostics: tuple[Diagnostic, ...]


class RenderedIntro(Struct, frozen=True):
    """One section's introduction for its page."""

    html: Html
    diagnostics: tuple[Diagnostic, ...]


def render_question(question: Question, document: Document, lines: Sequence[str]) -> Rendered:
    """Render a question for both panels.

    Args:
        document: the one that the question stands in.
        lines: the document's, as they were read, to point at what cannot be shown.
    """
    shared = Shared()
    choice = choice_of(question)
    right = [words_of(each.nodes) for each in choice.options if each.right] if choice else []
    page = RenderState(document, question.span, lines, shared)
    card = RenderState(document, question.span, lines, shared)
    return Rendered(
        page=_body(_PAGE, question, page),
        card=_body(_CARD, question, card),
        choice=_choice(question, choice, RenderState(document, question.span, lines, shared))
        if choice
        else None,
        right="; ".join(right),
        headings=tuple(page.headings),
        diagnostics=tuple(dict.fromkeys((*page.diagnostics, *card.diagnostics))),
    )


def render_intro(section: Section, document: Document, lines: Sequence[str]) -> RenderedIntro:
    """Render a section's introduction, its sources below it."""
    state = RenderState(document, section.span, lines, pointed=True)
    text = _PAGE.text(section.intro, state)
    return RenderedIntro((*text, *_PAGE.sources(state)), tuple(state.diagnostics))


def _body(renderer: HtmlRenderer, question: Question, state: RenderState) -> UnfilledBody:
    prompt = renderer.text(question.prompt_nodes, state)
    front = renderer.text(question.front, state)
    short = renderer.text(question.short, state)
    state.pointed = True
    answer = renderer.text(question.answer, state)
    return UnfilledBody(
        prompt=prompt if _is_visible(prompt) else (*prompt, "…"),
        short=short,
        answer=answer,
        sources=renderer.sources(state),
        front=front,
    )


def _choice(question: Question, choice: Choice, state: RenderState) -> UnfilledBody:
    """Render a question whose options are parted from what else is asked with."""
    above = _CARD.text(choice.above, state)
    short, answer = choice.short, choice.answer
    body = _body(_CARD, structs.replace(question, front=(), short=short, answer=answer), state)
    asked = ('<div class="asked">', *above, "</div>") if above else ()
    options = [piece for each in choice.options for piece in _option(each, state)]
    names = {
        "options": True,
        "several": sum(each.right for each in choice.options) > 1,
        "lettered": bool(choice.options[0].letter),
        "in-order": choice.speaks_of_others,
    }
    classes = " ".join(name for name, holds in names.items() if holds)
    front = (f'<ol class="{classes}">', *options, "</ol>")
    return structs.replace(body, prompt=(*body.prompt, *asked), front=front)


def _option(option: Option, state: RenderState) -> Html:
    opening = '<li class="right">' if option.right else "<li>"
    letter = f'<span class="letter">{option.letter}</span>' if option.letter else ""
    return (f"{opening}{letter}", *_CARD.text(option.nodes, state), "</li>")


def _is_visible(prompt: Html) -> bool:
    """Tell whether a prompt can be seen: Anki makes no card of an empty field."""
    if any(isinstance(piece, Picture | Embed | Formula | DeletionStart) for piece in prompt):
        return True
    words = "".join(piece if isinstance(piece, str) else "" for piece in prompt)
    return bool(html.unescape(without_tags(words)).strip())
