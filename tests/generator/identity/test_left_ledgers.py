"""The ledger is found wherever an earlier build left it: no card is doubled in the real engine."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from diptych.cli import main
from diptych.commands.building.pipeline import Built
from tests.anki_engine import Anki
from tests.conftest import NOW, MakeNotebook, build_folder

ONE = "# 并发\n\n### 什么是死锁？\n\n> 互相等待。\n\n### 什么是活锁？\n\n> 互相谦让。\n"
TWO = "# 网络\n\n### 什么是 QUIC？\n\n> 走 UDP。\n"


@dataclass
class Reader:
    """Somebody who builds, imports and studies."""

    anki: Anki
    output: Path
    now: int = NOW

    def build(self, path: Path) -> Built:
        """Build as on another machine: nothing but the notes and their ledgers is there."""
        self.now += 10
        shutil.rmtree(self.output, ignore_errors=True)
        built = build_folder(path, self.output, self.now)
        assert built.summary is not None, built.report.diagnostics
        return built

    def new(self, path: Path) -> int:
        """Build and import: how many notes are new to Anki."""
        built = self.build(path)
        assert built.summary is not None
        return self.anki.import_apkg(self.output / built.summary.deck_file).new


@pytest.fixture
def reader(anki: Anki, tmp_path: Path) -> Reader:
    return Reader(anki, tmp_path / "site")


def ledgers(root: Path) -> list[str]:
    return sorted(file.relative_to(root).as_posix() for file in root.rglob("*identity.jsonl"))


def codes(built: Built) -> list[str]:
    return [each.code for each in built.report.diagnostics]


def test_a_single_file_first_its_folder_later_and_the_file_again(
    reader: Reader, make_notebook: MakeNotebook
) -> None:
    root = make_notebook({"锁.md": ONE})
    assert reader.new(root / "锁.md") == 2
    (root / "网络.md").write_text(TWO, encoding="utf-8")
    assert reader.new(root) == 1
    assert ledgers(root) == ["identity.jsonl"]
    assert reader.new(root / "锁.md") == 0
    assert ledgers(root) == ["identity.jsonl", "锁.identity.jsonl"]
    # It is of the folder that the network's questions are remembered.
    assert "QUIC" not in (root / "锁.identity.jsonl").read_text(encoding="utf-8")
    (root / "锁.md").write_text(ONE.replace("什么是死锁", "死锁指什么"), encoding="utf-8")
    assert reader.new(root / "锁.md") == 0
    assert reader.new(root) == 0
    assert ledgers(root) == ["identity.jsonl"]
    assert "D508" not in codes(reader.build(root))


def test_settings_that_came_later(reader: Reader, make_notebook: MakeNotebook) -> None:
    root = make_notebook({"notes/锁.md": ONE})
    assert reader.new(root) == 2
    assert ledgers(root) == ["identity.jsonl"]
    (root / "diptych.toml").write_text('title = "面试"\n', encoding="utf-8")
    built = reader.build(root)
    assert built.summary is not None
    assert "D508" in codes(built)
    assert "earlier builds left in identity.jsonl" in built.summary.as_text()
    assert ledgers(root) == ["notes/identity.jsonl"]
    assert reader.new(root) == 0


@pytest.mark.parametrize("came_from", ["notes", "notes/part", "notes/锁.md", "."])
@pytest.mark.parametrize("settings", ['title = "书"\n', 'notes = "."\n', None])
def test_any_part_first_and_the_whole_later(
    reader: Reader, make_notebook: MakeNotebook, came_from: str, settings: str | None
) -> None:
    root = make_notebook({"notes/锁.md": ONE, "notes/part/网络.md": TWO})
    first = reader.new(root / came_from)
    if settings is not None:
        (root / "diptych.toml").write_text(settings, encoding="utf-8")
    assert reader.new(root) == 3 - first
    assert len(ledgers(root)) == 1
    assert reader.new(root) == 0


def test_a_file_that_moved_into_the_notes_folder(
    reader: Reader, make_notebook: MakeNotebook
) -> None:
    root = make_notebook({"锁.md": ONE})
    assert reader.new(root / "锁.md") == 2
    (root / "notes").mkdir()
    (root / "锁.md").rename(root / "notes/并发.md")
    (root / "diptych.toml").write_text("", encoding="utf-8")
    assert reader.new(root) == 0
    assert ledgers(root) == ["notes/identity.jsonl"]


def test_a_single_file_that_was_renamed(reader: Reader, make_notebook: MakeNotebook) -> None:
    root = make_notebook({"锁.md": ONE, "网络.md": TWO})
    assert reader.new(root / "锁.md") == 2
    assert reader.new(root / "网络.md") == 1
    (root / "锁.md").rename(root / "并发.md")
    assert reader.new(root / "并发.md") == 0
    assert ledgers(root) == ["并发.identity.jsonl", "网络.identity.jsonl"]


def test_another_notebooks_ledger_stays_where_it_is(
    reader: Reader, make_notebook: MakeNotebook
) -> None:
    inner = {"inner/diptych.toml": 'notes = "."\n', "inner/锁.md": ONE}
    root = make_notebook({"网络.md": TWO, **inner})
    reader.build(root / "inner")
    kept = (root / "inner/identity.jsonl").read_bytes()
    reader.build(root)
    assert (root / "inner/identity.jsonl").read_bytes() == kept


def test_the_settings_exclude_a_file_with_its_own_ledger(
    reader: Reader, make_notebook: MakeNotebook
) -> None:
    root = make_notebook({"锁.md": ONE, "网络.md": TWO})
    reader.build(root / "锁.md")
    (root / "diptych.toml").write_text('notes = "."\nexclude = ["锁.md"]\n', encoding="utf-8")
    reader.build(root)
    assert ledgers(root) == ["identity.jsonl", "锁.identity.jsonl"]


def test_a_left_ledger_that_cannot_be_read_stops_the_build(
    reader: Reader, make_notebook: MakeNotebook
) -> None:
    root = make_notebook({"锁.md": ONE, "锁.identity.jsonl": '{"diptych": 99}\n'})
    built = build_folder(root, reader.output, NOW)
    assert built.summary is None
    assert [(d.code, d.span and d.span.path) for d in built.report.diagnostics] == [
        ("D501", "锁.identity.jsonl")
    ]
    assert ledgers(root) == ["锁.identity.jsonl"]


@pytest.mark.parametrize("place", ["identity.jsonl", "notes/锁.identity.jsonl"])
def test_a_ledger_that_comes_after_a_build_is_seen(
    make_notebook: MakeNotebook, capsys: pytest.CaptureFixture[str], place: str
) -> None:
    root = make_notebook({"diptych.toml": "", "notes/锁.md": ONE})
    for _ in range(2):
        assert main(["build", str(root)]) == 0
    capsys.readouterr()
    shutil.copy(root / "notes/identity.jsonl", root / place)
    assert main(["build", str(root)]) == 0
    assert f"left in {place}" in capsys.readouterr().out
    assert ledgers(root) == ["notes/identity.jsonl"]


NAMED = {"diptych.toml": 'name = "locks"\n', "notes/锁.md": ONE}


def test_a_copy_with_a_name_of_its_own_does_not_take_the_others_cards(
    reader: Reader, make_notebook: MakeNotebook
) -> None:
    root = make_notebook(NAMED)
    assert reader.new(root) == 2
    kept = (root / "notes/identity.jsonl").read_bytes()
    (root / "diptych.toml").write_text('name = "copy"\n', encoding="utf-8")
    built = build_folder(root, reader.output, NOW)
    assert built.summary is None
    (told,) = [each for each in built.report.diagnostics if each.code == "D501"]
    assert "belongs to the notebook `locks`" in told.message
    assert (root / "notes/identity.jsonl").read_bytes() == kept
    (root / "notes/identity.jsonl").unlink()
    assert reader.new(root) == 2


@pytest.mark.parametrize("settings", ["", 'title = "书"\n', 'name = "locks"\n'])
def test_a_notebook_without_a_name_or_with_the_same_is_no_other(
    reader: Reader, make_notebook: MakeNotebook, settings: str
) -> None:
    root = make_notebook(NAMED)
    assert reader.new(root) == 2
    (root / "diptych.toml").write_text(settings, encoding="utf-8")
    (root / "notes/锁.md").write_text(ONE.replace("互相等待", "相互等待"), encoding="utf-8")
    assert reader.new(root) == 0
    assert b'"notebook": "locks"' in (root / "notes/identity.jsonl").read_bytes()


def test_a_former_ledger_gets_the_name_when_something_changes(
    reader: Reader, make_notebook: MakeNotebook
) -> None:
    root = make_notebook(NAMED)
    reader.build(root)
    ledger = root / "notes/identity.jsonl"
    former = ledger.read_bytes().replace(b', "notebook": "locks"', b"")
    ledger.write_bytes(former)
    reader.build(root)
    assert ledger.read_bytes() == former
    (root / "notes/锁.md").write_text(ONE.replace("互相等待", "相互等待"), encoding="utf-8")
    reader.build(root)
    assert b'"notebook": "locks"' in ledger.read_bytes()
