"""Mends that meet: of two that overlap, the earlier stays, however many there are."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from diptych.syntax.repairs.prose import in_order
from diptych.syntax.repairs.text import Edit


def _overlap(edit: Edit, other: Edit) -> bool:
    return edit.line == other.line and edit.start < other.end and other.start < edit.end


def _in_order_naively(mends: Sequence[Sequence[Edit]]) -> list[Edit]:
    taken: list[Edit] = []
    for mend in mends:
        if not any(_overlap(edit, other) for edit in mend for other in taken):
            told = max(mend, key=lambda edit: len(edit.after), default=None)
            taken += [edit._replace(told=edit is told) for edit in mend]
    return sorted(taken)


@st.composite
def mends(draw: st.DrawFn) -> list[Edit]:
    """A mend of some pieces that overlap none of its own, as every repair makes them."""
    places = sorted(draw(st.lists(st.integers(0, 30), min_size=2, max_size=6)))
    line = draw(st.integers(0, 1))
    pieces = zip(places[::2], places[1::2], strict=False)
    return [Edit(line, start, end, "x" * draw(st.integers(0, 3))) for start, end in pieces]


@given(st.lists(mends(), max_size=8))
def test_mends_are_taken_as_if_each_looked_at_all(given_mends: list[list[Edit]]) -> None:
    assert in_order(given_mends) == _in_order_naively(given_mends)
