"""A notebook made by `diptych new`: builds at once, is imported, is tested, and is published."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from diptych.commands.new import LANGUAGES, starter
from diptych.input.config import load_config
from diptych.input.settings import SETTINGS
from diptych.link.notebook import load_figures
from tests.anki_engine import Anki
from tests.conftest import ROOT, MakeNotebook, Run, of

STARTER = ROOT / "generator/diptych/starter"


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_builds_at_once_and_nothing_is_to_be_said(
    tmp_path: Path, run: Run, language: str
) -> None:
    folder = tmp_path / "我的 笔记"
    made = run("new", folder.name, "--lang", language, cwd=tmp_path)
    assert made.returncode == 0
    assert str(folder) in made.stdout
    assert "notes/identity.jsonl" in made.stdout
    checked = json.loads(run("check", "--format", "json", cwd=folder).stdout)
    assert checked["diagnostics"] == []
    assert len(checked["questions"]) == 15
    assert all(each["answered"] for each in checked["questions"])
    built = run("build", cwd=folder)
    assert "0 warnings" in built.stdout
    assert "drawn anew" not in built.stdout  # its drawing is fresh, so Matplotlib is not needed
    (deck,) = (folder / "site").glob("*.apkg")
    with Anki(tmp_path / "anki") as anki:
        assert anki.import_apkg(deck.read_bytes()).new == 15
        assert anki.problems() == []
    again = run("check", "--format", "json", cwd=folder)
    assert json.loads(again.stdout)["diagnostics"] == []


def test_the_figure_has_a_test_that_passes(tmp_path: Path, run: Run) -> None:
    run("new", "a", cwd=tmp_path)
    environment = {key: value for key, value in os.environ.items() if key != "PYTEST_ADDOPTS"}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"],
        cwd=tmp_path / "a",
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "3 passed" in done.stdout, done.stdout + done.stderr


@pytest.mark.parametrize("language", LANGUAGES)
def test_its_drawing_is_what_its_code_draws(
    tmp_path: Path, run: Run, request: pytest.FixtureRequest, language: str
) -> None:
    """With ``--update-cases`` the drawing is put into the package."""
    run("new", "a", "--lang", language, cwd=tmp_path)
    config, _ = load_config(tmp_path / "a")
    if request.config.getoption("--update-cases"):
        run("figures", "--fresh", cwd=tmp_path / "a")
        drawing = "figures/rendered/forgetting.svg"
        (STARTER / language / drawing).write_bytes((tmp_path / "a" / drawing).read_bytes())
    gallery, troubles = load_figures(config)
    assert troubles == []
    assert [each.stale for each in gallery.figures.values()] == [False]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_settings_name_all_that_there_are(language: str) -> None:
    text = starter(language, 'a "b" \\ c')["diptych.toml"].decode()
    for name in SETTINGS:
        with of(name):
            assert re.search(rf"^(# )?(\[{name}\]|{name} =)", text, re.MULTILINE)
    # What stands behind `#` may be taken as it is.
    settings = re.sub(r'^# (?=[\w"-]+ = |\[)', "", text, flags=re.MULTILINE)
    assert set(tomllib.loads(settings)) == set(SETTINGS)
    assert tomllib.loads(text)["title"] == 'a "b" \\ c'


def test_two_notebooks_of_one_title_share_no_card() -> None:
    names = {tomllib.loads(starter("en", "a")["diptych.toml"].decode())["name"] for _ in "ab"}
    assert len(names) == 2


def test_both_languages_have_the_same_files_and_questions() -> None:
    english, chinese = (starter(language, "a") for language in LANGUAGES)
    assert english.keys() == chinese.keys()
    for path in ("notes/1-memory.md", "notes/2-writing.md"):
        ids = [re.findall(r"\{#([\w-]+)", each[path].decode()) for each in (english, chinese)]
        assert ids[0] == ids[1]


def test_the_language_is_that_of_the_command_line(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIPTYCH_LANG", "zh_CN.UTF-8")
    said = run("new", "a", cwd=tmp_path).stdout
    assert "新的笔记本放在" in said
    assert re.search("[A-Z][a-z]+ [a-z]+ [a-z]+", said) is None
    assert 'language = "zh-CN"' in (tmp_path / "a/diptych.toml").read_text(encoding="utf-8")


def test_a_folder_that_is_not_empty_is_refused(
    make_notebook: MakeNotebook, tmp_path: Path, run: Run
) -> None:
    root = make_notebook({"a.md": "## A?\n\na\n"})
    done = run("new", str(root), cwd=tmp_path)
    assert done.returncode == 2
    assert "is not empty" in done.stderr
    assert "`diptych build` takes them as they are" in done.stderr
    assert [each.name for each in root.iterdir()] == ["a.md"]
    assert run("new", str(root / "a.md"), cwd=tmp_path).returncode == 2
    (tmp_path / "clone/.git").mkdir(parents=True)
    assert run("new", "clone", cwd=tmp_path).returncode == 0


# --- what lies in it for others


def said(*command: str, cwd: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=cwd, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_workflows_are_such(tmp_path: Path, run: Run) -> None:
    run("new", "a", cwd=tmp_path)
    for file in (tmp_path / "a/.github/workflows").iterdir():
        said("check_jsonschema", "--builtin-schema", "github-workflows", str(file), cwd=tmp_path)
    said("pre_commit", "validate-config", ".pre-commit-config.yaml", cwd=tmp_path / "a")
    said("pre_commit", "validate-manifest", ".pre-commit-hooks.yaml", cwd=ROOT)


def test_the_editor_finds_each_line_that_check_says(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("new", "a", cwd=tmp_path)
    folder = tmp_path / "a"
    wounds = "## A? {#x}\n\n![a](gone.png)\n\n## B? {#x}\n\n<font>b</font>\n\n![](https://e.org/?tex=x)\n"
    (folder / "notes/3 三.md").write_text(wounds, encoding="utf-8")
    matchers = json.loads((folder / ".vscode/tasks.json").read_text(encoding="utf-8"))["tasks"][0][
        "problemMatcher"
    ]
    facts = json.loads(run("check", "--format", "json", cwd=folder).stdout)["diagnostics"]
    assert {each["severity"] for each in facts} == {"error", "warning", "info"}
    expected = {(each["severity"], each["file"], each["line"], each["code"]) for each in facts}
    for language in LANGUAGES:
        monkeypatch.setenv("DIPTYCH_LANG", language)
        lines = run("check", "-v", cwd=folder).stdout.split("\n")
        found = {
            (matcher["severity"], hit["file"], int(hit["line"]), hit["code"])
            for matcher in matchers
            for line in lines
            if (hit := _matched(matcher["pattern"], line))
        }
        assert found == expected


def _matched(pattern: dict[str, str | int], line: str) -> dict[str, str] | None:
    """What an editor takes from a line: the part's name → the group that the pattern names."""
    found = re.match(str(pattern["regexp"]), line)
    parts = {name: group for name, group in pattern.items() if isinstance(group, int)}
    return {name: found[group] for name, group in parts.items()} if found else None
