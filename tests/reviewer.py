"""Anki's reviewer in a real browser: the page, scripts and MathJax of its desktop program."""

from __future__ import annotations

import mimetypes
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit
from zipfile import ZipFile

from playwright.sync_api import Browser, Page, Route

from tests.conftest import missing

ANKI = "http://anki.test"
PHONE, DESKTOP = 390, 1000
HEIGHT = 844
WHEEL = "DIPTYCH_AQT"
"""The environment variable that names the wheel of Anki's desktop program."""

# What the program's `AnkiWebView.stdHtml` and `Reviewer.revHtml` write, as far as cards can tell.
_PAGE = """<!doctype html>
<html class="{html}" dir="ltr">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/_anki/css/webview.css">
<style>body {{ background-color: var(--canvas); }} html {{ font-family: sans-serif; }}</style>
<link rel="stylesheet" href="/_anki/css/reviewer.css"></head>
<body class="{body}">
<script>window.pycmd = window.bridgeCommand = function () {{ return false; }};</script>
<script src="/_anki/js/webview.js"></script>
<script src="/_anki/js/reviewer.js"></script>
<div id="_mark" hidden></div><div id="_flag" hidden></div>
<div id="qa" dir="auto"></div>
</body></html>"""
_CARD = "document.getElementById('qa')"


@dataclass
class Reviewer:
    """The reviewer's page, and all that its cards asked for or complained of.

    Attributes:
        requests: the addresses that were asked for outside of Anki's own files and the media.
    """

    page: Page
    night: bool
    scripts: bool = True
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def front(self, html: str, ordinal: int = 0) -> None:
        """Show a card's front, and wait until it is typeset."""
        self._show("_showQuestion(html, '', body)", html, ordinal)

    def back(self, html: str, ordinal: int = 0) -> None:
        """Show a card's back, likewise."""
        self._show("_showAnswer(html, body)", html, ordinal)

    def height(self) -> float:
        """How many pixels there are to scroll through, with Anki's margins."""
        return float(self.page.evaluate(f"{_CARD}.getBoundingClientRect().bottom + scrollY + 20"))

    def _show(self, call: str, html: str, ordinal: int) -> None:
        shown = f"([html, body]) => {{ {call}; return new Promise(done => _queueAction(done)); }}"
        loaded = "image.complete || new Promise(done => { image.onload = image.onerror = done; })"
        if not self.scripts:
            html = re.sub(r"<script>.*?</script>", "", html, flags=re.DOTALL)
        night = " nightMode night_mode" if self.night else ""
        self.page.evaluate(shown, [html, f"card card{ordinal + 1} isLin fancy{night}"])
        self.page.evaluate(f"Promise.all([...document.images].map(image => {loaded}))")


@contextmanager
def reviewer(
    started: Browser,
    *,
    width: int = PHONE,
    night: bool = False,
    scripts: bool = True,
    medium: Callable[[str], bytes | None] = lambda _: None,
) -> Iterator[Reviewer]:
    """The reviewer in a window of a width, by day or by night.

    Args:
        scripts: whether the scripts of cards run; those of Anki do.
        medium: a file of the media folder by its name.
    """
    wheel = _wheel()
    context = started.new_context(viewport={"width": width, "height": HEIGHT})
    page = context.new_page()
    shown = Reviewer(page, night, scripts)

    def answer(route: Route) -> None:
        path = unquote(urlsplit(route.request.url).path)
        own = route.request.url.startswith(ANKI)
        if own and path == "/":
            body, kind = _page(night).encode(), "text/html"
        elif own and (found := _anki_file(wheel, path) or medium(path[1:])) is not None:
            body, kind = found, mimetypes.guess_type(path)[0] or "application/octet-stream"
        else:
            shown.requests.append(route.request.url)
            route.abort()
            return
        route.fulfill(body=body, content_type=kind)

    context.route("**/*", answer)
    page.on("console", lambda message: shown.complaints.append(message.text))
    page.on("pageerror", lambda error: shown.complaints.append(str(error)))
    try:
        page.goto(f"{ANKI}/")
        yield shown
    finally:
        context.close()


def _page(night: bool) -> str:
    return _PAGE.format(
        html="night-mode" if night else "", body="nightMode night_mode" if night else ""
    )


def _anki_file(wheel: ZipFile, path: str) -> bytes | None:
    inside = PurePosixPath("_aqt/data/web", path.removeprefix("/_anki/")).as_posix()
    return wheel.read(inside) if inside in wheel.NameToInfo else None


@cache
def _wheel() -> ZipFile:
    return ZipFile(os.environ.get(WHEEL) or missing(f"the wheel of aqt ({WHEEL})"))
