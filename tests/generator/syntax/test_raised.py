"""What is set lower and higher, and what only looks so."""

from __future__ import annotations

import pytest

from tests.generator.render.test_render import render


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("水 H~2~O", "水 H<sub>2</sub>O"),
        ("CO~2~ 与 x^2^。", "CO<sub>2</sub> 与 x<sup>2</sup>。"),
        ("SO~4~^2-^", "SO<sub>4</sub><sup>2-</sup>"),
        ("10^-3^ 米，面积^2^", "10<sup>-3</sup> 米，面积<sup>2</sup>"),
        ("the 1^st^ a~ij~", "the 1<sup>st</sup> a<sub>ij</sub>"),
        ("**x^2^**", "<strong>x<sup>2</sup></strong>"),
    ],
)
def test_what_is_lowered_or_raised(text: str, shown: str) -> None:
    both = render(text)
    assert shown in both.page.answer
    assert shown in both.card.answer


@pytest.mark.parametrize(
    "text",
    [
        "a^2+b^2=c^2", "x ^ y ^ z", "a^b^c", "10~20~30", "A~B~C", "~5 与 ~6", "C:\\PROGRA~1 D:\\PROGRA~2",
        "`H~2~O`", "$x^2^$", "x^two words^", "~/a~", "2^10", "a^^b^^",
    ],
)  # fmt: skip
def test_what_is_neither(text: str) -> None:
    assert "<su" not in render(text).page.answer.replace("<sup class", "")


def test_strikethrough_is_what_it_was() -> None:
    assert "a<s>b</s>c" in render("a~~b~~c").page.answer
