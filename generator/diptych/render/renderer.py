"""Nodes → HTML, for pages and cards alike: one method for each type of node.

What it writes is not safe yet: raw HTML stands in it as the notes have it, and marks stand for
what the engine made itself (`diptych.render.safe`).
"""

from __future__ import annotations

import html
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from diptych.model import Span
from diptych.model.book import Html
from diptych.render.cited_links import cited_link
from diptych.render.code import code_box
from diptych.render.relocations import (
    CodeExcerpt,
    Embed,
    LinkAddress,
    Picture,
    PictureBox,
    joined,
)
from diptych.render.safe import BOX
from diptych.render.shaping import boxed
from diptych.render.state import RenderState
from diptych.syntax.cited import CITED, with_links
from diptych.syntax.diagrams import diagram_of
from diptych.syntax.html import replace_images
from diptych.syntax.html_policy import as_text
from diptych.syntax.markdown import LATEX_COMMENT
from diptych.syntax.media import medium_of
from diptych.syntax.own_lines import with_own_lines
from diptych.syntax.picture_sizes import picture_size
from diptych.syntax.references import is_remote, resolve, says_nothing
from diptych.syntax.tree import Node
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    pass

VOID = frozenset({"hr", "br"})
# What a panel shows in its own way, or counts; a block that holds none of it is the same on both.
_OF_A_PANEL = frozenset(
    {"cloze", "em", "footnote_ref", "heading", "html_block", "html_inline", "image", "lead"}
    | {"picture_box"}
    | {"math_block", "math_block_label", "math_inline", "math_inline_double", "th", "unbroken"}
)


class HtmlRenderer(ABC):
    """Renders nodes; subclasses say how a panel shows formulas, footnotes and deletions."""

    def __init__(self) -> None:
        self._methods: dict[str, Callable[[Node, RenderState], str]] = {
            "cloze": self.show_deletion,
            "code_block": self._code_block,
            "code_excerpt": self._code_excerpt,
            "code_inline": self._code_inline,
            "em": self.show_emphasis,
            "fence": self._fence,
            CITED: self._cited,
            "footnote_ref": self._footnote,
            "hardbreak": self._hard_break,
            "heading": self.show_heading,
            "html_block": self._raw_html,
            "html_inline": self._raw_html,
            "image": self._image,
            "inline": self._inside,
            "link": self._link,
            "math_block": self._display_formula,
            "math_block_label": self._labelled_formula,
            "math_inline": self._inline_formula,
            "math_inline_double": self._display_formula,
            "picture_box": self._picture_box,
            "softbreak": self._soft_break,
            "table": self._table,
            "td": self.show_cell,
            "text": self._text,
            "text_special": self._text,
            "th": self.show_cell,
        }

    # What a panel decides.

    @abstractmethod
    def finish(self, written: str, state: RenderState) -> Html:
        """Make what was written safe, and put the fragments in."""

    @abstractmethod
    def show_formula(self, latex: str, span: Span, state: RenderState, *, display: bool) -> str:
        """Show a formula, as a fragment."""

    @abstractmethod
    def show_footnote(self, number: int) -> Html:
        """Show the mark of a footnote in the text."""

    @abstractmethod
    def show_source(self, number: int, said: Html) -> Html:
        """Show a footnote itself, in the list of sources."""

    @abstractmethod
    def show_deletion(self, node: Node, state: RenderState) -> str:
        """Show what a card may ask for."""

    def show_emphasis(self, node: Node, state: RenderState) -> str:
        """Show emphasised text."""
        return self._element(node, state)

    def show_heading(self, node: Node, state: RenderState) -> str:
        """Show a heading within a text."""
        return self._element(node, state)

    def show_cell(self, node: Node, state: RenderState) -> str:
        """Show a table's cell."""
        return self.cell(node, node.tag, state)

    def prepared(self, nodes: Sequence[Node]) -> Sequence[Node]:
        """Prepare inline nodes for this panel."""
        return nodes

    def raw_html(self, written: str, state: RenderState) -> str:
        """Prepare raw HTML for this panel; its pictures are marks already."""
        return written

    # Whole texts.

    def text(self, nodes: Iterable[Node], state: RenderState) -> Html:
        """Render a text of its own."""
        outside, state.differs = state.differs, False
        written = self.write(tuple(nodes), state)
        texts = state.shared.texts
        finished = texts.get(written)
        if finished is None:
            finished = self.finish(written, state)
            if not state.differs:
                texts[written] = finished
        state.differs |= outside
        return finished

    def sources(self, state: RenderState) -> Html:
        """Render the footnotes cited so far, as an ordered list."""
        items: list[Html] = []
        state.asked = state.pointed = False
        # A footnote may cite another, which then joins the list.
        while len(items) < len(state.sources):
            said = state.sources[len(items)]
            said = with_links(_unwrapped(said, state.document.path))
            items.append(self.show_source(len(items) + 1, self.text(said, state)))
        pieces = [piece for item in items for piece in item]
        return joined('<ol class="sources">', *pieces, "</ol>") if items else ()

    def write(self, nodes: Sequence[Node], state: RenderState) -> str:
        """Write nodes that stand side by side as HTML that is not safe yet."""
        if nodes and not nodes[0].block:
            nodes = self.prepared(with_own_lines(nodes, of_all=state.document.line_breaks))
        written: list[str] = []
        before: Node | None = None
        for node in nodes:
            if node.type == "text":
                written.append(_escaped(node.content))
            else:
                shown = boxed(node, state.document.path)
                if before is not None:
                    written.append(self._between(before, shown))
                written.append(
                    self._block(node, shown, state) if node.block else self._node(shown, state)
                )
                before = shown
                continue
            before = node
        return "".join(written)

    def _block(self, node: Node, shown: Node, state: RenderState) -> str:
        """Write a block, or take what the other panel wrote of it if that is the same."""
        blocks = state.shared.blocks
        known = blocks.get(id(node))
        if known is not None:
            return known[1]
        outside, state.differs = state.differs, False
        written = self._node(shown, state)
        if not state.differs:
            blocks[id(node)] = node, written
        state.differs |= outside
        return written

    def _node(self, node: Node, state: RenderState) -> str:
        state.differs |= node.type in _OF_A_PANEL
        return self._methods.get(node.type, self._element)(node, state)

    def _between(self, before: Node, node: Node) -> str:
        if before.type == node.type == "footnote_ref":
            return '<sup class="ref">,</sup>'
        if not before.hidden or not node.block or node.hidden:
            return ""
        # As markdown-it does behind a paragraph of a tight list, whose tags are not shown.
        return "\n" if node.type == "heading" or node.type not in self._methods else ""

    # Elements.

    def _element(self, node: Node, state: RenderState) -> str:
        """Write an element that needs no care, with line ends where markdown-it has them."""
        inside = self.write(node.children, state)
        if node.hidden or not node.tag:
            return inside
        line_end = "\n" if node.block else ""
        opening = f"<{node.tag}{_attributes(node.attrs)}>"
        if node.tag in VOID:
            return opening + line_end
        parted = bool(node.children) and self._begins_line(node.children[0], state)
        return f"{opening}{line_end if parted else ''}{inside}</{node.tag}>{line_end}"

    def _begins_line(self, first: Node, state: RenderState) -> bool:
        return first.block and not boxed(first, state.document.path).hidden

    def _inside(self, node: Node, state: RenderState) -> str:
        return self.write(node.children, state)

    def _text(self, node: Node, _state: RenderState) -> str:
        return _escaped(node.content)

    def _soft_break(self, _node: Node, _state: RenderState) -> str:
        return "\n"

    def _hard_break(self, _node: Node, _state: RenderState) -> str:
        return "<br>\n"

    def _code_inline(self, node: Node, _state: RenderState) -> str:
        return f"<code{_attributes(node.attrs)}>{_escaped(node.content)}</code>"

    def _table(self, node: Node, state: RenderState) -> str:
        """Write a table, in a box of its own that scrolls."""
        return f'<div class="table"><table>\n{self._inside(node, state)}</table></div>\n'

    def cell(self, node: Node, tag: str, state: RenderState) -> str:
        """Write a table's cell under some tag."""
        align = node.attrs.get("style", "").removeprefix("text-align:")
        said = f' class="align-{align}"' if align else ""
        return f"<{tag}{said}>{self._inside(node, state)}</{tag}>\n"

    def _link(self, node: Node, state: RenderState) -> str:
        address = node.attrs.get("href", "")
        title = html.escape(node.attrs.get("title", ""))
        said = f' title="{title}"' if title else ""
        # The sanitiser judges what leads elsewhere; the rest is ours to find.
        where = html.escape(address)
        if not is_remote(address):
            where = state.keep(LinkAddress(resolve(state.document.path, address)))
        return f'<a href="{where}"{said}>{self._inside(node, state)}</a>'

    def _cited(self, node: Node, state: RenderState) -> str:
        """Link to what a source names."""
        return state.keep(cited_link(node.attrs["href"], node.content))

    def _raw_html(self, node: Node, state: RenderState) -> str:
        """Write raw HTML, as far as it is let through; its pictures are found like any other."""
        state.raw = True

        def show(attributes: dict[str, str]) -> str:
            address = attributes.get("src", "").replace("\\", "/")
            return state.keep(_embedded(address, attributes, state))

        shown = as_text(node.content)
        limited = state.open_elements.limited(shown)
        if limited != shown:
            state.tell_too_deep(node)
        return self.raw_html(replace_images(limited, show), state)

    # Code.

    def _fence(self, node: Node, state: RenderState) -> str:
        words = node.info.split()
        caption = diagram_of(node.info)
        return state.keep(code_box(node.content, words[0] if words else "", caption))

    def _code_block(self, node: Node, state: RenderState) -> str:
        """Write an indented code block."""
        return state.keep(code_box(node.content, ""))

    def _code_excerpt(self, node: Node, state: RenderState) -> str:
        """Write a paragraph that asks for a definition's source."""
        path, name = node.meta["target"].path, node.meta["target"].fragment
        label = plain_text(node.children)
        shown = self._inside(node, state)
        missing = self.finish(f"<p>{shown} <code>{html.escape(f'{path}#{name}')}</code></p>", state)
        return state.keep(CodeExcerpt(path, name, "" if label == name else label, missing))

    # Formulas.

    def _inline_formula(self, node: Node, state: RenderState) -> str:
        return self._formula(node, state, display=False)

    def _display_formula(self, node: Node, state: RenderState) -> str:
        return self._formula(node, state, display=True)

    def _labelled_formula(self, node: Node, state: RenderState) -> str:
        # ``$$…$$ (label)``: the label is shown as text.
        return f"{self._formula(node, state, display=True)}<p>({html.escape(node.info)})</p>"

    def _formula(self, node: Node, state: RenderState, *, display: bool) -> str:
        line = node.line or state.span.line
        # On one line, a comment would swallow what stands below it.
        inline = " ".join(LATEX_COMMENT.sub("", node.content).split())
        latex = node.content.strip() if display else inline
        span = Span(state.document.path, line, line)
        return self.show_formula(latex, span, state, display=display)

    # Pictures.

    def _image(self, node: Node, state: RenderState) -> str:
        """Write an image in the run of a text."""
        return state.keep(_embedded(node.attrs.get("src", ""), _image_attributes(node), state))

    def _picture_box(self, node: Node, state: RenderState) -> str:
        """Write a paragraph that is only an image."""
        (image,) = node.children
        picture = _embedded(image.attrs.get("src", ""), _image_attributes(image), state)
        caption: Html | None = self.text(image.children, state)
        if says_nothing(plain_text(image.children), picture.target):
            caption = None
        return f"{BOX}{state.keep(PictureBox(picture, caption))}</figure>\n"

    # Footnotes.

    def _footnote(self, node: Node, state: RenderState) -> str:
        """Write the mark of a footnote; an undefined one stays as it was written."""
        label = node.meta.get("label")
        defined = state.document.footnotes
        if label is None:
            key, said = f"^{node.meta['id']}", node.meta["nodes"]
        elif label in defined:
            key, said = label, defined[label]
        else:
            return html.escape(f"[^{label}]")
        if key not in state.cited:
            state.sources.append(said)
            state.cited[key] = len(state.sources)
        return state.keep(*self.show_footnote(state.cited[key]))


def _escaped(text: str) -> str:
    """Escape a text as the sanitiser does."""
    return html.escape(text, quote=False)


def _attributes(attributes: Mapping[str, str]) -> str:
    return "".join(
        f' {html.escape(name)}="{html.escape(value)}"' for name, value in attributes.items()
    )


def _image_attributes(image: Node) -> dict[str, str]:
    kept = {name: value for name, value in image.attrs.items() if name != "src"}
    return kept | {"alt": plain_text([image])}


def _embedded(address: str, attributes: Mapping[str, str], state: RenderState) -> Picture | Embed:
    target = resolve(state.document.path, address)
    said = {name: attributes[name] for name in ("alt", "title") if name in attributes}
    attributes_kept = tuple((said | picture_size(attributes)).items())
    medium = medium_of(address, attributes)
    if medium != "picture":
        return Embed(target, medium, attributes_kept)
    state.pictures += 1
    return Picture(target, attributes_kept, state.pictures)


def _unwrapped(nodes: tuple[Node, ...], document: str) -> tuple[Node, ...]:
    """Take what a paragraph says, if it is all: a list item of one paragraph needs no paragraph."""
    if [boxed(node, document).type for node in nodes] == ["paragraph"]:
        return nodes[0].children
    return nodes
