"""The source of a definition, for notes that show tested code."""

from __future__ import annotations

import ast
from functools import lru_cache


def definition(code: bytes, name: str) -> str | None:
    """The source of a module's function, class or constant, decorators and docstring included.

    Args:
        code: a Python module.
        name: what it defines; None is returned when it does not.
    """
    found = _places(code).get(name)
    if found is None:
        return None
    first, last = found
    return "\n".join(code.decode("utf-8-sig").splitlines()[first - 1 : last])


def definitions(code: bytes) -> list[str]:
    """The names that a module defines."""
    return list(_places(code))


@lru_cache(maxsize=256)
def _places(code: bytes) -> dict[str, tuple[int, int]]:
    """Name → first and last line. A module that does not parse defines nothing."""
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError):
        return {}
    places = {}
    for node in tree.body:
        last = node.end_lineno or node.lineno
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
            places[node.name] = (first, last)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names = [target.id for target in targets if isinstance(target, ast.Name)]
            places.update(dict.fromkeys(names, (node.lineno, last)))
    return places
