"""Books that tests made up, the site of one as a dictionary of files, and what a page holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from html.parser import HTMLParser

from msgspec.structs import replace

from diptych.compile.subject_words import subject_words
from diptych.input.options import Options
from diptych.interface import texts
from diptych.link.targets import LinkMap
from diptych.model import Source
from diptych.model.book import (
    Asset,
    Book,
    FigurePage,
    PlannedFile,
    QuestionPage,
    SectionPage,
    UnfilledBody,
)
from diptych.parse.source import parse
from diptych.render import Context
from diptych.render.formula_signs import formula_signs
from diptych.render.questions import Rendered, render_question
from diptych.render.relocations import strings
from diptych.site import plan_site
from diptych.site.font import math_font
from diptych.site.model import first_picture, pictures
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
        picture=first_picture(pictures(shown.page, CONTEXT)),
    )
    return with_words(replace(page, **changes))


def with_words(page: QuestionPage) -> QuestionPage:
    """A page that knows the words of what it says."""
    asks, answers = map(subject_words, (page.prompt, page.gist))
    return replace(page, asks_with=asks, answers_with=answers)


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
    made = replace(made, **changes)
    return replace(made, formulas=formula_signs(_finished(made)))


def _finished(made: Book) -> Iterator[str]:
    for section in made.sections:
        yield from strings(section.intro)
        for page in section.questions:
            for part in page.body.parts:
                yield from strings(part)


PLAYED = '<span class="play" data-frames="media/f-1.js" data-scope="f.figure.1" hidden></span>'
FIGURES = (
    FigurePage(
        "f", "曲线", (f"<figure>{PLAYED}</figure>",), (("nms", "<pre>def nms</pre>"),), (1, 4)
    ),
    FigurePage("g", "", ("<figure></figure>",), (), ()),
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
