"""The language server as an editor meets it: started as a process, spoken with over stdio."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path, PureWindowsPath

import pytest
from lsprotocol import types
from pygls import uris
from pygls.exceptions import JsonRpcException

from diptych.commands.fixes import find_fixes
from diptych.commands.pipeline import build, check_notes
from diptych.diagnostics.explain import explain
from diptych.identity import read_ledger
from diptych.input.config import load_config
from diptych.model import silent
from tests.conftest import of
from tests.generator.lsp.editor import GENERATOR, Editor, edited, editing

pytestmark = pytest.mark.slow  # each starts a server

LOSSES = """---
tags: [训练]
---

# 损失

## 什么是交叉熵？ {#ce}

> 预测分布与真实分布的差距：$-\\sum_i p_i \\log q_i$。

参见 [焦点损失](#focal-loss) 与 [[检测#非极大值抑制怎样去重？]]。

#optics/loss

## 什么是焦点损失？ {#focal-loss}

> 降低易分样本权重的交叉熵。

见 [交叉熵](#ce)、[交叉熵🙂](losses.md#什么是交叉熵)。
"""
DETECTION = """# 检测

## 非极大值抑制怎样去重？ {#nms}

> 留下得分最高的框，去掉与它重叠的框。

![曲线](../pictures/曲线.png)

用 🙂🙂 [焦点损失](losses.md#focal-loss) 训练；见 [损失](losses.md)。

[nms](../code/boxes.py#nms)
"""
BOXES = (
    '"""Boxes."""\n\nLIMIT = 0.5\n\n\ndef nms(boxes):\n    """Keep the best."""\n    return boxes\n'
)
WOUNDS = """# 伤

##没有空格

见 [[无人]]。<blink>闪</blink>

\\[ x^2 \\] 与 **“粗体”**后

## 问题？

##又没有
"""
BROKEN = [
    "",
    "---\ntags: [\n---\n## x\n",
    "## \ud83d\n".encode("utf-8", "replace").decode(),
    "```\n## 什么",
    "> " * 2000 + "x",
    "[" * 5000,
    "## a\u2028b\x0c\x1f {#\n\n[x](#",
    "## {#}\n\n## {#a} {#b}\n[[]] ![[]] [[#]] [[|]]\n",
]
PNG = bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010806000000")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "我的 notes"
    for name, data in {
        "diptych.toml": 'title = "视觉"\nseverity = { D409 = "off" }\n'.encode(),
        "notes/losses.md": LOSSES.encode(),
        "notes/检测.md": DETECTION.encode(),
        "pictures/曲线.png": PNG,
        "code/boxes.py": BOXES.encode(),
    }.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    return root


def test_diagnostics_follow_what_is_typed_in_all_files_that_it_touches(root: Path) -> None:
    losses, detection = root / "notes/losses.md", root / "notes/检测.md"
    with editing(root) as editor:
        editor.open(losses)
        editor.type(losses, LOSSES.replace("{#focal-loss}", "{#focal}"))
        (here,) = editor.wait_for(losses, "D404")
        (there,) = editor.wait_for(detection, "D404")
        assert here.severity is types.DiagnosticSeverity.Error
        assert here.source == "diptych"
        assert "has no heading `#focal-loss`\nDid you mean `#focal`?" in here.message
        # Both faces are two units of UTF-16 each.
        assert there.range == types.Range(types.Position(8, 14), types.Position(8, 34))
        editor.type(losses, LOSSES)
        editor.wait_for(losses)
        editor.wait_for(detection)
        # What is closed without being saved is what the disk says.
        editor.type(losses, LOSSES.replace("{#ce}", ""))
        editor.wait_for(losses, "D404")
        editor.close(losses)
        editor.wait_for(losses)


def test_an_editor_is_told_what_check_says(root: Path) -> None:
    (root / "notes/wounds.md").write_text(WOUNDS, encoding="utf-8")
    (root / "notes/gb.md").write_bytes(
        "## 什么是感受野？\n\n输出的一点看到的输入范围。\n".encode("gb18030")
    )
    files = [root / "notes/wounds.md", root / "notes/gb.md", root / "notes/losses.md"]
    said = check_notes(*load_config(root))
    with editing(root) as editor:
        editor.open(files[0])
        editor.open(files[1], files[1].read_bytes().decode("gb18030"))
        for file in files:
            name = file.relative_to(root).as_posix()
            codes = [e.code for e in said.diagnostics if e.span and e.span.path == name]
            told = editor.wait_for(file, *codes)
            lines = [e.span.line for e in said.diagnostics if e.span and e.span.path == name]
            assert sorted(e.range.start.line + 1 for e in told) == sorted(lines)
        assert {"D316", "D228", "D230", "D410"} <= {e.code for e in said.diagnostics}


def test_positions_are_counted_as_the_editor_counts_them(root: Path) -> None:
    detection = root / "notes/检测.md"
    for encoding, start in (("utf-16", 14), ("utf-8", 28), ("utf-32", 12)):
        with of(encoding):
            editor = Editor(root)
            result = editor.start(encodings=[encoding])
            assert result.capabilities.position_encoding == encoding
            text = DETECTION.replace("#focal-loss", "#nobody").replace("\n", "\r\n")
            editor.open(detection, text)
            (told,) = editor.wait_for(detection, "D404")
            assert told.range.start == types.Position(8, start)
            place = (root / "notes/losses.md", 1)
            assert editor.definition(detection, "(losses|.md)", text) == place
            assert editor.end() == 0


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


def test_repairs_and_comments_are_offered(root: Path) -> None:
    wounds = root / "notes/wounds.md"
    wounds.write_bytes(WOUNDS.replace("\n", "\r\n").encode())
    with editing(root) as editor:
        editor.open(wounds)
        here = editor.actions(wounds, "##没|有")
        titles = [each.title for each in here]
        assert any(title.startswith("Repair D228") for title in titles)
        repair = next(each for each in here if each.title.startswith("Repair D228"))
        assert [each.code for each in repair.diagnostics or ()] == ["D228"]
        editor.apply(repair.edit)
        assert "## 没有空格" in wounds.read_bytes().decode()
        editor.type(wounds, wounds.read_bytes().decode())
        ignoring = editor.actions(wounds, "[[无|人]]")
        comment = next(each for each in ignoring if each.title == "Ignore D410 here")
        editor.apply(comment.edit)
        editor.type(wounds, wounds.read_bytes().decode())
        left = [e.code for e in check_notes(*load_config(root)).diagnostics]
        assert "D410" not in left
        assert "D209" not in left
        (everything,) = editor.actions(wounds, "|# 伤", types.CodeActionKind.SourceFixAll)
        editor.apply(everything.edit)
    fixes, _ = find_fixes(load_config(root)[0])
    assert fixes == []
    assert b"\r\n" in wounds.read_bytes()
    assert b"\n" not in wounds.read_bytes().replace(b"\r\n", b"")


def test_lenses_say_who_a_question_is_and_what_becomes_of_it(root: Path) -> None:
    losses = root / "notes/losses.md"
    with editing(root) as editor:
        editor.open(losses)
        assert editor.lenses(losses)[0] == (7, "ce · 1 card · new since the last build")
        build_notes(root)
        editor.changed(root / "notes/identity.jsonl")
        assert editor.lenses(losses) == [(7, "ce · 1 card"), (15, "focal-loss · 1 card")]
        editor.type(losses, LOSSES.replace("降低", "大幅降低"))
        assert editor.lenses(losses)[1] == (
            15,
            "focal-loss · 1 card · changed since the last build",
        )


def test_it_speaks_the_language_of_the_editor(root: Path) -> None:
    losses = root / "notes/losses.md"
    with editing(root, locale="zh-cn") as editor:
        editor.open(losses, LOSSES.replace("{#focal-loss}", "{.reversed #focal}"))
        told = editor.wait_for(losses, "D404")
        assert "没有标题 `#focal-loss`" in told[0].message
        assert editor.lenses(losses)[0] == (7, "ce · 上次构建以来新增")
        with pytest.raises(JsonRpcException, match="只有标题"):
            editor.rename(losses, "与真|实", "x")


def test_what_changes_on_the_disk_is_read_anew(root: Path) -> None:
    losses, more = root / "notes/losses.md", root / "notes/more.md"
    with editing(root) as editor:
        editor.open(losses)
        editor.wait_for(losses)
        editor.settle()
        assert editor.watching
        more.write_text("## 问？\n\n[x](nobody.md)\n", encoding="utf-8")
        editor.changed(more)
        editor.wait_for(more, "D404")
        settings = root / "diptych.toml"
        settings.write_text(
            'title = "视觉"\nseverity = { D404 = "off", D409 = "off" }\n', encoding="utf-8"
        )
        editor.changed(settings)
        editor.wait_for(more)
        settings.write_text("titel = 1\n", encoding="utf-8")
        editor.changed(settings)
        editor.wait_for(settings, "D102")
        # What was last known still answers.
        assert editor.definition(losses, "(#focal|-loss)") == (losses, 15)
        settings.write_text('title = "视觉"\n', encoding="utf-8")
        editor.changed(settings)
        editor.wait_for(settings)
        more.unlink()
        editor.changed(more)
        editor.wait_for(more)


def test_where_an_editor_tells_nothing_the_server_watches_itself(root: Path) -> None:
    losses, more = root / "notes/losses.md", root / "notes/more.md"
    editor = Editor(root)
    editor.start(watches=False)
    editor.open(losses)
    editor.settle()
    assert not editor.watching
    more.write_text("## 问？\n\n[x](nobody.md)\n", encoding="utf-8")
    editor.wait_for(more, "D404")
    more.unlink()
    editor.wait_for(more)
    # What is new and not saved yet is of no notebook; once it is saved, it is.
    editor.open(more, "## 问？\n")
    more.write_text("## 问？\n", encoding="utf-8")
    editor.save(more)
    editor.wait_for(more, "D301")
    editor.type(more, "## 问？\n\n[y](nobody.md)\n")
    editor.wait_for(more, "D404")
    assert editor.end() == 0


def test_each_root_is_a_notebook_and_any_file_can_be_one(root: Path, tmp_path: Path) -> None:
    other, alone = tmp_path / "other/a.md", tmp_path / "alone.md"
    other.parent.mkdir()
    for file in (other, alone):
        file.write_text("# X\n\n## What is x?\n\n[y](b.md) [z](other/a.md)\n", encoding="utf-8")
    editor = Editor(root)
    editor.start(folders=[root, other.parent])
    for file in (root / "notes/losses.md", other, alone):
        editor.open(file)
    editor.wait_for(other, "D404", "D404")
    editor.wait_for(alone, "D404")
    editor.wait_for(root / "notes/losses.md")
    # A notebook within another one speaks for itself.
    inner = other.parent / "inner/notes/b.md"
    inner.parent.mkdir(parents=True)
    (other.parent / "inner/diptych.toml").write_text("", encoding="utf-8")
    inner.write_text("# Y\n\n## What is y?\n\n[y](c.md)\n", encoding="utf-8")
    editor.open(inner)
    editor.wait_for(inner, "D404")
    editor.type(other, "# X\n\n## What is x?\n\nAn x.\n")
    editor.wait_for(other)
    editor.lenses(other)
    assert editor.codes(inner) == ["D404"]
    assert editor.end() == 0


def test_broken_notes_do_not_end_it(root: Path) -> None:
    losses = root / "notes/losses.md"
    with editing(root) as editor:
        editor.open(losses)
        for text in BROKEN:
            editor.type(losses, text)
            editor.lenses(losses)
            editor.settle()
        editor.open(root / "nowhere.md", "# x\n")
        editor.open(root / "code/boxes.py")
        assert editor.lenses(root / "nowhere.md") == []
        editor.type(losses, LOSSES)
        editor.wait_for(losses)
        assert len(editor.lenses(losses)) == 2


def test_what_a_figure_package_prints_does_not_end_it(root: Path) -> None:
    package = root / "figures"
    package.mkdir()
    (package / "__init__.py").write_text(
        "print('hello')\nFIGURES = ()\nPALETTE = {}\n", encoding="utf-8"
    )
    (root / "diptych.toml").write_text('figures = "figures"\n', encoding="utf-8")
    with editing(root) as editor:
        editor.open(root / "notes/losses.md")
        assert len(editor.lenses(root / "notes/losses.md")) == 2


def test_without_its_libraries_the_command_says_what_to_install(root: Path) -> None:
    probe = (
        "import sys; sys.modules['pygls'] = None; from diptych.cli import main\n"
        "sys.exit(main(['lsp']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", probe],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(GENERATOR)},
        cwd=root,
        check=False,
    )
    assert done.returncode == 2
    assert "pip install 'diptych[lsp]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_addresses_of_windows_are_read_and_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pygls.uris.IS_WIN", True)
    for uri in ("file:///c%3A/My%20Notes/%E5%9B%BE.md", "file:///C:/My%20Notes/图.md"):
        assert PureWindowsPath(uris.to_fs_path(uri) or "") == PureWindowsPath("C:/My Notes/图.md")
    assert uris.from_fs_path("C:\\My Notes\\a.md") == "file:///c:/My%20Notes/a.md"


def build_notes(root: Path) -> dict[str, str]:
    """Build a notebook: the GUID of each question by its id."""
    built = build(*load_config(root), 1_700_000_000, silent)
    assert built.summary is not None, built.report.diagnostics
    ledger, _ = read_ledger((root / "notes/identity.jsonl").read_bytes(), "identity.jsonl")
    return {each.id: each.guid for each in ledger.entries.values() if each.retired is None}
