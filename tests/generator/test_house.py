"""The rules of the house: data goes one way, each library has one room, few touch the disk."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import sysconfig
from collections.abc import Container
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tests.conftest import of
from tests.generator.house import (
    CARRIES,
    LIBRARIES,
    ORDER,
    OUTSIDE,
    PARTS_OF_PARSE,
    RANK,
    broken_rules,
    imported,
    reaches,
    room_of,
)

ROOT = Path(__file__).parents[2]
ENGINE = ROOT / "generator" / "diptych"
MODULES = {
    file.relative_to(ENGINE).as_posix(): file.read_text(encoding="utf-8")
    for file in sorted(ENGINE.rglob("*.py"))
}


@cache
def trees() -> dict[str, ast.Module]:
    """All modules, read once they are asked for and not by whoever only collects these tests."""
    return {place: ast.parse(source) for place, source in MODULES.items()}


# What is said to readers stands beside the flow, not in it.
BESIDE = {"model", "interface", "diagnostics"}

# A module that was made up → what it breaks, in a word of the sentence that must tell.
BROKEN = [
    ("parse/titles.py", "from diptych.site import pages", "lies behind it"),
    ("parse/titles.py", "import diptych.output.write", "lies behind it"),
    ("parse/titles.py", "def late():\n    from diptych import cli", "lies behind it"),
    ("parse/titles.py", "if TYPE_CHECKING:\n    from diptych import link", "lies behind it"),
    ("parse/page.py", "from diptych.parse.headings.roles import Role", "lies behind it"),
    ("parse/words/asking.py", "from diptych.parse import outline", "lies behind it"),
    ("site/pages.py", "from diptych.deck import anki_notes", "of which it must not know"),
    ("output/write.py", "from ..site import pages", "relative name"),
    (
        "model/__init__.py",
        "if TYPE_CHECKING:\n    from diptych.site import pages",
        "nothing of ours",
    ),
    ("site/pages.py", "from figures import FIGURES", "no subject"),
    ("site/pages.py", "if TYPE_CHECKING:\n    import figures.style", "no subject"),
    ("site/pages.py", "import genanki", "genanki, which belongs to deck/"),
    ("render/card.py", "from jinja2 import Template", "jinja2, which belongs to site/"),
    ("input/config.py", "def late():\n    import yaml", "yaml, which belongs to parse/"),
    (
        "parse/page.py",
        "if TYPE_CHECKING:\n    import ast\nelse:\n    import rich",
        "rich, which belongs to",
    ),
    ("parse/page.py", "import bs4", "bs4, which no room may import yet"),
    ("figures/drawing.py", "from numpy.linalg import norm", "numpy, which no room may import"),
    ("parse/page.py", "from pathlib import Path\nPath('a').read_text()", "reaches for read_text"),
    ("parse/page.py", "texts = map(Path.read_bytes, files)", "reaches for read_bytes"),
    ("render/page.py", "open('a').read()", "reaches for open"),
    ("render/page.py", "import io\nio.open('a')", "reaches for open"),
    ("render/page.py", "path.open()", "reaches for open"),
    ("site/pages.py", "Path('out').write_text('')", "reaches for write_text"),
    ("deck/archive.py", "path.write_bytes(b'')", "reaches for write_bytes"),
    ("site/theming.py", "sorted(theme.rglob('*'))", "reaches for rglob"),
    ("site/theming.py", "theme.glob('*.css')", "reaches for glob"),
    ("syntax/tree.py", "list(folder.iterdir())", "reaches for iterdir"),
    ("syntax/tree.py", "folder.walk()", "reaches for walk"),
    ("syntax/tree.py", "path.stat().st_size", "reaches for stat"),
    ("syntax/tree.py", "path.exists()", "reaches for exists"),
    ("syntax/tree.py", "path.is_file()", "reaches for is_file"),
    ("syntax/tree.py", "path.is_dir()", "reaches for is_dir"),
    ("syntax/tree.py", "path.is_symlink()", "reaches for is_symlink"),
    ("syntax/tree.py", "path.resolve()", "reaches for resolve"),
    ("syntax/tree.py", "Path.cwd()", "reaches for cwd"),
    ("site/pages.py", "path.mkdir(parents=True)", "reaches for mkdir"),
    ("site/pages.py", "path.unlink()", "reaches for unlink"),
    ("site/pages.py", "path.replace(other)", "reaches for replace"),
    ("site/pages.py", "path.rename(other)", "reaches for rename"),
    ("link/targets.py", "import os\nos.scandir('.')", "reaches for os"),
    ("link/targets.py", "from os.path import isfile", "reaches for os.path.isfile"),
    ("link/targets.py", "import shutil", "reaches for shutil"),
    ("link/targets.py", "def late():\n    import tempfile", "reaches for tempfile"),
    ("link/targets.py", "import glob as g", "reaches for glob"),
    ("render/code.py", "import subprocess", "reaches for subprocess"),
    ("render/code.py", "from urllib.request import urlopen", "reaches for urllib.request.urlopen"),
    ("site/sharing.py", "import time", "reaches for time"),
    ("site/sharing.py", "from datetime import datetime\ndatetime.now()", "reaches for now"),
    ("identity/ledger.py", "import random", "reaches for random"),
    ("parse/page.py", "from importlib import import_module", "reaches for importlib.import_module"),
    (
        "parse/page.py",
        "import importlib\nimportlib.import_module('a')",
        "reaches for import_module",
    ),
    ("parse/page.py", "__import__('os').remove('a')", "reaches for __import__"),
    ("parse/page.py", "eval('1')", "reaches for eval"),
]

INNOCENT = [
    ("parse/page.py", "'a'.replace('b', 'c')"),
    ("parse/page.py", "from diptych.parse.words import lexicon"),
    ("parse/page.py", "from dataclasses import replace\nreplace(entry, slug='a')"),
    ("parse/page.py", "moment.replace(tzinfo=None)"),
    ("parse/page.py", "import dataclasses\ndataclasses.replace(entry, slug='a')"),
    ("figures/code_behind.py", "import ast\nast.walk(tree)"),
    ("render/page.py", "context.resolve(document, 'a.md')"),
    ("parse/page.py", "from pathlib import PurePosixPath\nPurePosixPath('a').name"),
    ("site/font.py", "from importlib.resources import files\n(files('a') / 'b').read_bytes()"),
    ("input/sources.py", "import os\nos.walk('.')"),
    ("output/write.py", "path.mkdir()"),
    ("deck/notes.py", "import genanki"),
    ("syntax/tree.py", "import re, html, json, urllib.parse"),
]


def test_no_module_breaks_a_rule() -> None:
    assert [rule for place, tree in trees().items() for rule in broken_rules(place, tree)] == []


def test_whoever_breaks_a_rule_is_told_which() -> None:
    for place, source, telling in BROKEN:
        told = broken_rules(place, ast.parse(source))
        assert any(telling in rule for rule in told), (place, source, telling, told)


def test_what_only_looks_like_breaking_a_rule_is_let_be() -> None:
    assert [
        each for place, source in INNOCENT for each in broken_rules(place, ast.parse(source))
    ] == []


def test_every_room_has_a_place_in_the_order() -> None:
    assert {room_of(place) for place in MODULES} - {None} == set(RANK)


def test_every_part_of_parse_has_a_place_in_its_order() -> None:
    parts = {place.split("/")[1].removesuffix(".py") for place in MODULES if place[:6] == "parse/"}
    assert parts - {"__init__"} == set(PARTS_OF_PARSE)


def test_no_modules_know_each_other_in_a_circle() -> None:
    names = {name_of(place): tree for place, tree in trees().items()}
    known = {
        name: {
            module_of(each, names) for each in imported(tree) | imported(tree, for_types=True)
        } - {None, name}
        for name, tree in names.items()
    }  # fmt: skip
    TopologicalSorter(known).prepare()  # it raises an error that names the circle
    with pytest.raises(CycleError):
        TopologicalSorter(known | {"diptych.model": {"diptych.cli"}}).prepare()


def name_of(place: str) -> str:
    return ".".join(["diptych", *Path(place).with_suffix("").parts]).removesuffix(".__init__")


def module_of(name: str, modules: Container[str]) -> str | None:
    """The module that an imported name is, or is one of."""
    return next((each for each in (name, name.rpartition(".")[0]) if each in modules), None)


def test_no_rule_speaks_of_what_is_no_longer_there() -> None:
    """A room that no longer reads, a library that no longer is imported, leave their lists."""
    reaching = {place for place, tree in trees().items() if list(reaches(tree))}
    quiet = [each for each in (*OUTSIDE, *CARRIES) if not any(m.startswith(each) for m in reaching)]
    assert quiet == []
    names = {
        place: imported(tree) | imported(tree, for_types=True) for place, tree in trees().items()
    }
    idle = [
        (library, place)
        for library, places_of_it in LIBRARIES.items()
        for place in places_of_it
        if not any(
            name.split(".")[0] == library
            for user in MODULES
            if user.startswith(place)
            for name in names[user]
        )
    ]
    assert idle == []


def test_a_build_without_changes_imports_msgspec_beside_the_standard_library() -> None:
    probe = (
        f"import sys; sys.path[:0] = ['generator', {sysconfig.get_path('purelib')!r}]\n"
        "import diptych.cli, diptych.output.freshness\n"
        "known = sys.stdlib_module_names | {'diptych', '__main__', 'msgspec', 'typing_extensions'}\n"
        "print(sorted({m.split('.')[0] for m in sys.modules} - known))"
    )
    # -S: without site-packages' own start-up hooks, which are not ours to answer for.
    done = subprocess.run(
        [sys.executable, "-S", "-c", probe], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert done.stdout.strip() == "[]"


def test_the_top_of_the_package_shows_its_rooms() -> None:
    assert len([place for place in MODULES if "/" not in place]) <= 6


def test_no_file_is_too_long_to_hold_in_the_head() -> None:
    assert [place for place, source in MODULES.items() if len(source.splitlines()) > 400] == []


def test_the_page_about_the_house_is_short_and_true() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    page = text.partition("\n## The house\n")[2].partition("\n## ")[0]
    assert page.count("\n") <= 60
    drawn = re.findall(r"^ {5}(\w+)/(?: (\w+)/)?", page, re.MULTILINE)
    assert [room for line in drawn for room in line if room] == [
        room for room in ORDER if (ENGINE / room).is_dir() and room not in BESIDE
    ]
    for place, name in re.findall(r"`(\w+/[\w/.]+|\w+\.py)`(?: \((?:\w+ )*`(\w+)`)?", page):
        with of(place):
            assert (ENGINE / place).exists() or (ROOT / place).exists()
            assert not name or re.search(rf"(def|class) {name}\b", MODULES[place])
