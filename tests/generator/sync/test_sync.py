"""The notes come into an account and to a phone, and what the learner did there stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from diptych.cli import main
from diptych.connect.merging import RETIRED
from tests.conftest import of
from tests.generator.connect.pushed import edit, gone, guid
from tests.generator.sync.synced import copies, sync
from tests.sync_server import Device, Server


def test_an_edited_note_reaches_the_phone_and_every_review_stays(
    root: Path, server: Server, phone: Device, capsys: pytest.CaptureFixture[str]
) -> None:
    own = phone.add("a note of the learner's own")
    phone.sync()
    phone.study(own)
    phone.sync()
    studied = phone.state(own)
    assert sync(root, server) == 0  # downloads the account first
    assert phone.sync() == "NO_CHANGES"  # a new notetype needs no full sync
    assert len(phone.guids()) == 4
    assert {name.partition("-")[0] for name in phone.media()} == {"p"}
    assert phone.check_media().missing == ()
    lock, fence = guid(phone, "what-is-a-lock"), guid(phone, "what-is-a-fence")
    phone.study(lock, times=3)
    phone.flag(lock, 2)
    phone.edit(fence, Short="<p>Mine.</p>")
    phone.collection.tags.bulk_add([phone.note(lock).id], "mine")
    phone.sync()
    before, state = phone.marks(), phone.state(lock)
    edit(root, "Long ago.", "Not long ago.")
    capsys.readouterr()
    assert sync(root, server) == 0
    assert "changed: 1" in capsys.readouterr().out
    assert phone.sync() == "NO_CHANGES"
    assert {each for each, mark in phone.marks().items() if mark != before[each]} == {lock}
    assert "Not long ago." in phone.fields(lock)["Answer"]
    assert phone.state(lock) == state
    assert phone.note(lock).tags.count("mine") == 1
    assert phone.fields(fence)["Short"] == "<p>Mine.</p>"
    assert phone.state(own) == studied
    assert phone.problems() == []
    assert sync(root, server, yes=False) == 0  # there is nothing left to ask for
    assert "The account has all that the notes say." in capsys.readouterr().out


def test_cards_move_and_notes_that_are_gone_are_tagged(
    root: Path, server: Server, phone: Device
) -> None:
    assert sync(root, server) == 0
    phone.sync()
    lock, fence = guid(phone, "what-is-a-lock"), guid(phone, "what-is-a-fence")
    phone.study(lock)
    phone.sync()
    state = phone.state(lock)
    edit(root, "# Locks", "# Bolts")
    gone(root)
    assert sync(root, server) == 0
    phone.sync()
    assert phone.state(lock).deck.endswith("Bolts")
    assert phone.state(lock).interval == state.interval
    assert RETIRED in phone.note(fence).tags
    assert len(phone.guids()) == 3


def test_what_was_written_on_both_sides_stays_unless_it_is_overwritten(
    root: Path, server: Server, phone: Device, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sync(root, server) == 0
    phone.sync()
    lock = guid(phone, "what-is-a-lock")
    phone.edit(lock, Short="<p>Mine.</p>")
    phone.sync()
    edit(root, "One holds it.", "Two hold it.")
    assert sync(root, server) == 0
    assert "changed here and in Anki: 1" in capsys.readouterr().out
    phone.sync()
    assert phone.fields(lock)["Short"] == "<p>Mine.</p>"
    assert sync(root, server, "--overwrite") == 0
    phone.sync()
    assert "Two hold it." in phone.fields(lock)["Short"]


def test_a_note_is_known_by_its_guid_whatever_became_of_it(
    root: Path, server: Server, phone: Device, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sync(root, server) == 0
    phone.sync()
    lock = guid(phone, "what-is-a-lock")
    phone.edit(lock, Question="Who holds it?", Id="")
    deck = phone.collection.decks.id("Elsewhere")
    assert deck
    phone.collection.set_deck([phone.card(lock).id], deck)
    phone.sync()
    copies(tmp_path).rename(tmp_path / "of another computer")
    capsys.readouterr()
    assert sync(root, server) == 0
    assert "new" not in capsys.readouterr().out
    phone.sync()
    assert phone.fields(lock)["Question"] == "Who holds it?"
    assert phone.state(lock).deck == "Elsewhere"


def test_a_dry_run_changes_nothing_of_the_account_and_writes_no_notebook(
    root: Path, server: Server, phone: Device, capsys: pytest.CaptureFixture[str]
) -> None:
    phone.add("x")
    phone.sync()
    assert sync(root, server, "--dry-run", yes=False) == 0
    assert "new: 3" in capsys.readouterr().out
    phone.sync()
    assert len(phone.guids()) == 1
    assert not (root / "site").exists()
    assert not (root / "notes/identity.jsonl").exists()


def test_without_a_terminal_nobody_agrees(
    root: Path, server: Server, phone: Device, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sync(root, server, yes=False) == 1
    assert "--yes sends without asking" in capsys.readouterr().out
    phone.sync()
    assert phone.guids() == set()


def test_what_a_phone_changes_while_the_user_thinks_is_seen_before_it_is_sent(
    root: Path,
    server: Server,
    phone: Device,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert sync(root, server) == 0
    phone.sync()
    lock = guid(phone, "what-is-a-lock")
    edit(root, "One holds it.", "Two hold it.")
    asked: list[str] = []

    def answer(question: str) -> str:
        asked.append(question)
        if len(asked) == 1:
            phone.edit(lock, Short="<p>Mine.</p>")
            phone.sync()
        return "y"

    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("builtins.input", answer)
    assert sync(root, server, yes=False) == 0
    assert "changed here and in Anki: 1" in capsys.readouterr().out  # so the plan became another
    phone.sync()
    assert phone.fields(lock)["Short"] == "<p>Mine.</p>"


def test_backups_are_of_the_account_before_each_import_and_only_the_newest_stay(
    root: Path, server: Server, phone: Device, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    own = phone.add("x")
    phone.sync()
    monkeypatch.setattr("diptych.sync.copy.BACKUPS", 2)
    assert sync(root, server) == 0
    (first,) = (copies(tmp_path) / "backups").glob("*.colpkg")
    with Device(tmp_path / "other", server) as other:
        other.restore(first)
        assert other.guids() == {own}
    for word in ("Once", "Twice", "Thrice"):
        with of(word):
            edit(root, "None passes.", f"None passes. {word}.")
            assert sync(root, server) == 0
            assert len(list((copies(tmp_path) / "backups").glob("*.colpkg"))) <= 2
    assert not first.exists()


def test_an_account_is_kept_apart_from_another(root: Path, server: Server, tmp_path: Path) -> None:
    assert sync(root, server) == 0
    other = Server(server.address.replace("127.0.0.1", "localhost"), server.folder)
    assert sync(root, other) == 0
    assert len(list((tmp_path / "data/sync").glob("*/*/collection.anki2"))) == 2


def test_a_part_of_a_notebook_is_refused(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sync", "http://127.0.0.1:1", str(root / "notes/a.md")]) == 2
    assert "a part of a notebook" in capsys.readouterr().err
