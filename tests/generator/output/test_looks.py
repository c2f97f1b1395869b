"""A build without changes is known by how its files look, and no change goes unseen."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from diptych.commands.building.pipeline import build
from diptych.input import note_files
from diptych.input.config import load_config
from diptych.input.note_files import NoteFiles
from diptych.input.regular import read_file
from diptych.model import silent
from diptych.output import freshness, looks, versions
from diptych.output.cache_folder import VARIABLE
from diptych.output.freshness import compare
from diptych.output.write import MANIFEST, read_manifest
from tests.conftest import MakeNotebook, build_folder, is_fresh, of

# Each waits until a change of its files shows in their times.
pytestmark = pytest.mark.slow

PICTURE = b"\x89PNG\r\n\x1a\n" + b"0" * 40


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Path]:
    """The files that are read and hashed, with a cache folder that can be written to."""
    found: list[Path] = []

    def reading(file: Path) -> bytes:
        found.append(file)
        return read_file(file)

    for module in (freshness, note_files):
        monkeypatch.setattr(module, "read_file", reading)
    monkeypatch.setenv(VARIABLE, str(tmp_path / "cache"))
    return found


@pytest.fixture
def root(make_notebook: MakeNotebook, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A notebook with a bit of everything, built long enough ago."""
    engine = tmp_path / "engine"
    engine.mkdir()
    (engine / "page.py").write_text("one", encoding="utf-8")
    monkeypatch.setattr(versions, "ENGINE", engine)
    made = make_notebook(
        {
            "diptych.toml": 'theme = "theme"\n',
            "theme/extra.css": "p { color: red }\n",
            "notes/a.md": "## A?\n\na ![x](../b.png) ![y](c.png)\n",
            "notes/deep/b.md": "## B?\n\nb\n",
            "notes/.hidden/d.png": PICTURE,
            "notes/c.png": PICTURE,
            "b.png": PICTURE,
        }
    )
    built = build_folder(made, made / "site")
    assert built.summary, built.report.diagnostics
    _settle()
    return made


def _settle() -> None:
    """Wait until a change must have another time than what is there."""
    time.sleep(0.12)


def fresh(root: Path) -> bool:
    return is_fresh(load_config(root, root / "site")[0], read_manifest(root / "site"))


def test_nothing_is_read_again_while_it_looks_the_same(root: Path, hashed: list[Path]) -> None:
    assert fresh(root)
    assert hashed
    hashed.clear()
    assert fresh(root)
    assert hashed == []


def test_what_was_only_touched_is_read_once_more(root: Path, hashed: list[Path]) -> None:
    assert fresh(root)
    (root / "notes" / "a.md").touch()
    shutil.copy(root / "notes" / "c.png", root / "copy")
    (root / "copy").replace(root / "notes" / "c.png")
    for _ in range(2):
        hashed.clear()
        _settle()
        assert fresh(root)
    assert hashed == []


def _append(name: str) -> Callable[[Path], object]:
    return lambda root: (root / name).write_bytes((root / name).read_bytes() + b"\nx\n")


def _delete(name: str) -> Callable[[Path], object]:
    return lambda root: (root / name).unlink()


def _same_size(name: str) -> Callable[[Path], object]:
    """Other bytes, as many, and the time of the last change set back."""

    def change(root: Path) -> None:
        file = root / name
        seen = file.stat()
        data = file.read_bytes()
        file.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
        os.utime(file, ns=(seen.st_atime_ns, seen.st_mtime_ns))

    return change


READ = ("diptych.toml", "theme/extra.css", "notes/a.md", "notes/deep/b.md", "notes/c.png",
        "b.png", "notes/identity.jsonl")  # fmt: skip
WRITTEN = ("site/index.html", f"site/{MANIFEST}")
CHANGES: dict[str, Callable[[Path], object]] = {
    **{f"appended to {name}": _append(name) for name in (*READ, "site/index.html")},
    **{f"deleted {name}": _delete(name) for name in (*READ, *WRITTEN)},
    "a new note": lambda root: (root / "notes" / "new.md").write_text("## C?\n\nc\n"),
    "a new style": lambda root: (root / "theme" / "site.css").write_text("p {}"),
    "a note renamed": lambda root: (root / "notes/a.md").rename(root / "notes/z.md"),
    "two notes exchanged": lambda root: _exchange(root / "notes/a.md", root / "notes/deep/b.md"),
    "a folder renamed": lambda root: (root / "notes/deep").rename(root / "notes/deeper"),
    "the engine": lambda _: _change_engine(),
}  # fmt: skip
if sys.platform != "win32":  # where nobody can set back the time of the last change to anything
    CHANGES |= {f"same size and time of {name}": _same_size(name) for name in READ[1:]}


def _change_engine() -> None:
    (versions.ENGINE / "page.py").write_text("two")
    versions.digest_of.cache_clear()  # as in another process


def _exchange(one: Path, other: Path) -> None:
    one.rename(one.with_suffix(".tmp"))
    other.rename(one)
    one.with_suffix(".tmp").rename(other)


@pytest.mark.parametrize("change", CHANGES)
def test_no_change_goes_unseen(root: Path, hashed: list[Path], change: str) -> None:
    assert fresh(root)
    hashed.clear()
    assert fresh(root)
    assert hashed == []
    CHANGES[change](root)
    assert not fresh(root)


def rebuild(root: Path) -> None:
    """Build as the command does, which looks at all files first."""
    config = load_config(root, root / "site")[0]
    notes = NoteFiles(config)
    last = compare(config, read_manifest(config.output), notes)
    assert build(config, (), 2_000_000_000, silent, notes, last.seen).summary


def test_what_a_build_has_read_is_not_read_by_the_next_one(root: Path, hashed: list[Path]) -> None:
    _append("notes/a.md")(root)
    _settle()
    rebuild(root)
    hashed.clear()
    assert fresh(root)
    assert hashed == [root / "notes" / "identity.jsonl"]


@pytest.mark.usefixtures("hashed")
@pytest.mark.parametrize("change", CHANGES)
def test_no_change_right_after_a_build_goes_unseen(root: Path, change: str) -> None:
    _append("notes/a.md")(root)
    _settle()
    rebuild(root)
    CHANGES[change](root)
    assert not fresh(root)


def test_what_changed_while_a_build_ran_is_seen(root: Path, hashed: list[Path]) -> None:
    config = load_config(root, root / "site")[0]
    _append("notes/a.md")(root)
    _settle()
    notes = NoteFiles(config)
    seen = compare(config, read_manifest(config.output), notes).seen
    _append("notes/deep/b.md")(root)  # it was read already
    build(config, (), 2_000_000_000, silent, notes, seen)
    assert hashed
    assert not fresh(root)


def test_what_another_build_has_written_is_compared(root: Path, hashed: list[Path]) -> None:
    """What this machine remembers of its own build tells nothing of it."""
    _append("notes/a.md")(root)
    _settle()
    rebuild(root)
    manifest = root / "site" / MANIFEST
    manifest.write_bytes(manifest.read_bytes() + b"\n")
    hashed.clear()
    assert fresh(root)
    assert root / "notes" / "a.md" in hashed


def test_another_file_with_the_same_size_and_times_looks_different(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after a rename where the system keeps no time of it."""
    config = load_config(root, root / "site")[0]

    def seen(number: int) -> looks.Look:
        status = SimpleNamespace(st_size=1, st_mtime_ns=1, st_ctime_ns=1, st_ino=number)
        for walk in ("_read", "_written"):
            monkeypatch.setattr(looks, walk, lambda *_: [("a", status)])
        return looks.look(config, (), pictures=False)

    assert seen(1) == seen(1)
    assert seen(1).read != seen(2).read
    assert seen(1).written != seen(2).written


def test_another_library_is_seen(
    root: Path, hashed: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert fresh(root)
    assert hashed
    (tmp_path / "installed" / "markdown-9.dist-info").mkdir(parents=True)
    monkeypatch.syspath_prepend(str(tmp_path / "installed"))
    assert not fresh(root)


def test_an_edit_within_the_same_tick_of_the_clock_is_seen(
    root: Path, hashed: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """While something is as young as the look, a change could look the same: nothing is kept."""
    note = root / "notes" / "a.md"
    seen = note.stat()
    just_then = max(seen.st_mtime_ns, seen.st_ctime_ns, *_times(root / "site"))
    for now, kept in ((just_then, False), (just_then + looks._TICK // 2, False),
                      (just_then + 3 * looks._COARSE_TICK, True)):  # fmt: skip
        with of(now):
            monkeypatch.setattr(time, "time_ns", lambda now=now: now)
            assert fresh(root)
            hashed.clear()
            assert fresh(root)
            assert (hashed == []) == kept


def _times(folder: Path) -> list[int]:
    return [file.stat().st_ctime_ns for file in folder.rglob("*")]


@pytest.mark.usefixtures("hashed")
def test_where_a_clock_counts_in_seconds_a_change_has_longer_to_show(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All times of such a file system are whole seconds."""
    config, _ = load_config(root, root / "site")
    whole = 1_790_000_000_000_000_000

    class Stat:
        st_size, st_mtime_ns, st_ctime_ns, st_ino = 1, whole, whole, 1

    for walk in ("_read", "_written"):
        monkeypatch.setattr(looks, walk, lambda *_: [("a", Stat())])
    for later, settled in ((looks._TICK * 2, False), (looks._COARSE_TICK + 1, True)):
        monkeypatch.setattr(time, "time_ns", lambda later=later: whole + later)
        seen = looks.look(config, (), pictures=False)
        assert (seen.settled, seen.read_settled) == (settled, settled)


@pytest.mark.usefixtures("hashed")
def test_a_single_file_and_the_pictures_around_it_are_seen(
    make_notebook: MakeNotebook, tmp_path: Path
) -> None:
    root = make_notebook({"a.md": "## A?\n\na ![x](gone/b.png)\n", "deep/b.png": PICTURE})

    def still() -> bool:
        config, _ = load_config(root / "a.md", tmp_path / "out")
        return is_fresh(config, read_manifest(tmp_path / "out"))

    changes: tuple[Callable[[], object], ...] = (
        lambda: (root / "a.md").write_text("## A?\n\nother ![x](gone/b.png)\n", "utf-8"),
        lambda: (root / "deep" / "b.png").write_bytes(PICTURE + b"1"),
        lambda: shutil.copytree(root / "deep", root / "deep" / "c"),
    )
    for change in changes:
        build_folder(root / "a.md", tmp_path / "out")
        _settle()
        assert still()
        assert still()
        change()
        assert not still()


def test_what_describes_this_machine_is_not_beside_the_output(
    root: Path, hashed: list[Path], tmp_path: Path
) -> None:
    before = {file: file.read_bytes() for file in (root / "site").rglob("*") if file.is_file()}
    assert fresh(root)
    assert hashed
    kept = [file for file in (tmp_path / "cache").rglob("*") if file.is_file()]
    assert [file.parent.name for file in kept] == ["looks"]
    after = {file: file.read_bytes() for file in (root / "site").rglob("*") if file.is_file()}
    assert after == before


@pytest.mark.parametrize("content", [b"", b"\xff\xff", b"x y", None])
def test_what_was_remembered_can_be_damaged_or_deleted(
    root: Path, hashed: list[Path], tmp_path: Path, content: bytes | None
) -> None:
    assert fresh(root)
    (kept,) = (tmp_path / "cache" / "looks").iterdir()
    kept.unlink()
    if content is not None:
        kept.write_bytes(content)
    hashed.clear()
    assert fresh(root)
    assert hashed


def test_without_a_cache_folder_hashes_decide(
    root: Path, hashed: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("x")
    for folder in ("off", str(tmp_path / "file" / "in")):
        monkeypatch.setenv(VARIABLE, folder)
        for _ in range(2):
            hashed.clear()
            assert fresh(root)
            assert hashed
