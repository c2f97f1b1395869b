"""What is known while one question, or one introduction, is rendered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from diptych.diagnostics.codes import diagnose
from diptych.model import Span
from diptych.render.open_elements import OpenElements
from diptych.render.safe import Fragments
from diptych.syntax.nesting import MAX_NESTING
from diptych.syntax.slugs import FreeSlugs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diptych.model import Diagnostic
    from diptych.model.book import AnswerHeading, Html, Relocation
    from diptych.syntax.document import Document
    from diptych.syntax.tree import Node

# What pages themselves call their parts.
_PAGE_IDS = frozenset({"content", "contents", "recall"})


class Shared(Struct):
    """What the two panels of one question share.

    Attributes:
        blocks: how blocks were written that look the same on both, by the identity of their node,
            which is kept with it: a node that is gone leaves its identity to another.
        texts: whole texts that do, finished: as written → as HTML.
    """

    fragments: Fragments = field(default_factory=Fragments)
    blocks: dict[int, tuple[Node, str]] = field(default_factory=dict)
    texts: dict[str, Html] = field(default_factory=dict)


class RenderState(Struct):
    """What is known while one question, or one introduction, is rendered.

    Attributes:
        span: where it stands.
        lines: the document's, as they were read, to point at.
        cited: the footnotes referred to so far: key → number, counted from 1.
        sources: what each of them says, in their order.
        pictures: how many there were so far.
        asked: whether a card may ask for what is deleted; not in footnotes.
        pointed: whether headings can be pointed at.
        headings: those that can, so far.
        names: gives each of those a name of its own.
        differs: whether what was written since this was last unset depends on the panel.
        raw: whether raw HTML was written.
        open_elements: what raw HTML opened so far, and did not close.
    """

    document: Document
    span: Span
    lines: Sequence[str]
    shared: Shared = field(default_factory=Shared)
    cited: dict[str, int] = field(default_factory=dict)
    sources: list[tuple[Node, ...]] = field(default_factory=list)
    pictures: int = 0
    asked: bool = True
    pointed: bool = False
    headings: list[AnswerHeading] = field(default_factory=list)
    names: FreeSlugs = field(default_factory=lambda: FreeSlugs(_PAGE_IDS))
    diagnostics: list[Diagnostic] = field(default_factory=list)
    differs: bool = False
    raw: bool = False
    open_elements: OpenElements = field(default_factory=OpenElements)

    def keep(self, *pieces: str | Relocation) -> str:
        """Make a mark that stands for ``pieces`` until the text around it is safe."""
        return self.shared.fragments.keep(*pieces)

    def tell_too_deep(self, node: Node) -> None:
        """Report, once, that tags are nested too deeply and shown as they were written."""
        if any(each.code == "D210" for each in self.diagnostics):
            return
        line = node.line or self.span.line
        words = f"{' '.join(node.content.split())}, and what is nested so deeply behind it"
        message = f"nested more than {MAX_NESTING} deep, so shown as it was written: {words}"
        span = Span(self.document.path, line, line)
        self.diagnostics.append(diagnose("D210", message, span, "Nest it less deeply."))
