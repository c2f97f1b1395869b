r"""Dollars within the words of a formula, ``$\text{if $x$ is odd}$``, on both panels."""

from __future__ import annotations

import pytest

from diptych.model import Source
from diptych.parse.source import parse
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


@pytest.mark.parametrize(
    "text",
    [
        r"It sends *1\r\n$4\r\nPING\r\n and $3\r\nSET\r\n$3\r\nkey\r\n.",
        r"The reply is $-1\r\n or $ 5\r\nvalue\r\n$.",
        "Set $PATH and $HOME, then $JAVA_HOME/bin:$PATH or $XDG_DATA/a,$HOME/b.",
        "Between $1,000 and $2,000. A$ is a dollar; $5 or A$, $5 to US$6.",
        "PHP has $this->x = $that->y; a shell echo $? $! $$.",
        "In Vue this.$refs and this.$emit; in MongoDB $set and $push, {$gt: 5, $lt: 6}.",
        "With awk $0 and $NF. Regular ones: ^a$ and ^b$.",
        "Call $(this).hide() and $('#x').show().",
    ],
)
def test_what_only_has_dollars_is_text_without_a_word_lost(text: str) -> None:
    document, told = parse(Source("n.md", f"## Q?\n\n{text}\n"))
    (question,) = document.questions
    assert not [node for node in walk(question.nodes) if node.type.startswith("math_")]
    said = "".join(node.content for node in walk(question.answer) if not node.children)
    assert said.count("$") == text.count("$")
    assert not told


@pytest.mark.parametrize(
    "latex",
    ["x", "3", "n!", "2, 3", "P(A)", "f: X \\to Y", "a.b", "x=1.", "(0, 1]", "1 - p", "2.5\\%",
     "PATH", "x \\in A, y", "\\{a\\}", "[0,1)", "A \\text{ and } B", "f(x).g(x)", "]0, 1[", "\\frac{", "n="],
)  # fmt: skip
def test_what_is_a_formula_stays_one(latex: str) -> None:
    assert formulas(f"so ${latex}$ is, ${latex}$的 and ${latex}$.") == [latex] * 3
