r"""Commands that notes define for their formulas: written out on both panels."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diptych.model import Source
from diptych.parse import parse
from diptych.render import CardTarget, fill_body
from diptych.syntax.macros import LONGEST, Macro, expanded
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


PIECES = st.lists(st.sampled_from([r"\a", r"\b", "{", "}", "x", "^", "#1", " ", r"\\"])).map(
    "".join
)


@given(PIECES, PIECES, PIECES)
def test_writing_out_ends(latex: str, first: str, second: str) -> None:
    macros = {r"\a": Macro(first, 1), r"\b": Macro(second)}
    result = expanded(latex, macros)
    assert result == latex or len(result) <= 2 * LONGEST
