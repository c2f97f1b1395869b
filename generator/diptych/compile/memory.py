"""Compiled documents kept from one build to the next, in one process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.compile.document import compile_source

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from diptych.compile.compiled import Compiled
    from diptych.compile.document import CompileSettings
    from diptych.model import Source


class CompileMemory:
    """Compiles sources, but what the last time compiled is not compiled again."""

    def __init__(self) -> None:
        self._settings: CompileSettings | None = None
        self._compiled: dict[Source, Compiled] = {}

    def compile(
        self, sources: Sequence[Source], settings: CompileSettings, done: Callable[[], None]
    ) -> list[Compiled]:
        """Compile each source.

        Args:
            done: called after each, for progress.
        """
        known = self._compiled if settings == self._settings else {}
        compiled = []
        for source in sources:
            compiled.append(known.get(source) or compile_source(source, settings))
            done()
        self._settings = settings
        self._compiled = dict(zip(sources, compiled, strict=True))
        return compiled
