"""The rules of the house, as plain data, and what breaks them in one module, read from its source.

A rule is told in a sentence, so that whoever broke it need not read this file first.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from functools import cache

# Each room may import those before it, never one behind it.
ORDER = (
    "model",
    "characters",
    "digests",
    "zstd",
    "interface",
    "diagnostics",
    "input",
    "syntax",
    "from_html",
    "parse",
    "figures",
    "render",
    "compile",
    "identity",
    "link",
    "deck",
    "site",
    "reviews",
    "connect",
    "output",
    "sync",
    "serve",
    "lsp",
    "commands",
    "cli",
    "__main__",
)
RANK = {room: rank for rank, room in enumerate(ORDER)}

# What lies in `parse/`, in the order in which one part may know another.
PARTS_OF_PARSE = (
    "words",
    "metadata",
    "chosen",
    "tools",
    "file_names",
    "outline",
    "heading_keys",
    "choices",
    "answers",
    "html",
    "page",
    "aside",
    "tables",
    "drafts",
    "search",
    "lines",
    "cover",
    "keys",
    "reading",
    "headings",
    "papers",
    "finders",
    "source",
)

# Rooms side by side that must not know of each other.
STRANGERS = {
    frozenset({"deck", "site"}),
    frozenset({"site", "connect"}),
    frozenset({"site", "sync"}),
}

# Third-party libraries, and where each may be imported; any other is one too many.
LIBRARIES: dict[str, tuple[str, ...]] = {
    "PIL": ("commands/building/preview_pictures.py",),
    "resvg_py": ("commands/building/preview_pictures.py",),
    "anki": ("sync/",),
    "argcomplete": ("commands/completion.py",),
    "emoji": ("syntax/emoji.py",),
    "filelock": ("output/locks.py",),
    "fontTools": ("site/font.py",),
    "genanki": ("deck/",),
    "imagesize": ("render/sizes.py",),
    "jinja2": ("site/",),
    "keyring": ("commands/with_anki/credentials.py",),
    "lsprotocol": ("lsp/features.py", "lsp/protocol.py", "lsp/server.py", "lsp/wire.py"),
    "lightningcss": ("site/lowering.py",),
    "markdown_it": ("syntax/",),
    "markupsafe": ("site/",),
    "math_core": ("render/",),
    "matplotlib": ("figures/drawing.py",),
    "mdit_py_plugins": ("syntax/",),
    "msgspec": ("",),  # its structs are the records of all rooms
    "nh3": ("render/",),
    "pathspec": ("input/selection.py",),
    "pygments": ("render/",),
    "pygls": ("lsp/protocol.py", "lsp/server.py"),
    "rapidfuzz": ("link/checks/", "identity/"),
    "rich": ("commands/shared/terminal.py", "diagnostics/snippet.py"),
    "watchfiles": ("serve/watcher.py",),
    "yaml": ("parse/metadata/",),
    "zstandard": ("zstd.py",),
}

# Where files of the user's are read or written, folders looked into, the system or a clock asked.
OUTSIDE = (
    "input/",
    "output/",
    "figures/drawing.py",
    "figures/refresh.py",
    "figures/registry.py",
    "link/notebook.py",
    "connect/client.py",
    "sync/",
    "serve/",
    "lsp/server.py",
    "commands/",
    "cli.py",
)

# What a room carries with it (templates, styles, texts, the font) is part of its code: it may
# read that, and nothing else.
CARRIES = (
    "deck/notetype.py",
    "deck/kinds/choice.py",
    "diagnostics/explain.py",
    "diagnostics/translation.py",
    "interface/",
    "render/style/",
    "site/",
)

# Modules of the standard library by which a function would depend on more than its arguments.
_OUTSIDE_MODULES = frozenset(
    {
        "asyncio",
        "concurrent",
        "ctypes",
        "dbm",
        "fcntl",
        "fileinput",
        "ftplib",
        "getpass",
        "glob",
        "http",
        "imaplib",
        "importlib.import_module",
        "linecache",
        "locale",
        "logging",
        "mmap",
        "msvcrt",
        "multiprocessing",
        "os",
        "platform",
        "poplib",
        "random",
        "runpy",
        "secrets",
        "select",
        "shelve",
        "shutil",
        "signal",
        "smtplib",
        "socket",
        "socketserver",
        "ssl",
        "subprocess",
        "tempfile",
        "threading",
        "time",
        "urllib.request",
        "uuid.uuid1",
        "uuid.uuid4",
        "webbrowser",
        "winreg",
    }
)
# Names that only paths and files bear, whether they are called or handed on.
_READS = frozenset({"open", "is_dir", "is_file", "iterdir", "read_bytes", "read_text"})
_TOUCHES = frozenset(
    {
        "absolute",
        "chmod",
        "cwd",
        "exists",
        "expanduser",
        "glob",
        "hardlink_to",
        "home",
        "import_module",
        "is_block_device",
        "is_char_device",
        "is_fifo",
        "is_junction",
        "is_mount",
        "is_socket",
        "is_symlink",
        "lchmod",
        "lstat",
        "mkdir",
        "now",
        "readlink",
        "rglob",
        "rmdir",
        "samefile",
        "scandir",
        "stat",
        "symlink_to",
        "today",
        "touch",
        "unlink",
        "utcnow",
        "write_bytes",
        "write_text",
    }
)
# Names that other things bear, too: a path's method takes so many arguments.
_BY_ARGUMENTS = {"replace": 1, "rename": 1, "resolve": 0, "walk": 0}
_RUNS_OR_OPENS = frozenset({"__import__", "eval", "exec", "open"})

_ASKED = (ast.Attribute, ast.Call, ast.If, ast.Import, ast.ImportFrom, ast.Name)


@cache
def _nodes(tree: ast.Module) -> tuple[ast.AST, ...]:
    """What the rules ask about, of all that a module is made of: to walk it takes longest."""
    return tuple(node for node in ast.walk(tree) if isinstance(node, _ASKED))


def imported(tree: ast.Module, *, for_types: bool = False) -> frozenset[str]:
    """The dotted names that a module imports when it runs (or only for its types)."""
    return _imports(tree)[for_types]


@cache
def _imports(tree: ast.Module) -> tuple[frozenset[str], frozenset[str]]:
    """What a module imports when it runs, and only for its types."""
    guarded = {
        id(node)
        for block in _nodes(tree)
        if isinstance(block, ast.If) and ast.unparse(block.test).endswith("TYPE_CHECKING")
        for statement in block.body
        for node in ast.walk(statement)
    }
    names: tuple[set[str], set[str]] = (set(), set())
    for node in _nodes(tree):
        if isinstance(node, ast.Import):
            names[id(node) in guarded].update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names[id(node) in guarded].update(f"{node.module}.{alias.name}" for alias in node.names)
    return frozenset(names[0]), frozenset(names[1])


def room_of(place: str) -> str | None:
    """The room of a file, by its path below the package; None for the package's own ``__init__``."""
    first = place.split("/")[0].removesuffix(".py")
    return None if first == "__init__" else first


def part_of_parse(place: str) -> str | None:
    """The part of ``parse/`` that a file or a name belongs to; None for whatever lies elsewhere."""
    room, _, below = place.partition("/")
    part = below.partition("/")[0].removesuffix(".py")
    return part if room == "parse" and part in PARTS_OF_PARSE else None


def broken_rules(place: str, tree: ast.Module) -> list[str]:
    """What a module breaks, in a sentence each.

    Args:
        place: its path below the package, such as ``site/font.py``.
    """
    return sorted(
        {
            *_imports_against_the_flow(place, tree),
            *_imports_against_the_order_of_parse(place, tree),
            *_imports_of_libraries(place, tree),
            *_reaching_outside(place, tree),
        }
    )


def _imports_against_the_flow(place: str, tree: ast.Module) -> Iterator[str]:
    here = room_of(place)
    for node in _nodes(tree):
        if isinstance(node, ast.ImportFrom) and node.level:
            yield f"{place} imports by a relative name; write the whole name"
    for name in imported(tree) | imported(tree, for_types=True):
        if name.split(".")[0] == "figures":
            yield f"{place} imports {name}: the engine knows no subject"
        if here == "model" and name.split(".")[0] == "diptych":
            yield f"{place} imports {name}: the model knows nothing of ours"
        parts = name.split(".")
        there = parts[1] if parts[0] == "diptych" and len(parts) > 1 else None
        if here is None or there is None or there == here or there not in RANK:
            continue
        if RANK[there] > RANK[here]:
            yield f"{place} imports {name}, which lies behind it"
        if frozenset({here, there}) in STRANGERS:
            yield f"{place} imports {name}, of which it must not know"


def _imports_against_the_order_of_parse(place: str, tree: ast.Module) -> Iterator[str]:
    here = part_of_parse(place)
    if here is None:
        return
    for name in imported(tree) | imported(tree, for_types=True):
        there = part_of_parse(name.removeprefix("diptych.").replace(".", "/"))
        if there and PARTS_OF_PARSE.index(there) > PARTS_OF_PARSE.index(here):
            yield f"{place} imports {name}, which lies behind it"


def _imports_of_libraries(place: str, tree: ast.Module) -> Iterator[str]:
    ours = {*sys.stdlib_module_names, "compression", "diptych", "figures"}  # 3.14's compression
    for library in {name.split(".")[0] for name in imported(tree)} - ours:
        if library not in LIBRARIES:
            yield f"{place} imports {library}, which no room may import yet"
        elif not place.startswith(LIBRARIES[library]):
            yield f"{place} imports {library}, which belongs to {', '.join(LIBRARIES[library])}"


def _reaching_outside(place: str, tree: ast.Module) -> Iterator[str]:
    if place.startswith(OUTSIDE):
        return
    for what, line in reaches(tree):
        if not (what in _READS and place.startswith(CARRIES)):
            yield f"{place}:{line} reaches for {what}: only its arguments may be asked"


def reaches(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """By what, and in which line, a module depends on more than its arguments."""
    for name in imported(tree):
        if f"{name}.".startswith(tuple(f"{module}." for module in _OUTSIDE_MODULES)):
            yield name, 1
    for node in _nodes(tree):
        if what := _reach(node):
            yield what, getattr(node, "lineno", 1)


def _reach(node: ast.AST) -> str | None:
    """The name by which a piece of code would reach files, folders or the clock."""
    if isinstance(node, ast.Name) and node.id in _RUNS_OR_OPENS:
        return node.id
    if isinstance(node, ast.Attribute) and node.attr in _READS | _TOUCHES:
        return node.attr
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        name = node.func.attr
        if _BY_ARGUMENTS.get(name) == len(node.args) and not _of_a_module(node.func.value):
            return None if name == "replace" and node.keywords else name
    return None


def _of_a_module(value: ast.expr) -> bool:
    return isinstance(value, ast.Name) and value.id in {"ast", "dataclasses", "copy"}
