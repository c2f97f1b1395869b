"""The pages of a site: consistent, safe, readable. No browser here."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote

import pytest

from diptych.interface import texts
from diptych.model.book import Book, SectionPage
from diptych.site import navigation
from tests.conftest import MakeNotebook, build_folder
from tests.generator.site.books import ASSETS, HOSTILE, Page, book, question, site_of


def test_every_internal_address_leads_somewhere(
    site: dict[str, bytes], pages: dict[str, Page]
) -> None:
    known = {*site, "vision.apkg"}
    for path, page in pages.items():
        for address in page.values("href", "src"):
            target, _, fragment = address.partition("#")
            file = normpath(join(dirname(path), unquote(target))) if target else path
            assert file in known, (path, address)
            if fragment:
                assert unquote(fragment) in pages[file].values("id"), (path, address)


def test_ids_are_unique_on_each_page(pages: dict[str, Page]) -> None:
    for path, page in pages.items():
        ids = page.values("id")
        assert len(ids) == len(set(ids)), path


def test_nothing_is_inline_and_nothing_comes_from_elsewhere(pages: dict[str, Page]) -> None:
    for path, page in pages.items():
        policy = [meta for meta in page.all("meta") if "http-equiv" in meta]
        assert "default-src 'none'" in policy[0]["content"]
        assert not page.all("style"), path
        assert all("src" in script for script in page.all("script")), path
        for tag, attributes in page.tags:
            assert "style" not in attributes, (path, tag)
            assert not any(name.startswith("on") for name in attributes), (path, tag)
        assert not any("//" in address for address in page.values("href", "src")), path


def test_hostile_titles_are_shown_as_text(site: dict[str, bytes], pages: dict[str, Page]) -> None:
    for path in ("index.html", "q/q2.html", "q/q3.html", "s/detection-late.html"):
        assert b"<script>alert" not in site[path], path
        assert HOSTILE in pages[path].text, path


def test_pages_name_their_language(pages: dict[str, Page]) -> None:
    assert all(page.all("html") == [{"lang": "zh-CN"}] for page in pages.values())
    other = book(SectionPage("s", ("a",), (), (question(1, language="en"),)))
    shown = Page.read(site_of(other, ASSETS)["q/q1.html"])
    assert shown.all("article") == [{"lang": "en"}]


def test_pages_have_one_title_landmarks_and_headings_in_order(pages: dict[str, Page]) -> None:
    for path, page in pages.items():
        levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
        assert levels.count(1) == 1, path
        assert all(b <= a + 1 for a, b in pairwise(levels)), (path, levels)
        assert len(page.all("main")) == 1, path
        assert all(nav.get("aria-label") for nav in page.all("nav")), path
        assert page.all("a")[0] == {"class": "skip", "href": "#content"}


def test_previous_and_next_follow_the_order_of_the_notes(pages: dict[str, Page]) -> None:
    chain = []
    path = "q/q1.html"
    for _ in range(4):
        chain.append(path)
        links = {link["rel"]: link["href"] for link in pages[path].all("a") if "rel" in link}
        assert ("prev" in links) == (len(chain) > 1)
        if "next" in links:
            path = normpath(join("q", unquote(links["next"])))
    assert chain == ["q/q1.html", "q/q2.html", "q/q3.html", "q/什么 是?#损失.html"]
    assert "next" not in {link.get("rel") for link in pages[chain[-1]].all("a")}


def test_the_navigation_holds_the_section_and_marks_the_page(pages: dict[str, Page]) -> None:
    for path in ("q/q1.html", "q/q2.html", "q/什么 是?#损失.html"):
        here = [a["href"] for a in pages[path].all("a") if a.get("aria-current") == "page"]
        assert [normpath(join("q", unquote(address))) for address in here] == [path]
    assert "../q/q3.html" not in [
        link["href"] for link in pages["q/q1.html"].all("a") if "rel" not in link
    ]


def test_a_long_section_is_beside_its_questions_in_parts() -> None:
    asked = [question(number, f"q{number}") for number in range(1, 72)]
    site = site_of(book(SectionPage("long", ("长",), (), tuple(asked))), ())
    for number, first, last in ((1, 1, 30), (30, 1, 30), (31, 31, 60), (71, 61, 71)):
        beside = (
            site[f"q/q{number}.html"].decode().split('<nav class="beside"')[1].split("</nav>")[0]
        )
        listed = re.findall(r'href="\.\./q/q(\d+)\.html"', beside)
        assert listed == [str(each) for each in range(first, last + 1)]
        assert 'href="../s/long.html"' in beside


def test_a_question_without_an_answer_says_so(pages: dict[str, Page]) -> None:
    says = texts("zh")["unanswered"]
    assert says in pages["q/q3.html"].text
    assert says not in pages["q/q1.html"].text
    assert pages["all.html"].text.count(says) == 1


def test_every_word_is_on_the_page_of_all(pages: dict[str, Page]) -> None:
    text = pages["all.html"].text
    for words in ("这一章。", "一句话。", "细节", "某书", "没有", "第 4 个问题？为什么"):
        assert words in text


def test_the_contents_name_every_section_and_question(pages: dict[str, Page]) -> None:
    links = [unquote(link["href"]) for link in pages["index.html"].all("a")]
    assert [link for link in links if link.startswith("q/")] == [
        "q/q1.html",  # the one that is shown
        "q/q1.html",
        "q/q2.html",
        "q/q3.html",
        "q/什么 是?#损失.html",
    ]
    assert {"s/detection.html", "s/detection-late.html", "s/losses.html"} <= set(links)
    assert "vision.apkg" in links
    assert "4 题" in pages["index.html"].text


@pytest.mark.parametrize("name", ["section_slugs", "with_subsections"])
def test_what_holds_for_all_pages_is_found_out_once(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found_out = getattr(navigation, name)
    calls: list[Book] = []

    def counted(made: Book) -> object:
        calls.append(made)
        return found_out(made)

    monkeypatch.setattr(f"diptych.site.pages.{name}", counted)
    site_of(book(), ASSETS)
    assert len(calls) == 1


def test_a_section_shows_what_lies_below_it(pages: dict[str, Page]) -> None:
    assert "../s/detection-late.html" in pages["s/detection.html"].values("href")
    assert "../s/detection.html" in pages["s/detection-late.html"].values("href")


def test_of_many_sections_of_one_name_the_first_lists_what_lies_below(
    make_notebook: MakeNotebook, tmp_path: Path
) -> None:
    def listed(times: int) -> list[int]:
        asked = "# A\n\n## B\n\n" + "### What is {}?\n\nx\n\n"
        text = "".join(asked.replace("{}", str(n)) for n in range(times))
        folder = make_notebook({"a.md": text})
        site = tmp_path / str(times)
        build_folder(folder, site)
        pages = [site / "s" / name for name in ("a-a.html", "a-a-2.html", f"a-a-{times}.html")]
        return [page.read_text("utf-8").count('href="../s/a-a-b') for page in pages]

    assert listed(3) == [3, 3, 3]
    assert listed(60) == [60, 0, 0]
    second = (tmp_path / "60" / "s" / "a-a-2.html").read_text("utf-8")
    assert 'href="../s/a-a.html">A</a>' in second


def test_all_interface_texts_are_there_in_both_languages() -> None:
    chinese, english = texts("zh"), texts("en")
    assert {key for key in english if chinese[key] == english[key]} == set()
