"""What goes wrong on the way to an account is told in plain words, with the remedy."""

from __future__ import annotations

import socket
import ssl
import subprocess
import sys
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from diptych.cli import main
from diptych.commands.with_anki.credentials import PASSWORD_VARIABLE
from diptych.output.locks import copy_locked
from tests.conftest import of
from tests.generator.sync.synced import copies, sync
from tests.sync_server import Server, connected, listening


def answering(status: int) -> type[BaseHTTPRequestHandler]:
    """A server that says the same whatever it is asked."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.close_connection = True
            while self.rfile.readline().strip() != b"0":  # the last of the body's chunks
                continue
            self.rfile.readline()
            self.send_response(status)
            self.send_header("Content-Length", "5")
            self.end_headers()
            self.wfile.write(b"hello")

        def log_message(self, *_: Any) -> None:
            pass

    return Handler


def said(root: Path, address: str, capsys: pytest.CaptureFixture[str]) -> str:
    """What a sync that fails says."""
    capsys.readouterr()
    assert sync(root, Server(address, root)) == 1
    return capsys.readouterr().err


def test_whatever_a_server_answers_is_told_plainly(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for status, telling in (
        (200, "no sync server of Anki, or one too old"),
        (404, "no sync server of Anki (it says 404)"),
        (500, "the server encountered a problem"),
        (501, "update to the latest version"),
    ):
        with of(status), listening(answering(status)) as address:
            err = said(root, address, capsys)
            assert telling in err
            assert "AnkiWeb" not in err
    assert not (root / "site").exists()


def test_a_wrong_password_is_told_and_not_shown(
    root: Path, server: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(PASSWORD_VARIABLE, "wr0ng-password")
    err = said(root, server.address, capsys)
    assert "refuses the user or the password" in err
    assert "wr0ng" not in err


def test_where_nobody_answers_it_says_so(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{taken.getsockname()[1]}/"
        assert f"nobody answers at {address}" in said(root, address, capsys)
    assert "no computer is called never.invalid" in said(root, "http://never.invalid/", capsys)


def test_a_certificate_that_is_not_trusted_is_named(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key, certificate = tmp_path / "key", tmp_path / "certificate"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"]
    files = ["-subj", "/CN=localhost", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run([*command, *files], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                    context.wrap_socket(connection, server_side=True).close()
                except ssl.SSLError:
                    continue
                except OSError:
                    return

        Thread(target=answer, daemon=True).start()
        err = said(root, f"https://localhost:{server.getsockname()[1]}/", capsys)
        server.shutdown(socket.SHUT_RDWR)
    assert "its certificate is not trusted (self-signed certificate)" in err


def test_a_server_of_ones_own_that_sends_us_elsewhere_is_not_followed_in_silence(
    root: Path, server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    elsewhere = server.address.replace("127.0.0.1", "localhost")
    with connected(server) as connection:
        connection.moved_to = elsewhere
        assert f"sends us on to {elsewhere}" in said(root, connection.address, capsys)


def test_a_connection_that_others_can_read_is_told(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sync", "http://never.invalid", str(root), "--yes"]) == 1
    assert "is not encrypted" in capsys.readouterr().err


def test_a_second_sync_waits_and_then_says_why_it_does_not_go_on(
    root: Path,
    server: Server,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert sync(root, server) == 0
    monkeypatch.setattr("diptych.output.locks.LOCK_SECONDS", 0.1)
    with copy_locked(copies(tmp_path)):
        assert sync(root, server) == 1
    assert "another sync of this notebook" in capsys.readouterr().err
    assert sync(root, server) == 0


def test_a_damaged_copy_is_told_with_the_folder_to_delete(
    root: Path, server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sync(root, server) == 0
    (copies(tmp_path) / "collection.anki2").write_bytes(b"not a database" * 100)
    assert str(copies(tmp_path)) in said(root, server.address, capsys)


def test_notes_with_errors_are_not_sent(
    root: Path, server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    with (root / "notes/a.md").open("a", encoding="utf-8") as file:
        file.write("\n## Where does [this](gone.md) lead?\n\nNowhere.\n")
    assert sync(root, server) == 1
    assert "gone.md" in capsys.readouterr().out


def test_without_the_engine_it_says_how_to_install_it(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "anki", None)
    assert sync(root, Server("http://127.0.0.1:1/", root)) == 2
    assert 'anki. Install it by: pip install "diptych[sync]"' in capsys.readouterr().err
