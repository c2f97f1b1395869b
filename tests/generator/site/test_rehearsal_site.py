"""What the site holds for rehearsing: its files, without a browser."""

from __future__ import annotations

import json
import re
from posixpath import normpath
from urllib.parse import unquote

import pytest
from msgspec.structs import replace

from diptych.model.book import SectionPage
from tests.generator.site.books import ASSETS, HOSTILE, Page, book, question, site_of

FRONT = ("<pre>int x;</pre><ul><li>A</li></ul>",)
CLOZE = replace(question(2), body=replace(question(2).body, front=FRONT), tags=("甲", "乙", "甲"))


@pytest.fixture(scope="module")
def site() -> dict[str, bytes]:
    return site_of(book(), ASSETS)


def value(script: bytes) -> object:
    """What a script of data assigns."""
    names = r'window\.diptychQuestions|\(window\.diptychCards = window\.diptychCards \|\| \{\}\)\["[^"]*"\]'
    found = re.fullmatch(rf"(?:{names}) = (.*);\n", script.decode(), re.DOTALL)
    assert found is not None
    return json.loads(found[1])


def cards(site: dict[str, bytes], section: str) -> dict[str, Page]:
    listed = value(site[f"rehearse/{section}.js"])
    assert isinstance(listed, list)
    return {slug: Page.read(html.encode()) for slug, html in listed}


def test_the_index_names_every_question_with_its_tags(site: dict[str, bytes]) -> None:
    assert value(site["rehearse-questions.js"]) == {
        "sections": [
            ["detection", "检测", [["q1", "检测"], ["q2", "检测"]]],
            ["detection-late", "检测 · 后处理", [["q3", HOSTILE]]],
            ["losses", f"损失 · {HOSTILE}", [["什么 是?#损失", "检测"]]],
        ],
        "former": [],
    }


def test_marks_follow_a_question_that_got_another_name() -> None:
    written = site_of(book(redirects={"旧名": question(1)}), ASSETS)
    listed = value(written["rehearse-questions.js"])
    assert isinstance(listed, dict)
    assert listed["former"] == [["旧名", "q1"]]


def test_a_card_says_all_that_its_page_says() -> None:
    site = site_of(book(SectionPage("s", ("节",), (), (question(1), CLOZE))), ASSETS)
    for slug, card in cards(site, "s").items():
        body = Page.read(site[f"q/{slug}.html"])
        for words in ("一句话。", "细节", "某书", "个问题？为什么", "第 "):
            assert words in card.text
            assert words in body.text
    assert "int x;" in cards(site, "s")["q2"].text


def test_addresses_on_cards_are_those_of_a_page_at_the_top(site: dict[str, bytes]) -> None:
    known = {*site, "vision.apkg"}
    for section in ("detection", "detection-late", "losses"):
        for card in cards(site, section).values():
            ids = card.values("id")
            for address in card.values("href", "src"):
                target, _, fragment = address.partition("#")
                assert not target or normpath(unquote(target)) in known, address
                assert not fragment or fragment in ids, address


def test_ids_of_all_cards_can_stand_on_one_page(site: dict[str, bytes]) -> None:
    ids = Page.read(site["rehearse.html"]).values("id")
    for section in ("detection", "detection-late", "losses"):
        for card in cards(site, section).values():
            ids += card.values("id")
    assert len(ids) == len(set(ids))


def test_a_hostile_title_is_text_on_a_card_too(site: dict[str, bytes]) -> None:
    (card,) = cards(site, "detection-late").values()
    assert not card.all("script")
    assert "没有" in card.text
    assert "还没有答案" in card.text


def test_the_page_says_that_anki_schedules_and_links_the_deck(site: dict[str, bytes]) -> None:
    page = Page.read(site["rehearse.html"])
    assert {"href": "vision.apkg", "download": ""} in page.all("a")
    assert "是 Anki 的事" in page.text


def test_every_page_leads_to_it(site: dict[str, bytes]) -> None:
    for path, data in site.items():
        if path.endswith(".html"):
            links = [tag["href"] for tag in Page.read(data).all("a")]
            assert any(link.endswith("rehearse.html") for link in links), path


def test_the_page_grows_with_sections_and_not_with_questions() -> None:
    def weight(count: int) -> int:
        section = SectionPage("s", ("节",), (), tuple(question(n) for n in range(1, count + 1)))
        return len(site_of(book(section), ASSETS)["rehearse.html"])

    assert abs(weight(200) - weight(20)) < 100


def test_scripts_are_small(site: dict[str, bytes]) -> None:
    assert all(
        len(site[f"rehearse{part}.js"]) < 12_000
        for part in ("", "-cards", "-marks", "-round", "-tonight")
    )


def test_whole_answers_stand_on_the_page_of_their_section(site: dict[str, bytes]) -> None:
    page = Page.read(site["s/detection.html"])
    for words in ("一句话。", "细节", "某书"):
        assert page.text.count(words) == 2
    late = Page.read(site["s/detection-late.html"])
    assert late.text.count(HOSTILE) == 1  # in the list beside it
    assert "还没有答案" in late.text


def test_links_within_an_answer_of_a_section_lead_to_where_they_mean() -> None:
    short = "> 一句话[^1]，见[别处](#q2)。\n\n细节\n\n[^1]: 某书"
    site = site_of(book(SectionPage("s", ("节",), (), (question(1, answer=short),))), ASSETS)
    page = Page.read(site["s/s.html"])
    assert {"#q-q1.source.1", "../q/q2.html", "#q-q1", "../q/q1.html"} <= set(page.values("href"))
    assert {"q-q1.source.1", "q-q1"} <= set(page.values("id"))


def test_a_notebook_is_remembered_by_its_lasting_name() -> None:
    def remembered(**changes: object) -> str:
        (part,) = Page.read(site_of(book(**changes), ASSETS)["rehearse.html"]).all("div")[:1]
        return part["data-notebook"]

    assert remembered(name="cv") == "cv"
    assert remembered() == "vision.apkg"
