"""The site in browsers of years ago, in Firefox, and in the Chromium of desktops: what is seen, by numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import pytest
from playwright.sync_api import Browser, Page

from diptych.render.style import COLOURS, to_hex
from tests.browser import reader
from tests.conftest import of
from tests.firefox import firefox
from tests.generator.site.test_example_theme import made
from tests.kinds import pages_of_each_kind
from tests.pictures import colours_of

# Where something is, as its corners.
BOX = "(({left, top, right, bottom}) => [left, top, right, bottom])(%s.getBoundingClientRect())"
# Whatever one would press, that something else lies on.
COVERED = """[...document.querySelectorAll('%s')].slice(0, 40).filter(each => {
    each.scrollIntoView({block: "center"});
    const {x, y, width, height} = each.getBoundingClientRect();
    if (!width || each.closest("details:not([open])")) return false;
    const top = document.elementFromPoint(x + width / 2, y + height / 2);
    return !(top && (each.contains(top) || top.contains(each)));
}).map(each => each.outerHTML)"""
# What a formula says where it is laid out by nothing: TeX or, where there is MathML, none.
FORMULAS = """[...document.querySelectorAll('math[data-tex], .math-block[data-tex]')].map(each => [
    each.dataset.tex, getComputedStyle(each, '::before').content,
    getComputedStyle(each.firstElementChild).display])"""


# Old ones glide even where they are told not to.
STILL = "document.documentElement.style.scrollBehavior = 'auto'"


class Window(Protocol):
    """What the tests here ask of a browser."""

    def open(self, address: str) -> None:
        """Open an address."""

    def evaluate(self, script: str) -> Any:
        """Say what an expression gives on the page."""

    def screenshot(self) -> bytes:
        """Take a picture of what is seen."""


class Chromium:
    """A window of a Chromium."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.evaluate = page.evaluate
        self.screenshot = page.screenshot

    def open(self, address: str) -> None:
        """Open an address."""
        self._page.goto(address)


@contextmanager
def in_chromium(old: Browser, *, dark: bool) -> Iterator[Chromium]:
    """A window as wide as a phone; at the end it has nothing to complain about."""
    with reader(old, width=390, dark=dark) as reading:
        yield Chromium(reading.page)
        assert reading.complaints == []


@pytest.fixture(scope="module")
def themed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with the example theme."""
    return made(tmp_path_factory.mktemp("themed"), theme=True)


@pytest.mark.parametrize("dark", [False, True])
def test_an_old_chromium_shows_the_site_whole(
    old: Browser, published: Path, themed: Path, dark: bool
) -> None:
    mathml = not old.version.startswith("103.")
    with in_chromium(old, dark=dark) as window:
        look_at_theme(window, themed, dark=dark, mathml=mathml)
        look_at_all(window, published, dark=dark, mathml=mathml)


def test_the_chromium_of_desktops_shows_the_site_whole(whole: Browser, published: Path) -> None:
    with in_chromium(whole, dark=False) as window:
        look_at_all(window, published, dark=False, mathml=True)


@pytest.mark.slow
def test_firefox_shows_the_site_whole(published: Path, themed: Path, tmp_path: Path) -> None:
    with firefox(tmp_path, dark=True) as window:
        look_at_theme(window, themed, dark=True, mathml=True)
        look_at_all(window, published, dark=True, mathml=True)


def look_at_all(window: Window, site: Path, *, dark: bool, mathml: bool) -> None:
    """Look at every kind of page, search, and rehearse a section to its end."""
    pages = pages_of_each_kind(site)
    for name, page in pages.items():
        with of(name):
            window.open(page.as_uri())
            look_at_page(window, dark=dark, mathml=mathml)
    window.open(pages["question with figure"].as_uri())
    look_at_figure(window, site, dark=dark)
    look_at_search(window, dark=dark)
    switch(window, dark=dark)
    rehearse(window, site, dark=not dark)


def look_at_theme(window: Window, site: Path, *, dark: bool, mathml: bool) -> None:
    """Every kind of page stands on the theme's own paper and is as whole as ours."""
    for name, page in pages_of_each_kind(site).items():
        with of(name):
            window.open(page.as_uri())
            look_at_layout(window, mathml=mathml)
            ground = window.evaluate("getComputedStyle(document.documentElement).backgroundColor")
            paper = "#" + "".join(f"{int(each):02x}" for each in re.findall(r"\d+", ground))
            assert paper != colour("paper", dark)
            assert next(iter(colours_of(window.screenshot()))) == paper


def look_at_page(window: Window, *, dark: bool, mathml: bool) -> None:
    """Its colours are there, and it is whole."""
    seen = colours_of(window.screenshot())
    assert next(iter(seen)) == colour("paper", dark)
    assert {colour("ink", dark), colour("line", dark)} <= seen.keys()
    look_at_layout(window, mathml=mathml)


def look_at_layout(window: Window, *, mathml: bool) -> None:
    """Nothing is too wide or lies on what is pressed, formulas say what they say."""
    window.evaluate(STILL)
    assert window.evaluate("document.documentElement.scrollWidth") <= 390
    assert (
        window.evaluate(COVERED % "header.bar a, header.bar button, main button, main label") == []
    )
    for tex, said, inside in window.evaluate(FORMULAS):
        assert (said == "none") == mathml, tex
        assert (inside == "none") != mathml, tex


def look_at_figure(window: Window, site: Path, *, dark: bool) -> None:
    """Every colour that the drawing names is seen in it."""
    window.evaluate(STILL)
    drawing = "document.querySelector('figure svg')"
    window.evaluate(f"{drawing}.scrollIntoView({{block: 'center'}})")
    names = set(window.evaluate(f"{drawing}.outerHTML.match(/--fig-[a-d]\\b/g)"))
    sheet = (site / "style.css").read_text(encoding="utf-8")
    theme = "dark" if dark else "light"
    wanted = {re.findall(rf"{name}:[^;}}]*?-{theme},(#\w+)", sheet)[0] for name in names}
    seen = colours_of(window.screenshot(), window.evaluate(BOX % drawing))
    assert wanted
    assert {long(each) for each in wanted} <= seen.keys()


def look_at_search(window: Window, *, dark: bool) -> None:
    """The dialog hides what is below it, and finds."""
    window.evaluate("document.querySelector('.find').click()")
    until(window, "document.querySelector('dialog.search[open] input') !== null")
    window.evaluate(
        "(field => { field.value = 'NMS'; field.dispatchEvent(new Event('input')); })"
        "(document.querySelector('dialog.search input'))"
    )
    until(window, "document.querySelectorAll('dialog.search [role=option]').length > 5")
    box = window.evaluate(BOX % "document.querySelector('dialog.search')")
    inside = colours_of(window.screenshot(), box)
    assert next(iter(inside)) == colour("paper", dark)
    assert inside[colour("paper", dark)] > 0.6
    options = "dialog.search [role=option], dialog.search button"
    assert window.evaluate(COVERED % options) == []
    window.evaluate("document.querySelector('dialog.search').close()")


def switch(window: Window, *, dark: bool) -> None:
    """The reader's own choice is the other theme."""
    clicks = 1 if dark else 2  # auto, light, dark
    for _ in range(clicks):
        window.evaluate("document.querySelector('button.theme').click()")
    assert next(iter(colours_of(window.screenshot()))) == colour("paper", not dark)


def rehearse(window: Window, site: Path, *, dark: bool) -> None:
    """A section, card by card, until its summary."""
    section = sorted((site / "s").glob("*nms.html"))[0].stem
    window.open(f"{(site / 'rehearse.html').as_uri()}#s-{section}")
    window.evaluate(STILL)
    until(window, "document.querySelector('.start:not([disabled])') !== null")
    window.evaluate("document.querySelector('.start').click()")
    marked = 0
    while window.evaluate("document.querySelector('.summary').hidden"):
        until(window, "document.querySelector('.card:not([hidden]) .asks') !== null")
        until(window, "!document.querySelector('.reveal').hidden")
        window.evaluate("document.querySelector('.reveal').click()")
        until(window, "!document.querySelector('[data-mark=good]').hidden")
        if not marked:
            look_at_marks(window, dark=dark)
        window.evaluate("document.querySelector('[data-mark=hard]').click()")
        marked += 1
        until(
            window,
            "!document.querySelector('.summary').hidden || !document.querySelector('.reveal').hidden",
        )
        assert marked < 100
    told = window.evaluate("document.querySelector('.summary tfoot .hard').textContent")
    assert int(told) == marked > 5
    assert next(iter(colours_of(window.screenshot()))) == colour("paper", dark)


def look_at_marks(window: Window, *, dark: bool) -> None:
    """The buttons lie on nothing of the answer that would shine through, and nothing on them."""
    assert window.evaluate(COVERED % ".answering button:not([hidden])") == []
    box = window.evaluate(BOX % "document.querySelector('.answering')")
    bar = colours_of(window.screenshot(), box)
    assert bar[colour("paper", dark)] > 0.6
    window.evaluate("window.scrollTo(0, 1e6)")
    last = "document.querySelector('.card:not([hidden]) .page')"
    assert (
        window.evaluate(BOX % last)[3]
        <= window.evaluate(BOX % "document.querySelector('.answering')")[1]
    )


def until(window: Window, script: str) -> None:
    """Wait for what a page does a moment later."""
    for _ in range(500):
        if window.evaluate(script):
            return
        window.evaluate("new Promise(done => setTimeout(done, 20))")
    raise AssertionError(f"it never became so: {script}")


def colour(name: str, dark: bool) -> str:
    """A colour of ours as a picture has it."""
    return to_hex(COLOURS[name][dark])


def long(colour: str) -> str:
    """`#abc` as `#aabbcc`."""
    return colour if len(colour) == 7 else "#" + "".join(2 * digit for digit in colour[1:])
