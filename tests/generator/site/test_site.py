"""The site as a dictionary of files: all there, the same each time. No browser here."""

from __future__ import annotations

from diptych.model.book import Asset, SectionPage
from diptych.render.style import content_css
from diptych.site.font import math_font
from diptych.site.lowering import lowered
from tests.generator.site.books import ANSWER, ASSETS, UNANSWERED, Page, book, question, site_of


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


def test_only_where_each_question_has_a_short_answer_the_first_page_says_so() -> None:
    for answers, said in (((ANSWER, ANSWER), True), ((ANSWER, "只有细节"), False)):
        questions = tuple(question(n, answer=answer) for n, answer in enumerate(answers, start=1))
        index = Page.read(
            site_of(book(SectionPage("s", ("节",), (), questions)), ASSETS)["index.html"]
        )
        assert ("卡片）。每题先有简答。" in index.text) is said
        described = {tag.get("name"): tag.get("content", "") for tag in index.all("meta")}
        assert ("卡片）。每题先有简答。" in described["description"]) is said


def test_the_first_page_says_what_this_is_and_shows_a_question(pages: dict[str, Page]) -> None:
    index = pages["index.html"]
    assert "4 题；同一份笔记" in index.text
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


def test_the_sheet_names_the_palette_and_the_font(site: dict[str, bytes]) -> None:
    css = site["style.css"].decode()
    assert "--fig-a:var(--if-light,#c8501e)var(--if-dark,#f08a4b)" in css
    (font,) = (path for path in site if path.startswith("fonts/stix-"))
    assert f"url({font})" in css
    assert lowered(content_css()).strip() in css
