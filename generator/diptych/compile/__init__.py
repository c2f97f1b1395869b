"""One source in, one compiled document out: parsed, checked and rendered, as plain data."""

from diptych.compile.compiled import (
    Compiled,
    CompiledQuestion,
    CompiledSection,
    decode,
    encode,
)
from diptych.compile.document import CompileSettings, compile_source

__all__ = [
    "CompileSettings",
    "Compiled",
    "CompiledQuestion",
    "CompiledSection",
    "compile_source",
    "decode",
    "encode",
]
