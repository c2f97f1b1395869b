"""A published site without a network, as a browser that was there before shows it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import imagesize
import pytest
from msgspec import structs
from msgspec.structs import replace
from playwright.sync_api import Browser, BrowserContext, Error, Page

from diptych.model.book import PlannedFile
from diptych.site.offline import plan_offline
from tests.browser import served
from tests.conftest import of
from tests.generator.site.books import ASSETS, SECTIONS, book, site_of

BASE = "https://notes.example/cv"
APP = {"site.webmanifest", "worker.js", "icon-192.png", "icon-512.png"}


def test_only_a_published_site_is_an_app() -> None:
    assert not APP & site_of(book(*SECTIONS), ASSETS).keys()
    assert site_of(book(*SECTIONS, base_url=BASE), ASSETS).keys() >= APP


def test_the_manifest_names_icons_of_the_sizes_that_they_have(tmp_path: Path) -> None:
    site = site_of(book(*SECTIONS, base_url=BASE, language="ar"), ASSETS)
    manifest = json.loads(site["site.webmanifest"])
    assert (manifest["lang"], manifest["dir"], manifest["start_url"]) == ("ar", "rtl", "./")
    for icon in manifest["icons"]:
        with of(icon):
            (tmp_path / icon["src"]).write_bytes(site[icon["src"]])
            width, height = imagesize.get(tmp_path / icon["src"])
            assert icon["sizes"] == f"{width}x{height}"


def test_the_worker_is_another_when_what_it_keeps_is_and_keeps_no_cards_of_large_notebooks() -> (
    None
):
    shown = book(*SECTIONS, base_url=BASE)
    loaded = [PlannedFile(path, "1", bytes) for path in ("style.css", "rehearse/a.js")]

    def worker(book: object, files: list[PlannedFile]) -> str:
        planned = {each.path: each for each in plan_offline(book, files, "engine")}  # type: ignore[arg-type]
        return planned["worker.js"].make().decode()

    small = worker(shown, loaded)
    assert '"style.css", "rehearse/a.js"]' in small
    other = "x".encode
    assert worker(shown, [replace(loaded[0], make=other), loaded[1]]) != small
    assert worker(shown, [loaded[0], replace(loaded[1], make=other)]) == small  # an edited answer
    assert worker(shown, [replace(loaded[0], key="2"), loaded[1]]) == small  # another Python
    many = structs.replace(shown.sections[0], questions=shown.sections[0].questions * 1_500)
    assert '"style.css"]' in worker(structs.replace(shown, sections=(many,)), loaded)


@pytest.fixture
def visited(whole: Browser, tmp_path: Path) -> Iterator[tuple[BrowserContext, Page, str]]:
    """The index of a site that was opened once, with its worker at work."""
    site = tmp_path / "site"
    site.mkdir()
    with served(site) as address:
        for path, data in site_of(book(*SECTIONS, base_url=address), ASSETS).items():
            (site / path).parent.mkdir(parents=True, exist_ok=True)
            (site / path).write_bytes(data)
        context = whole.new_context(service_workers="allow")
        page = context.new_page()
        page.goto(f"{address}/index.html")
        page.evaluate("navigator.serviceWorker.ready")
        page.wait_for_function("navigator.serviceWorker.controller !== null")
        yield context, page, address
        context.close()


def test_what_was_read_and_what_rehearsing_needs_is_there_without_a_network(
    visited: tuple[BrowserContext, Page, str],
) -> None:
    context, page, address = visited
    page.goto(f"{address}/q/{SECTIONS[0].questions[0].slug}.html")
    read = page.locator("main").inner_text()
    context.set_offline(True)
    page.goto(f"{address}/")
    assert page.locator("h1").inner_text()
    page.goto(f"{address}/q/{SECTIONS[0].questions[0].slug}.html")
    assert page.locator("main").inner_text() == read
    assert page.evaluate("getComputedStyle(document.body).fontFamily")
    page.goto(f"{address}/rehearse.html")
    page.wait_for_selector("input")
    # What was never read is told by the browser as missing, not by an empty page.
    with pytest.raises(Error, match="ERR_"):
        page.goto(f"{address}/q/{SECTIONS[1].questions[0].slug}.html")


def test_with_a_network_a_page_is_never_an_old_one(
    visited: tuple[BrowserContext, Page, str], tmp_path: Path
) -> None:
    _, page, address = visited
    page.goto(f"{address}/index.html")
    index = tmp_path / "site" / "index.html"
    index.write_text(index.read_text("utf-8").replace("<h1", '<h1 id="new"', 1), "utf-8")
    later = index.stat().st_mtime + 10  # the server tells times by the second
    os.utime(index, (later, later))
    page.goto(f"{address}/index.html")
    assert page.locator("h1#new").count() == 1


def test_a_copy_that_is_served_elsewhere_keeps_nothing(chromium: Browser, tmp_path: Path) -> None:
    site = tmp_path / "site"
    for path, data in site_of(book(*SECTIONS, base_url=BASE), ASSETS).items():
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        (site / path).write_bytes(data)
    with served(site) as address:
        page = chromium.new_page()
        page.goto(f"{address}/index.html")
        page.wait_for_load_state("networkidle")
        registered = "navigator.serviceWorker.getRegistrations().then((all) => all.length)"
        assert page.evaluate(registered) == 0
        page.close()
