r"""Dollars within the words of a formula, ``$\text{if $x$ is odd}$``, on both panels."""

from __future__ import annotations

import pytest

from diptych.model import Source
from diptych.parse import parse
from diptych.syntax.tree import walk
from tests.generator.render.test_render import render


def formulas(text: str) -> list[str]:
    """What the inline formulas of an answer say."""
    document, _ = parse(Source("n.md", f"## Q?\n\n{text}\n"))
    nodes = walk(document.questions[0].nodes)
    return [node.content for node in nodes if node.type == "math_inline"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"$\text{way from $a$ to $b$}$", [r"\text{way from $a$ to $b$}"]),
        (r"$x = \mbox{the $n$th} y$ and $z$", [r"x = \mbox{the $n$th} y", "z"]),
        (r"$\text{if $\sqrt{x}$ is}$ 或 $\textbf{非 $y$}$", [r"\text{if $\sqrt{x}$ is}", r"\textbf{非 $y$}"]),
        (r"$\text{a}$ and $\text{b}$", [r"\text{a}", r"\text{b}"]),
        (r"$\text{a} + \text{in $k$}$", [r"\text{a} + \text{in $k$}"]),
        (r"$\text{costs \$5}$", [r"\text{costs \$5}"]),
        (r"\text{a $x$ b} and $y$", ["x", "y"]),
    ],
)  # fmt: skip
def test_they_do_not_end_it(text: str, expected: list[str]) -> None:
    assert formulas(text) == expected


def test_both_panels_show_one_formula() -> None:
    shown = render(r"It is $\text{way from $a$ to $b$}$.")
    assert shown.page.answer.count("<math") == 1
    assert "$" not in shown.page.answer
    assert r"\(\text{way from $a$ to $b$}\)" in shown.card.answer
    assert shown.diagnostics == ()
