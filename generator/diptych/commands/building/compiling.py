"""Compile all sources, each once: what was compiled before is read from the store."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

import msgspec

from diptych.commands.building.drawings import with_drawings
from diptych.commands.building.one_by_one import as_bytes, compile_here
from diptych.compile import compile_source, decode
from diptych.model import counter
from diptych.output.versions import engine_digest, libraries_digest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from diptych.compile import Compiled, CompileSettings
    from diptych.link.notebook import Compiler
    from diptych.model import Progress, Source
    from diptych.output.store import Store


WORTH_A_PROCESS = 250_000
"""For so many characters one process more is started, where there are more than two processors."""
WORTH_A_THREAD = 10_000_000
"""For so many where there are two, which are often the threads of one core.

There, builds of 430,000 and 4,300,000 characters took 0.63 of the time for 1.01 of the processor's
when nothing else ran, and 0.97 for 1.48 in other minutes.
"""

_KEPT_AT_ONCE = 500


def compile_all(
    sources: Sequence[Source], settings: CompileSettings, progress: Progress, store: Store
) -> list[Compiled]:
    """Compile sources in their order, or read what was compiled of them before.

    What is new goes through bytes as well: it is then the same as what is read the next time, and
    takes half as much memory.
    """
    sources = with_drawings(sources, store)
    done = counter(progress, "compiling", len(sources))
    keys = list(_keys(sources, settings))
    kept = store.read(keys)
    compiled: dict[bytes, Compiled] = {}
    while kept:
        key, data = kept.popitem()
        if (known := _known(data)) is not None:
            compiled[key] = known
            done()
    new = {key: each for key, each in zip(keys, sources, strict=True) if key not in compiled}
    waiting: dict[bytes, bytes] = {}
    for (key, source), data in zip(
        new.items(), _compile([*new.values()], settings, done), strict=True
    ):
        compiled[key] = decode(data) if data else compile_source(source, settings)
        if data:
            waiting[key] = data
        # Some at a time: all of them as bytes would take as much memory again.
        if len(waiting) >= _KEPT_AT_ONCE:
            store.write(waiting)
            waiting = {}
    store.write(waiting)
    return [compiled[key] for key in keys]


def _compile(
    sources: Sequence[Source], settings: CompileSettings, done: Callable[[], None]
) -> Iterable[bytes]:
    """Compile sources in their order, by several processes if there is enough to do.

    Returns:
        each as `as_bytes` writes it.
    """
    processors = _processors()
    worth = WORTH_A_PROCESS if processors > 2 else WORTH_A_THREAD
    others = min(sum(len(source.text) for source in sources) // worth, processors - 1)
    if not others:
        return map(as_bytes, compile_here(sources, settings, done))
    from diptych.commands.building.workers import compile_many  # it imports much

    return compile_many(sources, settings, others, done)


def _processors() -> int:
    """Count the processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


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
        texts = [source.path, source.text]
        for other in source.transcluded:
            texts += [other.by, other.name, other.path, other.text]
        if source.card_marks:
            texts.append(msgspec.json.encode(source.card_marks).decode())
        if source.repeated:
            texts.append(msgspec.json.encode(source.repeated).decode())
        texts += [part for drawing in source.drawings for part in drawing]
        own.update("\0".join(texts).encode(errors="surrogatepass"))
        yield own.digest()


def _known(data: bytes) -> Compiled | None:
    try:
        return decode(data)
    except ValueError:
        return None
