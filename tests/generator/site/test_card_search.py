"""From a question's page to its card: what finds it in Anki, shown, copied, asked of a phone."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page

from diptych.identity import search_by_id
from tests.anki_engine import Anki
from tests.browser import reader
from tests.conftest import NOW, MakeNotebook, build_folder

NOTES = (
    "# A\n\n## What is a lock?\n\nOne holds it.\n\n"
    "## What is a_lock? {#a_lock}\n\nA name.\n\n## What is axlock? {#axlock}\n\nAnother.\n"
)
PAGES = ("what-is-a-lock", "a-lock", "axlock")
ANDROID = "Mozilla/5.0 (Linux; Android 13; Pixel 7) AppleWebKit/537.36 Chrome/120.0 Mobile"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Mobile"
IPAD = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Safari/605.1.15"


@pytest.fixture
def site(make_notebook: MakeNotebook, tmp_path: Path) -> Path:
    built = build_folder(make_notebook({"x.md": NOTES}), tmp_path / "site", NOW)
    assert built.summary is not None, built.report.diagnostics
    return tmp_path / "site"


def shown(page: Page) -> str:
    return page.locator(".in-anki code").inner_text()


def test_what_a_page_shows_finds_its_card_and_no_other(
    chromium: Browser, site: Path, anki: Anki
) -> None:
    (package,) = site.glob("*.apkg")
    anki.import_apkg(package)
    with reader(chromium, scripts=False) as reading:
        for slug in PAGES:
            reading.open(site / f"q/{slug}.html")
            (number,) = anki.collection.find_notes(shown(reading.page))
            asked = anki.collection.get_note(number)["Question"]
            assert reading.page.locator("h1").inner_text() == asked


def test_the_search_finds_what_bears_a_former_id(anki: Anki, site: Path) -> None:
    (package,) = site.glob("*.apkg")
    anki.import_apkg(package)
    for ids, found in ((("new", ["axlock"]), 1), (('x "', ["a_lock", "axlock"]), 2)):
        assert len(anki.collection.find_notes(f"{search_by_id(*ids)} deck:*")) == found


def test_it_is_copied_by_keyboard(chromium: Browser, site: Path) -> None:
    with reader(chromium) as reading:
        reading.page.add_init_script(
            "navigator.clipboard.writeText = async text => { window.taken = text }"
        )
        reading.open(site / "q/a-lock.html")
        button = reading.page.locator(".in-anki button")
        button.focus()
        reading.page.keyboard.press("Enter")
        reading.page.wait_for_function("window.taken")
        assert reading.page.evaluate("window.taken") == shown(reading.page)
        assert button.inner_text() == "Copied"


@pytest.mark.parametrize(
    ("agent", "touch", "path", "name"),
    [
        (ANDROID, True, "/browser", "search"),
        (IPHONE, True, "/search", "query"),
        (IPAD, True, "/search", "query"),
        (IPAD, False, "", ""),
    ],
)
def test_a_phone_is_led_to_its_anki(
    chromium: Browser, site: Path, agent: str, touch: bool, path: str, name: str
) -> None:
    context = chromium.new_context(user_agent=agent, has_touch=touch)
    page = context.new_page()
    if touch and agent == IPAD:
        page.add_init_script("Object.defineProperty(navigator, 'maxTouchPoints', { value: 5 })")
    page.goto((site / "q/a-lock.html").as_uri())
    addresses = [str(link.get_attribute("href")) for link in page.locator(".in-anki a").all()]
    context_shows = shown(page)
    context.close()
    if not path:
        assert addresses == []
        return
    (address,) = map(urlsplit, addresses)
    assert (address.scheme, address.netloc, address.path) == ("anki", "x-callback-url", path)
    assert parse_qs(address.query) == {name: [context_shows]}
