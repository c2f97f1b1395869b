"""A question's card block by block, each with the lines of the notes that it is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from diptych.parse.choices.options import choice_of
from diptych.render.card import CardRenderer
from diptych.render.state import RenderState

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from diptych.model.book import Html
    from diptych.parse.choices.options import Choice
    from diptych.syntax.document import Document, Question
    from diptych.syntax.tree import Node

_CARD = CardRenderer()


class CardBlock(Struct, frozen=True):
    """One block of a card.

    Attributes:
        start: the first of its lines in the notes, counted from 0.
        end: the last one, exclusive.
        html: what the card shows, its relocations not filled.
    """

    start: int
    end: int
    html: Html


def card_blocks(
    question: Question, document: Document, lines: Sequence[str], *, choice: bool
) -> Mapping[str, tuple[CardBlock, ...]]:
    """Render a question block by block, by the field of its card.

    Blocks whose lines are not known are left out.

    Args:
        document: the one that the question stands in.
        lines: the document's, as they were read.
        choice: whether its options are to be chosen from.
    """
    state = RenderState(document, question.span, lines)
    options = choice_of(question) if choice else None
    short, answer = (
        (options.short, options.answer) if options else (question.short, question.answer)
    )
    front = options.above if options else question.front
    line = question.span.line
    prompt = CardBlock(line - 1, line, _CARD.text(question.prompt_nodes, state))
    found = {
        "Question": (prompt, *_blocks(front, state)),
        "Options": tuple(_options(options, state)),
        "Short": tuple(_blocks(_opened(short), state)),
        "Answer": tuple(_blocks(answer, state)),
    }
    return {**found, "Sources": tuple(_sources(state))}


def _opened(nodes: Iterable[Node]) -> Iterator[Node]:
    """Go into quotations: their blocks stand on the card, they do not."""
    for node in nodes:
        yield from node.children if node.type == "blockquote" else (node,)


def _blocks(nodes: Iterable[Node], state: RenderState) -> Iterator[CardBlock]:
    for node in nodes:
        html = _CARD.text((node,), state)
        if node.line:
            yield _block((node,), html, state)


def _options(choice: Choice | None, state: RenderState) -> Iterator[CardBlock]:
    for option in choice.options if choice else ():
        html = _CARD.text(option.nodes, state)
        if any(node.line for node in option.nodes):
            yield _block(option.nodes, html, state)


def _sources(state: RenderState) -> Iterator[CardBlock]:
    """Render the footnotes that were cited, in the order of the list below the card."""
    state.asked = False
    for nodes in list(state.sources):
        html = _CARD.text(nodes, state)
        if any(node.line for node in nodes):
            yield _block(nodes, html, state)


def _block(nodes: Iterable[Node], html: Html, state: RenderState) -> CardBlock:
    """Take the lines of some nodes, without the empty ones below them."""
    placed = [node for node in nodes if node.line]
    start = placed[0].line - 1
    end = max(placed[-1].line, placed[-1].end_line)
    while end - 1 > start and not state.lines[end - 1].strip(" \t>"):
        end -= 1
    return CardBlock(start, end, html)
