"""The evening before an interview: one button on the first page, rounds of so many minutes."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect

from tests.browser import reader
from tests.rehearsal import (
    MARKS,
    PROMPTS,
    ROUND,
    SHOWN,
    make_site,
    marks,
    press,
    rehearsal,
    stored,
)

DAY = 86_400_000
SLUG = "() => document.querySelector('.card:not([hidden])').dataset.slug"
WHERE = """selector => [...document.querySelectorAll(selector)].filter(each => each.offsetParent)
    .map(each => each.getBoundingClientRect()).map(box => [box.x, box.y, box.width, box.height])"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_site(tmp_path_factory.mktemp("evening"))


def remember(page: Page, known: dict[str, str], ago: float = 3.1 * DAY) -> None:
    """Let the browser have marked some questions days ago, each a minute after the other."""
    page.evaluate(
        """([key, known, ago]) => localStorage.setItem(key, JSON.stringify({
            format: "diptych-marks", version: 1, notebook: "drill",
            marks: Object.fromEntries(Object.entries(known).map(([slug, mark], place) =>
                [slug, { mark, at: Date.now() - ago + 60000 * place }])),
        }))""",
        [MARKS, known, ago],
    )


def from_the_first_page(page: Page, site: str, *chosen: str, button: str = "开始") -> None:
    page.goto(f"{site}/index.html")
    for each in chosen:
        page.locator(".tonight").get_by_text(each, exact=True).click()
    page.locator(".tonight").get_by_role("button", name=button).click()


def begun(page: Page) -> list[str]:
    """The slugs of the round that began."""
    expect(page.locator(".card:not([hidden])")).to_be_visible()
    return [each["slug"] for each in stored(page, ROUND)["queue"]]


def test_one_button_begins_with_what_is_weak_and_mixes_sections(
    chromium: Browser, address: str
) -> None:
    with rehearsal(chromium, address) as reading:
        page = reading.page
        remember(page, {"b1": "good", "a2": "hard", "c1": "again", "b2": "again", "a1": "good"})
        from_the_first_page(page, address, "10 分钟")
        queue = begun(page)
        assert set(queue[:2]) == {"c1", "b2"}
        assert queue[2] == "a2"
        assert queue[-2:] == ["b1", "a1"]  # the one that was known longest first
        new = queue[3:-2]
        assert len(queue) == 12
        assert all(one[0] != other[0] for one, other in pairwise(new[:5]))
        from_the_first_page(page, address, "薄弱的")
        page.wait_for_timeout(100)
        assert begun(page) == queue  # it asked, nobody answered, and the round that ran goes on


def test_another_round_asks_and_only_the_weak_are_taken(chromium: Browser, address: str) -> None:
    with rehearsal(chromium, address) as reading:
        page = reading.page
        asked: list[str] = []

        def accept(dialog: Dialog) -> None:
            asked.append(dialog.message)
            dialog.accept()

        page.on("dialog", accept)
        remember(page, {"b1": "good", "a2": "hard", "c1": "again"})
        from_the_first_page(page, address)
        begun(page)
        assert asked == []
        page.goto(f"{address}/index.html")
        expect(page.locator(".ways a").first).to_have_text("继续上一轮（还剩 12 题）")
        from_the_first_page(page, address, "薄弱的")
        expect(page.locator(".count")).to_have_text("0 / 2")
        assert begun(page) == ["c1", "a2"]
        assert asked == ["上一轮还剩 12 题。要丢下它，另开一轮吗？"]
        page.reload()
        assert begun(page) == ["c1", "a2"]


def test_everything_stands_at_its_place_on_every_card(chromium: Browser, site: Path) -> None:
    with rehearsal(chromium, site.as_uri()) as reading:
        page = reading.page
        page.set_viewport_size({"width": 390, "height": 844})
        from_the_first_page(page, site.as_uri())
        begun(page)
        places: dict[str, set[str]] = {"asks": set(), "reveal": set(), "marks": set()}
        for turn in range(12):
            asks = page.evaluate(WHERE, ".card:not([hidden]) .asks")
            places["asks"].add(json.dumps(asks[0][:3]))
            places["reveal"].add(json.dumps(page.evaluate(WHERE, ".reveal")))
            press(page, " ")
            places["marks"].add(json.dumps(page.evaluate(WHERE, "[data-mark]")))
            # What one would say is read without scrolling, however long the rest is.
            (short,) = page.evaluate(WHERE, ".card:not([hidden]) .short")
            assert short[1] + short[3] < 844 - 80
            assert page.evaluate("document.documentElement.scrollHeight") <= 844
            press(page, "123"[turn % 3])
        assert {name: len(each) for name, each in places.items()} == dict.fromkeys(places, 1)
        (reveal,) = json.loads(places["reveal"].pop())
        buttons = json.loads(places["marks"].pop())
        assert len(buttons) == 3
        assert reveal[1] + reveal[3] == pytest.approx(844, abs=1)
        for box in buttons:
            assert box[2] == pytest.approx(130, abs=1)
            assert box[1:4:2] == reveal[1:4:2]
            assert box[3] >= 64


def test_the_rest_of_an_answer_unfolds(chromium: Browser, site: Path) -> None:
    with rehearsal(chromium, site.as_uri(), width=390) as reading:
        page = reading.page
        from_the_first_page(page, site.as_uri())
        begun(page)
        card = page.locator(".card:not([hidden])")
        press(page, " ")
        expect(card.locator(".short")).to_be_visible()
        expect(card.locator(".answer")).to_be_hidden()
        page.get_by_role("button", name="展开").click()
        expect(card.locator(".answer")).to_be_visible()
        press(page, "3 ")
        expect(card.locator(".answer")).to_be_hidden()
        page.keyboard.press("Enter")
        expect(card.locator(".answer")).to_be_visible()


def test_what_was_hard_returns_at_the_end_once(chromium: Browser, site: Path) -> None:
    with rehearsal(chromium, site.as_uri()) as reading:
        page = reading.page
        from_the_first_page(page, site.as_uri())
        first = begun(page)
        press(page, " 2")
        for _ in range(11):
            press(page, " 3")
        assert page.evaluate(SLUG) == first[0]
        press(page, " 2")
        expect(page.locator(".summary")).to_be_visible()
        links = page.locator(".named a")
        expect(links).to_have_count(1)
        assert links.first.get_attribute("href") == f"q/{first[0]}.html"
        assert links.first.inner_text() in PROMPTS
        assert page.locator(".named code").inner_text() == f'"Id:{first[0]}"'


def test_weak_ones_are_named_the_worst_first_and_found_in_anki_at_once(
    chromium: Browser, site: Path
) -> None:
    with rehearsal(chromium, site.as_uri()) as reading:
        page = reading.page
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        from_the_first_page(page, site.as_uri())
        queue = begun(page)
        press(page, " 2 1 3")
        page.keyboard.press("Escape")
        hrefs = [each.get_attribute("href") for each in page.locator(".named a").all()]
        assert hrefs == [f"q/{queue[1]}.html", f"q/{queue[0]}.html"]
        page.get_by_role("button", name="复制").click()
        expect(page.get_by_role("button", name="已复制")).to_be_visible()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied == f'"Id:{queue[1]}" OR "Id:{queue[0]}"'


def test_an_interview_shows_no_answer_and_sums_up(chromium: Browser, site: Path) -> None:
    with rehearsal(chromium, site.as_uri()) as reading:
        page = reading.page
        from_the_first_page(page, site.as_uri(), "10 分钟", button="模拟面试")
        queue = begun(page)
        assert len(set(queue)) == len(queue) == 6
        for mark in "123333":
            press(page, " ")
            expect(page.locator(".card:not([hidden]) .back")).to_be_hidden()
            expect(page.locator(".reveal")).to_be_hidden()
            press(page, mark)
        expect(page.locator(".summary")).to_be_visible()  # nothing came twice
        assert marks(page)[queue[0]] == "again"
        expect(page.locator(".named a")).to_have_count(2)


def test_clocks_tell_when_to_stop_and_the_last_minute_ends_the_round(
    chromium: Browser, site: Path
) -> None:
    with rehearsal(chromium, site.as_uri()) as reading:
        page = reading.page
        page.clock.install()
        from_the_first_page(page, site.as_uri(), "10 分钟")
        queue = begun(page)
        expect(page.locator(".clock")).to_have_text("0:30")
        expect(page.locator(".left")).to_have_text("10:00")
        page.clock.run_for(10_000)
        expect(page.locator(".clock")).to_have_text("0:20")
        page.clock.run_for(21_000)
        expect(page.locator(".clock")).to_have_text("到时间")
        press(page, " ")
        expect(page.locator(".clock")).to_be_hidden()
        press(page, "1")
        spent: Any = stored(page, ROUND)["spent"]
        assert 31 <= spent <= 33
        for _ in range(4):  # who goes away is not counted for more than two minutes
            page.clock.run_for(300_000)
            press(page, " 3")
        page.clock.run_for(120_000)
        press(page, " 3")
        assert page.evaluate(SLUG) == queue[0]  # only what was missed comes still
        press(page, " 3")
        expect(page.locator(".summary")).to_be_visible()


VOICES = """window.said = [];
const voice = (lang, localService) => ({ lang, localService, name: lang });
Object.defineProperty(window, "speechSynthesis", { value: {
    getVoices: () => VOICES, cancel() {}, speak: (each) => window.said.push([each.text, each.lang]),
} });
window.SpeechSynthesisUtterance = function (text) { this.text = text; };"""


def test_questions_are_read_aloud_by_voices_of_this_machine_only(
    chromium: Browser, site: Path
) -> None:
    for voices, is_offered in (("voice('zh-CN', true)", True), ("voice('zh-CN', false)", False)):
        with reader(chromium, width=390) as reading:
            page = reading.page
            page.add_init_script(VOICES.replace("VOICES", f"[voice('en', true), {voices}]"))
            from_the_first_page(page, site.as_uri())
            begun(page)
            aloud = page.get_by_role("button", name="朗读")
            assert aloud.is_visible() == is_offered
            if is_offered:
                aloud.click()
                press(page, " ")
                aloud.click()
                asked = page.evaluate(SHOWN)
                first, second = page.evaluate("window.said")
                assert first == [asked, "zh-CN"]
                assert "的简答" in second[0]
            assert reading.complaints == []


# ---- What is remembered, where it is read


def test_marks_show_on_the_pages(chromium: Browser, site: Path) -> None:
    with reader(chromium) as reading:
        page = reading.page
        reading.open(site / "q" / "a2.html")
        assert page.locator(".last, .remembered").count() == 0
        remember(page, {"a1": "good", "a2": "hard"})
        page.reload()
        expect(page.locator("main .where .last")).to_have_text("上次：吃力，3天前")
        expect(page.locator(".beside .remembered")).to_have_count(2)
        page.locator("main .where a").last.click()
        expect(page.locator("article .last")).to_have_text(
            ["上次：记得，3天前", "上次：吃力，3天前"]
        )
        expect(page.locator(".where .last")).to_have_text("上次演练 3天前，1 题没记牢")
        reading.open(site / "index.html")
        known = "记得 1，吃力 1，重来 0，没看 2"
        expect(page.locator(".contents .meter")).to_have_attribute("aria-label", known)
        whole = len(page.locator(".contents .list a").all())
        expect(page.locator(".progress")).to_have_text(known.replace("看 2", f"看 {whole - 2}"))
        expect(page.locator(".list .remembered")).to_have_count(2)
        expect(page.locator(".ways a")).to_have_text("上次读到 甲")
        page.locator(".ways a").click()
        expect(page.locator("h1")).to_have_text("甲")
        assert reading.complaints == []
        assert all(url.startswith(site.as_uri()) for url in reading.requests)


BROKEN = {
    "off": "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } });",
    "null": "Object.defineProperty(window, 'localStorage', { value: null });",
    "full": "Storage.prototype.setItem = () => { throw new DOMException('no', 'QuotaExceededError'); };",
}


def test_storage_that_is_off_full_or_broken_breaks_nothing(chromium: Browser, site: Path) -> None:
    nonsense = ["{", "null", "7", '{"marks": 7}', '{"marks": {"a1": null}, "queue": [null]}', "[]"]
    garbage = [
        "for (const name of ['marks', 'round', 'last'])"
        f" localStorage.setItem(`diptych-${{name}}:drill`, {json.dumps(text)});"
        for text in nonsense
    ]
    for script in (*BROKEN.values(), *garbage):
        with reader(chromium, width=390) as reading:
            page = reading.page
            page.add_init_script(script)
            for name in ("q/a1.html", "index.html"):
                reading.open(site / name)
            expect(page.locator(".tonight")).to_be_visible()
            page.locator(".tonight .primary").click()
            expect(page.locator(".card:not([hidden])")).to_be_visible()
            press(page, " 3")
            assert reading.complaints == []
