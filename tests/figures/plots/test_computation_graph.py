"""The numbers of figure ``computation-graph``."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from figures.plots import computation_graph


def loss(x: float, w: float, b: float) -> float:
    return math.tanh(w * x + b) ** 2 / 2 + w**2 / 4


def test_values_are_those_of_the_formulas() -> None:
    data = computation_graph.compute()
    a = math.tanh(1)
    expected = [2, 1, -1, 2, 1, a, a**2 / 2, 0.25, a**2 / 2 + 0.25]
    np.testing.assert_allclose(data.values, expected, rtol=1e-15)
    assert data.values[-1] == pytest.approx(loss(2, 1, -1))


def test_gradients_of_the_inputs_by_central_differences(gradient: Any) -> None:
    data = computation_graph.compute()
    expected = gradient(lambda v: loss(*v), [2.0, 1.0, -1.0])
    np.testing.assert_allclose(data.gradients[:3], expected, rtol=0, atol=1e-11)


def test_gradients_of_the_inner_nodes_by_central_differences(slope: Any) -> None:
    data = computation_graph.compute()
    of_z = slope(lambda z: np.tanh(z) ** 2 / 2, 1.0)
    np.testing.assert_allclose(data.gradients[[3, 4]], of_z, rtol=0, atol=1e-11)
    assert data.gradients[5] == data.values[5]
    assert data.gradients[6:].tolist() == [1, 1, 1]
    np.testing.assert_allclose(data.paths, [2 * of_z, 0.5], rtol=0, atol=1e-11)


def test_the_words_name_the_numbers_shown() -> None:
    figure = computation_graph.draw(computation_graph.compute())
    written = [text.get_text() for axes in figure.axes for text in axes.texts]
    assert written.count("0.32") == 4  # x, b, p, z
    assert {"0.54", "1.14", "0.64", "0.50"} <= set(written)
    assert "·" not in written


def test_steps_go_forward_through_the_graph_and_then_back() -> None:
    edges = [(0, 3), (1, 3), (3, 4), (2, 4), (4, 5), (5, 6), (6, 8), (1, 7), (7, 8)]
    known = [computation_graph.compute(step) for step in computation_graph.SLIDER.values]
    assert known[0].has_value.tolist() == [True] * 3 + [False] * 6
    assert not known[0].has_gradient.any()
    for before, after in pairwise(known):
        new_value = np.flatnonzero(after.has_value & ~before.has_value)
        new_gradient = np.flatnonzero(after.has_gradient & ~before.has_gradient)
        assert len(new_value) + len(new_gradient) == 1
        assert all(before.has_value[start] for start, end in edges if end in new_value)
        assert all(before.has_gradient[end] for start, end in edges if start in new_gradient)
        assert not new_gradient.size or before.has_value.all()
    assert known[-1].has_value.all()
    assert known[-1].has_gradient.all()
