"""What was written is looked at, not read: how a file looks tells whether it is still as it was."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from diptych.model.book import PlannedFile
from diptych.output import stamps, write
from diptych.output.cache_folder import VARIABLE
from diptych.output.kept_files import KeptFiles
from diptych.output.staging import STAGE
from diptych.output.stamps import stamp_of
from diptych.output.store import Store
from diptych.output.write import MANIFEST
from tests.conftest import MakeNotebook, build_folder, of
from tests.generator.output.test_emitting import NOTES, edited_as_long, files

make = KeptFiles(Store(None)).make


def plan_of(*paths: str) -> Sequence[PlannedFile]:
    return [PlannedFile(path, path, path.encode) for path in paths]


def test_a_part_that_a_killed_build_left_is_taken_away(tmp_path: Path) -> None:
    write.write_output(tmp_path, plan_of("q/a"), {}, lambda: None, {}, make)
    (tmp_path / STAGE).mkdir()
    (tmp_path / STAGE / "7").write_bytes(b"half")
    write.write_output(tmp_path, plan_of("q/a"), {}, lambda: None, {}, make)
    assert files(tmp_path) == {"q/a": b"q/a"}


@pytest.fixture
def remembered(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder where it is kept how files look, and an output of one old page beside it."""
    monkeypatch.setenv(VARIABLE, str(tmp_path / "cache"))
    output = tmp_path / "out"
    write.write_output(output, plan_of("q/a"), {}, lambda: None, {}, make)
    time.sleep(0.03)  # longer than a tick of the clock
    write.write_output(output, plan_of("q/a"), {}, lambda: None, {}, make)
    return output


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that were read to see what they hold."""
    found: list[str] = []
    digest_of = write._digest_of

    def noted(place: str) -> str | None:
        found.append(place)
        return digest_of(place)

    monkeypatch.setattr(write, "_digest_of", noted)
    return found


def again(output: Path) -> int:
    return len(write.write_output(output, plan_of("q/a"), {}, lambda: None, {}, make).written)


def test_what_looks_as_it_did_is_not_read(remembered: Path, read: list[str]) -> None:
    assert again(remembered) == 0
    assert read == []


@pytest.mark.skipif(os.name != "posix", reason="other systems keep no time of change")
def test_a_file_that_was_edited_with_its_time_put_back_is_noticed(remembered: Path) -> None:
    edited_as_long(remembered / "q/a")
    assert again(remembered) == 1
    assert files(remembered) == {"q/a": b"q/a"}


def _of_another_build(output: Path) -> None:
    """As when the output was built or fetched elsewhere, with files that look the same by chance."""
    manifest = output / MANIFEST
    manifest.write_text(manifest.read_text("utf-8").replace("{", '{"other": 1, ', 1), "utf-8")


def _lose_cache(output: Path) -> None:
    shutil.rmtree(output.parent / "cache")


def _spoil_cache(output: Path) -> None:
    for file in (output.parent / "cache").rglob("*"):
        if file.is_file():
            file.write_bytes(b'["x", ' + file.read_bytes()[1:])


@pytest.mark.parametrize("change", [_of_another_build, _lose_cache, _spoil_cache])
def test_without_the_looks_of_just_this_build_files_are_read(
    remembered: Path, read: list[str], change: Callable[[Path], None]
) -> None:
    change(remembered)
    assert again(remembered) == 0
    assert len(read) == 1
    assert again(remembered) == 0
    assert len(read) == 1


def test_a_folder_that_was_moved_is_read(remembered: Path, read: list[str]) -> None:
    shutil.move(remembered, remembered.with_name("moved"))
    assert again(remembered.with_name("moved")) == 0
    assert len(read) == 1


def test_a_file_as_young_as_the_manifest_is_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, read: list[str]
) -> None:
    """It may be edited within the tick of the clock in which it was written."""
    monkeypatch.setenv(VARIABLE, str(tmp_path / "cache"))
    for ago, reads in ((stamps._TICK - 1, True), (stamps._TICK + 1, False)):
        again(tmp_path / "out")
        now = stamp_of(str(tmp_path / "out/q/a"))
        assert now is not None
        manifest = now._replace(modified=max(now.modified, now.changed) + ago)
        data = (tmp_path / "out" / MANIFEST).read_bytes()
        stamps.keep_stamps(tmp_path / "out", data, manifest, {"q/a": now})
        read.clear()
        again(tmp_path / "out")
        with of(ago):
            assert bool(read) == reads


def test_a_file_whose_time_was_put_back_after_the_manifest_is_read(remembered: Path) -> None:
    """Its content may be old by its time; when anything of it changed last, nobody can set."""
    manifest = stamp_of(str(remembered / MANIFEST))
    now = stamp_of(str(remembered / "q/a"))
    assert manifest
    assert now
    late = now._replace(modified=0, changed=manifest.modified)
    data = (remembered / MANIFEST).read_bytes()
    for stamp, kept in ((late, {}), (now, {"q/a": now})):
        stamps.keep_stamps(remembered, data, manifest, {"q/a": stamp})
        assert stamps.kept_stamps(remembered, data) == kept


def test_the_same_notes_give_the_same_manifest_anywhere(
    make_notebook: MakeNotebook, tmp_path: Path, remembered: Path
) -> None:
    root = make_notebook(NOTES)
    for name in ("one", "other"):
        build_folder(root, tmp_path / name)
    shutil.copytree(tmp_path / "one", tmp_path / "third")
    build_folder(root, tmp_path / "third")
    assert remembered.is_dir()
    one, other, third = (
        (tmp_path / name / MANIFEST).read_bytes() for name in ("one", "other", "third")
    )
    assert one == other == third
