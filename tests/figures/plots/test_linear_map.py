"""The numbers of figure ``linear-map``."""

from __future__ import annotations

import numpy as np

from figures.plots import linear_map


def test_each_panel_is_what_its_name_says() -> None:
    data = linear_map.compute()
    assert data.linear.tolist() == [True, True, False, False]
    assert data.affine.tolist() == [True, True, True, False]
    np.testing.assert_allclose(data.added, data.x + data.y)
    closes = np.isclose(data.whole, data.added).all(axis=1)
    assert closes.tolist() == [True, True, False, False]
    stays = (data.origin == 0).all(axis=1)
    assert stays.tolist() == [True, True, False, True]  # to keep 0 is not enough


def test_images_are_those_of_the_maps() -> None:
    data = linear_map.compute()
    matrix, offset = np.array([[1.0, 0.4], [-0.3, 0.9]]), np.array([-0.25, 0.6])
    before = data.grid[0]
    np.testing.assert_allclose(data.grid[1], np.einsum("ij,...j", matrix, before))
    np.testing.assert_allclose(data.grid[2], data.grid[1] + offset)
    np.testing.assert_allclose(data.whole[2], matrix @ (data.x[0] + data.y[0]) + offset)
    # beyond x + y = ½ four tenths of the distance are left, and the other side stands still
    distance, after = (grid.sum(axis=-1) - 0.5 for grid in (before, data.grid[3]))
    np.testing.assert_allclose(after, np.where(distance > 0, 0.4 * distance, distance), atol=1e-15)
    along, folded = (grid[..., 0] - grid[..., 1] for grid in (before, data.grid[3]))
    np.testing.assert_allclose(folded, along, atol=1e-15)


def test_lines_stay_parallel_and_evenly_spaced_but_for_the_fold() -> None:
    steps = [np.diff(grid, axis=1) for grid in linear_map.compute().grid]
    for i, step in enumerate(steps):
        alike = [np.allclose(half, half[0, 0]) for half in (step[:7], step[7:])]
        assert alike == [i < 3] * 2


def test_lines_bend_only_at_points_that_are_drawn() -> None:
    data = linear_map.compute()
    beside = data.grid[0].sum(axis=-1) - 0.5
    crosses = (beside[:, :-1] < -1e-12) & (beside[:, 1:] > 1e-12)
    assert not crosses.any()
