"""A card in Anki as a target: what its fields hold, and which of its deletions it asks for."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from diptych.characters import lazy
from diptych.figures import svg
from diptych.render import deletions
from diptych.render.context import NOWHERE
from diptych.render.embeds import file_link, label_of, sound_mark
from diptych.render.relocations import (
    DeletionEnd,
    DeletionStart,
    Embed,
    Formula,
    LinkAddress,
    Picture,
    relocations,
)
from diptych.render.targets import MEDIA, RenderTarget, fill_body, written
from diptych.syntax.cloze import OPEN, in_formula, without_deletions

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from diptych.figures.registry import Figure
    from diptych.model.book import Asset, Body, Deletion, Html, Relocation, UnfilledBody
    from diptych.render.context import Context

# Where MathJax would begin a formula in the text of a card. It looks into no code; what stands
# behind a backslash at the end of a piece is not known yet.
_DELIMITER = lazy(r"<(code|pre)\b.*?</\1>|\\(?=(?:<wbr>)*(?:[(\[]|\Z))", re.DOTALL)
_UNSEEN = "\u2060"

# What looks the same on a card whatever the notebook.
_OWN = (Formula, DeletionStart, DeletionEnd)


def fill_card(body: UnfilledBody, context: Context) -> tuple[Body, tuple[Deletion, ...]]:
    """Fill a card: as one of a cloze note if it asks for a deletion, else as a plain one.

    Returns:
        also the deletions on it, in the order of its text.
    """
    if any(map(_may_ask, (each for part in body.parts for each in relocations(part)))):
        shown = fill_body(body, CardTarget(context, cloze=True))
        # What is deleted may reach no card, as in a caption that is not shown.
        if deleted := deletions.deletions_on_card(shown):
            return shown, deleted
    return fill_body(body, CardTarget(context)), ()


def finished_card(body: UnfilledBody) -> tuple[Body, tuple[Deletion, ...]] | None:
    """Fill a card as `fill_card` does; None if it refers to something outside of itself."""
    found = (each for part in body.parts for each in relocations(part))
    return fill_card(body, NOWHERE) if all(isinstance(each, _OWN) for each in found) else None


def _may_ask(relocation: Relocation) -> bool:
    if isinstance(relocation, Formula):
        return relocation.asked and OPEN.search(relocation.latex) is not None
    return isinstance(relocation, DeletionStart)


@dataclass(frozen=True)
class CardTarget(RenderTarget):
    """A card in Anki: MathJax's delimiters, flat media names, nothing that Anki would run.

    Attributes:
        cloze: whether it is one of a cloze note, whose deletions Anki shall see.
    """

    cloze: bool = False

    def whole(self, text: Html) -> str:
        """Fill a field, or a part of one, with its deletions as Anki reads them."""
        return deletions.as_anki_reads(super().whole(text))

    def text(self, finished: str) -> str:
        """Keep Anki from running what notes quote.

        Measured: ``[sound:…]``, ``[latex]``, ``[$]`` and ``{{…}}`` act anywhere in a field, even
        inside ``<code>``; as character references they are shown. Outside of code, MathJax
        takes a backslash with a bracket for its mark: a character that nobody sees parts the two.
        """
        return self._quoted(_DELIMITER.sub(_apart, finished))

    def _quoted(self, finished: str) -> str:
        safe = finished.replace("[", "&#91;").replace("{{", "&#123;&#123;")
        if self.cloze:  # where these end a deletion, or part it from its hint
            safe = safe.replace("}}", "}&#125;").replace("::", ":&#58;")
        return safe

    def show(self, relocation: Relocation) -> str:
        """Turn a relocation into HTML."""
        match relocation:
            case LinkAddress():
                return self._link_address(relocation)
            case Formula():
                return self._formula(relocation)
            case DeletionStart(number):
                return deletions.opening(number) if self.cloze else ""
            case DeletionEnd(hint):
                return deletions.closing(self.text(html.escape(hint))) if self.cloze else ""
        return super().show(relocation)

    def _formula(self, formula: Formula) -> str:
        if self.cloze and formula.asked:
            safe = in_formula(formula.latex, self._latex, self._deleted)
        else:
            safe = self._latex(without_deletions(formula.latex))
        return rf"\[{safe}\]" if formula.display else rf"\({safe}\)"

    def _link_address(self, link: LinkAddress) -> str:
        address = self.context.address(self.context.located(link.target))
        if not address or not self.context.base_url:
            return ""
        where = f"{self.context.base_url.rstrip('/')}/{quote(address)}"
        return self.text(f' href="{html.escape(where)}"')

    def show_picture(self, address: str, attributes: Mapping[str, str]) -> str:
        """Show a medium, or a picture on the network."""
        return self.text(f'<img src="{html.escape(address)}"{written(attributes)}>')

    def show_embed(self, asset: Asset, embed: Embed, label: str) -> str:
        """Let Anki play what it can play; of other files say that they are on the page."""
        if embed.medium != "file":
            # The name of a file may be the answer to what is heard.
            said = f"{self.text(html.escape(label))} " if label_of(embed) == label else ""
            return f"{said}{sound_mark(asset)}"
        words = f"{self.context.texts['file_on_page']}: {label}"
        base = self.context.base_url.rstrip("/")
        if not base:
            return self.text(f'<span class="file">{html.escape(words)}</span>')
        return self.text(file_link(embed, f"{html.escape(base)}/{MEDIA}{asset.name}", words))

    def show_drawing(self, figure: Figure, number: int) -> str:
        """Show two pictures; the card's style shows the one that fits day or night."""
        alt = html.escape(svg.alternative_of(figure.drawing or ""))
        themes = zip(("light", "dark"), self.context.figure_assets(figure), strict=True)
        shown = [f'<img class="{name}" src="{asset.name}" alt="{alt}">' for name, asset in themes]
        return self.text("".join(shown))

    def assets(self, relocation: Relocation) -> Iterator[Asset]:
        """Find the picture, or both of a figure."""
        if isinstance(relocation, Picture):
            figure, asset = self.context.picture(relocation.target)
            if figure is not None and figure.drawing is not None:
                yield from self.context.figure_assets(figure)
            elif asset:
                yield asset
        elif isinstance(relocation, Embed) and relocation.medium != "file":
            yield from self.embedded(relocation)

    def _latex(self, latex: str) -> str:
        return self._quoted(html.escape(latex, quote=False))

    def _deleted(self, number: int, shown: str, hint: str) -> str:
        return f"{deletions.opening(number)}{shown}{deletions.closing(self._latex(hint))}"


def _apart(found: re.Match[str]) -> str:
    return found[0] + ("" if found[1] else _UNSEEN)
