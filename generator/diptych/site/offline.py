"""What makes of a published site an app that works without a network: manifest, icons, worker."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING

from diptych.digests import digest, key_of
from diptych.interface.language import is_right_to_left
from diptych.model.book import PlannedFile
from diptych.site.resources import resource, script

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from diptych.model.book import Book

_ICONS = {"icon-192.png": "192x192", "icon-512.png": "512x512"}
_APPLE_ICON = "apple-touch-icon.png"
# Beyond so many questions, cards and texts are kept when they are first asked for.
_ALL_AT_ONCE = 2_000
_LATER = ("rehearse/", "search/")
_PAGES = ("./", "rehearse.html")


def plan_offline(book: Book, loaded: Sequence[PlannedFile], engine: str) -> Iterator[PlannedFile]:
    """Plan what browsers install, and the worker that answers where there is no network.

    Args:
        loaded: what pages load, without pictures.
        engine: names this version of the engine.
    """
    manifest = _manifest(book).encode()
    yield PlannedFile("site.webmanifest", key_of(manifest.decode()), partial(bytes, manifest))
    for name in (*_ICONS, _APPLE_ICON):
        yield PlannedFile(name, key_of(engine, name), partial(resource, f"icons/{name}"))
    kept = [
        file for file in loaded if book.total <= _ALL_AT_ONCE or not file.path.startswith(_LATER)
    ]
    paths = [file.path for file in kept]
    # Or each edit would make every reader load all cards anew; they are looked for on the network
    # first, so what is kept of them is new again when it is next asked for. The font's name is its
    # content's.
    told = [file for file in kept if not file.path.startswith((*_LATER, "fonts/"))]
    key = key_of(engine, paths, [file.key for file in told])
    yield PlannedFile("worker.js", key, partial(_worker, told, [*_PAGES, *paths]))


def _manifest(book: Book) -> str:
    """Write what a browser asks before it puts the site among its apps."""
    said = {
        "name": book.title,
        "lang": book.language,
        "dir": "rtl" if is_right_to_left(book.language) else "ltr",
        "start_url": "./",
        "scope": "./",
        "display": "standalone",
        "icons": [
            {"src": name, "sizes": sizes, "type": "image/png", "purpose": purpose}
            for name, sizes in _ICONS.items()
            for purpose in ("any", "maskable")
        ],
    }
    return json.dumps(said, ensure_ascii=False, indent=1) + "\n"


def _worker(told: Sequence[PlannedFile], shell: Sequence[str]) -> bytes:
    """Write the worker; its version is what these files hold, by whatever Python they are made."""
    version = key_of([digest(file.make()) for file in told])
    head = f"const version = {json.dumps(version)};\nconst shell = {json.dumps(shell)};\n"
    return (head + script("worker.js")).encode()
