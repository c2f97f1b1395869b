"""One source in, one compiled document out: parsed, checked and rendered, as plain data."""

from diptych.compile.compiled import (
    Compiled,
    CompiledQuestion,
    CompiledSection,
    decode,
    encode,
)
from diptych.compile.document import CompileSettings, compile_source
from diptych.compile.prompt_words import as_one_line, names_something, telling_words, words_in

__all__ = [
    "CompileSettings",
    "Compiled",
    "CompiledQuestion",
    "CompiledSection",
    "as_one_line",
    "compile_source",
    "decode",
    "encode",
    "names_something",
    "telling_words",
    "words_in",
]
