"""Search in a real browser: how it is used, what it shows, what it asks for."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from diptych.model.book import Book, SectionPage
from tests import search_oracle
from tests.browser import reader, served, wait_until
from tests.conftest import of
from tests.generator.site.books import HOSTILE, book, question
from tests.searching import agree, asked, opened, written


@pytest.fixture(scope="module")
def site(own: tuple[Path, Book]) -> Path:
    return own[0]


def test_a_question_is_found_and_opened_by_keyboard(chromium: Browser, address: str) -> None:
    with reader(chromium) as reading:
        page = reading.page
        page.goto(f"{address}/q/nms.html")
        page.wait_for_load_state("networkidle")
        before = list(reading.requests)
        assert not [url for url in before if "search" in url]
        field = opened(page)
        came = [url.removeprefix(f"{address}/") for url in reading.requests[len(before) :]]
        assert {"search.js", "search.css", "search/titles.js"} <= set(came)
        # The icon is asked for when the browser has time.
        assert all(name.startswith("search") for name in came if name != "mark.svg")
        page.keyboard.type("focal loss")
        options = page.locator("a[role=option]")
        total = len(asked(page, ["focal loss"])[0])
        # The first few are painted before the others are made.
        wait_until(page, lambda: options.count() == min(total, 20))
        assert page.locator("dialog [role=status]").inner_text() == f"{total} 题"
        assert current(page) == options.nth(0).get_attribute("id")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowUp")
        assert current(page) == options.nth(1).get_attribute("id")
        assert field.evaluate("field => field === document.activeElement")
        chosen = options.nth(1).get_attribute("href")
        page.keyboard.press("ArrowUp")
        page.keyboard.press("ArrowUp")
        assert current(page) == options.nth(0).get_attribute("id")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_url(str(chosen))
        assert page.locator("h1").is_visible()
        assert reading.complaints == []
        assert all(url.startswith(address) for url in reading.requests)


def current(page: Page) -> str | None:
    """The id of the option that a screen reader is told of; it alone is selected."""
    selected = page.locator("a[role=option][aria-selected=true]")
    assert selected.count() == 1
    told = page.locator("dialog.search input").get_attribute("aria-activedescendant")
    assert told == selected.get_attribute("id")
    return told


def test_escape_gives_the_focus_back(chromium: Browser, address: str) -> None:
    with reader(chromium) as reading:
        page = reading.page
        page.goto(f"{address}/index.html")
        focused = "document.activeElement.className || document.activeElement.getAttribute('href')"
        for where, key in (("a.home", "/"), (".deck a", "Control+k"), ("button.find", "Enter")):
            page.locator(where).focus()
            before = page.evaluate(focused)
            page.keyboard.press(key)
            page.wait_for_selector("dialog.search[open]")
            page.keyboard.type("iou")
            page.keyboard.press("Escape")
            page.wait_for_selector("dialog.search", state="hidden")
            assert page.evaluate(focused) == before
        page.locator("button.find").click()
        assert page.locator("dialog.search input").input_value() == "iou"
        page.mouse.click(5, 500)
        assert page.locator("dialog.search").is_hidden()
        asked_for = [url for url in reading.requests if "search" in url]
        assert len(asked_for) == len(set(asked_for))
        assert reading.complaints == []


def test_what_is_shown_of_a_question(chromium: Browser, own: tuple[Path, Book]) -> None:
    with reader(chromium, width=360) as reading:
        reading.open(own[0] / "index.html")
        field = opened(reading.page)
        field.fill("softnms 高斯")
        option = reading.page.locator("a[role=option]").first
        assert option.locator(".prompt mark").all_inner_texts() == ["Soft-NMS", "高斯"]
        assert option.locator(".where").inner_text() == "目标检测 · Soft-NMS"
        field.fill("穷举")
        expect(reading.page.locator(".gist mark, .snippet mark").first).to_have_text("穷举")
        field.fill("xyzzy")
        assert "xyzzy" in reading.page.locator("dialog [role=status]").inner_text()
        assert reading.page.locator("a[role=option]").count() == 0
        assert field.get_attribute("aria-expanded") == "false"
        assert field.get_attribute("aria-activedescendant") is None
        needed, there = reading.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert needed <= there


def test_sections_and_tags_narrow_what_is_found(chromium: Browser, own: tuple[Path, Book]) -> None:
    site, made = own
    with reader(chromium) as reading:
        page = reading.page
        reading.open(site / "index.html")
        field = opened(page)
        page.get_by_label("按章节筛选").select_option(label="损失函数")
        below = {q.slug for s in made.sections if s.path[0] == "损失函数" for q in s.questions}
        assert page.locator("dialog [role=status]").inner_text() == f"{len(below)} 题"
        field.fill("iou")
        expected = below & search_oracle.found(made, "iou")
        assert expected
        assert expected <= slugs(page) <= below
        page.get_by_label("按标签筛选").select_option(label="detection")
        tagged = {q.slug for s in made.sections for q in s.questions if "detection" in q.tags}
        assert expected & tagged <= slugs(page) <= below & tagged
        page.get_by_label("按章节筛选").select_option(index=0)
        assert search_oracle.found(made, "iou") & tagged <= slugs(page) <= tagged


BRING_ALL = """list => {
    while (list.children.length < Number(list.lastChild?.getAttribute("aria-setsize"))) {
        list.scrollTop = list.scrollHeight;
        list.dispatchEvent(new Event("scroll"));
    }
}"""


def slugs(page: Page) -> set[str]:
    """The slugs of the questions that are found, all of which are brought in."""
    page.locator("[role=listbox]").evaluate(BRING_ALL)
    links = page.locator("a[role=option]").evaluate_all("all => all.map(each => each.pathname)")
    return {Path(link).stem for link in links}


def test_more_results_come_when_they_are_asked_for(
    chromium: Browser, own: tuple[Path, Book]
) -> None:
    with reader(chromium) as reading:
        page = reading.page
        reading.open(own[0] / "index.html")
        opened(page).fill("的")
        options = page.locator("a[role=option]")
        total = len(asked(page, ["的"])[0])
        assert total > 40
        wait_until(page, lambda: options.count() == 20)
        assert options.first.get_attribute("aria-setsize") == str(total)
        for _ in range(20):
            page.keyboard.press("ArrowDown")
        assert current(page) == "search-20"
        page.locator("[role=listbox]").evaluate("list => { list.scrollTop = list.scrollHeight }")
        options.nth(40).wait_for(state="attached")
        for _ in range(total):
            page.keyboard.press("ArrowDown")
        assert current(page) == f"search-{total - 1}"
        wait_until(page, lambda: options.count() == total)


def test_keys_that_are_meant_for_something_else(chromium: Browser, own: tuple[Path, Book]) -> None:
    with reader(chromium) as reading:
        page = reading.page
        reading.open(own[0] / "index.html")
        field = opened(page)
        page.keyboard.type("a/b")
        assert field.input_value() == "a/b"
        composing = "(field, key) => field.dispatchEvent(new KeyboardEvent('keydown', { key, isComposing: true, bubbles: true, cancelable: true }))"
        field.fill("iou")
        assert field.evaluate("(field) => (" + composing + ")(field, 'Enter')")
        assert page.url.endswith("/index.html")
        typing = "(field, [type, init]) => field.dispatchEvent(new window[type](...init))"
        options = page.locator("a[role=option]")
        before = min(len(asked(page, ["iou"])[0]), 20)
        wait_until(page, lambda: options.count() == before)
        field.evaluate("field => { field.value = 'xyzzy' }")
        field.evaluate(typing, ["InputEvent", ["input", {"isComposing": True}]])
        assert options.count() == before
        field.evaluate(typing, ["CompositionEvent", ["compositionend", {}]])
        assert options.count() == 0


def test_without_its_data_it_says_so_and_without_scripts_it_is_not_shown(
    chromium: Browser, tmp_path: Path
) -> None:
    index = written(book(), tmp_path)
    (tmp_path / "search/titles.js").unlink()
    with reader(chromium) as reading:
        reading.open(index)
        reading.page.keyboard.press("/")
        reading.page.get_by_text("未能载入").wait_for()
    with reader(chromium, scripts=False) as reading:
        reading.open(index)
        assert reading.page.locator("button.find").is_hidden()


TITLES = [("alpha", "shared"), ("beta", "shared words"), ("gamma shared", ""), ("delta shared", "")]


def of_titles(folder: Path) -> Path:
    """The site of a few questions, what they say in one part."""
    rows = [
        question(n, slug=title[0], prompt=title, text=said)
        for n, (title, said) in enumerate(TITLES)
    ]
    index = written(book(SectionPage("s", ("S",), (), tuple(rows))), folder)
    assert sorted(file.name for file in (folder / "search").iterdir()) == ["1.js", "titles.js"]
    return index


def test_titles_are_found_before_the_answers_have_come_and_the_choice_stays(
    chromium: Browser, tmp_path: Path
) -> None:
    of_titles(tmp_path)
    held: list[Route] = []
    with served(tmp_path) as address, reader(chromium) as reading:
        page = reading.page
        page.route("**/search/1.js", lambda route: held.append(route))
        page.goto(f"{address}/index.html")
        page.keyboard.press("/")
        status = page.locator("dialog [role=status]")
        expect(status).to_contain_text("正在载入各题的内容")
        page.wait_for_selector("dialog.search[open]")
        page.keyboard.type("shared")
        expect(status).to_contain_text("2 题 正在载入各题的内容")
        assert slugs(page) == {"g", "d"}
        page.keyboard.press("ArrowDown")
        chosen = page.locator("a[role=option][aria-selected=true] .prompt")
        expect(chosen).to_have_text("delta shared")
        while not held:
            page.wait_for_timeout(20)
        held.pop().continue_()
        expect(status).to_have_text("4 题")
        assert slugs(page) == {"a", "b", "g", "d"}
        expect(chosen).to_have_text("delta shared")
        assert reading.complaints == []


def test_answers_that_cannot_be_loaded_are_told_of(chromium: Browser, tmp_path: Path) -> None:
    index = of_titles(tmp_path)
    (tmp_path / "search" / "1.js").unlink()
    with reader(chromium) as reading:
        reading.open(index)
        reading.page.keyboard.press("/")
        status = reading.page.locator("dialog [role=status]")
        expect(status).to_contain_text("未能载入")
        reading.page.wait_for_selector("dialog.search[open]")
        reading.page.keyboard.type("shared")
        expect(status).to_contain_text("未能载入")
        assert slugs(reading.page) == {"g", "d"}


def test_hostile_text_is_shown_as_text(chromium: Browser, tmp_path: Path) -> None:
    nasty = [
        "__proto__",
        "constructor",
        "a\u2028b",
        "'\"\\",
        HOSTILE,
        "</script><b>x",
        "$& $1",
        "`${1}`",
    ]
    rows = [
        question(n, slug=slug, prompt=text, text=f"{text} text", tags=(text,))
        for n, (slug, text) in enumerate(
            zip(["__proto__", *"bcdefg", "a b?#%'"], nasty, strict=True)
        )
    ]
    made = book(SectionPage("s", ("__proto__", "<b>"), (), tuple(rows)))
    with reader(chromium) as reading:
        page = reading.page
        reading.open(written(made, tmp_path))
        field = opened(page)
        agree(page, made, [*nasty, *"<$`&", "__proto"])
        for row in rows:
            field.fill(row.prompt)
            shown = page.locator(".prompt").all_text_contents()
            assert row.prompt.replace("\u2028", " ") in {
                each.replace("\u2028", " ") for each in shown
            }
        field.fill("no <b>such</b> thing")
        assert "<b>such</b>" in page.locator("dialog [role=status]").inner_text()
        field.fill("`${1}`")
        assert reading.complaints == []
        page.keyboard.press("Enter")
        page.wait_for_url("**/q/a%20b*")
        assert page.title().startswith("`${1}`")


def test_names_that_screen_readers_say(chromium: Browser, own: tuple[Path, Book]) -> None:
    with reader(chromium) as reading:
        page = reading.page
        reading.open(own[0] / "index.html")
        assert page.get_by_role("button", name="搜索", exact=True).is_visible()
        opened(page).fill("iou")
        assert page.get_by_role("dialog", name="搜索").is_visible()
        assert page.get_by_role("listbox", name="找到的题目").is_visible()
        assert page.get_by_role("button", name="关闭").is_visible()
        roles = json.dumps(page.locator("dialog.search").aria_snapshot(), ensure_ascii=False)
        assert "option" in roles


ANSWERED = {
    "BN 推理时用什么统计量": "batch-norm",
    "IoU 怎么算": "iou-formula",
    "batchnorm": "batch-norm",
    "sofmax": "multi-label-loss",
    "过拟和": "overfitting-remedies",
    "NMS": "nms",
    "BN": "batch-norm",
    "peft": "lora",
    "Rumelhart": "backpropagation",
    "arXiv:1506.01497": "faster-rcnn",
}


def test_what_found_nothing_is_answered_near_the_top(
    chromium: Browser, own: tuple[Path, Book]
) -> None:
    (numbered,) = (q for s in own[1].sections for q in s.questions if q.slug == "focal-loss")
    with reader(chromium) as reading:
        reading.open(own[0] / "index.html")
        opened(reading.page)
        for query, found in zip(ANSWERED, asked(reading.page, list(ANSWERED)), strict=True):
            with of(query):
                assert ANSWERED[query] in found[:2]
        for query in (f"{numbered.number}", f"#{numbered.number}", f"第 {numbered.number} 题"):
            with of(query):
                assert asked(reading.page, [query])[0][0] == "focal-loss"


def test_short_answers_stand_in_the_list_and_what_is_only_close_is_told(
    chromium: Browser, own: tuple[Path, Book]
) -> None:
    with reader(chromium) as reading:
        page = reading.page
        reading.open(own[0] / "index.html")
        field = opened(page)
        field.fill("过拟合")
        (shown,) = (
            q for s in own[1].sections for q in s.questions if q.slug == "detect-overfitting"
        )
        option = page.locator("a[role=option]", has_text=shown.prompt)
        assert option.locator(".gist").text_content() == shown.gist
        field.fill("xyzzy 交叉熵")
        status = page.locator("dialog [role=status]").inner_text()
        assert status.startswith("没有题目含有“xyzzy 交叉熵”的每个词；相近的有")
        assert page.locator("a[role=option]").count() > 0
        # In a long list, what stands below the short answer is shown below it.
        field.fill("对称权重")
        assert reading.complaints == []


def test_the_field_of_the_first_page_asks_the_same(chromium: Browser, site: Path) -> None:
    with reader(chromium, width=390) as reading:
        page = reading.page
        reading.open(site / "index.html")
        page.get_by_role("textbox", name="搜索").focus()
        page.keyboard.type("focal")
        page.wait_for_selector("dialog.search[open]")
        page.keyboard.type(" loss")
        field = page.locator("dialog.search input")
        expect(field).to_have_value("focal loss")
        page.keyboard.press("Escape")
        box = page.locator(".ask input")
        expect(box).to_be_focused()
        expect(box).to_have_value("")
        box.click()
        expect(field).to_be_focused()
        expect(field).to_have_value("focal loss")
        expect(page.locator("a[role=option]").first).to_be_visible()
        page.keyboard.press("Enter")
        page.wait_for_url("**/q/*.html")
        page.go_back()
        expect(field).to_have_value("focal loss")
        assert reading.complaints == []


def test_nothing_that_is_typed_while_the_search_comes_is_lost(
    chromium: Browser, site: Path
) -> None:
    with reader(chromium, width=390) as reading:
        page = reading.page
        held: list[Route] = []
        page.route("**/search.css", lambda route: held.append(route))
        reading.open(site / "index.html")
        page.get_by_role("textbox", name="搜索").focus()
        page.keyboard.type("f")
        wait_until(page, lambda: bool(held))
        page.keyboard.type("oc")
        page.wait_for_selector("dialog.search[open]")
        held[0].continue_()
        wait_until(page, lambda: page.evaluate(STYLED))
        page.keyboard.type("al loss")
        expect(page.locator("dialog.search input")).to_have_value("focal loss")


STYLED = "[...document.styleSheets].some(each => each.href && each.href.endsWith('/search.css'))"


@pytest.mark.parametrize("over_http", [False, True], ids=["from the disk", "over http"])
def test_back_brings_the_query_and_the_choice_again(
    chromium: Browser, site: Path, address: str, over_http: bool
) -> None:
    with reader(chromium) as reading:
        page = reading.page
        page.goto(f"{address}/index.html" if over_http else (site / "index.html").as_uri())
        opened(page).fill("focal loss")
        page.get_by_label("按章节筛选").select_option(label="损失函数")
        page.locator("a[role=option]").nth(1).click()
        page.wait_for_url("**/q/*.html")
        assert page.locator("dialog.search").count() == 0
        page.go_back()
        page.wait_for_selector("dialog.search[open]")
        field = page.locator("dialog.search input")
        expect(field).to_have_value("focal loss")
        expect(page.get_by_label("按章节筛选").locator("option:checked")).to_have_text(
            "损失函数", use_inner_text=True
        )
        expect(page.locator("a[role=option]").nth(1)).to_have_attribute("aria-selected", "true")
        page.keyboard.press("Escape")
        # The page is told of it a moment after the dialog is closed.
        wait_until(page, lambda: not page.evaluate("history.state && history.state.search"))
        page.reload()
        page.wait_for_load_state("networkidle")
        assert page.locator("dialog.search[open]").count() == 0
        assert reading.complaints == []


# What JavaScript and the DOM gained after Chrome 80.
YOUNGER = re.compile(
    r"[|&?]{2}=|\.at\(|replaceChildren|replaceAll|Object\.hasOwn|\.findLast|\baria[A-Z]\w+:|\.aria[A-Z]|\.toSorted|#\w+ ?[=(;]"
)


def test_its_scripts_are_read_by_browsers_of_2020(site: Path) -> None:
    script = (site / "search.js").read_text(encoding="utf-8")
    assert YOUNGER.findall(script) == []
    for younger in ("a ||= b", "list.at(-1)"):
        assert YOUNGER.search(younger)
