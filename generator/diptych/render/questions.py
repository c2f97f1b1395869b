"""One question, or one section's introduction, as HTML with relocations."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING

from diptych.model import AnswerHeading, Diagnostic, Html, UnfilledBody
from diptych.render.card import CardRenderer
from diptych.render.page import PageRenderer
from diptych.render.relocations import DeletionStart, Embed, Formula, Picture
from diptych.render.state import RenderState, Shared
from diptych.syntax.html import without_tags

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diptych.render.renderer import HtmlRenderer
    from diptych.syntax.document import Document, Question, Section

_PAGE, _CARD = PageRenderer(), CardRenderer()


@dataclass(frozen=True, slots=True)
class Rendered:
    """One question for both panels.

    Attributes:
        headings: those of its answer.
        diagnostics: what cannot be shown.
    """

    page: UnfilledBody
    card: UnfilledBody
    headings: tuple[AnswerHeading, ...]
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class RenderedIntro:
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
    page = RenderState(document, question.span, lines, shared)
    card = RenderState(document, question.span, lines, shared)
    return Rendered(
        page=_body(_PAGE, question, page),
        card=_body(_CARD, question, card),
        headings=tuple(page.headings),
        diagnostics=(*page.diagnostics, *card.diagnostics),
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


def _is_visible(prompt: Html) -> bool:
    """Tell whether a prompt can be seen: Anki makes no card of an empty field."""
    if any(isinstance(piece, Picture | Embed | Formula | DeletionStart) for piece in prompt):
        return True
    words = "".join(piece if isinstance(piece, str) else "" for piece in prompt)
    return bool(html.unescape(without_tags(words)).strip())
