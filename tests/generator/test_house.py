"""The rules of the house: data goes one way, and each library has one room."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ENGINE = ROOT / "generator" / "diptych"
MODULES = sorted(ENGINE.rglob("*.py"))

# Each room may import those before it, never one behind it.
ORDER = (
    "model",
    "characters",
    "progress",
    "interface",
    "diagnostics",
    "input",
    "syntax",
    "parse",
    "figures",
    "identity",
    "render",
    "compile",
    "link",
    "deck",
    "site",
    "output",
    "commands",
    "cli",
    "__main__",
)
RANK = {room: rank for rank, room in enumerate(ORDER)}

# Rooms side by side that must not know of each other.
STRANGERS = [("deck", "site")]

ONLY_IN: dict[str, tuple[str, ...]] = {
    "genanki": ("deck/",),
    "jinja2": ("site/",),
    "fontTools": ("site/",),
    "markdown_it": ("syntax/", "parse/", "render/flavour.py"),
    "mdit_py_plugins": ("syntax/",),
    "math_core": ("render/",),
    "nh3": ("render/",),
    "pygments": ("render/",),
    "tinycss2": ("site/",),
    "zstandard": ("deck/",),
    "yaml": ("parse/",),
    "matplotlib": ("figures/drawing.py",),
    "filelock": ("output/write.py",),
    "rapidfuzz": ("link/checks/", "identity/"),
    "rich": ("commands/terminal.py", "diagnostics/snippet.py"),
    "numpy": (),
}


def imports(module: Path, *, for_types: bool = False) -> set[str]:
    """The dotted names that a module imports when it runs (or only for its types)."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    guarded = {
        id(node)
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and ast.unparse(block.test) == "TYPE_CHECKING"
        for node in ast.walk(block)
    }
    names: set[str] = set()
    for node in ast.walk(tree):
        if (id(node) in guarded) != for_types:
            continue
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def room(dotted: str) -> str | None:
    """The room of the engine that a dotted name or a file belongs to."""
    parts = dotted.split(".")
    return parts[1] if parts[0] == "diptych" and len(parts) > 1 else None


def room_of_file(module: Path) -> str | None:
    first = module.relative_to(ENGINE).parts[0].removesuffix(".py")
    return None if first == "__init__" else first


def test_every_room_has_a_place_in_the_order() -> None:
    rooms = {room_of_file(module) for module in MODULES} - {None}
    assert rooms == set(RANK)


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_data_goes_one_way(module: Path) -> None:
    here = room_of_file(module)
    for name in imports(module):
        there = room(name)
        if here is None or there is None or there == here or there not in RANK:
            continue
        assert RANK[there] <= RANK[here], f"{here} must not import {there}"
        assert (here, there) not in STRANGERS
        assert (there, here) not in STRANGERS


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_engine_knows_no_subject(module: Path) -> None:
    names = imports(module) | imports(module, for_types=True)
    assert not [name for name in names if name.split(".")[0] == "figures"]


@pytest.mark.parametrize("library", ONLY_IN)
def test_each_library_has_one_room(library: str) -> None:
    users = {
        module.relative_to(ENGINE).as_posix()
        for module in MODULES
        if any(name.split(".")[0] == library for name in imports(module))
    }
    assert all(user.startswith(ONLY_IN[library]) for user in users), users


def test_the_model_imports_nothing_local() -> None:
    names = imports(ENGINE / "model.py") | imports(ENGINE / "model.py", for_types=True)
    assert not [name for name in names if room(name)]


def test_only_both_ends_touch_the_disk() -> None:
    disk = {"input", "output", "figures", "link", "commands", "cli"}
    calls = (".read_text(", ".read_bytes(", ".write_text(", ".write_bytes(", " open(", ".mkdir(")
    users = {
        room_of_file(module)
        for module in MODULES
        if any(call in module.read_text(encoding="utf-8") for call in calls)
    }
    # What a package carries with it (templates, styles, texts, the font) is part of its code.
    assert users <= disk | {"site", "deck", "render", "interface", "diagnostics"}


def test_a_build_without_changes_imports_the_standard_library_only() -> None:
    probe = (
        "import sys; sys.path.insert(0, 'generator')\n"
        "import diptych.cli, diptych.output.freshness\n"
        "known = sys.stdlib_module_names | {'diptych', '__main__'}\n"
        "print(sorted({m.split('.')[0] for m in sys.modules} - known))"
    )
    # -S: without site-packages' own start-up hooks, which are not ours to answer for.
    done = subprocess.run(
        [sys.executable, "-S", "-c", probe], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert done.stdout.strip() == "[]"


def test_no_file_is_too_long_to_hold_in_the_head() -> None:
    long = [m.name for m in MODULES if len(m.read_text(encoding="utf-8").splitlines()) > 400]
    assert not long
