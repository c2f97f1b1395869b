"""What the targets of rendering need to know of the whole notebook."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct, field
from msgspec.structs import replace

from diptych.figures import svg
from diptych.model.book import Asset
from diptych.syntax.data_images import data_image
from diptych.syntax.references import picture_key
from diptych.syntax.svg_files import RUNS, without_scripts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from diptych.figures.registry import Figure
    from diptych.syntax.references import Target

Place = tuple[str, int]
"""("question" or "section", its number, from 0, among those of the notebook or of one document)."""


class Links(Protocol):
    """Says where links between notes lead."""

    def find(self, target: Target) -> Place | None:
        """Find the place that a link means, or None."""
        ...


class NoLinks:
    """Those of a notebook of which nothing is known."""

    def find(self, target: Target) -> None:
        """Find nothing."""


class Context(Struct, frozen=True):
    """The notebook around the question that is shown.

    Attributes:
        files: the bytes of what the notes refer to, by path.
        figures: the registered figures, freshly drawn, by path.
        palette: figure colours: name → (light, dark).
        places: where the page of each question and section lies below the site's root.
        base_url: where the site is published; empty when it is not.
        texts: the interface texts of the notebook's language.
        moved: where pictures are that were found by their name, by `picture_key`.
        remote_images: whether pictures on the network are shown from there.
    """

    files: Mapping[str, bytes]
    figures: Mapping[str, Figure]
    palette: Mapping[str, tuple[str, str]]
    links: Links
    places: Mapping[Place, str]
    base_url: str
    texts: Mapping[str, str]
    moved: Mapping[str, str] = field(default_factory=dict)
    remote_images: bool = False

    def located(self, target: Target) -> Target:
        """Find where the picture now is that an address once led to; others stay as they are."""
        if target.path in self.files or target.path in self.figures:
            return target
        moved = self.moved.get(picture_key(target))
        return replace(target, path=moved) if moved else target

    def address(self, target: Target) -> str | None:
        """Find the page that a link between notes leads to, relative to the site's root."""
        found = self.links.find(target)
        return self.places[found] if found else None

    def asset(self, path: str | None) -> Asset | None:
        """Name a file that notes refer to as both panels do."""
        if path is None or path not in self.files:
            return None
        name = PurePosixPath(path)
        suffix = name.suffix.lower()
        data = without_scripts(self.files[path]) if suffix == ".svg" else self.files[path]
        if data is None or suffix in RUNS:
            return None
        return named(name.stem, suffix, data)

    def picture(self, target: Target) -> tuple[Figure | None, Asset | None]:
        """Find the registered figure and the file that an image means."""
        if written := data_image(target.address):
            return None, named("picture", *written)
        path = self.located(target).path
        return self.figures.get(path or ""), self.asset(path)

    def linked_file(self, target: Target) -> Asset | None:
        """Find the file that a link leads to: a wiki link within its own document to none."""
        return None if target.name == "" else self.asset(target.path)

    def figure_assets(self, figure: Figure) -> tuple[Asset, Asset]:
        """Make a figure's light and dark picture, for where it cannot be inlined."""
        assert figure.drawing is not None
        drawing = svg.without_code(figure.drawing)
        return _pictures(figure.name, drawing, tuple(self.palette.items()))

    def frames_asset(self, figure: Figure) -> Asset:
        """Write a figure's frames as a script: from disk, a page can read data in no other form."""
        assert figure.frames is not None
        frames = figure.frames.strip()
        key = hashlib.sha256(frames.encode()).hexdigest()[:10]
        script = f'(window.diptychFrames = window.diptychFrames || {{}})["{key}"] = {frames};\n'
        return Asset(f"{figure.name}-{key}.js", script.encode())


NOWHERE = Context({}, {}, {}, NoLinks(), {}, "", {})
"""For what needs to know nothing of a notebook."""


@lru_cache(maxsize=4096)
def named(stem: str, suffix: str, data: bytes) -> Asset:
    """Make an asset whose name tells its content.

    Anki takes the media of a deck by name, and of two with one name silently keeps one; it also
    takes no folder and no percent-encoding. So: plain ASCII, flat, and a hash.
    """
    plain = re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-") or "file"
    digest = hashlib.sha256(data).hexdigest()[:10]
    return Asset(f"{plain[:40]}-{digest}{suffix}", data)


def former_picture_names(
    figures: Iterable[Figure], palette: Mapping[str, tuple[str, str]]
) -> dict[str, str]:
    """Map the names of figures' pictures to those that they had while these told the code."""
    names: dict[str, str] = {}
    colours = tuple(palette.items())
    for figure in figures:
        if figure.drawing:
            now = _pictures(figure.name, svg.without_code(figure.drawing), colours)
            former = _pictures(figure.name, figure.drawing, colours)
            names |= {each.name: was.name for each, was in zip(now, former, strict=True)}
    return names


@lru_cache(maxsize=1024)  # a figure is on a card or two, and asked for on each
def _pictures(
    name: str, drawing: str, colours: tuple[tuple[str, tuple[str, str]], ...]
) -> tuple[Asset, Asset]:
    palette = dict(colours)
    light, dark = (svg.baked(drawing, palette, dark=dark).encode() for dark in (False, True))
    return named(name, ".svg", light), named(f"{name}-dark", ".svg", dark)
