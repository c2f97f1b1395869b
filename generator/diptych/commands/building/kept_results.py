"""What a build found out about code, pictures and notes, and made of templates: kept for the next.

By the notebook, not by what it was found out about: then one piece holds what the notebook needs,
and no more.
"""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from msgspec import msgpack

from diptych.deck import FRAMES, recalled_hash
from diptych.figures.code_behind import used_imports
from diptych.figures.registry import imports_of
from diptych.figures.svg import words_in
from diptych.output.versions import engine_digest, libraries_digest
from diptych.render.code import code_file_box
from diptych.render.sizes import own_size
from diptych.site.kept_templates import TEMPLATES
from diptych.syntax.code_excerpt import definition
from diptych.syntax.svg_files import may_act

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from contextlib import AbstractContextManager
    from pathlib import Path

    from diptych.output.store import Store


class Keeper(Protocol):
    """Knows results, and learns more: see `diptych.digests.Recalled`."""

    def start(self, kept: bytes) -> None:
        """Know what `keep` gave, and nothing else."""

    @property
    def learned(self) -> bool:
        """Tell whether there is something new since the start."""

    def keep(self) -> bytes:
        """Write what is to be known the next time."""


_CODE: Mapping[str, Keeper] = {
    "definitions": definition,
    "imports": imports_of,
    "used imports": used_imports,
    "boxes": code_file_box,
}

_PICTURES: Mapping[str, Keeper] = {
    "sizes": own_size,
    "acts": may_act,
    "words": words_in,
}


def recalled_code(store: Store, root: Path) -> AbstractContextManager[None]:
    """Know meanwhile what a notebook's last build found out about code, and keep what is new."""
    return _recalled(store, root, "code", _CODE)


def recalled_pictures(store: Store, root: Path) -> AbstractContextManager[None]:
    """Know meanwhile what a notebook's last build found out about pictures, likewise."""
    return _recalled(store, root, "pictures", _PICTURES)


def recalled_hashes(store: Store, root: Path) -> AbstractContextManager[None]:
    """Know meanwhile the hashes of the notes that a notebook's last build made, likewise."""
    return _recalled(store, root, "hashes", {"content": recalled_hash})


def recalled_templates(store: Store, root: Path) -> AbstractContextManager[None]:
    """Know meanwhile what a notebook's last build made of templates and of decks' frames."""
    return _recalled(store, root, "templates", {"templates": TEMPLATES, **FRAMES})


@contextmanager
def _recalled(store: Store, root: Path, what: str, keepers: Mapping[str, Keeper]) -> Iterator[None]:
    parts = (engine_digest(), libraries_digest(), what, str(root))
    key = hashlib.blake2b("\0".join(parts).encode(errors="surrogatepass"), digest_size=32).digest()
    kept = _known(store.read([key]).get(key, b""))
    for name, each in keepers.items():
        each.start(kept.get(name, b""))
    yield
    if any(each.learned for each in keepers.values()):
        store.write({key: msgpack.encode({name: each.keep() for name, each in keepers.items()})})


def _known(data: bytes) -> dict[str, bytes]:
    try:
        return msgpack.decode(data, type=dict[str, bytes])
    except ValueError:
        return {}
