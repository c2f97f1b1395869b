"""Anki's own sync server on loopback, a second device that syncs with it, and a bad connection."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

# First: anki's modules import each other in a circle, and this is where it may be entered.
import anki.collection  # noqa: F401
from anki.decks import DeckId
from anki.sync import SyncAuth, SyncOutput

from tests.anki_engine import Anki

USER, PASSWORD = "learner", "correct-horse-battery"


@dataclass(frozen=True, slots=True)
class Server:
    """A running server with one account.

    Attributes:
        folder: where it keeps what it was sent.
    """

    address: str
    folder: Path


@contextmanager
def serving(folder: Path) -> Iterator[Server]:
    """Run the server that `anki` ships, on a port of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "SYNC_USER1": f"{USER}:{PASSWORD}",
        "SYNC_BASE": str(folder),
        "SYNC_HOST": "127.0.0.1",
        "SYNC_PORT": str(port),
        "RUST_LOG": "anki=error",
    }
    server = subprocess.Popen([sys.executable, "-m", "anki.syncserver"], env=environment)
    try:
        for _ in range(600):
            with socket.socket() as trying:
                if trying.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield Server(f"http://127.0.0.1:{port}/", folder)
    finally:
        server.terminate()
        server.wait()


class Device(Anki):
    """A learner's phone: the plain engine, that syncs as Anki's own programs do."""

    def __init__(self, folder: Path, server: Server) -> None:
        super().__init__(folder)
        self.auth: SyncAuth = self.collection.sync_login(USER, PASSWORD, server.address)

    def sync(self, full: str = "") -> str:
        """Sync with media; what the server asked for, which is done where one side has nothing."""
        outcome = self.collection.sync_collection(self.auth, sync_media=False)
        name = str(SyncOutput.ChangesRequired.Name(outcome.required))
        side = full or {"FULL_DOWNLOAD": "download", "FULL_UPLOAD": "upload"}.get(name, "")
        if name.startswith("FULL") and side:
            self.collection.close_for_full_sync()
            self.collection.full_upload_or_download(
                auth=self.auth, server_usn=None, upload=side == "upload"
            )
            self.collection.reopen(after_full_sync=True)
        self.collection.sync_media(self.auth)
        while self.collection.media_sync_status().active:
            time.sleep(0.02)
        return name

    def add(self, front: str) -> str:
        """Add a note of the learner's own; its GUID."""
        note = self.collection.new_note(self.collection.models.all()[0])
        note.fields[0] = front
        self.collection.add_note(note, DeckId(1))
        return note.guid

    def marks(self) -> dict[str, int]:
        """By which sync each note came, to tell which were changed."""
        return {str(each): int(mark) for each, mark in self.rows("SELECT guid, usn FROM notes")}

    def restore(self, backup: Path) -> None:
        """Take the collection of a backup in the place of this one."""
        self.collection.close()
        self.collection._backend.import_collection_package(
            col_path=self.collection.path,
            backup_path=str(backup),
            media_folder=str(self.folder / "collection.media"),
            media_db=str(self.folder / "collection.media.db2"),
        )
        self.collection.reopen()

    def edit(self, guid: str, **fields: str) -> None:
        """Write into fields of a note."""
        note = self.note(guid)
        for name, value in fields.items():
            note[name] = value
        self.collection.update_note(note)


@dataclass
class Connection:
    """A connection that can break off.

    Attributes:
        asked: how many requests came since it was set.
        breaking: the request, from 1, at which it breaks; 0 for never.
        late: whether the server still gets that request, and only its answer is lost.
        moved_to: where whoever asks is sent on to, once logged in; empty for nowhere.
    """

    server: Server
    asked: int = 0
    breaking: int = 0
    late: bool = False
    moved_to: str = ""
    address: str = ""

    def breaks_at(self, breaking: int, *, late: bool) -> None:
        """Set where it breaks next."""
        self.asked, self.breaking, self.late = 0, breaking, late


@contextmanager
def connected(server: Server) -> Iterator[Connection]:
    """Stand between a server and who asks it."""
    connection = Connection(server)
    there = urlsplit(server.address)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            connection.asked += 1
            broken = 0 < connection.breaking <= connection.asked
            body = b"".join(self._chunks())
            if connection.moved_to and not self.path.endswith("hostKey"):
                self.send_response(308)
                self.send_header("Location", connection.moved_to)
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            late = connection.late and connection.asked == connection.breaking
            if broken and not late:
                self.close_connection = True
                return
            behind = HTTPConnection(there.hostname or "", there.port)
            kept = {n: v for n, v in self.headers.items() if n.lower() != "transfer-encoding"}
            behind.request("POST", self.path, body, kept)
            answer = behind.getresponse()
            data = answer.read()
            behind.close()
            if broken:
                self.close_connection = True
                return
            self.send_response(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in {"transfer-encoding", "content-length", "connection"}:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def _chunks(self) -> Iterator[bytes]:
            """The body, which the engine sends in chunks."""
            while size := int(self.rfile.readline(), 16):
                yield self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()

        def log_message(self, *_: Any) -> None:
            pass

    with listening(Handler) as address:
        connection.address = address
        yield connection


@contextmanager
def listening(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """Let a handler answer on loopback; its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
