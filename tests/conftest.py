"""What all tests share: small notebooks, and how parts that are missing are treated."""

from __future__ import annotations

import gc
import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Callable, Container, Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import pytest
from filelock import FileLock
from hypothesis import settings

from diptych.cli import main
from diptych.commands.building import making
from diptych.commands.building.pipeline import Built, build, check_notes
from diptych.compile import Compiled, CompileSettings, Requirements, compile_source
from diptych.diagnostics.report import Report
from diptych.input.config import Config, load_config
from diptych.input.note_files import NoteFiles
from diptych.input.options import DEFAULT, Options
from diptych.model import Source, silent
from diptych.output import trust
from diptych.output.cache_folder import VARIABLE
from diptych.output.data_folder import VARIABLE as DATA
from diptych.output.freshness import compare
from tests.left_out import LeftOut

# What a test changes in the engine must not be kept, nor what was kept hide it.
os.environ[VARIABLE] = "off"
# Nor must tests write into the data folder of whoever runs them.
_DATA = tempfile.TemporaryDirectory(prefix="diptych-tests-")
os.environ[DATA] = _DATA.name
# What a test reads from the command line, it reads in English unless it says otherwise.
os.environ["DIPTYCH_LANG"] = "en"

ROOT = Path(__file__).parents[1]

NUMERICS = ROOT / "tests" / "figures"
"""Where the tests of `figures.numerics` lie, beside folders of others."""

Notes = Mapping[str, str | bytes]
MakeNotebook = Callable[[Notes], Path]

# How fast one example runs says something of the machine, nothing of the law.
settings.register_profile("diptych", deadline=None)
settings.register_profile("nightly", deadline=None, max_examples=10_000)
settings.load_profile("nightly" if os.environ.get("DIPTYCH_NIGHTLY") == "1" else "diptych")

# Whoever asks for one of these waits for seconds: a browser, our whole notebook built, a server, or
# somebody who studies with the real engine.
SLOW = frozenset(
    {
        *("chromium", "whole", "firefox", "old", "own", "published"),
        *("add_on", "server", "learner", "with_fsrs", "reader"),
    }
)

# In the past, as every real change is: Anki moves times that lie ahead of its clock.
NOW = 1_790_000_000


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(LeftOut())


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-cases", action="store_true", help="write what the cases give as expected"
    )


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as slow what asks for something slow, before `-m` leaves anything out."""
    for item in items:
        if not SLOW.isdisjoint(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.slow)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Where CI asks which lines of the numerics are reached, trace only their own tests.

    What is traced takes the processor up to twice as long. The marker `no_cover` does not help: in
    each of several workers pytest-cov starts two tracers, and stops one.
    """
    tracer, in_threads = sys.gettrace(), threading.gettrace()
    if item.path.parent == NUMERICS or tracer is None:
        return (yield)
    sys.settrace(None)
    threading.settrace(None)
    try:
        return (yield)
    finally:
        threading.settrace(in_threads)
        sys.settrace(tracer)


def pytest_collection_finish() -> None:
    """Spare the collector what stays to the end anyway: modules, and some thousand tests.

    To go through these again and again took a tenth of all the time of the processor.
    """
    gc.freeze()


@pytest.fixture(autouse=True, scope="session")
def _trusting() -> Iterator[None]:
    """Let the code of notebooks run, but in the tests of what happens where it may not."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (making, trust):
            patch.setattr(module, "is_trusted", lambda _: True)
        yield


IS_TRUSTED = trust.is_trusted


@pytest.fixture
def untrusting(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Run no code of a notebook until it is trusted, by a user who has trusted nothing yet."""
    for module in (making, trust):
        monkeypatch.setattr(module, "is_trusted", IS_TRUSTED)
    monkeypatch.setenv(DATA, str(tmp_path / "data"))


def missing(what: str) -> NoReturn:
    """A part that this machine lacks: skip at a developer's, fail in CI, where it belongs."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"CI must have {what}")
    pytest.skip(f"needs {what}")


@contextmanager
def of(what: object) -> Iterator[None]:
    """Say of which of many things in a loop a failed assertion speaks."""
    try:
        yield
    except Exception as error:
        error.add_note(f"of {what}")
        raise


@pytest.fixture
def make_notebook(tmp_path: Path) -> MakeNotebook:
    """Write files below a fresh folder and give the folder."""

    def make(notes: Notes) -> Path:
        root = tmp_path / "notebook"
        for name, content in notes.items():
            file = root / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return root

    return make


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a command: its exit code, and what it printed."""

    returncode: int
    stdout: str
    stderr: str


Run = Callable[..., Done]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command as it is typed in a folder, but in this process."""

    def run(*arguments: str, cwd: Path) -> Done:
        monkeypatch.chdir(cwd)
        capsys.readouterr()
        try:
            code = main(arguments)
        except SystemExit as stopped:  # as argparse ends
            code = int(stopped.code or 0)
        return Done(code, *capsys.readouterr())

    return run


def copy_own_notes(root: Path) -> Path:
    """Copy our own notebook into a folder, so that no test touches its ledger or its drawings."""
    for name in ("notes", "figures"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "diptych.toml", root)
    return root


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> Path:
    """The folder of this run of tests, in which that of each worker lies."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if hasattr(pytestconfig, "workerinput") else own


def make_once(folder: Path, make: Callable[[Path], object]) -> Path:
    """Let the first worker that asks for a folder make what is in it; nobody writes there after."""
    done = folder.with_suffix(".done")
    with FileLock(folder.with_suffix(".lock")):
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)  # what a worker left that failed
            folder.mkdir()
            make(folder)
            done.touch()
    return folder


def files_below(folder: Path, without: Container[str] = ()) -> dict[str, bytes]:
    """What lies in a folder and below it: path → bytes.

    Args:
        without: names of files that do not count.
    """
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.name not in without
    }


def compiled(text: str, path: str = "a.md", reading: Options = DEFAULT) -> Compiled:
    """One document, of which nothing is required."""
    return compile_source(Source(path, text), CompileSettings(reading, Requirements()))


def check_folder(path: Path) -> Report:
    """`diptych check PATH`, never built before: a deck of the folder we are in would be asked."""
    return check_notes(*load_config(path, path.parent / "never-built"))


def build_folder(path: Path, output: Path, now: int = NOW) -> Built:
    """`diptych build PATH --output DIR`."""
    config, told = load_config(path, output)
    return build(config, told, now, silent)


def is_fresh(config: Config, manifest: Mapping[str, Any]) -> bool:
    """Whether neither what a build reads nor what it wrote has changed since."""
    return compare(config, manifest, NoteFiles(config)).fresh


def codes(report: Report) -> list[str]:
    """The codes of what a report says, remarks left out."""
    return [each.code for each in report.diagnostics if each.severity != "info"]
