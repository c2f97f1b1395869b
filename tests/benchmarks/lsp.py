"""How long from a keystroke to its diagnostics: the real server, 1,000 files, over stdio.

    python -m tests.benchmarks.lsp [FILES [KEYSTROKES]]

Each keystroke breaks a link, or mends it, so that what is published changes every time; a heading
is typed in between, after which all is linked anew. Before, the notebook is built, so that a ledger
and a deck are there.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from diptych.commands.pipeline import build
from diptych.input.config import load_config
from diptych.model import silent
from tests.benchmarks.notebooks import question, write_files
from tests.generator.lsp.editor import Editor

EDITED = 5


def measure(root: Path, keystrokes: int) -> tuple[list[float], list[float]]:
    """Type within an answer, and in its heading: the milliseconds of each keystroke."""
    asked = question(EDITED)
    file = root / f"notes/{asked.folder}/{asked.name}.md"
    editor = Editor(root)
    editor.start()
    editor.open(file)
    text = f"# {asked.prompt}\n\n{asked.answer}\n"
    editor.type(file, f"{text}[x](#a)\n")
    editor.wait_for(file, "D404")
    within = []
    for number in range(keystrokes):
        begun = time.perf_counter()
        editor.type(file, text + "字" * number + ("[x](#a)\n" if number % 2 else "x\n"))
        editor.wait_for(file, *(["D404"] if number % 2 else []))
        within.append((time.perf_counter() - begun) * 1000)
    headings = []
    for number in range(keystrokes):
        begun = time.perf_counter()
        heading = f"# {asked.prompt}{'字' * number}\n\n{asked.answer}\n"
        editor.type(file, heading + ("x\n" if number % 2 else "[x](#a)\n"))
        editor.wait_for(file, *([] if number % 2 else ["D404"]))
        headings.append((time.perf_counter() - begun) * 1000)
    editor.end()
    return within, headings


def main() -> None:
    """Print the median and the worst of both."""
    files, keystrokes = map(int, (*sys.argv[1:], "1000", "50")[:2])
    with TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        write_files(root / "notes", files)
        (root / "diptych.toml").write_text('title = "T"\n', encoding="utf-8")
        build(*load_config(root), 1_700_000_000, silent)
        within, headings = measure(root, keystrokes)
    for what, times in (("within an answer", within), ("in its heading", headings)):
        print(f"{files} files, {what}: median {median(times):.0f} ms, worst {max(times):.0f} ms")


if __name__ == "__main__":
    main()
