"""What is kept between builds: right or not there, whatever happens to its file."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diptych.output import store as module
from diptych.output.cache_folder import VARIABLE, cache_folder
from diptych.output.store import FILE, Store, open_store
from tests.conftest import of

ROOT = Path(__file__).parents[3]
VALUES = {bytes([n]) * 32: bytes([n]) * (n * 100) for n in range(1, 60)}


def test_what_was_kept_is_found_again_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "new" / "folder" / "kept"
    Store(file).write(VALUES)
    assert Store(file).read([*VALUES, b"unknown"]) == VALUES
    Store(file).write({b"\1" * 32: b"other"})
    assert Store(file).read([b"\1" * 32]) == {b"\1" * 32: b"other"}
    many = {n.to_bytes(4): b"x" for n in range(3000)}  # more than one statement may name
    Store(file).write(many)
    assert Store(file).read(list(many)) == many


@settings(max_examples=60)
@given(st.data())
def test_a_damaged_file_never_gives_wrong_bytes(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Bytes anywhere in the file are others, or the end is missing."""
    file = tmp_path_factory.mktemp("damaged") / "kept"
    Store(file).write(VALUES)
    whole = bytearray(file.read_bytes())
    for _ in range(data.draw(st.integers(0, 5))):
        at = data.draw(st.integers(0, len(whole) - 1))
        junk = data.draw(st.binary(min_size=1, max_size=200))
        whole[at : at + len(junk)] = junk
    file.write_bytes(whole[: data.draw(st.integers(0, len(whole)))])
    store = Store(file)
    assert store.read(list(VALUES)).items() <= VALUES.items()
    store.write({b"k": b"v"})
    assert store.read([b"k", *VALUES]).items() <= {**VALUES, b"k": b"v"}.items()


def test_bytes_that_changed_on_the_disk_are_not_given(tmp_path: Path) -> None:
    """The database itself does not notice."""
    file = tmp_path / "kept"
    Store(file).write(VALUES)
    data = file.read_bytes()
    assert b"\7" * 600 in data
    file.write_bytes(data.replace(b"\7" * 600, b"\7" * 599 + b"x"))
    left = {key: value for key, value in VALUES.items() if key != b"\7" * 32}
    assert Store(file).read(list(VALUES)) == left


@pytest.mark.parametrize(
    "content", [b"garbage" * 1000, b"x", b"SQLite format 3\0" + b"\xff" * 5000]
)
def test_a_file_that_is_no_database_is_made_anew(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "kept").write_bytes(content)
    store = Store(tmp_path / "kept")
    assert store.read(list(VALUES)) == {}
    store.write(VALUES)
    assert store.trouble == ""
    assert Store(tmp_path / "kept").read(list(VALUES)) == VALUES


def test_where_nothing_can_be_kept_it_says_so_and_nothing_fails(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "folder").mkdir()
    other = tmp_path / "other"
    with sqlite3.connect(other) as someone:
        someone.execute("CREATE TABLE kept (colour TEXT)")
    for file in (tmp_path / "file" / "kept", tmp_path / "folder", other):
        with of(file):
            store = Store(file)
            store.write(VALUES)
            assert store.read(list(VALUES)) == {}
            assert str(file) in store.trouble


def test_a_full_disk_keeps_nothing(tmp_path: Path) -> None:
    """The system refuses to let any file of the process grow."""
    resource = pytest.importorskip("resource")
    program = (
        "import resource, signal, sys\n"
        "from pathlib import Path\n"
        "from diptych.output.store import Store\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))\n"
        "store = Store(Path(sys.argv[1]))\n"
        "store.write({b'k': b'v' * 500_000})\n"
        "print(store.read([b'k']), store.trouble)\n"
    )
    assert resource
    said = _python(program, str(tmp_path / "kept"))
    assert said.startswith("{} compiled notes are not kept in")


def test_what_was_not_used_for_longest_goes_when_there_is_too_much(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "kept"
    values = {bytes([n]): bytes([n]) * 10_000 for n in range(30)}
    today = 100
    monkeypatch.setattr(module, "_today", lambda: today)
    for key, value in values.items():
        today += 1
        Store(file, limit=150_000).write({key: value})
        Store(file, limit=150_000).read([b"\0"])  # is used every day
    left = Store(file).read(list(values))
    assert left.items() <= values.items()
    assert 5 <= len(left) < 15
    assert set(left) == {b"\0", *list(values)[-(len(left) - 1) :]}
    assert file.stat().st_size < 300_000


def test_a_file_that_is_deleted_between_two_uses_is_made_anew(tmp_path: Path) -> None:
    file = tmp_path / "kept"
    store = Store(file)
    store.write(VALUES)
    for each in tmp_path.iterdir():
        each.unlink()
    assert store.read(list(VALUES)) == {}
    store.write(VALUES)
    assert store.read(list(VALUES)) == VALUES
    assert store.trouble == ""


def test_two_that_write_at_once_both_keep_theirs(tmp_path: Path) -> None:
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from diptych.output.store import Store\n"
        "store = Store(Path(sys.argv[1]))\n"
        "for n in range(50):\n"
        "    store.write({f'{sys.argv[2]}{n}'.encode(): b'v' * 1000})\n"
        "print(store.trouble)\n"
    )
    file = str(tmp_path / "kept")
    running = [_started(program, file, name) for name in "ab"]
    assert [each.communicate()[0].strip() for each in running] == ["", ""]
    keys = [f"{name}{n}".encode() for name in "ab" for n in range(50)]
    assert len(Store(Path(file)).read(keys)) == 100


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows cannot kill so")
def test_who_is_killed_while_writing_leaves_a_file_that_can_be_used(tmp_path: Path) -> None:
    program = (
        "import itertools, sys\n"
        "from pathlib import Path\n"
        "from diptych.output.store import Store\n"
        "store = Store(Path(sys.argv[1]))\n"
        "for n in itertools.count():\n"
        "    store.write({str(n).encode(): str(n).encode() * 20_000})\n"
        "    print(n, flush=True)\n"
    )
    file = tmp_path / "kept"
    killed = _started(program, str(file))
    assert killed.stdout is not None
    for _ in range(3):
        killed.stdout.readline()
    time.sleep(0.01)
    killed.kill()
    killed.communicate()
    store = Store(file)
    keys = [str(n).encode() for n in range(3)]
    assert store.read(keys) == {key: key * 20_000 for key in keys}
    store.write(VALUES)
    assert store.read(list(VALUES)) == VALUES


def test_the_environment_says_where_it_lies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "here"))
    open_store().write(VALUES)
    assert (tmp_path / "here" / FILE).is_file()
    monkeypatch.setenv(VARIABLE, "off")
    assert cache_folder() is None
    store = open_store()
    store.write(VALUES)
    assert (store.read(list(VALUES)), store.trouble) == ({}, "")
    monkeypatch.delenv(VARIABLE)
    for variable in ("HOME", "XDG_CACHE_HOME", "LOCALAPPDATA", "USERPROFILE"):
        monkeypatch.setenv(variable, str(tmp_path / "user"))
    folder = cache_folder()
    assert folder is not None
    assert folder.is_relative_to(tmp_path / "user")


def _started(program: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", program, *arguments],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "generator")},
    )


def _python(program: str, *arguments: str) -> str:
    running = _started(program, *arguments)
    said, _ = running.communicate()
    assert running.returncode == 0
    return said
