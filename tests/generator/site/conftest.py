"""A site that most tests of its files and pages look at."""

from __future__ import annotations

import pytest

from tests.generator.site.books import ASSETS, Page, book, site_of


@pytest.fixture(scope="module")
def site() -> dict[str, bytes]:
    return site_of(book(), ASSETS)


@pytest.fixture(scope="module")
def pages(site: dict[str, bytes]) -> dict[str, Page]:
    return {path: Page.read(data) for path, data in site.items() if path.endswith(".html")}
