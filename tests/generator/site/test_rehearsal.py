"""Rehearsing in a real browser: rounds, keys, fingers, what the page is like."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import reader
from tests.conftest import build_folder
from tests.rehearsal import (
    PROMPTS,
    ROUND,
    SHOWN,
    begin,
    counts,
    make_site,
    marks,
    press,
    rehearsal,
    stored,
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_site(tmp_path_factory.mktemp("drill"))


# ---- A round


def test_a_round_by_keyboard_is_summed_up_and_kept(chromium: Browser, address: str) -> None:
    with rehearsal(chromium, address) as reading:
        page = reading.page
        page.get_by_label("损失").first.uncheck()
        begin(page)
        bar = page.get_by_role("progressbar")
        seen = []
        for turn, mark in enumerate("33213333"):
            seen.append(page.evaluate(SHOWN))
            answer = page.locator(".card:not([hidden]) .back")
            expect(answer).to_have_attribute("hidden", "until-found")
            press(page, mark)  # before the answer is seen, nothing is marked
            assert page.evaluate(SHOWN) == seen[-1]
            press(page, " ")
            expect(answer).to_be_visible()
            expect(answer).to_contain_text("的详解")
            press(page, mark)
            assert bar.get_attribute("value") == str(turn + 1 - (turn >= 3))
        assert seen == PROMPTS[:8]
        assert "1 题还要重来" in page.locator(".count").inner_text()
        assert page.evaluate(SHOWN) == PROMPTS[3]
        expect(page.locator(".card:not([hidden]) .back")).not_to_be_visible()
        press(page, " 3")
        expect(page.get_by_role("heading", name="这一轮结束了")).to_be_visible()
        assert counts(page, "检测 · 甲") == [0, 1, 1, 2]
        assert counts(page, "全部章节") == [0, 1, 1, 6]
        page.reload()
        assert marks(page) == {
            s: "hard" if s == "a3" else "good"
            for s in ["a1", "a2", "a3", "a4", "b1", "b2", "b3", "b4"]
        }
        assert counts(page, "甲") == [0, 0, 1, 3]
        assert counts(page, "损失") == [4, 0, 0, 0]


def test_a_round_by_clicks_and_once_more(chromium: Browser, address: str) -> None:
    with rehearsal(chromium, address, width=360) as reading:
        page = reading.page
        page.get_by_label("全部章节").uncheck()
        expect(page.get_by_role("button", name="没有符合的题")).to_be_disabled()
        page.get_by_label("甲", exact=True).check()
        begin(page)
        for name in ("吃力", "记得", "记得", "记得"):
            reveal = page.get_by_role("button", name="揭晓答案")
            assert all(side >= 44 for side in size(page, ".answering button:visible"))
            reveal.click()
            assert all(side >= 44 for side in size(page, ".answering button:visible"))
            page.get_by_role("button", name=name).click()
        more = page.get_by_role("button", name="没记牢的再来一遍（1 题）")
        more.click()
        assert page.evaluate(SHOWN) == PROMPTS[0]
        press(page, " 3")
        expect(page.locator(".weak")).to_be_hidden()
        page.get_by_role("button", name="重新选题").click()
        assert counts(page, "甲") == [0, 0, 0, 4]


def size(page: Page, selector: str) -> list[float]:
    return [
        side
        for box in page.locator(selector).evaluate_all(
            "all => all.map(each => each.getBoundingClientRect()).map(box => [box.width, box.height])"
        )
        for side in box
    ]


def test_again_comes_back_later_and_second_thoughts_take_it_away(
    chromium: Browser, site: Path
) -> None:
    with rehearsal(chromium, site.as_uri()) as reading:
        page = reading.page
        begin(page)
        press(page, " 1")
        shown = []
        for _ in range(11):
            shown.append(page.evaluate(SHOWN))
            press(page, " 3")
        assert shown == PROMPTS[1:]  # not before a while has passed
        assert page.evaluate(SHOWN) == PROMPTS[0]
        for _ in range(12):
            page.keyboard.press("ArrowLeft")
        assert page.evaluate(SHOWN) == PROMPTS[0]
        expect(page.locator("[data-mark=again]")).to_have_attribute("aria-pressed", "true")
        queue = [each["slug"] for each in stored(page, ROUND)["queue"]]
        assert queue.count("a1") == 2
        page.keyboard.press("ArrowRight")
        press(page, "1")
        assert [each["slug"] for each in stored(page, ROUND)["queue"]].count("a2") == 2
        page.keyboard.press("ArrowLeft")
        press(page, "3")
        assert [each["slug"] for each in stored(page, ROUND)["queue"]].count("a2") == 1


def test_shuffled_all_come_exactly_once(chromium: Browser, site: Path) -> None:
    orders = []
    for _ in range(2):
        with rehearsal(chromium, site.as_uri()) as reading:
            page = reading.page
            page.get_by_label("打乱").check()
            begin(page)
            seen = []
            for _ in PROMPTS:
                seen.append(page.evaluate(SHOWN))
                press(page, " 3")
            expect(page.locator(".summary")).to_be_visible()
            assert sorted(seen) == sorted(PROMPTS)
            orders.append(seen)
    assert orders[0] != orders[1] or orders[0] != PROMPTS


def test_a_round_goes_on_where_a_reload_broke_it_off(chromium: Browser, address: str) -> None:
    with rehearsal(chromium, address) as reading:
        page = reading.page
        page.get_by_label("打乱").check()
        begin(page)
        press(page, " 3 2 ")
        before = page.evaluate(SHOWN)
        order = [each["slug"] for each in stored(page, ROUND)["queue"]]
        page.reload()
        expect(page.locator(".card:not([hidden]) .back")).to_be_visible()
        assert page.evaluate(SHOWN) == before
        assert [each["slug"] for each in stored(page, ROUND)["queue"]] == order
        press(page, "3")
        assert page.get_by_role("progressbar").get_attribute("value") == "3"
        page.keyboard.press("Escape")
        assert counts(page, "全部章节") == [9, 0, 1, 2]
        page.reload()
        expect(page.get_by_role("button", name="开始")).to_be_visible()


def test_filters_count_what_they_let_through(chromium: Browser, site: Path) -> None:
    with rehearsal(chromium, site.as_uri()) as reading:
        page = reading.page
        start = page.locator(".start")
        begin(page)
        press(page, " 1 2 3")
        page.keyboard.press("Escape")
        page.get_by_role("button", name="重新选题").click()
        expected = {"全部": 12, "没看过的": 9, "标过重来或吃力的": 2}
        for label, count in expected.items():
            page.get_by_label(label, exact=True).check()
            assert start.inner_text() == f"开始（{count} 题）"
        page.get_by_label("全部", exact=True).check()
        page.get_by_label("maths (4)").check()
        assert start.inner_text() == "开始（4 题）"
        page.get_by_label("detection (8)").check()
        assert start.inner_text() == "开始（12 题）"
        page.get_by_label("乙", exact=True).uncheck()
        assert start.inner_text() == "开始（8 题）"
        assert page.get_by_label("检测", exact=True).evaluate("box => box.indeterminate")
        assert page.get_by_label("全部章节").evaluate("box => box.indeterminate")
        page.get_by_label("检测", exact=True).check()
        assert page.get_by_label("乙", exact=True).is_checked()


def test_a_link_from_a_section_chooses_that_section(chromium: Browser, site: Path) -> None:
    with rehearsal(chromium, site.as_uri()) as reading:
        page = reading.page
        section = next((site / "s").glob("*乙.html"))
        reading.open(section)
        page.get_by_role("link", name="演练本节").click()
        expect(page.locator(".start")).to_have_text("开始（4 题）")
        begin(page)
        assert page.evaluate(SHOWN) == PROMPTS[4]
        page.reload()  # the section that was asked for has begun: the round goes on
        expect(page.locator(".card:not([hidden])")).to_be_visible()


def test_the_keys_are_shown_and_esc_closes_them_first(chromium: Browser, site: Path) -> None:
    with rehearsal(chromium, site.as_uri()) as reading:
        page = reading.page
        begin(page)
        press(page, "?")
        expect(page.get_by_role("dialog", name="按键")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_be_hidden()
        assert page.evaluate(SHOWN) == PROMPTS[0]
        page.keyboard.press("Escape")
        expect(page.locator(".start")).to_be_visible()  # nothing was marked: no summary


# ---- Fingers


def swipe(page: Page, x: int, y: int, start: tuple[int, int] = (180, 400)) -> None:
    """A finger that is put down, drawn and lifted, as the browser gets it from a screen."""
    screen = page.context.new_cdp_session(page)
    for step in range(6):
        kind = "touchMove" if step else "touchStart"
        point = {"x": start[0] + x * step // 5, "y": start[1] + y * step // 5}
        screen.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]})
    screen.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    screen.detach()


@pytest.mark.parametrize(
    ("x", "y", "mark"),
    [(-150, 10, "again"), (150, -10, "good"), (30, 0, None), (70, 60, None), (20, -250, None)],
)
def test_a_swipe_marks_and_a_scroll_does_not(
    chromium: Browser, site: Path, x: int, y: int, mark: str | None
) -> None:
    with rehearsal(chromium, site.as_uri(), width=360) as reading:
        page = reading.page
        begin(page)
        press(page, " 3 3")
        assert (
            page.evaluate(SHOWN) == PROMPTS[2]
        )  # it is long, so that there is something to scroll
        swipe(page, x, y)
        assert "a3" not in marks(page)  # nothing is marked before it was revealed
        press(page, " ")
        swipe(page, x, y)
        expect(page.locator(".card:not([hidden]) .asks")).to_have_text(PROMPTS[3 if mark else 2])
        assert marks(page).get("a3") == mark


def test_what_scrolls_sideways_is_not_swiped(chromium: Browser, site: Path) -> None:
    with rehearsal(chromium, site.as_uri(), width=360) as reading:
        page = reading.page
        begin(page)
        press(page, " 3 ")
        table = page.locator(".card:not([hidden]) .table")
        table.scroll_into_view_if_needed()
        box = table.bounding_box()
        assert box is not None
        swipe(page, -150, 0, (250, int(box["y"] + 30)))
        assert "a2" not in marks(page)
        assert table.evaluate("box => box.scrollLeft") > 0


# ---- The browser's own search


def test_hidden_answers_are_revealed_where_the_browser_finds_something(
    chromium: Browser, site: Path
) -> None:
    """Going to an id in hidden text reveals it by the same steps as a find in the page does."""
    with rehearsal(chromium, site.as_uri()) as reading:
        page = reading.page
        begin(page)
        expect(page.locator(".card")).to_have_count(12)  # all of the round can be found
        expect(page.locator(".card:not([hidden]) .back[hidden=until-found]")).to_have_count(1)
        page.evaluate("location.hash = document.querySelector('[data-slug=b2] .sources li').id")
        expect(page.locator(".card:not([hidden]) .back:not([hidden])")).to_contain_text(
            "乙2 的详解"
        )
        assert page.locator(".card:not([hidden])").count() == 1
        assert page.evaluate(SHOWN) == PROMPTS[5]
        press(page, "3")
        assert marks(page) == {"b2": "good"}
        assert page.evaluate(SHOWN) == PROMPTS[6]


def test_a_browser_without_such_a_search_hides_answers_all_the_same(
    chromium: Browser, site: Path
) -> None:
    with rehearsal(chromium, site.as_uri()) as reading:
        page = reading.page
        page.add_init_script(
            "delete HTMLElement.prototype.onbeforematch; delete Element.prototype.onbeforematch"
        )
        page.reload()
        begin(page)
        assert page.locator("[hidden=until-found]").count() == 0
        expect(page.locator(".card:not([hidden]) .back")).to_be_hidden()
        press(page, " ")
        expect(page.locator(".card:not([hidden]) .back")).to_be_visible()


# ---- What must hold all the while


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [360, 768, 1280])
def test_nothing_is_wider_than_the_window(
    chromium: Browser, site: Path, width: int, dark: bool
) -> None:
    with rehearsal(chromium, site.as_uri(), width=width, dark=dark) as reading:
        page = reading.page
        widths = "() => document.documentElement.scrollWidth - window.innerWidth"
        assert page.evaluate(widths) <= 0
        begin(page)
        for _ in range(4):
            assert page.evaluate(widths) <= 0
            press(page, " ")
            assert page.evaluate(widths) <= 0
            press(page, "1")
        page.keyboard.press("Escape")
        assert page.evaluate(widths) <= 0


def test_the_page_and_its_bar_fit_a_narrow_phone_in_english(
    chromium: Browser, tmp_path: Path
) -> None:
    (tmp_path / "notes.md").write_text("# Notes\n\n## Why?\n\n> Because.\n", "utf-8")
    assert build_folder(tmp_path / "notes.md", tmp_path / "site").summary is not None
    with reader(chromium, width=320) as reading:
        page = reading.page
        reading.open(tmp_path / "site" / "rehearse.html")
        widths = "() => document.documentElement.scrollWidth - window.innerWidth"
        assert page.evaluate(widths) <= 0
        page.get_by_role("button", name="Start (1)").click()
        expect(page.locator(".card:not([hidden])")).to_be_visible()
        press(page, " ")
        expect(page.get_by_role("button", name="Good")).to_be_visible()
        assert page.evaluate(widths) <= 0
        assert reading.complaints == []
