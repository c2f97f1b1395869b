"""The places where rendered HTML is shown: each knows what the relocations become there.

A target takes what it needs of the notebook from a `Context`, which alone knows it.
"""

from __future__ import annotations

import html
import json
from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import quote

from diptych.characters import lazy
from diptych.figures import svg
from diptych.model.book import Asset, Body, Html, Relocation, UnfilledBody
from diptych.render.code import code_file_box
from diptych.render.context import Context
from diptych.render.embeds import file_link, label_of, player, remote, remote_link
from diptych.render.relocations import (
    CodeExcerpt,
    Embed,
    HeadingAnchor,
    HeadingId,
    HeadingLevel,
    Id,
    IdReference,
    LinkAddress,
    Picture,
    PictureBox,
)
from diptych.render.sizes import as_page_says, shown_size
from diptych.syntax.code_excerpt import definition

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from diptych.figures.registry import Figure

MEDIA = "media/"
_NOT_IN_IDS = lazy(r"[^\w-]+")


def fill(html: Html, target: RenderTarget) -> str:
    """Turn HTML with open places into that of a target."""
    return "".join(
        target.text(piece) if isinstance(piece, str) else target.show(piece) for piece in html
    )


def fill_body(body: UnfilledBody, target: RenderTarget) -> Body:
    """Fill all parts of a question."""
    prompt, front, short, answer, sources = (target.whole(part) for part in body.parts)
    return Body(prompt=prompt, short=short, answer=answer, sources=sources, front=front)


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

    @property
    def media(self) -> str:
        """Where media lie as seen from here."""
        return ""

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
    def show_picture(self, address: str, attributes: Mapping[str, str]) -> str:
        """Show a picture by its address: the name of a medium, or one on the network."""

    @abstractmethod
    def show_embed(self, asset: Asset, embed: Embed, label: str) -> str:
        """Show a sound, a film, or a link to a file."""

    def show(self, relocation: Relocation) -> str:
        """Turn a relocation into HTML."""
        match relocation:
            case Picture():
                return self._picture(relocation)
            case Embed():
                return self._embed(relocation)
            case PictureBox():
                return self._picture_box(relocation)
            case CodeExcerpt():
                return self._code_excerpt(relocation)
        raise TypeError(f"{type(self).__name__} cannot show {relocation}")

    def inside(self, relocation: Relocation) -> Html:
        """Find what of a relocation's own HTML is shown."""
        if isinstance(relocation, PictureBox):
            exists = self._is_boxed(relocation.picture)
            return (relocation.picture, *(relocation.caption or ())) if exists else ()
        if isinstance(relocation, CodeExcerpt):
            return () if self._code(relocation) else relocation.otherwise
        return ()

    def embedded(self, embed: Embed) -> Iterator[Asset]:
        """Find the file of a sound, a film or another file."""
        asset = self.context.asset(self.context.located(embed.target).path)
        yield from [asset] if asset else []

    def _code(self, excerpt: CodeExcerpt) -> str | None:
        return definition(self.context.files.get(excerpt.path, b""), excerpt.name)

    def _picture(self, picture: Picture) -> str:
        figure, asset = self.context.picture(picture.target)
        if figure is not None and figure.drawing is not None:
            return self.show_drawing(figure, picture.number)
        if asset:
            return self.show_picture(f"{self.media}{asset.name}", _said(picture, asset))
        return self._elsewhere(picture)

    def _elsewhere(self, picture: Picture | Embed) -> str:
        """Show what is no file here: a picture from the network if it may be, else a word of it."""
        found = remote(picture.target.address)
        if found is None:
            return self._missing(picture)
        if isinstance(picture, Picture) and self._is_fetched(picture):
            return self.show_picture(found.address, _said(picture))
        return self.text(remote_link(found, picture, self.context.texts))

    def _is_fetched(self, picture: Picture) -> bool:
        """Tell whether a reader's browser fetches a picture from the network."""
        found = remote(picture.target.address) if self.context.remote_images else None
        return found is not None and found.is_safe

    def _embed(self, embed: Embed, label: str = "") -> str:
        path = self.context.located(embed.target).path
        asset = self.context.asset(path)
        if asset is None:
            return self._elsewhere(embed)
        name = PurePosixPath(path or "").name
        return self.show_embed(asset, embed, label or label_of(embed) or name)

    def _is_boxed(self, shown: Picture | Embed) -> bool:
        """Tell whether a paragraph's picture gets a box of its own, with its caption."""
        if isinstance(shown, Embed):
            asset = self.context.asset(self.context.located(shown.target).path)
            return asset is not None and shown.medium != "file"
        return any(self.context.picture(shown.target)) or self._is_fetched(shown)

    def _picture_box(self, box: PictureBox) -> str:
        if not self._is_boxed(box.picture):
            return f"<p>{self.show(box.picture)}</p>"
        caption = fill(box.caption, self) if box.caption is not None else ""
        if isinstance(box.picture, Embed):
            # What the caption says the link need not say once more.
            path = self.context.located(box.picture.target).path or ""
            shown = self._embed(box.picture, PurePosixPath(path).name if caption else "")
        else:
            shown = self._picture(box.picture)
            figure, _ = self.context.picture(box.picture.target)
            if box.caption is None and figure is not None:
                caption = self.text(html.escape(svg.caption_of(figure.drawing or "")))
        name, link = self.pointed(box.picture)
        note = f"<figcaption>{caption}{link}</figcaption>" if caption else ""
        return f'<figure class="figure"{name}>{shown}{note}</figure>'

    def pointed(self, _shown: Picture | Embed) -> tuple[str, str]:
        """Write the id of a figure and the link to it; nothing where figures are not pointed at."""
        return "", ""

    def _code_excerpt(self, excerpt: CodeExcerpt) -> str:
        code = self._code(excerpt)
        if code is None:  # the rule about missing code has said so
            return fill(excerpt.otherwise, self)
        file = f"{excerpt.label}: {excerpt.path}" if excerpt.label else excerpt.path
        return self.text(code_file_box(code, file))

    def _missing(self, picture: Picture | Embed) -> str:
        label = " ".join(filter(None, (picture.attribute("alt"), picture.attribute("title"))))
        target = self.context.located(picture.target)
        kind = "missing_image" if isinstance(picture, Picture) else "missing_file"
        words = f"{self.context.texts[kind]}: {label} ({target.written})"
        return self.text(f'<span class="missing">{html.escape(words)}</span>')


def _said(picture: Picture, asset: Asset | None = None) -> dict[str, str]:
    """Gather the attributes of a picture's tag: what it says, and how large it is."""
    title, size = picture.attribute("title"), shown_size(asset, picture)
    return {"alt": picture.attribute("alt")} | ({"title": title} if title else {}) | size


def written(attributes: Mapping[str, str]) -> str:
    """Write the attributes of a tag."""
    return "".join(f' {name}="{html.escape(value)}"' for name, value in attributes.items())


@dataclass(frozen=True)
class PageTarget(RenderTarget):
    """A page of the site.

    Attributes:
        root: where the site's root lies as seen from the page.
        scope: what tells the ids of this text from those of others on the page; may be empty.
        deeper: by how much headings stand deeper than in a page of their own.
        anchors: whether headings, bold words before a text, and figures can be pointed at.
    """

    root: str = "../"
    scope: str = ""
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
    def in_section(cls, context: Context, scope: str) -> PageTarget:
        """Make the target of a page that shows the questions of a section."""
        return cls(context, scope=_prefix(scope), deeper=1, anchors=True)

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
                return f"#{self.scope}{name}"
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

    def pointed(self, shown: Picture | Embed) -> tuple[str, str]:
        """Write the id of a figure and the link to it, by its number in its question."""
        if not self.anchors or isinstance(shown, Embed):
            return "", ""
        # No heading's name has a point.
        name = f"figure.{shown.number}"
        title = self.context.texts["figure_number"].replace("{number}", str(shown.number))
        return f' id="{html.escape(self.scope + name)}"', self._anchor(HeadingAnchor(name, title))

    def _anchor(self, heading: HeadingAnchor) -> str:
        called = html.escape(self.context.texts["anchor"].replace("{title}", heading.title))
        name = html.escape(self.scope + heading.name)
        space = "" if heading.in_text else " "
        return f'{space}<a class="anchor" href="#{name}" aria-label="{called}">#</a>'

    @property
    def media(self) -> str:
        """Where media lie as seen from the page."""
        return f"{self.root}{MEDIA}"

    def show_picture(self, address: str, attributes: Mapping[str, str]) -> str:
        """Show a picture, without a word to other hosts of where it is shown."""
        said = written(as_page_says(attributes))
        quiet = "" if address.startswith(self.media) else ' referrerpolicy="no-referrer"'
        return f'<img src="{html.escape(address)}"{said} loading="lazy"{quiet}>'

    def show_embed(self, asset: Asset, embed: Embed, label: str) -> str:
        """Show a player, or a link to a file."""
        address = f"{self.media}{asset.name}"
        if embed.medium == "file":
            return file_link(embed, address, label)
        return player(asset, embed, address, label)

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
        elif isinstance(relocation, Embed):
            yield from self.embedded(relocation)
        elif isinstance(relocation, LinkAddress):
            target = self.context.located(relocation.target)
            linked = None if self.context.address(target) else self.context.linked_file(target)
            yield from [linked] if linked else []


def id_of(name: str) -> str:
    """Make an id of a name, of characters that every address may hold."""
    return _NOT_IN_IDS.sub("-", name)


def _prefix(scope: str) -> str:
    """Make what stands before the ids of a scope."""
    return f"{id_of(scope)}."
