"""HTML for an Anki card: MathJax's delimiters, flat media names, nothing that Anki would run."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING
from urllib.parse import quote

from diptych.figures import svg
from diptych.render import deletions
from diptych.render.flavour import Flavour
from diptych.syntax.cloze import in_formula, without_deletions
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
        if self._asks(job):
            safe = in_formula(latex, self._latex, self._deleted)
        else:
            safe = self._latex(without_deletions(latex))
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

    def _deleted(self, number: int, shown: str, hint: str) -> str:
        return f"{deletions.opening(number)}{shown}{deletions.closing(self._latex(hint))}"

    def _asks(self, job: Job) -> bool:
        return self._cloze and job.asked

    def open_cloze(self, number: int, job: Job) -> str:
        """Begin what Anki replaces on the front."""
        return deletions.opening(number) if self._asks(job) else ""

    def close_cloze(self, hint: str, job: Job) -> str:
        """End what Anki replaces, with what it shows instead."""
        return deletions.closing(self.escape(html.escape(hint))) if self._asks(job) else ""

    def finish(self, html: str, job: Job) -> str:
        """Make rendered HTML safe, with its deletions as Anki reads them."""
        return deletions.as_anki_reads(super().finish(html, job))

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
