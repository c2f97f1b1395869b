"""How long from saving to seeing: ``python -m tests.benchmarks.serve``.

`diptych serve` runs, and a real browser shows the page. An answer is edited, then a question itself,
in a notebook of a file a question that was built before, so that a ledger is there. What counts is when
the words stand in the page.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from playwright.sync_api import Error, Page

from tests.benchmarks.generators import diptych
from tests.benchmarks.notebooks import question, write_files
from tests.browser import browser, reader
from tests.generator.serve.serving import serving

EDITED = 5

# So long after an edit, the whole notebook was read and told.
_PEACE = 2.0

# The content policy forbids the driver's own way to wait.
_LOOK = 0.005
_SHOWS = "words => Boolean(document.querySelector('main')?.textContent.includes(words))"


def measure(page: Page, file: Path, edits: int) -> Iterator[tuple[str, list[float]]]:
    """Edit a file and wait until its page shows it.

    Yields:
        what was edited, and the milliseconds of each edit.
    """
    asked = question(EDITED)
    for what in ("an answer", "its question"):
        times = []
        for number in range(edits):
            new = f"新写的{number}"
            prompt, answer = asked.prompt, asked.answer
            if what == "an answer":
                answer += f"\n{new}。\n"
            else:
                prompt = new + prompt
            time.sleep(_PEACE)
            file.write_text(f"# {prompt}\n\n{answer}", encoding="utf-8")
            begun = time.perf_counter()
            while not _shows(page, new):
                time.sleep(_LOOK)
            times.append((time.perf_counter() - begun) * 1000)
        yield what, times


def _shows(page: Page, words: str) -> bool:
    try:
        return bool(page.evaluate(_SHOWS, words))
    except Error:  # the page is just being loaded anew
        return False


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the median and the worst of both."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.serve", description=__doc__)
    parser.add_argument("--questions", type=int, default=1_000)
    parser.add_argument("--edits", type=int, default=10, help="of each kind")
    options = parser.parse_args(arguments)
    with TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        write_files(root / "notes", options.questions)
        diptych().build(root)
        asked = question(EDITED)
        file = root / "notes" / asked.folder / f"{asked.name}.md"
        pages = (root / "site" / "q").glob("*.html")
        shows = f"<title>{asked.prompt}"
        address = next(f"q/{each.name}" for each in pages if shows in each.read_text("utf-8"))
        with serving(root / "notes") as server, browser() as chromium, reader(chromium) as opened:
            opened.page.goto(f"{server.address}{address}")
            for what, times in measure(opened.page, file, options.edits):
                told = f"{median(times):.0f} ms, {max(times):.0f} at worst"
                print(f"{what} of {options.questions:,} questions: {told}")


if __name__ == "__main__":
    main()
