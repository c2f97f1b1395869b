"""Formulas that Anki's own MathJax would show in red stand on cards in words that it knows."""

from __future__ import annotations

import re
from html import unescape

from playwright.sync_api import Browser

from diptych.render.mathjax import LACKING
from tests.generator.render.test_render import render
from tests.reviewer import reviewer

FORMULAS = (
    r"\begin{darray}{cc} a & b \\ c & d \end{darray}",
    r"\prescript{14}{2}{\mathrm{C}}",
    r"\left\llbracket x \right\rrbracket",
    r"\left\lang x \right\rang + \bigl\lang y \bigr\rang",
    r"\textcolor[HTML]{00ff00}{x}",
    r"\argmax_{x} f(x)",
    r"5 € + \text{3 €} + \mathrm{₹} + a_{₽}",
    r"a_{\angl{20}} + s_{\angln} + \angl n + \raisebox{2pt}{x} + \raisebox{-0.5em}{x y}",
    "a⃗ + ɛ + x⃛ + 🫠",
    *(rf"a \{name} {{x}}{{y}} b" for name in LACKING),
)
# Of each formula, whether something stands in red: a command that is not known, or an error.
WRONG = """() => [...document.querySelectorAll("p.formula")].map((p) =>
    !p.querySelector("mjx-container") || /merror|color: *red/.test(p.innerHTML))"""


def on_card(latex: str) -> str:
    shown = render(f"It is ${latex}$.")
    assert shown.diagnostics == (), latex
    (formula,) = re.findall(r"\\\(.*?\\\)", unescape(shown.card.answer))
    return str(formula).replace("<", "&lt;")


def test_no_formula_stands_in_red(chromium: Browser) -> None:
    with reviewer(chromium) as shown:
        shown.front(r"<p class='formula'>\(\nobodyknowsthis\)</p>")
        assert shown.page.evaluate(WRONG) == [True]
        formulas = [on_card(each) for each in FORMULAS]
        shown.front("".join(f"<p class='formula'>{each}</p>" for each in formulas))
        found = shown.page.evaluate(WRONG)
    assert len(found) == len(FORMULAS)
    assert [each for each, wrong in zip(formulas, found, strict=True) if wrong] == []
