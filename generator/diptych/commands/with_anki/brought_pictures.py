"""Pictures and sounds that were put into a card in Anki: they come to lie beside the notes."""

from __future__ import annotations

import posixpath
from hashlib import sha256
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from msgspec import Struct

from diptych.commands.fetch_images import picture_folder
from diptych.commands.importing.imported_notes import media_of, safe_name
from diptych.render.context import named

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from diptych.input.config import Config


class NewPicture(Struct, frozen=True):
    """A picture or a sound that the notes do not have yet.

    Attributes:
        path: where it is to lie, relative to the notebook's root.
        card: its name on our cards.
    """

    path: str
    card: str
    data: bytes


class BroughtPictures:
    """Gathers them; nothing is written yet, and nothing that there is would be overwritten."""

    def __init__(self, config: Config, medium: Callable[[str], bytes | None]) -> None:
        self._config, self._medium = config, medium
        self._found: dict[str, NewPicture | None] = {}

    def named(self, html: str, known: Iterable[str], path: str) -> str:
        """Write the names that new pictures of a field will have on our cards.

        Args:
            known: the fields that say what is not new.
        """
        there = {name for text in known for name in media_of(text)}
        for name in media_of(html):
            picture = None if name in there else self._picture(name)
            if picture:
                html = html.replace(name, picture.card)
        return html

    @property
    def files(self) -> dict[str, bytes]:
        """Their bytes, by path."""
        return {each.path: each.data for each in self._found.values() if each}

    def addresses(self, path: str) -> Mapping[str, str]:
        """Write what leads to each from a file of the notes, by its name on our cards."""
        above = posixpath.dirname(path) or "."
        return {
            each.card: posixpath.relpath(each.path, above) for each in self._found.values() if each
        }

    def needed(self, texts: Iterable[str]) -> tuple[NewPicture, ...]:
        """Choose those that the new texts of files name."""
        written = "\n".join(texts)
        found = {each.path: each for each in self._found.values() if each}
        return tuple(each for each in found.values() if PurePosixPath(each.path).name in written)

    def _picture(self, name: str) -> NewPicture | None:
        if name not in self._found:
            remote = "://" in name or name.startswith("data:")
            data = None if remote else self._medium(name)
            self._found[name] = self._placed(name, data) if data else None
        return self._found[name]

    def _placed(self, name: str, data: bytes) -> NewPicture:
        """Choose a name that no other file has; the same bytes are the same file."""
        folder = picture_folder(self._config)
        stem, dot, ending = name.rpartition(".")
        stem = safe_name(stem if dot else ending).replace(" ", "-")
        ending = f".{safe_name(ending).lower()}" if dot else ""
        taken = {each.path for each in self._found.values() if each and each.data != data}
        for free in (stem, f"{stem}-{sha256(data).hexdigest()[:10]}"):
            file = folder / f"{free}{ending}"
            path = self._config.relative(file)
            is_other = file.exists() and file.read_bytes() != data
            if path not in taken and not is_other:
                break
        return NewPicture(path, named(free, ending, data).name, data)
