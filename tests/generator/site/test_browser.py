"""Our own notebook in a real browser, from the disk."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from playwright.sync_api import Browser, Locator, Page

from diptych.model.book import Book
from tests.browser import reader, wait_until
from tests.conftest import of
from tests.generator.figures.test_frames import applied
from tests.kinds import pages_that_differ

ROOT = Path(__file__).parents[3]

VISIBLE = """selector => [...document.querySelectorAll(selector)].map(element => {
    const box = element.getBoundingClientRect()
    return box.width > 0 && box.height > 0 && getComputedStyle(element).visibility === 'visible'
})"""
WIDTHS = "() => [document.documentElement.scrollWidth, window.innerWidth]"
# Of all questions on one page, how many there are and which have a title or a part that is too wide.
TOO_WIDE = """async () => {
    const articles = [...document.querySelectorAll(".part article")];
    for (const each of articles) {
        each.style.contentVisibility = "visible";
        each.querySelector(".title").style.fontSize = "1.6rem"; // an h1's on a phone
    }
    await Promise.all([...document.images].map(each => { each.loading = "eager"; return each.decode(); }));
    return [articles.length, articles.filter(each => each.scrollWidth > each.clientWidth)
        .map(each => each.querySelector(".title").textContent)];
}"""
TOPS = """() => [...document.querySelectorAll(".part > h2, .shown, .shown .used")].slice(0, 2)
    .map(each => Math.round(each.getBoundingClientRect().top))"""
COLOURS = """() => {
    const style = getComputedStyle(document.documentElement)
    const line = document.querySelector('.fig [stroke*="--fig-a"], .fig [fill*="--fig-a"]')
    const drawn = line && getComputedStyle(line)
    return [style.backgroundColor, style.color, drawn && (drawn.stroke + drawn.fill)]
}"""


@pytest.fixture(scope="module")
def site(own: tuple[Path, Book]) -> Path:
    return own[0]


def test_a_reader_walks_from_the_index_to_a_question(chromium: Browser, site: Path) -> None:
    with reader(chromium) as reading:
        page = reading.page
        reading.open(site / "index.html")
        page.locator("summary", has_text="Focal loss").click()
        page.get_by_role("link", name="Focal loss 解决什么问题").first.click()
        assert page.url.endswith("/q/focal-loss.html")
        assert "Focal loss" in page.locator("h1").inner_text()
        for selector in ("math", "svg.fig", "svg.fig text", ".short", ".sources li"):
            seen = page.evaluate(VISIBLE, selector)
            assert seen, selector
            assert all(seen), selector
        page.get_by_role("link", name="下一题").click()
        page.go_back()
        assert page.url.endswith("/q/focal-loss.html")
        assert reading.complaints == []
        assert all(url.startswith("file://") for url in reading.requests)


@pytest.mark.slow
def test_every_page_that_differs_is_sound_at_every_width(chromium: Browser, site: Path) -> None:
    pages = pages_that_differ(site)
    assert {"index.html", "all.html", "rehearse.html", "tags.html"} <= {each.name for each in pages}
    assert len(pages) > 30
    with reader(chromium) as reading:
        for file in pages:
            reading.open(file)
            with of(file.name):
                for width in (1280, 820, 360):
                    assert_it_fits(reading.page, width)
                reading.page.emulate_media(color_scheme="dark")
                assert_it_fits(reading.page, 360)
                reading.page.emulate_media(color_scheme="light")
                assert reading.complaints == []
        assert all(url.startswith("file://") for url in reading.requests)


@pytest.mark.slow
def test_every_question_fits_on_a_phone(chromium: Browser, site: Path) -> None:
    """All of them stand on one page; there each is laid out, under a title as large as on its own."""
    with reader(chromium, width=360) as reading:
        reading.open(site / "all.html")
        reading.page.evaluate("document.fonts.ready.then(() => true)")
        asked, wide = reading.page.evaluate(TOO_WIDE)
        assert asked == len(list((site / "q").iterdir()))
        assert wide == []
        assert_it_fits(reading.page, 360)
        assert reading.complaints == []


def assert_it_fits(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    needed, there = page.evaluate(WIDTHS)
    assert needed <= there, f"it is {needed} px wide"


def test_nothing_moves_when_the_scripts_come(chromium: Browser, site: Path) -> None:
    """On a phone, what they show has its room before: pages stand as they do without them."""
    for file in ("all.html", "figures.html"):
        seen: list[Any] = []
        for held in ("none", "{site,play,zoom}"):
            context = chromium.new_context(
                viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
            )
            page = context.new_page()
            page.route(f"**/{held}.js", lambda route: route.abort())
            page.goto((site / file).as_uri())
            page.evaluate("document.fonts.ready.then(() => true)")
            seen.append(page.evaluate(TOPS))
            context.close()
        assert len(seen[0]) > 1
        assert seen[0] == seen[1], file


def test_figures_take_the_colours_of_the_theme(chromium: Browser, site: Path) -> None:
    seen: list[Any] = []
    for dark in (False, True):
        with reader(chromium, dark=dark) as reading:
            reading.open(site / "q/soft-nms.html")
            seen.append(reading.page.evaluate(COLOURS))
    for light, dark_colour in zip(*seen, strict=True):
        assert light
        assert light != dark_colour


def test_the_chosen_theme_is_kept(chromium: Browser, site: Path) -> None:
    with reader(chromium) as reading:
        reading.open(site / "index.html")
        before = reading.page.evaluate(COLOURS)[0]
        button = reading.page.locator("button.theme")
        for _ in range(3):
            button.click()
            if reading.page.evaluate(COLOURS)[0] != before:
                break
        chosen = reading.page.evaluate(COLOURS)[0]
        assert chosen != before
        reading.open(site / "q/nms.html")
        assert reading.page.evaluate(COLOURS)[0] == chosen
        assert reading.complaints == []


def test_the_math_font_is_the_one_that_was_shipped(chromium: Browser, site: Path) -> None:
    with reader(chromium) as reading:
        reading.open(site / "q/cross-entropy.html")
        loaded = reading.page.evaluate(
            "async () => { await document.fonts.ready;"
            "return [...document.fonts].map(font => [font.family, font.status]) }"
        )
        assert loaded
        assert all(status == "loaded" for _, status in loaded)


def test_brackets_stretch_and_every_formula_has_a_size(chromium: Browser, site: Path) -> None:
    heights = (
        "() => [...document.querySelectorAll('math')].map(m => m.getBoundingClientRect().height)"
    )
    with reader(chromium) as reading:
        reading.open(site / "q/faster-rcnn.html")
        brace = reading.page.locator("math mo", has_text="{").first.bounding_box()
        text = reading.page.locator("math mi").first.bounding_box()
        assert brace is not None
        assert text is not None
        assert brace["height"] > 2 * text["height"]
        assert all(height > 5 for height in reading.page.evaluate(heights))


def test_without_scripts_everything_can_be_read(chromium: Browser, site: Path) -> None:
    with reader(chromium, scripts=False) as reading:
        reading.open(site / "q/nms.html")
        assert reading.page.locator("svg.fig").count() >= 2
        reading.open(site / "q/nms-by-hand.html")
        assert reading.page.locator(".code pre").count() >= 2
        assert reading.page.locator(".short").is_visible()


def test_the_deck_is_a_download_on_the_first_page(chromium: Browser, site: Path) -> None:
    with reader(chromium) as reading:
        reading.open(site / "index.html")
        href = reading.page.locator(".deck a[href$='.apkg']").get_attribute("href")
    assert href is not None
    from urllib.parse import unquote

    assert (site / unquote(href)).is_file()


@pytest.mark.slow
def test_all_questions_print_on_paper(chromium: Browser, site: Path) -> None:
    with reader(chromium) as reading:
        reading.open(site / "all.html")
        count = len(list((site / "q").iterdir()))
        assert reading.page.locator("article").count() == count
        printed = reading.page.pdf(format="A4")
    pages = printed.count(b"/Type /Page\n") or printed.count(b"/Type /Page")
    assert count / 4 < pages < count  # several to a page
    assert reading.complaints == []


@pytest.mark.slow
def test_every_slider_shows_what_was_drawn_for_its_value(chromium: Browser, site: Path) -> None:
    with reader(chromium, width=420) as reading:
        page, played = reading.page, 0
        for file in sorted(site.glob("figures*.html")):
            reading.requests.clear()
            reading.open(file)
            assert not [url for url in reading.requests if "/media/" in url]
            names = page.locator(".shown:has(.play)").evaluate_all(
                "all => all.map(each => each.id)"
            )
            played += len(names)
            for name in names:
                move_through(page, name)
            assert all(url.startswith("file://") for url in reading.requests)
        assert played >= 8
        assert reading.complaints == []


def move_through(page: Page, name: str) -> None:
    """Move a figure's slider, and compare what is seen with what was drawn."""
    drawing = (ROOT / f"figures/rendered/{name}.svg").read_text(encoding="utf-8")
    frames = json.loads((ROOT / f"figures/rendered/{name}.frames.json").read_text(encoding="utf-8"))
    written, start = frames["names"], frames["start"]
    shown = page.locator(f"[id='{name}']")
    slider = shown.get_by_role("slider", name=frames["label"], exact=True)
    assert slider.get_attribute("aria-valuetext") == written[start]
    assert drawn(shown, name) == plain(drawing)
    slider.focus()
    key = "ArrowRight" if start + 1 < len(written) else "ArrowLeft"
    near = start + 1 if key == "ArrowRight" else start - 1
    for press, number in ((key, near), ("End", len(written) - 1), ("Home", 0)):
        page.keyboard.press(press)
        assert shown.locator("output").inner_text() == written[number]
        assert slider.get_attribute("aria-valuetext") == written[number]
        expected = plain(applied(drawing, frames, number))
        wait_until(page, lambda e=expected: drawn(shown, name) == e)  # type: ignore[misc]


def drawn(shown: Locator, name: str) -> str:
    """The drawing as it now stands in the gallery, without the prefix of its ids."""
    markup = shown.locator("svg.fig").evaluate("svg => new XMLSerializer().serializeToString(svg)")
    return plain(re.sub(rf'(\bid="|href="#|url\(#){name}\.figure\.1-', r"\1", markup))


def plain(drawing: str) -> str:
    """A drawing without what it tells the engine."""
    root = ET.fromstring(drawing)
    for attribute in ("data-code", "data-caption", "data-playable"):
        root.attrib.pop(attribute, None)
    return ET.canonicalize(ET.tostring(root, encoding="unicode"))


def test_a_figure_plays_on_its_questions_page_and_on_the_page_of_all(
    chromium: Browser, site: Path
) -> None:
    with reader(chromium) as reading:
        page = reading.page
        for file in ("q/focal-loss.html", "all.html"):
            reading.open(site / file)
            figure = page.locator("figure:has(svg[data-figure='focal-loss'])")
            before = figure.locator("svg").inner_html()
            figure.get_by_role("slider").press("End")
            wait_until(page, lambda f=figure, b=before: f.locator("svg").inner_html() != b)  # type: ignore[misc]
            dangling = page.evaluate(
                """() => [...document.querySelectorAll("svg.fig *")].flatMap(node =>
                    [...node.attributes].map(a => a.value.match(/url\\(#([^)]+)\\)|^#(.+)/)))
                    .filter(found => found && !document.getElementById(found[1] ?? found[2]))
                    .map(found => found[0])"""
            )
            assert dangling == []
        assert reading.complaints == []


def test_a_card_to_rehearse_looks_and_plays_like_its_page(chromium: Browser, site: Path) -> None:
    look = """part => [...part.querySelectorAll("math")].slice(0, 20).map(each => {
        const box = each.getBoundingClientRect()
        return [getComputedStyle(each).fontFamily, Math.round(box.width), Math.round(box.height)]
    })"""
    with reader(chromium, width=420) as reading:
        page = reading.page
        reading.open(site / "q/focal-loss.html")
        page.evaluate("document.fonts.ready.then(() => true)")
        on_its_page = page.locator("article .answer").evaluate(look)
        assert on_its_page
        reading.open(site / "rehearse.html")
        page.get_by_label("全部章节").uncheck()
        page.get_by_label("Focal loss", exact=True).check()
        page.locator(".start").click()
        card = page.locator(".card[data-slug='focal-loss']")
        wait_until(page, lambda: card.count() == 1)
        while not card.is_visible():
            page.keyboard.press("ArrowRight")
            page.wait_for_timeout(20)
        page.keyboard.press("Space")
        page.evaluate("document.fonts.ready.then(() => true)")
        assert card.locator(".answer").evaluate(look) == on_its_page
        assert card.locator(".code .copy").count() == card.locator(".code").count()
        figure = card.locator("figure:has(.play)").first
        before = figure.locator("svg").inner_html()
        figure.get_by_role("slider").press("End")
        wait_until(page, lambda: figure.locator("svg").inner_html() != before)
        assert card.is_visible()  # the slider's arrows are not the round's
        assert reading.complaints == []
        assert all(url.startswith("file://") for url in reading.requests)


def test_without_scripts_no_slider_is_shown(chromium: Browser, site: Path) -> None:
    with reader(chromium, scripts=False) as reading:
        reading.open(site / "q/focal-loss.html")
        assert not any(reading.page.evaluate(VISIBLE, ".play"))
        assert all(reading.page.evaluate(VISIBLE, "svg.fig"))
