"""What an editor asks at a place of the text: definitions, references, hovers, completions."""

from __future__ import annotations

from pathlib import Path

import pytest
from lsprotocol import types

from diptych.diagnostics.explain import explain
from tests.conftest import of
from tests.generator.lsp.editor import edited, editing
from tests.generator.lsp.made_up import LOSSES

pytestmark = pytest.mark.slow  # each starts a server


def test_links_ids_headings_figures_and_code_are_found(root: Path) -> None:
    losses, detection = root / "notes/losses.md", root / "notes/检测.md"
    with editing(root) as editor:
        editor.open(losses)
        for words, found in {
            "(#focal|-loss)": (losses, 15),
            "[[检|测#": (detection, 3),
            "losses.md#什么|": (losses, 7),
        }.items():
            with of(words):
                assert editor.definition(losses, words) == found
        for words, found in {
            "losses.md#fo|cal": (losses, 15),
            "曲|线.png": (root / "pictures/曲线.png", 1),
            "boxes.py#|nms": (root / "code/boxes.py", 6),
        }.items():
            with of(words):
                assert editor.definition(detection, words) == found
        assert editor.definition(losses, "与真|实") is None
        focal = [("losses.md", 11), ("losses.md", 15), ("检测.md", 9)]
        assert editor.references(losses, "什么是焦|点损失") == focal
        assert editor.references(detection, "losses.md#foc|al") == focal
        ce = [("losses.md", 7), ("losses.md", 19), ("losses.md", 19)]
        assert editor.references(losses, "什么是交|叉熵？ {") == ce
        assert editor.references(detection, "boxes.py#n|ms") == [("boxes.py", 6), ("检测.md", 11)]
        assert editor.references(detection, "曲线|.png") == [("曲线.png", 1), ("检测.md", 7)]


def test_a_hover_shows_the_card_the_code_and_what_a_code_means(root: Path) -> None:
    losses, detection = root / "notes/losses.md", root / "notes/检测.md"
    with editing(root) as editor:
        editor.open(losses)
        card = editor.hover(detection, "losses.md#fo|cal")
        assert card.startswith(
            "**什么是焦点损失？**\n\n降低易分样本权重的交叉熵。\n\n`focal-loss` · basic · 视觉::损失"
        )
        assert card == editor.hover(losses, "## 什么是|焦点")
        assert "$-\\sum_i p_i \\log q_i$" in editor.hover(losses, "## 什么是|交叉")
        assert "def nms(boxes):" in editor.hover(detection, "boxes.py#|nms")
        assert editor.hover(losses, "与真|实") == ""
        # With an error somewhere nothing can be linked; the card is shown all the same.
        editor.type(losses, LOSSES.replace("#ce)、", "#nobody)、"))
        editor.wait_for(losses, "D404")
        assert "降低易分样本权重的交叉熵。" in editor.hover(detection, "losses.md#fo|cal")
        assert explain("D404") in editor.hover(losses, "见 [交|叉熵](")


def test_what_may_stand_at_the_cursor_is_offered(root: Path) -> None:
    losses, detection = root / "notes/losses.md", root / "notes/检测.md"
    offers = {
        "[x](|": {"检测.md)", "检测.md#nms)", "#focal-loss)", "../pictures/曲线.png)"},
        "![x](../|": {"../pictures/曲线.png)"},
        "[x](#|": {"ce)", "focal-loss)", "什么是交叉熵)"},
        "[x](检测.md#|": {"nms)", "非极大值抑制怎样去重)"},
        "[x](../code/boxes.py#|": {"nms)", "LIMIT)"},
        "[[|": {"检测]]", "losses]]", "损失]]"},
        "[[检测#|": {"nms]]", "非极大值抑制怎样去重？]]"},
        "![[曲|": {"曲线.png]]"},
        "好 #|": {"optics/loss", "训练"},
        "## 新的 ID 问题？ {#|": {"新的-id-问题"},
    }
    with editing(root) as editor:
        editor.open(losses)
        editor.wait_for(losses)
        for words, expected in offers.items():
            with of(words):
                text = f"{LOSSES}\n🙂 {words.replace('|', '')}\n"
                text = text.replace("🙂 ##", "##")
                editor.type(losses, text)
                items = editor.complete(losses, words, text)
                put = {e.text_edit.new_text for e in items if e.text_edit}
                assert expected <= put
                one = next(e for e in items if e.text_edit and e.text_edit.new_text in expected)
                assert isinstance(one.text_edit, types.TextEdit)
                typed = words.rpartition("(")[2] if "](" in words else words
                assert one.text_edit.range.end == editor.at(losses, words, text).position
                assert typed
        text = LOSSES.replace("[训练]", "[训练, o]")
        editor.type(losses, text)
        assert "optics::loss" in {e.label for e in editor.complete(losses, "训练, o|", text)}
        # What stands in the place of what is typed, and closes the link only where it is open.
        text = f"{LOSSES}\n[x](#fo)\n"
        editor.type(losses, text)
        (focal,) = [
            e for e in editor.complete(losses, "[x](#fo|)", text) if e.label == "focal-loss"
        ]
        assert isinstance(focal.text_edit, types.TextEdit)
        whole = edited(text, [focal.text_edit], editor.encoding)
        assert whole.endswith("[x](#focal-loss)\n")
        assert editor.complete(detection, "留下|") == []
