"""Which pages are previewed by a picture of their text, and what leads there."""

from __future__ import annotations

from dataclasses import replace

from diptych.model import Book, SectionPage
from diptych.site.font import math_font
from diptych.site.plan import plan_site
from diptych.site.previews import Preview, previews
from tests.conftest import of
from tests.generator.site.books import ASSETS, CONTEXT, Page, book, question, written

HOME = "https://notes.example"


class FakePainter:
    """Paints nothing."""

    def __init__(self, *, knows_chinese: bool = True) -> None:
        self.knows_chinese = knows_chinese

    def paint(self, preview: Preview) -> bytes:
        """Give the words, as bytes."""
        return "|".join(preview).encode()


def asking(*prompts: str, picture: str = "") -> Book:
    pages = [
        replace(question(n), prompt=prompt, gist="G", picture=picture)
        for n, prompt in enumerate(prompts, 1)
    ]
    return book(SectionPage("s", ("节",), (), tuple(pages)), base_url=HOME)


def files(made: Book, painter: FakePainter | None) -> dict[str, bytes]:
    return written(plan_site(made, ASSETS, CONTEXT, "", {}, math_font, painter))


def image(page: bytes) -> list[str | None]:
    tags = Page.read(page).all("meta")
    return [tag["content"] for tag in tags if tag.get("property") == "og:image"]


def test_a_page_leads_to_the_picture_of_what_it_asks() -> None:
    made = asking("什么是 x？")
    site = files(made, FakePainter())
    assert site["previews/q1.png"].decode() == f"什么是 x？|G|{made.title} · 节|zh-CN"
    assert image(site["q/q1.html"]) == [f"{HOME}/previews/q1.png"]


def test_without_a_painter_or_an_address_there_is_none() -> None:
    made = asking("什么是 x？")
    for painter, shown in ((None, made), (FakePainter(), replace(made, base_url=""))):
        site = files(shown, painter)
        assert not [path for path in site if path.startswith("previews/")]
        assert image(site["q/q1.html"]) == []


def test_a_picture_of_the_notes_comes_before_one_of_text_and_a_drawing_behind() -> None:
    for own, shown in (("media/a.png", "media/a.png"), ("media/a.svg", "previews/q1.png")):
        site = files(asking("什么是 x？", picture=own), FakePainter())
        with of(own):
            assert image(site["q/q1.html"]) == [f"{HOME}/{shown}"]
            assert ("previews/q1.png" in site) == (shown == "previews/q1.png")


def test_only_what_the_fonts_have_is_painted() -> None:
    prompts = ("Why x²?", "Что это?", "什么？", "מה זה?", "क्या है?")
    for knows, slugs in ((True, ["q1", "q2", "q3"]), (False, ["q1", "q2"])):
        made = replace(asking(*prompts), title="T")
        made = replace(made, sections=(replace(made.sections[0], path=("S",)),))
        assert [*previews(made, FakePainter(knows_chinese=knows))] == slugs
