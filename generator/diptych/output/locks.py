"""Locks, so that two commands at once neither tear a folder nor lose each other's ids.

The system takes a lock away with the process that holds it, so none is ever left behind.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from diptych.output.cache_folder import cache_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from filelock import BaseFileLock

LOCK = ".diptych.lock"
LOCK_SECONDS = 30
# A whole build holds a ledger's lock, and a first build of ten thousand questions takes its time.
LEDGER_SECONDS = 120


REMEDY = "Give yourself the right to it, or make room there, and run the command again"


class WriteError(Exception):
    """The output cannot be written; says why."""

    @classmethod
    def of(cls, place: Path | str, error: OSError) -> WriteError:
        """Say which place the disk refuses, why, and what to do."""
        return cls(f"cannot write {place}: {error.strerror or error}. {REMEDY}")


@contextlib.contextmanager
def output_locked(output: Path) -> Iterator[None]:
    """Keep a second build out of the same folder; made if it is not there.

    Raises:
        WriteError: another build does not finish, or the folder cannot be made.
    """
    with _folder_locked(output, f"another build is writing to {output}"):
        yield


@contextlib.contextmanager
def copy_locked(folder: Path) -> Iterator[None]:
    """Keep a second sync away from the same copy of an account; its folder is made.

    Raises:
        WriteError: another sync does not finish, or the folder cannot be made.
    """
    busy = "another sync of this notebook with this account is running; wait until it ends"
    with _folder_locked(folder, busy):
        yield


@contextlib.contextmanager
def _folder_locked(folder: Path, busy: str) -> Iterator[None]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = _acquired(folder / LOCK, LOCK_SECONDS)
    except TimeoutError as error:
        raise WriteError(busy) from error
    except OSError as error:
        raise WriteError.of(folder, error) from error
    try:
        yield
    finally:
        lock.release()


@contextlib.contextmanager
def ledger_locked(ledger: Path) -> Iterator[None]:
    """Keep all others that would write a ledger waiting, from before it is read.

    The lock lies in the user's cache folder, not among the notes. Where none can be made, as on a
    disk that is read only, nobody waits.

    Raises:
        WriteError: another one does not finish.
    """
    lock = _lock_of(ledger)
    try:
        yield
    finally:
        if lock is not None:
            lock.release()


def _lock_of(ledger: Path) -> BaseFileLock | None:
    import tempfile  # and with it, random numbers: only to write

    place = os.path.realpath(ledger).encode(errors="surrogatepass")
    name = f"{hashlib.sha256(place).hexdigest()[:16]}.lock"
    for folder in (cache_folder(), Path(tempfile.gettempdir(), f"diptych-{_user()}")):
        if folder is None:
            continue
        try:
            folder.mkdir(parents=True, exist_ok=True)
            return _acquired(folder / name, LEDGER_SECONDS)
        except TimeoutError as error:
            message = f"another command is writing to {ledger}; wait until it ends, or stop it"
            raise WriteError(message) from error
        except OSError:
            continue
    return None


def _user() -> int:
    return os.geteuid() if hasattr(os, "geteuid") else 0


def _acquired(file: Path, seconds: float) -> BaseFileLock:
    from filelock import FileLock  # not on the path of a build without changes

    lock = FileLock(file)
    lock.acquire(timeout=seconds)
    return lock
