"""Figures as a reader sees them: what is drawn in the paper's colour, and what a slider changes."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from matplotlib.image import imread
from numpy.typing import NDArray
from playwright.sync_api import Browser, Locator, Page

from tests.browser import Reader, reader, wait_until
from tests.conftest import NOW, build_folder, copy_own_notes

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]

# The same figure on each ground that a note can give it.
FIGURE = "![](../figures/rendered/rcnn-family.svg)"
GROUNDS = f"""# Grounds

## Where does it stand? {{#grounds}}

> {FIGURE}
>
> Short.

{FIGURE}

> [!warning]
> {FIGURE}

And a quotation:

> {FIGURE}

- A list
  {FIGURE} in its text

| a | b |
|---|---|
| 1 | {FIGURE} |

<details><summary>More</summary>

{FIGURE}

</details>
"""
STANDS = 7

# What lies over another, half transparent or at an edge, is rounded to a whole level each time.
ROUNDING = 2

THEMES = pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our own notes, and one that puts a figure on every ground."""
    root = copy_own_notes(tmp_path_factory.mktemp("own"))
    (root / "notes" / "grounds.md").write_text(GROUNDS, "utf-8")
    built = build_folder(root, root / "site", NOW)
    assert built.summary is not None
    return root / "site"


def pixels(shown: Locator) -> NDArray[np.int64]:
    """What is to be seen of an element, (H, W, 3), each channel 0–255."""
    picture = imread(BytesIO(shown.screenshot()), format="png")
    levels: NDArray[np.int64] = np.rint(picture[..., :3] * 255).astype(int)
    return levels


def galleries(reading: Reader, site: Path) -> Iterator[Page]:
    """Open the pages of the gallery, one after the other."""
    reading.page.emulate_media(reduced_motion="reduce")
    for file in sorted(site.glob("figures*.html")):
        reading.open(file)
        # The button that enlarges a figure lies over its corner.
        hide(reading.page.locator(".zoom, .bar"))
        # What comes near is laid out while one looks, and moves the rest by parts of a pixel.
        reading.page.locator(".shown").evaluate_all(
            "all => all.forEach(each => { each.style.contentVisibility = 'visible'; })"
        )
        yield reading.page


def hide(shown: Locator) -> None:
    shown.evaluate_all("all => { for (const each of all) each.style.visibility = 'hidden' }")


@THEMES
def test_what_is_drawn_in_the_papers_colour_is_seen(
    chromium: Browser, site: Path, dark: bool
) -> None:
    """Each such mark brings pixels nearer to the paper than they would be without it."""
    using = []
    with reader(chromium, width=480, dark=dark) as reading:
        for shown in (
            each for page in galleries(reading, site) for each in page.locator(".shown").all()
        ):
            drawing = shown.locator("svg.fig")
            marks = drawing.locator("[fill*='--fig-paper'], [stroke*='--fig-paper']")
            boxes = marks.evaluate_all(
                """all => all.map(mark => {
                    const ground = mark.closest("svg").getBoundingClientRect()
                    const box = mark.getBoundingClientRect()
                    const around = parseFloat(getComputedStyle(mark).strokeWidth) / 2
                    return [
                        box.left - ground.left - around, box.right - ground.left + around,
                        box.top - ground.top - around, box.bottom - ground.top + around,
                    ]
                })"""
            )
            if not boxes:
                continue
            using.append(shown.get_attribute("id"))
            seen = pixels(drawing)
            drawing.evaluate("svg => svg.style.setProperty('--fig-paper', 'transparent')")
            without = pixels(drawing)
            paper = seen[0, 0]
            changed = (np.abs(seen - without) > ROUNDING).any(axis=-1)
            nearer = np.abs(seen - paper).sum(-1) < np.abs(without - paper).sum(-1)
            for left, right, top, bottom in boxes:
                rows = slice(max(0, int(top)), int(bottom) + 1)
                columns = slice(max(0, int(left)), int(right) + 1)
                assert (changed & nearer)[rows, columns].any(), (using[-1], left, top)
    assert set(using) >= {
        "dense-crf",
        "softmax-vs-sigmoid",
        "estimate-spread",
        "k-fold",
        "t-sne",
        "rcnn-family",
    }


MOVE = """(slider, end) => {
    const moves = slider.value !== slider[end]
    slider.value = slider[end]
    slider.dispatchEvent(new Event("input"))
    return moves
}"""
WITHOUT_WORDS = """svg => {
    const copy = svg.cloneNode(true)
    for (const words of copy.querySelectorAll("text")) words.remove()
    return copy.innerHTML
}"""


def move(shown: Locator, end: str) -> None:
    """Move a figure's slider to one of its ends."""
    drawing = shown.locator("svg.fig")
    before = drawing.inner_html()
    if shown.get_by_role("slider").evaluate(MOVE, end):
        wait_until(shown.page, lambda: drawing.inner_html() != before)


@THEMES
def test_a_slider_changes_what_is_seen(chromium: Browser, site: Path, dark: bool) -> None:
    """Where more than words should change from the first value to the last, more does."""
    with reader(chromium, width=480, dark=dark) as reading:
        played = 0
        for shown in (
            each
            for page in galleries(reading, site)
            for each in page.locator(".shown:has(.play)").all()
        ):
            played += 1
            drawing = shown.locator("svg.fig")
            marks, seen = [], []
            for end in ("min", "max"):
                move(shown, end)
                marks.append(drawing.evaluate(WITHOUT_WORDS))
            for end in ("max", "min"):
                move(shown, end)
                if marks[0] != marks[1]:
                    hide(drawing.locator("text"))
                seen.append(pixels(drawing))
            assert (np.abs(seen[0] - seen[1]) > ROUNDING).any(), shown.get_attribute("id")
        assert played
        assert reading.complaints == []


# Ink, and the paper's colour over it and beyond: where that is the ground's, nothing is seen.
COVERED = """svg => {
    svg.replaceChildren(...[[20, 60, "var(--fig-ink)"], [10, 80, "var(--fig-paper)"]].map(([at, size, fill]) => {
        const box = document.createElementNS(svg.namespaceURI, "rect")
        for (const side of ["x", "y"]) box.setAttribute(side, `${at}%`)
        for (const side of ["width", "height"]) box.setAttribute(side, `${size}%`)
        box.setAttribute("fill", fill)
        return box
    }))
}"""
ONLY_OURS = """() => {
    for (const each of document.querySelectorAll("main article"))
        each.hidden = !each.querySelector("svg[data-figure='rcnn-family']")
}"""


def assert_on_its_paper(drawing: Locator) -> None:
    """The paper's colour is that of the ground which a drawing stands on."""
    drawing.evaluate(COVERED)
    seen = pixels(drawing)
    assert seen.size > 3000
    assert (np.abs(seen - seen[0, 0]) <= ROUNDING).all()


@THEMES
def test_the_papers_colour_is_that_of_every_ground(
    chromium: Browser, site: Path, dark: bool
) -> None:
    with reader(chromium, dark=dark) as reading:
        page = reading.page
        for file in ("q/grounds.html", "all.html", "figures.html"):
            reading.open(site / file)
            hide(page.locator(".bar, .zoom, .beside"))
            page.evaluate(ONLY_OURS)  # the page of all questions takes long to paint
            page.locator("details").evaluate_all(
                "all => { for (const each of all) each.open = true }"
            )
            drawings = page.locator("svg[data-figure='rcnn-family']").all()
            assert len(drawings) >= {"q/grounds.html": STANDS, "all.html": STANDS + 1}.get(file, 1)
            for drawing in drawings:
                assert_on_its_paper(drawing)
        reading.open(site / "q/grounds.html")
        page.locator(".short .figure svg").click()
        assert_on_its_paper(page.locator(".zoomed svg"))


@THEMES
def test_a_rehearsed_figure_stands_on_its_paper(chromium: Browser, site: Path, dark: bool) -> None:
    with reader(chromium, dark=dark) as reading:
        page = reading.page
        reading.open(site / "rehearse.html")
        page.get_by_label("全部章节").uncheck()
        page.get_by_label("Grounds", exact=True).check()
        page.locator(".start").click()
        # A card that is still on its way is not revealed.
        wait_until(page, page.locator(".card[data-slug='grounds']").is_visible)
        page.keyboard.press("Space")
        drawings = page.locator(".card[data-slug='grounds'] svg.fig")
        wait_until(page, lambda: drawings.first.is_visible())
        hide(page.locator(".bar, .zoom, .answering, .done"))
        page.locator("details").evaluate_all("all => { for (const each of all) each.open = true }")
        assert drawings.count() == STANDS
        for drawing in drawings.all():
            assert_on_its_paper(drawing)


@THEMES
def test_a_printed_figure_stands_on_white(chromium: Browser, site: Path, dark: bool) -> None:
    """Browsers leave out the grounds when they print, so they must not matter."""
    with reader(chromium, dark=dark) as reading:
        page = reading.page
        reading.open(site / "q/grounds.html")
        page.emulate_media(media="print")
        drawings = page.locator("svg.fig").all()
        assert len(drawings) == STANDS
        for drawing in drawings:
            assert_on_its_paper(drawing)
            assert (pixels(drawing) >= 255 - ROUNDING).all()


def test_the_paper_is_the_readers_choice_and_the_themes(chromium: Browser, site: Path) -> None:
    with reader(chromium) as reading:
        page = reading.page
        reading.open(site / "q/grounds.html")
        hide(page.locator(".bar, .zoom, .beside"))
        light, *_ = drawings = page.locator("svg.fig").all()
        page.evaluate("document.documentElement.dataset.theme = 'dark'")
        for drawing in drawings:
            if drawing.is_visible():
                assert_on_its_paper(drawing)
        assert pixels(light).max() < 100
        page.evaluate("document.documentElement.style.setProperty('--paper', '#ffd7e0')")
        assert_on_its_paper(light)
        assert pixels(light)[0, 0].tolist() == [0xFF, 0xD7, 0xE0]
