r"""Commands of siunitx and physics are formulas of both panels."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diptych.render.formulas import FormulaError, to_mathml
from diptych.render.latex import as_known
from tests.anki_engine import Anki
from tests.conftest import MakeNotebook, build_folder, codes


def shown(latex: str) -> str:
    mathml = to_mathml(latex, display=False)
    return "".join("".join(re.sub("<[^>]*>", " ", mathml).split()))


@pytest.mark.parametrize(
    ("latex", "said"),
    [
        (r"\SI{5}{\metre\per\second}", "5ms−1"),
        (r"\SI[per-mode=symbol]{9.81}{\metre\per\second\squared}", "9.81ms−2"),
        (r"\qty{1.5}{\kilo\gram\metre\per\square\second}", "1.5kgms−2"),
        (r"\SI{3e8}{m/s}", "3×108ms−1"),
        (r"\SI{-2}{\micro\metre}", "−2µm"),
        (r"\SI{20}{\degreeCelsius}", "20°C"),
        (r"\SI{90}{\percent}", "90%"),
        (r"\si{kg.m^{-3}}", "kgm−3"),
        (r"\unit{\cubic\metre}", "m3"),
        (r"\unit{\metre\tothe{4}}", "m4"),
        (r"\unit{\joule\per\mole\per\kelvin}", "Jmol−1K−1"),
        (r"\num{1.2e-3} + \num{.5}", "1.2×10−3+.5"),
        (r"\num{1,5 +- 0.2}", "1,5±0.2"),
        (r"\ang{30;5}", "30∘5′"),
        (r"\SIrange{1}{2}{\mm}", "1mm–2mm"),
        (r"\frac{\SI{1}{\N}}{\qty{2}{m^2}}", "1N2m2"),
        (r"\dv{x} + \dv{f}{x} + \dv[2]{f}{t}", "ddx+dfdx+d2fdt2"),
        (r"\pdv{f}{x}{y} = \pdv[2]{f}{x}", "∂2f∂x∂y=∂2f∂x2"),
        (r"\abs{\dv{f}{x}} \le \norm{v}^2", "|dfdx|≤‖v‖2"),
        (r"\bra{a}\ket{b}, \braket{a}{b}, \braket{a|H|b}", "⟨a||b⟩,⟨a|b⟩,⟨a|H|b⟩"),
        (r"\ketbra{0}{1} \expval{A} \mel{a}{H}{b}", "|0⟩⟨1|⟨A⟩⟨a|H|b⟩"),
        (r"\qty(\frac{a}{b}) \qty[x] \qty{y} \qty|z|", "(ab)[x]{y}|z|"),
        (r"\comm{A}{B} \order{n^2} \order(n)", "[A,B]𝒪︀(n2)𝒪︀(n)"),
        (r"\int \dd{x} \dd t \dd[3]{k}", "∫dxdtd3k"),
        (r"\grad f \cross \vb{a}", "∇f×𝐚"),
    ],
)
def test_a_command_of_a_package_is_a_formula(latex: str, said: str) -> None:
    assert shown(latex) == said
    # What a card is given, every MathJax knows.
    assert not re.search(
        r"\\(?:SI|si|qty|num|unit|ang|p?dv|abs|norm|bra|ket|dd)\b", as_known(latex)
    )


def test_a_derivative_has_its_line_and_a_power_its_place() -> None:
    assert to_mathml(r"\dv{f}{x}", display=False).count("<mfrac") == 1
    assert to_mathml(r"\si{\metre\squared}", display=False).count("<msup") == 1


@pytest.mark.parametrize("latex", [r"\SI{5}{\foo}", r"\qty(x", r"\pdv", r"\si{m?}", r"\mel{a}{b}"])
def test_what_is_not_understood_stays_and_is_told(latex: str) -> None:
    assert as_known(latex) == latex
    with pytest.raises(FormulaError):
        to_mathml(latex, display=False)


PIECES = (r"\SI", r"\si", r"\num", r"\qty", r"\dv", r"\pdv", r"\abs", r"\braket", r"\dd", r"\eval",
          r"\comm", r"\mel", r"\metre", r"\per", r"\squared", "{", "}", "(", ")", "[", "]", "|", "*",
          " ", "x", "5", "e3", "/", "^", ";", r"\\", r"\{")  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_any_formula_is_written_anew_or_left(latex: str) -> None:
    assert len(as_known(latex)) <= 60 * len(latex) + 60
    with suppress(FormulaError):
        to_mathml(latex, display=False)


def test_many_commands_of_one_formula_end() -> None:
    deep = r"\abs{" * 3000 + "x" + "}" * 3000
    with pytest.raises(FormulaError, match="more than"):
        to_mathml(deep, display=False)


def test_both_panels_show_it(make_notebook: MakeNotebook, tmp_path: Path, anki: Anki) -> None:
    text = "## How fast?\n\n$\\SI{5}{\\metre\\per\\second} = \\dv{x}{t}$\n"
    output = tmp_path / "site"
    built = build_folder(make_notebook({"a.md": text}), output)
    assert codes(built.report) == []
    (page,) = (file.read_text(encoding="utf-8") for file in (output / "q").glob("*.html"))
    assert "<mfrac>" in page
    anki.import_apkg(next(output.glob("*.apkg")))
    (guid,) = anki.guids()
    assert r"\mathrm{m}\,\mathrm{s}^{-1}} = \frac{\mathrm{d}{x}}{\mathrm{d}{t}}" in anki.back(guid)
