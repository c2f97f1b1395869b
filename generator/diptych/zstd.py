"""Pack and unpack bytes with Zstandard: of Python itself where it has it, else of a package."""

from __future__ import annotations

import sys

_QUICK = 1


def pack(data: bytes) -> bytes:
    """Pack bytes, quickly rather than well."""
    if sys.version_info >= (3, 14):
        from compression import zstd

        return zstd.compress(data, _QUICK)
    import zstandard

    return zstandard.ZstdCompressor(level=_QUICK).compress(data)


def unpack(packed: bytes) -> bytes:
    """Unpack bytes.

    Raises:
        ValueError: they are not packed so.
    """
    if sys.version_info >= (3, 14):
        from compression import zstd

        try:
            return zstd.decompress(packed)
        except zstd.ZstdError as error:
            raise ValueError(str(error)) from error
    import zstandard

    reader = zstandard.ZstdDecompressor().decompressobj()
    try:
        whole = reader.decompress(packed)
    except zstandard.ZstdError as error:
        raise ValueError(str(error)) from error
    if not reader.eof:
        raise ValueError("they are cut off")
    return whole
