"""Which figures the notebook has, and which of them are stale.

A figure package is a folder with an ``__init__.py`` that offers ``FIGURES`` (the names, in order)
and ``PALETTE`` (colour → its light and its dark form), both cheap to import, with
``plots/<name>.py`` for each figure and ``rendered/<name>.svg`` as drawn. Whether a drawing is stale
is told by a hash of the code that drew it: the plot's module and whatever it imports from the
package, found without running any of it.
"""

from __future__ import annotations

import ast
import hashlib
import importlib
import importlib.util
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from generator.figures import svg

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from types import ModuleType


class FigurePackageError(Exception):
    """The figure package cannot be used; says why."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A registered figure and its drawing.

    Attributes:
        path: the drawing's file, relative to the notebook's root.
        code: the hash of the code as it is now.
        drawing: the SVG as drawn, or None when there is none.
    """

    name: str
    path: str
    code: str
    drawing: str | None

    @property
    def stale(self) -> bool:
        """Whether it was drawn by other code, or not at all."""
        return self.drawing is None or svg.code_of(self.drawing) != self.code


@dataclass(frozen=True, slots=True)
class Gallery:
    """The figures of a notebook; an empty one when it has no figure package."""

    folder: Path | None = None
    palette: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    figures: Mapping[str, Figure] = field(default_factory=dict)

    def by_path(self) -> dict[str, Figure]:
        """The figures by the paths of their drawings."""
        return {figure.path: figure for figure in self.figures.values()}


def load_gallery(root: Path, folder: Path | None) -> Gallery:
    """Read the figure package.

    Args:
        root: the notebook's root.
        folder: the package's folder; None gives an empty gallery.

    Raises:
        FigurePackageError: it cannot be imported, or does not offer what it must.
    """
    if folder is None:
        return Gallery()
    package = import_package(folder)
    try:
        names, palette = tuple(package.FIGURES), dict(package.PALETTE)
    except AttributeError as error:
        raise FigurePackageError(f"`{folder.name}/__init__.py`: {error}") from error
    figures = {}
    for name in names:
        module = folder / "plots" / f"{name.replace('-', '_')}.py"
        if not module.is_file():
            raise FigurePackageError(f"figure `{name}` has no `{module.relative_to(root)}`")
        drawing = folder / "rendered" / f"{name}.svg"
        figures[name] = Figure(
            name=name,
            path=drawing.relative_to(root).as_posix(),
            code=_code_hash(module, folder, palette),
            drawing=drawing.read_text(encoding="utf-8") if drawing.is_file() else None,
        )
    return Gallery(folder, palette, figures)


def import_package(folder: Path) -> ModuleType:
    """Import a package by its folder, wherever that lies.

    Raises:
        FigurePackageError: there is no package, or its import fails.
    """
    name, file = folder.name, folder / "__init__.py"
    known = sys.modules.get(name)
    if known is not None and known.__file__ == str(file):
        return known
    for other in [key for key in sys.modules if key == name or key.startswith(f"{name}.")]:
        del sys.modules[other]
    spec = importlib.util.spec_from_file_location(
        name, file, submodule_search_locations=[str(folder)]
    )
    if spec is None or spec.loader is None or not file.is_file():
        raise FigurePackageError(f"there is no `{folder.name}/__init__.py`")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:  # whatever a notebook's own code raises is its author's to see
        del sys.modules[name]
        raise FigurePackageError(f"`{folder.name}/__init__.py`: {error!r}") from error
    return module


def _code_hash(module: Path, folder: Path, palette: Mapping[str, tuple[str, str]]) -> str:
    """A hash of a plot's code, all that it imports from its package, and the palette.

    The package's ``__init__.py`` counts only by its palette: one more figure in its list does not
    make the others stale.
    """
    digest = hashlib.sha256(f"{svg.FORM} {sorted(palette.items())}".encode())
    for file in sorted(_closure(module, folder)):
        # Line ends may differ from checkout to checkout.
        text = file.read_bytes().replace(b"\r\n", b"\n")
        digest.update(file.relative_to(folder).as_posix().encode() + b"\0" + text + b"\0")
    return digest.hexdigest()[:16]


def _closure(module: Path, folder: Path) -> set[Path]:
    found: set[Path] = set()
    waiting = [module]
    while waiting:
        file = waiting.pop()
        if file not in found:
            found.add(file)
            waiting += _local_imports(file, folder)
    found.discard(folder / "__init__.py")
    return found


def _local_imports(file: Path, folder: Path) -> Iterator[Path]:
    try:
        tree = ast.parse(file.read_bytes())
    except SyntaxError as error:
        raise FigurePackageError(f"{file.name}, line {error.lineno}: {error.msg}") from error
    here = [folder.name, *file.relative_to(folder).with_suffix("").parts]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield from _file_of(alias.name.split("."), folder)
        elif isinstance(node, ast.ImportFrom):
            base = here[: -node.level] if node.level else []
            base = base + (node.module.split(".") if node.module else [])
            yield from _file_of(base, folder)
            for alias in node.names:
                yield from _file_of([*base, alias.name], folder)


def _file_of(dotted: list[str], folder: Path) -> Iterator[Path]:
    if not dotted or dotted[0] != folder.name:
        return
    place = folder.joinpath(*dotted[1:])
    for file in (place.with_suffix(".py"), place / "__init__.py"):
        if file.is_file():
            yield file
