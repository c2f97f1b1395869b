"""Markdown in, safe HTML out, for pages and cards."""

from __future__ import annotations

import pickle
import re
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diptych.figures.registry import Figure
from diptych.interface import texts
from diptych.link.targets import LinkMap
from diptych.model import Diagnostic, Source
from diptych.model.book import Asset, Body
from diptych.parse.source import parse
from diptych.render import CardTarget, Context, PageTarget, assets_of, fill_body, fill_card
from diptych.render.questions import render_intro, render_question
from tests.conftest import compiled

DRAWING = (
    '<svg class="fig" viewBox="0 0 1 1" role="img" aria-label="Two &amp; three" '
    'data-caption="Its own." data-code="abc"><defs><clipPath id="x-1"/></defs>'
    '<path clip-path="url(#x-1)" style="stroke: var(--fig-a, #aa0000)"/></svg>\n'
)
FILES = {
    "a.png": b"png",
    "my notes/图.png": b"other",
    "code.py": b"@cache\ndef f(x: int) -> int:\n    return x[0]\n\n\ny = 2\n",
    "paper.pdf": b"pdf",
}


@dataclass(frozen=True)
class Shown:
    """A question as its page and its card show it."""

    page: Body
    card: Body
    page_assets: tuple[Asset, ...]
    card_assets: tuple[Asset, ...]
    diagnostics: tuple[Diagnostic, ...]


def render(text: str, base_url: str = "", files: dict[str, bytes] = FILES) -> Shown:
    """The first question of a document that also has a question `#other`."""
    source = Source("n.md", f"## Q?\n\n{text}\n\n## Other? {{#other}}\n\nx\n")
    document, _ = parse(source)
    rendered = render_question(document.questions[0], document, source.text.split("\n"))
    here = context([source], base_url, files)
    page = PageTarget(here)
    return Shown(
        page=fill_body(rendered.page, page),
        card=fill_card(rendered.card, here)[0],
        page_assets=tuple(assets_of(rendered.page.parts, page)),
        card_assets=tuple(assets_of(rendered.card.parts, CardTarget(here))),
        diagnostics=rendered.diagnostics,
    )


def context(sources: list[Source], base_url: str = "", files: dict[str, bytes] = FILES) -> Context:
    figure = Figure("x", "figures/rendered/x.svg", "figures/plots/x.py", "abc", DRAWING)
    return Context(
        files=files,
        figures={figure.path: figure},
        palette={"a": ("#aa0000", "#ff8888")},
        links=LinkMap([compiled(each.text, each.path) for each in sources]),
        places={("question", 0): "q/q.html", ("question", 1): "q/其他.html",
                ("section", 0): "s/n.html"},
        base_url=base_url,
        texts=texts("en"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "page", "card"),
    [
        ("a **b**", "<p>a <strong>b</strong></p>", "<p>a <strong>b</strong></p>"),
        ("a [b] {{c}}", "<p>a [b] {{c}}</p>", "<p>a &#91;b] &#123;&#123;c}}</p>"),
        ("`[sound:x.mp3]`", "<p><code>[sound:x.mp3]</code></p>",
         "<p><code>&#91;sound:x.mp3]</code></p>"),
        ("$x_{[1]}<y$", None, r"<p>\(x_{&#91;1]}&lt;y\)</p>"),
        ("$$\nx{{a}}\n$$", None, r"\[x&#123;&#123;a}}\]"),
        ("[l](#other)", '<p><a href="../q/%E5%85%B6%E4%BB%96.html">l</a></p>', "<p><a>l</a></p>"),
        ("[l](n.md)", '<p><a href="../s/n.html">l</a></p>', "<p><a>l</a></p>"),
        ("[l](https://a.example/?a=1&b=2)",
         '<p><a href="https://a.example/?a=1&amp;b=2">l</a></p>',
         '<p><a href="https://a.example/?a=1&amp;b=2">l</a></p>'),
        ("[l](https://a.example/a%2Fb?q=%26y%20z)", '<p><a href="https://a.example/a%2Fb?q=%26y%20z">l</a></p>', None),
        ("[l](javascript:alert(1))", "<p>[l](javascript:alert(1))</p>",
         "<p>&#91;l](javascript:alert(1))</p>"),
        ("<b onclick='x()'>b</b>", "<p><b>b</b></p>", "<p><b>b</b></p>"),
        ("a <script> b\n\nc", "<p>a &lt;script&gt; b</p>\n<p>c</p>", None),
        ("vector<T> <b>b</b>", "<p>vector&lt;T&gt; <b>b</b></p>", None),
        ("<script>\nif (a<b && c) {}\n</script>\n\nc", "&lt;script&gt;\nif (a&lt;b &amp;&amp; c) {}\n&lt;/script&gt;\n<p>c</p>", None),
        ("<style>p { x }</style>", "&lt;style&gt;p { x }&lt;/style&gt;", None),
        ("<iframe src='x'><b>b</b></iframe>", "&lt;iframe src='x'&gt;&lt;b&gt;b&lt;/b&gt;&lt;/iframe&gt;", None),
        ("a <!-- aside --> b", "<p>a  b</p>", "<p>a  b</p>"),
        ('<a href="javascript:x()">a</a>', "<p><a>a</a></p>", "<p><a>a</a></p>"),
        ("<div>open", "<div>open\n</div>", "<div>open\n</div>"),
        ("</div></article>after", "&lt;/article&gt;after", "&lt;/article&gt;after"),
        ("a[^n]", None, '<p>a<sup class="ref">1</sup></p>'),
        ("a[^n][^n]", None, '<p>a<sup class="ref">1</sup><sup class="ref">,</sup><sup class="ref">1</sup></p>'),
        ("a[^gone]", "<p>a[^gone]</p>", "<p>a&#91;^gone]</p>"),
        ("| a | b |\n|:-:|---|\n| 1 | 2 |", None,
         '<div class="table"><table>\n<thead>\n<tr>\n<th class="align-center">a</th>\n<th>b</th>\n'
         '</tr>\n</thead>\n<tbody>\n<tr>\n<td class="align-center">1</td>\n<td>2</td>\n</tr>\n'
         "</tbody>\n</table></div>"),
        ("![gone](g.png)", '<p><span class="missing">Missing image: gone (g.png)</span></p>', None),
        ("一行\n接着，\n又 a\nb\n二", "<p>一行接着，又 a\nb\n二</p>", None),
        ("**粗：**\n后", "<p><strong>粗：</strong>后</p>", None),
    ],
)  # fmt: skip
def test_on_pages_and_cards(text: str, page: str | None, card: str | None) -> None:
    rendered = render(f"{text}\n\n[^n]: source")
    assert page is None or rendered.page.answer == page
    assert card is None or rendered.card.answer == card


def test_formulas_become_mathml_without_inline_style() -> None:
    page = render("$\\gamma$\n\n$$\n\\begin{cases}a & b\\\\c & d\\end{cases}\n$$").page.answer
    assert "<math><mi>γ</mi></math>" in page
    assert '<span class="math-block" data-tex="\\begin{cases}a &amp; b' in page
    assert " style=" not in page
    assert 'class="m-left m-pr0' in page


def test_a_formula_that_cannot_be_converted_is_shown_as_latex_and_told() -> None:
    rendered = render("$a<\\nonsense$")
    assert rendered.page.answer == "<p><code>a&lt;\\nonsense</code></p>"
    assert rendered.card.answer == r"<p>\(a&lt;\nonsense\)</p>"
    (told,) = rendered.diagnostics
    assert told.code == "D601"
    assert told.span is not None
    assert told.span.line == 3
    assert "at character 3" in told.message


def test_a_long_formula_that_cannot_be_converted_is_quoted_in_part() -> None:
    latex = "a + " * 1000 + "\\nonsense"
    (told,) = render(f"${latex}$").diagnostics
    assert latex[:200] in told.message
    assert "at character 4001" in told.message
    assert len(told.message) < 400


def test_pictures_get_names_that_tell_their_content() -> None:
    rendered = render("![图](<my notes/图.png>)\n\nx ![a](a.png){width=30} y")
    page = re.findall(r'src="([^"]*)"', rendered.page.answer)
    card = re.findall(r'src="([^"]*)"', rendered.card.answer)
    assert page == [f"../media/{name}" for name in card]
    assert all(re.fullmatch(r"[a-z0-9-]+-[0-9a-f]{10}\.png", name) for name in card)
    assert {asset.name: asset.data for asset in rendered.card_assets} == {
        card[0]: b"other",
        card[1]: b"png",
    }
    other = render("![图](a.png)", files={**FILES, "a.png": b"new"})
    assert other.card_assets[0].name != card[1]
    assert 'width="30"' in rendered.page.answer


@pytest.mark.parametrize(
    ("label", "caption"),
    [("为什么", "为什么"), ("img", ""), ("", ""), ("a", ""), ("A.png", ""), ("图片", "")],
)
def test_only_what_says_something_is_a_caption(label: str, caption: str) -> None:
    answer = render(f"![{label}](a.png)").page.answer
    assert ("figcaption" in answer) == bool(caption)
    assert f'alt="{label}"' in answer


def test_raw_html_images_are_found_like_any_other() -> None:
    rendered = render('<p align="center"><img src=".\\a.png" alt="x" onerror="y()"></p>')
    assert rendered.card_assets[0].data == b"png"
    assert "onerror" not in rendered.page.answer
    assert 'alt="x"' in rendered.page.answer


def test_figures_are_inlined_on_pages_and_pictures_on_cards() -> None:
    rendered = render("![](figures/rendered/x.svg)\n\n![**why**](figures/rendered/x.svg)")
    page, card = rendered.page.answer, rendered.card.answer
    assert page.count("<svg") == 2
    assert "var(--fig-a, #aa0000)" in page
    ids = re.findall(r'id="([^"]+)"', page)
    assert len(set(ids)) == len(ids) == 2
    assert all(f"url(#{each})" in page for each in ids)
    assert "<figcaption>Its own.</figcaption>" in page
    assert "<figcaption><strong>why</strong></figcaption>" in page
    assert card.count('<img class="light"') == card.count('<img class="dark"') == 2
    assert 'alt="Two &amp; three"' in card
    media = {asset.name: asset.data.decode() for asset in rendered.card_assets}
    light, dark = media.values()
    assert "#aa0000" in light
    assert "#ff8888" in dark
    assert "var(" not in light + dark


def test_code_is_highlighted_and_included() -> None:
    rendered = render("```python\nx = [1]\n```\n\n[f](code.py#f)")
    page = rendered.page.answer
    assert page.count('<div class="code">') == 2
    assert 'x = [<span class="mi">1</span>]' in page
    assert '<div class="code-file">code.py</div>' in page
    included = re.sub(r"<[^>]+>", "", page.split("code-file")[1])
    assert "@cache\ndef f(x: int) -&gt; int:\n    return x[0]" in included
    assert "y = 2" not in included
    assert "[" not in rendered.card.answer


def test_sources_are_numbered_in_the_order_of_their_use() -> None:
    text = "> short[^b]\n\na[^a] b[^b] c^[inline *note*]\n\n[^a]: A [x](#other)\n\n[^b]: B[^c]\n\n[^c]: C"
    rendered = render(text)
    assert rendered.card.short == '<p>short<sup class="ref">1</sup></p>'
    assert re.findall(r'"ref">(\d)<', rendered.card.answer) == ["2", "1", "3"]
    assert rendered.card.sources == (
        '<ol class="sources"><li>B<sup class="ref">4</sup></li><li>A <a>x</a></li>'
        "<li>inline <em>note</em></li><li>C</li></ol>"
    )
    links = set(re.findall(r'href="#([^"]+)"', rendered.page.short + rendered.page.answer))
    assert links <= set(re.findall(r'id="([^"]+)"', rendered.page.sources))


def test_links_from_cards_need_a_published_site() -> None:
    card = render("[l](#other)", base_url="https://a.example/cv/").card.answer
    assert card == '<p><a href="https://a.example/cv/q/%E5%85%B6%E4%BB%96.html">l</a></p>'


def test_files_are_linked_from_pages_only() -> None:
    rendered = render("[p](paper.pdf)")
    assert re.search(r'href="\.\./media/paper-[0-9a-f]{10}\.pdf"', rendered.page.answer)
    assert rendered.card.answer == "<p><a>p</a></p>"
    assert [asset.data for asset in rendered.page_assets] == [b"pdf"]
    assert rendered.card_assets == ()


def test_introductions_are_pages_only() -> None:
    source = Source("n.md", "intro[^a]\n\n## Q?\n\nx\n\n[^a]: A\n")
    document, _ = parse(source)
    intro = render_intro(document.sections[0], document, ())
    html = PageTarget.own(context([source])).whole(intro.html)
    assert html.startswith("<p>intro<sup")
    assert '<li id="source.1">A</li>' in html
    assert intro.diagnostics == ()


def test_what_is_rendered_is_plain_data() -> None:
    text = (
        "### Why?\n\n$x$ {{c1::a::b}} [l](#other) ![**p**](a.png) a[^n]\n\n[f](code.py#f)\n\n"
        "![](figures/rendered/x.svg)\n\n[^n]: source"
    )
    document, _ = parse(Source("n.md", f"## Q?\n\n{text}\n\n## Other? {{#other}}\n\nx\n"))
    rendered = render_question(document.questions[0], document, ())
    assert pickle.loads(pickle.dumps(rendered)) == rendered


@given(st.text(alphabet="<>/ab[]{}$^!()`*_\"'=\n :&;\ufdd0\ufdd10", max_size=120))
def test_no_text_can_break_out(text: str) -> None:
    """Whatever is written: no mark of ours is left, no tag stays open, nothing acts in Anki."""
    text = text.replace("\ufdd0", "\ufffd").replace("\ufdd1", "\ufffd")
    rendered = render(text)
    for body in (rendered.page, rendered.card):
        html = body.short + body.answer + body.sources
        assert not re.search("[\ufdd0-\ufdd1]", html)
        assert html.count("<p>") == html.count("</p>")
    outside_math = re.sub(r"\\\[.*?\\\]", "", rendered.card.answer, flags=re.DOTALL)
    assert "[" not in outside_math.replace(r"\[", "")
    assert "{{" not in rendered.card.answer


PIECES = [
    "<script>",
    "</script>",
    "<style>",
    "<T>",
    "</iframe>",
    "<textarea>",
    "<b>",
    "</b>",
    "\n\n",
]


@given(st.lists(st.sampled_from(PIECES) | st.integers(0, 999).map("w{}".format), max_size=20))
def test_no_tag_swallows_a_word(pieces: list[str]) -> None:
    page = render(" ".join(pieces)).page
    shown = re.sub(r"<[^>]*>", "", page.short + page.answer)
    assert [p for p in pieces if p.startswith("w")] == re.findall(r"w\d+", shown)
