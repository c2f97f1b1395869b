"""The two laws of linear maps: maps of which is known what they obey."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.ndimage import correlate1d

from figures.numerics.activations import relu
from figures.numerics.linearity import is_additive, is_affine, is_homogeneous, is_linear
from figures.numerics.losses import softmax

if TYPE_CHECKING:
    from collections.abc import Callable

POINTS = np.random.default_rng(1).normal(size=(7, 2))
SCALARS = np.array([-2.0, -0.5, 0.0, 0.3, 4.0])
TURN = np.array([[0.0, -1.0], [1.0, 0.0]])


def laws(f: Callable[[Any], Any], points: Any = POINTS, scalars: Any = SCALARS) -> tuple[bool, ...]:
    """Additive, homogeneous, linear, affine."""
    arguments = f, points, scalars
    return (
        is_additive(f, points),
        is_homogeneous(*arguments),
        is_linear(*arguments),
        is_affine(*arguments),
    )


@given(st.integers(0, 10**6), st.integers(1, 5), st.integers(1, 5), st.floats(1e-6, 1e6))
def test_a_matrix_obeys_both_and_an_affine_map_neither(
    seed: int, d: int, e: int, size: float
) -> None:
    random = np.random.default_rng(seed)
    matrix, offset = size * random.normal(size=(d, e)), size * random.uniform(0.5, 1, e)
    points = random.normal(size=(6, d))
    assert laws(lambda x: x @ matrix, points) == (True, True, True, True)
    assert laws(lambda x: x @ matrix + offset, points) == (False, False, False, True)


@given(st.integers(0, 10**6))
def test_maps_of_maps_and_sums_of_maps_are_linear(seed: int) -> None:
    a, b, c = np.random.default_rng(seed).normal(size=(3, 2, 2))
    assert is_linear(lambda x: (x @ a) @ b + 3 * (x @ c), POINTS, SCALARS)


@pytest.mark.parametrize(
    ("f", "expected"),
    [
        (lambda x: np.zeros_like(x), (True, True, True, True)),
        (lambda x: x @ TURN, (True, True, True, True)),
        (lambda x: correlate1d(x, [1.0, 2.0, -1.0], mode="wrap"), (True, True, True, True)),
        (lambda x: np.fft.fft(x), (True, True, True, True)),
        (lambda x: np.ones_like(x), (False, False, False, True)),
        (lambda x: np.abs(x), (False, False, False, False)),
        (lambda x: x**2, (False, False, False, False)),
        (relu, (False, False, False, False)),
        (softmax, (False, False, False, False)),
        (lambda x: x.max(axis=1, keepdims=True), (False, False, False, False)),
        # of degree 1, and yet not additive: the note's counterexample
        (lambda x: np.cbrt((x**3).sum(axis=1, keepdims=True)), (False, True, False, False)),
    ],
    ids=[
        "0",
        "turn",
        "convolution",
        "Fourier",
        "1",
        "abs",
        "square",
        "relu",
        "softmax",
        "max",
        "cube root",
    ],
)
def test_known_maps(f: Callable[[Any], Any], expected: tuple[bool, ...]) -> None:
    assert laws(f) == expected


def test_relu_is_homogeneous_for_factors_that_are_not_negative() -> None:
    assert is_homogeneous(relu, POINTS, [0.0, 0.5, 3.0])
    assert not is_homogeneous(relu, POINTS, [-1.0])


def test_conjugation_adds_up_but_does_not_scale() -> None:
    points = POINTS + 1j * POINTS[::-1]
    assert laws(np.conj, points, [1j, 2.0]) == (True, False, False, False)
    assert laws(np.conj, points, [2.0, -1.0]) == (True, True, True, True)  # over the reals it does
    assert is_linear(lambda x: 1j * x, points, [1j, 1 - 2j])
    assert is_homogeneous(lambda x: x @ TURN, POINTS, [1j])  # real vectors, complex factors


def test_a_doubled_vector_alone_refutes_the_square() -> None:
    assert not is_additive(lambda x: x**2, [[1.0]])
    assert not is_additive(lambda x: x[:, :1] * x[:, 1:], [[1.0, 0.0], [0.0, 1.0]])  # only 1 with 2


def test_the_tolerance_is_relative_and_decides() -> None:
    for size in (1e-9, 1.0, 1e9):

        def bent(x: Any, size: float = size) -> Any:
            return size * (x + 1e-6 * x**2)

        for test in (is_additive, lambda f, x, t: is_homogeneous(f, x, [2.0], t)):
            assert test(bent, POINTS, 1e-4)
            assert not test(bent, POINTS, 1e-8)
        assert is_linear(bent, POINTS, [2.0], 1e-4)
        assert not is_linear(bent, POINTS, [2.0], 1e-8)
        assert is_affine(bent, POINTS, [2.0], 1e-4)
        assert not is_affine(bent, POINTS, [2.0], 1e-8)
    assert is_additive(lambda x: 4 * x, [[1.0], [2.0]], 0)
    # where a sum nearly cancels, rounding is large beside it, but not beside what was added
    assert is_additive(lambda x: x / 3, [[0.7], [-0.7 * (1 - 2**-52)]])


def test_every_scalar_is_tried_with_every_vector() -> None:
    def cut(x: Any) -> Any:
        return np.where(x < 1.5, x, 0)

    assert is_homogeneous(cut, [[1.0], [0.5]], [1.0])
    assert is_homogeneous(cut, [[0.5]], [1.0, 2.0])
    assert not is_homogeneous(cut, [[1.0], [0.5]], [1.0, 2.0])
    assert not is_homogeneous(cut, [[0.5], [1.0]], [1.0, 2.0])


def test_nothing_to_try_refutes_nothing() -> None:
    empty = np.empty((0, 2))
    assert laws(relu, empty) == (True, True, True, True)
    assert is_homogeneous(relu, POINTS, [])


@pytest.mark.parametrize("test", [is_homogeneous, is_linear, is_affine])
def test_unusable_scalars_are_refused(test: Callable[..., Any]) -> None:
    with pytest.raises(ValueError, match=r"scalars must have 1 axes, not shape \(\)"):
        test(relu, POINTS, 2.0)
    with pytest.raises(ValueError, match=r"scalars must have 1 axes, not shape \(1, 1\)"):
        test(relu, POINTS, [[2.0]])
    with pytest.raises(ValueError, match=r"scalars\[1\] is not finite"):
        test(np.conj, POINTS, [1.0, math.nan])


@pytest.mark.parametrize(
    "test",
    [
        is_additive,
        lambda f, x, t=1e-9: is_homogeneous(f, x, SCALARS, t),
        lambda f, x, t=1e-9: is_linear(f, x, SCALARS, t),
        lambda f, x, t=1e-9: is_affine(f, x, SCALARS, t),
    ],
    ids=["additive", "homogeneous", "linear", "affine"],
)
def test_unusable_arguments_are_refused(test: Callable[..., Any]) -> None:
    with pytest.raises(ValueError, match=r"vectors must have 2 axes, not shape \(3,\)"):
        test(np.conj, [1.0, 2.0, 3.0])
    with pytest.raises(ValueError, match=r"vectors must have 2 axes, not shape \(1, 2, 2\)"):
        test(np.conj, np.zeros((1, 2, 2)))
    with pytest.raises(ValueError, match=r"vectors\[0, 1\] is not finite"):
        test(np.conj, [[1.0, math.inf]])
    with pytest.raises(ValueError, match="tolerance must be finite and not negative, not -1"):
        test(np.conj, POINTS, -1)
    with pytest.raises(ValueError, match=r"f must give \(7, E\) for \(7, 2\), not \(7,\)"):
        test(lambda x: x.sum(axis=1), POINTS)
    with pytest.raises(ValueError, match=r"f must give \(7, E\) for \(7, 2\), not \(1, 2\)"):
        test(lambda x: x[:1], POINTS)


def test_vectors_are_never_changed_and_whole_numbers_will_do() -> None:
    before = POINTS.copy(), SCALARS.copy()
    assert laws(lambda x: x @ TURN) == (True, True, True, True)
    np.testing.assert_array_equal(POINTS, before[0])
    np.testing.assert_array_equal(SCALARS, before[1])
    whole = np.array([[200, 100], [100, 250]], dtype=np.uint8)  # would overflow as they are
    assert is_linear(lambda x: x @ TURN, whole, np.array([2, 3], dtype=np.uint8))
