"""What a designer looks for: nothing cut, nothing too small for a thumb, cues where something hides."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page

from diptych.render.style import COLOURS, to_hex
from tests.conftest import build_folder, of
from tests.pictures import colours_of

LONG = "一个很长很长的章节标题，长得在手机上要占去两行，后面还跟着题数"
CODE = "x = " + " + ".join(f"number_{n}" for n in range(40))
NOTES = {
    "diptych.toml": 'title = "T"\nlanguage = "LANG"\nname = "craft"\n',
    "notes/a.md": f"---\ntags: [甲]\n---\n# 第一章\n\n## {LONG}\n\n"
    "### 线性与高斯两种衰减各有什么特点，怎样手写，复杂度是多少，常见错误有哪些？\n\n"
    f"> 复杂度 $O(n^2)$。\n\n**要点**：行内 $\\frac{{a}}{{b}}$ 与\n\n$$E = mc^2$$\n\n```python\n{CODE}\n```\n\n"
    f"| {' | '.join('甲乙丙丁戊' * 2)} |\n{'|---' * 10}|\n{'| 很宽的一格 ' * 10}|\n\n"
    "### 第二问的标题也很长很长，长到在窄屏上要占三行甚至四行才放得下，所以只留两行？\n\n答[^1]。\n\n"
    "## 短\n\n### 公式呢？\n\n$$x_1$$\n\n[^1]: 来历。\n\n"
    + "".join(f"### 还有 {n} 吗？\n\n有。\n\n" for n in range(60))
    + "### 短的呢？\n\n> 短。\n\n## 没有简答\n\n### 图呢？\n\n"
    "前面有几个字的一行 ![没有的图](pictures/of/some/long/name-of-a-file-1565940522253.png) 后面。\n",
}
RECT = "each => { const {x, y, width, height} = each.getBoundingClientRect(); return [x, y, width, height]; }"

# Where the words of an element stand, whatever room it has for them.
WORDS = """each => {
    const words = document.createRange();
    words.selectNodeContents(each);
    const {x, y, width, height} = words.getBoundingClientRect();
    return [x, y, width, height];
}"""


@pytest.fixture(scope="module", params=["zh-CN", "en"])
def craft(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small site with all that is hard to set."""
    root = tmp_path_factory.mktemp("craft")
    for name, text in NOTES.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text.replace("LANG", request.param), encoding="utf-8")
    assert build_folder(root, root / "site").summary is not None
    return root / "site"


@contextmanager
def at(chromium: Browser, width: int, *, touch: bool = False) -> Iterator[Page]:
    """A window of a width; with `touch` a phone, which has no keys and no pointer."""
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, has_touch=touch, is_mobile=touch
    )
    yield context.new_page()
    context.close()


def first(site: Path) -> Path:
    """The page of the first question."""
    return min((site / "q").glob("线性*.html"))


def test_what_a_thumb_presses_is_large_enough(chromium: Browser, craft: Path) -> None:
    wanted = {
        first(craft): ".bar a, .bar button, .where a, p.tags a",
        craft / "all.html": ".bar a, .bar button, button.print, .print-part a",
        max(
            (craft / "s").glob("*.html"), key=lambda each: len(each.name)
        ): ".where a, .acts > *, .view + label",
    }
    for width in (360, 390):
        with at(chromium, width, touch=True) as page:
            for file, selector in wanted.items():
                page.goto(file.as_uri())
                boxes = page.locator(f":is({selector}):visible")
                assert boxes.count() >= 2
                for _, _, wide, high in boxes.evaluate_all(f"all => all.map({RECT})"):
                    with of(f"{width} {selector}"):
                        assert high >= 44
                        assert wide >= 44


def test_a_thumb_gets_the_address_of_what_can_be_pointed_at(chromium: Browser, craft: Path) -> None:
    section = max((craft / "s").glob("*.html"), key=lambda each: len(each.name))
    wanted = [("h2 > .anchor", "#q-"), ("strong > .anchor", ".lead.要点")]
    with at(chromium, 390, touch=True) as page:
        page.emulate_media(reduced_motion="reduce")
        page.goto(section.as_uri())
        for selector, name in wanted:
            page.locator(selector).first.scroll_into_view_if_needed()
            x, y, wide, high = page.locator(selector).first.evaluate(RECT)
            # Beside the sign as well as on it, and anywhere on the bold words.
            page.touchscreen.tap(x + wide / 2, y + high / 2 + 16)
            page.wait_for_url(re.compile(re.escape(quote(name, safe="#"))))


def test_the_ways_of_the_bar_are_not_cut(chromium: Browser, craft: Path) -> None:
    for width in (360, 390, 768, 1280):
        with at(chromium, width) as page, of(width):
            page.goto((craft / "index.html").as_uri())
            assert page.evaluate("document.documentElement.scrollWidth") == width
            nav = page.locator(".bar nav")
            assert nav.evaluate("each => each.scrollWidth - each.clientWidth") <= 0
            boxes = page.locator(".bar :is(a, button):visible").evaluate_all(
                f"all => all.map({RECT})"
            )
            ends = [(x, x + wide) for x, _, wide, _ in boxes]
            assert all(end <= start + 0.5 for (_, end), (start, _) in pairwise(ends))
            assert ends[-1][1] <= width
            words = [box.evaluate(WORDS) for box in page.locator(".bar nav a:visible").all()]
            gaps = [right[0] - left[0] - left[2] for left, right in pairwise(words)]
            assert min(gaps) >= (12 if width >= 390 else 6)


def test_titles_break_by_clauses_where_there_is_room(chromium: Browser, craft: Path) -> None:
    for width, display in ((390, "inline"), (768, "inline-block")):
        with at(chromium, width) as page:
            page.goto(first(craft).as_uri())
            assert page.locator("h1 .clause").count() > 1
            style = page.locator("h1 .clause").first.evaluate(
                "each => getComputedStyle(each).display"
            )
            assert style == display


def test_the_pager_is_stacked_and_clamped_on_a_phone(chromium: Browser, craft: Path) -> None:
    middle = craft / "q/公式呢.html"  # behind the long one
    with at(chromium, 390) as page:
        page.goto(middle.as_uri())
        (x, y, _, high), (x2, y2, _, _) = page.locator(".pager a").evaluate_all(
            f"all => all.map({RECT})"
        )
        assert x == x2
        assert y2 >= y + high
        lines = page.locator(".pager .title").first.evaluate(
            "each => each.clientHeight / parseFloat(getComputedStyle(each).lineHeight)"
        )
        assert round(lines) == 2
        page.set_viewport_size({"width": 1280, "height": 900})
        (_, y, _, _), (_, y2, _, _) = page.locator(".pager a").evaluate_all(
            f"all => all.map({RECT})"
        )
        assert y == y2


def test_a_count_stands_in_the_row_of_its_title(chromium: Browser, craft: Path) -> None:
    with at(chromium, 360) as page:
        page.goto((craft / "index.html").as_uri())
        rows = page.locator(".contents summary")
        assert rows.count() == 3
        for row in rows.all():
            (_, top, _, _), (x, y, wide, _) = (
                row.evaluate(RECT),
                row.locator(".count").evaluate(RECT),
            )
            title = row.locator("h3").evaluate(
                "each => Math.max(...[...each.getClientRects()].map(({right}) => right))"
            )
            assert abs(y - top) < 8
            assert title <= x < x + wide <= 360


def test_what_hides_has_a_shadow_and_code_can_be_wrapped(chromium: Browser, craft: Path) -> None:
    grounds = {"pre": "code-bg", ".table": "paper"}
    with at(chromium, 390) as page:
        page.goto(first(craft).as_uri())
        for selector, ground in grounds.items():
            x, y, wide, high = page.locator(selector).first.evaluate(
                "(each, _) => { document.documentElement.style.scrollBehavior = 'auto'; each.scrollIntoView({block: 'center'}); "
                f"return ({RECT})(each); }}"
            )
            for shown in ("right", "left"):
                edge = x + 1 if shown == "left" else x + wide - 3
                plain = to_hex(COLOURS[ground][0])
                with of(f"{selector} {shown}"):
                    seen = colours_of(page.screenshot(), (edge, y + 4, edge + 2, y + high - 14))
                    assert next(iter(seen)) != plain
                    other = x + wide - 3 if shown == "left" else x + 1
                    seen = colours_of(page.screenshot(), (other, y + 4, other + 2, y + high - 14))
                    assert next(iter(seen)) == plain
                page.locator(selector).first.evaluate("each => { each.scrollLeft = 1e6; }")
        button = page.locator(".code > .wrap-lines")
        assert button.get_attribute("aria-pressed") == "false"
        button.click()
        assert button.get_attribute("aria-pressed") == "true"
        overflow = "each => each.scrollWidth - each.clientWidth"
        assert page.locator("pre").evaluate(overflow) == 0
        page.reload()
        assert page.locator("pre").evaluate(overflow) == 0
        button.click()
        assert page.locator("pre").evaluate(overflow) > 0


def test_the_section_is_read_after_the_article_and_seen_beside_it(
    chromium: Browser, craft: Path
) -> None:
    with at(chromium, 1280) as page:
        page.goto(first(craft).as_uri())
        order = "document.querySelector('main').compareDocumentPosition(document.querySelector('.beside'))"
        assert page.evaluate(order) == 4  # it follows
        x, y, wide, _ = page.locator(".beside").evaluate(RECT)
        x2, y2, _, _ = page.locator("main").evaluate(RECT)
        assert x + wide <= x2
        assert y == y2
        page.set_viewport_size({"width": 390, "height": 900})
        (_, y, _, high), (_, y2, _, _) = (
            page.locator(each).evaluate(RECT) for each in ("main", ".beside")
        )
        assert y2 >= y + high - 1


def test_a_phone_is_told_of_gestures_and_a_desk_of_keys(chromium: Browser, craft: Path) -> None:
    for touch in (False, True):
        with at(chromium, 390, touch=touch) as page, of(touch):
            page.goto((craft / "rehearse.html").as_uri())
            said = page.locator(".begin .help").inner_text()
            assert said in ({"手势", "Gestures"} if touch else {"按键", "Keys"})
            page.locator(".begin .help").click()
            assert page.locator("dialog.keys kbd").first.is_visible() != touch
            page.goto((craft / "index.html").as_uri())
            page.locator(".find").click()
            close = page.locator("dialog.search .close")
            close.wait_for()
            sign = close.evaluate("each => getComputedStyle(each, '::before').content")
            assert ("×" in sign) == touch
            assert (close.evaluate(WORDS)[2] == 0) == touch  # “Esc”, whatever sheet comes last
            if touch:
                _, _, wide, high = close.evaluate(RECT)
                assert min(wide, high) >= 44


def test_marks_on_a_phone_say_all_that_they_do_and_none_seems_chosen(
    chromium: Browser, craft: Path
) -> None:
    with at(chromium, 360, touch=True) as page:
        page.goto(f"{(craft / 'rehearse.html').as_uri()}#tonight-20-all")
        page.locator(".reveal:visible").click()  # where the mark in the middle comes
        marks = page.locator("[data-mark]")
        marks.last.wait_for()
        boxes = marks.evaluate_all(f"all => all.map({RECT})")
        words = page.locator("[data-mark] small").evaluate_all(f"all => all.map({WORDS})")
        for (left, _, width, _), (x, _, wide, _) in zip(boxes, words, strict=True):
            assert left <= x
            assert x + wide <= left + width
        edges = marks.evaluate_all("all => all.map(b => getComputedStyle(b).borderLeftColor)")
        assert len(set(edges[1:])) == 1


def test_the_page_of_all_stops_where_its_sections_begin(chromium: Browser, craft: Path) -> None:
    with at(chromium, 1280) as page:
        page.goto((craft / "all.html").as_uri())
        stops = page.locator("main :is(a[href], button, [tabindex]):visible").evaluate_all(
            "all => all.filter(each => each.tabIndex === 0).map(each => each.className || each.parentElement.className)"
        )
        assert {"number", "copy", "ref", "zoom", "wrap-lines"}.isdisjoint(stops)
        # Whatever is no stop here has its own page, which is two steps from its section's title.
        for title in page.locator(".part > h2 a").all():
            section = page.evaluate("each => each.href", title.element_handle())
            with at(chromium, 390) as other:
                other.goto(section)
                assert other.locator("main article > .title a, main .list a").count() >= 1


def test_an_answer_without_a_short_one_is_shown_where_only_those_are(
    chromium: Browser, craft: Path
) -> None:
    texts = {page: page.read_text("utf-8") for page in (craft / "s").glob("*.html")}
    section = next(
        page for page, text in texts.items() if "公式呢" in text and "view-short" in text
    )
    with at(chromium, 390) as page:
        page.goto(section.as_uri())
        page.locator("#view-short + label").click()
        assert page.locator("article", has_text="公式呢").first.locator("math").is_visible()


def test_short_answers_are_offered_where_there_are_some(chromium: Browser, craft: Path) -> None:
    offered = {}
    with at(chromium, 390) as page:
        for section in sorted((craft / "s").glob("*.html")):
            page.goto(section.as_uri())
            labels = page.locator(".view + label").count()
            if labels:
                offered[page.locator(".part .short").count() > 0] = labels
    assert offered == {True: 3, False: 2}


def test_what_says_that_a_picture_is_missing_is_framed_in_each_line(
    chromium: Browser, craft: Path
) -> None:
    rects = "each => Array.from(each.getClientRects(), ({x, y, width, height}) => [x, y, width, height])"
    with at(chromium, 390) as page:
        page.goto(next((craft / "q").glob("图呢*.html")).as_uri())
        lines = page.locator(".missing").evaluate(rects)
        assert len(lines) >= 2
        seen = page.screenshot()
        for x, y, wide, high in lines:
            for edge in (x, x + wide - 1):
                column = colours_of(seen, (edge, y + 4, edge + 1, y + high - 4))
                assert len(column) > 1, "only paper"


def test_nothing_that_is_pressed_is_printed(chromium: Browser, craft: Path) -> None:
    sections = sorted((craft / "s").glob("*.html"))
    with at(chromium, 390) as page:
        for file in (first(craft), craft / "index.html", craft / "all.html", *sections):
            page.goto(file.as_uri())
            page.emulate_media(media="screen")
            assert page.locator("button:visible").count()
            page.emulate_media(media="print")
            with of(file.name):
                assert page.locator("button:visible, input:visible").count() == 0


def test_what_is_copied_has_formulas_as_latex(chromium: Browser, craft: Path) -> None:
    copy = """selector => {
        const chosen = getSelection();
        chosen.selectAllChildren(document.querySelector(selector));
        const data = new DataTransfer();
        const event = new ClipboardEvent("copy", {clipboardData: data, bubbles: true, cancelable: true});
        document.querySelector(selector).dispatchEvent(event);
        return [event.defaultPrevented, data.getData("text/plain"), data.getData("text/html")];
    }"""
    with at(chromium, 1280) as page:
        page.goto(first(craft).as_uri())
        assert page.evaluate(copy, ".short p")[1] == "复杂度 $O(n^2)$。"
        own, text, markup = page.evaluate(copy, ".answer")
        assert own
        assert text.startswith("要点：行内 $\\frac{a}{b}$ 与\n")
        assert "$$E = mc^2$$" in text
        assert "<math" in markup
        assert "<button" not in markup
        assert page.evaluate(copy, ".answer math mfrac")[1] == "$\\frac{a}{b}$"
        assert page.evaluate(copy, "pre") == [False, "", ""]
        assert page.locator(".out-of-sight").count() == 0
