"""A site that most tests of its files and pages look at, and one browser for all that open it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.browser import launched
from tests.generator.site.books import ASSETS, Page, book, site_of


@pytest.fixture(scope="module")
def site() -> dict[str, bytes]:
    return site_of(book(), ASSETS)


@pytest.fixture(scope="module")
def pages(site: dict[str, bytes]) -> dict[str, Page]:
    return {path: Page.read(data) for path, data in site.items() if path.endswith(".html")}


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    """What drives browsers, for all tests of this folder: to start it takes a second each time."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="package")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """A browser; each test opens windows of its own, which know nothing of those before."""
    with launched(playwright) as started:
        yield started
