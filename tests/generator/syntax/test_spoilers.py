"""Words that are hidden by bars are shown; norms, operators and code keep theirs."""

from __future__ import annotations

import pytest

from tests.generator.render.test_render import render


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("||a stream||", "a stream"),
        ("||x||", "x"),
        ("||one|| ||two||", "one two"),
        ("||a **bold** one||", "a <strong>bold</strong> one"),
        ("It is ||datagrams||, as said.", "It is datagrams, as said."),
        ("答案是||数据报||。", "答案是数据报。"),
        ("The norm ||w|| and ||w + b|| of both.", "The norm ||w|| and ||w + b|| of both."),
        ("Either a || b || c holds.", "Either a || b || c holds."),
        ("`||code||` stays", '<code dir="auto">||code||</code> stays'),
        ("a||b", "a||b"),
    ],
)
def test_bars_of_hidden_words(text: str, shown: str) -> None:
    found = render(text)
    assert found.diagnostics == ()
    assert found.card.answer.replace('<code dir="auto">', "<code>") == (
        f"<p>{shown}</p>".replace('<code dir="auto">', "<code>")
    )
