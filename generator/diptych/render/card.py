"""HTML for Anki's cards: formulas and deletions stay open until it is known what card it is."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from diptych.render.acting import acting_command
from diptych.render.relocations import DeletionEnd, DeletionStart, Formula
from diptych.render.renderer import HtmlRenderer
from diptych.render.typeset_on_cards import for_cards
from diptych.syntax.cloze import in_formula, without_deletions

if TYPE_CHECKING:
    from diptych.model import Span
    from diptych.model.book import Html
    from diptych.render.state import RenderState
    from diptych.syntax.tree import Node


class CardRenderer(HtmlRenderer):
    """Renders nodes for cards of both notetypes."""

    def finish(self, written: str, state: RenderState) -> Html:
        """Make what was written safe, and put the fragments in."""
        return state.shared.fragments.for_card(written, raw=state.raw)

    def show_formula(self, latex: str, span: Span, state: RenderState, *, display: bool) -> str:
        """Leave a formula to Anki's own MathJax; show the LaTeX of one that would act there."""
        if acting_command(latex):
            return self._as_code(latex, state)
        return state.keep(Formula(for_cards(latex), display, state.asked))

    def show_footnote(self, number: int) -> Html:
        """Show a raised number; the sources stand below."""
        return (f'<sup class="ref">{number}</sup>',)

    def show_source(self, number: int, said: Html) -> Html:
        """Show a source; nothing leads to it on a card."""
        return ("<li>", *said, "</li>")

    def show_deletion(self, node: Node, state: RenderState) -> str:
        """Say where a deletion begins and ends; in a source nothing is deleted."""
        inside = self._inside(node, state)
        if not state.asked:
            return inside
        start = state.keep(DeletionStart(node.meta["number"]))
        return f"{start}{inside}{state.keep(DeletionEnd(node.meta['hint']))}"

    def _as_code(self, latex: str, state: RenderState) -> str:
        def deleted(number: int, content: str, hint: str) -> str:
            start, end = state.keep(DeletionStart(number)), state.keep(DeletionEnd(hint))
            return f"{start}{content}{end}"

        if not state.asked:
            return f"<code>{html.escape(without_deletions(latex))}</code>"
        return f"<code>{in_formula(latex, html.escape, deleted)}</code>"
