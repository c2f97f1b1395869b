"""HTML for an Anki card: MathJax's delimiters, flat media names, nothing that Anki would run."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING
from urllib.parse import quote

from diptych.figures import svg
from diptych.render.flavour import Flavour
from diptych.syntax.cloze import in_formula
from diptych.syntax.references import is_remote

if TYPE_CHECKING:
    from diptych.figures.registry import Figure
    from diptych.model import Asset, Span
    from diptych.render.flavour import Job
    from diptych.syntax.references import Target


class CardFlavour(Flavour):
    """How a card shows things.

    Args:
        cloze: whether the card is one of a cloze note, whose deletions Anki shall see.
    """

    def __init__(self, *, cloze: bool = False) -> None:
        super().__init__()
        self._cloze = cloze

    def show_formula(self, latex: str, job: Job, span: Span, *, display: bool) -> str:
        r"""``\(…\)`` or ``\[…\]``: Anki's own MathJax typesets it."""
        safe = in_formula(latex, self._latex, self._deleted)
        return rf"\[{safe}\]" if display else rf"\({safe}\)"

    def show_picture(self, asset: Asset, attributes: dict[str, str], job: Job) -> str:
        """An ``<img>`` of a medium."""
        alt = html.escape(attributes.get("alt", ""))
        title = html.escape(attributes.get("title", ""))
        said = f' title="{title}"' if title else ""
        return f'<img src="{asset.name}" alt="{alt}"{said}>'

    def show_drawing(self, figure: Figure, job: Job) -> str:
        """Two pictures; the card's style shows the one that fits day or night."""
        assert figure.drawing is not None
        alt = html.escape(svg.alternative_of(figure.drawing))
        shown = []
        for theme, asset in zip(("light", "dark"), job.context.figure_assets(figure), strict=True):
            job.assets[asset.name] = asset
            shown.append(f'<img class="{theme}" src="{asset.name}" alt="{alt}">')
        return "".join(shown)

    def _latex(self, latex: str) -> str:
        return self.escape(html.escape(latex, quote=False))

    def _deleted(self, number: int, latex: str) -> str:
        return f"{self.open_cloze(number)}{self._latex(latex)}{self.close_cloze('')}"

    def open_cloze(self, number: int) -> str:
        """What Anki replaces on the front."""
        return f"{{{{c{number}::"

    def close_cloze(self, hint: str) -> str:
        """The end of what Anki replaces, with what it shows instead."""
        return f"::{self.escape(html.escape(hint))}}}}}" if hint else "}}"

    def link_address(self, target: Target, job: Job) -> str | None:
        """An address elsewhere; a page only where the site is published."""
        if is_remote(target.address):
            return target.address
        address = job.context.address(target)
        if address and job.context.base_url:
            return f"{job.context.base_url.rstrip('/')}/{quote(address)}"
        return None

    def show_reference(self, number: int, job: Job) -> str:
        """A raised number; the sources stand below."""
        return f'<sup class="ref">{number}</sup>'

    def source_id(self, number: int, job: Job) -> str:
        """Nothing leads to a source on a card."""
        return ""

    def escape(self, safe: str) -> str:
        """Keep Anki from running what notes quote.

        Measured: ``[sound:…]``, ``[latex]``, ``[$]`` and ``{{…}}`` act anywhere in a field, even
        inside ``<code>``; as character references they are shown.
        """
        safe = safe.replace("[", "&#91;").replace("{{", "&#123;&#123;")
        if self._cloze:  # where these end a deletion, or part it from its hint
            safe = safe.replace("}}", "}&#125;").replace("::", ":&#58;")
        return safe
