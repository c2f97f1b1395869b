"""Rehearsing in a real browser: what is loaded when, and how much of a long round is laid out."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser import reader, served, wait_until
from tests.rehearsal import PROMPTS, SHOWN, begin, make_site, marks, press, rehearsal


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_site(tmp_path_factory.mktemp("drill"))


def test_a_card_that_is_still_on_its_way_is_not_marked(chromium: Browser, site: Path) -> None:
    with served(site) as address, rehearsal(chromium, address) as reading:
        page = reading.page
        asked: list[Route] = []

        def hold(route: Route) -> None:
            asked.append(route)

        page.route("**/rehearse/*.js", hold)
        page.get_by_label("全部章节").uncheck()
        for topic in "甲乙":
            page.get_by_label(topic, exact=True).check()
        page.get_by_role("button", name="开始").click()
        arrive(page, asked)
        press(page, " 3 3 3 ")
        page.keyboard.press("3")  # the next is of the section whose cards have not come
        expect(page.locator(".round[aria-busy]")).to_have_count(1)
        page.keyboard.press("Space")
        page.keyboard.press("3")
        page.locator("[data-mark=good]").click()
        assert set(marks(page)) == {"a1", "a2", "a3", "a4"}
        arrive(page, asked)
        assert page.evaluate(SHOWN) == PROMPTS[4]
        expect(page.locator(".card:not([hidden]) .back")).not_to_be_visible()


def arrive(page: Page, asked: list[Route]) -> None:
    """Let the cards come that the page asked for."""
    while not asked:
        page.wait_for_timeout(20)
    asked.pop().continue_()
    expect(page.locator(".round[aria-busy]")).to_have_count(0)


def test_a_card_that_cannot_be_loaded_leads_to_its_page(
    chromium: Browser, site: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(site, copy)
    for script in (copy / "rehearse").glob("*甲.js"):
        script.unlink()
    with reader(chromium) as reading:
        reading.open(copy / "rehearse.html")
        begin(reading.page)
        press(reading.page, " ")
        reading.page.locator(".card:not([hidden]) .back a").click()
        assert reading.page.url.endswith("/q/a1.html")


def test_without_scripts_every_section_leads_to_its_page_that_can_hide_answers(
    chromium: Browser, site: Path
) -> None:
    with reader(chromium, width=360, scripts=False) as reading:
        page = reading.page
        reading.open(site / "rehearse.html")
        assert not page.locator("button:visible, input:visible").count()
        assert page.locator("noscript p").evaluate("p => p.offsetHeight") > 0
        for name, prompt in (("甲", PROMPTS[0]), ("丙", PROMPTS[8])):
            reading.open(site / "rehearse.html")
            page.get_by_role("link", name=name, exact=True).click()
            asked = page.locator("article", has_text=prompt)
            expect(asked.locator(".answer")).to_be_visible()
            page.get_by_text("只看简答").click()
            expect(asked.locator(".answer")).to_be_hidden()
            expect(asked.locator(".short")).to_be_visible()
            page.get_by_text("只看题目").click()
            expect(asked.locator(".short")).to_be_hidden()
            expect(asked.locator(".title")).to_be_visible()
        assert reading.complaints == []


def test_scripts_are_loaded_when_a_round_needs_them(chromium: Browser, site: Path) -> None:
    with rehearsal(chromium, site.as_uri()) as reading:
        page = reading.page
        assert not [url for url in reading.requests if "/rehearse/" in url]
        page.get_by_label("检测", exact=True).uncheck()
        begin(page)
        expect(page.locator(".card")).to_have_count(4)
        assert len([url for url in reading.requests if "/rehearse/" in url]) == 1
        assert not [url for url in reading.requests if re.search(r"play\.js$", url)]


# ---- How much of a long round is laid out

# To ask how wide something hidden is lays it out, with all cards one after the other.
MEASURED = """() => {
    window.measured = [];
    const { get } = Object.getOwnPropertyDescriptor(Element.prototype, "scrollWidth");
    Object.defineProperty(Element.prototype, "scrollWidth", { get() {
        if (this.closest("[hidden]")) window.measured.push(this.className);
        return get.call(this);
    } });
}"""
DRESSED = "() => [...document.querySelectorAll('.card:has(.by-word)')].map(c => c.dataset.slug)"


def test_only_the_card_that_is_shown_is_laid_out_and_the_next_is_ready(
    chromium: Browser, site: Path
) -> None:
    with rehearsal(chromium, site.as_uri(), width=360) as reading:
        page = reading.page
        page.evaluate(MEASURED)
        begin(page)
        expect(page.locator(".card")).to_have_count(12)
        expect(page.locator(".card:has(.by-word)")).to_have_count(2)
        assert page.evaluate(DRESSED) == ["a1", "a2"]
        press(page, " 3")
        expect(page.locator(".card:has(.by-word)")).to_have_count(3)
        page.set_viewport_size({"width": 340, "height": 700})
        page.wait_for_timeout(300)  # a window that is resized is measured when it stays so
        assert page.evaluate("() => window.measured") == []
        press(page, " ")
        table = page.locator(".card:not([hidden]) .table")
        expect(table).to_have_attribute("tabindex", "0")  # measured once it is seen


@pytest.mark.parametrize("come", [0, 1])
def test_a_round_that_was_left_lays_no_more_cards(chromium: Browser, site: Path, come: int) -> None:
    with served(site) as address, rehearsal(chromium, address) as reading:
        page = reading.page
        asked: list[Route] = []
        page.route("**/rehearse/*.js", lambda route: asked.append(route))
        page.get_by_role("button", name="开始").click()
        for _ in range(come):
            arrive(page, asked)
        while not asked:  # the cards of the next section are on their way
            page.wait_for_timeout(20)
        page.keyboard.press("Escape")
        expect(page.locator(".start")).to_be_visible()
        while asked:
            asked.pop().continue_()
            page.wait_for_timeout(100)
        expect(page.locator(".card")).to_have_count(0)


# ---- When the cards of a long round come

IDLE = """
    window.waiting = [];
    window.requestIdleCallback = (act) => { window.waiting.push(act); };
"""
REST = "() => { for (const act of window.waiting.splice(0)) act(); }"


def test_the_next_few_cards_come_and_the_rest_once_the_page_has_nothing_to_do(
    chromium: Browser, site: Path
) -> None:
    with rehearsal(chromium, site.as_uri()) as reading:
        page = reading.page
        page.add_init_script(IDLE)
        page.reload()
        begin(page)
        expect(page.locator(".card")).to_have_count(4)
        press(page, " 3 3")
        expect(page.locator(".card")).to_have_count(6)
        assert len([url for url in reading.requests if "/rehearse/" in url]) == 2
        wait_until(page, lambda: page.evaluate(REST) or page.locator(".card").count() == 12)
        # A pile of which no card is shown costs nothing, however many lie in it.
        assert page.locator(".cards > :not([hidden])").count() == 1


def test_only_a_browser_that_looks_into_hidden_cards_gets_the_rest(
    chromium: Browser, site: Path
) -> None:
    with rehearsal(chromium, site.as_uri()) as reading:
        page = reading.page
        page.add_init_script(
            "delete HTMLElement.prototype.onbeforematch; delete Element.prototype.onbeforematch"
        )
        page.add_init_script(IDLE)
        page.reload()
        begin(page)
        expect(page.locator(".card")).to_have_count(4)
        assert page.evaluate("() => window.waiting.length") == 0


def test_what_was_weak_before_a_round_was_left_is_named_at_its_end(
    chromium: Browser, site: Path
) -> None:
    with rehearsal(chromium, site.as_uri()) as reading:
        page = reading.page
        page.add_init_script(IDLE)
        page.reload()
        begin(page)
        press(page, " 1")
        press(page, " 3" * 5)
        page.reload()
        expect(page.locator(".card:not([hidden])")).to_be_visible()
        assert "a1" not in page.evaluate(
            "[...document.querySelectorAll('.card')].map(c => c.dataset.slug)"
        )
        page.keyboard.press("Escape")
        named = page.locator(".named li a")
        expect(named).to_have_text(PROMPTS[:1])
        assert "a1.html" in (named.get_attribute("href") or "")
        expect(page.locator(".in-anki code")).not_to_be_empty()
