"""What rendering needs to know of the rest of the notebook."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from diptych.figures import svg
from diptych.model import Asset
from diptych.syntax.references import Target, picture_key, resolve

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from diptych.figures.registry import Figure
    from diptych.link.targets import LinkMap, Place


@dataclass(frozen=True, slots=True)
class Context:
    """The notebook around the question that is rendered.

    Attributes:
        files: the bytes of what the notes refer to, by path.
        figures: the registered figures, freshly drawn, by path.
        palette: figure colours: name → (light, dark).
        places: where the page of each question and section lies below the site's root.
        base_url: where the site is published; empty when it is not.
        texts: the interface texts of the notebook's language.
        lines: the lines of each file as they were read, to point at.
        moved: where pictures are that were found by their name, by `picture_key`.
    """

    files: Mapping[str, bytes]
    figures: Mapping[str, Figure]
    palette: Mapping[str, tuple[str, str]]
    links: LinkMap
    places: Mapping[Place, str]
    base_url: str
    texts: Mapping[str, str]
    lines: Mapping[str, Sequence[str]] = field(default_factory=dict)
    moved: Mapping[str, str] = field(default_factory=dict)

    def resolve(self, document: str, address: str) -> Target:
        """Where an address leads, or where the picture now is that it once led to."""
        target = resolve(document, address)
        if target.path in self.files or target.path in self.figures:
            return target
        moved = self.moved.get(picture_key(target))
        return replace(target, path=moved) if moved else target

    def address(self, target: Target) -> str | None:
        """The page that a link between notes leads to, relative to the site's root."""
        found = self.links.find(target)
        return self.places[found] if found else None

    def asset(self, path: str | None) -> Asset | None:
        """A file that notes refer to, under the name that both panels give it."""
        if path is None or path not in self.files:
            return None
        name = PurePosixPath(path)
        return named(name.stem, name.suffix.lower(), self.files[path])

    def figure_assets(self, figure: Figure) -> tuple[Asset, Asset]:
        """A figure's light and dark picture, for where it cannot be inlined."""
        assert figure.drawing is not None
        light, dark = (
            svg.baked(figure.drawing, self.palette, dark=dark).encode() for dark in (False, True)
        )
        return named(figure.name, ".svg", light), named(f"{figure.name}-dark", ".svg", dark)

    def frames_asset(self, figure: Figure) -> Asset:
        """A figure's frames as a script: from disk, a page can read data in no other form."""
        assert figure.frames is not None
        frames = figure.frames.strip()
        key = hashlib.sha256(frames.encode()).hexdigest()[:10]
        script = f'(window.diptychFrames ??= {{}})["{key}"] = {frames};\n'
        return Asset(f"{figure.name}-{key}.js", script.encode())


def named(stem: str, suffix: str, data: bytes) -> Asset:
    """An asset whose name tells its content.

    Anki takes the media of a deck by name, and of two with one name silently keeps one; it also
    takes no folder and no percent-encoding. So: plain ASCII, flat, and a hash.
    """
    plain = re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-") or "file"
    digest = hashlib.sha256(data).hexdigest()[:10]
    return Asset(f"{plain[:40]}-{digest}{suffix}", data)
