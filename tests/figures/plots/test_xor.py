"""The numbers of figure ``xor``."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from matplotlib.path import Path

from figures.numerics.networks import forward
from figures.plots import xor


@pytest.mark.parametrize("angle", xor.SLIDER.values)
def test_no_line_of_any_angle_tells_more_than_three_points(angle: float) -> None:
    data = xor.compute(angle)
    turn = math.radians(angle)
    heights = np.round(xor.POINTS @ [math.cos(turn), math.sin(turn)], 9)
    best = max(
        int(np.sum((sign * (heights - offset) > 0) == [False, True, True, False]))
        for offset in np.linspace(-2, 2, 801)
        for sign in (-1, 1)
    )
    assert data.right == best <= 3
    assert data.right == (2 if angle in (0, 90) else 3)


@pytest.mark.parametrize("angle", xor.SLIDER.values)
def test_the_shaded_side_is_the_one_that_was_counted(angle: float) -> None:
    data = xor.compute(angle)
    inside = Path(data.plain).contains_points(xor.POINTS)
    assert np.sum(inside == (xor.LABELS == 1)) == data.right
    ends = data.line
    direction = math.degrees(math.atan2(*(ends[1] - ends[0])[::-1])) % 180
    assert direction == pytest.approx((angle + 90) % 180)


def test_the_network_gives_xor_and_its_band_is_where_it_exceeds_a_half() -> None:
    data = xor.compute()
    assert data.outputs.tolist() == [0, 1, 1, 0]
    random = np.random.default_rng(0)
    points = random.uniform(-0.5, 1.5, (2000, 2))
    outputs = forward(points.T, xor.LAYERS, "relu")[-1][0]
    clear = abs(outputs - 0.5) > 1e-6
    inside = Path(data.network).contains_points(points)
    np.testing.assert_array_equal(inside[clear], outputs[clear] > 0.5)


def test_in_the_hidden_layer_one_line_is_enough() -> None:
    data = xor.compute()
    assert data.hidden.tolist() == [[0, 0], [1, 0], [1, 0], [2, 1]]
    assert (data.hidden @ [1, -2] > 0.5).tolist() == [False, True, True, False]
    hidden = xor.draw(data).axes[2]
    (x, y) = hidden.lines[0].get_data()
    np.testing.assert_allclose(np.asarray(x) - 2 * np.asarray(y), 0.5)


def test_it_does_not_depend_on_the_angle_what_the_network_does() -> None:
    first: Any = xor.compute(xor.SLIDER.values[0])
    last: Any = xor.compute(xor.SLIDER.values[-1])
    np.testing.assert_array_equal(first.network, last.network)
