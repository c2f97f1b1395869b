"""The sign of a repair is found wherever the repair has something to do."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diptych.syntax.repairs import REPAIRS, Repair, _edits, fences_as_headings
from diptych.syntax.repairs.text import Text
from tests.conftest import of
from tests.generator.any_notes import notes
from tests.generator.syntax.test_repairs import module_of
from tests.generator.syntax.test_repairs_together import WOUNDS

# What wounds are made of, beside what any notes hold.
PIECES = (
    "\\(", "\\)", "\\[", "\\]", "\\\\(", "\\\\)", "$", "$$", "\\*", "\\_", "\\#", "\\`", "#", "##", "＃",
    "```", "~~~", "<!--", "-->", "%%", "---", "===", "***", "－－－", "——", "* * *", "\u200b", "\ufeff",
    "\u00ad", "\u2028", "\x00", "![", "](", ")", "图](J:\\x y.png", "a b.png", "<img src='a b.png'>",
    "[公式]](https://a.example/equation?tex=x%7B", "![公式](https://a.example/equation?tex=x)", "词", "word",
    "1.", "Q：", " ", "  ", "    ", "\t", "\u3000", "\xa0", "\n", "\n\n", "\\begin{align}", "\\end{align}", "&", "=", "-",
)  # fmt: skip


@st.composite
def _wounded(draw: st.DrawFn, kind: Repair) -> str:
    """A text with a wound that a repair knows, and something in it put in another's place."""
    wound = draw(st.sampled_from(WOUNDS[module_of(kind)]))
    start = draw(st.integers(0, len(wound)))
    end = draw(st.integers(start, min(len(wound), start + 3)))
    return wound[:start] + draw(st.sampled_from(("", *PIECES))) + wound[end:]


def _unsigned(kind: Repair, text: str) -> Iterable[object]:
    """What a repair would change in a text that its sign is not in."""
    return [] if kind.SIGN.search(text) else list(kind.find(Text.of(text)))


@pytest.mark.parametrize("kind", REPAIRS, ids=module_of)
@given(st.data())
def test_without_its_sign_a_repair_has_nothing_to_do(kind: Repair, data: st.DataObject) -> None:
    assert _unsigned(kind, data.draw(_wounded(kind))) == []


@given(notes())
def test_nor_has_any_in_other_notes(text: str) -> None:
    for kind in REPAIRS:
        with of(module_of(kind)):
            assert _unsigned(kind, text) == []


def test_without_its_sign_a_repair_is_not_asked() -> None:
    for kind in REPAIRS:
        assert _edits(kind, Text.of("word")) == []
        assert not kind.SIGN.search("word")


def test_a_title_in_a_fence_has_the_sign_whatever_blanks_are_around_it() -> None:
    fences = (
        ("```\u2028", "NMS", "```"),
        ("```", "\xa0", "NMS", "\u3000", "```"),
        ("```", "NMS" + " " * 50, "```"),
        ("```", "NMS", "`````"),
        ("~~~", "NMS", "   ~~~~"),
        ("``` Why\tit\tworks", "```"),
        ("``` 为什么", "\xa0", "```"),
    )
    for lines in fences:
        text = "\n".join(("## NMS", "", *lines, "text", ""))
        assert list(fences_as_headings.find(Text.of(text))), lines
        assert fences_as_headings.SIGN.search(text), lines
