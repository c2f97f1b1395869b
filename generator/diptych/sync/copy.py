"""The files of a copy of an account's collection, and what brings them back to where they were.

Between two syncs the copy has nothing that the account lacks. What is about to be brought into it
is therefore kept apart until the account has it: ``before.anki2`` is the copy as it was, and lies
there for only as long. Where a sync is interrupted, the next one takes that back and begins anew,
so that the notes are always compared with what the account has.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from msgspec import Struct

BACKUPS = 10
"""So many backups are kept, the newest."""

# Beside an SQLite database while it is open, and after a crash.
_JOURNALS = ("-wal", "-shm", "-journal")


class CopyFiles(Struct, frozen=True):
    """Where the files of one copy lie.

    Attributes:
        folder: of this notebook and this account alone.
    """

    folder: Path

    @property
    def collection(self) -> Path:
        """The copy itself; its media lie beside it."""
        return self.folder / "collection.anki2"

    @property
    def before(self) -> Path:
        """The copy before the notes were brought into it; there while the account lacks them."""
        return self.folder / "before.anki2"

    @property
    def sent(self) -> Path:
        """The memory of what the account was sent."""
        return self.folder / "sent.json"

    @property
    def pending(self) -> Path:
        """The memory of what the account is being sent."""
        return self.folder / "pending.json"

    @property
    def backups(self) -> Path:
        """The folder of the copy's backups: `.colpkg` files, which Anki opens."""
        return self.folder / "backups"

    @property
    def account_backups(self) -> Path:
        """The folder of backups of what the account had where both could not be joined."""
        return self.folder / "account-backups"

    @property
    def account(self) -> Path:
        """The folder into which an account is downloaded beside the copy, to compare both."""
        return self.folder / "account"


def take_back(files: CopyFiles) -> None:
    """Make the copy what it was before an interrupted sync; nothing if none was."""
    if not files.before.exists():
        return
    for each in _JOURNALS:  # of what is taken back, not of what comes in its place
        Path(f"{files.collection}{each}").unlink(missing_ok=True)
    files.before.replace(files.collection)


def keep_before(files: CopyFiles) -> None:
    """Keep the copy as it is, whole or not at all. It must be closed."""
    part = files.before.with_suffix(".part")
    shutil.copyfile(files.collection, part)
    with part.open("rb+") as file:
        os.fsync(file.fileno())
    part.replace(files.before)


def account_has_it(files: CopyFiles) -> None:
    """Forget how the copy was before: the account has what was brought into it."""
    if files.pending.exists():
        files.pending.replace(files.sent)
    files.before.unlink(missing_ok=True)


def add_backups(new: Path, folder: Path) -> None:
    """Move backups into the folder of all, and delete all but the newest there."""
    for each in new.glob("*.colpkg"):
        place, count = folder / each.name, 1
        while place.exists():
            count += 1
            place = folder / f"{each.stem}-{count}.colpkg"
        each.rename(place)
    kept = sorted(folder.glob("*.colpkg"), key=lambda file: file.stat().st_mtime_ns)
    for each in kept[:-BACKUPS]:
        each.unlink()
