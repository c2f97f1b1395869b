"""The same notes are the same bytes: another clock, zone, locale, folder, Python; packages, too."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from tests.pictures import png
from tests.trust.judging import Row
from tests.trust.scene import NOW, OWN

ROOT = Path(__file__).parents[2]
PYTHONS = "DIPTYCH_PYTHONS"
"""The environment variable that names other Pythons with the engine's libraries, as PATH does."""

NOTES: Mapping[str, str | bytes] = {
    "diptych.toml": 'title = "Same 同"\nname = "same"\nbase_url = "https://example.org/"\n',
    "notes/a.md": (
        "---\ntags: [one, 二]\n---\n# A\n\n## What is one? {.reversed}\n\n> $\\frac{x^2}{y}$\n\n![one](p.png)\n\n"
        "```python\nx = {1, 2}\n```\n\n## 什么是二？\n\n- a\n- ==b==\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
    ),
    "notes/b.md": "# B\n\nterm :: what it means\n\n## Which {{c1::hides}}?\n\nx[^1]\n\n[^1]: y\n",
    "notes/p.png": png(2, 2),
}


class Way(NamedTuple):
    """A way to do the same: what it is, in which environment, by which program, in which folder."""

    what: str
    environment: Mapping[str, str]
    before: tuple[str, ...] = ()
    python: tuple[str, ...] = (sys.executable,)
    folder: str = "n"


def ways() -> Iterator[Way]:
    """All ways that this machine knows."""
    yield Way("Asia/Shanghai", {"TZ": "Asia/Shanghai"})
    yield Way("hashes of another seed", {"PYTHONHASHSEED": "7"})
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    yield Way("LC_ALL=C without UTF-8 mode", plain)
    yield Way("a Chinese terminal", {"DIPTYCH_LANG": "zh_CN.UTF-8"})
    yield Way("optimised code", {}, python=(sys.executable, "-OO"))
    yield Way("another folder", {}, folder="笔记 of mine/deeper/n")
    if shutil.which("faketime"):
        for clock in ("2001-02-03 04:05:06", "2039-01-02 03:04:05"):
            yield Way(
                f"the clock at {clock[:4]}",
                {"FAKETIME_DONT_FAKE_MONOTONIC": "1"},
                ("faketime", "-f", f"@{clock}"),
            )
    for each in other_pythons():
        yield Way(f"Python {version_of(each)}", {}, python=(each,))


def other_pythons() -> list[str]:
    """The Pythons that are named besides the one that runs."""
    return [*filter(None, os.environ.get(PYTHONS, "").split(os.pathsep))]


def try_same(folder: Path, *, full: bool) -> list[Row]:
    """Build a notebook in each way, and our own package twice.

    Args:
        full: in every way, not in two of them; and the package, too.
    """
    pages = Row("the same notes, another clock, zone, locale, folder or Python: the same bytes")
    first = _built(folder / "first", Way("first", {}))
    known = [*ways()]
    if not shutil.which("faketime") and os.environ.get("CI") == "true":
        pages.add("another clock", ["CI must have faketime"])
    for number, way in enumerate(known if full else known[2:3] + known[-1:]):
        made = _built(folder / str(number), way)
        other = sorted(
            name for name in first.keys() | made.keys() if first.get(name) != made.get(name)
        )
        pages.add(way.what, [f"other bytes: {name}" for name in other])
    return [pages, *([_packages(folder / "dist")] if full else [])]


def _packages(folder: Path) -> Row:
    row = Row("wheel and source, built with another clock and mask: the same bytes")
    clock = ("faketime", "-f", "@2001-02-03 04:05:06") if shutil.which("faketime") else ()
    for place, before, mask in (("one", (), 0o022), ("two", clock, 0o077)):
        command = [*before, sys.executable, "-m", "hatchling", "build", "-d", str(folder / place)]
        environment = {
            key: value for key, value in os.environ.items() if key != "SOURCE_DATE_EPOCH"
        }
        subprocess.run(
            command, cwd=ROOT, env=environment, check=True, capture_output=True, umask=mask
        )
    for file in sorted((folder / "one").iterdir()):
        same = file.read_bytes() == (folder / "two" / file.name).read_bytes()
        row.add(file.suffix, [] if same else [f"other bytes: {file.name}"])
    return row


def _built(top: Path, way: Way) -> dict[str, bytes]:
    """Build the notebook in a folder of its own: what is published, and the ledger."""
    root = top / way.folder
    for name, content in NOTES.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        os.utime(file, (len(name), len(name)))
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT / "generator"),
        "DIPTYCH_CACHE": "off",
        "DIPTYCH_DATA": str(top / "data"),
        "SOURCE_DATE_EPOCH": NOW,
        "PYTHONDONTWRITEBYTECODE": "1",
        **way.environment,
    }
    command = [*way.before, *way.python, "-m", "diptych", "build", "--quiet"]
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, check=False)
    if done.returncode:
        return {f"a build that fails: {done.stderr.decode()[-300:]}": b""}
    files = {
        file.relative_to(root).as_posix(): file.read_bytes()
        for file in sorted(root.rglob("*"))
        if file.is_file() and file.name not in OWN
    }
    # It says for which Python and libraries the output is fresh.
    return {name: data for name, data in files.items() if not name.endswith("/.diptych.json")}


def version_of(python: str) -> str:
    """Ask a Python which one it is."""
    code = "import sys; print(sys.version.split()[0])"
    return subprocess.run(
        [python, "-c", code], capture_output=True, text=True, check=True
    ).stdout.strip()
