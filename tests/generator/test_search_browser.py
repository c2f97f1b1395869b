"""Search in a real browser: what it finds, how it is used, what it asks for."""

from __future__ import annotations

import gzip
import json
import random
import shutil
import threading
from collections.abc import Iterator, Sequence
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from generator.model import Asset, Book, SectionPage
from generator.site import render_site
from generator.site.search import search_data
from tests import search_oracle
from tests.browser import browser, reader
from tests.conftest import NOW, build_folder
from tests.generator.test_search import WORDS, synthetic
from tests.generator.test_site import HOSTILE, book, question

ROOT = Path(__file__).parents[2]

QUERIES = (
    # Chinese: any part of the text
    "交叉熵", "损失", "过拟合", "叉熵", "的", "为什么分类用交叉熵", "候选框", "梯度消失", "训练集",
    # English: beginnings of words, in any case
    "focal", "foc", "ocal", "IOU", "iou", "soft", "SoftMax", "proposal", "a", "anchor box", "norm",
    # several words
    "损失 梯度", "iou 损失", "NMS 阈值 soft", "卷积 步长 感受野", "损失 没有这个词", "a b c", "l1 l2",
    # written together and apart
    "soft-nms", "softnms", "soft nms", "soft-nm", "r-cnn", "rcnn", "t-sne", "tsne", "KL散度", "IoU损失",
    "l1正则化", "k折", "1x1", "3×3", "3x3卷积", "cross-entropy", "early-", "用NMS",
    # full width and half width, accents, dashes, spaces
    "ＮＭＳ", "Ｌ２", "ｓｏｆｔ－ｎｍｓ", "1×1\u3000卷积", "Soft–NMS", "ﬁ", "naïve", "\u00a0nms\t",
    # punctuation
    "什么是交叉熵（cross-entropy）？", "交叉熵？", "步长，感受野", "“交叉熵”", "nms.", "?", "(", "=", "...", "C++", "-",
    # formulas
    "p_t", "1-p", "(1-p_t)^\\gamma", "\\sigma(z)", "gamma", "O(n^2)", "\\frac{1}{", "λ", "σ", "0.5", ".5", "5",
    # nothing
    "没有这种东西", "xyzzy", "nmss", "</script>", "__proto__", "constructor", "[", "\\", "$&", "(?=a)", "交叉 xyzzy",
)  # fmt: skip

FIRST = [
    ("focal loss", "focal-loss"),
    ("FOCAL", "focal-loss"),
    ("交叉熵 均方误差", "cross-entropy"),
    ("什么是交叉熵", "cross-entropy"),
    ("交叉熵的定义", "ce-decomposition"),
    ("非极大值抑制", "nms"),
    ("nms 复杂度", "nms"),
    ("soft-nms", "soft-nms"),
    ("softnms", "soft-nms"),
    ("Ｓｏｆｔ ＮＭＳ 公式", "soft-nms-decay-formula"),
    ("交并比", "iou-formula"),
    ("iou", "iou-formula"),
    ("smooth l1", "smooth-l1-formula"),
    ("faster rcnn", "faster-rcnn"),
    ("r-cnn 家族", "rcnn-family"),
    ("rcnn", "rcnn-family"),
    ("什么是 anchor", "anchor-box"),
    ("锚框", "anchor-box"),
    ("特征金字塔网络", "fpn"),
    ("yolo", "yolo-v1"),
    ("批归一化", "batch-norm"),
    ("batch norm", "batch-norm"),
    ("过拟合", "overfitting-remedies"),
    ("判断过拟合", "detect-overfitting"),
    ("early stopping", "what-is-early-stopping"),
    ("arcface", "arcface"),
    ("t-SNE", "t-sne"),
    ("tsne", "t-sne"),
    ("KL 散度 wasserstein", "distribution-distances"),
    ("反向传播", "backpropagation"),
    ("卷积", "convolution"),
    ("输出边长", "conv-output-formula"),
    ("1x1 卷积", "one-by-one-conv"),
    ("receptive", "receptive-field"),
    ("交叉验证", "cross-validation"),
    ("label smoothing", "label-smoothing"),
    ("困惑度", "perplexity"),
    ("perplex", "perplexity"),
    ("在线难例挖掘", "ohem-definition"),
    ("deeplab", "dense-crf"),
    ("sigmoid tanh 导数", "sigmoid-derivative"),
    ("loss multi-label", "multi-label-loss"),
    ("(1-p_t)^\\gamma", "focal-loss"),
    ("什么是 roi align", "what-is-roi-align"),
]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as started:
        yield started


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Book]:
    """Our own notes, built, and the book that the site was made of."""
    root = tmp_path_factory.mktemp("own")
    for name in ("notes", "figures"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "diptych.toml", root)
    books: list[Book] = []

    def render(made: Book, assets: Sequence[Asset]) -> dict[str, bytes]:
        books.append(made)
        return render_site(made, assets)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("generator.build.render_site", render)
        build_folder(root, root / "site", NOW)
    return root / "site", books[0]


def written(made: Book, folder: Path) -> Path:
    for path, data in render_site(made, ()).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder / "index.html"


def opened(page: Page) -> Locator:
    """Search, asked for by its key, once its data are there; its field."""
    page.keyboard.press("/")
    page.wait_for_selector("dialog.search[open]")
    page.locator("dialog [role=status]").filter(has_not_text="正在载入").wait_for()
    field = page.get_by_role("combobox", name="搜索").first
    assert field.evaluate("field => field === document.activeElement")
    return field


def asked(page: Page, queries: list[str]) -> list[list[str]]:
    answers: list[list[str]] = page.evaluate(
        "all => all.map(each => diptychSearch.found(each))", queries
    )
    return answers


def agree(page: Page, made: Book, queries: list[str]) -> None:
    for query, slugs in zip(queries, asked(page, queries), strict=True):
        assert len(slugs) == len(set(slugs))
        assert set(slugs) == search_oracle.found(made, query), query


# ---- What is found


def test_it_finds_what_brute_force_finds(chromium: Browser, own: tuple[Path, Book]) -> None:
    site, made = own
    assert len(QUERIES) > 60
    assert sum(len(section.questions) for section in made.sections) > 250
    with reader(chromium) as reading:
        reading.open(site / "index.html")
        opened(reading.page)
        agree(reading.page, made, list(QUERIES))
        counts = list(map(len, asked(reading.page, list(QUERIES))))
    assert counts.count(0) < len(QUERIES) / 3
    assert reading.complaints == []


def test_the_first_hit_is_the_one_that_is_meant(chromium: Browser, own: tuple[Path, Book]) -> None:
    with reader(chromium) as reading:
        reading.open(own[0] / "index.html")
        opened(reading.page)
        answers = asked(reading.page, [query for query, _ in FIRST])
    got = [(query, (slugs or [""])[0]) for (query, _), slugs in zip(FIRST, answers, strict=True)]
    assert got == FIRST


@pytest.mark.parametrize("count", [1_000, 10_000])
def test_it_finds_in_many_what_brute_force_finds(
    chromium: Browser, tmp_path: Path, count: int
) -> None:
    made = synthetic(count)
    few = book(SectionPage("a", ("A",), "", ()))
    index = written(few, tmp_path)
    (tmp_path / "search-data.js").write_text(search_data(made), encoding="utf-8")
    with reader(chromium) as reading:
        reading.open(index)
        opened(reading.page)
        agree(reading.page, made, random_queries(made, 40 if count == 1_000 else 5))
        assert reading.complaints == []


def random_queries(made: Book, count: int) -> list[str]:
    """Words, their beginnings and pieces of the texts, alone and together."""
    draw = random.Random(11)
    texts = [q.prompt + " " + q.text for s in made.sections for q in s.questions]

    def piece() -> str:
        text = draw.choice(texts)
        start = draw.randrange(len(text))
        cut = text[start : start + draw.randint(1, 9)]
        return draw.choice([cut, cut.upper(), draw.choice(WORDS)])

    return [" ".join(piece() for _ in range(draw.randint(1, 3))) for _ in range(count)]


def test_folding_is_what_it_says_for_any_text(chromium: Browser, tmp_path: Path) -> None:
    draw = random.Random(3)
    letters = (
        "aAéeẞßſﬁЙйёЁΣςがｶﾞガ゛각ᄀ각ㄱㅏﾡ①㎏Ⅳ²½ｘ，－—“x\u0301\u0308\u0338=≠ắ𝑥😀\u200d々ー字 -+1"
    )
    texts = ["".join(draw.choices(letters, k=draw.randint(1, 7))) for _ in range(400)]
    texts = [text for text in texts if text.strip()]
    rows = [question(n, prompt=f"第{n}：{text}") for n, text in enumerate(texts)]
    made = book(SectionPage("a", ("A",), "", tuple(rows)))
    with reader(chromium) as reading:
        reading.open(written(made, tmp_path))
        field = opened(reading.page)
        agree(reading.page, made, texts)
        for text in texts[::20]:  # and what is marked is what was asked for
            field.fill(text)
            for prompt in reading.page.locator(".prompt").all()[:3]:
                assert prompt.text_content() in {row.prompt for row in rows}
                assert prompt.locator("mark").count() > 0
        assert reading.complaints == []


def test_title_before_section_before_text_whole_before_begun_early_before_late(
    chromium: Browser, tmp_path: Path
) -> None:
    said = [
        ("7", "other", "late on, an apple"),
        ("6", "other", "an apple"),
        ("5", "other", "apple"),
        ("4", "applecart", ""),
        ("3", "an early apple", ""),
        ("2", "an apple", "b"),
        ("1", "an apple", "a"),
    ]
    rows = [question(int(n), slug=n, prompt=title, text=text) for n, title, text in said]
    below = question(8, slug="s", prompt="other", text="")
    made = book(
        SectionPage("a", ("A",), "", tuple(rows)), SectionPage("b", ("Apple",), "", (below,))
    )
    with reader(chromium) as reading:
        reading.open(written(made, tmp_path))
        opened(reading.page)
        assert asked(reading.page, ["apple", "APPL"]) == [
            ["2", "1", "3", "4", "s", "5", "6", "7"],
            ["4", "2", "1", "3", "s", "5", "6", "7"],
        ]


def test_our_own_data_are_as_small_as_the_readme_says(own: tuple[Path, Book]) -> None:
    site, made = own
    questions = [each for section in made.sections for each in section.questions]
    characters = sum(len(each.prompt) + len(each.text) for each in questions)
    data = (site / "search-data.js").read_bytes()
    assert len(data) < 850 * len(questions)
    assert len(gzip.compress(data)) < characters


# ---- How it is used


@pytest.fixture(params=["file", "http"])
def address(own: tuple[Path, Book], request: pytest.FixtureRequest) -> Iterator[str]:
    """The site, from the disk and from a server."""
    if request.param == "file":
        yield own[0].as_uri()
        return
    handler = partial(Quiet, directory=str(own[0]))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class Quiet(SimpleHTTPRequestHandler):
    """A server that does not tell the terminal what it was asked."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


def test_a_question_is_found_and_opened_by_keyboard(chromium: Browser, address: str) -> None:
    with reader(chromium) as reading:
        page = reading.page
        page.goto(f"{address}/q/nms.html")
        page.wait_for_load_state("networkidle")
        before = list(reading.requests)
        assert not [url for url in before if "search" in url]
        field = opened(page)
        assert sorted(reading.requests[len(before) :]) == [
            f"{address}/search-data.js",
            f"{address}/search.css",
            f"{address}/search.js",
        ]
        page.keyboard.type("focal loss")
        options = page.locator("a[role=option]")
        total = len(asked(page, ["focal loss"])[0])
        assert options.count() == total
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
        assert len([url for url in reading.requests if "search" in url]) == 3
        assert reading.complaints == []


def test_what_is_shown_of_a_question(chromium: Browser, own: tuple[Path, Book]) -> None:
    with reader(chromium, width=360) as reading:
        reading.open(own[0] / "index.html")
        field = opened(reading.page)
        field.fill("softnms 高斯")
        option = reading.page.locator("a[role=option]").first
        assert option.locator(".prompt mark").all_inner_texts() == ["高斯", "Soft-NMS"]
        assert option.locator(".where").inner_text() == "目标检测 · Soft-NMS"
        field.fill("穷举")
        expect(reading.page.locator(".snippet mark").first).to_have_text("穷举")
        field.fill("没有这种东西")
        assert "没有这种东西" in reading.page.locator("dialog [role=status]").inner_text()
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
        assert slugs(page) == expected
        assert expected
        page.get_by_label("按标签筛选").select_option(label="detection")
        tagged = {q.slug for s in made.sections for q in s.questions if "detection" in q.tags}
        assert slugs(page) == expected & tagged
        page.get_by_label("按章节筛选").select_option(index=0)
        assert page.locator("a[role=option]").count() == len(
            search_oracle.found(made, "iou") & tagged
        )


def slugs(page: Page) -> set[str]:
    """The slugs of the questions that are shown."""
    links = page.locator("a[role=option]").evaluate_all("all => all.map(each => each.pathname)")
    return {Path(link).stem for link in links}


def test_more_than_fifty_come_when_they_are_asked_for(
    chromium: Browser, own: tuple[Path, Book]
) -> None:
    with reader(chromium) as reading:
        page = reading.page
        reading.open(own[0] / "index.html")
        opened(page).fill("的")
        options = page.locator("a[role=option]")
        total = len(asked(page, ["的"])[0])
        assert options.count() == 50 < 100 < total
        assert options.first.get_attribute("aria-setsize") == str(total)
        for _ in range(50):
            page.keyboard.press("ArrowDown")
        assert current(page) == "search-50"
        page.locator("[role=listbox]").evaluate("list => { list.scrollTop = list.scrollHeight }")
        options.nth(100).wait_for(state="attached")
        for _ in range(total):
            page.keyboard.press("ArrowDown")
        assert current(page) == f"search-{total - 1}"
        assert options.count() == total


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
        before = page.locator("a[role=option]").count()
        field.evaluate("field => { field.value = 'jiao cha' }")
        field.evaluate(typing, ["InputEvent", ["input", {"isComposing": True}]])
        assert page.locator("a[role=option]").count() == before
        field.evaluate(typing, ["CompositionEvent", ["compositionend", {}]])
        assert page.locator("a[role=option]").count() == 0


def test_without_its_data_it_says_so_and_without_scripts_it_is_not_shown(
    chromium: Browser, tmp_path: Path
) -> None:
    index = written(book(), tmp_path)
    (tmp_path / "search-data.js").unlink()
    with reader(chromium) as reading:
        reading.open(index)
        reading.page.keyboard.press("/")
        reading.page.get_by_text("未能载入").wait_for()
    with reader(chromium, scripts=False) as reading:
        reading.open(index)
        assert reading.page.locator("button.find").is_hidden()


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
    made = book(SectionPage("s", ("__proto__", "<b>"), "", tuple(rows)))
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
