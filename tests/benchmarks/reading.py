"""How soon a long notebook can be used on a slow phone: ``python -m tests.benchmarks.reading [COUNT]``.

Builds a notebook of so many questions (1,000), half of them in one section and half of them in
sections of fifty, and opens its pages in a real Chromium whose processor is slowed down four times.
A page is interactive when its last task of more than 50 ms has ended; what is longest is what a
finger would wait for. Times depend on what else the machine does: the work of the page's thread
(all its tasks, slowed down too) does so least.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from playwright.sync_api import Browser, CDPSession, Page

from tests.benchmarks.notebooks import question
from tests.browser import browser
from tests.conftest import build_folder

SLOWER = 4
QUIET = 1_200  # milliseconds without a long task
WATCH = """(() => {
  window.longTasks = [];
  new PerformanceObserver(list => {
    for (const each of list.getEntries()) window.longTasks.push([each.startTime, each.duration]);
  }).observe({type: "longtask", buffered: true});
})()"""


@dataclass(frozen=True, slots=True)
class Seen:
    """What was measured of one thing that a reader does, in milliseconds."""

    name: str
    until_usable: float
    longest: float
    work: float


def main(count: int) -> None:
    """Build the notebook and print a row for each page and each thing that is done on one."""
    with tempfile.TemporaryDirectory() as scratch, browser() as started:
        site = _site(Path(scratch), count)
        print(f"| {count} questions, {SLOWER} × slower | usable after | longest task | work |")
        print("|---|---|---|---|", flush=True)
        for seen in _measured(started, site):
            numbers = (seen.until_usable, seen.longest, seen.work)
            print(
                f"| {seen.name} | {' | '.join(f'{each:.0f} ms' for each in numbers)} |", flush=True
            )


def _site(folder: Path, count: int) -> Path:
    notes = folder / "notes"
    notes.mkdir()
    parts = ["# Everything\n"]
    for number in range(count):
        if number >= count // 2 and number % 50 == 0:
            parts.append(f"# Part {number // 50}\n")
        each = question(number)
        parts.append(f"## {each.prompt}\n\n{each.answer}")
    (notes / "all.md").write_text("\n".join(parts), encoding="utf-8")
    assert build_folder(folder, folder / "site").summary is not None
    return folder / "site"


def _measured(started: Browser, site: Path) -> Iterator[Seen]:
    sections = sorted((site / "s").glob("*.html"), key=lambda file: file.stat().st_size)
    pages = {
        "the first page": site / "index.html",
        "a question": next((site / "q").glob("*.html")),
        "the longest page of a section": sections[-1],
        "all questions": site / "all.html",
        "the page of the rehearsal": site / "rehearse.html",
    }
    for name, file in pages.items():
        with _Slow(started) as slow:
            yield slow.seen(name, partial(_open, file))
    with _Slow(started) as slow:
        slow.seen("", partial(_open, site / "index.html"))
        yield slow.seen("opening search, until it answers", _search)
        yield slow.seen("another query", _another)
    with _Slow(started) as slow:
        slow.seen("", partial(_open, site / "rehearse.html"))
        yield slow.seen("beginning a rehearsal, until a card is shown", _rehearse)


def _open(file: Path, page: Page) -> None:
    page.goto(file.as_uri())


def _search(page: Page) -> None:
    page.keyboard.press("/")
    page.locator("dialog.search[open] input").wait_for()
    page.keyboard.type("卷积")
    page.locator("dialog.search a[role=option]").first.wait_for()


def _another(page: Page) -> None:
    page.locator("dialog.search input").fill("为什么量化先于剪枝")
    page.locator("dialog.search a[role=option]").first.wait_for()


def _rehearse(page: Page) -> None:
    page.locator("button.start:visible").click()
    page.locator(".card:visible").first.wait_for()


class _Slow:
    """A window of a phone's width whose processor is slow."""

    def __init__(self, started: Browser) -> None:
        self._context = started.new_context(viewport={"width": 390, "height": 844})
        self._page = self._context.new_page()
        self._page.add_init_script(WATCH)
        self._page.set_default_timeout(300_000)

    def __enter__(self) -> _Slow:
        self._protocol: CDPSession = self._context.new_cdp_session(self._page)
        self._protocol.send("Performance.enable", {"timeDomain": "threadTicks"})
        self._protocol.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        return self

    def __exit__(self, *_: object) -> None:
        self._context.close()

    def seen(self, name: str, act: Callable[[Page], object]) -> Seen:
        """Do something, and wait until nothing happens any more."""
        page, before = self._page, self._work()
        start = page.evaluate("performance.now()")
        address = page.url
        act(page)
        # A page that was opened has a clock of its own.
        start = start if page.url == address else 0
        done = page.evaluate("performance.now()")
        while True:
            tasks = [t for t in page.evaluate("window.longTasks") if t[0] + t[1] > start]
            last = max([done, *(begun + took for begun, took in tasks)])
            left = last + QUIET - page.evaluate("performance.now()")
            if left <= 0:
                break
            page.wait_for_timeout(left)
        longest = max((took for _, took in tasks), default=0)
        return Seen(name, last - start, longest, self._work() - before)

    def _work(self) -> float:
        metrics = self._protocol.send("Performance.getMetrics")["metrics"]
        return 1e3 * next(float(m["value"]) for m in metrics if m["name"] == "TaskDuration")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000)
