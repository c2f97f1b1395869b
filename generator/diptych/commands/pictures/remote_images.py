"""Find the pictures of notes that lie on the network, and put other addresses in their place."""

from __future__ import annotations

import html
import re
from collections import Counter
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from msgspec import Struct
from msgspec.structs import replace

from diptych.commands.building.fixes import encoded_as, is_asked_for
from diptych.compile import compile_source
from diptych.input.encoding import split_lines, with_line_feeds
from diptych.input.sources import find_notes, read_notes
from diptych.link.notebook import compile_settings, why_of
from diptych.model import Source
from diptych.render.embeds import remote
from diptych.syntax.references import resolve

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from diptych.compile import CompileSettings
    from diptych.input.config import Config
    from diptych.input.sources import NoteFile
    from diptych.model import Diagnostic
    from diptych.syntax.references import Reference


MOST_PLACES = 50
"""So often one address is looked for in a file in one run; each place is tried out."""


class NoteWithImages(Struct, frozen=True):
    """A file of notes that shows pictures from the network.

    Attributes:
        text: with line feeds only.
        ends: the end of each of its lines as it is in the file.
        addresses: as the notes mean them → as they are asked for, in order.
    """

    note: NoteFile
    text: str
    ends: tuple[str, ...]
    addresses: Mapping[str, str]

    def as_bytes(self, text: str) -> bytes | None:
        """Write a changed text as the file is written; None where that changes more."""
        lines = text.split("\n")
        return encoded_as(self.note, "".join(map("".join, zip(lines, self.ends, strict=True))))


def find_remote(config: Config) -> tuple[list[NoteWithImages], list[Diagnostic]]:
    """Find the notes that show pictures from the network over https."""
    found = find_notes(config.root, config.notes, config.output, config.selection)
    notes, unread = read_notes(config.root, found.files)
    settings = compile_settings(config)
    with_images = []
    for note in notes:
        lines, ends = split_lines(note.encoded.text)
        source = Source(note.name, with_line_feeds(note.encoded.text))
        if not is_asked_for(note.path, config) or why_of(config, source, found):
            continue
        addresses = {}
        for each in _images(source, settings):
            where = remote(each.target.address)
            if where is not None and where.is_safe:
                addresses[each.target.address] = where.address
        if addresses:
            text = "\n".join(lines)
            with_images.append(NoteWithImages(note, text, tuple(ends), addresses))
    return with_images, [*found.problems, *unread]


def with_addresses(
    note: NoteWithImages, addresses: Mapping[str, str], settings: CompileSettings
) -> str:
    """Write other addresses where pictures have these; every other letter stays.

    An address may stand elsewhere, too: in a link, in code, in prose. So each place is tried, and
    taken if then a picture has its new address and all else leads where it led.
    """
    source = Source(note.note.name, note.text)
    now = _leading(source, settings)
    for old, new in addresses.items():
        place = 0
        for _ in range(MOST_PLACES):
            if (found := _next_place(source.text, old, place)) is None:
                break
            start, end = found
            tried = replace(source, text=source.text[:start] + new + source.text[end:])
            then = _leading(tried, settings)
            before, after = ("image", old), ("image", resolve(source.path, new).path or "")
            if now - then == Counter([before]) and then - now == Counter([after]):
                source, now, end = tried, then, start + len(new)
            place = end
    return source.text


def name_of(address: str) -> str:
    """Choose how the file of a picture begins: as its address ends, in plain letters."""
    stem = PurePosixPath(unquote(urlsplit(address).path)).stem
    return re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-")[:40] or "picture"


def _images(source: Source, settings: CompileSettings) -> Iterator[Reference]:
    compiled = compile_source(source, settings)
    return (each for each in compiled.references if each.kind == "image")


def _leading(source: Source, settings: CompileSettings) -> Counter[tuple[str, str]]:
    """Count all that a text refers to: kinds and addresses; of files here, their paths."""
    found = compile_source(source, settings).references
    return Counter((each.kind, each.target.path or each.target.address) for each in found)


def _next_place(text: str, address: str, behind: int) -> tuple[int, int] | None:
    """Find where an address stands next, however it is written there."""
    found = [
        (place, place + len(written))
        for written in _spellings(address)
        if (place := text.find(written, behind)) >= 0
    ]
    return min(found, key=lambda each: (each[0], -each[1]), default=None)


def _spellings(address: str) -> Sequence[str]:
    decoded = unquote(address)
    written = (address, decoded, html.escape(address), html.escape(decoded))
    return list(dict.fromkeys(written))
