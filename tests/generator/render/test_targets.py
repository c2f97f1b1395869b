"""The places where a question is shown: addresses, ids and headings fit each of them."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given

from diptych.input.options import Options
from diptych.model import Source
from diptych.model.book import UnfilledBody
from diptych.parse.source import parse
from diptych.render import Context, PageTarget, fill_body, fill_card, finished_card
from diptych.render.questions import Rendered, render_question
from diptych.syntax.document import Document
from tests.generator.any_notes import notes
from tests.generator.render.test_render import context

FORMULA = "<math><mi>p</mi></math>"
LEAD = '<a class="anchor" href="#lead.甲" aria-label="Link to “甲：”">#</a>'


def rendered(answer: str) -> tuple[Rendered, Context]:
    source = Source("n.md", f"# Q?\n\n{answer}\n\n# Other? {{#other}}\n\nx\n")
    document, _ = parse(source, Options(question_level=1, dialect="headings"))
    return render_question(document.questions[0], document, ()), context([source])


def shown(answer: str, kind: str = "own") -> str:
    """The answer in one place."""
    question, here = rendered(answer)
    targets = {
        "own": PageTarget.own(here),
        "all": PageTarget.all_in_one(here, "", "q-x"),
        "rehearsal": PageTarget.rehearsal(here, "q-x"),
        "section": PageTarget.in_section(here, "q-x"),
    }
    body = fill_body(question.page, targets[kind])
    return body.short + body.answer + body.sources


# ---- Addresses and ids


def test_addresses_start_where_the_page_lies() -> None:
    text = "[l](#other) ![a](a.png) [p](paper.pdf) [x](https://x.org/../y) `../q`"
    own, top = shown(text), shown(text, "all")
    assert re.findall(r'(?:href|src)="(\.\./(?:q|media)/)', own) == [
        "../q/",
        "../media/",
        "../media/",
    ]
    assert re.findall(r'(?:href|src)="((?:q|media)/)', top) == ["q/", "media/", "media/"]
    for html in (own, top):
        assert 'href="https://x.org/../y"' in html
        assert "<code>../q</code>" in html


def test_ids_and_what_refers_to_them_are_scoped() -> None:
    text = "a[^1]\n\n![](figures/rendered/x.svg)\n\n[^1]: b"
    for kind in ("all", "rehearsal", "section"):
        html = shown(text, kind)
        ids = re.findall(r'\bid="([^"]+)"', html)
        # Where one reads, figures can be pointed at.
        pointed = [] if kind == "rehearsal" else ["q-x.figure.1"]
        assert ids == [*pointed, "q-x.figure.1-x-1", "q-x.source.1"]
        assert ('class="anchor" href="#q-x.figure.1"' in html) == bool(pointed)
        assert "url(#q-x.figure.1-x-1)" in html
        assert 'href="#q-x.source.1"' in html


@given(notes())
def test_ids_are_unique_and_every_reference_has_one(text: str) -> None:
    source = Source("n.md", text)
    document, _ = parse(source)
    for target in (PageTarget.own, lambda here: PageTarget.all_in_one(here, "", "q-x")):
        for body in bodies(document):
            parts = fill_body(body, target(context([source])))
            html = "".join((parts.prompt, parts.front, parts.short, parts.answer, parts.sources))
            ids = re.findall(r'\sid="([^"]*)"', html)
            assert len({each.casefold() for each in ids}) == len(ids)
            assert set(re.findall(r'href="#([^"]*)"', html)) <= set(ids)


def bodies(document: Document) -> list[UnfilledBody]:
    return [render_question(each, document, ()).page for each in document.questions]


# ---- Headings


HEADINGS = "<h2>为什么 <b>IoU</b>？</h2><p>x</p>\n\n### Step 1\n\ny"


def test_headings_get_ids_of_their_words_and_a_named_link() -> None:
    question, _ = rendered(HEADINGS)
    assert [(each.id, each.title, each.level) for each in question.headings] == [
        ("为什么-iou", "为什么 IoU？", 2),
        ("step-1", "Step 1", 3),
    ]
    assert shown(HEADINGS).startswith(
        '<h2 id="为什么-iou">为什么 <b>IoU</b>？ '
        '<a class="anchor" href="#为什么-iou" aria-label="Link to “为什么 IoU？”">#</a></h2>'
    )


def test_headings_go_down_but_not_below_six() -> None:
    text = '## a\n\nx\n\n<h5 align="center">b</h5>\n\n<hr>\n\n> ## c'
    assert re.findall(r"</?h\d", shown(text, "rehearsal")) == [
        "<h4",
        "</h4",
        "<h6",
        "</h6",
        "<h4",
        "</h4",
    ]
    assert '<h6 align="center" id="q-x.b">b' in shown(text, "all")


def test_headings_cannot_be_pointed_at_where_an_answer_is_rehearsed() -> None:
    assert shown("## a\n\nx", "rehearsal") == "<h4>a</h4>\n<p>x</p>"


def test_headings_that_say_the_same_are_numbered_and_the_pages_ids_are_left_alone() -> None:
    question, _ = rendered("## A\n\n## a\n\n## content\n\n## recall\n\n## `<b>`\n\n<h2></h2>")
    ids = [heading.id for heading in question.headings]
    assert ids == ["a", "a-2", "content-2", "recall-2", "b"]
    assert "<h2></h2>" in shown("<h2></h2>")


def test_an_id_stays_when_another_heading_comes() -> None:
    before, after = rendered("## 甲")[0], rendered("## 乙\n\n## 甲")[0]
    assert before.headings[0].id == after.headings[1].id


def test_hostile_headings_stay_text() -> None:
    html = shown('## ">&lt;script>alert(1)\n\n<h2 title="<h3>">&quot;&gt;&lt;script&gt;</h2>')
    assert not Tags.of(html) & {"script", "h3"}
    assert re.findall(r'aria-label="([^"]*)"', html)[1] == "Link to “&quot;&gt;&lt;script&gt;”"


def test_a_title_that_looks_like_a_heading_is_none() -> None:
    assert 'title="&lt;h3&gt;"' in shown('[l](#other "<h3>")', "all")


class Tags(HTMLParser):
    """The names of a text's tags."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    @classmethod
    def of(cls, html: str) -> set[str]:
        """Read a text."""
        reader = cls()
        reader.feed(html)
        return reader.names

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the tag."""
        self.names.add(tag)


# ---- What pages do for the eye and the ear


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("（$p$），而", f'<span class="unbroken">（{FORMULA}），</span>而'),
        ("$p$,($p$)", f'<span class="unbroken">{FORMULA},</span><span class="unbroken">({FORMULA})</span>'),
        ("**甲：**\n$p$。", f'<strong id="lead.甲">甲：{LEAD}</strong><span class="unbroken">{FORMULA}。</span>'),
        ("是 $p$ 时", f"是 {FORMULA} 时"),
        ("（*a*$p$**）**", f'（<em class="latin">a</em>{FORMULA}<strong>）</strong>'),
    ],
)  # fmt: skip
def test_a_formula_keeps_the_punctuation_that_touches_it(text: str, held: str) -> None:
    assert shown(text) == f"<p>{held}</p>"


def test_what_is_no_formula_of_a_line_is_not_held() -> None:
    for text in ("$$p$$，", "（$\\nonsense$）"):
        assert "unbroken" not in shown(text)


@pytest.mark.parametrize("wrap", ["*{}*", "a <em>{}</em>", "<div><em>{}</em></div>"])
def test_only_what_holds_an_east_asian_character_takes_dots(wrap: str) -> None:
    for words, latin in (("a, b", True), ("甲 b", False), ("a <b>b</b>", False)):
        assert ('<em class="latin">' in shown(wrap.format(words))) == latin


def test_a_class_that_pages_give_emphasis_is_all_that_notes_can_give_it() -> None:
    assert shown('<em class="zoom">a</em>b') == "<p><em>a</em>b</p>"


@pytest.mark.parametrize(
    "text",
    ["| | |a|\n|-|-:|-|\n|1|2|3|", '<table><tr><th></th><th align="right"></th><th>a</th></tr></table>'],
)  # fmt: skip
def test_the_empty_corner_of_a_table_is_no_head(text: str) -> None:
    assert re.findall(r"<(th|td)\b", shown(text))[:3] == ["td", "td", "th"]


# ---- Cards that are finished before the notebook is known


@pytest.mark.parametrize(
    "answer", ["Plain.", "$x^2$ and `[sound:a.mp3]`", "The {{c1::sun}} and ${{c2::y}}$."]
)
def test_a_card_that_refers_to_nothing_is_finished(answer: str) -> None:
    question, here = rendered(answer)
    assert finished_card(question.card) == fill_card(question.card, here)


@pytest.mark.parametrize(
    "answer",
    [
        "[l](#other)",
        "{{c1::$x$ and [l](#other)}}",
        "![a](a.png)",
        "![](figures/rendered/x.svg)",
        "[f](code.py#f)",
        "![[a.mp3]]",
    ],
)
def test_a_card_that_refers_to_something_waits_for_the_notebook(answer: str) -> None:
    question, _ = rendered(answer)
    assert finished_card(question.card) is None


@given(notes())
def test_a_finished_card_is_what_the_notebook_would_make_of_it(text: str) -> None:
    source = Source("n.md", text)
    document, _ = parse(source)
    here = context([source], "https://notes.example")
    for each in document.questions:
        card = render_question(each, document, text.split("\n")).card
        assert finished_card(card) in {None, fill_card(card, here)}
