"""``diptych adopt``: a deck made by another tool keeps its history when Diptych takes over."""

from __future__ import annotations

from pathlib import Path

import anki.collection
import pytest
from anki.decks import DeckId

from diptych.cli import main
from diptych.commands.importing.adopting import adopt_cards
from diptych.deck import read_package
from diptych.input.config import load_config
from tests.anki_engine import Anki
from tests.conftest import NOW, MakeNotebook, build_folder

NOTES = (
    "# 检测\n\n"
    "## 什么是 NMS，怎样手写？\n\n> 贪心地留下得分最高的框，删去与它重叠过多的。\n\n"
    "## 什么是 IoU？\n\n> 交的面积除以并的面积。\n\n"
    "## 什么是 mAP？\n\n> 各类平均精度的平均。\n\n"
    "## 填空\n\n{{c1::甲}}\n"
)
OLD = [
    ("1. 什么是 IoU", "<b>交</b>的面积除以并的面积"),
    ("请问什么是 NMS？", "贪心地留下得分最高的框，删去与它重叠过多的。"),
    ("与笔记无关的一张卡", "别的"),
]


def other_tools_deck(anki_: Anki) -> dict[str, str]:
    """A deck of Anki's own "Basic" notes, studied; question → GUID."""
    collection = anki_.collection
    basic = collection.models.by_name("Basic")
    assert basic is not None
    made = {}
    for front, back in OLD:
        note = collection.new_note(basic)
        note["Front"], note["Back"] = front, back
        collection.add_note(note, DeckId(1))
        anki_.study(note.guid)
        made[front] = note.guid
    return made


def exported(anki_: Anki, file: Path, *, legacy: bool) -> bytes:
    options = anki.collection.ExportAnkiPackageOptions(
        with_scheduling=True, with_deck_configs=False, with_media=False, legacy=legacy
    )
    anki_.collection.export_anki_package(out_path=str(file), options=options, limit=None)
    return file.read_bytes()


@pytest.mark.parametrize("legacy", [False, True], ids=["new", "old"])
def test_every_form_of_package_is_read(anki: Anki, tmp_path: Path, legacy: bool) -> None:
    guids = other_tools_deck(anki)
    notes = read_package(exported(anki, tmp_path / "old.apkg", legacy=legacy))
    assert [note.guid for note in notes] == list(guids.values())
    assert next((note.front, note.back) for note in notes) == (
        "1. 什么是 IoU",
        "交的面积除以并的面积",
    )


def test_history_survives_the_change_of_tool(
    anki: Anki, make_notebook: MakeNotebook, tmp_path: Path
) -> None:
    guids = other_tools_deck(anki)
    before = {guid: anki.state(guid) for guid in guids.values()}
    root = make_notebook({"diptych.toml": 'title = "书"\n', "notes/a.md": NOTES})
    package = exported(anki, tmp_path / "old.apkg", legacy=False)
    _, adopted = adopt_cards(*load_config(root), package)
    assert adopted is not None
    assert adopted.taken == (
        ("什么是 NMS，怎样手写？", "请问什么是 NMS？"),
        ("什么是 IoU？", "1. 什么是 IoU"),
    )
    assert adopted.left == ("什么是 mAP？", "填空")
    assert adopted.strangers == ("与笔记无关的一张卡",)

    deck = root / "site/书.apkg"
    build_folder(root, root / "site", NOW)
    told = anki.import_apkg(deck)
    assert (told.new, told.updated, told.conflicting) == (2, 0, 2)
    change_notetype(anki, [guids["1. 什么是 IoU"], guids["请问什么是 NMS？"]])
    # The learner's change of type is newer than the build; so is the next edit.
    file = root / "notes/a.md"
    file.write_text(NOTES.replace("> ", "> 简言之，"), encoding="utf-8")
    build_folder(root, root / "site", 2_000_000_000)
    told = anki.import_apkg(deck)
    assert (told.new, told.updated, told.conflicting) == (0, 3, 0)
    assert {guid: anki.state(guid) for guid in guids.values()} == before
    fields = anki.fields(guids["请问什么是 NMS？"])
    assert (fields["Question"], "简言之" in fields["Short"]) == ("什么是 NMS，怎样手写？", True)
    assert anki.problems() == []


def change_notetype(anki_: Anki, guids: list[str]) -> None:
    """What Anki's browser does: fields in order, the first template, nothing forgotten."""
    models = anki_.collection.models
    old, new = models.by_name("Basic"), models.by_name("Diptych")
    assert old is not None
    assert new is not None
    request = models.change_notetype_info(
        old_notetype_id=old["id"], new_notetype_id=new["id"]
    ).input
    request.note_ids.extend([anki_.note(guid).id for guid in guids])
    models.change_notetype_of_notes(request)


def test_the_command_tells_what_it_did_and_what_to_do(
    anki: Anki, make_notebook: MakeNotebook, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other_tools_deck(anki)
    file = tmp_path / "old.apkg"
    exported(anki, file, legacy=False)
    root = make_notebook({"notes/a.md": NOTES, "diptych.toml": ""})
    assert main(["adopt", str(file), str(root)]) == 0
    told = capsys.readouterr().out
    assert told.startswith("2 questions took over a card's history.\n")
    assert "  什么是 NMS，怎样手写？  ← 请问什么是 NMS？" in told
    assert "Change Note Type" in told
    assert (root / "notes/identity.jsonl").is_file()


def test_what_is_no_package_is_refused_and_nothing_written(
    make_notebook: MakeNotebook, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = make_notebook({"notes/a.md": NOTES, "diptych.toml": ""})
    wrong = tmp_path / "x.apkg"
    wrong.write_bytes(b"no zip")
    assert main(["adopt", str(wrong), str(root)]) == 2
    assert "no Anki package" in capsys.readouterr().err
    assert main(["adopt", str(tmp_path / "gone.apkg"), str(root)]) == 2
    assert not (root / "notes/identity.jsonl").exists()


def test_adopting_again_changes_nothing(
    anki: Anki, make_notebook: MakeNotebook, tmp_path: Path
) -> None:
    other_tools_deck(anki)
    package = exported(anki, tmp_path / "old.apkg", legacy=False)
    root = make_notebook({"diptych.toml": 'title = "书"\n', "notes/a.md": NOTES})
    adopt_cards(*load_config(root), package)
    ledger = (root / "notes/identity.jsonl").read_bytes()
    (root / "notes/a.md").write_text(
        NOTES.replace("什么是 NMS，", "NMS 是什么，"), encoding="utf-8"
    )
    _, again = adopt_cards(*load_config(root), package)
    assert again is not None
    assert (again.taken, again.unclear) == ((), ())
    assert again.left == ("什么是 mAP？", "填空")
    assert again.strangers == ("与笔记无关的一张卡",)
    assert (root / "notes/identity.jsonl").read_bytes() == ledger


def test_several_notes_that_fit_are_none(
    make_notebook: MakeNotebook, anki: Anki, tmp_path: Path
) -> None:
    collection = anki.collection
    basic = collection.models.by_name("Basic")
    assert basic is not None
    for word in ("一", "二"):
        note = collection.new_note(basic)
        note["Front"], note["Back"] = (
            f"怎样做 NMS {word}",
            "贪心地留下得分最高的框，删去与它重叠过多的。",
        )
        collection.add_note(note, DeckId(1))
    root = make_notebook(
        {"notes/a.md": NOTES.replace("什么是 NMS，怎样手写", "怎样做 NMS 三"), "diptych.toml": ""}
    )
    _, adopted = adopt_cards(*load_config(root), exported(anki, tmp_path / "x.apkg", legacy=False))
    assert adopted is not None
    assert adopted.taken == ()
    assert adopted.unclear == ("怎样做 NMS 三？",)
    assert "Several notes fit" in adopted.problems_text()
    assert "Change Note Type" not in adopted.steps_text()


def test_an_import_of_nothing_but_conflicts_still_brings_the_notetype(
    anki: Anki, make_notebook: MakeNotebook, tmp_path: Path
) -> None:
    other_tools_deck(anki)
    only = "# 检测\n\n## 什么是 IoU？\n\n> 交的面积除以并的面积。\n"
    root = make_notebook({"diptych.toml": 'title = "书"\n', "notes/a.md": only})
    adopt_cards(*load_config(root), exported(anki, tmp_path / "old.apkg", legacy=False))
    build_folder(root, root / "site")
    told = anki.import_apkg(root / "site/书.apkg")
    assert (told.new, told.updated, told.conflicting) == (0, 0, 1)
    assert anki.collection.models.by_name("Diptych") is not None


def test_where_nothing_fits_no_ledger_is_written(
    anki: Anki, make_notebook: MakeNotebook, tmp_path: Path
) -> None:
    other_tools_deck(anki)
    package = exported(anki, tmp_path / "old.apkg", legacy=False)
    root = make_notebook({"diptych.toml": "", "notes/a.md": "### 为什么天是蓝的？\n\n> 散射。\n"})
    _, adopted = adopt_cards(*load_config(root), package)
    assert adopted is not None
    assert adopted.taken == ()
    assert not (root / "notes/identity.jsonl").exists()
