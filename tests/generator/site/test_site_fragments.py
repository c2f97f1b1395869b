"""Pieces of HTML on their way onto a page: addresses, headings, titles, formulas."""

from __future__ import annotations

import pytest

from diptych.site.font import math_characters, math_font
from diptych.site.fragments import at_top, deepened, lifted, prefixed, unbroken
from diptych.site.titles import in_clauses

FORMULA = "<math><msub><mi>p</mi><mi>t</mi></msub></math>"


# ---- Fragments


def test_addresses_move_up_with_the_page() -> None:
    html = '<a href="../q/x.html">../q/x</a> <img src=\'../media/a.png\' alt="../b">'
    assert at_top(html) == '<a href="q/x.html">../q/x</a> <img src=\'media/a.png\' alt="../b">'
    for same in ('<a href="#x">', '<a href="https://x.org/../y">', '&lt;a href="../x"&gt;'):
        assert at_top(same) == same


def test_ids_and_what_refers_to_them_get_the_prefix() -> None:
    html = (
        '<svg aria-labelledby="t d" data-id="t"><clipPath id="c"/><g clip-path="url(#c)"/>'
        '<use xlink:href="#c"/></svg><a href="#src-1">id="x"</a><a href="../q/x.html#y"></a>'
    )
    assert prefixed(html, "q7-") == (
        '<svg aria-labelledby="q7-t q7-d" data-id="t"><clipPath id="q7-c"/>'
        '<g clip-path="url(#q7-c)"/><use xlink:href="#q7-c"/></svg>'
        '<a href="#q7-src-1">id="x"</a><a href="../q/x.html#y"></a>'
    )


def test_headings_go_down_but_not_below_six() -> None:
    assert deepened("<h2 class='a'>x</h2><h5>y</h5><hr>", 2) == (
        "<h4 class='a'>x</h4><h6>y</h6><hr>"
    )


def test_lifting_does_all_of_it() -> None:
    assert lifted('<h2 id="a"><a href="../q/x.html">x</a></h2>', "q1-", 2) == (
        '<h4 id="q1-a"><a href="q/x.html">x</a></h4>'
    )


def test_a_formula_keeps_the_punctuation_that_touches_it() -> None:
    assert unbroken(f"（{FORMULA}），而") == f'<span class="unbroken">（{FORMULA}），</span>而'
    for same in (f"是 {FORMULA} 时", '<math display="block"><mi>x</mi></math>，'):
        assert unbroken(same) == same


@pytest.mark.parametrize(
    ("title", "clauses"),
    [
        ("只有一句", ["只有一句"]),
        ("Is it one? Yes, it is.", ["Is it one? Yes, it is."]),
        ("甲是什么？乙呢？", ["甲是什么？", "乙呢？"]),
        ("他说“好。”然后走了", ["他说“好。”", "然后走了"]),
        ("甲，<em>乙，丙</em>，丁", ["甲，", "<em>乙，丙</em>，", "丁"]),
        (f"甲？{FORMULA} 呢", ["甲？", f"{FORMULA} 呢"]),
    ],
)
def test_titles_fall_into_clauses(title: str, clauses: list[str]) -> None:
    several = "".join(f'<span class="clause">{clause}</span>' for clause in clauses)
    assert in_clauses(title) == (several if len(clauses) > 1 else title)


# ---- The math font


def test_only_characters_in_formulas_count() -> None:
    html = ["甲<math><mi>&alpha;</mi><mo>&lt;</mo><mtext>则 </mtext></math>乙", "<p>x</p>"]
    assert math_characters(html) == frozenset("α<则 ")
    assert math_font(["<p>x</p>"]) is None


def test_the_font_holds_what_formulas_need() -> None:
    from io import BytesIO

    from fontTools.ttLib import TTFont

    made = math_font(["<math><mi>𝔼</mi></math>"])
    assert made is not None
    assert len(made.data) < 120_000
    assert "SIL Open Font License" in made.licence
    assert "Copyright" in made.licence
    with TTFont(BytesIO(made.data)) as font:
        characters = {chr(code) for code in font.getBestCmap()}
        assert set("𝔼√()[]{}|‖⟨⟩⌊⌋⌈⌉∑∏∫⋃⋂xα𝑥𝛼09−") <= characters
        assert "ℵ" not in characters
        variants = font["MATH"].table.MathVariants
        roots = variants.VertGlyphConstruction[
            variants.VertGlyphCoverage.glyphs.index(font.getBestCmap()[ord("√")])
        ]
        names = [record.VariantGlyph for record in roots.MathGlyphVariantRecord]
        assert len(names) > 3
        assert len({font["hmtx"][name][0] for name in names}) == 1
