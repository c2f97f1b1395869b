"""What CI installs is pinned once and locked by hashes; workflows are workflows."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib

import pytest
from packaging.requirements import Requirement

from tests.locking import LOCKED, PINS, ROOT, canonical, part, pins, strange_lines
from tests.release import CYCLONEDX

LOCK = LOCKED.read_text("utf-8")
ON_WINDOWS = {"colorama", "pywin32-ctypes"}


def test_the_lock_holds_what_is_pinned_and_what_windows_needs() -> None:
    pinned, locked = pins(PINS.read_text("utf-8")), pins(LOCK)
    assert {name: version for name, version in locked.items() if name not in ON_WINDOWS} == pinned
    assert locked.keys() - pinned.keys() == ON_WINDOWS


def test_each_row_has_hashes_and_no_line_an_address() -> None:
    assert list(strange_lines(LOCK)) == []
    assert "://" not in LOCK
    rows = [part(LOCK, [name], without=False) for name in pins(LOCK)]
    assert all(row.count("--hash=sha256:") >= 1 for row in rows)
    assert "".join(rows) == LOCK.partition("locking\n")[2]
    # What is compiled has files for many systems and Pythons.
    for name in ("nh3", "msgspec", "rapidfuzz", "lightningcss", "numpy", "brotli"):
        assert part(LOCK, [name], without=False).count("--hash") > 10, name


def test_a_part_is_some_rows_or_the_others() -> None:
    some, others = (part(LOCK, ["Torch", "POT"], without=without) for without in (False, True))
    assert pins(some).keys() == {"torch", "pot"}
    assert pins(some) | pins(others) == pins(LOCK)
    assert len(pins(some)) + len(pins(others)) == len(pins(LOCK))


def test_all_that_the_project_names_is_locked_in_a_version_that_it_takes() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    named = [*project["dependencies"]]
    named += [each for extra in project["optional-dependencies"].values() for each in extra]
    locked = pins(LOCK)
    for each in map(Requirement, named):
        if each.name != "diptych":
            assert each.specifier.contains(locked[canonical(each.name)]), each


@pytest.mark.parametrize("name", ["nightly", "release"])
def test_workflows_are_valid_and_their_commands_are_ours(name: str) -> None:
    file = ROOT / f".github/workflows/{name}.yml"
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "github-workflows"]
    done = subprocess.run([*command, str(file)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    text = file.read_text("utf-8")
    for module in re.findall(r"python -m (tests[\w.]*)", text):
        place = ROOT / module.replace(".", "/")
        assert place.with_suffix(".py").is_file() or (place / "__main__.py").is_file(), module
    for path in re.findall(r"tests/\S+\.py", text):
        assert (ROOT / path).is_file(), path
    locked = pins(LOCK)
    for names in re.findall(r"tests\.locking (?:without|only) ([\w -]+) >", text):
        assert {canonical(each) for each in names.split()} <= locked.keys()


def test_parts_that_are_tried_nightly_are_known() -> None:
    from tests.trust.__main__ import KNOWN

    text = (ROOT / ".github/workflows/nightly.yml").read_text("utf-8")
    tried = [
        each for parts in re.findall(r"tests\.trust ([a-z ]+)", text) for each in parts.split()
    ]
    assert {"fuzz", "faults", "kills", "pairs", "sizes", "same"} == {*tried} <= KNOWN.keys()
    assert re.fullmatch(r"cyclonedx-bom==[\d.]+", CYCLONEDX)
