"""Compile all sources, each once: what was compiled before is read from the store."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import msgspec

from diptych.compile import compile_source, decode, encode
from diptych.output.versions import engine_digest, libraries_digest
from diptych.progress import counter

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from diptych.compile import Compiled, CompileSettings
    from diptych.model import Source
    from diptych.output.store import Store
    from diptych.progress import Progress


def compile_all(
    sources: Sequence[Source], settings: CompileSettings, progress: Progress, store: Store
) -> list[Compiled]:
    """Compile sources in their order, or read what was compiled of them before."""
    done = counter(progress, "compiling", len(sources))
    keys = list(_keys(sources, settings))
    kept = store.read(keys)
    compiled: list[Compiled] = []
    fresh: dict[bytes, bytes] = {}
    for key, source in zip(keys, sources, strict=True):
        known = _known(kept.pop(key, b""))
        compiled.append(known or compile_source(source, settings))
        if known is None and (data := _as_bytes(compiled[-1])):
            fresh[key] = data
        done()
    store.write(fresh)
    return compiled


def _keys(sources: Sequence[Source], settings: CompileSettings) -> Iterator[bytes]:
    """Hash all that compiling depends on, for each source."""
    same = hashlib.blake2b(digest_size=32)
    # The order of what stands in a set differs from process to process.
    for part in (
        engine_digest().encode(),
        libraries_digest().encode(),
        msgspec.json.encode(settings, order="deterministic"),
    ):
        same.update(part + b"\n")
    for source in sources:
        own = same.copy()
        own.update(f"{source.path}\0{source.text}".encode(errors="surrogatepass"))
        yield own.digest()


def _known(data: bytes) -> Compiled | None:
    try:
        return decode(data) if data else None
    except ValueError:
        return None


def _as_bytes(compiled: Compiled) -> bytes:
    """Write a document as bytes; empty if it holds what no bytes can, such as half a character."""
    try:
        return encode(compiled)
    except (ValueError, OverflowError):
        return b""
