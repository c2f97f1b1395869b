"""The code that stands in our notes themselves, run as a reader would run it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.signal import correlate2d

from generator.config import load_config
from generator.notebook import read_notebook

ROOT = Path(__file__).parents[1]
RNG = np.random.default_rng(7)


def code_of(question: str) -> dict[str, Any]:
    """What the fenced Python of a question defines."""
    config, _ = load_config(ROOT)
    names: dict[str, Any] = {"np": np}
    for each in read_notebook(config).facts.questions:
        for token in each.answer:
            if each.pinned == question and token.type == "fence" and token.info == "python":
                exec(token.content, names)
    return names


def slope(loss: Callable[[], float], at: Any) -> Any:
    """Central differences of a loss by each element of an array, which is put back."""
    found, h = np.zeros_like(at), 1e-6
    for place in np.ndindex(at.shape):
        kept = at[place]
        at[place] = kept + h
        above = loss()
        at[place] = kept - h
        found[place] = (above - loss()) / (2 * h)
        at[place] = kept
    return found


@pytest.mark.parametrize(("stride", "padding"), [(1, 0), (1, 1), (2, 0), (2, 1), (3, 2)])
def test_convolution_and_its_backward_pass(stride: int, padding: int) -> None:
    code = code_of("convolution")
    conv2d, backward = code["conv2d"], code["conv2d_backward"]
    x, w, b = RNG.normal(size=(7, 8)), RNG.normal(size=(3, 3)), np.array(0.3)
    y = conv2d(x, w, b, stride, padding)
    expected = correlate2d(np.pad(x, padding), w, mode="valid")[::stride, ::stride] + b
    np.testing.assert_allclose(y, expected, atol=1e-13)
    delta = RNG.normal(size=y.shape)
    gradients = backward(x, w, delta, stride, padding)

    def loss() -> float:
        return float((conv2d(x, w, b, stride, padding) * delta).sum())

    for gradient, variable in zip(gradients, (x, w, b), strict=True):
        np.testing.assert_allclose(gradient, slope(loss, variable), atol=1e-8)


def test_backpropagation() -> None:
    network = code_of("backpropagation")["loss_and_gradients"]
    x, y = RNG.normal(size=(3, 5)), RNG.integers(0, 2, size=(1, 5)).astype(float)
    weights = [RNG.normal(size=shape) for shape in ((4, 3), (4, 1), (1, 4), (1, 1))]
    _, gradients = network(x, y, *weights)
    for gradient, weight in zip(gradients, weights, strict=True):
        numeric = slope(lambda: float(network(x, y, *weights)[0]), weight)
        np.testing.assert_allclose(gradient, numeric, atol=1e-9)


def test_the_direction_of_largest_variance() -> None:
    points = RNG.normal(size=(50, 2)) @ np.array([[3.0, 1.0], [0.0, 0.5]]) + 7
    center, direction, variance = code_of("max-variance-regression")["largest_variance_direction"](
        points
    )
    values, vectors = np.linalg.eigh(np.cov(points.T, bias=True))
    np.testing.assert_allclose(center, points.mean(axis=0))
    assert abs(direction @ vectors[:, -1]) == pytest.approx(1)
    assert variance == pytest.approx(values[-1])


@pytest.mark.parametrize(
    ("losses", "patience", "expected"),
    [
        ([3, 2, 1], 1, (2, 2)),
        ([3, 1, 2, 2, 0], 2, (3, 1)),
        ([3, 1, 2, 2, 0], 3, (4, 4)),
        ([1, 1, 1], 2, (2, 0)),
    ],
)
def test_early_stopping(losses: list[float], patience: int, expected: tuple[int, int]) -> None:
    assert code_of("overfitting-remedies")["early_stopping"](losses, patience) == expected


def test_no_code_in_the_notes_goes_untested() -> None:
    config, _ = load_config(ROOT)
    shown = {
        question.pinned
        for question in read_notebook(config).facts.questions
        if any(token.type == "fence" for token in question.answer)
    }
    tested = {"convolution", "backpropagation", "max-variance-regression", "overfitting-remedies"}
    assert shown == tested
