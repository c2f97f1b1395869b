"""What programs get: one object of one shape from every command, whatever happens; and quiet."""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path
from typing import Any

import pytest

from diptych.cli import COMMANDS, _parser, main
from diptych.commands import check
from diptych.commands.shared.answering import COMMON, Answer
from tests.anki_connect import listening, package_of
from tests.anki_engine import Anki
from tests.conftest import Done, MakeNotebook, Run, of

NOTES = {
    "diptych.toml": 'title = "T"\nlanguage = "en"\nfigures = "figures"\n',
    "notes/a.md": "# Locks\n\n## What is a lock?\n\n> One holds it.\n\n## 一 键?\n\n![x](gone.png)\n",
    "figures/__init__.py": 'FIGURES = ("a",)\nPALETTE = {"a": ("#aa0000", "#ff8888")}\n',
    "figures/plots/__init__.py": "",
    "figures/plots/a.py": (
        "from matplotlib.figure import Figure\nprint('loud')\nCAPTION, ALT = 'C', 'A'\n"
        "def compute():\n    print('louder')\n    return {}\n"
        "def draw(data):\n    return Figure(figsize=(1, 1))\n"
    ),
}
BAD = "## A? {#x}\n\na\n\n## B? {#x}\n\nb\n"

subparsers = _parser("diptych")._subparsers
assert subparsers is not None
(CHOICES,) = (each.choices for each in subparsers._group_actions)
PARSERS: dict[str, argparse.ArgumentParser] = dict(CHOICES or {})
KEYS: dict[str, dict[str, str]] = {
    name: parser.get_default("keys")
    for name, parser in PARSERS.items()
    if parser.get_default("keys") is not None
}
WITHOUT = {"serve", "lsp", "completion"}
"""Those that speak another language than JSON, or to people alone."""


def answer_of(done: Done) -> dict[str, Any]:
    """The object that a command printed, of the shape that it promised."""
    table: dict[str, Any] = json.loads(done.stdout)
    assert table["exit"] == done.returncode
    assert (table["error"] is None) or "Traceback" not in table["error"]
    own = KEYS[table["command"]] if table["command"] else {}
    assert list(table) == [*COMMON, *own]
    for key, meaning in {**COMMON, **own}.items():
        said = table[key][0] if isinstance(table[key], list) and table[key] else table[key]
        if isinstance(said, dict) and said and (named := re.findall(r"`(\w+)`", meaning)):
            assert {*said} <= {*named}, key
    return table


@pytest.fixture
def root(make_notebook: MakeNotebook) -> Path:
    """A notebook with a figure whose code prints."""
    return make_notebook(NOTES)


def test_all_commands_answer_programs_but_those_that_speak_otherwise() -> None:
    assert {*PARSERS} - {*KEYS} == WITHOUT
    assert len(PARSERS) == len(COMMANDS)
    for name, parser in PARSERS.items():
        flags = {flag for each in parser._actions for flag in each.option_strings}
        assert ("--format" in flags) == (name in KEYS), name
        # What explains a code says nothing but what was asked for.
        assert ("--quiet" in flags) == (name in {*KEYS} - {"explain"}), name


def test_every_command_answers_with_one_object_of_one_shape(
    root: Path, run: Run, tmp_path: Path, anki: Anki, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIPTYCH_DATA", str(tmp_path / "data"))

    def ask(name: str, *arguments: str, code: int = 0) -> dict[str, Any]:
        asked.add(name)
        done = run(name, *arguments, "--format", "json", cwd=root)
        with of(f"{name}: {done}"):
            table = answer_of(done)
            assert (table["command"], table["exit"]) == (name, code)
            return table

    asked: set[str] = set()
    note = root / "notes/a.md"
    assert ask("trust")["files"]
    assert ask("figures", "--trust")["figures"] == [
        {"file": "figures/rendered/a.svg", "changed": True}
    ]
    assert ask("build", "--trust")["built"]["new"] == 2
    assert [each["code"] for each in ask("check")["diagnostics"]] == ["D302", "D401"]
    note.write_text(NOTES["notes/a.md"].replace("holds", "owns"), encoding="utf-8")
    assert [each["kind"] for each in ask("plan")["steps"]] == ["changed"]
    note.write_text(NOTES["notes/a.md"], encoding="utf-8")
    with listening(anki) as add_on:
        at = ("--anki", add_on.address)
        planned = ask("push", *at, code=1)  # nobody was asked
        assert (len(planned["plan"]["new"]), planned["sent"]) == (2, False)
        assert ask("push", *at, "--yes")["sent"]
        assert ask("reviews", *at, code=2)["error"].startswith("Anki: it knows of no review")
        (guid,) = (each for each in anki.guids() if "lock" in anki.fields(each)["Question"])
        note_there = anki.note(guid)
        note_there["Short"] = "One has it."
        anki.collection.update_note(note_there)
        pulled = ask("pull", *at)
        assert "+> One has it." in pulled["changes"][0]["diff"]
        assert not pulled["written"]
        assert ask("pull", *at, "--yes")["written"]
    assert "One has it." in note.read_text(encoding="utf-8")
    assert ask("push", "--anki", "http://127.0.0.1:9", code=1)["error"].startswith("nobody")
    package = package_of(root / "site").rename(root / "old.apkg")
    assert ask("adopt", str(package))["left"] == []
    assert ask("import", str(package), str(tmp_path / "new"))["questions"] == 2
    assert ask("same", "none", "lock", code=2)["error"]
    assert ask("different", "none", "lock", code=2)["error"]
    assert ask("explain", "d401")["page"].startswith("# D401")
    assert len(ask("explain")["codes"]) > 50
    assert "notes/1-memory.md" in ask("new", str(tmp_path / "begun"))["files"]
    assert ask("fetch-images")["found"] == []
    assert ask("manual", code=2)["error"].startswith("DIPTYCH_CACHE is off")
    assert ask("sync", "--yes", "http://127.0.0.1:9/", code=2)["error"]
    assert asked == {*KEYS}


def test_what_goes_wrong_is_an_answer_too(
    root: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    json_please = ("--format", "json")
    table = answer_of(run("check", "--never", *json_please, cwd=root))
    assert (table["command"], table["exit"]) == (None, 2)
    assert "--never" in table["error"]
    table = answer_of(run("check", "nowhere", *json_please, cwd=root))
    assert (table["exit"], table["questions"]) == (2, None)
    (root / "notes/a.md").write_text(BAD, encoding="utf-8")
    for command in ("build", "check", "plan"):
        table = answer_of(run(command, *json_please, cwd=root))
        assert table["exit"] == 1
        assert "D303" in {each["code"] for each in table["diagnostics"]}
    monkeypatch.setattr(check, "load_config", lambda _: 1 / 0)
    done = run("check", *json_please, cwd=root)
    assert "a mistake in Diptych: ZeroDivisionError" in answer_of(done)["error"]
    assert done.stderr == ""


def test_a_key_that_is_not_declared_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        Answer("x", {"a": "what"}).put(b=1)


def test_quiet_says_what_is_wrong_and_nothing_else(root: Path, run: Run, tmp_path: Path) -> None:
    (root / "notes/a.md").write_text("## What is a lock?\n\nOne holds it.\n", encoding="utf-8")
    loud = root / "figures/plots/a.py"
    loud.write_text(re.sub(r" *print.*\n", "", loud.read_text("utf-8")), encoding="utf-8")
    silent = (
        ("figures", "--trust"),
        ("build", "--trust"),
        ("check",),
        ("plan",),
        ("trust",),
        ("new", str(tmp_path / "begun")),
        ("fetch-images",),
    )
    for arguments in silent:
        with of(arguments):
            assert run(*arguments, "-q", cwd=root) == Done(0, "", "")
    package = package_of(root / "site").rename(root / "old.apkg")
    assert run("import", str(package), str(tmp_path / "new"), "-q", cwd=root).stdout == ""
    (root / "notes/identity.jsonl").unlink()
    (root / "notes/a.md").write_text("## Who has keys?\n\nNobody.\n", encoding="utf-8")
    assert run("adopt", str(package), "-q", cwd=root).stdout.splitlines() == [
        "No note fits these questions:",
        "  Who has keys?",
        "No question fits these notes of the deck:",
        "  What is a lock?",
    ]
    (root / "notes/a.md").write_text(BAD, encoding="utf-8")
    for command in ("build", "check", "plan"):
        assert "D303" in run(command, "-q", cwd=root).stdout


def test_only_in_english_are_errors_told_to_programs(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIPTYCH_LANG", "zh-CN")
    assert main(["explain", "D000", "--format", "json"]) == 2
    assert "there is no code D000" in json.loads(capsys.readouterr().out)["error"]
    assert main(["explain", "D000"]) == 2
    assert "没有代码 D000" in capsys.readouterr().err
    assert main(["check", str(root / "no"), "--format", "json"]) == 2
    assert "no such file" in json.loads(capsys.readouterr().out)["error"]
