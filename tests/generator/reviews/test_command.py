"""``diptych reviews``: the table of sections, beside what the engine says of each card."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from pathlib import Path
from statistics import fmean, median

import pytest

from diptych.cli import main
from diptych.commands.building.editing import EditedNotebook
from diptych.lsp.lenses import lenses
from tests.anki_connect import listening
from tests.conftest import Run
from tests.generator.reviews.book import FORGOTTEN
from tests.generator.reviews.learner import Learner


def engines_today(learner: Learner, *names: str) -> float:
    collection = learner.anki.collection
    cards = (learner.anki.card(learner.guid(name)).id for name in names)
    return fmean(collection.card_stats_data(card).fsrs_retrievability for card in cards)


def test_the_table_says_of_each_section_what_the_engine_says(
    root: Path, with_fsrs: Learner, capsys: pytest.CaptureFixture[str]
) -> None:
    with_fsrs.learn(with_fsrs.guid("list"), FORGOTTEN, seconds=14)
    with_fsrs.learn(with_fsrs.guid("long"), [True] * 6, seconds=20)
    with_fsrs.wait(10)
    file = with_fsrs.export("a.colpkg")
    ahead = 200
    exam = (date.today() + timedelta(ahead)).isoformat()
    assert main(["reviews", str(file), str(root), "--exam", exam, "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    locks, keys = found["sections"]
    assert (locks["file"], locks["section"]) == ("notes/a.md", ["a", "Locks"])
    assert (locks["cards"], locks["new"], locks["lapses"], locks["reviews"]) == (4, 2, 8, 18)
    assert locks["learned"] == sum(
        with_fsrs.strength(with_fsrs.guid(n)) >= 21 for n in ("list", "long")
    )
    assert locks["seconds"] == pytest.approx(median([14] * 12 + [20] * 6), abs=1)
    assert locks["known_today"] == pytest.approx(engines_today(with_fsrs, "list", "long"), abs=1e-3)
    assert (keys["known_today"], keys["known_then"], keys["seconds"]) == (None, None, None)
    assert keys["new"] == keys["cards"] == 5
    assert found["total"]["cards"] == with_fsrs.anki.collection.card_count()
    assert found["exam"] == exam
    assert [each["code"] for each in found["diagnostics"]] == ["D701"]
    card = next(each for each in found["cards"] if each["id"] == "list")
    state = with_fsrs.anki.card(with_fsrs.guid("list")).memory_state
    assert state is not None
    assert card["difficulty"] == pytest.approx(state.difficulty, abs=1e-2)
    assert card["stability"] == pytest.approx(state.stability, rel=1e-3)
    with_fsrs.wait(ahead)
    assert locks["known_then"] == pytest.approx(engines_today(with_fsrs, "list", "long"), abs=1e-3)


def test_the_table_for_people(root: Path, learner: Learner, run: Run) -> None:
    learner.learn(learner.guid("list"), FORGOTTEN)
    file = learner.export("a.apkg")
    exam = (date.today() + timedelta(30)).isoformat()
    out = run("reviews", str(file), str(root), "--exam", exam, cwd=root).stdout
    told, _, table = out.partition(" cards ")
    assert "notes/a.md:3:1: warning D701" in told
    assert "D409" not in told  # what `check` says besides is left to it
    near = "" if learner.fsrs else "~"
    head, locks, keys, total, *rest = table.splitlines()
    assert head.endswith(f"{exam}  section")
    assert re.fullmatch(rf" +4 +3 +0 +8/12 +5 s +{near}100% +{near}\d\d%  a › Locks", locks)
    assert re.fullmatch(r" +5 +5 +0 +– +– +– +–  a › Keys", keys)
    assert total.endswith("  all")
    head = f" cards {head}"
    assert len({line.rindex("  ") for line in (head, locks, keys, total)}) == 1  # one column
    assert any("interval stands" in line for line in rest) == (not learner.fsrs)


def test_it_speaks_chinese_and_refuses_what_is_no_day(
    root: Path, with_fsrs: Learner, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_fsrs.learn(with_fsrs.guid("list"), FORGOTTEN)
    file = str(with_fsrs.export("a.apkg"))
    for day, why in (("soon", "write a date"), ("2020-01-01", "that day is past")):
        done = run("reviews", file, str(root), "--exam", day, cwd=root)
        assert done.returncode == 2
        assert f"--exam {day}: {why}" in done.stderr
    monkeypatch.setenv("DIPTYCH_LANG", "zh")
    assert "  卡片   新的   已学会" in run("reviews", file, str(root), cwd=root).stdout
    unknown = run("reviews", str(root / "no.apkg"), str(root), cwd=root).stderr
    assert "请在 Anki 里：文件 → 导出" in unknown
    bare = str(with_fsrs.export("b.apkg", scheduling=False))
    assert "里面没有这个笔记本的复习记录" in run("reviews", bare, str(root), cwd=root).stderr


def test_an_editor_shows_how_often_each_question_was_reviewed(root: Path, learner: Learner) -> None:
    learner.learn(learner.guid("list"), FORGOTTEN)
    notebook = EditedNotebook(root, learner.export("a.colpkg"))
    notebook.refresh()
    assert notebook.snapshot is not None
    told = [each.words for each in lenses(notebook.snapshot, "notes/a.md", "en")]
    assert told[0].endswith("list · 1 card · 12 reviews")
    assert told[2].endswith("short · 2 cards · 0 reviews")
    notebook = EditedNotebook(root, root / "nowhere.colpkg")
    notebook.refresh()
    assert notebook.snapshot is None
    assert "nowhere.colpkg" in notebook.report.diagnostics[0].message


def test_a_running_anki_says_what_its_export_says_but_what_fsrs_holds(
    root: Path, learner: Learner, capsys: pytest.CaptureFixture[str]
) -> None:
    learner.learn(learner.guid("list"), FORGOTTEN, seconds=14)
    learner.learn(learner.guid("short"), [True] * 5, seconds=20)
    learner.learn(learner.guid("keys"), [True, False], template=1)
    learner.wait(10)
    file = str(learner.export("a.apkg"))
    assert main(["reviews", file, str(root), "--format", "json"]) == 0
    exported = json.loads(capsys.readouterr().out)
    with listening(learner.anki) as add_on:
        asked = ["reviews", str(root), "--anki", add_on.address, "--format", "json"]
        assert main(asked) == 0
        running = json.loads(capsys.readouterr().out)
        assert main(asked[:-2]) == 0
    table = capsys.readouterr().out
    assert "interval stands" in table
    assert "D701" in table
    assert [each["code"] for each in running["diagnostics"]] == ["D701"]
    for there, here in zip(exported["sections"], running["sections"], strict=True):
        for name in ("file", "section", "cards", "new", "reviews", "lapses", "seconds"):
            assert here[name] == there[name]
        if not learner.fsrs:
            assert here["known_today"] == pytest.approx(there["known_today"], abs=1e-3)
        assert here["estimated"] == here["cards"] - here["new"]
    for there, here in zip(exported["cards"], running["cards"], strict=True):
        assert {**here, "stability": 0, "difficulty": 0} == {
            **there,
            "stability": 0,
            "difficulty": 0,
        }
