"""Which Markdown files are notes: by their paths, by their text, and that it is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from diptych.cli import main
from diptych.diagnostics.report import Report, as_text
from diptych.input.notion_tables import ALONE, WITH_PAGES, WITHOUT_PAGES
from tests.conftest import MakeNotebook, build_folder, check_folder

ASKS = "## What is a {}?\n\nA word.\n"
NOTE = ASKS.format("note")
TOML = 'title = "T"\nnotes = "."\n'
DRAWING = (
    "---\n\nexcalidraw-plugin: parsed\ntags: [excalidraw]\n\n---\n"
    "==⚠  Switch to EXCALIDRAW VIEW in the MORE OPTIONS menu of this document. ⚠== Or not.\n\n{}\n\n"
    "# Excalidraw Data\n## Text Elements\ngroup ^cAlmMWcu\n\n%%\n## Drawing\n```json\nx\n```\n%%\n"
)
PLUGIN = ".obsidian/plugins/templater-obsidian/data.json"
DAILY = ".obsidian/daily-notes.json"
FORM = "---\ncreated: {{date}}\n---\n\n# {{title}}\n\n## Why does it matter\n\n- \n"


def left_out(root: Path) -> dict[str, str]:
    """What a check says was left out, and why, beside one note that is always there."""
    report = check_folder(root)
    assert {each.path for each in report.left_out} == {
        each.span.path for each in report.diagnostics if each.code == "D109" and each.span
    }
    return {each.path: each.why for each in report.left_out}


@pytest.mark.parametrize(
    "name",
    [
        "LICENSE.md",
        "licence.markdown",
        "deep/down/LICENSE-MIT.md",
        "COPYING.md",
        "CODE_OF_CONDUCT.zh-CN.md",
        "docs/contributing.md",
        "CONTRIBUTORS.md",
        "all-contributors.md",
        "CHANGELOG-2.1.md",
        "pull_request_template.md",
        "SECURITY.md",
        "AUTHORS.md",
        "PRIVACY.md",
        "贡献指南.md",
        "site/privacy-policy.md",
        "Terms of Service.en.md",
        "隐私政策.md",
    ],
)
def test_files_about_the_project_are_no_notes(make_notebook: MakeNotebook, name: str) -> None:
    root = make_notebook({"a.md": NOTE, name: ASKS.format("licence")})
    assert left_out(root) == {name: "about the project, not the subject"}
    # The only file that the user names is read.
    assert len(check_folder(root / name).questions) == 1


@pytest.mark.parametrize(
    "name",
    [
        "security.md",
        "history.md",
        "deep/HISTORY.md",
        "licensing-models.md",
        "contributing-factors.md",
        "copyright-law.md",
        "privacy.md",
        "privacy-policy-in-law.md",
        "templates/generics.md",
        "README.md",
        "2024-01-05.md",
        "journals/2024_01_05.md",
    ],
)
def test_a_subject_is_a_note(make_notebook: MakeNotebook, name: str) -> None:
    root = make_notebook({"a.md": NOTE, name: ASKS.format("subject")})
    assert left_out(root) == {}
    assert len(check_folder(root).questions) == 2


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"_templates/x.md": NOTE}, {"_templates/x.md": "template"}),
        (
            {".obsidian/templates.json": '{"folder": "Meta/Forms/"}', "meta/forms/x.md": NOTE},
            {"meta/forms/x.md": "template"},
        ),
        ({PLUGIN: '{"templates_folder": "T"}', "T/x/y.md": NOTE}, {"T/x/y.md": "template"}),
        (
            {f"v/{PLUGIN}": '{"templates_folder": "T"}', "v/T/y.md": NOTE, "T/y.md": ASKS},
            {"v/T/y.md": "template"},
        ),
        (
            {DAILY: '{"folder": "Days", "template": "Form/Day"}', "Form/Day.md": NOTE},
            {"Form/Day.md": "template"},
        ),
        (
            {DAILY: '{"folder": "Days"}', "Days/2024-05-06.md": NOTE, "Days/Plan.md": ASKS},
            {"Days/2024-05-06.md": "daily note"},
        ),
        ({DAILY: '{"folder": "Days"}', "Days/2024-05-06.md": "# A\n\n- b #card\n  - c\n"}, {}),
        (
            {"logseq/config.edn": "", "journals/2024_05_06.md": NOTE},
            {"journals/2024_05_06.md": "daily note"},
        ),
        ({"logseq/bak/pages/x.md": NOTE}, {"logseq/bak/pages/x.md": "backup of a tool"}),
        (
            {"g/logseq/notes.md": NOTE, "g/logseq/plugins/x.md": NOTE, "g/pages/y.md": ASKS},
            {"g/logseq/notes.md": "file of a tool", "g/logseq/plugins/x.md": "file of a tool"},
        ),
        ({"logseq/how-to.md": ASKS}, {}),
        (
            {"x.csv": "a", f"Db {'0a' * 16}.csv": "a", f"Db {'0a' * 16}_all.csv": "a"},
            {f"Db {'0a' * 16}{end}.csv": WITHOUT_PAGES for end in ("", "_all")},
        ),
        (
            {"Db.csv": "a,b", "Db_all.csv": "a,b", f"Db/x {'0a' * 16}.md": ASKS},
            {"Db.csv": WITH_PAGES, "Db_all.csv": WITH_PAGES},
        ),
        ({PLUGIN: "[", ".obsidian/templates.json": '{"folder": 1}', "b.md": ASKS}, {}),
        ({".obsidian/templates.json": '{"folder": ""}', "b.md": ASKS}, {}),
        ({"form.md": FORM}, {"form.md": "template"}),
        ({"x.excalidraw.md": DRAWING.format("")}, {"x.excalidraw.md": "drawing of Excalidraw"}),
        ({"x.excalidraw.md": DRAWING.format(NOTE)}, {}),
        ({"form.md": "# <% tp.file.title %>\n\n**Date**:\n"}, {"form.md": "template"}),
        ({"b.md": "## What does {{date}} stand for?\n\nToday.\n"}, {}),
        ({"b.md": "## What is a field?\n\n```\n{{date}}\n```\n"}, {}),
        ({"b.md": f"{FORM}{'## What is it?' + chr(10) * 2}{'A long answer to it. ' * 9}\n"}, {}),
        ({"b.md": f"---\ndiptych: false\n---\n{NOTE}"}, {"b.md": "`diptych: false`"}),
        ({"b.md": f"---\ndiptych: true\n---\n{ASKS}"}, {}),
        ({"b.md": f"{ASKS}\n---\ndiptych: false\n---\n"}, {}),
        ({"README.md": "The notes of a course.\n"}, None),
        ({"x/readme.zh-CN.md": "The notes of a course.\n"}, None),
        ({".git/x.md": NOTE, "node_modules/p/y.md": NOTE, "b/__pycache__/z.md": NOTE}, {}),
    ],
)
def test_what_is_left_out_by_itself(
    make_notebook: MakeNotebook, files: dict[str, str], expected: dict[str, str] | None
) -> None:
    root = make_notebook({"a.md": NOTE, **files})
    if expected is None:
        expected = dict.fromkeys(files, "a README without questions")
    assert left_out(root) == expected


def test_a_readme_is_all_there_is(make_notebook: MakeNotebook) -> None:
    report = check_folder(make_notebook({"README.md": "# Hello\n\nWhat is it?\n\nx\n"}))
    assert report.left_out == ()


@pytest.mark.parametrize(
    ("settings", "kept"),
    [
        ('include = ["cards/"]', ["cards/x.md", "cards/y.md"]),
        ('include = ["cards/", "/a.md"]', ["a.md", "cards/x.md", "cards/y.md"]),
        ('include = ["cards/"]\nexclude = ["y.md"]', ["cards/x.md"]),
        ('exclude = ["cards/*", "!cards/y.md"]', ["a.md", "cards/y.md"]),
        ('exclude = ["!LICENSE.md"]', ["LICENSE.md", "a.md", "cards/x.md", "cards/y.md"]),
        ('only_tagged = "flashcards"', ["a.md"]),
        ('only_tagged = "#flashcards/words"', []),
        ('only_tagged = "deep"', ["cards/y.md"]),
        ("", ["a.md", "cards/x.md", "cards/y.md"]),
    ],
)
def test_the_settings_choose(make_notebook: MakeNotebook, settings: str, kept: list[str]) -> None:
    root = make_notebook(
        {
            "diptych.toml": f"{TOML}{settings}\n",
            "a.md": f"#flashcards\n\n{ASKS.format('a')}",
            "cards/x.md": f"{ASKS.format('b')}\n`#flashcards` is a tag; see x#flashcards.\n",
            "cards/y.md": f"---\ntags: [deep/er]\n---\n\n{ASKS.format('c')}",
            "LICENSE.md": ASKS.format("d"),
        }
    )
    report = check_folder(root)
    assert sorted(each.file for each in report.questions) == kept
    assert {each.path for each in report.left_out}.isdisjoint(kept)
    assert len(report.left_out) + len(kept) == 4


@pytest.mark.parametrize(
    ("settings", "code", "line"),
    [
        ('exclude = ["drafts/"]', "D110", 3),
        ('include = [\n  "*.md",\n  "drafts/",\n]', "D110", 5),
        ('exclude = ["!"]', "D102", 3),
        ('exclude = ["[z-a].md"]', "D102", 3),
        ('exclude = [""]', "D102", 3),
        ('exclude = "a.md"', "D102", 3),
        ("only_tagged = true", "D102", 3),
    ],
)
def test_a_wrong_setting_is_told(
    make_notebook: MakeNotebook, settings: str, code: str, line: int
) -> None:
    report = check_folder(make_notebook({"diptych.toml": f"{TOML}{settings}\n", "a.md": NOTE}))
    (told,) = [each for each in report.diagnostics if each.severity != "info"]
    assert (told.code, told.span and told.span.line) == (code, line)


def test_one_line_says_what_was_left_out(
    make_notebook: MakeNotebook, capsys: pytest.CaptureFixture[str]
) -> None:
    templates = {f"_templates/{n}.md": NOTE for n in range(12)}
    root = make_notebook({"a.md": NOTE, "LICENSE.md": "MIT\n", **templates})
    assert main(["check", str(root)]) == 0
    (line,) = [each for each in capsys.readouterr().out.splitlines() if "left out" in each]
    assert line == (
        "left out: 12 files (template); `LICENSE.md` (about the project, not the subject); "
        "-v lists them"
    )
    assert main(["check", "-v", str(root)]) == 0
    out = capsys.readouterr().out
    assert "info D109: Markdown file that is no note, 13 times" in out
    assert out.count(".md` was left out (") == 13


def test_the_line_can_be_switched_off(make_notebook: MakeNotebook) -> None:
    toml = f'{TOML}[severity]\nD109 = "off"\n'
    report = check_folder(make_notebook({"diptych.toml": toml, "a.md": NOTE, "LICENSE.md": "MIT"}))
    assert "left out" not in as_text(report) + as_text(report, verbose=True)


def told_as_retired(report: Report) -> list[str]:
    return [each.message for each in report.diagnostics if each.code == "D502"]


def test_a_question_that_was_a_note_before_does_not_retire_in_silence(
    make_notebook: MakeNotebook,
) -> None:
    root = make_notebook({"diptych.toml": TOML, "a.md": NOTE, "b.md": ASKS.format("fish")})
    build_folder(root, root / "site")
    (root / "b.md").write_text(f"---\ndiptych: false\n---\n{ASKS.format('fish')}", "utf-8")
    (message,) = told_as_retired(build_folder(root, root / "site", 1_790_000_100).report)
    assert "“What is a fish?” is no longer in the notes: `b.md` was left out" in message
    assert "(`diptych: false`)" in message


@pytest.mark.parametrize("file", ["LICENSE.md", "b.md", "form.md"])
def test_what_is_no_note_is_not_repaired(
    make_notebook: MakeNotebook, capsys: pytest.CaptureFixture[str], file: str
) -> None:
    wound = "##Heading\n\n![x](my pictures/x y.png)\n"
    texts = {
        "LICENSE.md": wound,
        "b.md": f"---\ndiptych: false\n---\n{wound}",
        "form.md": f"# {{{{date}}}}\n\n{wound}",
    }
    root = make_notebook({"a.md": NOTE, file: texts[file], "c.md": wound})
    main(["check", "--fix", "--yes", str(root)])
    assert "c.md" in capsys.readouterr().out
    assert (root / file).read_text("utf-8") == texts[file]
    assert (root / "c.md").read_text("utf-8") != wound


def test_a_change_of_obsidians_settings_is_noticed(
    make_notebook: MakeNotebook, capsys: pytest.CaptureFixture[str]
) -> None:
    root = make_notebook({"diptych.toml": TOML, "a.md": NOTE, "T/x.md": ASKS.format("fish")})
    assert main(["build", str(root)]) == 0
    capsys.readouterr()
    (root / ".obsidian").mkdir()
    (root / ".obsidian" / "templates.json").write_text('{"folder": "T"}', "utf-8")
    assert main(["build", str(root)]) == 0
    assert "left out: `T/x.md` (template)" in capsys.readouterr().out


def test_tables_alone_are_no_notes_and_told(make_notebook: MakeNotebook) -> None:
    root = make_notebook({"words.csv": "tea,hot\n"})
    assert left_out(root) == {"words.csv": ALONE}
    assert left_out(make_notebook({"a.md": NOTE})) == {}
