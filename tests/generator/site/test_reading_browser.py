"""Reading in a real browser: the measure, what scrolls, what is copied, enlarged and printed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from diptych.model.book import SectionPage
from tests.browser import reader, wait_for
from tests.conftest import NOW, build_folder
from tests.generator.site.books import book, question
from tests.searching import written

WORDS = "The quick brown fox jumps over the lazy dog and then it sleeps in the shade. " * 6
LONG = "+".join(f"x_{{{number}}}" for number in range(80))
NOTES = f"""# 甲章

## 什么是交并比？

{"汉" * 130}

*要紧*的话，*The Title*。

### 定义

$$\\frac{{a}}{{b}}$$

### 长式

$${LONG}$$

### 代码

```python
short = 1
```

```python
{"long_name_" * 20} = 1
```

![一幅图](picture.svg)

# 乙章

## 第二个问题是什么？

简短。
"""
PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="60"><path d="M0 0h90v60z"/></svg>'
)
CHARACTERS_A_LINE = """selector => {
    const text = document.querySelector(selector).firstChild, range = document.createRange()
    const top = at => (range.setStart(text, at), range.setEnd(text, at + 1),
        range.getBoundingClientRect().top)
    let count = 1
    while (top(count) === top(0)) count++
    return count
}"""
FOCUSABLE = """() => [...document.querySelectorAll(
    ".math-block, pre, .table, .answer, .short, .asked")].map(box =>
        [box.scrollWidth > box.clientWidth + 1, box.tabIndex === 0])"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("reading")
    (root / "notes.md").write_text(NOTES, encoding="utf-8")
    (root / "picture.svg").write_text(PICTURE, encoding="utf-8")
    build_folder(root, root / "site", NOW)
    return root / "site"


def question_page(site: Path) -> Path:
    return next(file for file in (site / "q").iterdir() if "交并比" in file.name)


def test_a_line_of_chinese_holds_34_to_40_characters(chromium: Browser, site: Path) -> None:
    with reader(chromium) as reading:
        reading.open(question_page(site))
        assert 34 <= reading.page.evaluate(CHARACTERS_A_LINE, ".answer p") <= 40


def test_a_line_of_english_holds_60_to_75_letters(chromium: Browser, tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text(f"# A\n\n## What is it?\n\n{WORDS}\n", encoding="utf-8")
    build_folder(tmp_path, tmp_path / "site", NOW)
    with reader(chromium) as reading:
        reading.open(tmp_path / "site/q/what-is-it.html")
        assert 60 <= reading.page.evaluate(CHARACTERS_A_LINE, ".answer p") <= 76
        assert style(reading.page, ".answer p", "hyphens") == "auto"


def style(page: Page, selector: str, name: str) -> str:
    element = page.locator(selector).first
    return str(element.evaluate("(node, name) => getComputedStyle(node)[name]", name))


def test_chinese_is_stressed_by_dots_and_never_made_bold_or_slanted(
    chromium: Browser, site: Path
) -> None:
    with reader(chromium) as reading:
        reading.open(question_page(site))
        page = reading.page
        assert "dot" in style(page, "em", "textEmphasisStyle")
        assert style(page, "em", "fontStyle") == "normal"
        assert style(page, "em.latin", "fontStyle") == "italic"
        assert style(page, "em.latin", "textEmphasisStyle") == "none"
        assert style(page, ".answer p", "fontSynthesisWeight") == "none"
        assert style(page, ".answer", "textSpacingTrim") == "trim-start"


@pytest.mark.parametrize("width", [360, 1280])
def test_only_what_overflows_takes_the_focus(chromium: Browser, site: Path, width: int) -> None:
    with reader(chromium, width=width) as reading:
        reading.open(question_page(site))
        reading.page.evaluate("document.fonts.ready")
        boxes = reading.page.evaluate(FOCUSABLE)
        assert [True, True] in boxes
        assert [False, False] in boxes
        assert all(wide == focusable for wide, focusable in boxes)


def test_a_formula_gives_its_latex(chromium: Browser, site: Path) -> None:
    with reader(chromium) as reading:
        reading.open(question_page(site))
        page = reading.page
        page.evaluate("""() => { document.execCommand = () => {
            window.taken = document.activeElement.value; return true }
            navigator.clipboard.writeText = async text => { window.taken = text } }""")
        page.get_by_role("button", name="复制 LaTeX").first.press("Enter")
        wait_for(page, "window.taken")
        assert page.evaluate("window.taken") == r"\frac{a}{b}"
        assert reading.complaints == []


def test_headings_lead_to_themselves_from_the_table_of_contents(
    chromium: Browser, site: Path
) -> None:
    with reader(chromium, scripts=False) as reading:
        reading.open(question_page(site))
        page = reading.page
        page.locator(".toc summary").click()
        page.locator(".toc a", has_text="代码").click()
        assert page.locator(":target").inner_text().startswith("代码")
        page.locator("h2 .anchor").first.focus()
        page.wait_for_timeout(400)
        assert style(page, "h2 .anchor", "opacity") == "1"


def test_a_figure_opens_large_and_escape_closes_it(chromium: Browser, site: Path) -> None:
    with reader(chromium) as reading:
        reading.open(question_page(site))
        page = reading.page
        button = page.get_by_role("button", name="放大")
        button.press("Enter")
        dialog = page.get_by_role("dialog", name="一幅图")
        box = dialog.locator("img").bounding_box()
        assert box is not None
        assert box["width"] > 400
        page.keyboard.press("Escape")
        assert dialog.count() == 0
        assert button.evaluate("node => node === document.activeElement")
        assert page.locator(".figure img").count() == 1
        page.locator(".figure img").click()
        assert dialog.is_visible()
        page.mouse.click(5, 5)
        assert dialog.count() == 0
        assert reading.complaints == []


def test_one_section_is_printed_by_itself_without_a_script(chromium: Browser, site: Path) -> None:
    with reader(chromium, scripts=False) as reading:
        page = reading.page
        reading.open(site / "all.html")
        address = page.locator(".print-part a").last.get_attribute("href")
        page.emulate_media(media="print")
        assert page.locator(".part:visible").count() == 2
        assert page.locator("main > header").is_visible()
        page.goto((site / "all.html").as_uri() + str(address))
        assert page.locator(".part:visible").count() == 1
        assert "第二个问题" in page.locator(".part:visible").inner_text()
        assert printed_pages(page) == 1
        for hidden in (".bar", ".toc", ".anchor", ".print-part", ".copy", ".zoom"):
            assert page.locator(f"{hidden}:visible").count() == 0, hidden


def printed_pages(page: Page) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(format="A4")))


def test_a_chosen_theme_is_there_before_the_first_paint(chromium: Browser, site: Path) -> None:
    with reader(chromium) as reading:
        reading.open(site / "index.html")
        button = reading.page.locator("button.theme")
        button.click()
        button.click()
        # By the time that <body> is there, the choice must be on <html>.
        reading.page.add_init_script(
            """new MutationObserver((_, watching) => { if (document.body) {
                window.atFirst = document.documentElement.dataset.theme; watching.disconnect() }
            }).observe(document, {childList: true, subtree: true})"""
        )
        reading.open(question_page(site))
        assert reading.page.evaluate("window.atFirst") == "dark"


def test_a_long_page_is_laid_out_where_one_reads_and_dressed_whole_for_keys_and_paper(
    chromium: Browser, tmp_path: Path
) -> None:
    pages = tuple(question(n, answer="```python\nx\n```\n" + "\n\na" * 60) for n in range(1, 21))
    index = written(book(SectionPage("s", ("节",), (), pages)), tmp_path)
    with reader(chromium) as reading:
        for name in ("all.html", "s/s.html"):
            reading.open(index.parent / name)
            last = reading.page.locator("article").last
            assert last.locator(".copy").count() == 0
            if name == "all.html":
                reading.page.keyboard.press("Tab")
            else:
                reading.page.evaluate("dispatchEvent(new Event('beforeprint'))")
            expect(reading.page.locator(".copy")).to_have_count(20)
            shown = last.evaluate("each => getComputedStyle(each).contentVisibility")
            reading.page.emulate_media(media="print")
            printed = last.evaluate("each => getComputedStyle(each).contentVisibility")
            assert (shown, printed) == ("auto", "visible")
            reading.page.emulate_media(media="screen")
        assert reading.complaints == []
