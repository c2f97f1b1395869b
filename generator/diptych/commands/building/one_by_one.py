"""Compile sources one after the other, in this process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.compile import compile_source, encode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from diptych.compile import Compiled, CompileSettings
    from diptych.model import Source


def compile_here(
    sources: Iterable[Source], settings: CompileSettings, done: Callable[[], None]
) -> Iterator[Compiled]:
    """Compile sources one after the other.

    Args:
        done: called for each.
    """
    for source in sources:
        try:
            compiled = compile_source(source, settings)
        except Exception as error:
            error.add_note(f"while reading {source.path}")
            raise
        done()
        yield compiled


def as_bytes(compiled: Compiled) -> bytes:
    """Write a document as bytes; empty if it holds what no bytes can, such as half a character."""
    try:
        return encode(compiled)
    except (ValueError, OverflowError):
        return b""
