"""What a page costs: bytes and requests, of every question in our own notes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser import reader
from tests.generator.site.books import Page
from tests.kinds import pages_of_each_kind

KB = 1024
PAGE, REQUESTS, WHOLE, FONT = 10 * KB, 4, 47 * KB, 190 * KB
# What a published page says to machines (preview, feed, question and answer once more as data).
SAID_TO_MACHINES = 1.5 * KB


@pytest.fixture(scope="module")
def plain(published: Path) -> list[Path]:
    """The pages of questions without a figure or a picture."""
    pages = sorted((published / "q").glob("*.html"))
    assert len(pages) >= 296
    found = [page for page in pages if not shows_more(page)]
    assert len(found) > 200
    return found


def said_to_machines(page: Path) -> bytes:
    """What only a published page holds; without `base_url` there is nothing of it."""
    found = re.findall(
        rb'<(?:meta property="og:|link rel="(?:canonical|alternate)"|script type="application/ld)[^>]*>'
        rb"(?:[^<]*</script>)?\n?",
        page.read_bytes(),
    )
    return b"".join(found)


def shows_more(page: Path) -> bool:
    text = page.read_text(encoding="utf-8")
    return "data-figure" in text or "<img" in text or 'class="code-file"' in text


def needed(page: Path) -> list[Path]:
    """What a page asks for as it opens: style, scripts, icon; the font comes with the style."""
    tags = Page.read(page.read_bytes())
    links = [tag["href"] for tag in tags.all("link") if tag["rel"] in {"stylesheet", "icon"}]
    scripts = [tag["src"] for tag in tags.all("script") if "src" in tag]
    return [(page.parent / address).resolve() for address in links + scripts]


def test_a_plain_question_is_light(plain: list[Path]) -> None:
    sizes = {page.name: page.stat().st_size for page in plain}
    told = {page.name: len(said_to_machines(page)) for page in plain}
    assert not {name: size for name, size in sizes.items() if size - told[name] > PAGE}
    assert not {name: size for name, size in told.items() if size > SAID_TO_MACHINES}


def test_all_that_a_plain_question_needs_is_light(plain: list[Path]) -> None:
    for page in plain:
        files = needed(page)
        assert len(files) <= REQUESTS, page.name
        whole = page.stat().st_size + sum(file.stat().st_size for file in files)
        assert whole < WHOLE, f"{page.name}: {whole}"


def test_the_font_is_light(published: Path) -> None:
    (font,) = (published / "fonts").glob("*.woff2")
    assert font.stat().st_size < FONT


def test_a_browser_asks_for_no_more_than_that(chromium: Browser, published: Path) -> None:
    page = pages_of_each_kind(published)["question with plain"]
    with reader(chromium) as reading:
        reading.open(page)
        reading.page.wait_for_load_state("networkidle")
        asked = {url for url in reading.requests if not url.endswith((".html", ".woff2"))}
    allowed = {file.as_uri() for file in needed(page)}
    assert asked <= allowed
