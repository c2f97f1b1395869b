"""Anki closed in between, not there, or not willing: what is said, and that nothing is lost."""

from __future__ import annotations

import socket
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from diptych.cli import main
from diptych.connect.client import KEY_VARIABLE
from diptych.connect.sent import Sent, SentNote, read_sent, write_sent
from diptych.output.data_folder import VARIABLE
from tests.anki_connect import AnkiConnect, package_of
from tests.anki_engine import Anki
from tests.conftest import of
from tests.generator.connect.pushed import edit, guid, push, times


@pytest.mark.parametrize("late", [False, True], ids=["before it acts", "before it answers"])
def test_wherever_anki_closes_the_next_push_completes(
    root: Path,
    add_on: AnkiConnect,
    anki: Anki,
    tmp_path: Path,
    late: bool,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (root / "notes/p.png").write_bytes(b"\x89PNG")
    assert push(root, add_on) == 0
    lock, fence = guid(anki, "what-is-a-lock"), guid(anki, "what-is-a-fence")
    anki.study(lock)
    add_on.edit(fence, Short="<p>Mine.</p>")
    lock_note = anki.note(lock)
    lock_note.tags.append("mine")
    anki.collection.update_note(lock_note)
    edit(root, "# Locks", "---\ntags: [t]\n---\n\n# Bolts")
    edit(root, "Long ago.", "Not long ago. ![p](p.png)")
    edit(root, "None passes.", "Nobody passes.\n\n## What is a gate?\n\nIt swings.")
    edit(root, "## What is a {{c1::key}}?\n\nIt opens.", "## What is a door?\n\nClosed.")
    state = anki.state(lock)
    for closing in range(1, 60):
        with of(f"closing before action {closing}"):
            add_on.asked.clear()
            add_on.closing, add_on.closes_late = closing, late
            code = push(root, add_on, "--retire", "suspend")
            assert anki.state(lock).repetitions == state.repetitions
            assert anki.fields(fence)["Short"] == "<p>Mine.</p>"
            assert "mine" in anki.note(lock).tags
            if code == 0:
                break
            assert code == 1
    assert closing >= 20
    add_on.closing = 0
    before = times(anki)
    assert push(root, add_on, "--retire", "suspend", yes=False) == 0
    assert times(anki) == before
    assert anki.state(lock).deck.endswith("Bolts")
    capsys.readouterr()
    assert main(["plan", str(root)]) == 0
    assert "stays in the deck" not in capsys.readouterr().out
    assert "Not long ago." in anki.fields(lock)["Answer"]
    assert anki.check_media().missing == ()
    key = guid(anki, "what-is-a-key")
    assert anki.state(key).suspended
    edit(root, "## What is a door?", "## What is a {{c1::key}}?\n\nIt opens.\n\n## What is a door?")
    assert push(root, add_on) == 0
    assert not anki.state(key).suspended
    with Anki(tmp_path / "other") as other:
        other.import_apkg(package_of(root / "site"))
        assert other.guids() <= anki.guids()
    assert len(anki.guids()) == 5


TROUBLES = [
    ({"permission": "denied"}, "ignoreOriginList"),
    ({"version": 5}, "Check for Updates"),
    ({"key": "secret"}, KEY_VARIABLE),
]


@pytest.mark.parametrize(("settings", "remedy"), TROUBLES)
def test_what_anki_refuses_is_told_with_the_remedy(
    root: Path,
    add_on: AnkiConnect,
    settings: dict[str, object],
    remedy: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name, value in settings.items():
        setattr(add_on, name, value)
    assert push(root, add_on) == 1
    assert remedy in capsys.readouterr().err
    assert not (root / "site").exists()


def test_with_the_key_of_the_environment_it_is_let_in_and_never_tells_it(
    root: Path,
    add_on: AnkiConnect,
    anki: Anki,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    add_on.key = "s3cret"
    monkeypatch.setenv(KEY_VARIABLE, "wr0ng")
    assert push(root, add_on) == 1
    monkeypatch.setenv(KEY_VARIABLE, "s3cret")
    assert push(root, add_on) == 0
    assert len(anki.guids()) == 3
    told = "".join(capsys.readouterr())
    assert "s3cret" not in told
    assert "wr0ng" not in told


def test_where_nobody_answers_it_says_how_to_start(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, but nobody listens
        address = f"http://127.0.0.1:{taken.getsockname()[1]}"
        assert main(["push", str(root), "--anki", address]) == 1
    assert "2055492159" in capsys.readouterr().err


def test_what_is_not_anki_is_told_so(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    class Other(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"<html>")

    server = HTTPServer(("127.0.0.1", 0), Other)
    Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_address[1]}"
    assert main(["push", str(root), "--anki", address]) == 1
    server.shutdown()
    server.server_close()
    assert "is not AnkiConnect" in capsys.readouterr().err
    assert main(["push", str(root), "--anki", "ftp://x"]) == 2


def test_another_profile_is_not_taken_for_the_first(
    root: Path, add_on: AnkiConnect, capsys: pytest.CaptureFixture[str]
) -> None:
    push(root, add_on)
    add_on.profile = "Work"
    assert push(root, add_on) == 1
    assert "went to “User 1”" in capsys.readouterr().err
    assert push(root, add_on, "--profile", "User 1") == 1
    assert push(root, add_on, "--profile", "Work") == 0


def test_notes_with_errors_send_nothing(root: Path, add_on: AnkiConnect, anki: Anki) -> None:
    edit(root, "Long ago.", "[gone](gone.md#gone)")
    assert push(root, add_on) == 1
    assert anki.guids() == set()


def test_what_was_sent_is_read_as_it_was_written() -> None:
    notes = {"g": SentNote(7, {"Question": "问"}, ("a",), "T::A", (1, 2))}
    sent = Sent("User 1", notes, "abc")
    assert read_sent(write_sent(sent)) == sent
    for damaged in (b"{", b'{"version": 2}', b'{"version": 1, "notes": []}', b"[]"):
        with of(damaged), pytest.raises(ValueError, match=r"."):
            read_sent(damaged)


def test_a_memory_that_cannot_be_read_is_told(
    root: Path, add_on: AnkiConnect, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    push(root, add_on)
    (file,) = (tmp_path / "data/sent").rglob("*.json")
    file.write_bytes(b"{")
    assert push(root, add_on) == 1
    assert str(file) in capsys.readouterr().err


def test_where_nothing_can_be_remembered_nothing_is_sent(
    root: Path,
    add_on: AnkiConnect,
    anki: Anki,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv(VARIABLE, str(tmp_path / "file"))
    assert push(root, add_on) == 1
    assert str(tmp_path / "file") in capsys.readouterr().err
    assert anki.guids() == set()
