"""Log in to an account, and sync a copy of its collection: AnkiWeb, or a server of one's own."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from time import sleep
from typing import TYPE_CHECKING, Literal, TypeVar
from urllib.parse import urlsplit

# First: anki's modules import each other in a circle, and this is where it may be entered.
import anki.collection
from anki.errors import AnkiException, Interrupted, NetworkError, SyncError, SyncErrorKind
from anki.sync import SyncAuth, SyncOutput
from msgspec import Struct
from msgspec.structs import replace

from diptych.connect.client import AnkiError
from diptych.deck import lines_of
from diptych.sync.copy import add_backups
from diptych.sync.probing import why_unreachable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from anki.collection import Collection

    from diptych.model import Progress

T = TypeVar("T")

ANKIWEB = "https://sync.ankiweb.net/"

_SECONDS = 0.1  # between two looks at how far it is

Outcome = Literal["synced", "upload", "download", "either"]
"""What a sync came to: done; or one side must replace the other, and which one can."""

_OUTCOMES: dict[int, Outcome] = {
    SyncOutput.NO_CHANGES: "synced",
    SyncOutput.FULL_UPLOAD: "upload",
    SyncOutput.FULL_DOWNLOAD: "download",
    SyncOutput.FULL_SYNC: "either",
}


class LoginError(AnkiError):
    """The account's user or password, or the key that was kept in its place, is refused."""


def log_in(collection: Collection, address: str, user: str, password: str) -> str:
    """Log in, and give the key that lets one in from now on; it does not tell the password.

    Args:
        address: of the server; empty for AnkiWeb.

    Raises:
        LoginError: the user or the password is wrong.
        AnkiError: the server cannot be reached, or refuses.
    """
    with _plain_errors(address):
        return collection.sync_login(user, password, address or None).hkey


class Account(Struct):
    """An account that was logged in to, and the open copy of its collection.

    Attributes:
        address: of the server, as the command names it; empty for AnkiWeb.
        said: what the server has to say to its users, in plain text.
    """

    collection: Collection
    address: str
    auth: SyncAuth
    said: str = ""

    @classmethod
    def of(cls, collection: Collection, address: str, key: str) -> Account:
        """Use a key that a login gave."""
        return cls(collection, address, SyncAuth(hkey=key, endpoint=address or None))

    def beside(self, collection: Collection) -> Account:
        """Use the same key for another collection."""
        return replace(self, collection=collection)

    def sync(self, progress: Progress) -> Outcome:
        """Bring what changed to the other side, both ways; all or nothing.

        Raises:
            AnkiError: the server cannot be reached, or refuses.
        """
        with _plain_errors(self.address):
            done = self._watched(
                progress, lambda: self.collection.sync_collection(self.auth, sync_media=False)
            )
        self.said = " ".join(lines_of(done.server_message))
        if done.new_endpoint:
            self._follow(done.new_endpoint)
        return _OUTCOMES[done.required]

    def _follow(self, address: str) -> None:
        """Go on where the server sends us: AnkiWeb has many, one's own is one."""
        if self.address and urlsplit(address).hostname != urlsplit(self.address).hostname:
            raise AnkiError(
                f"the server at {self.address} sends us on to {address}. Give that address, if you "
                "trust it"
            )
        self.auth = SyncAuth(hkey=self.auth.hkey, endpoint=address)

    def replace_one(self, progress: Progress, *, upload: bool) -> None:
        """Replace the account's collection by the copy, or the copy by the account's.

        Raises:
            AnkiError: the server cannot be reached, or refuses; then nothing is replaced.
        """
        self.collection.close_for_full_sync()
        try:
            with _plain_errors(self.address):
                self._watched(
                    progress,
                    lambda: self.collection.full_upload_or_download(
                        auth=self.auth, server_usn=None, upload=upload
                    ),
                )
        finally:
            self.collection.reopen(after_full_sync=True)

    def sync_media(self, progress: Progress) -> None:
        """Bring media to the side that lacks them.

        Raises:
            AnkiError: the server cannot be reached, or refuses; the next sync goes on with it.
        """
        with _plain_errors(self.address):
            self._watched(progress, self._media)

    def _media(self) -> None:
        self.collection.sync_media(self.auth)
        while self.collection.media_sync_status().active:
            sleep(_SECONDS)

    def _watched(self, progress: Progress, work: Callable[[], T]) -> T:
        """Do what takes long, and show how far it is; stop it when the user does."""
        with ThreadPoolExecutor(1) as pool:
            future = pool.submit(work)
            try:
                while True:
                    try:
                        return future.result(_SECONDS)
                    except TimeoutError:
                        self._show(progress)
            except KeyboardInterrupt:
                self.collection.abort_sync()
                self.collection.abort_media_sync()
                raise

    def _show(self, progress: Progress) -> None:
        now = self.collection.latest_progress()
        if now.HasField("full_sync"):
            progress("syncing", now.full_sync.transferred, now.full_sync.total)
        else:
            what = "syncing media" if now.HasField("media_sync") else "syncing"
            progress(what, 0, 0)


@contextmanager
def opened(file: Path) -> Iterator[Collection]:
    """Open a collection, made if it is not there.

    Raises:
        AnkiError: it is damaged, or open in another program.
    """
    try:
        collection = anki.collection.Collection(str(file))
    except AnkiException as error:
        raise AnkiError(
            f"this computer's copy cannot be opened: {error}. Close what has it open; if nothing "
            f"does, delete the folder {file.parent}, and it is downloaded anew"
        ) from error
    try:
        yield collection
    finally:
        collection.close()


def make_backup(collection: Collection, folder: Path) -> None:
    """Write a collection that has notes as a ``.colpkg``, which Anki opens; keep the newest.

    Raises:
        AnkiError: it cannot be written.
    """
    if collection.note_count() == 0:
        return
    new = folder / "new"  # the engine's names tell seconds only, and it would replace another
    new.mkdir(parents=True, exist_ok=True)
    try:
        collection.create_backup(backup_folder=str(new), force=True, wait_for_completion=True)
    except AnkiException as error:
        raise AnkiError(
            f"no backup can be written to {folder}: {error}. Make room there, and run it again"
        ) from error
    add_backups(new, folder)


@contextmanager
def _plain_errors(address: str) -> Iterator[None]:
    where = address or ANKIWEB
    try:
        yield
    except Interrupted as error:
        raise KeyboardInterrupt from error
    except NetworkError as error:
        raise AnkiError(why_unreachable(where, str(error))) from error
    except SyncError as error:
        if error.kind is SyncErrorKind.AUTH:
            raise LoginError(
                f"{where} refuses the user or the password. Look whether both are those of this "
                "server"
            ) from error
        raise AnkiError(_refusal(where, str(error))) from error
    except AnkiException as error:
        raise AnkiError(
            f"Anki's engine stops: {error}. Nothing is lost; run the command again"
        ) from error


def _refusal(where: str, said: str) -> str:
    """Say what a server's refusal means; the engine takes every server for AnkiWeb."""
    if "code: 400" in said:
        return (
            f"what answers at {where} is no sync server of Anki, or one too old for this engine. "
            "Look whether the address is right, and update the server"
        )
    said = said.replace("AnkiWeb", "the server").rstrip(".")
    return f"{where} refuses: {said}. Wait a while, and run the command again"
