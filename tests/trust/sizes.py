"""Hostile sizes: the processor time and memory that a build takes, at n, twice n and four times n.

Not among the tests of CI: how long something takes says as much of the machine.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.trust.families import ASKS, FAMILIES, FIELDS, GIANTS, SETTINGS
from tests.trust.judging import Row

MOST_SECONDS = 5.0
SECONDS_A_QUESTION = 0.001
"""100 KB may hold ten thousand questions, each with a page and a card."""
MOST_MEGABYTES = 500
MOST_WRITTEN = 100
"""Megabytes of a site and its deck."""
MOST_GROWTH = 3.0


def try_sizes(folder: Path, most: int) -> list[Row]:
    """Build a note of each family at three sizes, each in a folder of its own.

    Args:
        most: bytes of the largest.
    """
    row = Row(
        f"{most // 1000} KB of each family: {MOST_SECONDS:g} s, or {1000 * SECONDS_A_QUESTION:g} ms a "
        f"question if that is more, {MOST_MEGABYTES} MB, {MOST_WRITTEN} MB written, linear"
    )
    nothing, _, _ = _build(folder / "nothing", "## What is it?\n\nx\n")
    for name, make in FAMILIES.items():
        sizes = (most // 4, most // 2, most)
        builds = [_build(folder / f"{name}/{size}", make(size)) for size in sizes]
        times = [max(seconds - nothing, 0.0) for seconds, _, _ in builds]
        seconds, megabytes, said = builds[-1]
        allowed = max(MOST_SECONDS, SECONDS_A_QUESTION * _questions(said))
        written = _size(folder / f"{name}/{most}/out")
        problems = ["a traceback, or the last resort"] if _fell(said) else []
        problems += [f"{seconds:.1f} s"] if seconds > allowed else []
        problems += [f"{megabytes} MB"] if megabytes > MOST_MEGABYTES else []
        problems += [f"{written} MB written"] if written > MOST_WRITTEN else []
        if times[2] > 1 and times[2] > MOST_GROWTH * times[1]:
            problems.append(f"grows faster than its size: {[round(each, 1) for each in times]}")
        row.add(name, problems)
    return [row, _try_giants(folder), _try_fields(folder, most), _try_settings(folder, most)]


def _questions(said: str) -> int:
    """Read how many questions a build made."""
    found = re.search(r"^(\d+) questions?[,;]", said, re.MULTILINE)
    return int(found[1]) if found else 0


def _size(folder: Path) -> int:
    """Add up the megabytes of all files below a folder."""
    return sum(each.stat().st_size for each in folder.rglob("*") if each.is_file()) // 1_000_000


def _fell(said: str) -> bool:
    return "Traceback" in said or "report it" in said


def _try_giants(folder: Path) -> Row:
    row = Row(f"giants: refused with file and line, {MOST_SECONDS:g} s, {MOST_MEGABYTES} MB")
    for name, make in GIANTS.items():
        seconds, megabytes, said = _build(folder / name, make())
        problems = [] if re.search(r"a\.md:\d+:\d+: error D104", said) else ["built"]
        problems += [f"{seconds:.1f} s"] if seconds > MOST_SECONDS else []
        problems += [f"{megabytes} MB"] if megabytes > MOST_MEGABYTES else []
        row.add(name, problems)
    return row


def _try_fields(folder: Path, most: int) -> Row:
    row = Row(
        f"{most // 1000} KB of each field of a deck, or of a line in an editor: {MOST_SECONDS:g} s, {MOST_MEGABYTES} MB"
    )
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in FIELDS.items():
        (folder / "field").write_text(make(most), encoding="utf-8")
        seconds, megabytes, said = _measured(_READ, str(folder / "field"))
        problems = [said] if said else []
        problems += [f"{seconds:.1f} s"] if seconds > MOST_SECONDS else []
        problems += [f"{megabytes} MB"] if megabytes > MOST_MEGABYTES else []
        row.add(name, problems)
    return row


def _try_settings(folder: Path, most: int) -> Row:
    row = Row(f"{most // 1000} KB of each setting: {MOST_SECONDS:g} s, {MOST_MEGABYTES} MB")
    # Notes whose names are as long as names may be.
    notes = {f"{'a' * 250}.md": ASKS, **{f"{i}.md": f"## What is {i}?\n\nit\n" for i in range(99)}}
    for name, make in SETTINGS.items():
        place = folder / f"settings/{name}"
        place.mkdir(parents=True, exist_ok=True)
        (place / "diptych.toml").write_text(f'notes = "."\n{make(most)}', encoding="utf-8")
        for note, text in notes.items():
            (place / note).write_text(text, encoding="utf-8")
        seconds, megabytes, said = _build(place, ASKS)
        problems = ["a traceback, or the last resort"] if _fell(said) else []
        problems += [f"{seconds:.1f} s"] if seconds > MOST_SECONDS else []
        problems += [f"{megabytes} MB"] if megabytes > MOST_MEGABYTES else []
        row.add(name, problems)
    return row


def _build(folder: Path, text: str) -> tuple[float, int, str]:
    """Build one note: seconds of the processor, megabytes, what was said."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "a.md").write_text(text, encoding="utf-8")
    return _measured(_RUN, "build", str(folder), "--output", str(folder / "out"))


def _measured(program: str, *arguments: str) -> tuple[float, int, str]:
    """Run a program: seconds of the processor, megabytes, what was said."""
    child = subprocess.Popen(
        [sys.executable, "-c", program, *arguments],
        env={**os.environ, "DIPTYCH_CACHE": "off", "DIPTYCH_LANG": "en"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert child.stdout is not None
    said = child.stdout.read()
    _, _, used = os.wait4(child.pid, 0)
    child.returncode = 0
    return used.ru_utime + used.ru_stime, used.ru_maxrss // 1024, said


_RUN = "import sys; from diptych.cli import main; sys.exit(main(sys.argv[1:]))"
_READ = """
import sys
from pathlib import Path
from diptych.connect.signs import loses, signs_for, with_addresses
from diptych.deck import lines_of
from diptych.from_html import markdown_of
from diptych.lsp.addresses import addresses_in_line
field = Path(sys.argv[1]).read_text(encoding="utf-8")
lines_of(field), markdown_of(field), markdown_of(field, deletes=True)
signs_for(field, field), with_addresses(field, {}), loses(field, "", ""), loses(field, field, "")
[*addresses_in_line("a.md", 0, field)]
"""
