"""The dense CRF: its naive twin, the authors' own code, a pair of pixels by hand, its laws."""

from __future__ import annotations

import inspect
import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from figures.data.dense_crf import KERNELS, load, unary
from figures.numerics import crf
from figures.numerics.crf import dense_crf, dense_crf_naive
from figures.numerics.losses import softmax
from tests.figures.golden.crf import ITERATIONS, STEP, ask

if TYPE_CHECKING:
    from collections.abc import Callable

BOTH = pytest.mark.parametrize("function", [dense_crf, dense_crf_naive])
QUIET: dict[str, Any] = {"w_appearance": 0.0, "w_smoothness": 0.0}


def scene(seed: int, height: int = 5, width: int = 7, labels: int = 3) -> tuple[Any, Any]:
    """Random energies, and a picture whose colours are alike enough to matter."""
    random = np.random.default_rng(seed)
    return random.normal(0, 1, (height, width, labels)), random.integers(0, 40, (height, width, 3))


def assert_near(q: Any, expected: Any) -> None:
    """As near as a lattice comes to exact messages: 99 % of the labels, 0.01 on average."""
    assert np.mean(q.argmax(axis=-1) == expected.argmax(axis=-1)) >= 0.99
    assert np.abs(q - expected).mean() < 0.01


def rounding(theta: Any, image: Any, iterations: int = 10, **kernels: float) -> float:
    """How far apart two orders of the same sums may end: operations × eps × how far that spreads.

    What rounding does to an energy in any iteration, a change of the unary ones does in each; so
    it is measured how far one of those comes.
    """
    widths = {
        **{name: inspect.signature(dense_crf).parameters[name].default for name in KERNELS},
        **kernels,
    }
    (height, width, labels), channels = theta.shape, image.shape[2]
    exponent = (height**2 + width**2) / min(widths["sigma_alpha"], widths["sigma_gamma"]) ** 2
    exponent += np.square(image / widths["sigma_beta"]).sum(axis=2).max()
    kernel = 2 * (channels + 4) * (1 + exponent)
    operations = 3 * kernel + 3 * height * width + labels * height * width
    size = np.abs(theta).max() + widths["w_appearance"] + widths["w_smoothness"]
    random, change = np.random.default_rng(0), 1e-6
    q = dense_crf(theta, image, iterations, **kernels)
    moved = [
        np.abs(dense_crf(theta + change * signs, image, iterations, **kernels) - q).max()
        for signs in random.choice([-1, 1], (4, *theta.shape))
    ]
    spread = max(moved) / change
    return float(np.finfo(float).eps * (operations * size * spread + labels + 3))


# --- against others


@settings(max_examples=20, deadline=None)
@given(
    st.tuples(st.integers(1, 4), st.integers(1, 4), st.integers(1, 4)),
    st.integers(0, 3),
    st.integers(0, 9),
)
def test_it_is_its_naive_twin(shape: Any, iterations: int, seed: int) -> None:
    theta, image = scene(seed, *shape)
    q, expected = (function(theta, image, iterations) for function in (dense_crf, dense_crf_naive))
    np.testing.assert_allclose(q, expected, rtol=0, atol=rounding(theta, image, iterations))


def test_it_is_its_naive_twin_for_any_kernels() -> None:
    theta, image = scene(1)
    kernels = (0.7, 3.0, 20.0, 1.3, 1.5)
    named = dict(zip(KERNELS, kernels, strict=True))
    q, expected = (function(theta, image, 4, **named) for function in (dense_crf, dense_crf_naive))
    np.testing.assert_allclose(q, expected, rtol=0, atol=rounding(theta, image, 4, **named))


def test_blocks_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    theta, image = scene(2)
    whole = dense_crf(theta, image, 3)
    monkeypatch.setattr(crf, "_PAIRS_AT_ONCE", 100)
    np.testing.assert_allclose(
        dense_crf(theta, image, 3), whole, rtol=0, atol=rounding(theta, image, 3)
    )


@pytest.mark.parametrize("iterations", ITERATIONS)
def test_the_committed_cup_is_that_of_the_authors_code(golden: Any, iterations: int) -> None:
    cup = load().cup[iterations, ::STEP, ::STEP] / 255
    written = np.frombuffer(bytes.fromhex(golden("crf")[str(iterations)]), dtype=np.uint8)
    expected = written.reshape(cup.shape) / 255
    assert_near(np.dstack([1 - cup, cup]), np.dstack([1 - expected, expected]))


@pytest.mark.slow
@pytest.mark.parametrize("iterations", [1, 5])
@pytest.mark.parametrize("kernels", [(4.0, 15.0, 20.0, 2.0, 4.0), (2.0, 10.0, 25.0, 4.0, 2.0)])
def test_three_labels_are_those_of_the_authors_code(
    oracle: Any, iterations: int, kernels: Any
) -> None:
    oracle("pydensecrf.densecrf")
    photo, theta = load().photo[30:80, :64], unary(load().scores)[30:80, :64]
    third = np.linspace(4.0, -2.5, 64) + np.zeros((50, 1))
    theta = np.dstack([theta, third])
    named = dict(zip(KERNELS, kernels, strict=True))
    q = dense_crf(theta, photo, iterations, **named)
    assert np.bincount(q.argmax(axis=-1).ravel(), minlength=3).min() > 100
    assert_near(q, ask(theta, photo, iterations, **named))


# --- by hand


@BOTH
def test_two_pixels_by_hand(function: Callable[..., Any]) -> None:
    theta = -np.log([[[0.9, 0.1], [0.4, 0.6]]])
    image = np.array([[[10, 20, 30], [13, 24, 30]]], dtype=np.uint8)  # 5 apart in colour
    q = function(
        theta, image, 1, w_appearance=2, sigma_alpha=4, sigma_beta=5, w_smoothness=3, sigma_gamma=2
    )
    appearance = math.exp(-1 / (2 * 16) - 25 / (2 * 25))
    smoothness = math.exp(-1 / (2 * 4))
    # each pixel is like itself by 1 and like the other by k: both sums are 1 + k
    push = 2 * appearance / (1 + appearance) + 3 * smoothness / (1 + smoothness)
    # label 0 is paid for by the other pixel's label 1
    left = np.array([0.9 * math.exp(-push * 0.6), 0.1 * math.exp(-push * 0.4)])
    right = np.array([0.4 * math.exp(-push * 0.1), 0.6 * math.exp(-push * 0.9)])
    np.testing.assert_allclose(q[0, 0], left / left.sum(), rtol=1e-14)
    np.testing.assert_allclose(q[0, 1], right / right.sum(), rtol=1e-14)
    assert q[0, 1].argmax() == 0  # it was won over


@BOTH
def test_three_pixels_have_sums_of_their_own(function: Callable[..., Any]) -> None:
    theta = np.array([[[0.0, 1.0]], [[0.5, 0.0]], [[0.0, 2.0]]])
    q = function(theta, np.zeros((3, 1, 1)), 1, w_appearance=0, w_smoothness=1, sigma_gamma=1)
    near, far = math.exp(-0.5), math.exp(-2)
    outer, middle = 1 + near + far, 1 + 2 * near
    start = softmax(-theta)[:, 0]
    side = near / math.sqrt(outer * middle)
    messages = (
        side * start[1] + far / outer * start[2],
        side * (start[0] + start[2]),
        far / outer * start[0] + side * start[1],
    )
    for pixel, message in enumerate(messages):
        expected = softmax(-theta[pixel, 0] - message[::-1])  # of two labels, the other one's
        np.testing.assert_allclose(q[pixel, 0], expected, rtol=1e-14)


@BOTH
def test_a_single_pixel_hears_nobody(function: Callable[..., Any]) -> None:
    theta = np.array([[[0.3, 1.2, 0.0]]])
    np.testing.assert_allclose(function(theta, [[[7.0]]], 5), softmax(-theta), rtol=1e-15)


# --- laws


@BOTH
@pytest.mark.parametrize("iterations", [0, 1, 4])
def test_every_pixel_has_probabilities(function: Callable[..., Any], iterations: int) -> None:
    theta, image = scene(3)
    q = function(theta, image, iterations)
    assert q.shape == theta.shape
    assert ((q >= 0) & (q <= 1)).all()
    np.testing.assert_allclose(q.sum(axis=2), 1, rtol=1e-14)


@BOTH
def test_without_pairs_or_iterations_labels_stay_independent(function: Callable[..., Any]) -> None:
    theta, image = scene(4)
    np.testing.assert_allclose(function(theta, image, 0), softmax(-theta), rtol=2e-15)
    np.testing.assert_allclose(function(theta, image, 3, **QUIET), softmax(-theta), rtol=2e-15)


def test_labels_have_no_order() -> None:
    theta, image = scene(5)
    shuffled = dense_crf(theta[..., [2, 0, 1]], image)
    np.testing.assert_allclose(shuffled, dense_crf(theta, image)[..., [2, 0, 1]], atol=1e-13)


def test_the_picture_may_be_turned_over() -> None:
    theta, image = scene(6)
    turned = dense_crf(theta[::-1].transpose(1, 0, 2), image[::-1].transpose(1, 0, 2))
    expected = dense_crf(theta, image)[::-1].transpose(1, 0, 2)
    np.testing.assert_allclose(turned, expected, atol=1e-13)


def test_energies_count_only_by_their_differences_and_colours_too() -> None:
    theta, image = scene(7)
    q = dense_crf(theta, image)
    np.testing.assert_allclose(dense_crf(theta + 3.0, image + 100), q, atol=1e-12)


def test_one_label_is_sure() -> None:
    assert (dense_crf(np.zeros((2, 3, 1)), np.zeros((2, 3, 3))) == 1).all()


def test_a_stray_pixel_is_won_over_by_like_neighbours_but_not_across_an_edge() -> None:
    theta = np.zeros((5, 6, 2))
    theta[:, :3, 0] = theta[:, 3:, 1] = -1.0  # the left half is 0, the right 1
    theta[2, 1] = [0, -1.0]  # but for this pixel
    image = np.zeros((5, 6, 3))
    image[:, 3:] = 255
    labels = dense_crf(theta, image, w_smoothness=0.0, sigma_alpha=5).argmax(axis=2)
    assert (labels == np.repeat([[0, 0, 0, 1, 1, 1]], 5, axis=0)).all()


@BOTH
def test_every_parameter_matters(function: Callable[..., Any]) -> None:
    theta, image = scene(8, 4, 4)
    base = function(theta, image)
    stated = inspect.signature(function).parameters
    defaults = {name: stated[name].default for name in ("iterations", *KERNELS)}
    assert list(defaults.values()) == [10, 5.0, 50.0, 10.0, 3.0, 3.0]
    np.testing.assert_array_equal(base, function(theta, image, **defaults))
    for name, value in defaults.items():
        other = function(theta, image, **{name: 1 if name == "iterations" else value / 2})
        assert np.abs(other - base).max() > 1e-4, name
    assert np.abs(function(theta, image // 2) - base).max() > 1e-4
    assert np.abs(function(theta / 2, image) - base).max() > 1e-4


def test_extremes_stay_finite() -> None:
    theta = np.array([[[0.0, 800.0], [800.0, 0.0]]])
    image = [[[0.0], [1e6]]]
    for sigma_beta in (1e-3, 1e9):
        q = dense_crf(theta, image, sigma_beta=sigma_beta)
        np.testing.assert_array_equal(q, [[[1, 0], [0, 1]]])


def test_pictures_of_whole_numbers_do_not_wrap_around() -> None:
    theta, _ = scene(9)
    image = np.random.default_rng(9).integers(0, 256, (5, 7, 3), dtype=np.uint8)
    q = dense_crf(theta, image, sigma_beta=60)
    np.testing.assert_array_equal(q, dense_crf(theta, image.astype(float), sigma_beta=60))
    np.testing.assert_allclose(
        q,
        dense_crf_naive(theta, image, sigma_beta=60),
        rtol=0,
        atol=rounding(theta, image, sigma_beta=60),
    )


def test_no_pixels_no_labels_needed() -> None:
    for shape in ((0, 0, 2), (0, 4, 2), (3, 0, 2)):
        for function in (dense_crf, dense_crf_naive):
            assert function(np.empty(shape), np.empty((*shape[:2], 3))).shape == shape


def test_arguments_are_never_changed_nor_handed_back() -> None:
    theta, image = scene(10)
    before = theta.copy(), image.copy()
    for iterations in (0, 2):
        for function in (dense_crf, dense_crf_naive):
            assert not np.shares_memory(function(theta, image, iterations), theta)
    np.testing.assert_array_equal(theta, before[0])
    np.testing.assert_array_equal(image, before[1])


# --- arguments


@BOTH
@pytest.mark.parametrize(
    ("theta", "image", "message"),
    [
        (np.zeros((2, 2)), np.zeros((2, 2, 3)), r"unary must have shape \(H, W, L\), not \(2, 2\)"),
        (np.zeros((2, 2, 2)), np.zeros((2, 2)), r"image must have shape \(H, W, C\), not \(2, 2\)"),
        (
            np.zeros((2, 3, 2)),
            np.zeros((3, 2, 3)),
            r"image must have shape \(2, 3, C\).* \(3, 2, 3\)",
        ),
        (np.zeros((2, 2, 0)), np.zeros((2, 2, 3)), r"at least one label, not \(2, 2, 0\)"),
        ([[[0, math.nan]]], [[[0]]], r"unary\[0, 0, 1\] is not finite"),
        ([[[0, 1]]], [[[math.inf]]], r"image\[0, 0, 0\] is not finite"),
    ],
)
def test_malformed_scenes_are_refused(
    function: Callable[..., Any], theta: Any, image: Any, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        function(theta, image)


@BOTH
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"iterations": -1}, "iterations must be a whole number of at least 0, not -1"),
        ({"iterations": 1.5}, "iterations must be a whole number"),
        ({"w_appearance": -1.0}, "w_appearance must be finite and not negative"),
        ({"w_smoothness": math.inf}, "w_smoothness must be finite and not negative"),
        ({"sigma_alpha": 0.0}, "sigma_alpha must be positive and finite"),
        ({"sigma_beta": -1.0}, "sigma_beta must be positive and finite"),
        ({"sigma_gamma": math.nan}, "sigma_gamma must be positive and finite"),
    ],
)
def test_unusable_parameters_are_refused(
    function: Callable[..., Any], arguments: Any, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        function(np.zeros((1, 1, 2)), np.zeros((1, 1, 3)), **arguments)


@pytest.mark.parametrize(
    ("function", "limit", "most"),
    [(dense_crf, "_MOST_PIXELS", 20_000), (dense_crf_naive, "_MOST_PIXELS_NAIVE", 1024)],
)
def test_too_large_pictures_are_refused(
    monkeypatch: pytest.MonkeyPatch, function: Callable[..., Any], limit: str, most: int
) -> None:
    theta = np.zeros((1, most + 1, 1))
    with pytest.raises(ValueError, match=f"{most + 1} pixels are too many .* {most} at most"):
        function(theta, theta)
    monkeypatch.setattr(crf, limit, 6)
    assert function(np.zeros((2, 3, 1)), np.zeros((2, 3, 1))).shape == (2, 3, 1)
    with pytest.raises(ValueError, match="8 pixels are too many"):
        function(np.zeros((2, 4, 1)), np.zeros((2, 4, 1)))
