"""Text that runs from right to left: each question by itself, on pages, in lists and on cards."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from diptych.interface.language import is_right_to_left, language_to_left
from tests.anki_engine import Anki
from tests.conftest import build_folder

NOTES = """\
# Words

## ما هو الضغط؟

- هو القوة على المساحة `p = F/A`، أي $p = F/A$
- وحدته باسكال

## מהו לחץ?

כוח ליחידת שטח.

## What does مرحبا mean?

Hello.
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("words")
    (root / "a.md").write_text(NOTES, encoding="utf-8")
    assert build_folder(root, root / "site").summary is not None
    return root / "site"


@pytest.fixture
def page(chromium: Browser) -> Page:
    return chromium.new_page()


def question(built: Path, word: str) -> str:
    return next(each for each in (built / "q").glob("*.html") if word in each.name).as_uri()


def edges(page: Page, selector: str) -> tuple[float, float]:
    """Where the words of an element begin and end, from its left."""
    left, right = page.locator(selector).first.evaluate(
        """element => {
            const range = document.createRange();
            range.selectNodeContents(element);
            const words = range.getBoundingClientRect(), box = element.getBoundingClientRect();
            return [words.left - box.left, box.right - words.right];
        }"""
    )
    return left, right


@pytest.mark.parametrize(("word", "language"), [("ما", "ar"), ("מהו", "he")])
def test_its_page_is_set_from_the_right(built: Path, page: Page, word: str, language: str) -> None:
    page.goto(question(built, word))
    article = page.locator("article")
    assert (article.get_attribute("lang"), article.get_attribute("dir")) == (language, "rtl")
    left, right = edges(page, "article h1")
    assert right < 2 < left
    place = page.locator("article .where")
    assert place.evaluate("each => getComputedStyle(each).direction") == "ltr"


def test_bullets_stand_on_the_right_and_formulas_and_code_run_as_ever(
    built: Path, page: Page
) -> None:
    page.goto(question(built, "ما"))
    sides = page.locator("article ul").evaluate(
        "each => [getComputedStyle(each).paddingLeft, getComputedStyle(each).paddingRight]"
    )
    assert float(sides[0][:-2]) < float(sides[1][:-2])
    variable, force = page.locator("article math mi").all()[:2]
    first, second = variable.bounding_box(), force.bounding_box()
    assert first is not None
    assert second is not None
    assert first["x"] < second["x"]
    assert (
        page.locator("article code").evaluate("each => getComputedStyle(each).direction") == "ltr"
    )


def test_a_question_from_the_left_stays_so(built: Path, page: Page) -> None:
    page.goto(question(built, "what"))
    assert page.locator("article").get_attribute("dir") is None
    left, right = edges(page, "article h1")
    assert left < 2 < right


def test_lists_and_search_set_its_title_from_the_right(built: Path, page: Page) -> None:
    page.goto((built / "index.html").as_uri())
    titles = page.locator(".list a > span:last-child")
    assert [each.get_attribute("dir") for each in titles.all()] == ["rtl", "rtl", None]
    page.keyboard.press("/")
    page.wait_for_selector("dialog.search[open]")
    page.get_by_role("combobox").first.fill("الضغط")
    prompt = page.locator("a[role=option] .prompt").first
    prompt.wait_for()
    assert prompt.evaluate("each => getComputedStyle(each).direction") == "rtl"
    assert prompt.get_attribute("lang") == "ar"


def test_its_card_is_set_from_the_right(built: Path, anki: Anki, page: Page) -> None:
    anki.import_apkg(next(built.glob("*.apkg")))
    shown = {}
    for guid in anki.guids():
        fields = anki.fields(guid)
        page.set_content(anki.back(guid))
        asked = page.locator(".question").first
        inside = asked.locator("> div[dir]")
        mover = inside if inside.count() else asked
        direction = mover.evaluate("each => getComputedStyle(each).direction")
        shown[fields["Language"]] = (direction, page.locator(".answer [dir=rtl]").count())
    assert shown == {"ar": ("rtl", 1), "he": ("rtl", 1), "en": ("ltr", 0)}


@pytest.mark.parametrize("tag", ["ar", "ar-EG", "fa", "he-IL", "ur", "az-Arab", "uz-Arab-AF"])
def test_languages_that_run_from_right_to_left(tag: str) -> None:
    assert is_right_to_left(tag)


@pytest.mark.parametrize("tag", ["en", "zh-CN", "ur-Latn", "az", "arn", "fil"])
def test_languages_that_do_not(tag: str) -> None:
    assert not is_right_to_left(tag)


@pytest.mark.parametrize(
    ("text", "language"),
    [("چرا گرم است؟", "fa"), ("یہ کیوں بڑا ہے؟", "ur"), ("لماذا؟", "ar"), ("למה?", "he"),
     ("why مرحبا is said here", None), ("为什么", None), ("12:30", None)],
)  # fmt: skip
def test_a_language_is_guessed_by_its_letters(text: str, language: str | None) -> None:
    assert language_to_left(text) == language
