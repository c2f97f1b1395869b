"""Finding the comments that silence a code."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diptych.model import Source
from diptych.syntax.suppressions import COMMENT, take_suppressions

D401 = "<!-- diptych: ignore D401 -->"


def test_lines_stay_lines() -> None:
    text = f"a  {D401}\n{D401}\nb {D401} c\n\n    {D401}\n"
    bare, suppressions = take_suppressions(Source("a.md", text))
    assert bare.text == f"a\n\nb  c\n\n    {D401}\n"
    assert [(sorted(each.lines), each.span.column) for each in suppressions] == [
        ([1], 4), ([2, 3], 1), ([3], 3)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "left", "codes"),
    [
        # A comment goes on to the first `-->`, whatever is opened within.
        (f"<!--diptych: ignore {D401}-->", f"<!--diptych: ignore {D401}-->", []),
        (f"<!-- diptych: {D401}ignore D404 -->", f"<!-- diptych: {D401}ignore D404 -->", []),
        (f"<!-- a --> {D401}", "<!-- a -->", ["D401"]),
        (f"<!--> {D401}", "<!-->", ["D401"]),
        (f"`<!--` {D401}", "`<!--`", ["D401"]),
        (f"\\<!-- {D401}", "\\<!--", ["D401"]),
        # What stood on both sides of one becomes none.
        (f"<!-{D401}- diptych: ignore D404 -->", "<!- - diptych: ignore D404 -->", ["D401"]),
    ],
)
def test_comments_within_comments(text: str, left: str, codes: list[str]) -> None:
    bare, suppressions = take_suppressions(Source("a.md", text))
    assert bare.text == left
    assert [code for each in suppressions for code in each.codes] == codes


PIECES = [
    "a",
    " ",
    "\n",
    "`",
    "```\n",
    "# ",
    "<!--",
    "-->",
    "diptych: ignore ",
    "D401",
    D401,
    "\t",
    ">",
]


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_any_text_keeps_its_lines_and_all_else(text: str) -> None:
    bare, _ = take_suppressions(Source("a.md", text))
    assert bare.text.count("\n") == text.count("\n")
    # A blank may come in the place of a comment, so that what stands around it does not join.
    left, was = ("".join(COMMENT.sub("", each).split()) for each in (bare.text, text))
    assert left == was
