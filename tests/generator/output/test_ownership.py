"""An output folder belongs to one notebook: what others wrote there stays as it is."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from diptych.commands.building.pipeline import build
from diptych.input.config import load_config
from diptych.model import silent
from diptych.output.locks import WriteError
from diptych.output.ownership import notebook_marks
from diptych.output.write import MANIFEST
from tests.conftest import NOW, MakeNotebook, Run, build_folder, files_below

A = {"a/a.md": "## What is A?\n\nB.\n", "a/b.md": "## What is C?\n\nD.\n"}
B = {"b/a.md": "## What is E?\n\nF.\n"}


def test_another_notebook_s_site_is_refused_until_it_may_be_replaced(
    make_notebook: MakeNotebook, run: Run
) -> None:
    folder = make_notebook({**A, **B})
    assert run("build", "a", cwd=folder).returncode == 0
    before = files_below(folder)
    done = run("build", "b", cwd=folder)
    assert done.returncode == 1
    assert "holds another notebook" in done.stderr
    assert "--force" in done.stderr
    assert "--output" in done.stderr
    assert files_below(folder) == before
    assert run("build", "b", "--force", cwd=folder).returncode == 0
    assert "What is E?" in (folder / "site/index.html").read_text(encoding="utf-8")
    assert run("build", "a", cwd=folder).returncode == 1


def test_one_file_first_and_its_folder_later_is_one_notebook(
    make_notebook: MakeNotebook, run: Run
) -> None:
    folder = make_notebook(A)
    assert run("build", "a/a.md", cwd=folder).returncode == 0
    assert run("build", "a", cwd=folder).returncode == 0
    (folder / "diptych.toml").write_text('notes = "a"\n')
    assert run("build", cwd=folder).returncode == 0


def test_a_notebook_that_moved_with_its_site_is_the_same(make_notebook: MakeNotebook) -> None:
    folder = make_notebook({"diptych.toml": "", "notes/a.md": A["a/a.md"]})
    build_folder(folder, folder / "site", NOW)
    moved = folder.with_name("elsewhere")
    shutil.move(folder, moved)
    build_folder(moved, moved / "site", NOW)
    (moved / "notes").rename(moved / "texts")
    (moved / "diptych.toml").write_text('notes = "texts"\n')
    build_folder(moved, moved / "site", NOW)


@pytest.mark.parametrize("name", ["letters.txt", "index.html", "q/note.html"])
def test_a_folder_with_other_files_is_refused(make_notebook: MakeNotebook, name: str) -> None:
    folder = make_notebook({"a.md": A["a/a.md"], f"out/{name}": "mine"})
    before = files_below(folder)
    with pytest.raises(WriteError, match="was not written by Diptych: it holds " + name[0]):
        build_folder(folder, folder / "out", NOW)
    assert files_below(folder) == before
    build(*load_config(folder, folder / "out"), NOW, silent, force=True)
    assert (folder / "out/index.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    kept = (folder / "out" / name).read_text(encoding="utf-8")
    assert (kept == "mine") == (name != "index.html")


def test_hidden_files_and_a_deck_are_no_reason_to_refuse(make_notebook: MakeNotebook) -> None:
    """Git keeps an empty folder by one, hosts of sites have their own, and a deck gives ids back."""
    there = {"out/.gitkeep": "", "out/.nojekyll": "", "out/old.apkg": "?"}
    folder = make_notebook({"a.md": A["a/a.md"], **there})
    build_folder(folder, folder / "out", NOW)


def test_a_file_of_the_author_s_own_is_not_written_over(make_notebook: MakeNotebook) -> None:
    folder = make_notebook({"a.md": A["a/a.md"]})
    build_folder(folder, folder / "site", NOW)
    mine = folder / "site/q/what-is-g.html"
    mine.write_text("mine")
    (folder / "b.md").write_text("## What is G?\n\nH.\n")
    before = files_below(folder)
    with pytest.raises(WriteError, match=r"what-is-g\.html was not written by Diptych"):
        build_folder(folder, folder / "site", NOW)
    assert files_below(folder) == before
    mine.unlink()
    build_folder(folder, folder / "site", NOW)


@pytest.mark.parametrize("damaged", [b"{", b"[]", b"[" * 9999, b'{"files": 1}', b'{"a": {}}', b""])
def test_a_manifest_that_cannot_be_read_is_made_anew(
    make_notebook: MakeNotebook, damaged: bytes
) -> None:
    folder = make_notebook({"a.md": A["a/a.md"]})
    build_folder(folder, folder / "site", NOW)
    whole = files_below(folder / "site")
    (folder / "site" / MANIFEST).write_bytes(damaged)
    build_folder(folder, folder / "site", NOW)
    assert files_below(folder / "site") == whole


def test_no_name_of_a_folder_is_published(tmp_path: Path) -> None:
    marks = notebook_marks(tmp_path / "secret" / "notes", tmp_path / "site")
    assert len(marks) == 3
    assert not [each for each in marks if not set(each) <= set("0123456789abcdef")]
