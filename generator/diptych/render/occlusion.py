"""Pictures whose labels cards hide: which labels, and where on the picture each stands."""

from __future__ import annotations

import html
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from msgspec import Struct

from diptych.diagnostics.codes import diagnose
from diptych.figures import svg
from diptych.figures.labels import Box, Label, labels_of
from diptych.render.card_target import CardTarget
from diptych.render.relocations import PictureBox, relocations
from diptych.render.sizes import own_size
from diptych.syntax.references import is_remote

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from diptych.figures.registry import Figure
    from diptych.model import Diagnostic
    from diptych.model.book import Asset, UnfilledBody
    from diptych.render.context import Context
    from diptych.syntax.occlusion import Occlusion, Rectangle

_HINT = 'Take the mark off, or name rectangles: `{occlude="10%,20%,30%,5%: label; …"}`.'

# What a sum of parts may be beside one.
_SIDES = "Mend its numbers: from the left, from the top, width and height."

_ROUNDING = 1e-9


class _NoLabelsError(Exception):
    """A picture hides nothing; says why."""


class OccludedPicture(Struct, frozen=True):
    """A picture whose labels cards hide and ask for.

    Attributes:
        name: what tells it from the other pictures of its question, for good.
        labels: those that it has, in order.
        images: the names of its media: the picture, or a figure by day and by night.
        caption: safe HTML for the back.
        one_at_a_time: whether only the label that is asked for is hidden.
        numbered: all labels that it ever had: each one's place here is its card's number, for good.
    """

    name: str
    labels: tuple[Label, ...]
    images: tuple[str, ...]
    caption: str
    one_at_a_time: bool
    numbered: tuple[str, ...] = ()

    def number(self, label: str) -> int:
        """Give the number of a label's card, from 1."""
        return self.numbered.index(label) + 1


class Occluded(Struct, frozen=True):
    """What becomes of the marks on a question's pictures.

    Attributes:
        prompt: the question, for the cards of the pictures.
        assets: the files that the pictures need.
        diagnostics: why a picture hides nothing.
    """

    prompt: str = ""
    pictures: tuple[OccludedPicture, ...] = ()
    assets: tuple[Asset, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


def occluded_pictures(
    occlusions: Sequence[Occlusion], card: UnfilledBody, context: Context
) -> Occluded:
    """Find the labels that a question's pictures hide."""
    if not occlusions:
        return Occluded()
    pictures: dict[str, OccludedPicture] = {}
    assets: list[Asset] = []
    told: list[Diagnostic] = []
    for each in occlusions:
        if _is_missing(each, context):  # a check has said so
            continue
        try:
            told += _cut_off(each, context)
            picture, files = _picture(each, card, context)
            if picture.name in pictures:
                raise _NoLabelsError("one of its name is marked in this question already")
        except _NoLabelsError as why:
            message = f"no card hides the labels of this picture: {why}"
            told.append(diagnose("D414", message, each.span, _HINT))
        else:
            pictures[picture.name] = picture
            assets += files
    prompt = CardTarget(context).whole(card.prompt)
    return Occluded(prompt, tuple(pictures.values()), tuple(assets), tuple(told))


def _is_missing(occlusion: Occlusion, context: Context) -> bool:
    """Tell whether a picture is not there, or a figure that was never drawn."""
    figure, asset = context.picture(occlusion.target)
    there = asset is not None or is_remote(occlusion.target.address)
    return figure.drawing is None if figure else not there


def _picture(
    occlusion: Occlusion, card: UnfilledBody, context: Context
) -> tuple[OccludedPicture, tuple[Asset, ...]]:
    """Find a picture's lasting name, its labels and its files.

    Raises:
        _NoLabelsError: it hides nothing.
    """
    figure, asset = context.picture(occlusion.target)
    path = context.located(occlusion.target).path
    if figure is not None and figure.drawing is not None:
        name, labels = figure.name, labels_of(figure.drawing)
        files: tuple[Asset, ...] = context.figure_assets(figure)
    elif asset is not None and path is not None:
        name, files, labels = PurePosixPath(path).name, (asset,), ()
    else:
        raise _NoLabelsError("it is no file beside the notes")
    if occlusion.rectangles:
        labels = _named(occlusion.rectangles, files[0])
    if not labels:
        raise _NoLabelsError(
            "it says nothing but numbers" if figure else "it is no figure that knows its labels"
        )
    caption = _caption(occlusion, figure, card, context)
    images = tuple(each.name for each in files)
    return OccludedPicture(name, labels, images, caption, occlusion.one_at_a_time), files


def _named(rectangles: Sequence[Rectangle], picture: Asset) -> tuple[Label, ...]:
    """Make labels of the rectangles that the notes name; those that say the same are one."""
    found: dict[str, list[Box]] = {}
    for each in rectangles:
        box = _box(each, picture).within_picture()
        if min(box.width, box.height) > 0:
            found.setdefault(each.label, []).append(box)
    return tuple(Label(text, tuple(boxes)) for text, boxes in found.items())


def _box(rectangle: Rectangle, picture: Asset) -> Box:
    width, height = own_size(picture.data) or (0, 0)
    if not width and any(not each.is_part for each in rectangle.sides):
        raise _NoLabelsError("its size cannot be read, so rectangles must be parts of it: `10%`")
    left, top, wide, high = rectangle.sides
    return Box(left.part_of(width), top.part_of(height), wide.part_of(width), high.part_of(height))


def _cut_off(occlusion: Occlusion, context: Context) -> Iterator[Diagnostic]:
    """Tell of rectangles that leave their picture."""
    _, asset = context.picture(occlusion.target)
    if asset is None:
        return
    for each in occlusion.rectangles:
        box = _box(each, asset)
        if box.left + box.width > 1 + _ROUNDING or box.top + box.height > 1 + _ROUNDING:
            outside = box.left >= 1 or box.top >= 1
            what = (
                "lies outside of the picture" if outside else "is cut off at the picture's border"
            )
            message = f"the rectangle of “{each.label}” {what}"
            yield diagnose("D415", message, each.span, _SIDES)


def _caption(
    occlusion: Occlusion, figure: Figure | None, card: UnfilledBody, context: Context
) -> str:
    """Show below the picture what the question's own card shows there."""
    found = (each for part in card.parts for each in relocations(part))
    for each in found:
        if isinstance(each, PictureBox) and each.picture.target == occlusion.target:
            if each.caption is not None:
                return CardTarget(context).whole(each.caption)
            break
    said = svg.caption_of(figure.drawing or "") if figure else ""
    return CardTarget(context).text(html.escape(said))
