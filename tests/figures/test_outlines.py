"""Outlines of regions: known shapes, and that filling them gives the region again."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from matplotlib.path import Path

from figures.outlines import traced

masks = arrays(bool, array_shapes(min_dims=2, max_dims=2, max_side=7), elements=st.booleans())


def loops(path: Path) -> list[Any]:
    """The corners of each closed walk."""
    ends = np.flatnonzero(np.asarray(path.codes) == Path.CLOSEPOLY) + 1
    vertices = np.asarray(path.vertices)
    return [vertices[start:end] for start, end in zip([0, *ends[:-1]], ends, strict=True)]


@given(masks)
def test_the_loops_wind_once_around_what_is_inside_and_not_around_the_rest(mask: Any) -> None:
    path = traced(mask)
    winding = np.zeros(mask.shape, dtype=int)
    middle = np.arange(mask.shape[1]) + 0.5
    for loop in loops(path) if mask.any() else []:
        assert (loop[0] == loop[-1]).all()
        for (x1, y1), (x2, y2) in pairwise(loop):
            assert (x1 == x2) != (y1 == y2)
            # a side that goes down right of a pixel winds around it, one that goes up unwinds
            rows = slice(int(min(y1, y2)), int(max(y1, y2)))
            winding[rows, middle < x1] += int(np.sign(y2 - y1))
    np.testing.assert_array_equal(winding, mask)


@given(masks)
def test_each_corner_is_one(mask: Any) -> None:
    if not mask.any():
        return
    for loop in loops(traced(mask)):
        sides = np.diff(np.vstack([loop, loop[1]]), axis=0)
        assert (np.sign(sides[:-1]) != np.sign(sides[1:])).any(axis=1).all()


def test_a_rectangle_has_four_corners_clockwise() -> None:
    mask = np.zeros((4, 5), dtype=bool)
    mask[1:3, 1:5] = True
    path = traced(mask)
    assert np.asarray(path.vertices).tolist() == [[1, 1], [5, 1], [5, 3], [1, 3], [1, 1]]
    assert np.asarray(path.codes).tolist() == [1, 2, 2, 2, 79]


def test_a_hole_is_a_loop_the_other_way() -> None:
    mask = np.ones((3, 3), dtype=bool)
    mask[1, 1] = False
    outer, inner = loops(traced(mask))
    assert outer.tolist() == [[0, 0], [3, 0], [3, 3], [0, 3], [0, 0]]
    assert {tuple(point) for point in inner.tolist()} == {(1, 1), (1, 2), (2, 2), (2, 1)}


def test_nothing_has_no_outline() -> None:
    assert np.size(traced(np.zeros((3, 3), dtype=bool)).vertices) == 0
    assert np.size(traced(np.zeros((0, 3), dtype=bool)).vertices) == 0
