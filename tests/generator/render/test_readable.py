"""Formulas as plain text."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from diptych.render.formulas import FormulaError, to_mathml
from diptych.render.readable import readable
from tests.conftest import compiled, of

WRITTEN = {
    r"\frac{|A \cap B|}{|A \cup B|}": "(|A∩B|)/(|A∪B|)",
    r"\frac13+\frac13\cdot\frac23": "1/3+1/3⋅2/3",
    r"\hat m": "m̂",
    r"\overline{x+y}": "x+y",
    r"\underbrace{a+b}_{n}+\underline{x}+\overrightarrow{AB}": "a+bₙ+x+AB",
    r"\sum_{i=1}^{n} x_i^2": "∑ᵢ₌₁ⁿxᵢ²",
    r"\lVert x\rVert\cos\theta": "‖x‖ cos θ",
    r"\log(1-p)": "log(1−p)",
    r"10^{-5}": "10⁻⁵",
    r"e^{-x}": "e^(−x)",
    r"x_{\max}": "xₘₐₓ",
    r"x^{\top}y+A^{\mathsf T}": "xᵀy+Aᵀ",
    r"x_{t+1}+y_{\beta}": "xₜ₊₁+y_β",
    r"\sqrt{\hat v}+\sqrt{a+b}+\sqrt[3]{8}": "√v̂+√(a+b)+³√8",
    r"\theta\leftarrow\theta-\eta g": "θ ← θ−ηg",
    r"\text{if } x\ge 0": "if x ≥ 0",
    r"\begin{cases}1&x>0\\0&\text{else}\end{cases}": "{1 x > 0; 0 else",
    r"P(A\mid B) = P(A|B)": "P(A∣B) = P(A|B)",
    "{{c1::a}}": "a",
    r"\notknown{x": r"\notknown{x",
}


def test_a_formula_is_written_on_a_line() -> None:
    for latex, text in WRITTEN.items():
        with of(latex):
            said = compiled(f"## What?\n\n> ${latex}$\n").questions[0].gist
            assert said == text


def test_what_is_displayed_is_read_as_well() -> None:
    (question,) = compiled("## What?\n\nIt is\n\n$$\nx^2\n$$\n\nand $5.\n").questions
    assert question.gist == "It is x² and $5."


PARTS = [r"\frac{a}{b}", "x^2", r"y_{ij}", r"\sqrt{z}", "+", "=", "(u)", r"\alpha", r"\le", "7"]


@given(st.lists(st.sampled_from(PARTS), min_size=1, max_size=6))
def test_no_letter_of_a_formula_is_lost(parts: list[str]) -> None:
    latex = " ".join(parts)
    try:
        mathml = unescape(to_mathml(latex, display=False))
    except FormulaError:
        return
    letters = re.findall(r"[a-zα]", "".join(ET.fromstring(mathml).itertext()))
    small = str.maketrans("ᵢⱼ", "ij")
    assert re.findall(r"[a-zα]", readable(latex).translate(small)) == letters


def test_what_commands_nest_without_end_is_left_as_latex() -> None:
    """A colour holds for all behind it: of many, each lies in the one before."""
    for piece in (r"\color{red}", r"\displaystyle "):
        assert readable(f"{piece * 20}x") == "x"
        many = f"{piece * 500}x"
        assert readable(many) == many
