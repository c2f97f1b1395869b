"""Files of notes that look as when they were last read are not read again, and no change is missed."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from diptych.input import note_files
from diptych.input.config import load_config
from diptych.input.note_files import NoteFiles
from diptych.input.regular import read_file
from diptych.model import Source
from diptych.output.cache_folder import VARIABLE
from diptych.output.known_texts import KnownTexts
from diptych.output.store import open_store
from tests.conftest import MakeNotebook

pytestmark = pytest.mark.slow  # each waits until a change of its files shows in their times

NOTES = {"notes/a.md": "## A?\n\na\n", "notes/deep/b.md": "## B?\n\nb\n"}


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """The names of the files that are read, with a cache folder that can be written to."""
    found: list[str] = []

    def reading(file: Path) -> bytes:
        found.append(file.name)
        return read_file(file)

    monkeypatch.setattr(note_files, "read_file", reading)
    monkeypatch.setenv(VARIABLE, str(tmp_path / "cache"))
    return found


@pytest.fixture
def root(make_notebook: MakeNotebook, opened: list[str]) -> Path:
    """A notebook whose files were read long enough after they were written."""
    made = make_notebook(NOTES)
    _settle()
    _read(made)
    opened.clear()
    return made


def _settle() -> None:
    time.sleep(0.12)


def _read(root: Path) -> list[Source]:
    """Read the notes as a build does that does not know whether anything changed."""
    notes = NoteFiles(load_config(root, root / "site")[0], KnownTexts())
    for file in notes.found.files:
        notes.digest(file)
    return notes.sources()[0]


def test_what_looks_the_same_is_not_read_and_says_what_it_said(
    root: Path, opened: list[str]
) -> None:
    known = NoteFiles(load_config(root, root / "site")[0], KnownTexts())
    read = NoteFiles(load_config(root, root / "site")[0])
    assert known.sources() == read.sources()
    opened.clear()
    assert [known.digest(file) for file in known.found.files] == [
        read.digest(file) for file in read.found.files
    ]
    assert not opened
    _read(root)
    assert not opened


def _edit(file: Path) -> None:
    file.write_text("## A?\n\nanother\n", encoding="utf-8")


def _edit_in_place(file: Path) -> None:
    """Write as many bytes, and set the time of the last change back."""
    before = file.stat()
    file.write_text("## A?\n\nb\n", encoding="utf-8")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


def _put_another(file: Path) -> None:
    before = file.stat()
    other = file.with_name("other")
    other.write_text("## A?\n\nc\n", encoding="utf-8")
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    other.replace(file)


def _link(file: Path) -> None:
    other = file.parents[1] / "elsewhere.txt"
    other.write_text("## A?\n\nd\n", encoding="utf-8")
    file.unlink()
    file.symlink_to(other)


# Windows tells when a file was made in place of when it was last changed in any way, and lets only
# some people make links.
_ELSEWHERE = pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps no such time")


@pytest.mark.parametrize(
    "change",
    [
        _edit,
        pytest.param(_edit_in_place, marks=_ELSEWHERE),
        pytest.param(_put_another, marks=_ELSEWHERE),
        pytest.param(_link, marks=_ELSEWHERE),
    ],
)
def test_only_what_changed_is_read(
    root: Path, opened: list[str], change: Callable[[Path], None]
) -> None:
    change(root / "notes/a.md")
    said = (root / "notes/a.md").read_text(encoding="utf-8")
    assert [source.text for source in _read(root)] == [said, NOTES["notes/deep/b.md"]]
    assert opened == ["a.md"]


def test_a_file_as_young_as_the_look_at_it_is_read_again(
    make_notebook: MakeNotebook, opened: list[str]
) -> None:
    made = make_notebook(NOTES)
    soon = time.time_ns() + 10**9
    for name in NOTES:
        os.utime(made / name, ns=(soon, soon))
    _read(made)
    opened.clear()
    _read(made)
    assert sorted(opened) == ["a.md", "b.md"]


def test_a_link_is_read_each_time_for_it_may_lead_elsewhere_unseen(
    root: Path, opened: list[str]
) -> None:
    _link(root / "notes/a.md")
    _settle()
    for _ in range(2):
        opened.clear()
        assert _read(root)[0].text == "## A?\n\nd\n"
        assert opened == ["a.md"]


@pytest.mark.parametrize("data", ["问？".encode("gbk"), "a\ufdd0b".encode()])
def test_what_there_is_to_say_of_a_file_is_said_each_time(root: Path, data: bytes) -> None:
    (root / "notes/a.md").write_bytes(b"## A?\n\n" + data + b"\n")
    _settle()
    config = load_config(root, root / "site")[0]
    told = [NoteFiles(config, KnownTexts()).sources()[1] for _ in range(3)]
    assert told[0]
    assert told[0] == told[1] == told[2]


def test_a_damaged_cache_costs_time_only(root: Path, opened: list[str], tmp_path: Path) -> None:
    for file in (tmp_path / "cache").rglob("compiled-*"):
        file.write_bytes(b"no database at all" * 100)
    assert [source.text for source in _read(root)] == list(NOTES.values())
    assert sorted(opened) == ["a.md", "b.md"]
    assert not open_store().trouble
