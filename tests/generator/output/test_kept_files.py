"""Files that were made once are not made again while nothing that they depend on has changed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from diptych.model.book import PlannedFile
from diptych.output import kept_files
from diptych.output.cache_folder import VARIABLE
from diptych.output.kept_files import KeptFiles
from diptych.output.store import Store
from diptych.site.writer import Writer
from tests.conftest import MakeNotebook, build_folder, of
from tests.generator.output.test_emitting import NOTES, files


class Workshop:
    """Makes files, and knows how often."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.made: list[str] = []

    def _plan(self, path: str, key: str, *, dear: bool = True, size: int = 1) -> PlannedFile:
        def make() -> bytes:
            self.made.append(path)
            return f"{path} by {key}".encode() * size

        return PlannedFile(path, key, make, dear=dear)

    def make(self, *planned: tuple[str, str], dear: bool = True, size: int = 1) -> dict[str, bytes]:
        """Make files by their paths and keys."""
        plan = [self._plan(*each, dear=dear, size=size) for each in planned]
        return {file.path: data for file, data in KeptFiles(self._store).make(plan)}


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    return Workshop(Store(tmp_path / "kept"))


def test_what_was_made_is_not_made_again(workshop: Workshop) -> None:
    first = workshop.make(("a", "1"), ("b", "1"))
    assert first == {"a": b"a by 1", "b": b"b by 1"} == workshop.make(("b", "1"), ("a", "1"))
    assert workshop.made == ["a", "b"]


def test_another_key_or_path_is_another_file(workshop: Workshop) -> None:
    workshop.make(("a", "1"))
    assert workshop.make(("a", "2"), ("b", "1")) == {"a": b"a by 2", "b": b"b by 1"}
    assert workshop.made == ["a", "a", "b"]


def test_what_is_cheap_or_very_long_is_not_kept(workshop: Workshop) -> None:
    for _ in range(2):
        workshop.make(("cheap", "1"), dear=False)
        workshop.make(("long", "1"), size=2**20 + 1)
    assert workshop.made == ["cheap", "long"] * 2


def test_many_files_come_in_their_order(workshop: Workshop) -> None:
    plan = [(f"q/{number}", "1") for number in range(450)]
    assert [*workshop.make(*plan[::3])] == [path for path, _ in plan[::3]]
    assert [*workshop.make(*plan)] == [path for path, _ in plan]
    assert len(workshop.made) == len(plan)


def test_other_bytes_under_a_key_are_made_anew(tmp_path: Path) -> None:
    store = Store(tmp_path / "kept")
    workshop = Workshop(store)
    key = kept_files._key(PlannedFile("a", "1", bytes))
    workshop.make(("a", "1"))
    assert [*store.read([key])] == [key]
    for damaged in (b"", b"no", b"\x28\xb5\x2f\xfd"):
        with of(damaged):
            store.write({key: damaged})
            assert workshop.make(("a", "1")) == {"a": b"a by 1"}
    assert workshop.made == ["a"] * 4


def test_a_lost_output_is_written_without_filling_in_a_page(
    make_notebook: MakeNotebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "cache"))
    root, output = make_notebook(NOTES), tmp_path / "out"
    build_folder(root, output)
    first = files(output)
    shutil.rmtree(output)

    def page(*_: object) -> Iterator[bytes]:
        raise AssertionError("a page was filled in")

    monkeypatch.setattr(Writer, "page", page)
    build_folder(root, output)
    assert files(output) == first
