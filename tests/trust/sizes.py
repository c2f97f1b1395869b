"""Hostile sizes: the processor time and memory that a build takes, at n, twice n and four times n.

Not among the tests of CI: how long something takes says as much of the machine.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tests.trust.judging import Row

MOST_SECONDS = 5.0
MOST_MEGABYTES = 500
ASKS = "## What is it?\n\n"

FAMILIES: dict[str, Callable[[int], str]] = {
    "aliases of YAML": lambda n: (
        "---\na0: &a0 [x,x,x,x,x,x,x,x,x]\n"
        + "".join(f"a{i}: &a{i} [{','.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 9))
        + "tags: *a8\n---\n"
        + ASKS
        + "a\n" * (n // 1000)
    ),
    "headings that cycle": lambda n: "".join(
        f"{'#' * (i % 6 + 1)} H {i}\n\nx\n\n" for i in range(n // 16)
    ),
    "Q: lines": lambda n: "Q: a\n" * (n // 5),
    "spaces": lambda n: f"{ASKS}a{' ' * n}b\n",
    "letters apart": lambda n: ASKS + "a " * (n // 2) + "\n",
    "brackets": lambda n: ASKS + "[" * (n // 2) + "a" + "]" * (n // 2) + "\n",
    "links open": lambda n: ASKS + "[a](" * (n // 4) + "\n",
    "emphasis": lambda n: ASKS + "*a **b " * (n // 7) + "\n",
    "short lines": lambda n: ASKS + "a\n" * (n // 2),
    "questions": lambda n: "".join(f"## What is {i}?\n\nx{i}\n\n" for i in range(n // 25)),
    "headings": lambda n: "".join(f"## {i}\n" for i in range(n // 8)),
    "formulas nested": lambda n: ASKS + "$" + "\\frac{" * n + "x" + "}{y}" * n + "$\n",
    "quotations": lambda n: ASKS + ">" * n + " a\n",
    "comments": lambda n: ASKS + "<!-- " * (n // 5) + "\n",
    "declarations": lambda n: ASKS + "a <![CDATA[" * (n // 11) + "\n",
    "tables": lambda n: ASKS + "|a|b|\n|-|-|\n" + "|b|c|\n" * (n // 6),
    "dollars": lambda n: ASKS + "$a " * (n // 3) + "\n",
    "deletions": lambda n: ASKS + "{{c1::" * (n // 6) + "\n",
}

GIANTS: dict[str, Callable[[], str]] = {
    "10 MB of short lines": lambda: ASKS + "a\n" * 5_000_000,
    "50,000 questions": lambda: "".join(f"## What is {i}?\n\nx{i}\n\n" for i in range(50_000)),
    "50,000 answers": lambda: "".join(f"Q: What is {i}?\nA: x{i}\n\n" for i in range(50_000)),
    "100,000 headings": lambda: "".join(f"## {i}\n" for i in range(100_000)),
    "100,000 underlined": lambda: "".join(f"{i}\n-\n" for i in range(100_000)),
}
"""What nobody keeps in a file; it must be refused with its line."""


def try_sizes(folder: Path, most: int) -> list[Row]:
    """Build a note of each family at three sizes.

    Args:
        most: bytes of the largest.
    """
    row = Row(f"{most // 1000} KB of each family: {MOST_SECONDS:g} s, {MOST_MEGABYTES} MB, linear")
    for name, make in FAMILIES.items():
        times = [_build(folder, make(size)) for size in (most // 4, most // 2, most)]
        seconds, megabytes, said = times[-1]
        problems = ["a traceback, or the last resort"] if "raceback" in said else []
        problems += [f"{seconds:.1f} s"] if seconds > MOST_SECONDS else []
        problems += [f"{megabytes} MB"] if megabytes > MOST_MEGABYTES else []
        if seconds > 2 and seconds > 3 * times[1][0]:
            problems.append(f"grows faster than its size: {[round(each[0], 1) for each in times]}")
        row.add(name, problems)
    return [row, _try_giants(folder)]


def _try_giants(folder: Path) -> Row:
    row = Row(f"giants: refused with file and line, {MOST_SECONDS:g} s, {MOST_MEGABYTES} MB")
    for name, make in GIANTS.items():
        seconds, megabytes, said = _build(folder, make())
        problems = [] if re.search(r"a\.md:\d+:\d+: error D104", said) else ["built"]
        problems += [f"{seconds:.1f} s"] if seconds > MOST_SECONDS else []
        problems += [f"{megabytes} MB"] if megabytes > MOST_MEGABYTES else []
        row.add(name, problems)
    return row


def _build(folder: Path, text: str) -> tuple[float, int, str]:
    """Build one note: seconds of the processor, megabytes, what was said."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "a.md").write_text(text, encoding="utf-8")
    child = subprocess.Popen(
        [sys.executable, "-c", _RUN, "build", str(folder), "--output", str(folder / "out")],
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
