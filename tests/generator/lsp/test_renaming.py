"""Ids and headings get other names, with all links to them, and cards stay."""

from __future__ import annotations

from pathlib import Path

import pytest
from pygls.exceptions import JsonRpcException

from diptych.commands.building.pipeline import check_notes
from diptych.input.config import load_config
from tests.conftest import of
from tests.generator.lsp.editor import editing
from tests.generator.lsp.made_up import LOSSES, build_notes

pytestmark = pytest.mark.slow  # each starts a server


def test_an_id_is_renamed_with_all_links_to_it_and_the_card_stays(root: Path) -> None:
    losses = root / "notes/losses.md"
    before = build_notes(root)
    with editing(root) as editor:
        editor.open(losses)
        assert editor.nameable(losses, "{#fo|cal-loss}") == "focal-loss"
        editor.apply(editor.rename(losses, "{#fo|cal-loss}", "焦点"))
        assert editor.shown == []
    text = losses.read_text(encoding="utf-8")
    assert text == LOSSES.replace("#focal-loss", "#焦点")
    assert "losses.md#焦点)" in (root / "notes/检测.md").read_text(encoding="utf-8")
    after = build_notes(root)
    assert after["焦点"] == before["focal-loss"]
    assert sorted(after.values()) == sorted(before.values())


def test_a_heading_is_renamed_with_all_links_to_it(root: Path) -> None:
    losses, detection = root / "notes/losses.md", root / "notes/检测.md"
    before = build_notes(root)
    with editing(root) as editor:
        editor.open(losses)
        editor.open(detection)
        assert editor.nameable(losses, "#非极|大") == "非极大值抑制怎样去重？"
        editor.apply(editor.rename(detection, "非极大|值抑制怎样", "非极大值抑制（NMS）怎样去重？"))
        editor.apply(editor.rename(losses, "## 什么是交|叉", "什么是 交叉熵 损失？"))
        editor.changed(losses, detection)
    text = losses.read_text(encoding="utf-8")
    assert "[[检测#非极大值抑制（NMS）怎样去重？]]" in text
    assert "[交叉熵🙂](losses.md#什么是-交叉熵-损失)" in text
    assert "[交叉熵](#ce)" in text
    report = check_notes(*load_config(root))
    assert [each.code for each in report.diagnostics if each.severity != "info"] == []
    assert build_notes(root) == before


def test_a_name_that_cannot_be_is_refused_in_words(root: Path) -> None:
    losses = root / "notes/losses.md"
    with editing(root) as editor:
        editor.open(losses)
        for name, why in {
            "ce": "is the id of another question",
            "a b": "cannot be an id",
            " ": "one line of text",
        }.items():
            with of(name), pytest.raises(JsonRpcException, match=why):
                editor.rename(losses, "{#fo|cal-loss}", name)
        with pytest.raises(JsonRpcException, match="only headings, ids and links"):
            editor.rename(losses, "与真|实", "x")


def test_a_heading_that_becomes_another_question_is_told_to_lose_its_card(root: Path) -> None:
    notes = root / "notes/more.md"
    notes.write_text("# 更多\n\n## 什么是感受野？\n", encoding="utf-8")
    build_notes(root)
    with editing(root) as editor:
        editor.open(notes)
        renamed = "Why does Adam need bias correction?"
        edit = editor.rename(notes, "什么是感|受野", renamed)
        editor.settle()
        first = [*editor.shown]
        editor.apply(edit)
    assert first == [
        "by this name the question counts as a new one; to keep its card, run "
        "`diptych same 什么是感受野 why-does-adam-need-bias-correction`"
    ]
    before = build_notes(root)
    assert "why-does-adam-need-bias-correction" in before
