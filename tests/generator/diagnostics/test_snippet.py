"""Source lines with their carets, and where the carets point."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diptych.diagnostics.locate import point
from diptych.diagnostics.snippet import quote
from diptych.model import Span
from tests.conftest import MakeNotebook, check_folder, of


@pytest.mark.parametrize(
    ("line", "mark", "shown", "caret"),
    [
        ("abc", "c", "    abc", 6),
        ("  abc", "", "      abc", 6),  # without a column: where the text begins
        ("\ta\tbX", "X", "        a    bX", 14),
        ("公式，X", "X", "    公式，X", 10),
        ("ＡＢX", "X", "    ＡＢX", 8),
        ("ｱｲX", "X", "    ｱｲX", 6),
        ("🎉X", "X", "    🎉X", 6),
        ("❤\ufe0fX", "X", "    ❤\ufe0fX", 6),
        ("👍🏽X", "X", "    👍🏽X", 6),
        ("👩\u200d💻X", "X", "    👩\u200d💻X", 6),
        ("e\u0301\u200bX", "X", "    e\u0301\u200bX", 5),
        ("a\x1b[31mX", "X", "    a\ufffd[31mX", 10),
    ],
)
def test_the_caret_stands_below_its_character(line: str, mark: str, shown: str, caret: int) -> None:
    column = line.index(mark) + 1 if mark else 0
    assert quote(line, column) == (shown, " " * caret + "^")


def test_long_lines_are_cut_around_the_caret() -> None:
    for filling, width in (("a", 1), ("中", 2), ("\t", 4)):
        for at in (0, 1, 40, 48, 90, 95, 96, 97, 150, 250, 298, 299):
            with of(f"{filling!r}, {at}"):
                shown, caret = quote(filling * at + "X" + filling * (299 - at), at + 1)
                columns = shown.replace("中", "中\0")  # a character for each column
                assert 90 <= len(columns) <= 100
                assert columns[caret.index("^")] == "X"
                assert ("…" in shown[: shown.index("X")]) == (at * width > 48)


def test_a_line_that_just_fits_is_whole() -> None:
    assert quote("a" * 95 + "X", 96)[0] == "    " + "a" * 95 + "X"
    assert quote("X" + "a" * 96, 1)[0] == "    X" + "a" * 94 + "…"


def test_an_endless_line_takes_no_time() -> None:
    shown, _ = quote("a" * 10_000_000, 5_000_000)
    assert len(shown) == 100


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("a ![x](gone.png)", "D401", 3, 8),
        ("a ![x](没有.png)", "D401", 3, 8),
        ("a ![x](my%20file.png)", "D401", 3, 8),
        ("a ![x](J:\\My Notes\\x.png)", "D401", 3, 8),
        ("a <img src='gone.png'>", "D401", 3, 13),
        ("a\nb [x](gone.md)", "D404", 4, 7),
        ("a [x](gone.pdf)", "D408", 3, 7),
        ("[f](gone.py#f)", "D405", 3, 5),
        ("a[^x]", "D306", 3, 2),
        ("a\n\n[^x]: lost", "D307", 5, 1),
        ("a <B onclick='x'>b</B>", "D305", 3, 3),
        ("- <!-- aside -->", "D316", 3, 3),
        ("中 $\\frac{a}{$ b", "D601", 3, 13),
        ("$$\n\\frac{a}{\n$$", "D601", 4, 10),
        ("a \ufdd0", "D106", 3, 3),
    ],
)
def test_where_carets_point(
    make_notebook: MakeNotebook, text: str, code: str, line: int, column: int
) -> None:
    report = check_folder(make_notebook({"a.md": f"## A?\n\n{text}\n"}))
    spans = [each.span for each in report.diagnostics if each.code == code]
    assert [(span.line, span.column) for span in spans if span] == [(line, column)]


def test_what_stands_twice_in_a_line_is_pointed_at_twice(make_notebook: MakeNotebook) -> None:
    report = check_folder(make_notebook({"a.md": "## A?\n\n![x](g.png) and ![y](g.png)\n"}))
    spans = [each.span for each in report.diagnostics if each.code == "D401"]
    assert [span.column for span in spans if span] == [6, 22]


def test_what_is_not_found_is_the_line_as_a_whole() -> None:
    span = Span("a.md", 7, 7)
    assert point(span, {"a.md": ["x"]}, "y") == span
    assert point(span, {}, "y") == span
    assert point(Span("a.md", 1, 1), {"a.md": ["x y"]}, "", "z", "y").column == 3


# What joins what stands beside it; at a line's end it joins nothing.
JOINING = "a中é\t\x1b\u200d\ufe0f👩💻👍🏽e\u0301\u200b"


@given(
    st.text(st.characters(exclude_characters="\n"), max_size=300)
    | st.text(st.sampled_from(JOINING), max_size=300),
    st.integers(0, 310),
)
def test_any_line_can_be_quoted(line: str, column: int) -> None:
    shown, caret = quote(line, min(column, len(line) + 1))
    assert shown.startswith("    ")
    assert caret.strip() == "^"
    assert len(caret) <= 101
