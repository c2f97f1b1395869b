"""What somebody changed by hand in the output is told, and kept before it is made anew."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from diptych.output.cache_folder import VARIABLE as CACHE
from diptych.output.data_folder import VARIABLE
from tests.conftest import Done, MakeNotebook, Run

NOTES = {
    "diptych.toml": 'title = "T"\nname = "t"\n',
    "notes/a.md": "# A\n\n## What is one?\n\na\n\n## What is two?\n\nb\n",
}
PAGE = "site/q/what-is-one.html"
EDITED = b"<p>by hand</p>"


@pytest.fixture(params=["off", "cache"])
def root(
    make_notebook: MakeNotebook,
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> Path:
    """A notebook that was built, with and without what this machine remembers of its files."""
    kept = "off" if request.param == "off" else str(tmp_path / "cache")
    monkeypatch.setenv(CACHE, kept)
    monkeypatch.setenv(VARIABLE, str(tmp_path / "data"))
    root = make_notebook(NOTES)
    assert run("build", cwd=root).returncode == 0
    for file in (root / "site").rglob("*"):
        os.utime(file, (1, 1))  # or it is too young to be remembered
    assert run("build", cwd=root).returncode == 0
    return root


def kept(tmp_path: Path) -> dict[str, bytes]:
    files = (each for each in (tmp_path / "data/edited").rglob("*") if each.is_file())
    return {"/".join(each.parts[-2:]): each.read_bytes() for each in files}


@pytest.mark.parametrize("more", ["", "\nmore\n"], ids=["same notes", "edited notes"])
def test_a_page_edited_by_hand_is_kept_told_and_made_anew(
    root: Path, run: Run, tmp_path: Path, more: str
) -> None:
    before = (root / PAGE).read_bytes()
    (root / PAGE).write_bytes(EDITED)
    (root / "notes/a.md").write_text(NOTES["notes/a.md"].replace("\na\n", f"\na\n{more}"))
    done = run("build", "--quiet", cwd=root)
    assert done.returncode == 0
    assert "made anew: q/what-is-one.html\n" in done.stderr
    assert str(tmp_path / "data/edited") in done.stderr
    assert ((root / PAGE).read_bytes() == before) is not bool(more)
    assert kept(tmp_path) == {"q/what-is-one.html": EDITED}
    assert _quiet(run("build", cwd=root))


def test_one_that_no_note_asks_for_any_more_stays_and_is_told(root: Path, run: Run) -> None:
    (root / PAGE).write_bytes(EDITED)
    (root / "notes/a.md").write_text("# A\n\n## What is two?\n\nb\n")
    done = run("build", cwd=root)
    assert "left though no note asks for it: q/what-is-one.html" in done.stderr
    assert (root / PAGE).read_bytes() == EDITED
    assert _quiet(run("build", cwd=root))


def test_what_cannot_be_kept_is_not_replaced(root: Path, run: Run, tmp_path: Path) -> None:
    (root / PAGE).write_bytes(EDITED)
    (tmp_path / "data").mkdir(exist_ok=True)
    (tmp_path / "data/edited").write_bytes(b"no folder")
    done = run("build", cwd=root)
    assert done.returncode == 1
    assert "edited" in done.stderr
    assert (root / PAGE).read_bytes() == EDITED


def test_what_a_build_left_that_was_killed_while_it_kept_something_is_swept(
    root: Path, run: Run, tmp_path: Path
) -> None:
    (former,) = (tmp_path / "data/former").iterdir()
    left = former.with_name(f".{former.name}.abcdefgh.part")
    left.write_bytes(b"half")
    (root / "notes/a.md").write_text(NOTES["notes/a.md"].replace("\na\n", "\nx\n"))
    assert run("build", cwd=root).returncode == 0
    assert not left.exists()


@pytest.mark.parametrize("what", ["the file", "its folder"])
def test_what_cannot_be_remembered_is_told(root: Path, run: Run, tmp_path: Path, what: str) -> None:
    (former,) = (tmp_path / "data/former").iterdir()
    former.unlink()
    if what == "the file":
        former.mkdir()
    else:
        former.parent.rmdir()
        former.parent.write_bytes(b"no folder")
    (root / "notes/a.md").write_text(NOTES["notes/a.md"].replace("\na\n", "\nx\n"))
    done = run("build", "--quiet", cwd=root)
    assert done.returncode == 0
    assert "what the last deck said cannot be kept: " in done.stderr


def test_builds_that_change_pages_find_no_edits(root: Path, run: Run, tmp_path: Path) -> None:
    for text in ("one", "two"):
        (root / "notes/a.md").write_text(NOTES["notes/a.md"].replace("\na\n", f"\n{text}\n"))
        done = run("build", cwd=root)
        assert done.returncode == 0
        assert _quiet(done)
    assert kept(tmp_path) == {}


def _quiet(done: Done) -> bool:
    return "by hand" not in done.stderr + done.stdout
