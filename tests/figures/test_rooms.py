"""The rooms of the subject: algorithms know no data and no drawing, and nothing knows the engine."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.generator.test_house import imports

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "figures").rglob("*.py"))

# What each room may import, of the package and besides the standard library.
MAY = {
    "numerics": ("figures.numerics", "numpy"),
    "data": ("figures.data", "figures.numerics", "numpy"),
    "plots": (
        "figures.data",
        "figures.numerics",
        "figures.outlines",
        "figures.slider",
        "figures.style",
        "numpy",
    ),
    "recipes": ("figures.data", "figures.numerics", "numpy"),
}


def room(module: Path) -> str:
    parts = module.relative_to(ROOT / "figures").parts
    return "recipes" if "recipes" in parts else parts[0]


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_each_room_imports_only_what_lies_below_it(module: Path) -> None:
    allowed = MAY.get(room(module))
    names = imports(module)
    assert not [name for name in names if name.split(".")[0] in {"diptych", "tests"}]
    if allowed:
        own = [name for name in names if name.split(".")[0] not in sys.stdlib_module_names]
        strange = [name for name in own if not name.startswith(allowed)]
        assert strange == []


def test_the_package_itself_costs_nothing_to_import() -> None:
    assert imports(ROOT / "figures/__init__.py") == {"__future__.annotations"}
