"""Consoles and pipes as Windows and bare machines have them: nothing stops, nothing is garbled."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from diptych.cli import _speak_utf8, main
from tests.conftest import MakeNotebook, missing

SAID = "什么是 IoU？ → ✓ é"
NOTES = {"我的 笔记.md": "## 什么是 IoU？ é\n\n交并比。\n"}


class Console(io.TextIOWrapper):
    """A console of a code page."""

    def isatty(self) -> bool:
        """Yes."""
        return True


@pytest.mark.parametrize("page", ["cp936", "cp1252", "cp437", "ascii"])
def test_a_console_shows_what_it_can_and_a_pipe_all(page: str) -> None:
    written = io.BytesIO()
    console = Console(written, encoding=page, write_through=True)
    _speak_utf8(console)
    console.write(SAID)  # what the code page lacks is a question mark, and stops nothing
    shown = written.getvalue().decode(page)
    assert len(shown) == len(SAID)
    assert "IoU" in shown
    assert ("什么是" in shown) == (page == "cp936")
    piped = io.BytesIO()
    pipe = io.TextIOWrapper(piped, encoding=page, newline="\r\n", write_through=True)
    _speak_utf8(pipe)
    pipe.write(f"{SAID}\n")
    assert piped.getvalue() == f"{SAID}\n".encode()


def test_the_program_is_called_as_it_was(capsys: pytest.CaptureFixture[str]) -> None:
    for program in ("diptych", "py -m diptych"):
        assert main(["check", "--never"], program=program) == 2
        said = capsys.readouterr().err
        assert said.startswith(f"usage: {program} check ")
        assert f"`{program} check --help` lists what it takes." in said
        with pytest.raises(SystemExit):
            main(["build", "--help"], program=program)
        assert capsys.readouterr().out.startswith(f"usage: {program} build ")


BARE = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "DIPTYCH_LANG": "zh"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["build", "我的 笔记", "--output", "网站"], "1 个问题"),
        (["check", "我的 笔记"], "1 个问题"),
        (["plan", "我的 笔记"], "新增：1"),
        (["explain", "D401"], "失效的图片"),
        (["new", "面试 题"], "面试 题"),
        (["adopt", "没有.apkg", "我的 笔记"], "没有.apkg"),
        (["check", "没有"], "没有"),
    ],
)
def test_in_the_c_locale_chinese_is_read_and_written(
    make_notebook: MakeNotebook, tmp_path: Path, arguments: list[str], said: str
) -> None:
    if os.name != "posix":
        missing("a C locale")
    make_notebook(NOTES).rename(tmp_path / "我的 笔记")
    done = subprocess.run(
        [sys.executable, "-m", "diptych", *arguments],
        cwd=tmp_path,
        env={**os.environ, **BARE},
        capture_output=True,
        check=False,
    )
    shown = (done.stdout + done.stderr).decode()
    assert said in shown
    assert "Traceback" not in shown
