"""Commands that Anki's MathJax does not know: cards get what it knows, pages show the same."""

from __future__ import annotations

import re
from html import unescape

import pytest

from tests.generator.render.test_render import render

# What Anki 26.9 shows in red → what a card says instead, and what a page shows.
LACKING = {
    r"\bm{x}": (r"\boldsymbol{x}", "𝒙"),
    r"\mathbbm{1}": (r"\mathbb{1}", "𝟙"),
    r"\mathds 1": (r"\mathbb 1", "𝟙"),
    r"\nicefrac{1}{2}": (r"\tfrac{1}{2}", "12"),
    r"\textcircled{1}\to\textcircled 2": (r"①\to②", "①→②"),
    r"\textcircled{A}": ("Ⓐ", "Ⓐ"),
    r"a\hspace*{1em}b": (r"a\hspace{1em}b", "ab"),
    r"\begin{displaymath}a\end{displaymath}": ("a", "a"),
    r"\bmod 2": (r"\bmod 2", "mod2"),
    r"\textcolor[HTML]{00ff00}{x}": (r"\textcolor{#00ff00}{x}", "x"),
    r"\color[HTML]{00ff00} x": (r"\color{#00ff00} x", "x"),
    r"\angl{20}": (r"{\left.\overline{20}\right|}", "20"),
    r"\angl n": (r"{\left.\overline{n}\right|}", "n"),
    r"\angln+1": (r"{\left.\overline{n}\right|}+1", "n+1"),
    r"\raisebox{2pt}{x}": (r"\raise{2pt}{\text{x}}", "x"),
}


@pytest.mark.parametrize("latex", LACKING)
def test_both_panels_show_them(latex: str) -> None:
    on_card, on_page = LACKING[latex]
    shown = render(f"It is ${latex}$.")
    assert shown.diagnostics == ()
    assert rf"\({on_card}\)" in shown.card.answer
    (math,) = re.findall(r"<math.*?</math>", shown.page.answer)
    assert re.sub(r"<[^>]+>|\s", "", math) == on_page


def test_a_tag_behind_lines_that_are_aligned_is_shown() -> None:
    shown = render("$$\n\\begin{align}\na &= b \\\\\nc &= d\n\\end{align} \\tag{7}\n$$")
    assert shown.diagnostics == ()
    assert re.sub(r"<[^>]+>|\s", "", shown.page.answer).endswith("(7)")


def test_a_circle_that_no_character_shows_is_told() -> None:
    (told,) = render(r"It is $\textcircled{99}$.").diagnostics
    assert told.code == "D601"


COLOURS = {
    r"\textcolor{#ff0000}{x}": "#FF0000",
    r"\color{#0fa} x": "#00FFAA",
    r"\textcolor[RGB]{255, 0, 128}{x}": "#FF0080",
    r"\color[rgb]{0,0.5,1} x": "#0080FF",
    r"\color[gray]{0.5} x": "#808080",
    r"\textcolor{red}{x}": "#FF0000",
}


@pytest.mark.parametrize("latex", COLOURS)
def test_colours_are_shown_however_they_are_written(latex: str) -> None:
    shown = render(f"It is ${latex}$.")
    assert shown.diagnostics == ()
    assert rf"\({latex}\)" in unescape(shown.card.answer)
    assert f'<mrow mathcolor="{COLOURS[latex]}"><mi>x</mi></mrow>' in shown.page.answer


@pytest.mark.parametrize("latex", [r"\textcolor{#ff}{x}", r"\textcolor[RGB]{256,0,0}{x}"])
def test_what_is_no_colour_is_told(latex: str) -> None:
    (told,) = render(f"It is ${latex}$.").diagnostics
    assert told.code == "D601"
