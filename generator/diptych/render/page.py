"""HTML for pages of the site: formulas as MathML, headings that can be pointed at."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from msgspec.structs import replace

from diptych.diagnostics.codes import diagnose
from diptych.diagnostics.locate import point
from diptych.model.book import AnswerHeading
from diptych.render.acting import acting_command
from diptych.render.formulas import FormulaError, has_layout, place_in_source, to_mathml
from diptych.render.raw_html import as_on_pages
from diptych.render.readable import readable
from diptych.render.relocations import HeadingAnchor, HeadingId, Id, IdReference
from diptych.render.renderer import HtmlRenderer
from diptych.render.shaping import dressed, is_latin, with_lead
from diptych.syntax.cloze import without_deletions
from diptych.syntax.slugs import slug_of
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diptych.model import Span
    from diptych.model.book import Html
    from diptych.render.state import RenderState
    from diptych.syntax.tree import Node


# So much of a formula is quoted to tell which it is.
_LONGEST = 200
# How the parser writes the box of a task.
_TASKS = {
    f'<input class="task-list-item-checkbox"{ticked} disabled="disabled" type="checkbox">'
    for ticked in ("", ' checked="checked"')
}


class PageRenderer(HtmlRenderer):
    """Renders nodes for all pages; where on which page they stand, relocations leave open."""

    def __init__(self) -> None:
        super().__init__()
        self._methods["lead"] = self._lead
        self._methods["unbroken"] = self._unbroken

    def finish(self, written: str, state: RenderState) -> Html:
        """Make what was written safe, and put the fragments in."""
        return state.shared.fragments.for_page(written, raw=state.raw)

    def prepared(self, nodes: Sequence[Node]) -> Sequence[Node]:
        """Pair raw emphasis, and hold formulas together with their punctuation."""
        return dressed(nodes)

    def show_formula(self, latex: str, span: Span, state: RenderState, *, display: bool) -> str:
        """Show a formula as MathML; report one that cannot be converted, and show its LaTeX."""
        open_on_cards = acting_command(latex) is None
        latex = without_deletions(latex)
        try:
            mathml = to_mathml(latex, display=display)
        except FormulaError as problem:
            _report(latex, problem, span, state, open_on_cards=open_on_cards)
            return state.keep(f"<code>{html.escape(latex)}</code>")
        # What copies it, and what is shown where browsers know no MathML; an attribute weighs less
        # than MathML's <annotation>.
        tex = html.escape(latex)
        if not display:
            if has_layout(mathml):
                mathml = mathml.replace("<math", f'<math data-tex="{tex}"', 1)
            return state.keep(mathml)
        # A display may stand within a paragraph, which no `<div>` may.
        return state.keep(f'<span class="math-block" data-tex="{tex}">{mathml}</span>')

    def show_footnote(self, number: int) -> Html:
        """Show a raised number that leads to the source."""
        return ('<sup class="ref"><a href="', IdReference(_source(number)), f'">{number}</a></sup>')

    def show_source(self, number: int, said: Html) -> Html:
        """Show a source, which its number leads to."""
        return ('<li id="', Id(_source(number)), '">', *said, "</li>")

    def show_deletion(self, node: Node, state: RenderState) -> str:
        """Mark what is to be known by heart."""
        return f"{state.keep('<mark>')}{self._inside(node, state)}{state.keep('</mark>')}"

    def show_emphasis(self, node: Node, state: RenderState) -> str:
        """Show emphasised text; marked where it takes italics."""
        if is_latin(node.children):
            node = replace(node, attrs={"class": "latin"})
        return self._element(node, state)

    def show_heading(self, node: Node, state: RenderState) -> str:
        """Show a heading, with an id and a link to itself where it can be pointed at."""
        words, shown = plain_text(node.children), plain_text(node.children, readable)
        before, behind = _named(words, shown, node.heading_level, state)
        return f"<{node.tag}>{before}{self._inside(node, state)}{behind}</{node.tag}>\n"

    def show_cell(self, node: Node, state: RenderState) -> str:
        """Show a table's cell; an empty one among its heads is a corner, which heads nothing."""
        return self.cell(node, node.tag if node.children else "td", state)

    def raw_html(self, written: str, state: RenderState) -> str:
        """Treat headings, emphasis and table heads of raw HTML as those of Markdown."""
        if written in _TASKS:
            # Whether it is ticked, the box itself says; what it means needs a name.
            return state.keep(written.replace("<input", '<input aria-label="✓"'))
        return as_on_pages(written, lambda words, level: _named(words, words, level, state))

    def _element(self, node: Node, state: RenderState) -> str:
        """Write an element; a paragraph can be pointed at by the bold words that it begins with."""
        return super()._element(with_lead(node) if state.pointed else node, state)

    def _lead(self, node: Node, state: RenderState) -> str:
        """Write the bold words that a paragraph begins with, and their link to themselves."""
        title = plain_text(node.children)
        inside = self._inside(node, state)
        if not title:
            return f"<strong>{inside}</strong>"
        # Of headings and figures, none has such a name.
        name = state.names.take(f"lead.{slug_of(title)}")
        opening = state.keep("<strong", HeadingId(name), ">")
        return opening + inside + state.keep(HeadingAnchor(name, title, in_text=True), "</strong>")

    def _unbroken(self, node: Node, state: RenderState) -> str:
        """Hold a formula together with the punctuation that touches it.

        A browser may break a line on either side of a formula, even before a comma.
        """
        failed = len(state.diagnostics)
        inside = "".join(self._methods[child.type](child, state) for child in node.children)
        held = len(state.diagnostics) == failed
        return f'<span class="unbroken">{inside}</span>' if held else inside


def _source(number: int) -> str:
    return f"source.{number}"


def _named(words: str, shown: str, level: int, state: RenderState) -> tuple[str, str]:
    """Name a heading by its words, so that it keeps its name when others come and go.

    Args:
        shown: the same words with formulas as one reads them.

    Returns:
        what stands before and behind its words; nothing where it cannot be pointed at.
    """
    if not words or not state.pointed:
        return "", ""
    name = state.names.take(slug_of(words))
    state.headings.append(AnswerHeading(name, shown, level))
    return state.keep(HeadingId(name)), state.keep(HeadingAnchor(name, shown))


def _report(
    latex: str, problem: FormulaError, span: Span, state: RenderState, *, open_on_cards: bool
) -> None:
    named = latex if len(latex) <= _LONGEST else f"{latex[:_LONGEST]}…"
    message = f"the formula `{named}` cannot be shown: {problem}"
    hint = "Pages show its LaTeX instead; cards leave it to MathJax."
    if not open_on_cards:
        hint = "Pages and cards show its LaTeX instead."
    here = place_in_source(latex, problem.offset, state.lines, span)
    here = here or point(span, {span.path: state.lines}, latex.split("\n")[0], "$$")
    state.diagnostics.append(diagnose("D601", message, here, hint))
