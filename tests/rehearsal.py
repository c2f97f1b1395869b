"""A small notebook to rehearse with, from the disk and over http, and what a reader does there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.browser import Reader, reader
from tests.conftest import build_folder

PROMPTS = [f"{topic}第 {n} 问是什么？" for topic in ("甲", "乙", "丙") for n in (1, 2, 3, 4)]
MARKS = "diptych-marks:drill"
ROUND = "diptych-round:drill"
SHOWN = "() => document.querySelector('.card:not([hidden]) .asks').textContent"
CHAPTERS = {
    "one.md": ("检测", "tags: [detection]", "甲乙"),
    "two.md": ("损失", "tags: [losses, maths]", "丙"),
}


def document(title: str, front: str, topics: str) -> str:
    """A chapter with a section for each topic."""
    questions = "".join(
        f"\n## {topic}\n"
        + "".join(
            f"\n### {topic}第 {n} 问是什么？ {{#{'abc'['甲乙丙'.index(topic)]}{n}}}\n\n"
            f"> {topic}{n} 的简答。\n\n"
            f"{topic}{n} 的详解：$p_{n}$ 与 $\\sum_i x_i$[^1]。\n\n"
            + (f"| 列 | {'宽' * 60} |\n|---|---|\n| 一 | 二 |\n" if n == 2 else "")
            + (f"{topic}{n} 还有很长的话。\n\n" * 60 if n == 3 else "")
            for n in (1, 2, 3, 4)
        )
        for topic in topics
    )
    return f"---\n{front}\n---\n# {title}\n{questions}\n[^1]: 来历。\n"


def make_site(root: Path) -> Path:
    """The site of three sections with four questions each."""
    (root / "notes").mkdir()
    (root / "diptych.toml").write_text(
        'title = "小练"\nlanguage = "zh-CN"\nname = "drill"\n', "utf-8"
    )
    for name, chapter in CHAPTERS.items():
        (root / "notes" / name).write_text(document(*chapter), "utf-8")
    assert build_folder(root, root / "site").summary is not None
    return root / "site"


@contextmanager
def rehearsal(chromium: Browser, address: str, **window: Any) -> Iterator[Reader]:
    """The page, and at the end: no complaint, nothing asked of anyone else."""
    with reader(chromium, **window) as reading:
        reading.page.goto(f"{address}/rehearse.html")
        yield reading
        assert reading.complaints == []
        assert all(url.startswith((address, "blob:")) for url in reading.requests)


def begin(page: Page) -> None:
    """Start a round of what is chosen."""
    page.get_by_role("button", name="开始").click()
    expect(page.locator(".card:not([hidden])")).to_be_visible()


def press(page: Page, keys: str) -> None:
    """Type, one key a letter, each once the card before it made room for the next."""
    for key in keys:
        page.keyboard.press({" ": "Space"}.get(key, key))
        expect(page.locator(".round[aria-busy]")).to_have_count(0)


def stored(page: Page, key: str = MARKS) -> Any:
    """What the browser keeps under a key."""
    return json.loads(page.evaluate("key => localStorage.getItem(key)", key) or "null")


def marks(page: Page) -> dict[str, str]:
    """Question → mark, as stored."""
    return {slug: each["mark"] for slug, each in ((stored(page) or {}).get("marks", {})).items()}


def counts(page: Page, row: str) -> list[int]:
    """The numbers of a row of the table that is shown: new, again, hard, good."""
    cells = page.locator(f"table.known:visible tr:has(th:has-text('{row}'))").last.locator("td")
    return [int(text) for text in cells.all_inner_texts()]


def imported(page: Page, data: bytes) -> str:
    told = page.get_by_role("status", include_hidden=True)
    told.evaluate("each => { each.textContent = ''; }")  # what was told before
    page.locator(".import input").set_input_files(
        {"name": "marks.json", "mimeType": "application/json", "buffer": data}
    )
    expect(told).not_to_be_empty()
    return told.inner_text()
