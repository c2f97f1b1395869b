"""One question, or one section's introduction, in both flavours."""

from __future__ import annotations

import html
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from diptych.model import Asset, Body, Diagnostic
from diptych.render.card import CardFlavour
from diptych.render.deletions import numbers_on_card
from diptych.render.flavour import Flavour, Job
from diptych.render.page import PageFlavour
from diptych.syntax.cloze import deletions
from diptych.syntax.html import without_tags

if TYPE_CHECKING:
    from diptych.model import Document, Question, Section
    from diptych.render.context import Context


@dataclass(frozen=True, slots=True)
class Rendered:
    """One question as both panels show it, and the files that each needs.

    Attributes:
        deleted: the number of each deletion on the card, in the order of its text.
    """

    page: Body
    card: Body
    page_assets: tuple[Asset, ...]
    card_assets: tuple[Asset, ...]
    deleted: tuple[int, ...]
    diagnostics: tuple[Diagnostic, ...]


def render_question(
    question: Question, document: Document, scope: str, context: Context
) -> Rendered:
    """Render a question for both panels.

    Args:
        scope: an HTML id that no other question has.
    """
    page = Job(context, document.path, scope, question.span, dict(document.footnotes))
    card = Job(context, document.path, scope, question.span, dict(document.footnotes))
    deleted: tuple[int, ...] = ()
    if deletions(question.tokens):
        shown = _body(_card_flavour(cloze=True), question, card)
        deleted = numbers_on_card(shown)
    # What is deleted may reach no card, as in an alternative text; then it is no cloze note.
    if not deleted:
        card = Job(context, document.path, scope, question.span, dict(document.footnotes))
        shown = _body(_card_flavour(cloze=False), question, card)
    return Rendered(
        page=_body(page_flavour(), question, page),
        card=shown,
        deleted=deleted,
        page_assets=tuple(page.assets.values()),
        card_assets=tuple(card.assets.values()),
        diagnostics=(*page.diagnostics, *card.diagnostics),
    )


def render_intro(
    section: Section, document: Document, scope: str, context: Context
) -> tuple[str, tuple[Asset, ...], tuple[Diagnostic, ...]]:
    """A section's introduction for its page: HTML, the files it needs, and what went wrong."""
    job = Job(context, document.path, scope, section.span, dict(document.footnotes))
    flavour = page_flavour()
    text = job.fragments.finish(flavour.blocks(section.intro, job))
    return text + flavour.sources(job), tuple(job.assets.values()), tuple(job.diagnostics)


def _body(flavour: Flavour, question: Question, job: Job) -> Body:
    prompt = flavour.inline(question.prompt_tokens, job)
    front = flavour.blocks(question.front, job)
    short = flavour.blocks(question.short, job)
    answer = flavour.blocks(question.answer, job)
    return Body(
        prompt=_visible(flavour.finish(prompt, job)),
        short=flavour.finish(short, job),
        answer=flavour.finish(answer, job),
        front=flavour.finish(front, job),
        sources=flavour.sources(job),
    )


def _visible(prompt: str) -> str:
    """A prompt that can be seen: Anki makes no card of an empty field."""
    seen = "<img" in prompt or html.unescape(without_tags(prompt)).strip()
    return prompt if seen else f"{prompt}…"


@cache
def page_flavour() -> PageFlavour:
    """How pages show things; made once, for its rules take time."""
    return PageFlavour()


@cache
def _card_flavour(*, cloze: bool) -> CardFlavour:
    return CardFlavour(cloze=cloze)
