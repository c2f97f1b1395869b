"""Where one side would have to replace the other, nothing is replaced unless it is told which."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.generator.connect.pushed import edit, guid
from tests.generator.sync.synced import copies, sync
from tests.sync_server import Device, Server


@pytest.fixture
def parted(root: Path, server: Server, phone: Device) -> str:
    """A copy and an account that parted: the phone reviewed and added a field; the GUID."""
    assert sync(root, server) == 0
    phone.sync()
    lock = guid(phone, "what-is-a-lock")
    phone.study(lock, times=3)
    phone.add("a note of the learner's own")
    basic = phone.collection.models.all()[0]
    phone.collection.models.add_field(basic, phone.collection.models.new_field("More"))
    phone.collection.models.update_dict(basic)
    assert phone.sync(full="upload") == "FULL_SYNC"
    edit(root, "Long ago.", "Not long ago.")
    return lock


def test_a_conflict_stops_and_says_what_each_side_would_lose(
    root: Path,
    server: Server,
    phone: Device,
    parted: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    capsys.readouterr()
    assert sync(root, server) == 1
    out = capsys.readouterr().out
    assert "download: the account replaces the copy; no note and no review is lost" in out
    assert "upload: the copy replaces the account; lost are 3 reviews, 1 note, and" in out
    assert "sync all of them first" in out
    assert str(copies(tmp_path)) in out
    assert not (copies(tmp_path) / "account").exists()
    assert phone.sync() == "NO_CHANGES"
    assert "Long ago." in phone.fields(parted)["Answer"]


def test_the_account_replaces_the_copy_and_the_edit_goes_on_top(
    root: Path, server: Server, phone: Device, parted: str
) -> None:
    state = phone.state(parted)
    assert sync(root, server, "--full-sync", "download") == 0
    assert phone.sync() == "NO_CHANGES"
    assert phone.state(parted) == state
    assert "Not long ago." in phone.fields(parted)["Answer"]
    assert len(phone.guids()) == 4


def test_an_account_taken_back_to_a_backup_is_not_taken_for_the_learners_words(
    root: Path, server: Server, phone: Device, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sync(root, server) == 0
    phone.sync()
    edit(root, "Long ago.", "Not long ago.")
    assert sync(root, server) == 0
    phone.collection.set_schema_modified()  # what the phone has is older
    assert phone.sync(full="upload") == "FULL_SYNC"
    capsys.readouterr()
    assert sync(root, server, "--full-sync", "download") == 0
    out = capsys.readouterr().out
    # It says what an earlier deck of ours said, so nobody wrote it there.
    assert "changed here and in Anki" not in out
    assert "Your own words" not in out
    phone.sync()
    assert "Not long ago." in phone.fields(guid(phone, "what-is-a-lock"))["Answer"]


def test_the_copy_replaces_the_account_and_what_is_lost_is_in_a_backup(
    root: Path, server: Server, phone: Device, parted: str, tmp_path: Path
) -> None:
    assert sync(root, server, "--full-sync", "upload") == 0
    (backup,) = (copies(tmp_path) / "account-backups").glob("*.colpkg")
    assert phone.sync(full="download") == "FULL_SYNC"
    assert phone.state(parted).reviews == 0
    assert "Not long ago." in phone.fields(parted)["Answer"]
    phone.restore(backup)
    assert phone.state(parted).reviews == 3
    assert len(phone.guids()) == 4


def test_a_side_is_not_replaced_without_asking(
    root: Path, server: Server, phone: Device, parted: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for arguments in (("--full-sync", "upload"), ("--full-sync", "upload", "--dry-run")):
        assert sync(root, server, *arguments, yes=False) == 1
        assert "Nothing was replaced" in capsys.readouterr().out
    assert phone.sync() == "NO_CHANGES"
    assert phone.state(parted).reviews == 3


def test_a_notetype_that_lost_a_field_is_told_before_anything_is_sent(
    root: Path, server: Server, phone: Device, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sync(root, server) == 0
    phone.sync()
    models = phone.collection.models
    notetype = phone.note(guid(phone, "what-is-a-lock")).note_type()
    assert notetype
    field = next(each for each in notetype["flds"] if each["name"] == "Extra")
    models.remove_field(notetype, field)
    models.update_dict(notetype)
    phone.sync(full="upload")
    assert sync(root, server, "--full-sync", "download") == 0  # nothing is to be sent
    edit(root, "# Keys", "## What is a gate?\n\nIt swings.\n\n# Keys")
    capsys.readouterr()
    assert sync(root, server) == 1
    assert "needs a full one-way sync: in Anki, Diptych lost a field" in capsys.readouterr().out
    assert phone.sync() == "NO_CHANGES"
    assert len(phone.guids()) == 3
    assert sync(root, server, "--full-sync", "upload") == 0
    assert phone.sync(full="download") == "FULL_SYNC"
    assert len(phone.guids()) == 4


def test_a_change_of_schema_that_nobody_foresaw_is_not_sent_either(
    root: Path,
    server: Server,
    phone: Device,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert sync(root, server) == 0
    edit(root, "Long ago.", "Not long ago.")
    with monkeypatch.context() as changing:
        changing.setattr("anki.collection.Collection.schema_changed", lambda _: True)
        assert sync(root, server) == 1
    assert "Nothing was sent" in capsys.readouterr().err
    phone.sync()
    lock = guid(phone, "what-is-a-lock")
    assert "Not long" not in phone.fields(lock)["Answer"]
    assert sync(root, server) == 0
    assert phone.sync() == "NO_CHANGES"
    assert "Not long ago." in phone.fields(lock)["Answer"]


def test_an_account_that_was_emptied_is_not_filled_again_by_itself(
    root: Path, server: Server, phone: Device, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sync(root, server) == 0
    phone.sync()
    phone.collection.remove_notes([phone.note(each).id for each in phone.guids()])
    phone.collection.set_schema_modified()
    phone.sync(full="upload")
    capsys.readouterr()
    assert sync(root, server) == 1
    assert "replaced or emptied" in capsys.readouterr().out
    assert sync(root, server, "--full-sync", "download") == 0
    phone.sync()
    assert len(phone.guids()) == 3
