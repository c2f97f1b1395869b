"""The site as a dictionary of files: complete, consistent, safe, readable. No browser here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from posixpath import dirname, join, normpath
from urllib.parse import unquote

import pytest

from diptych.input.options import Options
from diptych.interface import texts
from diptych.link.targets import LinkMap
from diptych.model import (
    Asset,
    Book,
    FigurePage,
    PlannedFile,
    QuestionPage,
    SectionPage,
    Source,
    UnfilledBody,
)
from diptych.parse import parse
from diptych.render import Context, Rendered, render_question
from diptych.render.style import content_css
from diptych.site import navigation, plan_site
from diptych.site.font import math_font
from diptych.site.lowering import lowered
from diptych.site.model import first_picture
from tests.conftest import compiled

HOSTILE = """<script>alert("x")</script> & 'quotes' {{ 7*7 }}"""
FORMULA = "<math><msub><mi>p</mi><mi>t</mi></msub></math>"
PALETTE = {"paper": ("#ffffff", "#111111"), "a": ("#c8501e", "#f08a4b"), "grid": ("#eee", "#333")}


# What the answers of these tests refer to: one picture, and the pages of two questions.
NOTES = "## 一？ {#q1}\n\nx\n\n## 二？ {#q2}\n\nx\n"
CONTEXT = Context(
    files={"a.png": b"\x89PNG"},
    figures={},
    palette={},
    links=LinkMap([compiled(NOTES, "n.md")]),
    places={
        ("question", 0): "q/q1.html",
        ("question", 1): "q/q2.html",
        ("section", 0): "s/detection.html",
    },
    base_url="",
    texts=texts("zh"),
)
ANSWER = "> 一句话。\n\n## 细节\n\n见[别处](#q2)[^1]。\n\n![](a.png)\n\n[^1]: 某书"


@cache
def rendered(answer: str) -> Rendered:
    """A question whose answer is some Markdown."""
    source = Source("n.md", f"# 问？\n\n{answer}\n")
    document, _ = parse(source, Options(question_level=1, dialect="headings"))
    return render_question(document.questions[0], document, ())


def question(number: int, slug: str = "", answer: str = ANSWER, **changes: object) -> QuestionPage:
    """A question of which a page can be made; its answer is Markdown."""
    shown = rendered(answer)
    prompt = f"第 {number} 个问题？为什么"
    page = QuestionPage(
        slug=slug or f"q{number}",
        number=number,
        prompt=prompt,
        body=replace(shown.page, prompt=(f"{prompt} {FORMULA}",)),
        answered=True,
        tags=("检测",),
        language=None,
        headings=shown.headings,
        picture=first_picture(shown.page, CONTEXT),
    )
    return replace(page, **changes)  # type: ignore[arg-type]


def site_of(made: Book, assets: Sequence[Asset] = ()) -> dict[str, bytes]:
    """The files of a book whose answers refer to what ``CONTEXT`` knows."""
    return written(plan_site(made, assets, CONTEXT, "", {}, math_font))


def written(plan: Sequence[PlannedFile]) -> dict[str, bytes]:
    """Make all that is planned."""
    return {file.path: file.make() for file in plan}


def book(*sections: SectionPage, **changes: object) -> Book:
    made = Book(
        title="计算机视觉",
        author="何小溪",
        language="zh-CN",
        deck_file="vision.apkg",
        cards=6,
        sections=sections or SECTIONS,
        figures=() if sections else FIGURES,
        redirects={},
        palette=PALETTE,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


PLAYED = '<span class="play" data-frames="media/f-1.js" data-scope="f.figure.1" hidden></span>'
FIGURES = (
    FigurePage("f", "曲线", f"<figure>{PLAYED}</figure>", (("nms", "<pre>def nms</pre>"),), (1, 4)),
    FigurePage("g", "", "<figure></figure>", (), ()),
)
UNANSWERED = question(
    3,
    prompt=HOSTILE,
    body=UnfilledBody(("没有",)),
    headings=(),
    picture="",
    answered=False,
    tags=(HOSTILE,),
)
SECTIONS = (
    SectionPage("detection", ("检测",), ("<p>这一章。</p>",), (question(1), question(2))),
    SectionPage("detection-late", ("检测", "后处理"), (), (UNANSWERED,)),
    SectionPage("losses", ("损失", HOSTILE), (), (question(4, "什么 是?#损失"),)),
)
ASSETS = tuple(filter(None, [CONTEXT.asset("a.png")]))


@pytest.fixture(scope="module")
def site() -> dict[str, bytes]:
    return site_of(book(), ASSETS)


@pytest.fixture(scope="module")
def pages(site: dict[str, bytes]) -> dict[str, Page]:
    return {path: Page.read(data) for path, data in site.items() if path.endswith(".html")}


class Page(HTMLParser):
    """What a page holds: its tags with their attributes, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text = ""

    @classmethod
    def read(cls, data: bytes) -> Page:
        """The page in a file."""
        page = cls()
        page.feed(data.decode())
        page.close()
        return page

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the tag."""
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        """Note the text."""
        self.text += data

    def all(self, name: str) -> list[dict[str, str]]:
        """The attributes of each tag of a name."""
        return [attributes for tag, attributes in self.tags if tag == name]

    def values(self, *names: str) -> list[str]:
        """The values of some attributes, wherever they stand."""
        return [tag[name] for _, tag in self.tags for name in names if name in tag]


# ---- The files


def test_every_file_is_there(site: dict[str, bytes]) -> None:
    fonts = {path for path in site if path.startswith("fonts/stix-")}
    assert len(fonts) == 1
    assert set(site) - fonts == {
        "index.html",
        "404.html",
        "all.html",
        "tags.html",
        "t/script-alert-x-script-quotes-7-7.html",
        "t/检测.html",
        "figures.html",
        "play.js",
        "search.js",
        "lists.css",
        "front.css",
        "gallery.css",
        "section.css",
        "remembered.js",
        "sheets.js",
        "search.css",
        "search/titles.js",
        "search/1.js",
        "style.css",
        "theme.js",
        "site.js",
        "zoom.js",
        "mark.svg",
        "fonts/OFL.txt",
        f"media/{ASSETS[0].name}",
        "rehearse.html",
        "rehearse.css",
        "rehearse.js",
        "rehearse-cards.js",
        "rehearse-marks.js",
        "rehearse-questions.js",
        "rehearse-round.js",
        "rehearse-tonight.js",
        "rehearse/detection.js",
        "rehearse/detection-late.js",
        "rehearse/losses.js",
        "s/detection.html",
        "s/detection-late.html",
        "s/losses.html",
        "q/q1.html",
        "q/q2.html",
        "q/q3.html",
        "q/什么 是?#损失.html",
    }


def test_the_same_book_gives_the_same_bytes(site: dict[str, bytes]) -> None:
    math_font.cache_clear()
    assert site_of(book(), ASSETS) == site


def test_text_files_are_utf8_with_unix_line_ends(site: dict[str, bytes]) -> None:
    for path, data in site.items():
        if path.endswith((".html", ".css", ".js", ".svg", ".txt")):
            assert b"\r" not in data, path
            assert data.decode().endswith("\n"), path


def test_assets_lie_under_media_however_they_are_named() -> None:
    written = site_of(book(), (Asset("b.png", b"1"), Asset("media/c.png", b"2")))
    assert (written["media/b.png"], written["media/c.png"]) == (b"1", b"2")


def test_a_book_without_anything() -> None:
    written = site_of(book(sections=(), figures=()))
    assert {"index.html", "all.html"} <= set(written)
    assert not any(path.startswith(("fonts/", "play", "figures")) for path in written)


def test_a_section_without_a_title_takes_the_books() -> None:
    written = site_of(book(SectionPage("top", (), (), (question(1),))), ASSETS)
    assert "<h1" in written["s/top.html"].decode()
    assert "计算机视觉" in Page.read(written["index.html"]).text


def test_a_page_that_got_another_name_is_found_by_its_old_one() -> None:
    target = question(4, "什么 是?#损失")
    written = site_of(book(redirects={"旧名": target}), ASSETS)
    page = Page.read(written["q/旧名.html"])
    address = "%E4%BB%80%E4%B9%88%20%E6%98%AF%3F%23%E6%8D%9F%E5%A4%B1.html"
    (refresh,) = [tag for tag in page.all("meta") if tag.get("http-equiv") == "refresh"]
    assert refresh["content"] == f"0; url={address}"
    assert [tag["href"] for tag in page.all("a")] == [address]


def test_a_long_table_of_contents_is_folded(site: dict[str, bytes]) -> None:
    assert b"<details>" not in site["index.html"]
    many = tuple(question(number) for number in range(1, 62))
    written = site_of(book(SectionPage("s", ("a", "b"), (), many)), ASSETS)
    page = Page.read(written["index.html"])
    assert len(page.all("details")) == 1
    assert sum(tag["href"].startswith("q/") for tag in page.all("a")) == 61 + 1  # one is shown
    assert "61 题" in page.text


def test_the_first_page_says_what_this_is_and_shows_a_question(pages: dict[str, Page]) -> None:
    index = pages["index.html"]
    assert "4 题，每题先有一句话的答案" in index.text
    assert index.text.count("一句话。") == 1
    # One whose short answer leads elsewhere would lead nowhere there.
    led = question(1, answer="> 见[别处](#q2)。\n\n细节")
    section = SectionPage("s", ("节",), (), (led, question(2), question(3)))
    shown = Page.read(site_of(book(section), ASSETS)["index.html"]).text
    assert "见别处" not in shown
    assert shown.count("第 2 个问题") == 2
    none = Page.read(
        site_of(book(SectionPage("s", (), (), (led, UNANSWERED))), ASSETS)["index.html"]
    )
    assert "一题看看" not in none.text


def test_sections_of_the_contents_open_to_their_pages() -> None:
    many = tuple(question(number) for number in range(1, 62))
    written = site_of(book(SectionPage("s", ("a", "b"), (), many)), ASSETS)
    assert "s/s.html" in Page.read(written["index.html"]).values("href")


def test_the_gallery_shows_every_figure_with_its_code(pages: dict[str, Page]) -> None:
    gallery = pages["figures.html"]
    assert "曲线" in gallery.text  # what to see in it is its title
    assert [tag["id"] for tag in gallery.all("section")] == ["f", "g"]
    assert "def nms" in gallery.text
    assert [tag["data-frames"] for tag in gallery.all("span") if "data-frames" in tag] == [
        "media/f-1.js"
    ]
    links = {tag["href"] for tag in gallery.all("a")}
    assert {"q/q1.html", "q/%E4%BB%80%E4%B9%88%20%E6%98%AF%3F%23%E6%8D%9F%E5%A4%B1.html"} <= links
    assert "play.js" in {tag.get("src") for tag in gallery.all("script")}
    for path, page in pages.items():
        assert any(tag["href"].endswith("figures.html") for tag in page.all("a")), path


# ---- The pages


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


@pytest.mark.parametrize("name", ["section_slugs", "subsections"])
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


def test_all_interface_texts_are_there_in_both_languages() -> None:
    chinese, english = texts("zh"), texts("en")
    assert {key for key in english if chinese[key] == english[key]} == set()


# ---- The style


def test_the_sheet_names_the_palette_and_the_font(site: dict[str, bytes]) -> None:
    css = site["style.css"].decode()
    assert "--fig-a:var(--lightningcss-light,#c8501e)var(--lightningcss-dark,#f08a4b)" in css
    (font,) = (path for path in site if path.startswith("fonts/stix-"))
    assert f"url({font})" in css
    assert lowered(content_css()).strip() in css
