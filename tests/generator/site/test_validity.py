"""Every page is valid HTML, and every address in it leads somewhere."""

from __future__ import annotations

from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit

import pytest

from diptych.model.book import SectionPage
from tests.generator.conftest import BASE
from tests.generator.site.books import ASSETS, Page, book, question, site_of
from tests.html import complaints

pytestmark = pytest.mark.slow


def test_the_checker_finds_faults(tmp_path: Path) -> None:
    file = tmp_path / "a.html"
    file.write_text(
        "<!doctype html><title>t</title><p><div></p><b id=a><i id=a></b>", encoding="utf-8"
    )
    assert len(complaints([file])) >= 3


def test_every_page_of_our_own_site_is_valid(published: Path) -> None:
    pages = sorted(published.rglob("*.html"))
    assert len(pages) > 300
    assert complaints(pages) == []


def test_every_page_of_a_hostile_book_is_valid(tmp_path: Path) -> None:
    target = question(4, "什么 是?#损失")
    site = site_of(book(redirects={"old": target}, base_url=BASE), ASSETS)
    pages = []
    for number, (path, data) in enumerate(site.items()):
        if path.endswith(".html"):
            # Some systems cannot have such names; what matters here is what is in them.
            pages.append(tmp_path / f"{number}.html")
            pages[-1].write_bytes(data)
    assert len(pages) >= 10
    assert complaints(pages) == []


def test_every_address_of_our_own_site_leads_somewhere(published: Path) -> None:
    wrong, followed = dead_addresses(published, urlsplit(BASE).path)
    assert wrong == []
    assert followed > 5000


def dead_addresses(site: Path, mount: str = "") -> tuple[list[tuple[str, str]], int]:
    """Each page of a site with an address in it that leads nowhere, and how many were followed.

    Args:
        mount: the path at which the site is published.
    """
    found = {file.relative_to(site).as_posix(): file for file in site.rglob("*")}
    pages = {
        name: Page.read(file.read_bytes()) for name, file in found.items() if name.endswith(".html")
    }
    ids = {name: set(page.values("id")) for name, page in pages.items()}
    wrong = []
    followed = 0
    for name, page in pages.items():
        for address in page.values("href", "src", "data-frames"):
            parts = urlsplit(address)
            if parts.scheme in {"http", "https", "mailto", "data"}:
                continue
            # Served for any address, the page of those that are lost counts from the host's root.
            path = parts.path.removeprefix(f"{mount}/")
            target = normpath(join(dirname(name), unquote(path))) if path else name
            fragment = unquote(parts.fragment)
            followed += 1
            if target not in found or (fragment and fragment not in ids[target]):
                wrong.append((name, address))
    return wrong, followed


def test_the_empty_corner_of_a_table_is_no_head() -> None:
    table = (
        '<table><thead><tr><th></th><th class="align-right"></th><th>a</th></tr></thead></table>'
    )
    asked = question(1, answer=table)
    site = site_of(book(SectionPage("s", ("a",), (), (asked,))), ASSETS)
    for path in ("q/q1.html", "all.html"):
        cells = [(tag, said) for tag, said in Page.read(site[path]).tags if tag in {"td", "th"}]
        assert cells == [("td", {}), ("td", {"class": "align-right"}), ("th", {})], path
