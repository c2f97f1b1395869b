"""Files that are read whole: regular ones only."""

from __future__ import annotations

import errno
import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def read_file(file: Path) -> bytes:
    """Read a regular file: reading a pipe would wait for somebody to write to it.

    Raises:
        OSError: there is no such file, it is none, or it cannot be opened.
    """
    if not stat.S_ISREG(file.stat().st_mode):
        raise OSError(errno.EINVAL, "it is not a regular file", str(file))
    return file.read_bytes()
