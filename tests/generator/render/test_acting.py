"""Formulas that would do more on a card than be typeset: they stay the LaTeX that they are."""

from __future__ import annotations

import pytest

from diptych.render import CardTarget, fill_body, fill_card
from tests.generator.render.test_targets import rendered, shown

LINK = r"\href{javascript:alert(1)}{x}"


@pytest.mark.parametrize(
    "latex",
    [
        LINK,
        r"\style{background:url(http://evil.test/a)}{x}",
        r"\class{a}{x}",
        r"\cssId{answer}{x}",
        r"\data{a=b}{x}",
        r"\require{html} x",
        r"\unicode{x41}",
        r"\csname href\endcsname{javascript:alert(1)}{x}",
        r"\bbox[background: url(http://evil.test/a)]{x}",
        r"\frac{1}{\href{javascript:alert(1)}{x}}",
    ],
)
@pytest.mark.parametrize("around", ["$", "$$"])
def test_a_command_that_acts_reaches_no_card_and_is_told(latex: str, around: str) -> None:
    question, here = rendered(f"An {around}{latex}{around}.")
    card = fill_body(question.card, CardTarget(here)).answer
    assert r"\(" not in card
    assert r"\[" not in card
    assert "<code>" in card
    (told,) = question.diagnostics
    assert told.code == "D601"
    assert told.hint == "Pages and cards show its LaTeX instead."


@pytest.mark.parametrize(
    "latex",
    [r"\hr{{c1::ef}}{javascript:alert(1)}{x}", r"{{c1::y::\href{javascript:alert(1)}{x}}}"],
)
def test_a_deletion_hides_no_command_that_acts(latex: str) -> None:
    question, here = rendered(f"An ${latex}$.")
    card, deletions = fill_card(question.card, here)
    assert r"\(" not in card.answer
    assert "{{c1::" in card.answer
    assert [number for number, _ in deletions] == [1]


@pytest.mark.parametrize("latex", [r"\bbox[yellow]{x}", r"\hrefs", r"a \\[2pt] b"])
def test_other_formulas_are_left_to_mathjax(latex: str) -> None:
    question, here = rendered(f"An ${latex}$.")
    assert r"\(" in fill_body(question.card, CardTarget(here)).answer


@pytest.mark.parametrize(
    "text",
    [rf"\\({LINK}。\$ \\)", rf"\\<wbr>({LINK}。\$ \\)", rf"\\[{LINK}](a) b\\]", "a \\\\**(x**"],
)
def test_text_that_looks_like_a_formula_of_mathjax_is_text_on_the_card(text: str) -> None:
    question, here = rendered(text)
    card = fill_body(question.card, CardTarget(here)).answer
    plain = card.replace("<wbr>", "").replace("&#91;", "[")
    assert r"\(" not in plain
    assert r"\[" not in plain
    assert "\u2060" not in shown(text)


def test_code_is_left_as_it_is() -> None:
    question, here = rendered("`\\(x\\)`\n\n```\nre.compile(r'\\(')\n```\n")
    assert "\u2060" not in fill_body(question.card, CardTarget(here)).answer
