"""What readers come for, walked in a real Chromium with every step counted: ``python -m tests.walks SITE``.

A step is a tap or a click, a text that is typed, or a key. SITE is our own notebook as it was built.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Locator, expect

from tests.browser import browser


class Walk:
    """A window of a phone's width, and the steps that were taken in it."""

    def __init__(self, started: Browser, site: Path) -> None:
        self._context = started.new_context(
            viewport={"width": 390, "height": 844}, permissions=["clipboard-read"]
        )
        self.page = self._context.new_page()
        self.page.set_default_timeout(20_000)
        self.page.goto((site / "index.html").as_uri())
        self.steps: list[str] = []

    def tap(self, what: Locator) -> None:
        """Tap or click something."""
        said = what.inner_text().split("\n")[0][:24] or what.get_attribute("placeholder")
        self.steps.append(f"tap “{said}”")
        what.click()

    def type(self, text: str) -> None:
        """Type a text."""
        self.steps.append(f"type “{text}”")
        self.page.keyboard.type(text)

    def press(self, key: str) -> None:
        """Press a key."""
        self.steps.append(key)
        self.page.keyboard.press(key)

    def back(self) -> None:
        """Go back."""
        self.steps.append("back")
        self.page.go_back()

    def close(self) -> None:
        """Leave."""
        self._context.close()


def find_as_typed(walk: Walk) -> None:
    """Find the answer to: BN 推理时用什么统计量."""
    ask(walk, "BN 推理时用什么统计量")
    answer = walk.page.locator(
        "a[role=option]", has_text="推理时改用训练中累积的 running mean"
    ).first
    expect(answer).to_be_in_viewport()


def back_after_search(walk: Walk) -> None:
    """Open what was found and come back to what was asked."""
    ask(walk, "IoU 怎么算")
    walk.tap(walk.page.locator("a[role=option]").first)
    walk.page.wait_for_url("**/q/*.html")
    walk.back()
    expect(walk.page.locator("dialog.search[open] input")).to_have_value("IoU 怎么算")


def read_a_section(walk: Walk) -> None:
    """Read a section in one scroll."""
    open_section(walk, "NMS")
    answered = walk.page.locator("article:has(.short, .answer)")
    assert answered.count() == walk.page.locator("article").count() > 5


def ten_questions(walk: Walk) -> None:
    """Rehearse questions of NMS, and mark ten."""
    open_section(walk, "NMS")
    walk.tap(walk.page.get_by_role("link", name="演练本节"))
    walk.page.wait_for_load_state()  # then the button says how many it begins with
    walk.tap(walk.page.locator("button.start"))
    before = len(walk.steps)
    for _ in range(10):
        walk.press("Space")
        walk.press("3")
    walk.steps[before:] = ["ten times: Space, 3"]
    expect(walk.page.locator(".done .count")).to_contain_text("10")


def where_am_i_weak(walk: Walk) -> None:
    """See where one is weak, after some marks."""
    ten_questions(walk)
    walk.steps.clear()
    walk.tap(walk.page.locator(".bar .home"))
    expect(walk.page.locator(".progress")).to_contain_text("记得 10")
    expect(walk.page.locator(".contents .meter").first).to_be_attached()


def print_a_section(walk: Walk) -> None:
    """Print a section: what comes out has its answers and no furniture."""
    open_section(walk, "NMS")
    walk.page.evaluate("window.print = () => { window.printed = true; }")
    walk.tap(walk.page.get_by_role("button", name="打印本节"))
    assert walk.page.evaluate("window.printed")
    assert len(walk.page.pdf()) > 50_000


def copy_a_formula(walk: Walk) -> None:
    """Copy an inline formula: select it, copy."""
    open_question(walk, "nms")
    walk.page.evaluate(
        "getSelection().selectAllChildren(document.querySelector('.short p')); scrollTo(0, 0)"
    )
    walk.steps.append("select")
    walk.press("Control+c")
    assert "$O(n^2)$" in walk.page.evaluate("navigator.clipboard.readText()")


def link_to_a_figure(walk: Walk) -> None:
    """Get the address of a figure, and of bold words before a text."""
    open_question(walk, "nms")
    walk.tap(walk.page.locator("figcaption .anchor").first)
    assert "#figure.1" in walk.page.url


def ask(walk: Walk, query: str) -> None:
    """Ask search from the first page."""
    walk.tap(walk.page.locator(".ask input"))
    walk.page.locator("dialog.search[open]").wait_for()
    walk.type(query)
    walk.page.locator("dialog [role=status]").filter(has_not_text="正在载入").wait_for()
    walk.page.locator("a[role=option]").first.wait_for()


def open_section(walk: Walk, name: str) -> None:
    """Go to a section from the first page."""
    walk.tap(walk.page.locator("summary", has=walk.page.locator("h3", has_text=name)).first)
    walk.tap(walk.page.locator("details[open] .open a").first)
    walk.page.locator("article").first.wait_for()


def open_question(walk: Walk, slug: str) -> None:
    """Be on a question's page, however one came there."""
    walk.page.goto(walk.page.url.replace("index.html", f"q/{slug}.html"))


WALKS: tuple[Callable[[Walk], None], ...] = (
    find_as_typed,
    back_after_search,
    read_a_section,
    ten_questions,
    where_am_i_weak,
    print_a_section,
    copy_a_formula,
    link_to_a_figure,
)


def main(site: Path) -> None:
    """Print a row for each task: its steps."""
    with browser() as started:
        for task in WALKS:
            walk = Walk(started, site)
            task(walk)
            said = (task.__doc__ or "").rstrip(".")
            print(f"| {said} | {len(walk.steps)} | {'; '.join(walk.steps)} |", flush=True)
            walk.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
