"""How long from a keystroke to its diagnostics: the real server, 1,000 files, over stdio.

    python -m tests.benchmarks.lsp [FILES [KEYSTROKES]]

Each keystroke breaks a link, or mends it, so that what is published changes every time; a heading
is typed in between, after which all is linked anew. Before, the notebook is built, so that a ledger
and a deck are there.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from diptych.commands.building.pipeline import build
from diptych.input.config import load_config
from diptych.model import silent
from tests.benchmarks.notebooks import question, write_files
from tests.generator.lsp.editor import Editor

EDITED = 5


def measure(root: Path, keystrokes: int) -> Iterator[tuple[str, list[float], float]]:
    """Type within an answer, then in its heading.

    Yields:
        What was typed in, the milliseconds of each keystroke, and the processor time of one.
    """
    asked = question(EDITED)
    file = root / f"notes/{asked.folder}/{asked.name}.md"
    editor = Editor(root)
    editor.start()
    editor.open(file)
    editor.type(file, f"# {asked.prompt}\n\n[x](#a)\n")
    editor.wait_for(file, "D404")
    for what in ("an answer", "its heading"):
        times, before = [], editor.cpu()
        for number in range(keystrokes):
            typed, link = "字" * number, "[x](#a)\n" if number % 2 else "x\n"
            words = (asked.prompt, typed) if what == "an answer" else (asked.prompt + typed, "")
            begun = time.perf_counter()
            editor.type(file, f"# {words[0]}\n\n{asked.answer}\n{words[1]}{link}")
            editor.wait_for(file, *(["D404"] if number % 2 else []))
            times.append((time.perf_counter() - begun) * 1000)
        yield what, times, (editor.cpu() - before) / keystrokes * 1000
    editor.end()


def main() -> None:
    """Print the median and the worst of both."""
    files, keystrokes = map(int, (*sys.argv[1:], "1000", "50")[:2])
    with TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        write_files(root / "notes", files)
        (root / "diptych.toml").write_text('title = "T"\n', encoding="utf-8")
        build(*load_config(root), 1_700_000_000, silent)
        for what, times, cpu in measure(root, keystrokes):
            print(
                f"{files} files, in {what}: median {median(times):.0f} ms, worst "
                f"{max(times):.0f} ms; {cpu:.0f} ms of processor time each"
            )


if __name__ == "__main__":
    main()
