"""What stays open in rendered HTML: places that only the whole notebook, or a page, can fill.

Rendering gives `Html`: pieces of finished HTML and, between them, relocations. They are plain data
without any knowledge of the notebook; a target (`diptych.render.targets`) turns them into HTML.
"""

from __future__ import annotations

from functools import reduce
from itertools import groupby
from operator import or_
from typing import TYPE_CHECKING, Literal, cast

from msgspec import Struct

from diptych.model.book import Relocation
from diptych.syntax.references import Target

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from diptych.model.book import Html as Html


class LinkAddress(Relocation, Struct, frozen=True, array_like=True, gc=False, tag="link"):
    """Where a link within the notebook leads: its ``href`` attribute, or nothing."""

    target: Target


class Picture(Relocation, Struct, frozen=True, array_like=True, gc=False, tag="picture"):
    """A picture in the run of a text: a file, a registered figure, or word that it is missing.

    Attributes:
        target: where it lies.
        attributes: what it says (``alt``, ``title``) and how large it is to be
            (`diptych.syntax.picture_sizes.picture_size`).
        number: which picture of its question it is, from 1.
    """

    target: Target
    attributes: tuple[tuple[str, str], ...]
    number: int

    def attribute(self, name: str) -> str:
        """Look up one of its attributes; empty where it has none of that name."""
        return dict(self.attributes).get(name, "")


class Embed(Relocation, Struct, frozen=True, array_like=True, gc=False, tag="embed"):
    """A sound, a film, or a file that no page shows and all lead to.

    Attributes:
        target: where it lies.
        attributes: as those of a picture.
    """

    target: Target
    medium: Literal["sound", "film", "file"]
    attributes: tuple[tuple[str, str], ...]

    def attribute(self, name: str) -> str:
        """Look up one of its attributes; empty where it has none of that name."""
        return dict(self.attributes).get(name, "")


class PictureBox(Relocation, Struct, frozen=True, array_like=True, gc=False, tag="box"):
    """A picture, or what else is embedded, that is a paragraph of its own, and what stands below.

    Attributes:
        caption: what the notes say below it; None where a figure's own caption serves.
    """

    picture: Picture | Embed
    caption: Html | None


class CodeExcerpt(Relocation, Struct, frozen=True, array_like=True, gc=False, tag="code"):
    """The source of a definition.

    Attributes:
        path: the Python file, relative to the notebook's root.
        name: what it defines.
        label: what the notes call it, above the code; may be empty.
        otherwise: what is shown when the file defines nothing of that name.
    """

    path: str
    name: str
    label: str
    otherwise: Html


class Id(Relocation, Struct, frozen=True, array_like=True, gc=False, tag="id"):
    """An id that is unique within its question; the target makes it unique on the page."""

    name: str


class IdReference(Relocation, Struct, frozen=True, array_like=True, gc=False, tag="to"):
    """The address of an `Id` of the same question."""

    name: str


class HeadingLevel(Relocation, Struct, frozen=True, array_like=True, gc=False, tag="level"):
    """The digit of a heading's tag, as far as the notes know it."""

    level: int


class HeadingId(Relocation, Struct, frozen=True, array_like=True, gc=False, tag="heading"):
    """The id attribute of a heading, or of bold words, that can be pointed at."""

    name: str


class HeadingAnchor(Relocation, Struct, frozen=True, array_like=True, gc=False, tag="anchor"):
    """The link of a heading, or of bold words, to itself, behind its words.

    Attributes:
        in_text: whether a paragraph's text follows, which it must not push aside.
    """

    name: str
    title: str
    in_text: bool = False


class Formula(Relocation, Struct, frozen=True, array_like=True, gc=False, tag="formula"):
    """A formula that MathJax typesets on a card.

    Attributes:
        latex: as written, deletions included.
        asked: whether a card may ask for its deletions.
    """

    latex: str
    display: bool
    asked: bool


class DeletionStart(Relocation, Struct, frozen=True, array_like=True, gc=False, tag="start"):
    """Where on a card a deletion begins."""

    number: int


class DeletionEnd(Relocation, Struct, frozen=True, array_like=True, gc=False, tag="end"):
    """Where on a card a deletion ends, and what the card shows in its place."""

    hint: str


if not TYPE_CHECKING:
    # What has been kept is read by this type, so it lists each kind that there is.
    Html = tuple[str | reduce(or_, Relocation.__subclasses__()), ...]


def joined(*pieces: str | Relocation) -> Html:
    """Put pieces together: no two strings side by side, none empty."""
    found: list[str | Relocation] = []
    # Together, because to add each to those before would copy these again and again.
    for is_text, run in groupby(pieces, key=lambda piece: isinstance(piece, str)):
        if is_text:
            found.append("".join(cast("Iterable[str]", run)))
        else:
            found += run
    return tuple(filter(None, found))


def stripped(html: Html) -> Html:
    """Take white space off both ends."""
    pieces = list(html)
    if pieces and isinstance(pieces[0], str):
        pieces[0] = pieces[0].lstrip()
    if pieces and isinstance(pieces[-1], str):
        pieces[-1] = pieces[-1].rstrip()
    return tuple(filter(None, pieces))


def strings(html: Html) -> Iterator[str]:
    """Walk the finished pieces, those inside of relocations included."""
    for piece in html:
        if isinstance(piece, str):
            yield piece
        else:
            yield from strings(_inside(piece))


def relocations(html: Html) -> Iterator[Relocation]:
    """Walk the relocations, those inside of others included."""
    for piece in html:
        if not isinstance(piece, str):
            yield piece
            yield from relocations(_inside(piece))


def _inside(relocation: Relocation) -> Html:
    if isinstance(relocation, PictureBox):
        return (relocation.picture, *(relocation.caption or ()))
    return relocation.otherwise if isinstance(relocation, CodeExcerpt) else ()
