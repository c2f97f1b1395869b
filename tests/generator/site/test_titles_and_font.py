"""What pages do to titles and formulas: clauses, and the font."""

from __future__ import annotations

from pathlib import Path

import pytest

from diptych.render.formula_signs import formula_signs
from diptych.site import font as shipped
from diptych.site.font import (
    ALWAYS,
    SHIPPED,
    SHIPPED_LICENCE,
    font_characters,
    math_font,
    shipped_font,
)
from diptych.site.titles import in_clauses

FORMULA = "<math><msub><mi>p</mi><mi>t</mi></msub></math>"


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
    assert formula_signs(html) == "".join(sorted("α<则 "))
    assert font_characters(formula_signs(["<p>x</p>"])) == ""


def test_the_font_holds_what_formulas_need() -> None:
    from io import BytesIO

    from fontTools.ttLib import TTFont

    made = math_font(font_characters("ℵ"))
    assert len(made.data) < 120_000
    assert "SIL Open Font License" in made.licence
    assert "Copyright" in made.licence
    with TTFont(BytesIO(made.data)) as font:
        characters = {chr(code) for code in font.getBestCmap()}
        assert set("ℵ𝔼√()[]{}|‖⟨⟩⌊⌋⌈⌉∑∏∫⋃⋂xα𝑥𝛼09−") <= characters
        assert "ℶ" not in characters
        variants = font["MATH"].table.MathVariants
        roots = variants.VertGlyphConstruction[
            variants.VertGlyphCoverage.glyphs.index(font.getBestCmap()[ord("√")])
        ]
        names = [record.VariantGlyph for record in roots.MathGlyphVariantRecord]
        assert len(names) > 3
        assert len({font["hmtx"][name][0] for name in names}) == 1


def test_the_font_that_is_shipped_is_the_one_that_would_be_cut(
    request: pytest.FixtureRequest,
) -> None:
    """With ``--update-cases`` it is cut anew, and written into the package."""
    characters = "".join(sorted(ALWAYS))
    made = math_font(characters)
    if request.config.getoption("--update-cases"):
        package = Path(shipped.__file__).parent
        (package / SHIPPED).write_bytes(made.data)
        (package / SHIPPED_LICENCE).write_text(made.licence, encoding="utf-8", newline="\n")
    assert shipped_font(characters) == made
    assert shipped_font(f"{characters}ℵ") is None


def test_chinese_in_formulas_needs_no_other_font() -> None:
    usual = font_characters("x")
    chinese = "召回率（精确）"
    assert font_characters(chinese) == usual
    assert font_characters(f"{chinese}ℵ") != usual
    assert math_font(f"{usual}{chinese}") == math_font(usual)
