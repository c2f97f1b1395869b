"""The code behind a figure: its own, and the definitions of its package that it computes with."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.listing import definition

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.figures.registry import Figure, Gallery


@dataclass(frozen=True, slots=True)
class Listing:
    """A piece of code and where it stands.

    Attributes:
        path: the file, relative to the notebook's root.
        name: what is defined; empty when the listing is the whole file.
    """

    path: str
    name: str
    code: str


def code_behind(figure: Figure, gallery: Gallery) -> tuple[Listing, ...]:
    """The functions that a figure's ``compute`` uses, and the figure's own file.

    Only functions of the figure's package count, in the order of its imports: what a library does
    is the library's to explain, and how things are drawn is much the same everywhere.
    """
    assert gallery.folder is not None
    own = gallery.folder.parent.joinpath(figure.module).read_text(encoding="utf-8")
    functions = tuple(
        Listing(path, name, code)
        for path, name in _imported(ast.parse(own), gallery)
        if (code := _function(gallery, path, name)) is not None
    )
    return (*functions, Listing(figure.module, "", own))


def _imported(tree: ast.Module, gallery: Gallery) -> Iterator[tuple[str, str]]:
    """What ``compute`` and its helpers use of what the module imports from its package."""
    assert gallery.folder is not None
    used = _names_used(tree, "compute")
    for node in tree.body:
        module = node.module if isinstance(node, ast.ImportFrom) and not node.level else None
        if module and module.split(".")[0] == gallery.folder.name:
            path = f"{module.replace('.', '/')}.py"
            assert isinstance(node, ast.ImportFrom)
            for alias in node.names:
                if (alias.asname or alias.name) in used:
                    yield path, alias.name


def _function(gallery: Gallery, path: str, name: str) -> str | None:
    assert gallery.folder is not None
    file = gallery.folder.parent / path
    code = definition(file.read_bytes(), name) if file.is_file() else None
    return code if code and "def " in code else None


def _names_used(tree: ast.Module, start: str) -> set[str]:
    """The names that a definition of a module reads, and those that these read in turn."""
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
