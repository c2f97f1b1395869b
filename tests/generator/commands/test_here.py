"""`diptych` alone says what is here and what comes next, and is no dump of the usage."""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from diptych.commands.shared.common import LANGUAGE_VARIABLES, language_around
from diptych.output.cache_folder import VARIABLE
from tests.conftest import MakeNotebook, Run


def test_in_an_empty_folder_it_says_how_to_begin(tmp_path: Path, run: Run) -> None:
    done = run(cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"There are no notes in {tmp_path}" in done.stdout
    assert "diptych new DIR" in done.stdout
    assert "usage" not in done.stdout


def test_in_a_home_folder_it_looks_for_no_notes(
    make_notebook: MakeNotebook, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = make_notebook({"a.md": "## A?\n\na\n"})
    monkeypatch.setattr(Path, "home", lambda: home)
    assert "This is no folder of notes." in run(cwd=home).stdout
    (home / "diptych.toml").write_text('notes = "."\n')
    assert "1 file of notes" in run(cwd=home).stdout


def test_with_notes_it_says_what_was_built_and_what_changed_since(
    make_notebook: MakeNotebook, run: Run
) -> None:
    notes = {f"notes/{name}.md": f"## What is {name}?\n\n{name}\n" for name in "abcdefgh"}
    root = make_notebook({"diptych.toml": "", **notes})
    first = run(cwd=root).stdout
    assert f"8 files of notes in {root / 'notes'}" in first
    assert "They were not built yet." in first
    assert not (root / "site").exists()
    assert run("build", cwd=root).returncode == 0
    built = run(cwd=root).stdout
    assert re.search(r"Last build: \d{4}-\d\d-\d\d \d\d:\d\d, 8 questions, 8 cards", built)
    assert f"Nothing changed since. The site is {root / 'site/index.html'}" in built
    (root / "notes/a.md").write_text("## What is a?\n\nb\n")
    (root / "notes/b.md").unlink()
    changed = run(cwd=root).stdout
    assert "Changed since then: `notes/a.md`, `notes/b.md`\n" in changed
    assert "diptych plan" in changed
    for name in "cdefgh":
        (root / f"notes/{name}.md").write_text("## New?\n\nb\n")
    assert "`notes/e.md`\nand 3 more files\n" in run(cwd=root).stdout


def test_what_was_built_of_another_notebook_is_not_taken_for_this_one(
    make_notebook: MakeNotebook, run: Run
) -> None:
    root = make_notebook({"inner/a.md": "## A?\n\na\n"})
    assert run("build", "inner", cwd=root).returncode == 0  # into a folder of this one
    assert "They were not built yet." in run(cwd=root).stdout
    assert run("build", cwd=root).returncode == 0
    assert "Nothing changed since." in run(cwd=root).stdout


def test_it_speaks_the_reader_s_language(
    make_notebook: MakeNotebook, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DIPTYCH_LANG")
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    root = make_notebook({"diptych.toml": 'language = "zh-CN"\n', "notes/a.md": "## 秩？\n\na\n"})
    said = [run(cwd=root).stdout]
    run("build", cwd=root)
    said.append(run(cwd=root).stdout)
    (root / "notes/a.md").write_text("## 秩？\n\nb\n", encoding="utf-8")
    said.append(run(cwd=root).stdout)
    for text in said:
        assert not re.search(r"[a-z]{2,} [a-z]{2,} [a-z]{2,}", text.replace(str(root), "")), text
        assert text.count("diptych ") >= 3


def test_on_windows_it_is_the_language_of_its_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Which sets no variable for it."""
    for name in LANGUAGE_VARIABLES:
        monkeypatch.delenv(name, raising=False)
    assert language_around() == ""
    for number, language in ((0x0804, "zh-CN"), (0x0409, "en-US"), (0xFFFF, "")):
        kernel = SimpleNamespace(GetUserDefaultUILanguage=lambda number=number: number)
        monkeypatch.setattr(ctypes, "windll", SimpleNamespace(kernel32=kernel), raising=False)
        with monkeypatch.context() as windows:
            windows.setattr(sys, "platform", "win32")
            said = language_around()
        assert said == language
    monkeypatch.setenv("DIPTYCH_LANG", "en")
    assert language_around() == "en"


def test_what_is_wrong_with_the_settings_is_told(make_notebook: MakeNotebook, run: Run) -> None:
    done = run(cwd=make_notebook({"diptych.toml": "titel = 1\n"}))
    assert done.returncode == 1
    assert "D102" in done.stdout


def imported(root: Path, *arguments: str) -> set[str]:
    """Run a command, and list the modules that it imported."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "diptych", *arguments],
        cwd=root, env=os.environ, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return {line.rpartition("|")[2].strip() for line in done.stderr.split("\n") if "|" in line}


def test_it_imports_little(make_notebook: MakeNotebook, run: Run) -> None:
    root = make_notebook({"diptych.toml": "", "notes/a.md": "## A?\n\na\n"})
    run("build", cwd=root)
    others = {"markdown_it", "genanki", "jinja2", "rich", "argcomplete", "dataclasses"}
    assert "diptych.cli" in (modules := imported(root))
    assert modules.isdisjoint(others)


def test_a_build_imports_what_it_has_to_do_with(
    make_notebook: MakeNotebook, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was compiled and made before is read; only an edit loads what compiles and makes."""
    monkeypatch.setenv(VARIABLE, str(tmp_path / "cache"))
    root = make_notebook({"diptych.toml": "", "notes/a.md": "## A?\n\n- `a`\n"})
    run("build", cwd=root)
    makers = {"diptych.parse.finders", "diptych.render.renderer", "markdown_it", "jinja2"}
    shutil.rmtree(root / "site")
    assert imported(root, "build").isdisjoint(makers)
    (root / "notes/a.md").write_text("## A?\n\n- `b`\n", encoding="utf-8")
    assert imported(root, "build") >= makers
