r"""Chemistry on both panels: ``\ce`` and ``\pu`` as MathML on pages; Anki's MathJax reads them."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from diptych.render.formulas import FormulaError, to_mathml
from tests.conftest import MakeNotebook, build_folder
from tests.generator.render.test_render import render

WORDS = re.compile(r"<[^>]+>|[\s\u2009]+")

# As written → what a page shows, read from left to right: below before above, as MathML has them.
SHOWN = {
    r"\ce{CH3CH2OH}": "CH3CH2OH",
    r"\ce{Al^3+}": "Al3+",
    r"\ce{PO4^3-}": "PO43−",
    r"\ce{[Fe(CN)6]^{4-}}": "[Fe(CN)6]4−",
    r"\ce{F-}": "F−",
    r"\ce{NH4+}": "NH4+",
    r"\ce{6CO2 + 6H2O -> C6H12O6 + 6O2}": "6CO2+6H2O⟶C6H12O6+6O2",
    r"\ce{N2O4 <=> 2NO2}": "N2O4⇌2NO2",
    r"\ce{MgCO3 ->[加热] MgO + CO2 ^}": "MgCO3→加热MgO+CO2↑",
    r"\ce{A ->[450 °C] B}": "A→450°CB",
    r"\ce{Ag+ + Cl- -> AgCl v}": "Ag++Cl−⟶AgCl↓",
    r"\ce{K(s) + H2O(l) -> KOH(aq) + 1/2 H2(g)}": "K(s)+H2O(l)⟶KOH(aq)+12H2(g)",
    r"\ce{^{238}_{92}U -> ^{234}_{90}Th + ^4_2He}": "92238U⟶90234Th+24He",
    r"\ce{MgSO4*7H2O}": "MgSO4⋅7H2O",
    r"\ce{MgSO4.7H2O}": "MgSO4⋅7H2O",
    r"\ce{CH3-CH=CH-C#N}": "CH3−CH=CH−C≡N",
    r"\ce{C_nH_{2n}}": "CnH2n",
    r"\ce{Co^{III}}": "CoIII",
    r"\ce{CH3^.}": "CH3∙",
    r"\ce{Cu + 4HNO3(浓) = Cu(NO3)2 + 2NO2 ^ + 2H2O}": "Cu+4HNO3(浓)=Cu(NO3)2+2NO2↑+2H2O",
    r"\ce{A ->[Pt][300 K] B}": "A→300KPtB",
    r"\pu{96485 C mol-1}": "96485Cmol−1",
    r"\pu{6.02e23 mol^-1}": "6.02×1023mol−1",
    r"\pu{37 °C}": "37°C",
    r"\pu{9.8 m//s2}": "9.8ms2",
    r"K = \frac{[\ce{C}]}{[\ce{A}][\ce{B}]}": "K=[C][A][B]",
}


@pytest.mark.parametrize("latex", SHOWN)
def test_pages_show_chemistry(latex: str) -> None:
    shown = render(f"It is ${latex}$.")
    assert shown.diagnostics == ()
    (math,) = re.findall(r"<math.*?</math>", shown.page.answer)
    said = WORDS.sub("", math).replace("•", "∙").replace("-", "−")
    assert said == SHOWN[latex]


def test_cards_leave_it_to_mathjax_which_ships_mhchem() -> None:
    assert r"\(\ce{H2O}\)" in render(r"It is $\ce{H2O}$.").card.answer


def test_digits_are_lowered_and_charges_raised() -> None:
    mathml = to_mathml(r"\ce{SO4^2-}", display=False)
    assert re.search(r"<msubsup>.*<mn>4</mn>.*<mn>2</mn><mo[^>]*>−</mo>", mathml), mathml
    amount = to_mathml(r"\ce{2H2}", display=False)
    assert amount.count("<msub>") == 1
    assert amount.index("<mn>2</mn>") < amount.index("<msub>")


@pytest.mark.parametrize(
    "latex",
    [r"\ce{A € B}", r"\ce{A\bond{?}B}", r"\ce{A ->[B", r"\pu{5 €}", r"\ce{A_{2}", r"\ce{$x}"],
)
def test_what_is_not_known_is_shown_as_it_is_and_told(latex: str) -> None:
    with pytest.raises(FormulaError):
        to_mathml(latex, display=False)
    shown = render(f"It is $x + {latex}$.")
    assert {each.code for each in shown.diagnostics} <= {"D601"}
    assert latex[:3] in shown.page.answer


def test_the_place_of_what_is_not_known_is_told() -> None:
    (told,) = render(r"It is $x + \ce{A € B}$.").diagnostics
    assert told.span is not None
    assert told.span.column == len(r"It is $x + ") + 1


@pytest.fixture
def page(make_notebook: MakeNotebook, tmp_path: Path, chromium: Browser) -> Page:
    """A page with a reaction, opened."""
    root = make_notebook({"a.md": "## What burns?\n\n$$\\ce{2H2 + O2 ->[heat] 2H2O^{+}}$$\n"})
    assert build_folder(root, tmp_path / "site").summary is not None
    opened = chromium.new_page()
    opened.goto(next((tmp_path / "site/q").glob("*.html")).as_uri())
    return opened


def test_a_reader_sees_amounts_on_the_line_and_counts_below_it(page: Page) -> None:
    numbers = [each.bounding_box() for each in page.locator("article math mn").all()]
    amount, count, again, _, lowered = (box for box in numbers if box)
    assert amount["height"] > count["height"]
    assert count["y"] + count["height"] > amount["y"] + amount["height"]
    assert again["height"] == count["height"]
    assert lowered["height"] == count["height"]
    places = [box["x"] for box in numbers if box]
    assert all(left < right for left, right in pairwise(places))
