"""What nobody foresaw ends with a sentence, never with a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from diptych.cli import main
from diptych.commands.building import one_by_one
from tests.conftest import ROOT, MakeNotebook, Run, missing

NOTES = {"a.md": "## What is a?\n\nb\n"}


def test_a_mistake_of_ours_names_the_note_and_asks_for_a_report(
    make_notebook: MakeNotebook, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_notebook(NOTES)

    def fail(*_: object) -> None:
        raise KeyError("odd")

    monkeypatch.setattr(one_by_one, "compile_source", fail)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    done = run("build", cwd=root)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith(
        "diptych: a mistake in Diptych, while reading a.md: KeyError: 'odd', in commands/building/one_by_one.py"
    )
    assert "Nothing was written." in done.stderr
    (report,) = tmp_path.glob("diptych-report-*.txt")
    assert str(report) in done.stderr
    assert "What is a?" not in report.read_text(encoding="utf-8")
    assert not (root / "site/index.html").exists()


def test_what_the_disk_refuses_is_told_with_its_file(
    make_notebook: MakeNotebook, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_notebook(NOTES)

    def fail(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", "a.md")

    monkeypatch.setattr(one_by_one, "compile_source", fail)
    done = run("check", cwd=root)
    assert (done.returncode, done.stderr) == (
        1,
        "diptych: a.md: Permission denied. Nothing was written. Give yourself the right to it, or "
        "make room there, and run the command again.\n",
    )


@pytest.mark.parametrize("time", ["abc", "-1", "1e9", "٣", "9" * 40])
def test_a_time_that_is_none_is_wrong_usage(
    make_notebook: MakeNotebook, run: Run, monkeypatch: pytest.MonkeyPatch, time: str
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", time)
    done = run("build", cwd=make_notebook(NOTES))
    assert done.returncode == 2
    assert "SOURCE_DATE_EPOCH is no number of seconds" in done.stderr


@pytest.mark.parametrize(
    "row",
    [
        "[" * 100_000,
        '{"id":"a","guid":"g","file":"a.md","section":[1],"prompt":"p","answer":"","shows":"","changed":1}',
        '{"id":"a","guid":"g","file":"a.md","section":[],"prompt":"p","answer":"","shows":"","changed":1e400}',
        f'{{"id":"a","guid":"g","file":"a.md","section":[],"prompt":"p","answer":"","shows":"","changed":{"9" * 30}}}',
    ],
)
def test_a_row_of_the_ledger_that_is_none_is_told(
    make_notebook: MakeNotebook, run: Run, row: str
) -> None:
    done = run("build", cwd=make_notebook({**NOTES, "identity.jsonl": row + "\n"}))
    assert done.returncode == 1
    assert "identity.jsonl:1:1: error D501" in done.stdout


def test_chinese_names_are_read_in_the_c_locale_without_utf8_mode(
    make_notebook: MakeNotebook,
) -> None:
    if os.name != "posix":
        missing("a C locale")
    root = make_notebook({"中文/题.md": "## 什么是秩？\n\n行数。\n"})
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "DIPTYCH_LANG": "en"}
    done = subprocess.run(
        [sys.executable, "-m", "diptych", "check", "中文", "-v"],
        cwd=root,
        env={**os.environ, **plain, "PYTHONPATH": str(ROOT / "generator")},
        capture_output=True,
        check=False,
    )
    assert "题.md: read as headings: 1 question" in done.stdout.decode()
    assert done.returncode == 0


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_a_name_that_is_not_utf8_can_be_told(make_notebook: MakeNotebook) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "diptych", "check", b"n\xff"],
        cwd=make_notebook(NOTES),
        env={**os.environ, "PYTHONPATH": str(ROOT / "generator")},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 2
    assert b"no such file or folder" in done.stderr


def test_a_command_that_is_stopped_says_so_in_one_line(
    make_notebook: MakeNotebook, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stopped(*_: object) -> int:
        raise KeyboardInterrupt

    root = make_notebook({"a.md": "## A?\n\na\n"})
    monkeypatch.setattr("diptych.commands.check.run", stopped)
    assert main(["check", str(root)]) == 130
    assert capsys.readouterr() == ("", "diptych: stopped. Nothing was written.\n")
