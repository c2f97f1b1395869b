"""Cards in browsers of years ago, as the web views of phones are that get no updates."""

from __future__ import annotations

import re
from importlib.resources import files
from itertools import pairwise

import pytest
from playwright.sync_api import Browser

from diptych.deck.notetype import style
from diptych.render.style import COLOURS, to_hex
from tests.anki_engine import Anki
from tests.browser import tap
from tests.generator.deck.deck_notes import build, make_note, with_body
from tests.pictures import colours_of
from tests.reviewer import HEIGHT, reviewer

ALL = (
    "<p>中文 and <code>code</code>, \\(\\frac{1}{2}\\).</p>"
    '<div class="code"><pre><code>' + "x = 1; " * 30 + "</code></pre></div>"
    '<div class="table"><table><tr>' + "<td>中文中文</td>" * 9 + "</tr></table></div>"
    "<p>\\[\\sum_{i=1}^{n} x_i\\]</p>"
    '<div class="callout"><p class="callout-title">Note</p><p>It is.</p></div>'
)
BLOCKS = """[...document.querySelectorAll('.place, .question, hr, .short, summary, .answer > *')]
    .map(each => each.getBoundingClientRect()).map(({top, bottom}) => [top, bottom])"""


@pytest.mark.parametrize("night", [False, True])
def test_an_old_web_view_shows_a_card_whole(anki: Anki, old: Browser, night: bool) -> None:
    anki.import_apkg(build(with_body(make_note("a"), answer=ALL)))
    with reviewer(old, night=night) as shown:
        page = shown.page
        shown.front(anki.front("a"))
        shown.back(anki.back("a"))
        assert shown.height() < HEIGHT / 2
        page.keyboard.press("x")
        assert page.evaluate("document.querySelector('.more').open")
        page.wait_for_timeout(50)
        tap(page, "summary")
        assert not page.evaluate("document.querySelector('.more').open")
        tap(page, "summary")
        assert shown.height() > HEIGHT / 2
        blocks = page.evaluate(BLOCKS)
        assert len(blocks) == 10
        for (_, bottom), (top, _) in pairwise(blocks):
            assert top >= bottom - 0.5
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        assert page.locator("mjx-container").count() == 2
        tap(page, ".wrap-lines")
        assert (
            page.evaluate("(e => e.scrollWidth - e.clientWidth)(document.querySelector('pre'))")
            == 0
        )
        colours = {name: to_hex(themes[night]) for name, themes in COLOURS.items()}
        seen = {colours[name] for name in ("ink", "paper", "accent", "wash", "line")}
        assert seen <= colours_of(page.screenshot()).keys()
        assert [each for each in shown.complaints if "component [tex]" not in each] == []


def test_cards_ask_for_nothing_that_came_later() -> None:
    css = style()
    assert not re.search(r"light-dark\(|oklch\(|:has\(|:is\(|:where\(|@layer|@container", css)
    without_media = re.sub(r"@media[^{]*\{((?:[^{}]*\{[^{}]*\})*)[^{}]*\}", r"\1", css)
    assert not re.search(r"\{[^}]*\{", re.sub(r"/\*.*?\*/", "", without_media, flags=re.DOTALL))


def test_the_script_of_cards_is_of_the_old_kind() -> None:
    script = files("diptych.deck").joinpath("card.js").read_text("utf-8")
    words = re.sub(r"/\*.*?\*/|//[^\n]*|\"[^\"]*\"", "", script, flags=re.DOTALL)
    assert not re.search(r"=>|\b(?:let|const|class|async|await)\b|`|\?\.|\?\?|\.\.\.", words)
