"""Which figures the notebook has, and which of them are stale.

A figure package is a folder with an ``__init__.py`` that offers ``FIGURES`` (the names, in order)
and ``PALETTE`` (colour → its light and its dark form), both cheap to import, with
``plots/<name>.py`` for each figure and ``rendered/<name>.svg`` as drawn; what changes in it while
it is played with lies in ``rendered/<name>.frames.json``. Whether a drawing is stale is told by a
hash of the code that drew it: the plot's module, whatever it imports from the package, and the
data beside those modules, found without running any of it.
"""

from __future__ import annotations

import ast
import hashlib
import importlib
import importlib.util
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from diptych.characters import lazy
from diptych.digests import recalled
from diptych.figures import svg
from diptych.input.bounds import Bounds
from diptych.input.paths import below

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from types import ModuleType


class FigurePackageError(Exception):
    """The figure package cannot be used; says why.

    Attributes:
        hint: what to do; empty where only the author knows.
    """

    hint = ""


_NAME = lazy(r"\w[\w-]*")


class Figure(Struct, frozen=True):
    """A registered figure and its drawing.

    Attributes:
        path: the drawing's file, relative to the notebook's root.
        code: the hash of the code as it is now.
        module: the plot's file, likewise.
        drawing: the SVG as drawn, or None when there is none.
        frames: what changes in the drawing while it is played with, as JSON, or None.
    """

    name: str
    path: str
    module: str
    code: str
    drawing: str | None
    frames: str | None = None

    @property
    def frames_path(self) -> str:
        """Where the frames lie, relative to the notebook's root."""
        return f"{self.path.removesuffix('.svg')}.frames.json"

    @property
    def stale(self) -> bool:
        """Tell whether it was drawn by other code, or not all of it was drawn."""
        if self.drawing is None or svg.code_of(self.drawing) != self.code:
            return True
        frames_fit = (self.frames or "").startswith(f'{{"code": "{self.code}"')
        return svg.is_playable(self.drawing) and not frames_fit


class Gallery(Struct, frozen=True):
    """The figures of a notebook; an empty one when it has no figure package.

    Attributes:
        palette: colour → its light and its dark form.
        sources: the code of the figures and of what they import from the package, by the file's
            path relative to the notebook's root.
    """

    folder: Path | None = None
    palette: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    figures: Mapping[str, Figure] = field(default_factory=dict)
    sources: Mapping[str, bytes] = field(default_factory=dict)

    def drawn(self) -> dict[str, str]:
        """Collect the drawings and frames that there are, by path."""
        files = [
            pair
            for each in self.figures.values()
            for pair in ((each.path, each.drawing), (each.frames_path, each.frames))
        ]
        return {path: text for path, text in files if text is not None}

    def by_path(self) -> dict[str, Figure]:
        """Index the figures by the paths of their drawings."""
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
    names, palette = _declared(folder)
    figures = {}
    files = _PackageFiles(folder)
    bounds = Bounds(root)
    for name in names:
        module = folder / "plots" / f"{name.replace('-', '_')}.py"
        if not module.is_file():
            raise FigurePackageError(f"figure `{name}` has no `{module.relative_to(root)}`")
        drawing = folder / "rendered" / f"{name}.svg"
        figure = Figure(
            name=name,
            path=drawing.relative_to(root).as_posix(),
            module=module.relative_to(root).as_posix(),
            code=_code_hash(module, files, palette),
            drawing=_text(bounds, drawing),
        )
        figures[name] = replace(figure, frames=_text(bounds, root / figure.frames_path))
    sources = {file.relative_to(root).as_posix(): code for file, code in files.code.items()}
    return Gallery(folder, palette, figures, sources)


def _declared(folder: Path) -> tuple[tuple[str, ...], dict[str, tuple[str, str]]]:
    """Read what a package declares without running it: it may be anybody's code.

    Raises:
        FigurePackageError: it declares no figures and colours, or not as plain data.
    """
    place = f"`{folder.name}/__init__.py`"
    file = folder / "__init__.py"
    if not file.is_file():
        raise FigurePackageError(f"there is no {place}")
    try:
        tree = ast.parse(file.read_bytes())
    except SyntaxError as error:
        raise FigurePackageError(f"{place}, line {error.lineno}: {error.msg}") from error
    except (ValueError, RecursionError, MemoryError) as error:
        raise FigurePackageError(f"{place}: {error}") from error
    found: dict[str, object] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign):
            targets = node.targets
        elif isinstance(node, ast.AnnAssign):
            targets = [node.target]
        else:
            continue
        for name in (each.id for each in targets if isinstance(each, ast.Name)):
            if name in {"FIGURES", "PALETTE"} and node.value is not None:
                found[name] = _plain(node.value, f"{place}, line {node.lineno}: `{name}`")
    return _names(found.get("FIGURES"), place), _colours(found.get("PALETTE"), place)


def _plain(value: ast.expr, what: str) -> object:
    try:
        return ast.literal_eval(value)
    except (ValueError, RecursionError, MemoryError) as error:
        raise FigurePackageError(f"{what} must be written out, for it is read, not run") from error


def _names(found: object, place: str) -> tuple[str, ...]:
    names = found if isinstance(found, (tuple, list)) else [None]
    if all(isinstance(each, str) and _NAME.fullmatch(each) for each in names):
        return tuple(map(str, names))
    raise FigurePackageError(f"{place}: `FIGURES` must be a tuple of names such as `focal-loss`")


def _colours(found: object, place: str) -> dict[str, tuple[str, str]]:
    colours: dict[str, tuple[str, str]] = {}
    for name, pair in found.items() if isinstance(found, dict) else [("", "")]:
        match (name, pair):
            case (str(), (str(light), str(dark))):
                colours[name] = (light, dark)
            case _:
                raise FigurePackageError(f"{place}: `PALETTE` must be a table of pairs of colours")
    return colours


def import_package(folder: Path) -> ModuleType:
    """Import a package by its folder, wherever that lies.

    Raises:
        FigurePackageError: there is no package, or its import fails.
    """
    name, file = folder.name, folder / "__init__.py"
    known = sys.modules.get(name)
    if known is not None and known.__file__ == str(file):
        return known
    forget_package(folder)
    spec = importlib.util.spec_from_file_location(
        name, file, submodule_search_locations=[str(folder)]
    )
    if spec is None or spec.loader is None or not file.is_file():
        raise FigurePackageError(f"there is no `{folder.name}/__init__.py`")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    # Compiled modules are told from changed ones by whole seconds and length: what an author saves
    # twice within a second would be drawn as it was.
    sys.dont_write_bytecode = True
    try:
        spec.loader.exec_module(module)
    # Whatever a notebook's own code raises is its author's to see, also that it wants to end.
    except (Exception, SystemExit) as error:
        del sys.modules[name]
        raise FigurePackageError(f"`{folder.name}/__init__.py`: {error!r}") from error
    return module


def how_to_install() -> str:
    """Say which command installs the libraries that figures are drawn with."""
    if getattr(sys, "frozen", False):  # a single file, into which nothing can be installed
        return 'The single file cannot draw. Install Python, then: pip install "diptych[figures]"'
    return f'Install the extra `figures`: "{sys.executable}" -m pip install "diptych[figures]"'


def forget_package(folder: Path) -> None:
    """Drop what was imported of a package, so that its code is read anew when it is next used."""
    name = folder.name
    for module in [key for key in sys.modules if key == name or key.startswith(f"{name}.")]:
        del sys.modules[module]
    importlib.invalidate_caches()


def _text(bounds: Bounds, file: Path) -> str | None:
    """Read a drawing; a link to what lies outside the notebook is none."""
    if not file.is_file() or not bounds.hold(file):
        return None
    return file.read_text(encoding="utf-8")


class _PackageFiles:
    """Reads and parses each module of a package once, however many figures import it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._beside: dict[Path, list[Path]] = {}
        self._modules: dict[str, list[Path]] = {}
        for place, _, names in os.walk(folder):
            package = ".".join((folder.name, *Path(place).relative_to(folder).parts))
            for name in names:
                self._take(Path(place), package, name)
        self.code: dict[Path, bytes] = {}
        self._imports: dict[Path, tuple[Path, ...]] = {}
        self._data: dict[Path, dict[Path, bytes]] = {}

    def _take(self, place: Path, package: str, name: str) -> None:
        stem, _, ending = name.partition(".")
        self._beside.setdefault(place / f"{stem}.py", []).append(place / name)
        if ending == "py":
            dotted = package if stem == "__init__" else f"{package}.{stem}"
            self._modules.setdefault(dotted, []).append(place / name)

    def modules(self, dotted: str) -> Iterator[Path]:
        """Find the files that a module's name may mean: one, or a package's beside it."""
        return (file for file in self._modules.get(dotted, ()) if file.is_file())

    def closure(self, module: Path) -> set[Path]:
        """Find a module and all that it imports from the package, directly or not."""
        found: set[Path] = set()
        waiting = [module]
        while waiting:
            file = waiting.pop()
            if file not in found:
                found.add(file)
                waiting += self._imported_by(file)
        found.discard(self.folder / "__init__.py")
        return found

    def data_of(self, module: Path) -> dict[Path, bytes]:
        """Read a module's data: what lies beside it, under its name."""
        if module not in self._data:
            self._data[module] = {
                each: each.read_bytes()
                for each in self._beside.get(module, ())
                if each != module and each.is_file()
            }
        return self._data[module]

    def _imported_by(self, file: Path) -> tuple[Path, ...]:
        if file not in self._imports:
            # Line ends may differ from checkout to checkout.
            self.code[file] = file.read_bytes().replace(b"\r\n", b"\n")
            self._imports[file] = tuple(_local_imports(file, self.code[file], self))
        return self._imports[file]


def _code_hash(module: Path, files: _PackageFiles, palette: Mapping[str, tuple[str, str]]) -> str:
    """Hash a plot's code, all that it imports from its package, its data, and the palette.

    The package's ``__init__.py`` counts only by its palette: one more figure in its list does not
    make the others stale.
    """
    digest = hashlib.sha256(f"{svg.FORM} {sorted(palette.items())}".encode())
    contents: dict[Path, bytes] = {}
    for each in files.closure(module):
        contents |= files.data_of(each) | {each: files.code[each]}
    for file, content in sorted(contents.items()):
        digest.update(below(files.folder, file).encode() + b"\0" + content + b"\0")
    return digest.hexdigest()[:16]


def _local_imports(file: Path, code: bytes, package: _PackageFiles) -> Iterator[Path]:
    try:
        found = imports_of(code)
    except SyntaxError as error:
        raise FigurePackageError(f"{file.name}, line {error.lineno}: {error.msg}") from error
    here = [package.folder.name, *file.relative_to(package.folder).with_suffix("").parts]
    for level, dotted in found:
        base = here[:-level] if level else []
        yield from package.modules(".".join([*base, *filter(None, dotted.split("."))]))


@recalled(tuple[tuple[int, str], ...])
def imports_of(code: bytes) -> tuple[tuple[int, str], ...]:
    """List all that a module imports, each once, modules and what is in them alike.

    Returns:
        for each, how many folders up its name begins, and the name.
    """
    found: dict[tuple[int, str], None] = {}
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            found |= {(0, alias.name): None for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            found[node.level, base] = None
            found |= {(node.level, f"{base}.{alias.name}"): None for alias in node.names}
    return tuple(found)
