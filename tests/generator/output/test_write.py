"""Writing: whole files, nobody else's files, and a second build at the same time."""

from __future__ import annotations

import json
import os
from functools import partial
from pathlib import Path

import pytest

from diptych.model.book import PlannedFile
from diptych.output import locks
from diptych.output.kept_files import KeptFiles
from diptych.output.locks import WriteError, output_locked
from diptych.output.replacing import replace_file
from diptych.output.store import Store
from diptych.output.write import (
    MANIFEST,
    paths_by_key,
    read_manifest,
    write_output,
)
from tests.conftest import missing


def names(folder: Path) -> set[str]:
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


make = KeptFiles(Store(None)).make


def plan_of(files: dict[str, bytes]) -> list[PlannedFile]:
    return [PlannedFile(path, data.hex(), partial(bytes, data)) for path, data in files.items()]


def put(output: Path, files: dict[str, bytes]) -> int:
    return len(write_output(output, plan_of(files), {"said": "x"}, lambda: None, {}, make).written)


def test_only_what_differs_is_written(tmp_path: Path) -> None:
    assert put(tmp_path, {"a": b"1", "q/b": b"2"}) == 2
    before = (tmp_path / "a").stat().st_mtime_ns
    assert put(tmp_path, {"a": b"1", "q/b": b"3"}) == 1
    assert (tmp_path / "a").stat().st_mtime_ns == before
    (tmp_path / "a").write_bytes(b"edited by hand")
    assert put(tmp_path, {"a": b"1", "q/b": b"3"}) == 1
    assert (tmp_path / "a").read_bytes() == b"1"


def test_two_files_of_one_name_are_refused_and_nothing_is_written(tmp_path: Path) -> None:
    twice = [*plan_of({"a": b"1", "q/b": b"2"}), *plan_of({"q/b": b"3"})]
    with pytest.raises(ValueError, match="q/b"):
        write_output(tmp_path, twice, {}, lambda: None, {}, make)
    assert names(tmp_path) == set()


def test_only_our_own_files_are_taken_away(tmp_path: Path) -> None:
    put(tmp_path, {"a": b"1", "q/b": b"2", "m/n/c": b"3"})
    (tmp_path / "q" / "mine.txt").write_text("mine")
    put(tmp_path, {"a": b"1"})
    assert names(tmp_path) == {"a", "q/mine.txt", MANIFEST}
    assert not (tmp_path / "m").exists()


def test_a_manifest_that_leads_outside_removes_nothing(tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("x")
    output = tmp_path / "site"
    put(output, {"a": b"1"})
    text = (output / MANIFEST).read_text().replace('"a"', '"../precious"')
    (output / MANIFEST).write_text(text)
    put(output, {"b": b"2"})
    assert (tmp_path / "precious").exists()


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff"])
def test_a_manifest_that_cannot_be_read_is_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / MANIFEST).write_bytes(content)
    assert read_manifest(tmp_path) == {}
    assert put(tmp_path, {"a": b"1"}) == 1


@pytest.mark.parametrize("rows", [{"q/a": ["key", 1, 2, 3]}, {"q/a": None}, ["q/a"], None])
def test_a_manifest_of_another_version_costs_time_only(tmp_path: Path, rows: object) -> None:
    for name in ("keys", "files", "unfinished"):
        put(tmp_path, {"q/a": b"1"})
        told = dict(read_manifest(tmp_path))
        (tmp_path / MANIFEST).write_text(json.dumps(told | {name: rows}), encoding="utf-8")
        assert paths_by_key(read_manifest(tmp_path)).keys() <= {b"1".hex(), ""}
        assert put(tmp_path, {"q/a": b"1", "b": b"2"}) == 1
        assert names(tmp_path) == {"q/a", "b", MANIFEST}
        (tmp_path / "b").unlink()


def test_a_file_is_replaced_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "a"
    replace_file(target, b"old")

    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        replace_file(target, b"new")
    assert target.read_bytes() == b"old"
    assert names(tmp_path) == {"a"}


def test_a_second_build_waits_and_then_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "LOCK_SECONDS", 0.1)
    with (
        output_locked(tmp_path),
        pytest.raises(WriteError, match="another build"),
        output_locked(tmp_path),
    ):
        pass


def test_a_place_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with (
        pytest.raises(WriteError, match=r"cannot write .*: .* Give yourself the right to it"),
        output_locked(tmp_path / "file" / "site"),
    ):
        pass


def test_a_manifest_that_names_what_we_did_not_write_deletes_nothing(tmp_path: Path) -> None:
    put(tmp_path, {"a": b"1", "q/b": b"2"})
    (tmp_path / "mine.txt").write_text("mine")
    (tmp_path / "q" / "b").write_bytes(b"edited by hand")
    told = dict(read_manifest(tmp_path))
    told["files"] = {**told["files"], "mine.txt": "0" * 64}
    (tmp_path / MANIFEST).write_text(json.dumps(told), encoding="utf-8")
    put(tmp_path, {"a": b"1"})
    assert (tmp_path / "mine.txt").read_text() == "mine"
    assert (tmp_path / "q" / "b").read_bytes() == b"edited by hand"


def test_nothing_is_written_or_deleted_through_a_link_to_another_folder(tmp_path: Path) -> None:
    output, other = tmp_path / "site", tmp_path / "other"
    put(output, {"a": b"1", "q/b": b"2"})
    (output / "q").rename(other)
    try:
        (output / "q").symlink_to(other, target_is_directory=True)
    except OSError:
        missing("links")
    put(output, {"a": b"1"})
    assert (other / "b").read_bytes() == b"2"
    with pytest.raises(OSError, match="link to another"):
        put(output, {"a": b"5", "q/c": b"3"})
    assert names(other) == {"b"}
    assert (output / "a").read_bytes() == b"1"
