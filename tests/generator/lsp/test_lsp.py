"""The life of a language server, started as a process and spoken with over stdio: notebooks, languages, the disk."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path, PureWindowsPath

import pytest
from pygls import uris
from pygls.exceptions import JsonRpcException

from tests.generator.lsp.editor import GENERATOR, Editor, editing
from tests.generator.lsp.made_up import BROKEN, LOSSES

pytestmark = pytest.mark.slow  # each starts a server


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
