"""One source in, one compiled document out: read, checked, and plain data. Touches no disk."""

from diptych.compile.document import Compiled, CompileSettings, compile_source

__all__ = ["CompileSettings", "Compiled", "compile_source"]
