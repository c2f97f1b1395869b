"""The code behind a figure: its own, and the definitions of its package that it computes with."""

from __future__ import annotations

import ast
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from msgspec import Struct

from diptych.digests import recalled
from diptych.syntax.code_excerpt import definition

if TYPE_CHECKING:
    from collections.abc import Iterator

    from diptych.figures.registry import Figure, Gallery


class Listing(Struct, frozen=True):
    """A piece of code and where it stands.

    Attributes:
        path: the file, relative to the notebook's root.
        name: what is defined; empty when the listing is the whole file.
    """

    path: str
    name: str
    code: str


def code_behind(figure: Figure, gallery: Gallery) -> tuple[Listing, ...]:
    """Find the functions that a figure's ``compute`` uses, and the figure's own file.

    Only functions of the figure's package count, in the order of its imports: what a library does
    is the library's to explain, and how things are drawn is much the same everywhere.
    """
    own = gallery.sources[figure.module]
    package = PurePosixPath(figure.module).parent.parent
    functions = tuple(
        Listing(path, name, code)
        for path, name in _imported(own, package)
        if (code := definition(gallery.sources.get(path, b""), name)) and "def " in code
    )
    return (*functions, Listing(figure.module, "", own.decode("utf-8")))


def _imported(code: bytes, package: PurePosixPath) -> Iterator[tuple[str, str]]:
    """Find what ``compute`` and its helpers use of what the module imports from its package."""
    for module, name in used_imports(code):
        top, *below = module.split(".")
        if top == package.name:
            yield f"{package.joinpath(*below)}.py", name


@recalled(tuple[tuple[str, str], ...])
def used_imports(code: bytes) -> tuple[tuple[str, str], ...]:
    """List what ``compute`` and its helpers use of what a module imports: whence, and its name."""
    tree = ast.parse(code)
    used = _names_used(tree, "compute")
    return tuple(
        (node.module, alias.name)
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and not node.level and node.module
        for alias in node.names
        if (alias.asname or alias.name) in used
    )


def _names_used(tree: ast.Module, start: str) -> set[str]:
    """Find the names that a definition of a module reads, and those that these read in turn."""
    bodies = {
        node.name: node for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)
    }
    found: set[str] = set()
    waiting = [start]
    while waiting:
        body = bodies.get(waiting.pop())
        names = (
            {each.id for each in ast.walk(body) if isinstance(each, ast.Name)} if body else set()
        )
        waiting += names - found
        found |= names
    return found
