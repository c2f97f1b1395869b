"""What was found out about Python code, and made of it: kept from build to build of a notebook."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from msgspec import msgpack

from diptych.figures.code_behind import used_imports
from diptych.figures.registry import imports_of
from diptych.output.versions import engine_digest, libraries_digest
from diptych.render.code import code_file_box
from diptych.syntax.code_excerpt import definition

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from diptych.digests import Recalled
    from diptych.output.store import Store

_RECALLED: dict[str, Recalled[..., Any]] = {
    "definitions": definition,
    "imports": imports_of,
    "used imports": used_imports,
    "boxes": code_file_box,
}


@contextmanager
def recalled_code(store: Store, root: Path) -> Iterator[None]:
    """Know meanwhile what the last build of a notebook found out, and keep what is new."""
    # By the notebook, not by the code: then one piece holds what it needs, and no more.
    parts = (engine_digest(), libraries_digest(), "code", str(root))
    key = hashlib.blake2b("\0".join(parts).encode(errors="surrogatepass"), digest_size=32).digest()
    kept = _known(store.read([key]).get(key, b""))
    for name, each in _RECALLED.items():
        each.start(kept.get(name, b""))
    yield
    if any(each.learned for each in _RECALLED.values()):
        data = {name: each.keep() for name, each in _RECALLED.items()}
        store.write({key: msgpack.encode(data)})


def _known(data: bytes) -> dict[str, bytes]:
    try:
        return msgpack.decode(data, type=dict[str, bytes])
    except ValueError:
        return {}
