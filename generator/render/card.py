"""HTML for an Anki card: MathJax's delimiters, flat media names, nothing that Anki would run."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING
from urllib.parse import quote

from generator.figures import svg
from generator.references import is_remote
from generator.render.flavour import Flavour

if TYPE_CHECKING:
    from generator.figures.registry import Figure
    from generator.model import Asset, Span
    from generator.references import Target
    from generator.render.flavour import Job


class CardFlavour(Flavour):
    """How a card shows things."""

    def show_formula(self, latex: str, job: Job, span: Span, *, display: bool) -> str:
        r"""``\(…\)`` or ``\[…\]``: Anki's own MathJax typesets it."""
        safe = self.escape(html.escape(latex, quote=False))
        return rf"\[{safe}\]" if display else rf"\({safe}\)"

    def show_picture(self, asset: Asset, attributes: dict[str, str], job: Job) -> str:
        """An ``<img>`` of a medium."""
        alt = html.escape(attributes.get("alt", ""))
        return f'<img src="{asset.name}" alt="{alt}">'

    def show_drawing(self, figure: Figure, job: Job) -> str:
        """Two pictures; the card's style shows the one that fits day or night."""
        assert figure.drawing is not None
        alt = html.escape(svg.alternative_of(figure.drawing))
        shown = []
        for theme, asset in zip(("light", "dark"), job.context.figure_assets(figure), strict=True):
            job.assets[asset.name] = asset
            shown.append(f'<img class="{theme}" src="{asset.name}" alt="{alt}">')
        return "".join(shown)

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
        return safe.replace("[", "&#91;").replace("{{", "&#123;&#123;")
