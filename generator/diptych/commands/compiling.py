"""Compile all sources, each once: what was compiled before is read from the store."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import msgspec

from diptych.compile import compile_source, decode, encode
from diptych.output.versions import engine_digest, libraries_digest
from diptych.progress import counter

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from diptych.compile import Compiled, CompileSettings
    from diptych.link.notebook import Compiler
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


class CompileMemory:
    """What the last build compiled, for one that follows in the same process."""

    def __init__(self) -> None:
        self._settings: CompileSettings | None = None
        self._compiled: dict[Source, Compiled] = {}

    def before(self, compiler: Compiler) -> Compiler:
        """Make a compiler that leaves to another one only what is not known."""

        def compile_new(
            sources: Sequence[Source], settings: CompileSettings, progress: Progress
        ) -> list[Compiled]:
            known = self._compiled if settings == self._settings else {}
            new = [source for source in sources if source not in known]
            compiled = dict(zip(new, compiler(new, settings, progress), strict=True)) if new else {}
            self._settings = settings
            self._compiled = {each: known.get(each) or compiled[each] for each in sources}
            return [self._compiled[each] for each in sources]

        return compile_new

    def add(self, compiled: Mapping[Source, Compiled]) -> None:
        """Remember more that was compiled, by the same settings."""
        self._compiled |= compiled


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
