"""Which notebook a path means, and what a configuration can get wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from diptych.input.config import load_config
from diptych.model import UsageError
from tests.conftest import MakeNotebook

NOTE = "## What is IoU?\n\nIntersection over union.\n"


def test_a_folder_needs_no_configuration(make_notebook: MakeNotebook) -> None:
    root = make_notebook({"a.md": NOTE})
    config, told = load_config(root)
    assert (config.root, config.notes, config.file) == (root, root, None)
    assert config.output == Path("site").absolute()
    assert config.ledger == root / "identity.jsonl"
    assert told == ()


def test_a_single_file_keeps_its_ledger_beside_it(make_notebook: MakeNotebook) -> None:
    root = make_notebook({"cv.md": NOTE})
    config, _ = load_config(root / "cv.md")
    assert config.root == root
    assert config.ledger == root / "cv.identity.jsonl"


@pytest.mark.parametrize("path", ["", "notes", "notes/a.md"])
def test_the_configuration_is_found_from_the_notes_too(
    make_notebook: MakeNotebook, path: str
) -> None:
    root = make_notebook({"diptych.toml": 'title = "CV"', "notes/a.md": NOTE})
    config, _ = load_config(root / path)
    assert config.root == root
    assert config.title == "CV"
    assert config.notes == root / "notes"
    assert config.only == root / (path or "notes")
    assert config.output == root / "site"


def test_a_configuration_further_up_is_not_about_other_folders(
    make_notebook: MakeNotebook,
) -> None:
    root = make_notebook({"diptych.toml": 'title = "CV"', "notes/a.md": NOTE, "else/b.md": NOTE})
    config, _ = load_config(root / "else")
    assert config.file is None
    assert config.title is None


def test_no_such_folder_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file or folder"):
        load_config(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("toml", "code", "line", "hint"),
    [
        ('title = "CV"\nautor = "me"\n', "D102", 2, "Did you mean `author`?"),
        ("\n\ntitle = 3\n", "D102", 3, "the site's title"),
        ('title = "CV"\nquestion_level = 9\n', "D102", 2, "heading level"),
        ("question_level = true\n", "D102", 1, "heading level"),
        ('title = "CV"\ntitle = \n', "D101", 2, ""),
        ('title = "CV"\nfigures = "pictures"\n', "D102", 2, "Make it"),
        ('title = "CV"\nfigures = "../figures"\n', "D102", 2, "in a folder above it"),
        ('editor_url = "vscode://file"\n', "D102", 1, "`vscode://file/{path}:{line}`"),
        ('editor_url = "JavaScript:alert({path})"\n', "D102", 1, "your editor"),
        ('editor_url = "{path}"\n', "D102", 1, "your editor"),
        ('[zzz]\nx = "x"\n', "D102", 1, "Known: title"),
        ("[terms]\n" + "".join(f"a{n} = 'b'\n" for n in range(1001)), "D102", 1, "that matter"),
        (f"\ntitle = {'1' * 9000}\n", "D101", 1, ""),
        (f'[terms]\na = "{"b" * 1001}"\n', "D102", 1, "Shorten"),
        (f'\ntitle = "{"a" * 1001}"\n', "D102", 2, "the site's title"),
        (f"\nknown_terms = {['a'] * 1001}\n", "D102", 2, "abbreviations"),
        ('include = ["*a*b*c*d.md"]\n', "D102", 1, "gitignore"),
        ('exclude = ["b", "**/a/**/b/**/c"]\n', "D102", 1, "gitignore"),
        (f"\ntitle = 0x{'f' * 9000}\n", "D102", 2, "the site's title"),
        (f"\n{'title.' * 9000}a = 1\n", "D101", 2, ""),
        (f"\ntitle = {'[' * 9000}\n", "D101", 1, ""),
    ],
)
def test_what_is_wrong_is_told_with_its_line(
    make_notebook: MakeNotebook, toml: str, code: str, line: int, hint: str
) -> None:
    root = make_notebook({"diptych.toml": toml, "notes/a.md": NOTE})
    _, (told,) = load_config(root)
    assert told.code == code
    assert told.severity == "error"
    assert told.span is not None
    assert (told.span.path, told.span.line) == ("diptych.toml", line)
    assert hint in told.hint


def test_of_thousands_of_mistakes_the_first_are_told(make_notebook: MakeNotebook) -> None:
    toml = "".join(f"a{number} = 1\n" for number in range(3000))
    _, told = load_config(make_notebook({"diptych.toml": toml, "notes/a.md": NOTE}))
    assert [each.span and each.span.line for each in told] == list(range(1, 51))


def test_a_missing_notes_folder_is_told(make_notebook: MakeNotebook) -> None:
    root = make_notebook({"diptych.toml": 'notes = "texts"'})
    _, told = load_config(root)
    assert [(each.code, each.message) for each in told] == [
        ("D102", "the folder `texts` of `notes` is not there")
    ]
