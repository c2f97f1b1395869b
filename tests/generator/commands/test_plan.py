"""``diptych plan``: what an import will do, told before it is done."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diptych.cli import main
from diptych.commands.building.import_plan import Plan, word_difference
from diptych.commands.building.planned_import import plan_notes
from diptych.deck import visible_texts
from diptych.input.config import load_config
from diptych.model import silent
from tests.anki_engine import Anki
from tests.conftest import NOW, MakeNotebook, build_folder

SETTINGS = 'title = "书"\n'
ONE = "### 什么是 NMS？\n\n> 贪心地留下得分最高的框，删去与它重叠过多的，在剩下的框里重复。\n\n"
TWO = "### 什么是 Soft-NMS？\n\n> 把得分乘以随重叠变化的权重，只降低而不删除，最后过滤。\n\n"
THREE = "### 什么是 IoU？\n\n> 交的面积除以并的面积。\n\n"


def notes(*parts: str) -> str:
    return "# 检测\n\n## 后处理\n\n" + "".join(parts)


@pytest.fixture
def root(make_notebook: MakeNotebook) -> Path:
    """A notebook that was built once."""
    root = make_notebook({"diptych.toml": SETTINGS, "notes/a.md": notes(ONE, TWO, THREE)})
    build_folder(root, root / "site")
    return root


def planned(root: Path, text: str) -> Plan:
    (root / "notes/a.md").write_text(text, encoding="utf-8")
    before = {file: file.read_bytes() for file in root.rglob("*") if file.is_file()}
    report, plan = plan_notes(*load_config(root), silent)
    assert plan is not None, report.diagnostics
    assert {file: file.read_bytes() for file in root.rglob("*") if file.is_file()} == before
    return plan


def kinds(plan: Plan) -> list[tuple[str, str]]:
    return [(step.kind, step.id) for step in plan.steps]


def test_nothing_to_do(root: Path) -> None:
    plan = planned(root, notes(ONE, TWO, THREE))
    assert plan == Plan((), 3)
    assert plan.as_text() == "3 notes will not be touched."


def test_each_kind_of_step(root: Path) -> None:
    new = "### 什么是 mAP？\n\n> 各类平均精度的平均。\n\n"
    reworded = ONE.replace("什么是 NMS？", "NMS 是什么，怎样手写？")
    changed = TWO.replace("最后过滤", "最后按阈值过滤")
    plan = planned(root, notes(new, reworded, changed))
    assert kinds(plan) == [
        ("new", "什么是-map"),
        ("reworded", "什么是-nms"),
        ("changed", "什么是-soft-nms"),
        ("retired", "什么是-iou"),
    ]
    assert plan.unchanged == 0
    _, second, third, _ = plan.steps
    assert second.was == "什么是 NMS？"
    assert not second.likely
    assert "{+按阈值+}" in third.difference
    assert third.difference.count("[-") == 0


def test_what_moved_says_where_it_was(root: Path) -> None:
    plan = planned(root, notes(ONE, TWO) + "## 基础\n\n" + THREE)
    (step,) = plan.steps
    # Its section is on its card.
    assert (step.kind, step.was) == ("changed", "notes/a.md › 检测 › 后处理")
    assert plan.unchanged == 2


def test_a_card_whose_file_moved_is_not_touched(root: Path, tmp_path: Path) -> None:
    (root / "notes/a.md").rename(root / "notes/z.md")
    with Anki(tmp_path / "anki") as anki:
        anki.import_apkg((root / "site/书.apkg").read_bytes())
        _, plan = plan_notes(*load_config(root), silent)
        assert plan is not None
        assert {step.kind for step in plan.steps} == {"moved"}
        assert plan.unchanged == 3
        assert "3 notes will not be touched." in plan.as_text()
        build_folder(root, root / "site", NOW + 10)
        told = anki.import_apkg((root / "site/书.apkg").read_bytes())
        assert (told.new, told.updated) == (0, 0)


@pytest.mark.parametrize("was_cloze", [False, True], ids=["basic to cloze", "cloze to basic"])
def test_a_note_of_another_type_is_new_and_leaves_an_orphan(
    make_notebook: MakeNotebook, tmp_path: Path, was_cloze: bool
) -> None:
    basic, cloze = THREE, THREE.replace("并的面积", "{{c1::并的面积}}")
    first, then = (cloze, basic) if was_cloze else (basic, cloze)
    root = make_notebook({"diptych.toml": SETTINGS, "notes/a.md": notes(ONE, first)})
    with Anki(tmp_path / "anki") as anki:
        build_folder(root, root / "site", NOW + 10)
        anki.import_apkg((root / "site/书.apkg").read_bytes())
        before = set(anki.guids())
        plan = planned(root, notes(ONE, then))
        assert kinds(plan) == [("new", "什么是-iou"), ("orphaned", "什么是-iou")]
        assert plan.unchanged == 1
        build_folder(root, root / "site", NOW + 20)
        told = anki.import_apkg((root / "site/书.apkg").read_bytes())
        assert (told.new, told.updated) == (1, 0)
        (orphan,) = anki.collection.find_notes(plan.search)
        assert anki.collection.get_note(orphan).guid in before
        changed = planned(root, notes(ONE, then.replace("交的", "二者相交的")))
        assert kinds(changed) == [("changed", "什么是-iou")]
        assert "{+二者相+}" in changed.steps[0].difference
        back = planned(root, notes(ONE, first))
        assert kinds(back) == [("returned", "什么是-iou"), ("orphaned", "什么是-iou")]
        assert back.unchanged == 2
        build_folder(root, root / "site", NOW + 30)
        told = anki.import_apkg((root / "site/书.apkg").read_bytes())
        assert (told.new, told.updated) == (0, 0)
        (orphan,) = anki.collection.find_notes(back.search)
        assert anki.collection.get_note(orphan).guid not in before


def test_people_are_told_what_becomes_of_cards_and_decks(root: Path) -> None:
    (root / "notes/a.md").write_text(notes(ONE.replace("NMS？", "NMS？ {.reversed}"), TWO))
    build_folder(root, root / "site", NOW + 10)
    (root / "diptych.toml").write_text('title = "新"\nname = "书"\n', encoding="utf-8")
    plan = planned(root, notes(ONE, TWO.replace("Soft-NMS？", "Soft-NMS？ {.reversed}")))
    told = plan.as_text()
    assert "card blank: 1 (it stays with its history; Tools → Empty Cards removes it)" in told
    assert "card added: 1 (of a note that stays)" in told
    assert "its card stays in the deck 书::检测::后处理" in told
    assert plan.empty_decks == ()  # the card that is added goes there
    (root / "diptych.toml").write_text('title = "新"\nname = "书"\n', encoding="utf-8")
    moved = planned(root, notes(ONE.replace("NMS？", "NMS？ {.reversed}"), TWO))
    assert {step.kind for step in moved.steps} == {"moved"}
    assert moved.empty_decks[0] == "新"
    assert "empty decks: " in moved.as_text()


def test_the_plan_is_what_happens(root: Path, tmp_path: Path) -> None:
    changed = TWO.replace("最后过滤", "最后按阈值过滤")
    with Anki(tmp_path / "anki") as anki:
        anki.import_apkg((root / "site/书.apkg").read_bytes())
        plan = planned(root, notes(ONE, changed, "### 新的？\n\n> 新的。\n"))
        built = build_folder(root, root / "site", NOW + 10)
        assert built.summary is not None
        told = anki.import_apkg((root / "site/书.apkg").read_bytes())
        made = [kind for kind, _ in kinds(plan)]
        assert (told.new, told.updated) == (made.count("new"), made.count("changed"))
        (found,) = anki.collection.find_notes(plan.search)
        assert anki.collection.get_note(found)["Id"] == "什么是-iou"
        assert planned(root, notes(ONE, changed, "### 新的？\n\n> 新的。\n")).steps == ()


def test_for_programs_and_for_people(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "notes/a.md").write_text(notes(ONE, TWO), encoding="utf-8")
    assert main(["plan", str(root), "--format", "json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert (data["unchanged"], data["search"]) == (2, '("Id:什么是-iou")')
    assert [step["kind"] for step in data["steps"]] == ["retired"]
    assert main(["plan", str(root)]) == 0
    told = capsys.readouterr().out
    assert "retired: 1\n  什么是 IoU？  (什么是-iou)\n2 notes will not be touched.\n" in told
    assert 'find them with  ("Id:什么是-iou")' in told
    assert "cannot delete notes" in told


def test_notes_with_errors_have_no_plan(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "notes/b.md").write_text("## A? {#x}\n\na\n\n## B? {#x}\n\nb\n", encoding="utf-8")
    assert main(["plan", str(root)]) == 1
    assert "D303" in capsys.readouterr().out


def test_a_file_that_is_no_deck_of_ours_is_refused() -> None:
    with pytest.raises(ValueError, match="not a deck that Diptych made"):
        visible_texts(b"no zip")


words = st.lists(st.sampled_from(["一", "二", "word", " ", "，", "x1"]), max_size=40).map("".join)


@given(words, words)
def test_a_difference_is_there_exactly_where_words_differ(before: str, after: str) -> None:
    told = word_difference(before, after)
    assert bool(told) == (before != after)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("取最大的框", "取最小的框", "取最[-大-]{+小+}的框"),
        ("a well known fact", "a fact", "a [-well known -]fact"),
        ("", "新", "{+新+}"),
        ("旧" * 50 + "甲", "旧" * 50 + "乙", "旧" * 12 + "[-甲-]{+乙+}"),
    ],
)
def test_differences_read_as_words(before: str, after: str, told: str) -> None:
    assert word_difference(before, after) == told


def test_a_damaged_deck_of_the_last_build_is_named(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    deck = root / "site/书.apkg"
    deck.write_bytes(b"no zip")
    assert main(["plan", str(root)]) == 2
    told = capsys.readouterr().err
    assert str(deck) in told
    assert "a build makes it anew" in told

    build_folder(root, root / "site")
    assert main(["plan", str(root)]) == 0
