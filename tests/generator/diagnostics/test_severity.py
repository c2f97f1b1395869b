"""What a notebook says of severities, and what follows from it."""

from __future__ import annotations

from pathlib import Path

import pytest

from diptych.diagnostics.codes import diagnose
from diptych.diagnostics.severity import Severities, weigh
from diptych.input.config import load_config
from diptych.model import Severity
from tests.conftest import MakeNotebook, build_folder, check_folder

DEAD = "## A?\n\nsee ![x](gone.png)\n"
FORMULA = "## A?\n\n$\\frac{a}{$\n"


@pytest.mark.parametrize(
    ("code", "settings", "expected"),
    [
        ("D401", Severities(), "warning"),
        ("D401", Severities(strict=True), "error"),
        ("D205", Severities(strict=True), "info"),
        ("D401", Severities(by_code={"D401": "info"}), "info"),
        ("D401", Severities(by_code={"D401": "error"}), "error"),
        ("D401", Severities(by_code={"D401": "off"}), None),
        ("D401", Severities(strict=True, by_code={"D401": "warning"}), "warning"),
        ("D402", Severities(by_code={"D401": "off"}), "error"),
        ("D404", Severities(), "error"),
        ("D404", Severities(bounded=False), "warning"),
        ("D402", Severities(bounded=False), "error"),
    ],
)
def test_what_a_code_weighs(code: str, settings: Severities, expected: Severity | None) -> None:
    told = weigh([diagnose(code, "m")], settings)
    assert [each.severity for each in told] == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("toml", "line", "message", "hint"),
    [
        ('[severity]\nD999 = "off"\n', 2, "there is no code `D999`", ""),
        ('[severity]\nd401 = "off"\n', 2, "there is no code `d401`", "Did you mean `D401`?"),
        ('[severity]\nD401 = "of"\n', 2, "`D401` cannot be `of`", "Did you mean `off`?"),
        ("[severity]\nD401 = 3\n", 2, "`D401` cannot be `3`", "Known: error, warning, info, off"),
        ('[severity]\nD501 = "off"\n', 2, "`D501` is always an error", "explain D501"),
        ('severity = "high"\n', 1, "`severity` must be a table", "a table of codes"),
        ('strict = "yes"\n', 1, "`strict` must be true or false", "warnings are errors"),
    ],
)
def test_wrong_severities_are_told(
    make_notebook: MakeNotebook, toml: str, line: int, message: str, hint: str
) -> None:
    _, (told,) = load_config(make_notebook({"diptych.toml": toml, "notes/a.md": DEAD}))
    assert (told.code, told.severity, told.message) == ("D102", "error", message)
    assert told.span is not None
    assert told.span.line == line
    assert hint in told.hint


@pytest.mark.parametrize(
    ("toml", "notes", "code"),
    [
        ("strict = true\n", DEAD, "D401"),
        ('[severity]\nD401 = "error"\n', DEAD, "D401"),
        ("strict = true\n", FORMULA, "D601"),
        ('[severity]\nD601 = "error"\n', FORMULA, "D601"),
        ('[severity]\nD205 = "error"\n', "[TOC]\n\n## A?\n\na\n", "D205"),
        ('[severity]\nD209 = "error"\n', "## A?\n\na <!-- diptych: ignore D401 -->\n", "D209"),
    ],
)
def test_an_error_by_setting_stops_the_build(
    make_notebook: MakeNotebook, tmp_path: Path, toml: str, notes: str, code: str
) -> None:
    root = make_notebook({"diptych.toml": toml, "notes/a.md": notes})
    assert check_folder(root).failed
    built = build_folder(root, tmp_path / "site")
    assert built.summary is None
    errors = [each.code for each in built.report.diagnostics if each.severity == "error"]
    assert errors == [code]
    assert not (tmp_path / "site").exists()
    assert not (root / "notes/identity.jsonl").exists()


def test_what_is_off_is_not_said_and_stops_nothing(
    make_notebook: MakeNotebook, tmp_path: Path
) -> None:
    toml = '[severity]\nD404 = "off"\nD401 = "off"\nD201 = "off"\nD107 = "off"\n'
    root = make_notebook({"diptych.toml": toml, "notes/a.md": DEAD + "\n[x](gone.md)\n"})
    built = build_folder(root, tmp_path / "site")
    assert built.report.diagnostics == ()
    assert built.summary is not None
    (root / "notes/a.md").write_text("no questions\n")
    built = build_folder(root, tmp_path / "site")
    assert built.summary is not None
    assert [each.code for each in built.report.diagnostics] == ["D502"]


def test_a_build_can_be_stopped_before_a_question_goes(
    make_notebook: MakeNotebook, tmp_path: Path
) -> None:
    toml = '[severity]\nD502 = "error"\n'
    root = make_notebook({"diptych.toml": toml, "notes/a.md": "## A?\n\na\n\n## B?\n\nb\n"})
    assert build_folder(root, tmp_path / "site").summary is not None
    ledger = (root / "notes/identity.jsonl").read_bytes()
    (root / "notes/a.md").write_text("## A?\n\na\n")
    assert build_folder(root, tmp_path / "site").summary is None
    assert (root / "notes/identity.jsonl").read_bytes() == ledger
    assert (tmp_path / "site/q/b.html").exists()


@pytest.mark.parametrize(
    ("notes", "code", "shown"),
    [
        ("---\ntags: [a\n---\n\n## A?\n\na\n", "D203", "a"),
        ("---\ndate: 2024-13-45\n---\n\n## A?\n\na\n", "D203", "a"),
        ("## A? {#x}\n\na\n\n## B? {#x}\n\nb\n", "D303", "a"),
        ("## A?\n\n[see here](gone.md)\n", "D404", "see here"),
        ("## A?\n\n[how it goes](gone.py#f)\n", "D405", "how it goes"),
    ],
)
def test_a_folder_without_settings_is_built_in_spite_of_these(
    make_notebook: MakeNotebook, tmp_path: Path, notes: str, code: str, shown: str
) -> None:
    bare = make_notebook({"bare/a.md": notes, "set/diptych.toml": "", "set/notes/a.md": notes})
    built = build_folder(bare / "bare", tmp_path / "site")
    assert [(d.code, d.severity) for d in built.report.diagnostics] == [(code, "warning")]
    assert built.summary is not None
    assert built.summary.cards == notes.count("## ")
    pages = [page.read_text("utf-8") for page in (tmp_path / "site/q").iterdir()]
    assert len(pages) == notes.count("## ")
    assert any(shown in page for page in pages)
    report = check_folder(bare / "set")
    assert [(d.code, d.severity) for d in report.diagnostics] == [(code, "error")]


def test_the_later_of_two_questions_with_one_id_goes_without(
    make_notebook: MakeNotebook, tmp_path: Path
) -> None:
    root = make_notebook({"a.md": "## A? {#x}\n\na\n", "b.md": "## B? {#X}\n\nb\n[a](a.md#x)\n"})
    built = build_folder(root, tmp_path / "site")
    assert [question.id for question in built.report.questions] == ["x", "b"]
    again = build_folder(root, tmp_path / "site")
    assert [each.code for each in again.report.diagnostics] == ["D303"]
    assert {page.stem for page in (tmp_path / "site/q").iterdir()} == {"x", "b"}


def test_broken_front_matter_is_quoted(make_notebook: MakeNotebook) -> None:
    for text in ("tags: [a, b", "just words", "question_level: deep"):
        root = make_notebook({"a.md": f"---\n{text}\n---\n\n## A?\n\na\n"})
        (told,) = check_folder(root).diagnostics
        assert text in told.message


@pytest.mark.parametrize("word", ["warning", "info", "off"])
def test_a_ledger_that_cannot_be_written_is_always_an_error(
    make_notebook: MakeNotebook, word: str
) -> None:
    toml = f'[severity]\nD503 = "{word}"\n'
    (told,) = check_folder(make_notebook({"diptych.toml": toml, "notes/a.md": DEAD})).diagnostics
    assert (told.code, told.message) == ("D102", "`D503` is always an error")


@pytest.mark.parametrize(
    "nested", ["a: " + "[" * 50_000, "- " * 50_000, "? " * 50_000, "{a: " * 5_000]
)
def test_front_matter_nested_without_end_crashes_nothing(
    make_notebook: MakeNotebook, nested: str
) -> None:
    report = check_folder(make_notebook({"a.md": f"---\n{nested}\n---\n\n## A?\n\na\n"}))
    assert [each.code for each in report.diagnostics] == ["D203"]


def test_a_repair_that_is_off_is_not_made(make_notebook: MakeNotebook) -> None:
    picture = "![f](https://a.example/equation?tex=x%5E2)"
    notes = {"diptych.toml": "", "notes/a.md": f"## A?\n\n{picture}\n"}
    repaired = check_folder(make_notebook(notes))
    assert [each.code for each in repaired.diagnostics] == ["D211"]
    notes["diptych.toml"] = '[severity]\nD211 = "off"\n'
    left = check_folder(make_notebook(notes))
    assert [each.code for each in left.diagnostics] == ["D302", "D401"]


def test_what_a_diagnostic_quotes_is_cut_to_a_line() -> None:
    long = diagnose("D506", f"“{'很' * 100_000}” was a basic note and is a cloze one now")
    assert long.message == f"“{'很' * 100}…” was a basic note and is a cloze one now"
    whole = f"“{'很' * 199}” was a basic note and is a cloze one now"
    assert diagnose("D506", whole).message == whole
