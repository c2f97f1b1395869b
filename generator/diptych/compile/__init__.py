"""One source in, one compiled document out: parsed, checked and rendered, as plain data."""

from diptych.compile.document import (
    Compiled,
    CompiledQuestion,
    CompiledSection,
    CompileSettings,
    compile_source,
)
from diptych.compile.memory import CompileMemory

__all__ = [
    "CompileMemory",
    "CompileSettings",
    "Compiled",
    "CompiledQuestion",
    "CompiledSection",
    "compile_source",
]
