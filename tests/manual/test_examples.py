"""What the manual shows as an example does what its text says."""

from __future__ import annotations

import json
import re
import shlex
import tomllib
from pathlib import Path

import pytest

from diptych.cli import _parser
from diptych.input.config import load_config
from tests.conftest import Run, build_folder, codes, compiled, of
from tests.manual.fences import fences
from tests.manual.page import LANGUAGES

# How each kind of example is tried. What is only shown: lines of .gitignore, settings of other programs.
BUILT, LOADED, RUN, READ = "markdown", "toml", "console", "yaml"
PARSED, SHOWN = ("sh", "bat"), ("text", "css", "lua")

NOTEBOOK = """\
# Detection

## What is IoU? {#iou}

> The area that two boxes share, divided by the area that they cover together.

## What is NMS? {#nms}

> Of boxes that overlap, keep the one with the best score.
"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_example_is_tried_in_some_way(language: str) -> None:
    found = fences(language)
    assert {each.kind for each in found} == {BUILT, LOADED, RUN, READ, "json", *PARSED, *SHOWN}
    assert len(found) > 60
    for each in found:
        with of(each.place):
            assert ("example" in each.wanted) == (each.kind == BUILT)
            assert each.wanted.keys() <= {"example", "questions", "cards", "of"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_notes_give_the_questions_and_cards_that_are_said(language: str, tmp_path: Path) -> None:
    for number, each in enumerate(fences(language, BUILT)):
        with of(each.place):
            folder = tmp_path / str(number)
            folder.mkdir()
            (folder / "a.md").write_text(each.text, encoding="utf-8")
            built = build_folder(folder, folder / "site")
            assert codes(built.report) == []
            assert built.summary is not None
            assert built.summary.questions == int(each.wanted["questions"])
            assert built.summary.unanswered == 0
            assert built.summary.cards == int(each.wanted.get("cards", built.summary.cards))


@pytest.mark.parametrize("language", LANGUAGES)
def test_settings_can_be_used(language: str, tmp_path: Path) -> None:
    for name in ("notes", "figures", "look"):
        (tmp_path / name).mkdir()
    for each in fences(language, LOADED):
        with of(each.place):
            if each.wanted.get("of"):  # those of another program
                assert tomllib.loads(each.text)
                continue
            (tmp_path / "diptych.toml").write_text(each.text, encoding="utf-8")
            config, told = load_config(tmp_path)
            assert config.file is not None
            assert told == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_settings_of_editors_are_json(language: str) -> None:
    found = fences(language, "json")
    assert found
    for each in found:
        with of(each.place):
            assert json.loads(each.text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_front_matter_is_read(language: str) -> None:
    for each in fences(language, READ):
        with of(each.place):
            found = compiled(f"---\n{each.text}---\n\nterm :: what it means\n")
            assert [told.code for told in found.diagnostics if told.code in {"D203", "D204"}] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_commands_print_what_is_shown(
    language: str, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIPTYCH_LANG", language)
    tried = 0
    for number, each in enumerate(fences(language, RUN)):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "a.md").write_text(NOTEBOOK, encoding="utf-8")
        build_folder(folder, folder / "site")
        for command, *shown in _commands(each.text):
            with of(f"{each.place}: {command}"):
                program, *arguments = shlex.split(command)
                assert program == "diptych"
                done = run(*arguments, cwd=folder)
                assert done.returncode == 0, done.stderr
                printed = (done.stdout + done.stderr).splitlines()
                for line in shown:
                    pattern = ".*".join(map(re.escape, line.split("…")))
                    assert any(re.fullmatch(pattern, other) for other in printed), (line, printed)
                tried += 1
    assert tried >= 6


def _commands(text: str) -> list[list[str]]:
    """Each command with the lines that it prints."""
    return [each.splitlines() for each in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_commands_that_cannot_be_run_here_are_at_least_understood(
    language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    tried = 0
    for each in fences(language, *PARSED):
        for line in re.findall(
            r"^(?:\.venv[/\\](?:bin|Scripts)[/\\])?diptych (.+)", each.text, re.MULTILINE
        ):
            with of(f"{each.place}: {line}"):
                try:
                    _parser("diptych").parse_args(shlex.split(line))
                    code = 0
                except SystemExit as stopped:  # as --version does
                    code = int(stopped.code or 0)
                assert code == 0
                tried += 1
    capsys.readouterr()
    assert tried >= 5
