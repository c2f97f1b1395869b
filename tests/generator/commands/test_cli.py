"""The commands as people type them, and what they exit with."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from diptych import __version__
from diptych.cli import main
from tests.conftest import MakeNotebook, Notes, Run

ROOT = Path(__file__).parents[3]
GOOD = {"a.md": "## What is IoU?\n\nIntersection over union.\n\n## What is NMS?\n"}
BAD = {"diptych.toml": "", "notes/a.md": "## A? {#x}\n\na\n\n## B? {#x}\n\nb\n"}


def apart(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "diptych", *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_build_says_what_it_made_and_what_to_do_next(
    make_notebook: MakeNotebook, tmp_path: Path
) -> None:
    root = make_notebook(GOOD)
    done = apart("build", str(root), cwd=tmp_path)
    assert done.returncode == 0
    assert done.stderr == ""  # progress is for terminals
    assert "2 questions (1 without an answer), 2 cards, 0 figures, 1 warning" in done.stdout
    assert str(tmp_path / "site" / "index.html") in done.stdout
    assert str(tmp_path / "site" / "a.apkg") in done.stdout
    assert "identity.jsonl: new" in done.stdout
    assert (tmp_path / "site/index.html").is_file()
    assert (tmp_path / "site/a.apkg").is_file()


def test_a_second_build_has_nothing_to_do_and_says_the_same(
    make_notebook: MakeNotebook, tmp_path: Path, run: Run
) -> None:
    root = make_notebook(GOOD)
    first = run("build", str(root), cwd=tmp_path)
    # The second one would fail if it imported any of these.
    blocked = tmp_path / "blocked"
    for module in ("markdown_it", "genanki", "jinja2", "numpy", "matplotlib", "nh3", "yaml"):
        (blocked / module).mkdir(parents=True)
        (blocked / module / "__init__.py").write_text("raise ImportError('not needed')\n")
    path = os.pathsep.join((str(blocked), str(ROOT)))
    second = apart("build", str(root), cwd=tmp_path, PYTHONPATH=path)
    assert second.returncode == 0, second.stderr
    assert "nothing changed" in second.stdout
    assert second.stdout.splitlines()[0] == first.stdout.splitlines()[0]
    assert str(root) not in (tmp_path / "site/.diptych.json").read_text(encoding="utf-8")
    verbose = apart("build", "-v", str(root), cwd=tmp_path, PYTHONPATH=path)
    assert "read as headings" in verbose.stdout


@pytest.mark.parametrize(
    "change", ["note", "new note", "output", "gone output", "image", "ledger", "configuration"]
)
def test_any_change_is_seen(
    make_notebook: MakeNotebook, tmp_path: Path, run: Run, change: str
) -> None:
    root = make_notebook(
        {
            "diptych.toml": "",
            "notes/a.md": "## A?\n\n![x](x.png)\n\n![y](y.png)\n",
            "notes/x.png": b"1",
        }
    )
    assert main(["build", str(root)]) == 0
    match change:
        case "note":
            (root / "notes/a.md").write_text("## A?\n\nb\n")
        case "new note":
            (root / "notes/b.md").write_text("## B?\n\nb\n")
        case "output":
            (root / "site/index.html").write_text("edited")
        case "gone output":
            (root / "site/q/a.html").unlink()
        case "image":
            (root / "notes/y.png").write_bytes(b"2")
        case "ledger":
            (root / "notes/identity.jsonl").unlink()
        case "configuration":
            (root / "diptych.toml").write_text('title = "B"')
    done = run("build", str(root), cwd=tmp_path)
    assert done.returncode == 0
    assert "nothing changed" not in done.stdout or change == "ledger"
    assert (root / "notes/identity.jsonl").exists()
    assert "<title>" in (root / "site/index.html").read_text(encoding="utf-8")


def test_errors_in_the_notes_exit_with_1_and_write_nothing(
    make_notebook: MakeNotebook, tmp_path: Path, run: Run
) -> None:
    root = make_notebook(BAD)
    for command in ("check", "build"):
        done = run(command, str(root), cwd=tmp_path)
        assert done.returncode == 1
        assert (
            "notes/a.md:5:1: error D303: the id `x` is taken by notes/a.md, line 1" in done.stdout
        )
        assert "    ## B? {#x}\n    ^\n    hint: Give one of them another id." in done.stdout
    assert not (root / "site").exists()
    assert not (root / "notes/identity.jsonl").exists()


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"diptych.toml": "titel = 1\n"}, "D102"),
        ({"notes/a.md": BAD["notes/a.md"]}, "D303"),
        ({"notes/a.md": b"## A?\n\n\xff\xff\n"}, "D103"),
        ({"notes/identity.jsonl": "{"}, "D501"),
        ({"diptych.toml": 'theme = "look"\n', "look/templates/question.html": "{% if %}"}, "D602"),
        ({"diptych.toml": 'theme = "look"\n', "look/interface/en.toml": "skip = 3"}, "D602"),
        ({"diptych.toml": 'theme = "look"\n', "look/sight.css": "p {}"}, "D602"),
        # What only rendering finds.
        ({"diptych.toml": "strict = true\n", "notes/a.md": "## A?\n\n$\\frac{a}{$\n"}, "D601"),
    ],
)
@pytest.mark.parametrize("command", ["check", "build", "plan", "adopt"])
def test_every_command_finds_the_same_errors(
    make_notebook: MakeNotebook,
    capsys: pytest.CaptureFixture[str],
    command: str,
    changed: Notes,
    code: str,
) -> None:
    root = make_notebook({"diptych.toml": "", "notes/a.md": GOOD["a.md"]})
    assert main(["build", str(root)]) == 0
    package = root / "old.apkg"
    next((root / "site").glob("*.apkg")).rename(package)
    make_notebook(changed)
    ledger = (root / "notes/identity.jsonl").read_bytes()
    capsys.readouterr()
    arguments = [command, str(package)] if command == "adopt" else [command]
    assert main([*arguments, str(root)]) == 1
    assert f"error {code}: " in capsys.readouterr().out
    assert (root / "notes/identity.jsonl").read_bytes() == ledger


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["build", "nowhere"], "no such file or folder"),
        (["check", "nowhere"], "no such file or folder"),
        (["figures", "x"], "sets no `figures`"),
        (["bulid"], "invalid choice"),
        (["check", "--format", "xml"], "invalid choice"),
        (["explain", "d140"], "there is no code d140; did you mean D"),
        (["explain", "all"], "`diptych explain` lists them"),
    ],
)
def test_wrong_usage_exits_with_2(
    tmp_path: Path, run: Run, arguments: list[str], said: str
) -> None:
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr


def test_a_process_ends_with_the_code_of_its_command(
    make_notebook: MakeNotebook, tmp_path: Path
) -> None:
    for path, code in ((str(make_notebook(BAD)), 1), ("nowhere", 2)):
        done = apart("check", path, cwd=tmp_path)
        assert (done.returncode, "Traceback" in done.stderr) == (code, False)


def test_a_part_of_a_notebook_cannot_be_built(
    make_notebook: MakeNotebook, tmp_path: Path, run: Run
) -> None:
    root = make_notebook({"diptych.toml": "", "notes/a.md": GOOD["a.md"]})
    done = run("build", str(root / "notes/a.md"), cwd=tmp_path)
    assert done.returncode == 2
    assert f"build the whole: {root}" in done.stderr


@pytest.mark.parametrize("command", [[], ["build"], ["check"], ["figures"], ["explain"]])
def test_help_says_what_there_is(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([*command, "--help"])
    assert stopped.value.code == 0
    assert "usage: diptych" in capsys.readouterr().out


def test_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--version"])
    assert capsys.readouterr().out == f"diptych {__version__}\n"


def test_json_is_one_object(make_notebook: MakeNotebook, tmp_path: Path) -> None:
    notes = {"a.md": "## 什么是 IoU？ {#iou}\n\n![曲线](没有.png)\n\nx\n\n## 空？\n"}
    # A pipe on a Chinese Windows would be GBK.
    done = apart("check", str(make_notebook(notes)), "--format", "json", cwd=tmp_path,
                 PYTHONIOENCODING="gbk")  # fmt: skip
    assert done.returncode == 0
    assert json.loads(done.stdout) == {
        "command": "check",
        "exit": 0,
        "error": None,
        "questions": [
            {"id": "iou", "prompt": "什么是 IoU？", "file": "a.md", "line": 1, "answered": True},
            {"id": "空", "prompt": "空？", "file": "a.md", "line": 7, "answered": False},
        ],
        "diagnostics": [
            {
                "code": "D401",
                "severity": "warning",
                "message": "image `没有.png` is not there",
                "file": "a.md",
                "line": 3,
                "column": 7,
                "hint": "Put the file there, or mend the path.",
            },
            {
                "code": "D301",
                "severity": "warning",
                "message": "“空？” has no answer",
                "file": "a.md",
                "line": 7,
                "column": None,
                "hint": "Write one below the heading.",
            },
        ],
        "coverage": [{"file": "a.md", "cards": 7, "pages": 0, "nowhere": 0}],
        "fixes": None,
        "written": None,
    }


def test_json_names_every_question_even_when_there_are_errors(
    make_notebook: MakeNotebook, tmp_path: Path, run: Run
) -> None:
    notes = {**BAD, "notes/b.md": "## C?\n\nc\n"}
    done = run("check", str(make_notebook(notes)), "--format", "json", cwd=tmp_path)
    assert done.returncode == 1
    assert [question["id"] for question in json.loads(done.stdout)["questions"]] == ["x", "b", "c"]


def test_github_annotates(make_notebook: MakeNotebook, tmp_path: Path, run: Run) -> None:
    notes = {**BAD, "notes/b.md": "## C?\n\nan ![x](gone.png)\n"}
    done = run("check", str(make_notebook(notes)), "--format", "github", cwd=tmp_path)
    assert done.stdout == (
        "::error file=notes/a.md,line=5,title=D303::the id `x` is taken by notes/a.md, line 1%0A"
        "Give one of them another id.\n"
        "::warning file=notes/b.md,line=3,col=9,title=D401::image `gone.png` is not there%0A"
        "Put the file there, or mend the path.\n"
    )


def test_the_caret_stands_below_its_character(
    make_notebook: MakeNotebook, tmp_path: Path, run: Run
) -> None:
    notes = {"a.md": "## A?\n\n公式 ![x](https://a.example/?tex=y) 在此\n"}
    done = run("check", "-v", str(make_notebook(notes)), cwd=tmp_path)
    lines = done.stdout.splitlines()
    at = next(n for n, line in enumerate(lines) if "D211" in line)
    assert lines[at].startswith("a.md:3:4: info D211")
    # Two wide characters and a space stand before it: five columns.
    assert lines[at + 2] == "    " + " " * 5 + "^"
    assert "D211" not in run("check", str(make_notebook(notes)), cwd=tmp_path).stdout


@pytest.mark.skipif(os.name != "posix", reason="a shell of Unix closes and redirects the streams")
@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_a_closed_stream_stops_nothing(make_notebook: MakeNotebook, closed: str) -> None:
    root = make_notebook(GOOD)
    command = [sys.executable, "-m", "diptych", "build", str(root), "--output", str(root / "out")]
    done = subprocess.run(
        ["sh", "-c", f'exec "$@" {closed}', "sh", *command],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert (root / "out/index.html").is_file()
    for file in (root / "out").rglob("*"):  # none took the number of a stream and what was said
        assert not file.is_file() or b"2 questions (1 without" not in file.read_bytes()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a disk that is full, as Linux has one")
@pytest.mark.parametrize("form", [[], ["--format", "json"], ["--format", "github"]])
def test_what_cannot_be_said_is_an_error_of_one_sentence(
    make_notebook: MakeNotebook, form: list[str]
) -> None:
    root = make_notebook(GOOD)
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "diptych", "check", str(root), *form],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr.startswith("diptych: ")
    assert done.stderr.count("\n") == 1
