"""What commands say at their end, how they say it on a terminal, and how to have less or data."""

from __future__ import annotations

import json
import re
import sys
from io import StringIO

import pytest

from diptych.commands.shared.terminal import print_coloured, progress_on
from tests.conftest import MakeNotebook, Run

NOTES = {
    "diptych.toml": "",
    "notes/a.md": "# S\n\n## What is a?\n\nAlpha.\n\n## What is b? {.reversed}\n\n> Beta.\n",
    "notes/b.md": "# T\n\n## What is c?\n\nGamma.\n",
    "notes/c.md": "# U\n\n## What is d?\n\nDelta.\n",
}


def test_a_build_says_in_words_what_changed(make_notebook: MakeNotebook, run: Run) -> None:
    root = make_notebook(NOTES)

    def changed(**notes: str | None) -> str:
        for name, text in notes.items():
            file = root / f"notes/{name}.md"
            file.unlink() if text is None else file.write_text(text)
        first = run("build", cwd=root).stdout
        return re.search(r"; (.*)\.$", first, re.MULTILINE)[1]  # type: ignore[index]

    assert changed().startswith("5 cards new, ")
    assert changed() == "nothing changed"
    a, b = NOTES["notes/a.md"], NOTES["notes/b.md"]
    assert re.fullmatch(r"1 card changed, \d+ pages written", changed(a=a.replace("Alpha", "Al")))
    assert changed(a=a.replace("Beta", "Be")).startswith("3 cards changed, ")
    new = a + "\n## What is new?\n\nEpsilon.\n"
    assert changed(a=new).startswith("2 cards changed, 1 card new, ")
    assert re.fullmatch(r"1 question retired, \d+ pages written", changed(b=None))
    assert changed(b=b).startswith("1 card back, ")


def test_quiet_is_quiet_unless_something_is_wrong(make_notebook: MakeNotebook, run: Run) -> None:
    root = make_notebook(NOTES)
    for _ in range(2):  # the second time there is nothing to do
        assert run("build", "-q", cwd=root).stdout == ""
    assert run("check", "--quiet", cwd=root).stdout == ""
    (root / "notes/b.md").write_text("## What is c?\n\n![](gone.png)\n")
    for command in ("check", "build"):
        said = run(command, "-q", cwd=root).stdout
        assert "D401" in said
        assert "questions" not in said


def test_a_build_as_json_is_one_object(make_notebook: MakeNotebook, run: Run) -> None:
    root = make_notebook(NOTES)
    for expected in ({"new": 5, "cards": 5}, {"new": 0, "written": 0, "cards": 5}):
        done = run("build", "--format", "json", cwd=root)
        table = json.loads(done.stdout)
        assert {name: table["built"][name] for name in expected} == expected
        assert table["built"]["output"] == str(root / "site")
        assert [each["id"] for each in table["questions"]] == [f"what-is-{name}" for name in "abcd"]
    (root / "notes/b.md").write_text("## C? {#x}\n\nc\n\n## D? {#x}\n\nd\n")
    wrong = run("build", "--format", "json", cwd=root)
    assert wrong.returncode == 1
    assert json.loads(wrong.stdout)["built"] is None
    assert "D303" in {each["code"] for each in json.loads(wrong.stdout)["diagnostics"]}


class Terminal(StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """Yes."""
        return True


SAID = "a.md:1:2: error D303: no\n    hint: x\nb.md:1:1: 警告 D401: [red]没有\nan error D1"


def printed(stream: StringIO) -> str:
    print_coloured(SAID, stream)
    return stream.getvalue()


def test_colours_are_for_terminals_and_as_the_reader_wishes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "COLORTERM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    coloured = printed(Terminal())
    assert "a.md:1:2: \x1b[1;31merror D303\x1b[0m: no" in coloured
    assert "b.md:1:1: \x1b[33m警告 D401\x1b[0m: [red]没有" in coloured
    assert re.sub("\x1b\\[[0-9;]*m", "", coloured) == f"{SAID}\n"
    assert printed(StringIO()) == f"{SAID}\n"
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert printed(StringIO()) == coloured
    monkeypatch.setenv("NO_COLOR", "1")
    assert printed(Terminal()) == printed(StringIO()) == f"{SAID}\n"


def test_progress_fits_a_narrow_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "30")
    monkeypatch.setenv("LINES", "10")
    stream = Terminal()
    with progress_on(stream, "en") as progress:
        progress("drawing a-figure-with-a-very-long-name-indeed", 1, 2)
    shown = re.sub("\x1b\\[[?0-9;]*[a-zA-Z]", "", stream.getvalue())
    lines = re.split("[\r\n]+", shown)
    assert any("drawing" in line for line in lines)
    assert max(map(len, lines)) <= 30
    assert sys.stdout is not stream
