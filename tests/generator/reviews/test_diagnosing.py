"""Cards that the real engine's scheduler asked: which are told, where, and which are not."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from diptych.cli import main
from tests.conftest import Run, of
from tests.generator.reviews.book import FORGOTTEN, NOTES
from tests.generator.reviews.learner import Learner

FORMS = [("a.apkg", False), ("b.apkg", True), ("c.colpkg", False), ("d.colpkg", True)]


def line_of(text: str) -> int:
    return 1 + NOTES[: NOTES.index(text)].count("\n")


def told(root: Path, file: Path, capsys: pytest.CaptureFixture[str]) -> list[dict[str, str]]:
    assert main(["check", str(root), "--reviews", str(file), "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)["diagnostics"]
    return [each for each in found if each["code"].startswith("D7")]


def test_what_is_forgotten_again_and_again_is_told_by_file_and_line(
    root: Path, learner: Learner, capsys: pytest.CaptureFixture[str]
) -> None:
    learner.learn(learner.guid("list"), FORGOTTEN, seconds=14)
    learner.learn(learner.guid("long"), [True] * 12)
    for name, legacy in FORMS:
        with of(name):
            file = learner.export(name, legacy=legacy)
            (only,) = told(root, file, capsys)
            assert (only["code"], only["file"]) == ("D701", "notes/a.md")
            assert int(only["line"]) == line_of("## What is a list?")
            measured = r"14 s, FSRS D \d\d%" if learner.fsrs else "14 s"
            assert re.fullmatch(
                rf"“What is a list\?” was forgotten 8 of 12 times \({measured}\); "
                r"the answer has 25 words and 5 ideas",
                only["message"],
            )
            assert only["hint"].startswith("Lists are hard to hold")


def test_what_was_learned_after_all_is_not_told(
    root: Path, learner: Learner, capsys: pytest.CaptureFixture[str]
) -> None:
    guid = learner.guid("list")
    learner.learn(guid, FORGOTTEN)
    assert [each["code"] for each in told(root, learner.export("a.apkg"), capsys)] == ["D701"]
    answered = 0
    while learner.strength(guid) < 21:
        learner.go_on(guid, [True])
        answered += 1
    assert answered < 30
    assert told(root, learner.export("b.apkg"), capsys) == []


def test_a_few_reviews_say_nothing_and_the_rate_is_what_counts(
    root: Path, learner: Learner, capsys: pytest.CaptureFixture[str]
) -> None:
    learner.learn(learner.guid("list"), [False] * 3)
    learner.learn(learner.guid("long"), ([True] * 5 + [False]) * 8)  # 8 lapses, too
    assert told(root, learner.export("a.apkg"), capsys) == []
    learner.go_on(learner.guid("list"), [False])
    (only,) = told(root, learner.export("b.apkg"), capsys)
    assert "4 of 4 times" in only["message"]


def test_each_card_of_a_question_is_told_apart(
    root: Path, with_fsrs: Learner, capsys: pytest.CaptureFixture[str]
) -> None:
    with_fsrs.learn(with_fsrs.guid("short"), FORGOTTEN, template=1)
    with_fsrs.learn(with_fsrs.guid("keys"), FORGOTTEN)
    with_fsrs.learn(with_fsrs.guid("parts", "occlusion"), FORGOTTEN, template=1)
    found = told(root, with_fsrs.export("a.colpkg"), capsys)
    assert [re.sub(r" \(\d.*?\)", "", each["message"]) for each in found] == [
        "“What is short?” (⇄) was forgotten 8 of 12 times; the answer has 3 words",
        "“What do keys do?” (c1) was forgotten 8 of 12 times; it hides 2 pieces at once",
        "“What are the parts?” (dog) was forgotten 8 of 12 times",
    ]
    assert "a number of its own" in found[1]["hint"]


def test_what_takes_long_is_told_but_not_twice(
    root: Path, with_fsrs: Learner, capsys: pytest.CaptureFixture[str]
) -> None:
    with_fsrs.learn(with_fsrs.guid("long"), [True, False, True, False, True], seconds=41)
    with_fsrs.learn(with_fsrs.guid("list"), FORGOTTEN, seconds=41)
    with_fsrs.learn(with_fsrs.guid("short"), [True, False, True, True], seconds=29)
    slow, forgotten = sorted(
        told(root, with_fsrs.export("a.apkg"), capsys), key=lambda each: each["code"], reverse=True
    )
    assert (slow["code"], forgotten["code"]) == ("D702", "D701")
    assert slow["message"] == "“What is long?” takes 41 s to answer, the median of 5 times"
    assert "quotation at its beginning" in slow["hint"]


def test_an_author_silences_it_and_sets_its_severity(
    root: Path, with_fsrs: Learner, capsys: pytest.CaptureFixture[str]
) -> None:
    with_fsrs.learn(with_fsrs.guid("list"), FORGOTTEN)
    file = with_fsrs.export("a.apkg")
    notes, settings = root / "notes/a.md", root / "diptych.toml"
    text = notes.read_text("utf-8")
    notes.write_text(
        text.replace("## What is a list", "<!-- diptych: ignore D701 -->\n## What is a list")
    )
    assert told(root, file, capsys) == []
    assert main(["check", str(root), "-v"]) == 0
    assert "D209" not in capsys.readouterr().out  # it says nothing only for want of reviews
    notes.write_text(text, encoding="utf-8")
    settings.write_text(settings.read_text("utf-8") + '[severity]\nD701 = "error"\n', "utf-8")
    assert main(["check", str(root), "--reviews", str(file), "--format", "github"]) == 1
    line = line_of("## What is a list?")
    assert f"::error file=notes/a.md,line={line},title=D701::“What" in capsys.readouterr().out


def test_it_is_said_in_chinese(
    root: Path, with_fsrs: Learner, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_fsrs.learn(with_fsrs.guid("list"), FORGOTTEN)
    with_fsrs.learn(with_fsrs.guid("keys"), FORGOTTEN)
    with_fsrs.learn(with_fsrs.guid("long"), [True, False, True, False, True], seconds=41)
    file = with_fsrs.export("a.apkg")
    monkeypatch.setenv("DIPTYCH_LANG", "zh")
    out = run("check", str(root), "--reviews", str(file), cwd=root).stdout
    assert "“What is a list?”复习 12 次忘了 8 次（" not in out  # what is measured has no words
    assert "“What is a list?”复习 12 次忘了 8 次 (5 s, FSRS D " in out
    assert "答案有 25 字、5 个要点" in out
    assert "一次遮住 2 处" in out
    assert "“What is long?”要 41 秒才答出（5 次的中位数）" in out
    assert "列表很难记住" in out
