r"""Commands that notes define for their formulas: written out on both panels."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diptych.input.config import load_config
from diptych.input.macros import Macro
from diptych.model import Source
from diptych.parse.source import parse
from diptych.render import CardTarget, fill_body
from diptych.syntax.macros import LONGEST, NEAR, expanded, group_end
from diptych.syntax.tree import walk
from tests.generator.render.test_targets import rendered, shown


def formulas(text: str) -> list[str]:
    """What the formulas of a question's answer say."""
    document, _ = parse(Source("n.md", f"## Q?\n\n{text}\n"))
    (question,) = document.questions
    return [node.content for node in walk(question.nodes) if node.type.startswith("math_")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"$\newcommand{\R}{\mathbb{R}} x\in\R$", [r"x\in\mathbb{R}"]),
        (r"$\newcommand\E[1]{\mathbb{E}[#1]}\E{X}$", [r"\mathbb{E}[X]"]),
        (r"$\newcommand{\p}[2][n]{#1/#2}\p{k} + \p[m]{k}$", [r"n/k + m/k"]),
        (r"$\def\v#1{\mathbf#1}\v x$", [r"\mathbf x"]),
        (r"$\DeclareMathOperator*{\amax}{arg\,max}\amax_x$", [r"\operatorname*{arg\,max}_x"]),
        (r"$\let\eps\varepsilon \eps x$", [r"\varepsilon x"]),
        (r"$\newcommand{\k}{2n} x^\k$", [r"x^{2n}"]),
        (r"$\newcommand{\k}{2n} \frac\k\k$", [r"\frac{2n}{2n}"]),
        (r"$\newcommand{\a}{1} \a$ $\renewcommand{\a}{2} \a$ $\a$", ["1", "2", "2"]),
        (r"$\newcommand{\a}{1}\a$ $\newcommand{\a}{2}\a$", ["1", "2"]),
        (r"first $\R$ then $\newcommand{\R}{r}\R$", ["r", "r"]),
        ("$$\\newcommand{\\R}{r}$$\n\nand $\\R$", ["r"]),
        (r"$\newcommand{\a}{\b}\newcommand{\b}{c}\a$", ["c"]),
        (r"$\newcommand{\R}{r} {{c1::\R}}$", ["{{c1::r}}"]),
        (r"$x$ and $\Rightarrow$", ["x", r"\Rightarrow"]),
    ],
)
def test_macros_are_written_out(text: str, expected: list[str]) -> None:
    assert formulas(text) == expected


def test_they_hold_for_the_whole_file_footnotes_included() -> None:
    text = "$$\n\\newcommand{\\R}{\\mathbb{R}}\n$$\n\nA[^1] $\\R$.\n\n[^1]: in $\\R^2$"
    question, here = rendered(text)
    card = fill_body(question.card, CardTarget(here))
    assert r"\(\mathbb{R}\)" in card.answer
    assert r"\(\mathbb{R}^2\)" in card.sources
    assert "newcommand" not in card.answer
    assert shown(text).count("ℝ") == 2
    assert question.diagnostics == ()


@pytest.mark.parametrize(
    "latex", [r"\def\a{\a}\a", r"\def\a{\a\a}\a", r"\def\a{\b\b}\def\b{\a\a}\a", r"\newcommand{\a}"]
)
def test_what_has_no_end_is_told_and_reaches_no_card_as_a_definition(latex: str) -> None:
    question, here = rendered(f"An ${latex}$.")
    assert [each.code for each in question.diagnostics] == ["D601"]
    card = fill_body(question.card, CardTarget(here)).answer
    assert r"\def" not in card
    assert r"\(\newcommand" not in card


def test_a_deletion_is_no_argument() -> None:
    assert formulas(r"$\newcommand{\n}[1]{|#1|} \n{{c1::x}}$") == [r"\n{{c1::x}}"]


SETTINGS = r"""
[macros]
RR = "\\mathbb{R}"
"\\norm" = "\\lVert #1 \\rVert"
power = ["{#2}^{#1}", 2, "n"]
"""


def test_settings_and_front_matter_define_macros_for_both_panels(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "diptych.toml").write_text(SETTINGS, encoding="utf-8")
    config, wrong = load_config(tmp_path)
    assert wrong == ()
    formula = r"$\RR + \norm{x} + \power{a} + \power[2]{b} + \KL$"
    front = f"---\nmacros:\n  KL: D_{{KL}}\n  RR: \\mathbf{{R}}\n---\n## Q?\n\n{formula}\n"
    document, told = parse(Source("n.md", front), config.reading)
    (question,) = document.questions
    (latex,) = (node.content for node in walk(question.nodes) if node.type == "math_inline")
    assert latex == r"\mathbf{R} + \lVert x \rVert + {a}^{n} + {b}^{2} + D_{KL}"
    assert told == ()


@pytest.mark.parametrize(
    "written",
    ['"a1" = "x"', '"" = "x"', "R = 1", "R = []", 'R = ["x", "y"]', 'R = ["#2", 1]',
     'R = ["x", 1, 2]', 'R = ["x", 10]', 'R = ["x", 1, "y", "z"]', 'R = { a = "x" }'],
)  # fmt: skip
def test_what_is_no_macro_is_told_with_its_name(tmp_path: Path, written: str) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "diptych.toml").write_text(f"[macros]\n{written}\n", encoding="utf-8")
    config, (wrong,) = load_config(tmp_path)
    assert wrong.code == "D102"
    assert "`macros`" in wrong.message
    assert config.reading.macros == ()


@pytest.mark.parametrize("written", ["x", "[a, b]", "{a1: x}", "{R: 1}"])
def test_front_matter_that_is_no_macro_is_told(written: str) -> None:
    text = f"---\nmacros: {written}\n---\n## Q?\n\n$R$\n"
    document, told = parse(Source("n.md", text))
    assert [each.code for each in told] == ["D203"]
    assert len(document.questions) == 1


PIECES = st.lists(st.sampled_from([r"\a", r"\b", "{", "}", "x", "^", "#1", " ", r"\\"])).map(
    "".join
)


@given(PIECES, PIECES, PIECES)
def test_writing_out_ends(latex: str, first: str, second: str) -> None:
    macros = {r"\a": Macro(first, 1), r"\b": Macro(second)}
    result = expanded(latex, macros)
    assert result == latex or len(result) <= 2 * LONGEST


@pytest.mark.parametrize(
    "inside", ["", "a", r"\}", r"\\{\{}", "{a}{b}", "a" * 3 * NEAR, "{a}" * NEAR]
)
def test_a_group_ends_where_its_brace_closes_near_or_far(inside: str) -> None:
    latex = f"{{{{a{{{inside}}}}}"
    assert group_end(latex, 3) == len(latex) - 1
    assert group_end(latex, 1) == len(latex)
    assert group_end(latex, 0) == group_end(latex, 2) == -1
