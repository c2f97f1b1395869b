"""A question keeps its card when a newer engine takes more off it: its label, its number, a mark."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import NOW, build_folder

# Retired, and perhaps an old one.
TOLD = {"D502", "D505"}
# What stands in the notes, the prompt that former engines made of it, and an answer.
LABELLED = (
    ("例题1：求导数", "例题1：求导数", "2x"),
    ("例题2：求导数", "例题2：求导数", "cos x"),
    ("变式 1：求 ln x 的导数", "变式 1：求 ln x 的导数", "1/x，定义域是正数"),
    ("思考题 1（基础）：为什么导数是极限", "思考题 1（基础）：为什么导数是极限", "它是差商的极限"),
    (
        "思考题 2（提高）：哪个函数处处不可导",
        "思考题 2（提高）：哪个函数处处不可导",
        "魏尔斯特拉斯的",
    ),
)
TASKS = (
    ("Question 1. Name the parts of a tree.", "Question 1. Name the parts of a tree.", "Three."),
    ("Question 2. Name what they do.", "Question 2. Name what they do.", "They grow."),
    ("3- Name what lives in them.", "3- Name what lives in them.", "Birds."),
)
# Words of languages that an older engine did not know.
LANGUAGES = (
    ("Câu 1: Rừng là gì?", "Câu 1: Rừng là gì?", "Nhiều cây."),
    ("Soru 2: Orman nedir?", "Soru 2: Orman nedir?", "Ağaçlar."),
    ("Pytanie 3. Co to jest las?", "Pytanie 3. Co to jest las?", "Drzewa."),
    ("السؤال 4: ما هي الغابة؟", "السؤال 4: ما هي الغابة؟", "أشجار."),
)
NUMBERS = (
    ("1 什么是极限", "1 什么是极限", "趋近的值"),
    ("2 什么是导数", "2 什么是导数", "差商的极限"),
    ("3 什么是积分 {: .big }", "3 什么是积分 {: .big }", "和的极限"),
)


def _built(root: Path, number: int) -> tuple[list[dict[str, str]], set[str]]:
    report = build_folder(root, root / "site", NOW + 1000 * number).report
    lines = (root / "notes/identity.jsonl").read_text("utf-8").splitlines()[1:]
    return [json.loads(line) for line in lines], {each.code for each in report.diagnostics}


@pytest.mark.parametrize(
    "notes",
    [LABELLED, TASKS, LANGUAGES, NUMBERS],
    ids=["labels", "tasks", "languages", "numbers"],
)
def test_a_former_prompt_is_the_same_question(
    tmp_path: Path, notes: tuple[tuple[str, str, str], ...]
) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "diptych.toml").write_text("")
    text = "\n".join(f"## {heading}\n\n{answer}\n" for heading, _, answer in notes)
    (tmp_path / "notes/a.md").write_text(f"# A\n\n{text}", encoding="utf-8")
    entries, _ = _built(tmp_path, 0)
    assert all(
        entry["prompt"] != former for entry, (_, former, _) in zip(entries, notes, strict=True)
    )
    ledger = tmp_path / "notes/identity.jsonl"
    head = ledger.read_text("utf-8").splitlines()[0]
    former = [
        json.dumps({**entry, "prompt": prompt, "shows": f"{number:016x}"}, ensure_ascii=False)
        for number, (entry, (_, prompt, _)) in enumerate(zip(entries, notes, strict=True))
    ]
    ledger.write_text("\n".join([head, *former, ""]), encoding="utf-8")
    again, codes = _built(tmp_path, 1)
    assert [(each["id"], each["guid"]) for each in again] == [
        (each["id"], each["guid"]) for each in entries
    ]
    assert not codes & TOLD


def test_what_is_asked_with_may_have_been_answered_with(tmp_path: Path) -> None:
    """Choices that stood in the answer, as a former engine read their columns."""
    (tmp_path / "notes").mkdir()
    (tmp_path / "diptych.toml").write_text("")
    head = "| Question | A | B | Answer |\n|---|---|---|---|\n"
    rows = "| What closes a pipe? | A tap | A tee | A |\n| What parts it? | A tap | A tee | B |\n"
    (tmp_path / "notes/a.md").write_text(f"# Pipes\n\n{head}{rows}", encoding="utf-8")
    entries, _ = _built(tmp_path, 0)
    ledger = tmp_path / "notes/identity.jsonl"
    first = ledger.read_text("utf-8").splitlines()[0]
    former = [
        {**entry, "prompt": prompt, "answer": f"A tap B: A tee Answer: {right}", "digest": ""}
        for entry, prompt, right in zip(
            entries, ("What closes a pipe?", "What parts it?"), "AB", strict=True
        )
    ]
    lines = [json.dumps(each, ensure_ascii=False) for each in former]
    ledger.write_text("\n".join([first, *lines, ""]), encoding="utf-8")
    again, codes = _built(tmp_path, 1)
    assert [each["guid"] for each in again] == [each["guid"] for each in entries]
    assert [each["prompt"] for each in again] == [each["prompt"] for each in entries]
    assert not codes & TOLD
