"""Files that say nothing of the notes: why, and what to do."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from diptych.cli import main
from tests.anki_engine import Anki
from tests.conftest import of
from tests.generator.reviews.book import FORGOTTEN
from tests.generator.reviews.learner import Learner


def refused(root: Path, file: Path, capsys: pytest.CaptureFixture[str]) -> str:
    assert main(["check", str(root), "--reviews", str(file)]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    return shown.err


def test_what_is_no_collection(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, data in (("no.apkg", b"no zip"), ("cut.apkg", b"PK\x03\x04" + b"\0" * 30)):
        with of(name):
            (root / name).write_bytes(data)
            assert "no Anki package" in refused(root, root / name, capsys)
    with zipfile.ZipFile(root / "other.zip", "w") as archived:
        archived.writestr("a.txt", "a")
    assert "it holds no collection" in refused(root, root / "other.zip", capsys)
    with zipfile.ZipFile(root / "empty.apkg", "w") as archived:
        archived.writestr("collection.anki2", b"")
    assert "File → Export" in refused(root, root / "empty.apkg", capsys)
    assert "File → Export" in refused(root, root / "missing.apkg", capsys)


def test_a_deck_without_its_scheduling(
    root: Path, with_fsrs: Learner, capsys: pytest.CaptureFixture[str]
) -> None:
    with_fsrs.learn(with_fsrs.guid("list"), FORGOTTEN)
    file = with_fsrs.export("a.apkg", scheduling=False)
    said = refused(root, file, capsys)
    cards = with_fsrs.anki.collection.card_count()
    assert f"no review of this notebook's {cards} cards" in said
    assert "Include scheduling information" in said


def test_another_notebook(root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Anki(tmp_path / "other") as other:
        note = other.collection.new_note(other.collection.models.by_name("Basic"))  # type: ignore[arg-type]
        note["Front"] = "a"
        other.collection.add_note(note, 1)  # type: ignore[arg-type]
        file = Learner(other, fsrs=True).export("a.colpkg")
    said = refused(root, file, capsys)
    assert "none of its 1 note is of this notebook" in said
    assert "diptych adopt" in said
