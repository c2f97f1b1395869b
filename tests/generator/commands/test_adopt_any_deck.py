"""``diptych adopt`` on decks of any make: what is studied stays studied, and what cannot be taken is told."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

# First: modules of anki import each other in a circle, and this is where it may be entered.
import anki.collection  # noqa: F401
import pytest
from anki.decks import DeckId
from anki.models import NotetypeId

from diptych.cli import main
from diptych.commands.building.planned_import import plan_notes
from diptych.commands.importing.adopting import adopt_cards
from diptych.commands.importing.adoption import Adopted
from diptych.identity import read_ledger
from diptych.input.config import load_config
from diptych.model import silent
from tests.anki_engine import Anki
from tests.conftest import MakeNotebook
from tests.generator.commands.test_adopt import exported
from tests.generator.identity.stories.collection import Collection, read_collection

NOTES = """# 检测

## 什么是 IoU？ {.reversed}

> 交的面积除以并的面积。

## 什么是 mAP？

> 各类平均精度的平均。

## 什么是 NMS？

> 贪心地留下得分最高的框。

## 圆周率

它约为 {{c1::3.14159}}，自然常数约为 {{c2::2.71828}}。

## 黄金比约为 {{c1::1.618}}

## 哪年提出 YOLO？

> 2015 年。
"""


def add(anki_: Anki, notetype: str, *values: str, tags: Sequence[str] = ()) -> str:
    """Add a note as a learner does, and study its cards."""
    model = anki_.collection.models.by_name(notetype)
    assert model is not None
    note = anki_.collection.new_note(model)
    note.fields[: len(values)] = values
    note.tags = list(tags)
    anki_.collection.add_note(note, DeckId(1))
    for card in anki_.cards(note.guid):
        anki_.study(note.guid, card.ord, times=3)
    return note.guid


def add_notetype(anki_: Anki, name: str, *fields: str) -> None:
    """Make a notetype whose first field is a number, as shared decks have it."""
    models = anki_.collection.models
    model = models.new(name)
    for field in fields:
        models.add_field(model, models.new_field(field))
    template = models.new_template("Card 1")
    template["qfmt"], template["afmt"] = "{{Nr}} {{Frage}}", "{{Antwort}}"
    models.add_template(model, template)
    models.add(model)


@pytest.fixture
def guids(anki: Anki) -> dict[str, str]:
    """A deck of several notetypes, studied with FSRS, flagged and tagged."""
    anki.collection.set_config("fsrs", True)
    add_notetype(anki, "Nummer", "Nr", "Frage", "Antwort")
    made = {
        "IoU": add(anki, "Basic (and reversed card)", "什么是 IoU", "交的面积除以并的面积", tags=["考"]),
        "mAP": add(anki, "Nummer", "17", "什么是 mAP？", "各类平均精度的平均", tags=["leech", "x::y"]),
        "NMS": add(anki, "Basic (and reversed card)", "请问什么是 NMS？", "贪心地留下得分最高的框。"),
        "π": add(anki, "Cloze", "圆周率<br>它约为 {{c1::3.14159}}，自然常数约为 {{c2::2.71828::e}}。", tags=["考"]),
        "φ": add(anki, "Basic", "黄金比约为 1.618", ""),
        "YOLO": add(anki, "Cloze", "哪年提出 YOLO？<br>{{c1::2015}} 年。"),
        "别的": add(anki, "Basic", "与笔记无关的一张卡", "别的"),
    }  # fmt: skip
    anki.flag(made["mAP"], 3)
    anki.suspend(made["π"], 1)
    return made


@pytest.fixture
def root(make_notebook: MakeNotebook) -> Path:
    return make_notebook({"diptych.toml": 'title = "书"\nname = "b"\n', "notes/a.md": NOTES})


def adopt(anki_: Anki, root: Path) -> Adopted:
    _, adopted = adopt_cards(*load_config(root), exported(anki_, root / "x.apkg", legacy=False))
    assert adopted is not None
    return adopted


def import_built(anki_: Anki, root: Path) -> tuple[int, int, int]:
    assert main(["build", str(root)]) == 0
    told = anki_.import_apkg(root / "site/书.apkg")
    return told.new, told.updated, told.conflicting


def change_type(anki_: Anki, search: str, name: str) -> None:
    """What the steps say: find the notes, and change their type as Anki proposes."""
    models = anki_.collection.models
    new = models.by_name(name)
    assert new is not None
    by_type: dict[int, list[int]] = {}
    for number in anki_.collection.find_notes(search):
        by_type.setdefault(anki_.collection.get_note(number).mid, []).append(number)
    for old, numbers in by_type.items():
        request = models.change_notetype_info(
            old_notetype_id=NotetypeId(old), new_notetype_id=new["id"]
        ).input
        request.note_ids.extend(numbers)
        models.change_notetype_of_notes(request)


def histories(collection: Collection, guids: Sequence[str]) -> dict[tuple[str, int], object]:
    return {
        (card.guid, card.ordinal): (card.state, card.deck)
        for card in collection.cards.values()
        if card.guid in guids
    }


def test_all_that_can_be_taken_keeps_all_that_was_studied(
    anki: Anki, root: Path, guids: dict[str, str]
) -> None:
    adopted = adopt(anki, root)
    assert [question for question, _ in adopted.taken] == [
        "什么是 IoU？", "什么是 mAP？", "什么是 NMS？", "圆周率",
    ]  # fmt: skip
    taken = [guids[name] for name in ("IoU", "mAP", "NMS", "π")]
    before = read_collection(anki)
    _, plan = plan_notes(*load_config(root), silent)
    assert plan is not None
    assert [step.kind for step in plan.steps].count("adopted") == 4

    assert import_built(anki, root) == (2, 0, 4)
    for name, search in adopted.searches:
        change_type(anki, search, name)
    told = anki.import_apkg(root / "site/书.apkg")
    assert (told.new, told.updated, told.conflicting) == (0, 4, 0)
    after = read_collection(anki)
    assert histories(after, taken) == histories(before, taken)
    for guid in taken:
        # Anki takes `leech` from what it imports, whatever the package says.
        assert after.notes[guid].tags >= before.notes[guid].tags - {"leech"}
    assert {after.notes[guid].notetype for guid in taken} == {"Diptych", "Diptych Cloze"}
    assert after.notes[guids["mAP"]].shown["Question"] == "什么是 mAP？"
    assert "3.14159" in after.notes[guids["π"]].shown["Text"]
    assert after.notes[guids["别的"]] == before.notes[guids["别的"]]
    # NMS has no `{.reversed}`: its second card is blank, as was said.
    assert {after.cards[number].guid for number in after.blank} == {guids["NMS"]}

    # From now on they are notes like others.
    assert import_built(anki, root) == (0, 0, 0)
    file = root / "notes/a.md"
    file.write_text(NOTES.replace("各类", "所有类"), encoding="utf-8")
    assert import_built(anki, root) == (0, 1, 0)
    assert histories(read_collection(anki), taken) == histories(before, taken)
    assert anki.problems() == []


@pytest.mark.usefixtures("guids")
def test_what_cannot_be_taken_is_told_with_the_reason(anki: Anki, root: Path) -> None:
    adopted = adopt(anki, root)
    told = f"{adopted.problems_text()}\n{adopted.steps_text()}"
    assert (
        "黄金比约为 1.618  is a cloze note, in the deck a basic one: 黄金比约为 1.618"
        in adopted.refused
    )
    assert any(
        said.startswith("哪年提出 YOLO？  is a basic note, in the deck a cloze one")
        for said in adopted.refused
    )
    (cost,) = adopted.costs
    assert cost.startswith(
        "什么是 NMS？  {.reversed} behind it keeps its second card, answered 3 times"
    )
    assert (adopted.left, adopted.unclear) == ((), ())
    assert "与笔记无关的一张卡" in adopted.strangers
    assert all(each in told for each in (*adopted.refused, *adopted.costs, *adopted.strangers))
    assert all(f"{name}:  {search}" in told for name, search in adopted.searches)


@pytest.mark.usefixtures("guids")
def test_a_deletion_that_is_gone_is_told(anki: Anki, root: Path) -> None:
    text = NOTES.replace("{{c2::2.71828}}", "2.71828")
    (root / "notes/a.md").write_text(text, encoding="utf-8")
    assert any("has no c2, answered 3 times" in said for said in adopt(anki, root).costs)


@pytest.mark.usefixtures("guids")
def test_a_type_that_is_changed_after_more_than_a_day_is_adopted_again(
    anki: Anki, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as long_ago:
        long_ago.setenv("SOURCE_DATE_EPOCH", "1790000000")
        adopted = adopt(anki, root)
        assert import_built(anki, root) == (2, 0, 4)
    for name, search in adopted.searches:
        change_type(anki, search, name)
    assert import_built(anki, root) == (0, 0, 0)
    again = adopt(anki, root)
    assert len(again.renewed) == 4
    assert "Their type is changed" in again.problems_text()
    assert import_built(anki, root) == (0, 4, 0)
    assert adopt(anki, root).renewed == ()


def test_a_deck_of_ours_gives_the_ids_back_where_all_else_is_lost(anki: Anki, root: Path) -> None:
    assert import_built(anki, root) == (6, 0, 0)
    for guid in anki.guids():
        for card in anki.cards(guid):
            anki.study(guid, card.ord)
    before = read_collection(anki)
    ledger = root / "notes/identity.jsonl"
    whole = ledger.read_bytes()
    ledger.unlink()
    for file in (root / "site").rglob("*"):
        if file.is_file():
            file.unlink()
    text = NOTES.replace("什么是 mAP？", "mAP 是什么？")
    (root / "notes/a.md").write_text(text, encoding="utf-8")
    assert len(adopt(anki, root).taken) == 6
    assert import_built(anki, root) == (0, 1, 0)
    after = read_collection(anki)
    assert after.cards == before.cards
    (root / "notes/a.md").write_text(NOTES, encoding="utf-8")
    assert import_built(anki, root) == (0, 1, 0)
    known = [read_ledger(data, "")[0].entries for data in (whole, ledger.read_bytes())]
    assert len({tuple(sorted((e.id, e.guid) for e in each.values())) for each in known}) == 1
