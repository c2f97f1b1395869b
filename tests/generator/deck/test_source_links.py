"""From a card to the line of the notes that it was written in."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from diptych.input.editor import editor_address
from tests.anki_engine import Anki, Imported
from tests.conftest import NOW, MakeNotebook, build_folder, of

VSCODE = 'editor_url = "vscode://file/{path}:{line}"\n'
LONGER = "# A\n\n## And what is this?\n\nNew.\n"
OBSIDIAN = 'editor_url = "obsidian://open?vault=Mine&file={file}"\n'
NOTES = (
    "# A\n\n## What is a lock?\n\nOne holds it.\n\n## What is a {{fence}}?\n\nIt is {{c1::wood}}.\n"
)


def deck_of(root: Path, now: int = NOW) -> Path:
    built = build_folder(root, root / "site", now)
    assert built.summary is not None, built.report.diagnostics
    return root / "site" / built.summary.deck_file


def links(anki: Anki) -> list[dict[str, str]]:
    guids = [str(guid) for (guid,) in anki.rows("SELECT guid FROM notes ORDER BY id")]
    found = [re.findall(r'<a\b[^>]* href="([^"]*)">([^<]+)</a>', anki.back(guid)) for guid in guids]
    return [{says: unescape(address) for address, says in each} for each in found]


def notebook(make_notebook: MakeNotebook, settings: str, notes: str = NOTES) -> Path:
    return make_notebook({"diptych.toml": f'title = "T"\n{settings}', "notes/x y.md": notes})


def test_a_card_leads_to_its_line_in_the_editor(make_notebook: MakeNotebook, anki: Anki) -> None:
    root = notebook(make_notebook, VSCODE)
    anki.import_apkg(deck_of(root))
    opened = [unquote(each["Open in the editor"]) for each in links(anki)]
    file = (root.resolve() / "notes/x y.md").as_posix().removeprefix("/")
    assert opened == [f"vscode://file/{file}:{line}" for line in (3, 7)]


def test_the_link_to_the_page_stays_beside_it(make_notebook: MakeNotebook, anki: Anki) -> None:
    root = notebook(make_notebook, VSCODE + 'base_url = "https://notes.example"\n')
    anki.import_apkg(deck_of(root))
    for found in links(anki):
        assert [*found] == ["Read on the page", "Open in the editor"]
        assert found["Read on the page"].startswith("https://notes.example/q/")


def test_nothing_leads_to_an_editor_unless_it_is_named(
    make_notebook: MakeNotebook, anki: Anki
) -> None:
    anki.import_apkg(deck_of(notebook(make_notebook, "")))
    assert links(anki) == [{}, {}]


def test_a_vault_is_asked_for_the_file_below_it(make_notebook: MakeNotebook, anki: Anki) -> None:
    root = notebook(make_notebook, OBSIDIAN)
    anki.import_apkg(deck_of(root))
    for found in links(anki):
        address = found["Open in the editor"]
        assert parse_qs(urlsplit(address).query) == {"vault": ["Mine"], "file": ["notes/x y.md"]}
        assert str(root) not in address


def test_an_edit_above_a_question_changes_no_note(make_notebook: MakeNotebook, anki: Anki) -> None:
    root = notebook(make_notebook, VSCODE)
    anki.import_apkg(deck_of(root))
    root = notebook(make_notebook, VSCODE, NOTES.replace("# A\n", LONGER))
    assert anki.import_apkg(deck_of(root, NOW + 60)) == Imported(new=1, duplicate=2)


def test_a_notebook_on_another_machine_changes_no_note(
    make_notebook: MakeNotebook, anki: Anki, tmp_path: Path
) -> None:
    root = notebook(make_notebook, VSCODE)
    anki.import_apkg(deck_of(root))
    other = root.rename(tmp_path / "elsewhere")
    assert anki.import_apkg(deck_of(other, NOW + 60)) == Imported(duplicate=2)


def test_a_file_that_moved_and_another_editor_change_each_note(
    make_notebook: MakeNotebook, anki: Anki
) -> None:
    root = notebook(make_notebook, "")
    anki.import_apkg(deck_of(root))
    for turn, settings in enumerate((VSCODE, OBSIDIAN), 1):
        with of(settings):
            root = notebook(make_notebook, settings)
            assert anki.import_apkg(deck_of(root, NOW + 60 * turn)) == Imported(updated=2)
    (root / "notes/x y.md").rename(root / "notes/z.md")
    assert anki.import_apkg(deck_of(root, NOW + 600)) == Imported(updated=2)
    assert all("file=notes/z.md" in each["Open in the editor"] for each in links(anki))


@pytest.mark.parametrize(
    ("editor_url", "address"),
    [
        ("x://{path}:{line}:{column}", "x://a/b%7Bline%7D%20%26.md:7:3"),
        ("x://file/{path}", "x://file/a/b%7Bline%7D%20%26.md"),
        ("x://open?file={file}&line={line}", "x://open?file=b%7Bline%7D%20%26.md&line=7"),
    ],
)
def test_what_a_path_holds_is_no_part_of_the_address(editor_url: str, address: str) -> None:
    assert editor_address(editor_url, Path("/a"), "b{line} &.md", 7, 3) == address
