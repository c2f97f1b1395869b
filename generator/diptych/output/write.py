"""Bytes → files: under a lock, each replaced at once, what is no longer made taken away.

Of the output folder only the files that Diptych itself wrote are ever removed; a list of them lies
beside them.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

MANIFEST = ".diptych.json"
LOCK = ".diptych.lock"
LOCK_SECONDS = 30


class WriteError(Exception):
    """The output cannot be written; says why."""


@contextlib.contextmanager
def locked(output: Path) -> Iterator[None]:
    """Keep a second build out of the same folder; made if it is not there.

    Raises:
        WriteError: another build does not finish, or the folder cannot be made.
    """
    from filelock import FileLock, Timeout  # not on the path of a build without changes

    try:
        output.mkdir(parents=True, exist_ok=True)
        with FileLock(output / LOCK, timeout=LOCK_SECONDS):
            yield
    except Timeout as error:
        raise WriteError(f"another build is writing to {output}") from error
    except OSError as error:
        raise WriteError(f"cannot write to {output}: {error.strerror}") from error


def replace_file(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Write a file whole or not at all.

    Raises:
        OSError: the place cannot be written to.
    """
    import tempfile  # and with it, compression and random numbers: only to write

    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).chmod(mode)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def write_output(
    output: Path,
    files: Mapping[str, bytes],
    remember: Mapping[str, Any],
    done: Callable[[], None],
) -> int:
    """Make the output folder hold exactly ``files`` of ours.

    Args:
        files: path relative to ``output`` → bytes.
        remember: what `read_manifest` shall give back beside the list of files.
        done: called after each file, for progress.

    Returns:
        How many files were new or different.
    """
    before: dict[str, str] = read_manifest(output).get("files", {})
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    written = 0
    for name, data in files.items():
        path = output / name
        if before.get(name) != hashes[name] or not _holds(path, data):
            replace_file(path, data)
            written += 1
        done()
    for name in before.keys() - files.keys():
        _remove(output, name)
    manifest = {**remember, "files": hashes}
    replace_file(output / MANIFEST, json.dumps(manifest, ensure_ascii=False).encode())
    return written


def read_manifest(output: Path) -> dict[str, Any]:
    """Read what the last build left behind; empty when there was none or it cannot be read."""
    try:
        manifest = json.loads((output / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return {}
    return manifest if isinstance(manifest, dict) else {}


def _holds(path: Path, data: bytes) -> bool:
    return path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data


def _remove(output: Path, name: str) -> None:
    path = output / name
    if not path.resolve().is_relative_to(output.resolve()):
        return  # a manifest that somebody edited must not lead outside
    path.unlink(missing_ok=True)
    folder = path.parent
    while folder != output and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
