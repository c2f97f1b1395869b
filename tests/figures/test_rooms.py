"""The rooms of the subject: algorithms know no data and no drawing, and nothing knows the engine."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

from tests.generator.house import imported

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


def imports(module: Path) -> frozenset[str]:
    return imported(ast.parse(module.read_text(encoding="utf-8")))


def test_each_room_imports_only_what_lies_below_it() -> None:
    for module in MODULES:
        allowed = MAY.get(room(module))
        names = imports(module)
        assert not [name for name in names if name.split(".")[0] in {"diptych", "tests"}], module
        own = [name for name in names if name.split(".")[0] not in sys.stdlib_module_names]
        strange = [name for name in own if allowed and not name.startswith(allowed)]
        assert strange == [], module


def test_the_package_itself_costs_nothing_to_import() -> None:
    assert imports(ROOT / "figures/__init__.py") == {"__future__.annotations"}
