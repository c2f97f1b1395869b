"""A ledger that is lost is read from the last deck: no history goes, and nothing is updated for it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from diptych.commands.building.pipeline import check_notes
from diptych.deck import remembered_entries
from diptych.diagnostics.report import Report
from diptych.identity import read_ledger
from diptych.input.config import load_config
from tests.anki_engine import Anki
from tests.conftest import NOW, MakeNotebook, build_folder, codes

NOTES = """# 并发

### 什么是死锁？

> 互相等待。

标签里有 `a  <b>` 与 $a_{1}^2 < b$。

### 什么是活锁？ {.reversed}

> 互相谦让。

### 圆周率约为 {{c1::3.14159}}，自然常数约为 {{c2::2.71828}}

一个是周长与直径之比。
"""


def _checked(root: Path, site: Path) -> Report:
    """`diptych check`, where the output lies elsewhere."""
    return check_notes(*load_config(root, site))


def lose(ledger: Path, *, how: str) -> None:
    if how == "deleted":
        ledger.unlink()
    elif how == "emptied":
        ledger.write_bytes(b"")
    else:
        ledger.write_text('{"diptych": 1, "content_hash": 2}\n', encoding="utf-8")


@pytest.mark.parametrize("how", ["deleted", "emptied", "begun anew"])
def test_the_ledger_is_written_as_it_was(
    make_notebook: MakeNotebook, tmp_path: Path, anki: Anki, how: str
) -> None:
    root = make_notebook({"a.md": NOTES})
    built = build_folder(root, tmp_path / "site", NOW)
    assert built.summary is not None
    deck = tmp_path / "site" / built.summary.deck_file
    anki.import_apkg(deck)
    ledger = root / "identity.jsonl"
    before = ledger.read_bytes()
    lose(ledger, how=how)
    again = build_folder(root, tmp_path / "site", NOW + 1000)
    assert codes(again.report) == ["D509"]
    assert ledger.read_bytes() == before
    log = anki.import_apkg(deck)
    assert (log.new, log.updated) == (0, 0)


def test_a_question_that_was_reworded_meanwhile_keeps_its_history(
    make_notebook: MakeNotebook, tmp_path: Path
) -> None:
    root = make_notebook({"a.md": NOTES})
    build_folder(root, tmp_path / "site", NOW)
    ledger = root / "identity.jsonl"
    before, _ = read_ledger(ledger.read_bytes(), "")
    ledger.unlink()
    (root / "a.md").write_text(NOTES.replace("什么是死锁？", "死锁指的是什么？"), encoding="utf-8")
    build_folder(root, tmp_path / "site", NOW + 1000)
    after, _ = read_ledger(ledger.read_bytes(), "")
    guids = {entry.guid for entry in before.entries.values()}
    assert {entry.guid for entry in after.entries.values()} == guids


def test_a_damaged_ledger_is_read_from_the_deck_and_kept_beside(
    make_notebook: MakeNotebook, tmp_path: Path
) -> None:
    root = make_notebook({"a.md": NOTES})
    build_folder(root, tmp_path / "site", NOW)
    ledger = root / "identity.jsonl"
    whole = ledger.read_bytes()
    for number, damaged in enumerate((whole[:-40], b"\0" * len(whole), b"<<<" + whole)):
        ledger.write_bytes(damaged)
        assert codes(_checked(root, tmp_path / "site")) == ["D509"]
        assert ledger.read_bytes() == damaged
        assert codes(build_folder(root, tmp_path / "site", NOW + 1).report) == ["D509"]
        assert ledger.read_bytes() == whole
        kept = [root / f"identity.jsonl.damaged{end}" for end in ("", "-2", "-3")]
        assert [each.is_file() for each in kept] == [each <= number for each in range(3)]
        assert kept[number].read_bytes() == damaged
        assert codes(build_folder(root, tmp_path / "site", NOW + 2).report) == []


@pytest.mark.parametrize("deck", ["gone", "of other notes", "torn"])
def test_a_damaged_ledger_without_its_deck_is_an_error_with_the_remedy(
    make_notebook: MakeNotebook, tmp_path: Path, deck: str
) -> None:
    root = make_notebook({"a.md": NOTES})
    built = build_folder(root, tmp_path / "site", NOW)
    assert built.summary is not None
    ledger, file = root / "identity.jsonl", tmp_path / "site" / built.summary.deck_file
    ledger.write_bytes(b"torn")
    if deck == "gone":
        file.unlink()
    elif deck == "torn":
        file.write_bytes(file.read_bytes()[:-100])
    else:
        (root / "a.md").write_text("# 网络\n\n### 什么是 QUIC？\n\n> 走 UDP。\n", encoding="utf-8")
    report = build_folder(root, tmp_path / "site", NOW + 1).report
    assert codes(report) == ["D501"]
    assert "diptych adopt" in report.diagnostics[0].hint
    assert ledger.read_bytes() == b"torn"


@pytest.mark.parametrize(
    "head",
    ['{"diptych": 99}', '{"diptych": 1, "content_hash": 2, "notebook": "other"}'],
    ids=["a newer version's", "another notebook's"],
)
def test_a_ledger_that_is_not_ours_is_refused_though_the_deck_lies_there(
    make_notebook: MakeNotebook, tmp_path: Path, head: str
) -> None:
    root = make_notebook({"diptych.toml": 'name = "mine"\nnotes = "."\n', "a.md": NOTES})
    build_folder(root, tmp_path / "site", NOW)
    ledger = root / "identity.jsonl"
    for rest in (ledger.read_bytes().partition(b"\n")[2], b"torn\n"):
        foreign = head.encode() + b"\n" + rest
        ledger.write_bytes(foreign)
        built = build_folder(root, tmp_path / "site", NOW + 1)
        assert built.summary is None
        assert "D501" in codes(built.report)
        assert ledger.read_bytes() == foreign


def test_without_the_deck_all_is_new(make_notebook: MakeNotebook, tmp_path: Path) -> None:
    root = make_notebook({"a.md": NOTES})
    build_folder(root, tmp_path / "site", NOW)
    (root / "identity.jsonl").unlink()
    shutil.rmtree(tmp_path / "site")
    assert codes(build_folder(root, tmp_path / "site", NOW + 2).report) == []


def test_what_is_no_deck_of_ours_tells_nothing(make_notebook: MakeNotebook, tmp_path: Path) -> None:
    root = make_notebook({"a.md": NOTES})
    built = build_folder(root, tmp_path / "site", NOW)
    assert built.summary is not None
    (tmp_path / "site" / built.summary.deck_file).write_bytes(b"no deck")
    (root / "identity.jsonl").unlink()
    assert codes(build_folder(root, tmp_path / "site", NOW + 1).report) == []
    with pytest.raises(ValueError, match="not a deck"):
        remembered_entries(b"no deck")


def test_the_deck_of_other_notes_with_the_same_title_tells_nothing(
    make_notebook: MakeNotebook, tmp_path: Path
) -> None:
    root = make_notebook({"a.md": NOTES})
    build_folder(root, tmp_path / "site", NOW)
    (root / "identity.jsonl").unlink()
    (root / "a.md").write_text("# 网络\n\n### 什么是 QUIC？\n\n> 走 UDP。\n", encoding="utf-8")
    built = build_folder(root, tmp_path / "site", NOW + 1)
    assert codes(built.report) == []
    after, _ = read_ledger((root / "identity.jsonl").read_bytes(), "")
    assert len(after.entries) == 1
