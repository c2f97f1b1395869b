"""One source in, one compiled document out: parsed, checked and rendered, as plain data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.compile.compiled import (
    Compiled,
    CompiledQuestion,
    CompiledSection,
    decode,
    encode,
)
from diptych.compile.prompt_words import as_one_line, names_something, telling_words, words_in
from diptych.compile.settings import CompileSettings, Requirements

if TYPE_CHECKING:
    from diptych.model import Source

__all__ = [
    "CompileSettings",
    "Compiled",
    "CompiledQuestion",
    "CompiledSection",
    "Requirements",
    "as_one_line",
    "compile_source",
    "decode",
    "encode",
    "names_something",
    "telling_words",
    "words_in",
]


def compile_source(source: Source, settings: CompileSettings) -> Compiled:
    """Parse, check and render one file; a pure function of its text and the settings."""
    # A build with nothing to compile loads neither the parser nor the renderer.
    from diptych.compile.document import compile_document

    return compile_document(source, settings)
