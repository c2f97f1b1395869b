"""What the tests of search do in a browser."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Locator, Page

from diptych.model.book import Book
from tests import search_oracle
from tests.conftest import of
from tests.generator.site.books import site_of


def written(made: Book, folder: Path) -> Path:
    for path, data in site_of(made).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder / "index.html"


def opened(page: Page) -> Locator:
    """Search, asked for by its key, once its data are there; its field."""
    page.keyboard.press("/")
    page.wait_for_selector("dialog.search[open]")
    page.locator("dialog [role=status]").filter(has_not_text="正在载入").wait_for()
    field = page.get_by_role("combobox", name="搜索").first
    assert field.evaluate("field => field === document.activeElement")
    return field


def asked(page: Page, queries: list[str]) -> list[list[str]]:
    answers: list[list[str]] = page.evaluate(
        "all => all.map(each => diptychSearch.found(each))", queries
    )
    return answers


def agree(page: Page, made: Book, queries: list[str]) -> None:
    """The scan finds what brute force finds, and all of that is among what is found."""
    scanned: list[list[str]] = page.evaluate(
        "all => all.map(each => diptychSearch.scan(each))", queries
    )
    for query, scan, slugs in zip(queries, scanned, asked(page, queries), strict=True):
        with of(query):
            assert len(slugs) == len(set(slugs))
            assert set(scan) == search_oracle.found(made, query)
            assert set(scan) <= set(slugs)
