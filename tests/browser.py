"""A real Chromium, opened as a reader would: from the disk, without a network."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from playwright.sync_api import Browser, Page, Playwright, Request, sync_playwright

from tests.conftest import missing

WHOLE = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "msedge")
# The same engine without the windows of a desktop, which take it five times as long to open.
NAMES = ("chromium-headless-shell", *WHOLE)
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass
class Reader:
    """A page, and all that went wrong or went out while it was read."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def open(self, file: Path) -> None:
        """Open a file as a double-click does."""
        self.page.goto(file.as_uri())


def find_browser(names: Sequence[str] = NAMES) -> str:
    """The path of an installed Chromium or its kin."""
    found = next(filter(None, map(shutil.which, names)), None)
    return found or missing("a Chromium (Debian's package chromium)")


@contextmanager
def launched(playwright: Playwright, executable: str = "") -> Iterator[Browser]:
    """A browser with a fresh profile: the one that is installed, or another."""
    executable = executable or find_browser()
    started = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
    try:
        yield started
    finally:
        started.close()


@contextmanager
def browser() -> Iterator[Browser]:
    """The browser that is installed, where nothing else drives one."""
    with sync_playwright() as playwright, launched(playwright) as started:
        yield started


@contextmanager
def reader(
    started: Browser, *, width: int = 1280, dark: bool = False, scripts: bool = True
) -> Iterator[Reader]:
    """A window of a width, in a theme."""
    context = started.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if dark else "light",
        java_script_enabled=scripts,
    )
    page = context.new_page()
    watched = Reader(page)
    page.on("console", lambda message: watched.complaints.append(message.text))
    page.on("pageerror", lambda error: watched.complaints.append(str(error)))
    page.on("requestfailed", lambda request: _note_failure(request, watched))
    page.on("request", lambda request: watched.requests.append(request.url))
    try:
        yield watched
    finally:
        context.close()


def tap(page: Page, selector: str) -> None:
    """Tap an element; the driver's own way to do so asks what an old browser does not know."""
    box = f"document.querySelector('{selector}').getBoundingClientRect()"
    x, y = page.evaluate(f"(({{x, y, width, height}}) => [x + width / 2, y + height / 2])({box})")
    page.mouse.click(x, y)


def wait_until(page: Page, holds: Callable[[], bool]) -> None:
    """Wait for what a page does a moment later, as to load data."""
    for _ in range(500):
        if holds():
            return
        page.wait_for_timeout(20)
    raise AssertionError("it never became so")


def wait_for(page: Page, script: str) -> None:
    """Wait until an expression is true on a page.

    The driver's own way to wait has the page evaluate a text, which our content policy forbids.
    """
    wait_until(page, lambda: bool(page.evaluate(script)))


def _note_failure(request: Request, watched: Reader) -> None:
    """A request that failed by itself; not one that was cut short because the reader went on."""
    if request.failure != "net::ERR_ABORTED":
        watched.complaints.append(f"{request.url}: {request.failure}")


class _Quiet(SimpleHTTPRequestHandler):
    """A server of plain files that does not tell the terminal what it was asked."""

    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


@contextmanager
def served(site: Path) -> Iterator[str]:
    """The address, without a slash at its end, at which a folder is served over http."""
    handler = partial(_Quiet, directory=str(site))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
