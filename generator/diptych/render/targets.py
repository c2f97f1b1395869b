"""The places where rendered HTML is shown: each knows what the relocations become there.

A target takes what it needs of the notebook from a `Context`, which alone knows it.
"""

from __future__ import annotations

import html
import json
import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from diptych.figures import svg
from diptych.model import Asset, Body, Html, Relocation, UnfilledBody
from diptych.render import deletions
from diptych.render.code import code_file_box
from diptych.render.context import Context
from diptych.render.relocations import (
    CodeExcerpt,
    DeletionEnd,
    DeletionStart,
    Formula,
    HeadingAnchor,
    HeadingId,
    HeadingLevel,
    Id,
    IdReference,
    LinkAddress,
    Picture,
    PictureBox,
    relocations,
)
from diptych.render.sizes import shown_size
from diptych.syntax.cloze import OPEN, in_formula, without_deletions
from diptych.syntax.code_excerpt import definition

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from diptych.figures.registry import Figure

MEDIA = "media/"
_NOT_IN_IDS = re.compile(r"[^\w-]+")
# Where MathJax would begin a formula in the text of a card. It looks into no code; what stands
# behind a backslash at the end of a piece is not known yet.
_DELIMITER = re.compile(r"<(code|pre)\b.*?</\1>|\\(?=(?:<wbr>)*(?:[(\[]|\Z))", re.DOTALL)
_UNSEEN = "\u2060"


def fill(html: Html, target: RenderTarget) -> str:
    """Turn HTML with open places into that of a target."""
    return "".join(
        target.text(piece) if isinstance(piece, str) else target.show(piece) for piece in html
    )


def fill_body(body: UnfilledBody, target: RenderTarget) -> Body:
    """Fill all parts of a question."""
    prompt, front, short, answer, sources = (target.whole(part) for part in body.parts)
    return Body(prompt=prompt, short=short, answer=answer, sources=sources, front=front)


def fill_card(body: UnfilledBody, context: Context) -> tuple[Body, tuple[int, ...]]:
    """Fill a card: as one of a cloze note if it asks for a deletion, else as a plain one.

    Returns:
        also the number of each deletion on it, in the order of its text.
    """
    if any(map(_may_ask, (each for part in body.parts for each in relocations(part)))):
        shown = fill_body(body, CardTarget(context, cloze=True))
        # What is deleted may reach no card, as in a caption that is not shown.
        if deleted := deletions.numbers_on_card(shown):
            return shown, deleted
    return fill_body(body, CardTarget(context)), ()


def _may_ask(relocation: Relocation) -> bool:
    if isinstance(relocation, Formula):
        return relocation.asked and OPEN.search(relocation.latex) is not None
    return isinstance(relocation, DeletionStart)


def assets_of(parts: Iterable[Html], target: RenderTarget) -> Iterator[Asset]:
    """Find the files that a target needs beside the HTML."""
    for part in parts:
        for piece in part:
            if not isinstance(piece, str):
                yield from target.assets(piece)
                yield from assets_of([target.inside(piece)], target)


@dataclass(frozen=True)
class RenderTarget(ABC):
    """What all targets do alike."""

    context: Context

    def whole(self, text: Html) -> str:
        """Fill a text that stands by itself."""
        return fill(text, self).strip()

    def text(self, finished: str) -> str:
        """Show a finished piece."""
        return finished

    @abstractmethod
    def assets(self, relocation: Relocation) -> Iterator[Asset]:
        """Find the files that a relocation needs."""

    @abstractmethod
    def show_drawing(self, figure: Figure, number: int) -> str:
        """Show a registered figure."""

    @abstractmethod
    def show_file(self, asset: Asset, picture: Picture) -> str:
        """Show a picture that is a file."""

    def show(self, relocation: Relocation) -> str:
        """Turn a relocation into HTML."""
        match relocation:
            case Picture():
                return self._picture(relocation)
            case PictureBox():
                return self._picture_box(relocation)
            case CodeExcerpt():
                return self._code_excerpt(relocation)
        raise TypeError(f"{type(self).__name__} cannot show {relocation}")

    def inside(self, relocation: Relocation) -> Html:
        """Find what of a relocation's own HTML is shown."""
        if isinstance(relocation, PictureBox):
            exists = any(self.context.picture(relocation.picture.target))
            return (relocation.picture, *(relocation.caption or ())) if exists else ()
        if isinstance(relocation, CodeExcerpt):
            return () if self._code(relocation) else relocation.otherwise
        return ()

    def _code(self, excerpt: CodeExcerpt) -> str | None:
        return definition(self.context.files.get(excerpt.path, b""), excerpt.name)

    def _picture(self, picture: Picture) -> str:
        figure, asset = self.context.picture(picture.target)
        if figure is not None and figure.drawing is not None:
            return self.show_drawing(figure, picture.number)
        return self.show_file(asset, picture) if asset else self._missing(picture)

    def _picture_box(self, box: PictureBox) -> str:
        figure, asset = self.context.picture(box.picture.target)
        shown = self.show(box.picture)
        if figure is None and asset is None:
            return f"<p>{shown}</p>"
        caption = fill(box.caption, self) if box.caption is not None else ""
        if box.caption is None and figure is not None:
            caption = self.text(html.escape(svg.caption_of(figure.drawing or "")))
        note = f"<figcaption>{caption}</figcaption>" if caption else ""
        return f'<figure class="figure">{shown}{note}</figure>'

    def _code_excerpt(self, excerpt: CodeExcerpt) -> str:
        code = self._code(excerpt)
        if code is None:  # the rule about missing code has said so
            return fill(excerpt.otherwise, self)
        file = f"{excerpt.label}: {excerpt.path}" if excerpt.label else excerpt.path
        return self.text(code_file_box(code, file))

    def _missing(self, picture: Picture) -> str:
        label = " ".join(filter(None, (picture.attribute("alt"), picture.attribute("title"))))
        target = self.context.located(picture.target)
        words = f"{self.context.texts['missing_image']}: {label} ({target.written})"
        return self.text(f'<span class="missing">{html.escape(words)}</span>')


def _said(asset: Asset, picture: Picture) -> str:
    """Write the attributes of a picture's tag: what it says, and how large it is."""
    title, size = picture.attribute("title"), shown_size(asset, picture)
    said = {"alt": picture.attribute("alt")} | ({"title": title} if title else {}) | size
    return "".join(f' {name}="{html.escape(value)}"' for name, value in said.items())


@dataclass(frozen=True)
class PageTarget(RenderTarget):
    """A page of the site.

    Attributes:
        root: where the site's root lies as seen from the page.
        scope: what tells the ids of this text from those of others on the page; may be empty.
        page: the address of the page that references to ids lead to; empty for this one.
        deeper: by how much headings stand deeper than in a page of their own.
        anchors: whether headings can be pointed at.
    """

    root: str = "../"
    scope: str = ""
    page: str = ""
    deeper: int = 0
    anchors: bool = False

    @classmethod
    def own(cls, context: Context) -> PageTarget:
        """Make the target of a question or a section that has a page of its own."""
        return cls(context, anchors=True)

    @classmethod
    def all_in_one(cls, context: Context, root: str, scope: str) -> PageTarget:
        """Make the target of a page that shows many questions or all."""
        return cls(context, root=root, scope=_prefix(scope), deeper=2, anchors=True)

    @classmethod
    def rehearsal(cls, context: Context, scope: str) -> PageTarget:
        """Make the target of the cards that are rehearsed on a page at the root."""
        return cls(context, root="", scope=_prefix(scope), deeper=2)

    @classmethod
    def folded(cls, context: Context, slug: str) -> PageTarget:
        """Make the target of a short answer in the list of a section: it leads to its own page."""
        return cls(context, scope=_prefix(f"q-{slug}"), page=f"../q/{quote(slug, safe='')}.html")

    @classmethod
    def gallery(cls, context: Context, figure: str) -> PageTarget:
        """Make the target of a figure on the page of all figures."""
        return cls(context, root="", scope=_prefix(figure))

    def show(self, relocation: Relocation) -> str:
        """Turn a relocation into HTML."""
        match relocation:
            case LinkAddress():
                return self._link_address(relocation)
            case Id(name):
                return self.scope + name
            case IdReference(name):
                return f"{self.page}#{name}" if self.page else f"#{self.scope}{name}"
            case HeadingLevel(level):
                return str(min(6, level + self.deeper))
            case HeadingId(name):
                return f' id="{html.escape(self.scope + name)}"' if self.anchors else ""
            case HeadingAnchor():
                return self._anchor(relocation) if self.anchors else ""
        return super().show(relocation)

    def _link_address(self, link: LinkAddress) -> str:
        target = self.context.located(link.target)
        if address := self.context.address(target):
            return f' href="{html.escape(self.root + quote(address))}"'
        asset = self.context.linked_file(target)
        return f' href="{self.root}{MEDIA}{asset.name}"' if asset else ""

    def _anchor(self, heading: HeadingAnchor) -> str:
        called = html.escape(self.context.texts["anchor"].replace("{title}", heading.title))
        name = html.escape(self.scope + heading.name)
        return f' <a class="anchor" href="#{name}" aria-label="{called}">#</a>'

    def show_file(self, asset: Asset, picture: Picture) -> str:
        """Show a file below ``media/``."""
        said = _said(asset, picture)
        return f'<img src="{self.root}{MEDIA}{asset.name}"{said} loading="lazy">'

    def show_drawing(self, figure: Figure, number: int) -> str:
        """Show the drawing itself, so that it takes the page's colours, with its slider."""
        scope = f"{self.scope}figure.{number}"
        drawing = svg.for_page(figure.drawing or "", scope)
        return drawing + (self._slider(figure, scope) if figure.frames else "")

    def _slider(self, figure: Figure, scope: str) -> str:
        """Make what plays a figure; hidden until a script shows that it can."""
        address = f"{self.root}{MEDIA}{self.context.frames_asset(figure).name}"
        play = json.loads(figure.frames or "")
        names = html.escape(json.dumps(play["names"], ensure_ascii=False))
        start, label = play["start"], html.escape(play["label"])
        return (
            f'<span class="play" data-frames="{address}" data-scope="{scope}"'
            f' data-names="{names}" hidden><label><span>{label}</span> <input type="range" min="0"'
            f' max="{len(play["names"]) - 1}" value="{start}" autocomplete="off"></label>'
            f" <output>{html.escape(play['names'][start])}</output></span>"
        )

    def assets(self, relocation: Relocation) -> Iterator[Asset]:
        """Find the picture, the frames of a figure, or the file that a link leads to."""
        if isinstance(relocation, Picture):
            figure, asset = self.context.picture(relocation.target)
            if figure is not None and figure.drawing is not None:
                asset = self.context.frames_asset(figure) if figure.frames else None
            yield from [asset] if asset else []
        elif isinstance(relocation, LinkAddress):
            target = self.context.located(relocation.target)
            linked = None if self.context.address(target) else self.context.linked_file(target)
            yield from [linked] if linked else []


def _apart(found: re.Match[str]) -> str:
    return found[0] + ("" if found[1] else _UNSEEN)


def _prefix(scope: str) -> str:
    """Make what stands before the ids of a scope, of characters that every address may hold."""
    return f"{_NOT_IN_IDS.sub('-', scope)}."


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

    def show_file(self, asset: Asset, picture: Picture) -> str:
        """Show a medium."""
        return self.text(f'<img src="{asset.name}"{_said(asset, picture)}>')

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

    def _latex(self, latex: str) -> str:
        return self._quoted(html.escape(latex, quote=False))

    def _deleted(self, number: int, shown: str, hint: str) -> str:
        return f"{deletions.opening(number)}{shown}{deletions.closing(self._latex(hint))}"
