"""The numbers of figure ``l1-l2-balls``."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import scipy.optimize

from figures.plots import l1_l2_balls

HESSIAN = np.array([[1.0, 0.3], [0.3, 1.0]])
FREE = np.array([0.7, 1.9])


def loss(w: Any) -> Any:
    offset = np.asarray(w) - FREE
    return np.einsum("...i,ij,...j", offset, HESSIAN, offset)


@pytest.mark.parametrize("size", l1_l2_balls.SLIDER.values)
def test_solutions_are_the_least_loss_on_the_edge(size: float) -> None:
    data = l1_l2_balls.compute(size)
    # along the edge in the first quadrant, where the free optimum lies
    along = scipy.optimize.minimize_scalar(
        lambda s: loss([s, size - s]), bounds=(0, size), method="bounded", options={"xatol": 1e-10}
    ).x
    around = scipy.optimize.minimize_scalar(
        lambda a: loss([size * np.cos(a), size * np.sin(a)]),
        bounds=(0, np.pi / 2),
        method="bounded",
        options={"xatol": 1e-10},
    ).x
    np.testing.assert_allclose(data.solution[0], [along, size - along], rtol=0, atol=1e-6)
    expected = [size * np.cos(around), size * np.sin(around)]
    np.testing.assert_allclose(data.solution[1], expected, rtol=0, atol=1e-6)
    np.testing.assert_array_equal(data.free, FREE)


@pytest.mark.parametrize("size", l1_l2_balls.SLIDER.values)
def test_curves_are_where_they_say(size: float) -> None:
    data = l1_l2_balls.compute(size)
    np.testing.assert_allclose(np.abs(data.diamond).sum(axis=1), size, rtol=1e-15)
    np.testing.assert_allclose(np.hypot(*data.disc.T), size, rtol=1e-15)
    for i in range(2):
        np.testing.assert_allclose(loss(data.contour[i]), loss(data.solution[i]), rtol=1e-12)
        np.testing.assert_allclose(3 * loss(data.inner[i]), loss(data.solution[i]), rtol=1e-12)


def test_the_diamond_gives_a_zero_and_the_disc_none() -> None:
    start = l1_l2_balls.compute()
    assert start.solution[0, 0] == 0
    assert (start.solution[1] > 0.1).all()
    corner = [l1_l2_balls.compute(size).solution[0, 0] == 0 for size in l1_l2_balls.SLIDER.values]
    assert corner == sorted(corner, reverse=True)  # from some size on the contours meet an edge
    assert corner[0]
    assert not corner[-1]
