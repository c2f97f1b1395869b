"""Who reads the ledger in order to write it keeps all others waiting, from before it is read."""

from __future__ import annotations

import os
import tempfile
import threading
from pathlib import Path

import pytest

from diptych.commands.building import pipeline
from diptych.commands.building.making import Made
from diptych.commands.building.packages import plan_decks
from diptych.identity import read_ledger
from diptych.input.config import load_config
from diptych.model.book import PlannedFile
from diptych.output import locks
from diptych.output.cache_folder import VARIABLE
from diptych.output.locks import WriteError
from diptych.output.replacing import replace_file
from tests.conftest import NOW, MakeNotebook, build_folder, missing

ONE = "# A\n\n## What is a lock?\n\nOne holds it.\n\n"
TWO = "## What is a fence?\n\nNone passes.\n"


def test_a_build_waits_for_the_one_that_has_begun(
    make_notebook: MakeNotebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_notebook({"a.md": ONE})
    begun, go_on = threading.Event(), threading.Event()

    def plan_and_wait(made: Made, version: str) -> tuple[PlannedFile, ...]:
        begun.set()
        assert go_on.wait(60)
        return plan_decks(made, version)

    monkeypatch.setattr(pipeline, "plan_decks", plan_and_wait)
    first = threading.Thread(target=build_folder, args=(root, tmp_path / "one", NOW))
    first.start()
    assert begun.wait(60)
    # It has read the ledger, and not written it yet.
    (root / "a.md").write_text(ONE + TWO, encoding="utf-8")
    second = threading.Thread(target=build_folder, args=(root, tmp_path / "two", NOW + 5))
    second.start()
    second.join(0.5)
    assert second.is_alive()
    go_on.set()
    first.join(60)
    second.join(60)
    entries = read_ledger((root / "identity.jsonl").read_bytes(), "")[0].entries
    assert {name: entry.changed for name, entry in entries.items()} == {
        "what-is-a-lock": NOW,
        "what-is-a-fence": NOW + 5,
    }


def test_what_never_ends_is_told(
    make_notebook: MakeNotebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_notebook({"a.md": ONE})
    monkeypatch.setattr(locks, "LEDGER_SECONDS", 0.1)
    with (
        locks.ledger_locked(load_config(root)[0].ledger),
        pytest.raises(WriteError, match="another command is writing to"),
    ):
        build_folder(root, tmp_path / "site")
    assert build_folder(root, tmp_path / "site").summary is not None


def test_a_cache_that_cannot_be_written_keeps_nobody_from_building(
    make_notebook: MakeNotebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv("DIPTYCH_CACHE", str(tmp_path / "file" / "cache"))
    root = make_notebook({"a.md": ONE})
    assert build_folder(root, tmp_path / "site").summary is not None


def test_the_ledger_is_on_the_disk_before_it_takes_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "identity.jsonl"
    seen: list[tuple[bool, bool]] = []
    sync = os.fsync

    def fsync(handle: int) -> None:
        seen.append((os.path.isdir(f"/proc/self/fd/{handle}"), place.exists()))  # noqa: PTH112
        sync(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    replace_file(place, b"x", lasting=True)
    assert place.read_bytes() == b"x"
    # First the file, not yet in its place; then the folder that names it.
    folder = [(True, True)] if os.name == "posix" else []
    assert seen == [(False, False), *folder]


def test_one_ledger_has_one_lock_whatever_it_is_called(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "cache"))
    ledger, link = tmp_path / "identity.jsonl", tmp_path / "linked"
    ledger.touch()
    try:
        link.symlink_to(ledger)
    except OSError:
        missing("links")
    assert _lock_file(ledger) == _lock_file(link) != _lock_file(tmp_path / "other.jsonl")


def test_where_the_cache_is_closed_the_lock_lies_in_the_folder_for_what_is_temporary(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv(VARIABLE, str(tmp_path / "file" / "in"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert _lock_file(tmp_path / "identity.jsonl").is_relative_to(tmp_path)


def _lock_file(ledger: Path) -> Path:
    lock = locks._lock_of(ledger)
    assert lock is not None
    lock.release()
    return Path(lock.lock_file)
