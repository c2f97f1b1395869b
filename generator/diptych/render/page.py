"""HTML for a page of the site: MathML, drawings inlined, links to other pages."""

from __future__ import annotations

import html
import json
from typing import TYPE_CHECKING
from urllib.parse import quote

from diptych.figures import svg
from diptych.render.flavour import Flavour
from diptych.render.formulas import FormulaError, to_mathml
from diptych.syntax.cloze import without_deletions
from diptych.syntax.references import is_remote

if TYPE_CHECKING:
    from diptych.figures.registry import Figure
    from diptych.model import Asset, Span
    from diptych.render.flavour import Job
    from diptych.syntax.references import Target

# Question and section pages lie one folder below the root.
UP = "../"
MEDIA = "media/"


class PageFlavour(Flavour):
    """How the site shows things."""

    def show_formula(self, latex: str, job: Job, span: Span, *, display: bool) -> str:
        """MathML; a formula that cannot be converted is reported and shown as LaTeX."""
        latex = without_deletions(latex)
        try:
            mathml = to_mathml(latex, display=display)
        except FormulaError as problem:
            return self.warn_of_formula(latex, problem, job, span)
        if not display:
            return mathml
        # For the button that copies it; an attribute weighs less than MathML's <annotation>.
        tex = html.escape(latex)
        # A display may stand within a paragraph, which no `<div>` may.
        return f'<span class="math-block" data-tex="{tex}">{mathml}</span>'

    def show_picture(self, asset: Asset, attributes: dict[str, str], job: Job) -> str:
        """An ``<img>`` of a file below ``media/``."""
        kept = {
            name: attributes[name] for name in ("title", "width", "height") if name in attributes
        }
        sizes = "".join(f' {name}="{html.escape(value)}"' for name, value in kept.items())
        alt = html.escape(attributes.get("alt", ""))
        return f'<img src="{UP}{MEDIA}{asset.name}" alt="{alt}"{sizes} loading="lazy">'

    def show_drawing(self, figure: Figure, job: Job) -> str:
        """The drawing itself, so that it takes the page's colours, and its slider if it has one."""
        assert figure.drawing is not None
        # The same figure may stand on a page twice, even in one question.
        scope = f"{job.scope}-{len(job.fragments.kept)}"
        drawing = svg.for_page(figure.drawing, scope)
        return drawing + (_slider(figure, scope, job) if figure.frames else "")

    def link_address(self, target: Target, job: Job) -> str | None:
        """A page, a file beside the pages, or an address elsewhere."""
        if is_remote(target.address):
            return target.address
        if address := job.context.address(target):
            return UP + quote(address)
        leads_to_file = target.name != ""  # within its own document, a wiki link leads to a part
        if leads_to_file and (asset := job.context.asset(target.path)):
            job.assets[asset.name] = asset
            return UP + MEDIA + asset.name
        return None

    def open_cloze(self, number: int, job: Job) -> str:
        """What is to be known by heart is marked."""
        return "<mark>"

    def close_cloze(self, hint: str, job: Job) -> str:
        """The mark ends; a hint is for cards."""
        return "</mark>"

    def show_reference(self, number: int, job: Job) -> str:
        """A raised number that leads to the source."""
        return f'<sup class="ref"><a href="#{job.scope}-source-{number}">{number}</a></sup>'

    def source_id(self, number: int, job: Job) -> str:
        """What a reference leads to."""
        return f' id="{job.scope}-source-{number}"'


def _slider(figure: Figure, scope: str, job: Job) -> str:
    """What plays a figure; hidden until a script shows that it can."""
    frames = job.context.frames_asset(figure)
    job.assets[frames.name] = frames
    play = json.loads(figure.frames or "")
    names = html.escape(json.dumps(play["names"], ensure_ascii=False))
    start, label = play["start"], html.escape(play["label"])
    return (
        f'<span class="play" data-frames="{UP}{MEDIA}{frames.name}" data-scope="{scope}"'
        f' data-names="{names}" hidden><label><span>{label}</span> <input type="range" min="0"'
        f' max="{len(play["names"]) - 1}" value="{start}" autocomplete="off"></label>'
        f" <output>{html.escape(play['names'][start])}</output></span>"
    )
