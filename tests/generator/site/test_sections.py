"""A section is what one reads: its answers in one scroll, how much of them, on pages where long."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace
from playwright.sync_api import Browser, expect

from diptych.model.book import QuestionPage, SectionPage
from diptych.site.print_parts import question_weights
from diptych.site.section_pages import stretches
from tests.browser import reader
from tests.generator.site.books import ASSETS, CONTEXT, Page, book, question, site_of
from tests.rehearsal import PROMPTS, make_site

LONG = ("<p>", "word " * 20_000, "</p>")


def long_question(number: int) -> QuestionPage:
    one = question(number)
    return replace(one, body=replace(one.body, answer=LONG))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_site(tmp_path_factory.mktemp("read"))


@pytest.fixture(scope="module")
def section(site: Path) -> Path:
    return next((site / "s").glob("*甲.html"))


def test_a_long_section_stands_on_pages_that_its_list_leads_to() -> None:
    questions = (question(1), *(long_question(n) for n in (2, 3, 4)), question(5))
    long = SectionPage("s", ("节",), ("<p>said</p>",), questions)
    parts = stretches(long, question_weights(book(long), CONTEXT))
    assert [(part.name, [each.number for each in part.questions]) for part in parts] == [
        ("s.html", [1, 2]),
        ("s.p2.html", [3]),
        ("s.p3.html", [4, 5]),
    ]
    below = SectionPage("below", ("节", "下"), (), (question(6),))
    site = site_of(book(long, below), ASSETS)
    pages = {part.name: Page.read(site[f"s/{part.name}"]) for part in parts}
    links = {"#q-q1", "#q-q2", "s.p2.html#q-q3", "s.p3.html#q-q4", "s.p3.html#q-q5"}
    assert links <= set(pages["s.html"].values("href"))
    assert "s.html#q-q1" in pages["s.p3.html"].values("href")
    assert ["said" in page.text for page in pages.values()] == [True, False, False]
    assert ["../s/below.html" in p.values("href") for p in pages.values()] == [False, False, True]


def test_a_section_without_questions_has_its_page() -> None:
    (only,) = stretches(SectionPage("s", ("节",), (), ()), {})
    assert only == ("s.html", ())


def test_how_much_is_read_is_chosen_and_printed(chromium: Browser, section: Path) -> None:
    with reader(chromium, width=390) as reading:
        page = reading.page
        reading.open(section)
        shown = page.locator("article .short, article .answer")
        expect(shown).to_have_count(8)
        seen = {}
        for name in ("全文", "只看简答", "只看题目"):
            page.get_by_text(name, exact=True).click()
            for medium in ("screen", "print"):
                page.emulate_media(media=medium)
                seen[name, medium] = page.locator("article :is(.short, .answer):visible").count()
            assert page.locator("article > .title:visible").count() == 4
            page.emulate_media(media="screen")
        counts = {"全文": 8, "只看简答": 4, "只看题目": 0}
        assert seen == {(name, m): n for name, n in counts.items() for m in ("screen", "print")}
        page.emulate_media(media="print")
        assert page.locator(".acts:visible, .view + label:visible, .beside:visible").count() == 0
        assert reading.complaints == []


def test_its_choice_is_made_by_keyboard_too(chromium: Browser, section: Path) -> None:
    with reader(chromium) as reading:
        page = reading.page
        reading.open(section)
        page.locator("#view-full").focus()
        page.keyboard.press("ArrowRight")
        expect(page.locator("article .answer").first).to_be_hidden()
        expect(page.locator("article .short").first).to_be_visible()


def test_printing_prints_what_is_read(chromium: Browser, section: Path) -> None:
    with reader(chromium) as reading:
        page = reading.page
        page.add_init_script("window.print = () => { window.printed = true; }")
        page.goto(f"{section.as_uri()}#q-a3")
        page.get_by_role("button", name="打印本节").click()
        assert page.evaluate("window.printed")
        assert page.url.endswith("#q-a3")  # the reader stays there


def test_the_list_beside_leads_to_its_questions(chromium: Browser, section: Path) -> None:
    for width in (360, 1280):
        with reader(chromium, width=width) as reading:
            page = reading.page
            reading.open(section)
            if width < 1280:
                page.locator(".beside summary").click()
            page.locator(".beside a", has_text=PROMPTS[2]).click()
            page.wait_for_timeout(700)  # it scrolls there
            place = page.locator("#q-a3 > .title").bounding_box()
            assert place is not None
            assert 45 <= place["y"] <= 150
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
