"""A notebook before and after an edit, built once: what faults, kills and pairs are tried on."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shutil
import traceback
import warnings
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from diptych.cli import main
from tests.pictures import png

NOW = "1790000000"

BEFORE = {
    "notebook/diptych.toml": 'title = "Trust"\nname = "trust"\nbase_url = "https://example.org/"\n',
    "notebook/notes/a.md": (
        "# A\n\n## What is kept?\n\n> All of it.\n\n![a picture](p.png) and $x^2$.\n\n"
        "## Who wrote the first dictionary?\n\nNobody knows.\n\n## What is [linked](b.md#what-leads)?\n\nA page.\n"
    ),
    "notebook/notes/b.md": "# B\n\n## What leads?\n\nTo [the other](a.md#what-is-kept).\n",
}
AFTER = BEFORE | {
    "notebook/notes/a.md": (
        "# A\n\n## What is kept?\n\n> All of it, and more.\n\n![a picture](q.png) and $y^3$.\n\n"
        "## What is [linked](b.md#what-leads)?\n\nA page.\n"
    ),
    "notebook/notes/b.md": BEFORE["notebook/notes/b.md"]
    + "\n## Why does rain fall from clouds?\n\nDrops grow heavy.\n",
}
PICTURES = {"notebook/notes/p.png": (2, 3), "notebook/notes/q.png": (3, 2)}

# What a build keeps for itself: it says nothing of the notes.
OWN = frozenset({".diptych.lock"})


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a command: its exit code, and all that it printed."""

    code: int
    said: str
    fell: str = ""


Files = dict[str, bytes]


@dataclass
class Scene:
    """A folder with a notebook, its output, and the user's own folders.

    Attributes:
        before: all files as a build of the notes before the edit left them.
        edited: the same, with the notes after it.
        after: all files as a build of these leaves them.
    """

    folder: Path
    before: Files = field(default_factory=dict)
    edited: Files = field(default_factory=dict)
    after: Files = field(default_factory=dict)

    @classmethod
    def make(cls, folder: Path) -> Scene:
        """Build a notebook before and after an edit, and remember all of it."""
        scene = cls(folder)
        use_folders(folder)
        pictures = {name: png(*size) for name, size in PICTURES.items()}
        scene.put({name: text.encode() for name, text in BEFORE.items()} | pictures)
        _fine(scene.build())
        scene.before = scene.files()
        scene.edited = scene.before | {name: text.encode() for name, text in AFTER.items()}
        scene.put(scene.edited)
        _fine(scene.build())
        scene.after = scene.files()
        return scene

    def build(self) -> Done:
        """`diptych build` of the notebook."""
        return command("build", str(self.folder / "notebook"))

    def put(self, files: Files) -> None:
        """Make the folder hold exactly these files."""
        for place in self.folder.iterdir() if self.folder.is_dir() else ():
            shutil.rmtree(place) if place.is_dir() and not place.is_symlink() else place.unlink()
        for name, data in files.items():
            file = self.folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)

    def files(self) -> Files:
        """All files but those of the cache and the locks, by their paths in the folder."""
        return {
            name: file.read_bytes()
            for file in sorted(self.folder.rglob("*"))
            if file.is_file()
            and file.name not in OWN
            and not (name := file.relative_to(self.folder).as_posix()).startswith(
                ("cache/", "diptych-")
            )
        }


def use_folders(folder: Path) -> None:
    """Keep what a user has in folders of the scene's own."""
    import tempfile

    os.environ["DIPTYCH_CACHE"] = str(folder / "cache")
    os.environ["DIPTYCH_DATA"] = str(folder / "data")
    os.environ["DIPTYCH_LANG"] = "en"
    os.environ["SOURCE_DATE_EPOCH"] = NOW
    tempfile.tempdir = str(folder)


def command(*arguments: str) -> Done:
    """Run a command in this process; what it let through is kept as `fell`."""
    out = io.StringIO()
    with (
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(out),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")
        try:
            code = main(arguments)
        except SystemExit as stopped:
            code = int(stopped.code or 0)
        except BaseException:
            return Done(99, out.getvalue(), traceback.format_exc())
    return Done(code, out.getvalue())


def _fine(done: Done) -> None:
    if done.code:
        raise AssertionError(f"the notebook of the trial does not build: {done}")


def output_of(files: Files) -> Files:
    """What of some files is the output, by its names there."""
    top = "notebook/site/"
    return {name.removeprefix(top): data for name, data in files.items() if name.startswith(top)}


_NAMED = re.compile(r'(?:href|src)="([^"#?]*)')


def dangling(output: Files) -> list[tuple[str, str]]:
    """Pages of an output with the files that they name and that are not there."""
    found = []
    for name, data in output.items():
        if not name.endswith(".html") or name == "404.html":
            continue
        for address in _NAMED.findall(data.decode()):
            if not address or urlsplit(address).scheme:
                continue
            path = os.path.normpath(PurePosixPath(name).parent / unquote(address))
            if path not in output:
                found.append((name, path))
    return found


def left_over(files: Files, whole: Files) -> list[str]:
    """Files that neither the old nor the new state has."""
    return sorted(files.keys() - whole.keys())


def guids(files: Files) -> dict[str, str]:
    """What the ledger of a scene remembers: id → GUID."""
    rows = files.get("notebook/notes/identity.jsonl", b"").decode().splitlines()
    return {row["id"]: row["guid"] for row in map(json.loads, rows) if "guid" in row}
