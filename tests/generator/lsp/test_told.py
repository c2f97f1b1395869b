"""What an editor is told as one types: diagnostics, repairs, lenses."""

from __future__ import annotations

from pathlib import Path

import pytest
from lsprotocol import types

from diptych.commands.building.fixes import find_fixes
from diptych.commands.building.pipeline import check_notes
from diptych.input.config import load_config
from tests.conftest import of
from tests.generator.lsp.editor import Editor, editing
from tests.generator.lsp.made_up import DETECTION, LOSSES, WOUNDS, build_notes

pytestmark = pytest.mark.slow  # each starts a server


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
