"""A ledger that is lost is read from the last deck: no history goes, and nothing is updated for it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from diptych.deck import remembered_entries
from diptych.identity import read_ledger
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


def test_without_the_deck_all_is_new_and_the_damaged_is_an_error(
    make_notebook: MakeNotebook, tmp_path: Path
) -> None:
    root = make_notebook({"a.md": NOTES})
    build_folder(root, tmp_path / "site", NOW)
    ledger = root / "identity.jsonl"
    ledger.write_bytes(ledger.read_bytes()[:-40])
    assert codes(build_folder(root, tmp_path / "site", NOW + 1).report) == ["D501"]
    ledger.unlink()
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
