"""How long backs are, what folds, and what of a wide thing a learner sees, in Anki's reviewer."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page

from diptych.deck import content_hash
from diptych.model.book import Book
from tests.anki_engine import Anki
from tests.conftest import of
from tests.generator.deck.deck_notes import build, make_note, with_body
from tests.reviewer import HEIGHT, PHONE, Reviewer, reviewer

LONG = "<p>" + "很长的解释。" * 400 + "</p>"
EXPLAINED = with_body(make_note("a"), answer=LONG, sources="<ol><li>书</li></ol>")
OPEN = "document.querySelector('.more').open"


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Reviewer]:
    """The reviewer on a phone."""
    with reviewer(chromium) as shown:
        yield shown
        assert shown.requests == []


def texts_of(page: Page, selector: str) -> list[str]:
    """The words of elements that can be seen."""
    seen = "found => [...found].filter(each => each.checkVisibility()).map(each => each.innerText)"
    return list(page.evaluate(f"({seen})(document.querySelectorAll('{selector}'))"))


def label(page: Page, selector: str, part: str = "::after") -> str:
    """What the style writes on an element."""
    script = (
        "([selector, part]) => getComputedStyle(document.querySelector(selector), part).content"
    )
    return str(page.evaluate(script, [selector, part])).strip('"')


def test_no_word_of_a_question_stands_alone_on_its_last_line(anki: Anki, phone: Reviewer) -> None:
    asked = with_body(make_note("q"), prompt="ResNet 的残差结构解决了什么问题？")
    anki.import_apkg(build(asked))
    phone.front(anki.front("q"))
    lines = phone.page.locator(".question").evaluate("""each => {
        const words = document.createRange();
        words.selectNodeContents(each);
        return [...words.getClientRects()].map(line => line.width);
    }""")
    assert len(lines) > 1
    assert lines[-1] > 0.5 * max(lines)


# All cards of our own notes.


def test_no_back_of_ours_is_longer_than_two_screens_of_a_phone(
    own: tuple[Path, Book], chromium: Browser, tmp_path: Path
) -> None:
    (deck,) = own[0].glob("*.apkg")
    heights: dict[str, float] = {}
    sideways: dict[str, list[str]] = {}
    outside = f"""[...document.querySelectorAll('.diptych *')].filter(each =>
        each.getBoundingClientRect().right > {PHONE} &&
        !each.closest('pre, .table, mjx-container[display], mjx-container.too-wide, mjx-assistive-mml')
    ).map(each => each.outerHTML)"""
    with Anki(tmp_path / "anki") as anki, reviewer(chromium, medium=anki.medium) as shown:
        anki.import_apkg(deck)
        for guid in sorted(anki.guids()):
            for card in anki.cards(guid):
                name = f"{anki.fields(guid)['Id']}/{card.ord}"
                shown.front(card.question(), card.ord)
                shown.back(card.answer(), card.ord)
                heights[name] = shown.height()
                shown.page.evaluate("document.querySelectorAll('.more').forEach(e => e.open = 1)")
                sideways[name] = shown.page.evaluate(outside)
                shown.page.evaluate("document.querySelectorAll('.more').forEach(e => e.open = 0)")
        assert shown.requests == []
    assert len(heights) > 500
    assert {name: height for name, height in heights.items() if height > 2 * HEIGHT} == {}
    assert {name: found for name, found in sideways.items() if found} == {}


# The fold.


def test_the_explanation_waits_below_the_short_answer(anki: Anki, phone: Reviewer) -> None:
    anki.import_apkg(build(EXPLAINED))
    phone.back(anki.back("a"))
    assert phone.height() < HEIGHT
    assert texts_of(phone.page, ".short") == ["一句话"]
    assert texts_of(phone.page, ".answer, .sources-block") == []
    phone.page.click(".more > summary")
    assert phone.height() > 2 * HEIGHT
    assert len(texts_of(phone.page, ".answer, .sources-block")) == 2


def test_what_was_opened_stays_open_until_it_is_closed(anki: Anki, phone: Reviewer) -> None:
    anki.import_apkg(build(EXPLAINED, make_note("b")))
    for key, opened in ((None, False), ("x", True), (None, True), ("x", False), (None, False)):
        for guid in ("a", "b"):
            phone.front(anki.front(guid))
            phone.back(anki.back(guid))
            if key and guid == "a":
                phone.page.keyboard.press(key)
            assert phone.page.evaluate(OPEN) is opened
            phone.page.wait_for_timeout(30)  # a browser tells of it a moment later


def test_the_fold_is_opened_by_keys_alone(anki: Anki, phone: Reviewer) -> None:
    anki.import_apkg(build(EXPLAINED))
    phone.back(anki.back("a"))
    phone.page.keyboard.press("Tab")
    assert phone.page.evaluate("document.activeElement.tagName") == "SUMMARY"
    phone.page.keyboard.press("Enter")
    assert phone.page.evaluate(OPEN)
    phone.page.keyboard.press("Control+x")
    assert phone.page.evaluate(OPEN)


def test_without_scripts_all_can_be_read(anki: Anki, chromium: Browser) -> None:
    cloze = make_note("c", answer=f"<p>{{{{c1::x}}}}</p>{LONG}", kind="cloze", clozes=(1,))
    anki.import_apkg(build(EXPLAINED, cloze))
    with reviewer(chromium, scripts=False) as shown:
        shown.back(anki.back("a"))
        shown.page.click(".more > summary")
        assert len(texts_of(shown.page, ".answer")) == 1
        shown.back(anki.back("c"))
        assert len(texts_of(shown.page, ".answer")) == 1


@pytest.mark.parametrize(
    ("language", "said"), [("zh-CN", "详解"), ("en", "Explanation"), ("ja", "Explanation")]
)
def test_the_fold_speaks_the_language_of_its_card(
    anki: Anki, phone: Reviewer, language: str, said: str
) -> None:
    anki.import_apkg(build(make_note("a", language=language)))
    phone.back(anki.back("a"))
    assert label(phone.page, ".more > summary") == said


def test_an_answer_without_a_short_one_stands_as_it_is(anki: Anki, phone: Reviewer) -> None:
    bare = with_body(make_note("b"), short="", answer="<p>Long.</p>")
    only_short = with_body(make_note("c"), answer="", sources="<ol><li>书</li></ol>")
    anki.import_apkg(build(bare, only_short))
    phone.back(anki.back("b"))
    assert texts_of(phone.page, ".answer") == ["Long."]
    phone.back(anki.back("c"))
    assert texts_of(phone.page, "summary") == []
    assert len(texts_of(phone.page, ".sources-block")) == 1


def test_the_second_card_folds_what_stood_on_no_front(anki: Anki, phone: Reviewer) -> None:
    note = with_body(make_note("a", reversed=True), answer=LONG, sources="<ol><li>书</li></ol>")
    anki.import_apkg(build(note, with_body(make_note("b", reversed=True), short="")))
    phone.back(anki.back("a", 1), 1)
    assert texts_of(phone.page, ".answer, .sources-block") == []
    assert phone.height() < HEIGHT
    phone.back(anki.back("b", 1), 1)
    assert texts_of(phone.page, ".answer") == ["答案"]


# Cloze: where a deletion is asked for, it must be seen.

SHORT_AND_LONG = {
    "text": ("<p>{{c1::S}}</p>", "<p>{{c2::L}}</p>"),
    "formulas": (r"<p>\({{c1::S}}\)</p>", r"<p>\({{c2::L}}\)</p>"),
    "both": (r"<p>{{c1::S}}</p>", r"<p>\(x\) \({{c2::L::hint}}\)</p>"),
}


@pytest.mark.parametrize("kind", SHORT_AND_LONG)
def test_an_answer_folds_on_those_cards_that_ask_for_none_of_it(
    anki: Anki, phone: Reviewer, kind: str
) -> None:
    short, answer = SHORT_AND_LONG[kind]
    anki.import_apkg(
        build(with_body(make_note("a", kind="cloze", clozes=(1, 2)), short=short, answer=answer))
    )
    for ordinal, folds in ((0, True), (1, False)):
        for side in ("front", "back"):
            with of(f"{side} {ordinal}"):
                getattr(phone, side)(getattr(anki, side)("a", ordinal), ordinal)
                assert len(texts_of(phone.page, ".more")) == folds
                assert len(texts_of(phone.page, ".answer")) == (not folds)


def test_a_front_stays_folded_though_the_backs_are_open(anki: Anki, phone: Reviewer) -> None:
    anki.import_apkg(
        build(with_body(make_note("a", kind="cloze", clozes=(1,)), short="{{c1::S}}", answer=LONG))
    )
    phone.back(anki.back("a"))
    phone.page.keyboard.press("x")
    phone.page.wait_for_timeout(30)
    phone.front(anki.front("a"))
    assert not phone.page.evaluate(OPEN)
    phone.page.keyboard.press("x")
    phone.page.wait_for_timeout(30)
    phone.back(anki.back("a"))
    assert phone.page.evaluate(OPEN)


@pytest.mark.parametrize(("answer", "folds"), [(r"<p>\(x\)</p>", False), ("<p>x</p>", True)])
def test_a_note_of_a_former_version_folds_if_nothing_can_hide_there(
    anki: Anki, phone: Reviewer, answer: str, folds: bool
) -> None:
    note = with_body(make_note("a", kind="cloze", clozes=(1,)), short="{{c1::S}}", answer=answer)
    anki.import_apkg(build(note))
    former = anki.back("a").replace(' data-asks=""', "")
    assert "data-asks=" not in former.rpartition("</style>")[2].partition("<script>")[0]
    phone.back(former)
    assert len(texts_of(phone.page, ".more")) == folds


def test_what_the_script_is_told_changes_no_note() -> None:
    note = with_body(make_note("a", kind="cloze", clozes=(1,)), short="", answer="<p>{{c1::x}}</p>")
    """The hash is what it was before the script was told anything."""
    assert content_hash(note, "en") == "91643e7d5bdcc7e7"


# What is wide.

WIDE = {
    "table": '<div class="table"><table><tr>' + "<td>中文中文</td>" * 9 + "</tr></table></div>",
    "code": '<div class="code"><pre><code>' + "x = 1; " * 30 + "</code></pre></div>",
    "formula": r"<p>\[" + "abcdefgh+" * 9 + r"z\]</p>",
    "formula in the text": r"<p>so \(" + "abcdefgh+" * 9 + r"z\) is</p>",
}
SCROLLS = {
    "table": ".table",
    "code": "pre",
    "formula": "mjx-container",
    "formula in the text": "mjx-container",
}


@pytest.mark.parametrize("night", [False, True])
@pytest.mark.parametrize("kind", WIDE)
def test_what_is_wide_scrolls_in_itself_and_shows_at_which_end_there_is_more(
    anki: Anki, chromium: Browser, kind: str, night: bool
) -> None:
    anki.import_apkg(build(with_body(make_note("a"), short="", answer=WIDE[kind])))
    with reviewer(chromium, night=night) as shown:
        shown.back(anki.back("a"))
        page = shown.page
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE
        box = page.locator(f".answer {SCROLLS[kind]}").first
        left, right = edges(box)
        assert (left <= 1, right > 10) == (True, True)
        box.evaluate("each => { each.scrollLeft = each.scrollWidth / 5; }")
        assert min(edges(box)) > 10
        box.evaluate("each => { each.scrollLeft = each.scrollWidth; }")
        left, right = edges(box)
        assert (left > 10, right <= 1) == (True, True)


def edges(box: Locator) -> tuple[int, int]:
    """By how much the left and the right edge of a box are darker or lighter than its ground."""
    picture = Image.open(io.BytesIO(box.screenshot())).convert("L")
    free = [int(picture.getpixel((x, 2))) for x in range(picture.width)]  # type: ignore[arg-type]
    ground = max(free, key=free.count)
    return abs(free[1] - ground), abs(free[-2] - ground)


def test_what_is_narrow_does_not_scroll_into_nothing(anki: Anki, phone: Reviewer) -> None:
    formula = r"<p>\[\sum_{i=1}^{n} \frac{1}{1+e^{-x_i}} \log p_i\]</p>"
    anki.import_apkg(build(with_body(make_note("a"), short="", answer=formula)))
    phone.back(anki.back("a"))
    assert (
        phone.page.evaluate(
            "(each => each.scrollWidth - each.clientWidth)(document.querySelector('mjx-container'))"
        )
        == 0
    )
    assert phone.page.evaluate("document.querySelector('mjx-assistive-mml math') !== null")


def test_code_wraps_if_asked_and_stays_so(anki: Anki, phone: Reviewer) -> None:
    short_code = '<div class="code"><pre><code>x = 1</code></pre></div>'
    anki.import_apkg(build(*(with_body(make_note(each), answer=WIDE["code"]) for each in "ab")))
    anki.import_apkg(build(with_body(make_note("c"), answer=short_code, short="")))
    over = "(each => each.scrollWidth - each.clientWidth)(document.querySelector('pre'))"
    phone.back(anki.back("a"))
    phone.page.click(".more > summary")
    assert phone.page.evaluate(over) > 100
    assert label(phone.page, ".wrap-lines") == "折行"
    phone.page.click(".wrap-lines")
    assert phone.page.evaluate(over) == 0
    phone.back(anki.back("b"))
    phone.page.wait_for_selector(".wrap-lines[aria-pressed=true]")
    assert phone.page.evaluate(over) == 0
    phone.page.click(".wrap-lines")
    assert phone.page.evaluate(over) > 100
    phone.back(anki.back("c"))
    assert phone.page.locator(".wrap-lines").count() == 0


def test_a_link_that_leads_nowhere_looks_like_text(anki: Anki, phone: Reviewer) -> None:
    anki.import_apkg(build(with_body(make_note("a"), short="<p>By <a>another</a>.</p>")))
    phone.back(anki.back("a"))
    looks = "(each => [each.color, each.textDecorationLine])(getComputedStyle(document.querySelector('.short %s')))"
    assert phone.page.evaluate(looks % "a") == phone.page.evaluate(looks % "p")
