"""From notes to both panels, with the real Anki engine behind."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from diptych import cli
from diptych.commands.building.pipeline import build
from diptych.input.config import load_config
from diptych.model import silent
from diptych.output.write import MANIFEST, read_manifest
from tests.anki_engine import Anki
from tests.conftest import NOW, MakeNotebook, Run, build_folder, codes, files_below, is_fresh

ROOT = Path(__file__).parents[3]

NOTES: dict[str, str | bytes] = {
    "diptych.toml": 'title = "CV"\nlanguage = "zh-CN"\nname = "cv"\n',
    "notes/detection.md": (
        "---\ntags: [detection]\n---\n\n# 检测\n\n## 后处理\n\n"
        "### 什么是 NMS？ {#nms}\n\n> 留下得分最高的框。\n\n因为[^a] $x^2$，见[损失](losses.md#ce)。\n\n"
        "![一张图](image/图.png)\n\n```python\nkeep = order[0]\n```\n\n[^a]: 来源。\n\n"
        "### 什么是 IoU？ {#iou .reversed}\n\n> 交并比。\n"
    ),
    "notes/losses.md": "# 损失\n\n### 什么是交叉熵？ {#ce}\n\n信息。\n",
    "notes/image/图.png": b"not really a picture",
}  # fmt: skip


def deck_of(root: Path, output: Path, now: int = NOW) -> Path:
    built = build_folder(root, output, now)
    assert built.summary is not None, built.report.diagnostics
    return output / built.summary.deck_file


def test_the_deck_is_imported_whole(
    make_notebook: MakeNotebook, tmp_path: Path, anki: Anki
) -> None:
    deck = deck_of(make_notebook(NOTES), tmp_path / "out")
    imported = anki.import_apkg(deck)
    assert (imported.new, imported.conflicting) == (3, 0)
    # One of the three asks for its reverse.
    assert sum(len(anki.cards(guid)) for guid in anki.guids()) == 4
    assert set(anki.decks()) >= {"CV::检测::后处理", "CV::损失"}
    assert anki.problems() == []
    found = anki.check_media()
    assert (list(found.missing), list(found.unused)) == ([], [])
    again = anki.import_apkg(deck)
    assert (again.new, again.updated) == (0, 0)


def test_one_edit_updates_one_note_and_keeps_its_history(
    make_notebook: MakeNotebook, tmp_path: Path, anki: Anki
) -> None:
    root = make_notebook(NOTES)
    anki.import_apkg(deck_of(root, tmp_path / "out"))
    guids = {guid: anki.fields(guid)["Id"] for guid in anki.guids()}
    studied = next(guid for guid, known in guids.items() if known == "ce")
    anki.study(studied, times=3)
    anki.flag(studied, 2)
    before = anki.state(studied)
    assert before.repetitions == 3
    losses = root / "notes/losses.md"
    losses.write_text(
        losses.read_text(encoding="utf-8").replace("信息。", "更多的信息。"), encoding="utf-8"
    )
    imported = anki.import_apkg(deck_of(root, tmp_path / "out", NOW + 60))
    assert (imported.new, imported.updated) == (0, 1)
    assert "更多的信息" in anki.fields(studied)["Answer"]
    assert anki.state(studied) == before


def test_a_reworded_pinned_question_stays_one_note(
    make_notebook: MakeNotebook, tmp_path: Path, anki: Anki
) -> None:
    root = make_notebook(NOTES)
    anki.import_apkg(deck_of(root, tmp_path / "out"))
    losses = root / "notes/losses.md"
    losses.write_text("# 另一处\n\n### 交叉熵衡量什么？ {#ce}\n\n信息。\n", encoding="utf-8")
    imported = anki.import_apkg(deck_of(root, tmp_path / "out", NOW + 60))
    assert (imported.new, imported.updated) == (0, 1)
    assert len(anki.guids()) == 3


@pytest.mark.parametrize(
    ("file", "before", "after", "updated"),
    [
        ("notes/losses.md", "# 损失", "---\ntags: [new]\n---\n\n# 损失", 1),
        ("diptych.toml", "zh-CN", "en", 3),
        ("diptych.toml", 'name = "cv"', 'name = "cv"\nbase_url = "https://a.example"', 3),
        ("diptych.toml", 'title = "CV"', 'title = "CV"\nauthor = "A"', 0),
        ("notes/detection.md", "{#iou .reversed}", "{#iou}", 1),
    ],
)
def test_whatever_a_card_shows_reaches_anki(
    make_notebook: MakeNotebook,
    tmp_path: Path,
    anki: Anki,
    file: str,
    before: str,
    after: str,
    updated: int,
) -> None:
    root = make_notebook(NOTES)
    anki.import_apkg(deck_of(root, tmp_path / "out"))
    text = (root / file).read_text(encoding="utf-8")
    assert before in text
    (root / file).write_text(text.replace(before, after), encoding="utf-8")
    imported = anki.import_apkg(deck_of(root, tmp_path / "out", NOW + 60))
    assert (imported.new, imported.updated) == (0, updated)


def test_links_lead_to_the_question_that_they_name(
    make_notebook: MakeNotebook, tmp_path: Path
) -> None:
    notes = {
        "a.md": "## A?\n\n[d](c.md#d) [e](b.md#e) [b](#b)\n\n## B?\n\nb\n",
        "b.md": "## E?\n\ne\n",
        "c.md": "## C?\n\nc\n\n## D?\n\nd\n",
    }
    build_folder(make_notebook(notes), tmp_path / "out")
    page = (tmp_path / "out/q/a.html").read_text(encoding="utf-8")
    assert re.findall(r'<a href="../q/(.)\.html">(.)</a>', page) == [
        ("d", "d"),
        ("e", "e"),
        ("b", "b"),
    ]


def test_a_build_reads_each_note_once(
    make_notebook: MakeNotebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To see whether it changed, to compile it, and to know it again: all from the same bytes."""
    root = make_notebook({"a.md": "## A?\n\na\n", "b.md": "## B?\n\nb\n"})
    opened: list[Path] = []
    reading = Path.read_bytes

    def counting(file: Path) -> bytes:
        opened.append(file)
        return reading(file)

    monkeypatch.setattr(Path, "read_bytes", counting)
    for text in ("## A?\n\na\n", "## A?\n\nother\n"):
        (root / "a.md").write_text(text)
        opened.clear()
        assert cli.main(["build", str(root), "--output", str(root / "site")]) == 0
        notes = [root / "a.md", root / "b.md"]
        assert sorted(file for file in opened if file in notes) == notes


@pytest.mark.parametrize("deleted", [False, True])
def test_a_note_that_was_saved_or_deleted_during_a_build_is_seen_by_the_next(
    make_notebook: MakeNotebook, tmp_path: Path, deleted: bool
) -> None:
    root = make_notebook({"a.md": "## A?\n\na\n", "b.md": "## B?\n\nb\n"})
    config, _ = load_config(root, tmp_path / "out")

    def save_meanwhile(what: str, done: int, total: int) -> None:
        if what == "linking" and deleted:
            (root / "b.md").unlink(missing_ok=True)
        elif what == "linking":
            (root / "a.md").write_text(f"## A?\n\nsaved at {done} of {total}\n")

    build(config, (), NOW, save_meanwhile)
    assert not is_fresh(config, read_manifest(config.output))
    build(config, (), NOW, silent)
    assert is_fresh(config, read_manifest(config.output))


@pytest.mark.slow
def test_the_same_notes_and_ledger_give_the_same_bytes(
    make_notebook: MakeNotebook, tmp_path: Path
) -> None:
    root = make_notebook(NOTES)
    build_folder(root, tmp_path / "first")
    ledger = (root / "notes/identity.jsonl").read_bytes()
    results = []
    for seed, zone, clock in (("1", "UTC", "1900000000"), ("77", "Asia/Shanghai", "2000000000")):
        output = tmp_path / f"out-{seed}"
        environment = {
            **os.environ,
            "PYTHONHASHSEED": seed,
            "TZ": zone,
            "SOURCE_DATE_EPOCH": clock,
        }
        command = [sys.executable, "-m", "diptych", "build", str(root), "--output", str(output)]
        subprocess.run(command, check=True, cwd=ROOT, env=environment, capture_output=True)
        results.append(files_below(output))
        results[-1].pop(MANIFEST)
    first = files_below(tmp_path / "first")
    first.pop(MANIFEST)
    for result in results:
        result.pop(".diptych.lock", None)
    first.pop(".diptych.lock", None)
    assert results[0] == results[1] == first
    assert (root / "notes/identity.jsonl").read_bytes() == ledger


def test_without_a_ledger_an_unedited_deck_still_matches(
    make_notebook: MakeNotebook, tmp_path: Path, anki: Anki
) -> None:
    root = make_notebook({"a.md": "## 一个？\n\na\n\n## 两个？\n\nb\n"})
    anki.import_apkg(deck_of(root, tmp_path / "out"))
    (root / "identity.jsonl").unlink()
    imported = anki.import_apkg(deck_of(root, tmp_path / "out", NOW + 60))
    assert imported.new == 0
    assert len(anki.guids()) == 2


def test_errors_leave_the_old_output_whole(make_notebook: MakeNotebook, tmp_path: Path) -> None:
    root = make_notebook(NOTES)
    output = tmp_path / "out"
    build_folder(root, output)
    before = files_below(output), files_below(root)
    detection = root / "notes/detection.md"
    text = detection.read_text(encoding="utf-8")
    detection.write_text(text.replace("{#iou", "{#nms"), encoding="utf-8")
    built = build_folder(root, output, NOW + 60)
    assert built.summary is None
    assert codes(built.report) == ["D303"]
    detection.write_text(text, encoding="utf-8")
    assert (files_below(output), files_below(root)) == before


def test_what_is_no_longer_asked_is_taken_away_and_told(
    make_notebook: MakeNotebook, tmp_path: Path
) -> None:
    root = make_notebook(NOTES)
    output = tmp_path / "out"
    build_folder(root, output)
    assert (output / "q/ce.html").exists()
    (root / "notes/losses.md").unlink()
    detection = root / "notes/detection.md"
    text = detection.read_text(encoding="utf-8")
    detection.write_text(text.replace("[损失](losses.md#ce)", "损失"), encoding="utf-8")
    built = build_folder(root, output, NOW + 60)
    assert not (output / "q/ce.html").exists()
    assert [each.message for each in built.report.diagnostics if each.code == "D502"] == [
        "“什么是交叉熵？” is no longer in the notes; its card stays in Anki"
    ]
    again = build_folder(root, output, NOW + 120)
    assert not [each for each in again.report.diagnostics if each.code == "D502"]


def test_every_card_shows_what_its_page_shows(
    make_notebook: MakeNotebook, tmp_path: Path, anki: Anki
) -> None:
    output = tmp_path / "out"
    anki.import_apkg(deck_of(make_notebook(NOTES), output))
    for guid in anki.guids():
        page = (output / "q" / f"{anki.fields(guid)['Id']}.html").read_text(encoding="utf-8")
        text = re.sub(r"<[^>]+>|\s", "", page)
        question = re.sub(r"<[^>]+>|\s", "", anki.fields(guid)["Question"])
        assert question in text
        for card in anki.cards(guid):
            sides = anki.front(guid, card.ord) + anki.back(guid, card.ord)
            assert "{{" not in sides


@pytest.mark.parametrize(
    ("file", "content", "code", "place"),
    [
        ("notes/losses.md", "# 损失\n\n### 重复？ {#nms}\n\na\n\n[x](#ce)\n", "D303", "notes/losses.md:3"),
        ("notes/losses.md", "---\ntags: [a\n---\n\n### 题？ {#ce}\n", "D203", "notes/losses.md:2"),
        ("notes/losses.md", b"### A? {#ce}\n\n\xff\xff\n", "D103", "notes/losses.md:3"),
        ("notes/losses.md", "### 题？ {#ce}\n\n[x](gone.md)\n", "D404", "notes/losses.md:3"),
        ("diptych.toml", 'titel = "CV"\n', "D102", "diptych.toml:1"),
        ("diptych.toml", "title = \n", "D101", "diptych.toml:1"),
        ("diptych.toml", 'figures = "gone"\n', "D102", "diptych.toml:1"),
        ("notes/identity.jsonl", "<<<<<<< ours\n", "D501", "notes/identity.jsonl:1"),
        ("notes/losses.md", None, "D404", "notes/detection.md:13"),
    ],
)  # fmt: skip
def test_bad_input_is_told_with_its_place_and_leaves_everything_whole(
    make_notebook: MakeNotebook,
    tmp_path: Path,
    run: Run,
    file: str,
    content: str | bytes | None,
    code: str,
    place: str,
) -> None:
    root = make_notebook(NOTES)
    output = tmp_path / "out"
    build_folder(root, output)
    before = files_below(output)
    if content is None:
        (root / file).unlink()
    else:
        (root / file).write_bytes(content if isinstance(content, bytes) else content.encode())
    edited = files_below(root)
    done = run("build", str(root), "--output", str(output), cwd=ROOT)
    assert done.returncode == 1
    assert re.search(rf"^{re.escape(place)}:\d+: error {code}: ", done.stdout, re.MULTILINE)
    assert "Nothing was written" in done.stderr
    assert (files_below(output), files_below(root)) == (before, edited)


def test_the_page_of_a_question_that_got_another_id_leaves_a_redirect(
    make_notebook: MakeNotebook, tmp_path: Path
) -> None:
    root, out = make_notebook({"a.md": "## One?\n\na\n\n## Two?\n\nb\n"}), tmp_path / "out"
    build_folder(root, out)
    (root / "a.md").write_text("## One? {#uno}\n\na\n\n## Two?\n\nb\n", encoding="utf-8")
    for _ in range(2):  # it stays
        build_folder(root, out, NOW + 10)
        assert 'content="0; url=uno.html"' in (out / "q/one.html").read_text(encoding="utf-8")
    (root / "a.md").write_text("## One? {#uno}\n\na\n\n## Two? {#one}\n\nb\n", encoding="utf-8")
    build_folder(root, out, NOW + 20)
    assert 'http-equiv="refresh"' not in (out / "q/one.html").read_text(encoding="utf-8")
