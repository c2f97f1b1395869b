"""Compiling with what was kept: the same documents, and what they depend on makes another key."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from diptych.commands.building import compiling, one_by_one, workers
from diptych.commands.building.compiling import compile_all
from diptych.commands.building.one_by_one import as_bytes, compile_here
from diptych.compile import Compiled, CompileSettings, Requirements, compile_source
from diptych.input.config import load_config
from diptych.input.options import Options
from diptych.input.sources import find_notes, read_sources
from diptych.model import Source, silent
from diptych.output import versions
from diptych.output.cache_folder import VARIABLE
from diptych.output.locks import LOCK
from diptych.output.store import FILE, Store
from tests.conftest import MakeNotebook, Run, build_folder, check_folder, files_below

# Each starts processes.
pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]
CASES = sorted((ROOT / "tests" / "cases").rglob("*.md"))
SETTINGS = CompileSettings(Options(), Requirements())


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of a cache that is turned on."""
    monkeypatch.setenv(VARIABLE, str(tmp_path / "cache"))
    return tmp_path / "cache" / FILE


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of what is compiled instead of read from the cache."""
    found: list[str] = []

    def counting(source: Source, settings: CompileSettings) -> Compiled:
        found.append(source.path)
        return compile_source(source, settings)

    monkeypatch.setattr(one_by_one, "compile_source", counting)
    monkeypatch.setattr(compiling, "_processors", lambda: 1)  # others would not be counted
    return found


def sources() -> list[Source]:
    """Our notes, and all cases."""
    config, _ = load_config(ROOT)
    ours, _ = read_sources(config.root, find_notes(config.root, config.notes, config.output).files)
    return [*ours, *(Source(str(f), f.read_text("utf-8")) for f in CASES)]


def test_what_was_kept_equals_what_is_compiled(tmp_path: Path, counted: list[str]) -> None:
    store = Store(tmp_path / "kept")
    first = compile_all(sources(), SETTINGS, silent, store)
    assert len(counted) == len(sources())
    again = compile_all(sources(), SETTINGS, silent, Store(tmp_path / "kept"))
    assert len(counted) == len(sources())
    assert again == first
    assert store.trouble == ""


@pytest.mark.parametrize("at_once", [1, 2, 3, 7])
def test_all_are_kept_however_many_are_written_at_once(
    tmp_path: Path, counted: list[str], monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(compiling, "_KEPT_AT_ONCE", at_once)
    some = [Source(f"{name}.md", f"# {name}?\n\nSo.\n") for name in "abcdefg"]
    first = compile_all(some, SETTINGS, silent, Store(tmp_path / "kept"))
    counted.clear()
    assert compile_all(some, SETTINGS, silent, Store(tmp_path / "kept")) == first
    assert counted == []


def test_a_build_from_the_cache_writes_the_same_bytes(
    make_notebook: MakeNotebook, kept: Path, counted: list[str], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    root = make_notebook({f"{f.parent.name}/{f.name}": f.read_bytes() for f in CASES})
    monkeypatch.setenv(VARIABLE, "off")
    cold = build_folder(root, tmp_path / "cold")
    (ledger,) = root.glob("*.jsonl")
    ledger.unlink()
    monkeypatch.setenv(VARIABLE, str(kept.parent))
    for name in ("filling", "warm"):
        counted.clear()
        assert build_folder(root, tmp_path / name).report.diagnostics == cold.report.diagnostics
        assert bool(counted) == (name == "filling")
        warm, scratch = (files_below(tmp_path / each, {LOCK}) for each in (name, "cold"))
        assert warm == scratch
        ledger.unlink()


@pytest.mark.usefixtures("kept")
def test_only_what_was_edited_is_compiled(make_notebook: MakeNotebook, counted: list[str]) -> None:
    root = make_notebook({"a.md": "## A?\n\na\n", "b.md": "## B?\n\nb\n"})
    check_folder(root)
    assert counted == ["a.md", "b.md"]
    (root / "b.md").write_text("## B?\n\nother\n", encoding="utf-8")
    check_folder(root)
    assert counted == ["a.md", "b.md", "b.md"]
    (root / "b.md").rename(root / "c.md")  # its path stands in its spans
    check_folder(root)
    assert counted[3:] == ["c.md"]


def other_settings() -> Iterator[tuple[str, CompileSettings]]:
    """Each field of the settings with another value, whatever fields there are."""
    reading, requirements = SETTINGS.reading, SETTINGS.requirements
    for name in reading.__struct_fields__:
        changed = structs.replace(reading, **_other(reading, name))
        yield name, structs.replace(SETTINGS, reading=changed)
    for name in requirements.__struct_fields__:
        others = structs.replace(requirements, **_other(requirements, name))
        yield name, structs.replace(SETTINGS, requirements=others)


def _other(settings: object, name: str) -> dict[str, Any]:
    was = getattr(settings, name)
    others: dict[type, object] = {
        bool: not was, type(None): 3, frozenset: frozenset({"D201"}), tuple: (("de", "en"),)
    }  # fmt: skip
    return {name: others[type(was)]}


def test_each_setting_that_compiling_reads_makes_another_key() -> None:
    source = [Source("a.md", "## A?\n\na\n")]
    keys = {name: next(compiling._keys(source, each)) for name, each in other_settings()}
    assert len({*keys.values(), next(compiling._keys(source, SETTINGS))}) == len(keys) + 1


def test_another_engine_or_library_makes_another_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = [Source("a.md", "## A?\n\na\n")]
    keys = {next(compiling._keys(source, SETTINGS))}
    (tmp_path / "page.py").write_text("one", encoding="utf-8")
    monkeypatch.setattr(versions, "ENGINE", tmp_path)
    keys |= {next(compiling._keys(source, SETTINGS))}
    (tmp_path / "page.py").write_text("two", encoding="utf-8")
    versions.digest_of.cache_clear()
    keys |= {next(compiling._keys(source, SETTINGS))}
    (tmp_path / "markdown-1.0.dist-info").mkdir()
    monkeypatch.syspath_prepend(str(tmp_path))
    keys |= {next(compiling._keys(source, SETTINGS))}
    monkeypatch.setattr(sys, "version", "4.0")
    keys |= {next(compiling._keys(source, SETTINGS))}
    assert len(keys) == 5


def test_the_key_is_the_same_in_every_process() -> None:
    """Of a set, each process walks the members in an order of its own."""
    program = (
        "from diptych.commands.building.compiling import _keys\n"
        "from diptych.compile import CompileSettings, Requirements\n"
        "from diptych.input.options import Options\n"
        "from diptych.model import Source\n"
        "without = frozenset(f'D{n}' for n in range(200, 260))\n"
        "settings = CompileSettings(Options(without=without), Requirements())\n"
        "print(next(_keys([Source('a.md', 'a')], settings)).hex())\n"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT / "generator")},
            capture_output=True, text=True, check=True,
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(said) == 1


def test_bytes_that_are_no_document_are_compiled_again(tmp_path: Path, counted: list[str]) -> None:
    source = [Source("a.md", "## A?\n\na\n")]
    store = Store(tmp_path / "kept")
    (first,) = compile_all(source, SETTINGS, silent, store)
    store.write({next(compiling._keys(source, SETTINGS)): b"\x91\x01"})
    assert compile_all(source, SETTINGS, silent, store) == [first]
    assert compile_all(source, SETTINGS, silent, store) == [first]
    assert len(counted) == 2


def test_what_no_bytes_can_hold_is_compiled_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def half_a_character(source: Source, settings: CompileSettings) -> Compiled:
        return structs.replace(compile_source(source, settings), title="\ud800")

    for module in (compiling, one_by_one):
        monkeypatch.setattr(module, "compile_source", half_a_character)
    store = Store(tmp_path / "kept")
    for _ in range(2):
        (found,) = compile_all([Source("a.md", "## A?\n\na\n")], SETTINGS, silent, store)
        assert found.title == "\ud800"


def test_without_a_cache_a_check_says_so_when_asked(
    make_notebook: MakeNotebook, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_notebook({"a.md": "## A?\n\na\n"})
    (tmp_path / "file").write_text("x", encoding="utf-8")
    monkeypatch.setenv(VARIABLE, str(tmp_path / "file" / "in"))
    for flags, said in (([], 0), (["-v"], 1)):
        done = run("check", str(root), *flags, cwd=tmp_path)
        assert done.returncode == 0
        assert done.stderr.count("compiled notes are not kept in") == said


def test_a_cache_that_is_deleted_while_building_costs_time_only(
    make_notebook: MakeNotebook, kept: Path, counted: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_notebook({"a.md": "## A?\n\na\n"})

    def deleting(source: Source, settings: CompileSettings) -> Compiled:
        shutil.rmtree(kept.parent)
        counted.append(source.path)
        return compile_source(source, settings)

    monkeypatch.setattr(one_by_one, "compile_source", deleting)
    assert len(check_folder(root).questions) == 1
    assert kept.is_file()
    assert len(check_folder(root).questions) == 1
    assert counted == ["a.md"]


# --- several processes

MANY = [Source(f"{n}.md", f"## What is {n}?\n\n{'word ' * 200}\n") for n in range(30)]


def _progress() -> tuple[list[int], Callable[[], None]]:
    counted: list[int] = []
    return counted, lambda: counted.append(1)


def _alone() -> list[bytes]:
    return [as_bytes(each) for each in compile_here(MANY, SETTINGS, lambda: None)]


def test_several_processes_give_the_same_in_the_same_order() -> None:
    counted, done = _progress()
    found = workers.compile_many(MANY, SETTINGS, 2, done)
    assert [*found] == _alone()
    assert len(counted) == len(MANY)


@pytest.mark.slow
def test_where_the_others_crash_the_work_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_compile_chunk", _crash)
    expected = _alone()
    for others in (1, 2):
        assert [*workers.compile_many(MANY, SETTINGS, others, lambda: None)] == expected


def _crash(*_: object) -> list[bytes]:
    os._exit(1)


def test_where_no_process_can_be_started_the_work_is_done_here(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError("no semaphores")

    expected = _alone()
    for name, where in (("ProcessPoolExecutor", workers), ("submit", ProcessPoolExecutor)):
        with monkeypatch.context() as patch:
            patch.setattr(where, name, refuse)
            assert [*workers.compile_many(MANY, SETTINGS, 1, lambda: None)] == expected


@pytest.mark.parametrize(
    ("processors", "size", "others"),
    [
        (1, 10**7, 0),
        (2, 10**7 - 1, 0),
        (2, 10**7, 1),
        (3, 249_999, 0),
        (3, 250_000, 1),
        (3, 10**7, 2),
        (8, 749_999, 2),
        (8, 10**7, 7),
    ],
)
def test_each_process_gets_enough_to_do(
    processors: int, size: int, others: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[int] = []

    def sharing(sources: Sequence[Source], _: object, others: int, __: object) -> list[bytes]:
        asked.append(others)
        return [b""] * len(sources)

    monkeypatch.setattr(workers, "compile_many", sharing)
    for module in (compiling, one_by_one):
        monkeypatch.setattr(module, "compile_source", lambda *_: compile_source(MANY[0], SETTINGS))
    monkeypatch.setattr(compiling, "_processors", lambda: processors)
    half = Source("a.md", "x" * (size // 2)), Source("b.md", "x" * (size - size // 2))
    store = Store(tmp_path / "kept")
    compile_all(half, SETTINGS, silent, store)
    assert asked == ([others] if others else [])


def test_what_is_known_is_not_shared_out(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(compiling, "WORTH_A_PROCESS", 1000)
    monkeypatch.setattr(compiling, "_processors", lambda: 3)
    store = Store(tmp_path / "kept")
    compiled = compile_all(MANY, SETTINGS, silent, store)
    monkeypatch.setattr(workers, "compile_many", _crash)
    assert compile_all(MANY, SETTINGS, silent, store) == compiled


def test_no_process_outlives_a_build_that_is_killed() -> None:
    script = """
from diptych.commands.building import workers
from tests.generator.commands.test_compiling import MANY, SETTINGS
def waiting(*arguments):
    print("begun", flush=True)
    input()
workers._result = waiting
list(workers.compile_many(MANY, SETTINGS, 1, lambda: None))
"""
    with subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    ) as build:  # fmt: skip
        assert build.stdout
        assert build.stdout.readline().strip() == b"begun"
        build.kill()
        # Whatever still lives holds the other end, so that there would be no end to read.
        build.communicate(timeout=60)
