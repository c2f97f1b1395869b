"""The source of a definition, for notes that show tested code."""

from __future__ import annotations

import ast
from functools import lru_cache

from diptych.digests import recalled


@recalled(str | None)
def definition(code: bytes, name: str) -> str | None:
    """Cut out the source of a module's function, class or constant, decorators included.

    Of a docstring only the first paragraph is shown: the rest is for who calls the function, and
    would stand between a reader and the code to be learned.

    Args:
        code: a Python module.
        name: what it defines; None is returned when it does not.
    """
    node = _definitions(code).get(name)
    if node is None:
        return None
    lines = code.decode("utf-8-sig").splitlines()
    first = min([node.lineno, *(each.lineno for each in getattr(node, "decorator_list", ()))])
    last = node.end_lineno or node.lineno
    shown = lines[first - 1 : last]
    if docstring := _docstring(node):
        start, end = docstring.lineno - first, (docstring.end_lineno or docstring.lineno) - first
        shown[start : end + 1] = _first_paragraph(shown[start : end + 1])
    return "\n".join(shown)


def definitions(code: bytes) -> list[str]:
    """List the names that a module defines."""
    return list(_definitions(code))


def line_of_definition(code: bytes, name: str) -> int | None:
    """Find the line, from 1, in which a module defines a name; None when it does not."""
    node = _definitions(code).get(name)
    return node.lineno if node else None


@lru_cache(maxsize=256)
def _definitions(code: bytes) -> dict[str, ast.stmt]:
    """Index what a module defines, by name. One that does not parse defines nothing."""
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError):
        return {}
    found: dict[str, ast.stmt] = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found[node.name] = node
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {target.id: node for target in targets if isinstance(target, ast.Name)}
    return found


def _docstring(node: ast.stmt) -> ast.stmt | None:
    body = getattr(node, "body", None)
    is_text = (
        body
        and isinstance(body[0], ast.Expr)
        and isinstance(body[0].value, ast.Constant)
        and isinstance(body[0].value.value, str)
    )
    return body[0] if is_text and body else None


def _first_paragraph(docstring: list[str]) -> list[str]:
    """Keep a docstring's lines up to its first blank one, with its quotes closed."""
    blank = next((n for n, line in enumerate(docstring) if not line.strip()), None)
    if blank is None:
        return docstring
    quotes = docstring[-1].strip()[-3:]
    return [*docstring[: blank - 1], docstring[blank - 1] + quotes]
