"""Which pages are previewed by a picture of their text, and what leads there."""

from __future__ import annotations

from msgspec import structs
from msgspec.structs import replace

from diptych.figures.registry import Figure
from diptych.model.book import Book, SectionPage
from diptych.site.font import math_font
from diptych.site.plan import plan_site
from diptych.site.previews import Preview, previews
from tests.conftest import of
from tests.generator.site.books import ASSETS, CONTEXT, Page, book, question, written

HOME = "https://notes.example"


class FakePainter:
    """Paints nothing."""

    def __init__(self, *, knows_chinese: bool = True, draws: bool = True) -> None:
        self.knows_chinese = knows_chinese
        self.draws = draws

    def paint(self, preview: Preview) -> bytes:
        """Give the words, as bytes."""
        return (preview.drawing or "|".join(preview[:4])).encode()


def asking(*prompts: str, picture: str = "") -> Book:
    pages = [
        question(n, prompt=prompt, gist="G", picture=picture) for n, prompt in enumerate(prompts, 1)
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


def test_a_picture_of_the_notes_comes_before_one_that_is_painted() -> None:
    for own, shown in (("media/a.png", "media/a.png"), ("media/a.svg", "previews/q1.png")):
        site = files(asking("什么是 x？", picture=own), FakePainter())
        with of(own):
            assert image(site["q/q1.html"]) == [f"{HOME}/{shown}"]
            assert ("previews/q1.png" in site) == (shown == "previews/q1.png")


def test_a_drawing_is_painted_where_it_can_be() -> None:
    words = {"en": "IoU", "zh": "交并比", "he": "מה"}
    figures = {
        f"{name}.svg": Figure(name, f"{name}.svg", "", "", f"<svg><text>{said}</text></svg>")
        for name, said in words.items()
    }
    context = structs.replace(CONTEXT, figures=figures)
    asks = [
        question(n, prompt="Why?", gist="", picture="", figure=f) for n, f in enumerate(figures)
    ]
    made = replace(book(SectionPage("s", ("S",), (), tuple(asks)), base_url=HOME), title="T")
    for chinese, draws, shown in ((True, True, "en zh"), (False, True, "en"), (True, False, "")):
        found = previews(made, context, FakePainter(knows_chinese=chinese, draws=draws))
        assert len(found) == 3
        drawn = [word for word in words if any(words[word] in p.drawing for p in found.values())]
        assert drawn == shown.split()


def test_only_what_the_fonts_have_is_painted() -> None:
    prompts = ("Why x²?", "Что это?", "什么？", "מה זה?", "क्या है?")
    for knows, slugs in ((True, ["q1", "q2", "q3"]), (False, ["q1", "q2"])):
        made = replace(asking(*prompts), title="T")
        made = replace(made, sections=(replace(made.sections[0], path=("S",)),))
        assert [*previews(made, CONTEXT, FakePainter(knows_chinese=knows))] == slugs
