"""What a browser remembers of rehearsing, and what takes it along."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect

from tests.browser import reader, wait_until
from tests.conftest import build_folder
from tests.rehearsal import (
    MARKS,
    ROUND,
    begin,
    counts,
    imported,
    make_site,
    marks,
    press,
    rehearsal,
    stored,
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_site(tmp_path_factory.mktemp("drill"))


# ---- What is remembered


def exported(page: Page) -> bytes:
    with page.expect_download() as download:
        page.get_by_role("button", name="导出标记").click()
    assert download.value.suggested_filename == "drill-marks.json"
    return Path(download.value.path()).read_bytes()


def test_marks_are_exported_cleared_and_imported(chromium: Browser, address: str) -> None:
    with rehearsal(chromium, address) as reading:
        page = reading.page
        begin(page)
        press(page, " 1 2 3")
        page.keyboard.press("Escape")
        page.get_by_role("button", name="重新选题").click()
        before = stored(page)
        assert before["version"] == 1
        data = exported(page)
        asked: list[str] = []

        def refuse(dialog: Dialog) -> None:
            asked.append(dialog.message)
            dialog.dismiss()

        page.once("dialog", refuse)
        page.get_by_role("button", name="清除标记").click()
        assert "3 个标记" in asked[0]
        assert stored(page) == before
        page.once("dialog", lambda dialog: dialog.accept())
        page.get_by_role("button", name="清除标记").click()
        assert stored(page) is None
        assert counts(page, "甲") == [4, 0, 0, 0]
        assert imported(page, data) == "读入 3 个标记。"
        assert stored(page) == before
        assert counts(page, "甲") == [1, 1, 1, 1]


def test_the_newest_mark_wins(chromium: Browser, site: Path) -> None:
    with rehearsal(chromium, site.as_uri()) as reading:
        page = reading.page
        begin(page)
        press(page, " 1 2")
        page.keyboard.press("Escape")
        page.get_by_role("button", name="重新选题").click()
        data = stored(page)
        data["marks"]["a1"] = {"mark": "good", "at": data["marks"]["a1"]["at"] - 1}
        data["marks"]["a2"] = {"mark": "good", "at": data["marks"]["a2"]["at"] + 1}
        data["marks"]["c1"] = {"mark": "again", "at": 9e15}
        imported(page, json.dumps(data).encode())
        assert marks(page) == {"a1": "again", "a2": "good", "c1": "again"}
        assert (
            stored(page)["marks"]["c1"]["at"] < 9e15
        )  # a clock that ran ahead does not win for ever


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe{",
        b"null",
        b"[1]",
        b'{"marks": {"a1": {"mark": "good", "at": 1}}}',
        b'{"format": "diptych-marks", "version": 2, "notebook": "drill", "marks": {}}',
        b'{"format": "diptych-marks", "version": 1, "notebook": "drill", "marks": []}',
        b'{"format": "diptych-marks", "version": 1, "notebook": "drill", "marks": {"a1": {"mark": "best", "at": 1}}}',
        b'{"format": "diptych-marks", "version": 1, "notebook": "drill", "marks": {"a1": {"mark": "good", "at": "1"}}}',
        b'{"format": "diptych-marks", "version": 1, "notebook": "drill", "marks": {"a1": null}}',
    ],
)
def test_a_wrong_file_is_refused(chromium: Browser, site: Path, data: bytes) -> None:
    with rehearsal(chromium, site.as_uri()) as reading:
        assert imported(reading.page, data) == "这个文件里没有标记，什么也没读入。"
        assert stored(reading.page) is None


def test_the_marks_of_another_notebook_are_refused(chromium: Browser, site: Path) -> None:
    data = {"format": "diptych-marks", "version": 1, "notebook": "<b>$&", "marks": {}}
    with rehearsal(chromium, site.as_uri()) as reading:
        assert "另一本笔记（<b>$&）" in imported(reading.page, json.dumps(data).encode())


REFUSED = {
    "off": "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } });",
    "null": "Object.defineProperty(window, 'localStorage', { value: null });",
    "full": "Storage.prototype.setItem = () => { throw new DOMException('no', 'QuotaExceededError'); };",
}


@pytest.mark.parametrize("how", REFUSED)
def test_without_storage_a_round_can_be_rehearsed(chromium: Browser, site: Path, how: str) -> None:
    with reader(chromium) as reading:
        page = reading.page
        page.add_init_script(REFUSED[how])
        reading.open(site / "rehearse.html")
        begin(page)
        press(page, " 1 3")
        expect(page.get_by_role("status")).to_contain_text("什么也存不下")
        page.keyboard.press("Escape")
        assert counts(page, "全部章节") == [10, 1, 0, 1]
        page.get_by_role("button", name="重新选题").click()
        assert set(json.loads(exported(page))["marks"]) == {"a1", "a2"}
        assert reading.complaints == []


@pytest.mark.parametrize("text", ["{", "null", '{"version": 7}', '"x"'])
def test_broken_memory_is_laid_aside_and_told(chromium: Browser, site: Path, text: str) -> None:
    with rehearsal(chromium, site.as_uri()) as reading:
        page = reading.page
        page.evaluate(
            "([a, b, text]) => { localStorage[a] = text; localStorage[b] = text; }",
            [MARKS, ROUND, text],
        )
        page.reload()
        expect(page.get_by_role("status")).to_contain_text("读不出来")
        begin(page)
        press(page, " 3")
        assert marks(page) == {"a1": "good"}
        assert page.evaluate("key => localStorage[key]", f"{MARKS}:unreadable") == text


@pytest.mark.parametrize(
    "kept",
    [
        {"version": 1, "queue": [{"slug": "gone"}], "at": 0},
        {"version": 1, "queue": [{"slug": "a1"}], "at": 5},
        {"version": 1, "queue": [{"slug": "a1", "mark": "x"}], "at": 0},
        {"version": 1, "queue": 7, "at": 0},
        {"version": 1, "queue": {"0": {"slug": "a1"}}, "at": 0},
    ],
)
def test_a_round_that_does_not_fit_the_notes_is_over(
    chromium: Browser, site: Path, kept: object
) -> None:
    with rehearsal(chromium, site.as_uri()) as reading:
        page = reading.page
        page.evaluate("([key, text]) => localStorage.setItem(key, text)", [ROUND, json.dumps(kept)])
        page.reload()
        expect(page.locator(".start")).to_have_text("开始（12 题）")


def test_two_notebooks_do_not_mix(chromium: Browser, site: Path, tmp_path: Path) -> None:
    (tmp_path / "other.md").write_text("# 另一本\n\n## 另问？\n\n答。\n", "utf-8")
    assert build_folder(tmp_path / "other.md", tmp_path / "site").summary is not None
    with rehearsal(chromium, site.as_uri()) as reading:
        page = reading.page
        begin(page)
        press(page, " 3")
        page.goto(f"{(tmp_path / 'site').as_uri()}/rehearse.html")
        expect(page.locator(".start")).to_have_text("开始（1 题）")
        begin(page)
        press(page, " 1")
        names = page.evaluate(
            "Object.keys(localStorage).filter(key => key.startsWith('diptych-marks'))"
        )
        assert sorted(names) == sorted([MARKS, "diptych-marks:另一本"])
        assert marks(page) == {"a1": "good"}
        reading.requests = [url for url in reading.requests if url.startswith(site.as_uri())]


def test_another_window_that_marks_is_heard(chromium: Browser, address: str) -> None:
    with rehearsal(chromium, address) as reading:
        other = reading.page.context.new_page()
        other.goto(f"{address}/rehearse.html")
        begin(other)
        press(other, " 2")
        wait_until(reading.page, lambda: counts(reading.page, "甲") == [3, 0, 1, 0])
        other.close()
