"""axe-core finds nothing on any kind of page, in either theme, on a phone or at a desk."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import reader
from tests.conftest import missing
from tests.generator.site.test_large import make_parts
from tests.kinds import pages_of_each_kind

pytestmark = pytest.mark.slow

PHONE, DESK = 360, 1280
VIEWS = [(width, dark) for width in (PHONE, DESK) for dark in (False, True)]
# Hundreds of formulas take axe a quarter of a minute; what they hold stands on smaller pages too.
ONCE = {"all": (PHONE, True), "figures": (DESK, False)}
# Browsers read formulas out, but axe takes a cell that holds nothing else for an empty one.
# With the math font formulas are wider, and what scrolls then can have the focus.
# A long page is dressed where one reads, and for paper.
SETTLED = """() => document.fonts.load('1em "Diptych Math"')
    .then(() => new Promise(done => {
        dispatchEvent(new Event("beforeprint"));
        setTimeout(() => requestAnimationFrame(done), 500);
    }))"""
RUN = """async () => (await axe.run(document, {resultTypes: ['violations']})).violations
    .map(each => ({...each, nodes: each.nodes.filter(
        node => each.id !== 'empty-table-header' || !node.html.includes('<math'))}))
    .filter(each => each.nodes.length)
    .map(each => `${each.id}: ${each.help}: `
        + each.nodes.slice(0, 3).map(node => node.html).join(' '))"""


@pytest.fixture(scope="module")
def axe() -> str:
    """The script that is put into the pages."""
    spec = find_spec("axe_playwright_python")
    if spec is None or spec.origin is None:
        missing("the package axe-playwright-python, which brings axe-core")
    return (Path(spec.origin).parent / "axe.min.js").read_text(encoding="utf-8")


def violations(page: Page, axe: str) -> list[Any]:
    # Evaluated by the browser's own protocol, which the content policy of pages does not bind.
    page.evaluate(axe)
    page.evaluate(SETTLED)
    found: list[Any] = page.evaluate(RUN)
    return found


@pytest.mark.parametrize(("width", "dark"), VIEWS, ids=lambda value: str(value))
def test_axe_finds_nothing(
    chromium: Browser, published: Path, axe: str, width: int, dark: bool
) -> None:
    kinds = pages_of_each_kind(published)
    assert {"index", "chapter", "section", "tag", "tags", "all", "figures"} <= kinds.keys()
    assert {"rehearse", "lost", "question with plain"} <= kinds.keys()
    assert {
        f"question with {what}" for what in ("figure", "slider", "code", "table")
    } <= kinds.keys()
    with reader(chromium, width=width, dark=dark) as reading:
        for kind, file in kinds.items():
            if ONCE.get(kind, (width, dark)) == (width, dark):
                reading.open(file)
                assert violations(reading.page, axe) == [], f"{kind}: {file.name}"


@pytest.mark.parametrize(("width", "dark"), VIEWS, ids=lambda value: str(value))
def test_axe_finds_nothing_in_lists_on_several_pages(
    chromium: Browser, tmp_path: Path, axe: str, width: int, dark: bool
) -> None:
    site = make_parts(tmp_path)
    with reader(chromium, width=width, dark=dark) as reading:
        for name in ("all.html", "index.html", "t/t.2.html"):
            reading.open(site / name)
            assert violations(reading.page, axe) == [], name


@pytest.mark.parametrize(("width", "dark"), VIEWS, ids=lambda value: str(value))
def test_axe_finds_nothing_in_the_search_dialog(
    chromium: Browser, published: Path, axe: str, width: int, dark: bool
) -> None:
    with reader(chromium, width=width, dark=dark) as reading:
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
