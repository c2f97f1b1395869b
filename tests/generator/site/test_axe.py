"""axe-core finds nothing on any kind of page, by day or by night, on a phone or at a desk."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import reader
from tests.conftest import missing, of
from tests.generator.site.test_large import make_parts
from tests.kinds import pages_of_each_kind

pytestmark = pytest.mark.slow

PHONE, DESK = 360, 1280
WIDTHS = pytest.mark.parametrize("width", [PHONE, DESK])
# Browsers read formulas out, but axe takes a cell that holds nothing else for an empty one.
# With the math font formulas are wider, and what scrolls then can have the focus.
# A long page is dressed where one reads, and for paper.
SETTLED = """() => document.fonts.load('1em "Diptych Math"').then(() => document.fonts.ready)
    .then(() => new Promise(done => {
        dispatchEvent(new Event("beforeprint"));
        requestAnimationFrame(() => requestAnimationFrame(done));
    }))"""
# Of hundreds of questions, figures or lines in a row, those stay that hold an element, by its place
# and its attributes, which none before held: the others would take axe minutes. It looks into no formula
# and no drawing but for what questions' own pages show as well.
THINNED = """() => {
    const seen = new Set();
    const named = node => node.localName + "." + (node.getAttribute("class") || "");
    for (const part of document.querySelectorAll(".part article, .shown, li:not(:first-child)")) {
        const held = [part, ...part.querySelectorAll(":not(math *, svg *)")].map(node => [
            named(node.parentElement), named(node), ...[...node.attributes].map(each => each.name)].join());
        if (held.every(each => seen.has(each))) part.remove();
        for (const each of held) seen.add(each);
    }
}"""
RUN = """async (rules) => (await axe.run(document, {resultTypes: ['violations'], ...rules})).violations
    .map(each => ({...each, nodes: each.nodes.filter(
        node => each.id !== 'empty-table-header' || !node.html.includes('<math'))}))
    .filter(each => each.nodes.length)
    .map(each => `${each.id}: ${each.help}: `
        + each.nodes.slice(0, 3).map(node => node.html).join(' '))"""
ALL: dict[str, Any] = {}
CONTRAST = {"runOnly": ["color-contrast"]}


@pytest.fixture(scope="module")
def axe() -> str:
    """The script that is put into the pages."""
    spec = find_spec("axe_playwright_python")
    if spec is None or spec.origin is None:
        missing("the package axe-playwright-python, which brings axe-core")
    return (Path(spec.origin).parent / "axe.min.js").read_text(encoding="utf-8")


def violations(page: Page, axe: str) -> list[Any]:
    """Ask axe for all that is wrong as the page is seen, and what has too little contrast by night."""
    # Evaluated by the browser's own protocol, which the content policy of pages does not bind.
    page.evaluate(axe)
    page.evaluate(SETTLED)
    page.evaluate(THINNED)
    found: list[Any] = page.evaluate(RUN, ALL)
    page.emulate_media(color_scheme="dark")
    found += page.evaluate(RUN, CONTRAST)
    page.emulate_media(color_scheme="light")
    return found


@WIDTHS
def test_axe_finds_nothing(chromium: Browser, published: Path, axe: str, width: int) -> None:
    kinds = pages_of_each_kind(published)
    assert {"index", "chapter", "section", "tag", "tags", "all", "figures"} <= kinds.keys()
    assert {"rehearse", "lost", "question with plain"} <= kinds.keys()
    assert {
        f"question with {what}" for what in ("figure", "slider", "code", "table")
    } <= kinds.keys()
    with reader(chromium, width=width) as reading:
        for file in dict.fromkeys(kinds.values()):
            reading.open(file)
            with of(file.name):
                assert violations(reading.page, axe) == []


@WIDTHS
def test_axe_finds_nothing_in_lists_on_several_pages(
    chromium: Browser, tmp_path: Path, axe: str, width: int
) -> None:
    site = make_parts(tmp_path)
    with reader(chromium, width=width) as reading:
        for name in ("all.html", "index.html", "t/t.2.html"):
            reading.open(site / name)
            with of(name):
                assert violations(reading.page, axe) == []


@WIDTHS
def test_axe_finds_nothing_in_the_search_dialog(
    chromium: Browser, published: Path, axe: str, width: int
) -> None:
    with reader(chromium, width=width) as reading:
        reading.open(pages_of_each_kind(published)["question with plain"])
        reading.page.keyboard.press("/")
        dialog = reading.page.locator("dialog[open]")
        dialog.locator("input").first.fill("IoU")
        dialog.locator("a").first.wait_for()
        assert violations(reading.page, axe) == []


def test_axe_sees_what_is_wrong(chromium: Browser, tmp_path: Path, axe: str) -> None:
    file = tmp_path / "bad.html"
    file.write_text("<!doctype html><img src='x.png'><p style='color:#ccc'>pale", encoding="utf-8")
    with reader(chromium) as reading:
        reading.open(file)
        told = " ".join(violations(reading.page, axe))
    assert "image-alt" in told
    assert "color-contrast" in told
