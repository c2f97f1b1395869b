"""Margins on the sphere: pytorch-metric-learning, the papers' formulas, central differences."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import cdist

from figures.numerics.losses import cross_entropy
from figures.numerics.margins import (
    MARGINS,
    Kind,
    Scale,
    cosine_similarity,
    softmax_margin_loss,
    softmax_margin_loss_grad,
    target_logit,
    target_logit_grad,
)
from tests.figures.golden.margins import SETTINGS, margin_loss

if TYPE_CHECKING:
    from collections.abc import Callable

LIVE_SEED = 24
ANGLES = np.linspace(0, math.pi, 721)
PAIRS: list[tuple[Kind, float]] = [
    *(("sphereface", m) for m in (1, 1.35, 2, 3, 4)),
    *(("cosface", m) for m in (0, 0.35, 2)),
    *(("arcface", m) for m in (0, 0.1, 0.5, 1, math.pi / 2)),
]


def some(seed: int = 1, n: int = 12, classes: int = 5, width: int = 4) -> tuple[Any, Any, Any]:
    random = np.random.default_rng(seed)
    shapes = random.normal(size=(n, width)), random.normal(size=(classes, width))
    return *shapes, random.integers(0, classes, n)


def assert_close(actual: Any, expected: Any, tolerance: float) -> None:
    np.testing.assert_allclose(actual, expected, rtol=tolerance, atol=tolerance)


# --- target logit


def test_target_logit_is_the_papers_formula_as_long_as_it_falls() -> None:
    early = np.linspace(0, math.pi / 4, 200)
    assert_close(target_logit(early, "sphereface", 4), np.cos(4 * early), 1e-15)
    assert_close(target_logit(ANGLES, "cosface", 0.35), np.cos(ANGLES) - 0.35, 0)
    early = np.linspace(0, math.pi - 0.5, 200)
    expected = np.cos(early) * math.cos(0.5) - np.sin(early) * math.sin(0.5)
    assert_close(target_logit(early, "arcface", 0.5), expected, 1e-15)


def test_beyond_its_range_arcface_takes_the_straight_penalty() -> None:
    late = np.linspace(math.pi - 0.499, math.pi, 50)
    expected = np.cos(late) - 0.5 * math.sin(0.5)
    np.testing.assert_array_equal(target_logit(late, "arcface", 0.5), expected)
    edge = math.pi - 0.5
    assert target_logit(edge, "arcface", 0.5) == pytest.approx(-1, rel=1e-15)
    step = target_logit(np.nextafter(edge, 4), "arcface", 0.5) + 1
    assert step == pytest.approx(1 - math.cos(0.5) - 0.5 * math.sin(0.5), rel=1e-13)
    assert step < 0


def test_sphereface_goes_down_in_half_waves() -> None:
    for k in range(4):  # −1 at the end of the first, −3 of the second …
        assert target_logit((k + 1) * math.pi / 4, "sphereface", 4) == pytest.approx(-1 - 2 * k)
        middle = target_logit((k + 0.5) * math.pi / 4, "sphereface", 4)
        assert middle == pytest.approx(-2 * k, abs=1e-15)
        third = target_logit((k + 1 / 3) * math.pi / 4, "sphereface", 4)
        assert third == pytest.approx(0.5 - 2 * k, abs=1e-14)


@pytest.mark.parametrize(("kind", "margin"), PAIRS)
def test_target_logit_falls_and_lies_below_the_cosine(kind: Kind, margin: float) -> None:
    values = target_logit(ANGLES, kind, margin)
    assert (np.diff(values) < 1e-15).all()
    assert (values <= np.cos(ANGLES) + 1e-15).all()
    assert (target_logit_grad(ANGLES, kind, margin) <= 0).all()


@pytest.mark.parametrize(("kind", "none"), [("sphereface", 1), ("cosface", 0), ("arcface", 0)])
def test_without_margin_it_is_the_cosine(kind: Kind, none: float) -> None:
    assert_close(target_logit(ANGLES, kind, none), np.cos(ANGLES), 1e-15)
    assert_close(target_logit_grad(ANGLES, kind, none), -np.sin(ANGLES), 1e-15)


@pytest.mark.parametrize(("kind", "margin"), PAIRS)
def test_slope_of_the_target_logit_by_central_differences(
    slope: Any, kind: Kind, margin: float
) -> None:
    joints = np.arange(5) * math.pi / margin if kind == "sphereface" else [math.pi - margin]
    angles = ANGLES[3:-3]
    angles = angles[np.abs(angles[:, None] - joints).min(axis=1) > 2.1e-3]
    expected = slope(lambda theta: target_logit(theta, kind, margin), angles)
    actual = target_logit_grad(angles, kind, margin)
    np.testing.assert_allclose(actual, expected, rtol=0, atol=2e-10)


def test_arcface_slope_on_both_sides_of_its_step() -> None:
    before, after = math.pi - 0.5 - 0.1, math.pi - 0.5 + 0.1
    assert target_logit_grad(before, "arcface", 0.5) == pytest.approx(-math.sin(0.1), rel=1e-14)
    assert target_logit_grad(after, "arcface", 0.5) == pytest.approx(-math.sin(0.4), rel=1e-14)
    edge = math.pi - 0.5
    assert target_logit_grad(edge, "arcface", 0.5) == pytest.approx(0, abs=1e-15)


# --- loss


def test_cosines_agree_with_scipy_and_never_leave_their_range() -> None:
    x, w, _ = some(2, 40, 30)
    assert_close(cosine_similarity(x, w), 1 - cdist(x, w, "cosine"), 1e-15)
    same = cosine_similarity(x, 3 * x).diagonal()
    assert (same <= 1).all()
    assert_close(same, 1, 3e-16)
    assert (cosine_similarity(x, -x).diagonal() >= -1).all()


@pytest.mark.parametrize("name", SETTINGS)
def test_agrees_with_committed_pytorch_metric_learning(golden: Any, name: str) -> None:
    case = golden("margins")
    arguments = case["features"], case["weights"], case["labels"], *SETTINGS[name]
    # 64 times a cosine that is exact to 1e-16; their arc cosine loses where angles are small
    assert_close(softmax_margin_loss(*arguments), case[name]["value"], 3e-14)
    for actual, expected in zip(
        softmax_margin_loss_grad(*arguments), case[name]["grad"], strict=True
    ):
        assert_close(actual, expected, 5e-13)


def test_loss_by_hand() -> None:
    # the feature stands 60° from its own weight and 30° from the other
    x, w = [[0.0, 2.0]], [[math.sqrt(3), 1.0], [-1.0, math.sqrt(3)]]

    def expected(target: float, scale: float) -> Any:
        other = math.cos(math.radians(30))
        return pytest.approx([math.log1p(math.exp(scale * (other - target)))], rel=1e-14)

    arcface = math.cos(math.radians(60) + 0.5)
    assert softmax_margin_loss(x, w, [0]) == expected(arcface, 64)
    assert softmax_margin_loss(x, w, [0], "arcface", 0.5, 5) == expected(arcface, 5)
    assert softmax_margin_loss(x, w, [0], "cosface", 0.35, 5) == expected(0.5 - 0.35, 5)
    assert softmax_margin_loss(x, w, [0], "sphereface", 2, "length") == expected(-0.5, 2)


@pytest.mark.parametrize("scale", [1.0, 7.0, "length"])
def test_without_margin_it_is_cross_entropy_of_scaled_cosines(scale: Scale) -> None:
    x, w, y = some(3)
    lengths = np.linalg.norm(x, axis=1, keepdims=True)
    factor = lengths if scale == "length" else scale
    expected = cross_entropy(factor * cosine_similarity(x, w), y)
    for kind, none in (("sphereface", 1), ("cosface", 0), ("arcface", 0)):
        actual = softmax_margin_loss(x, w, y, kind, none, scale)  # type: ignore[arg-type]
        assert_close(actual, expected, 2e-14)


@pytest.mark.parametrize(("kind", "margin"), PAIRS)
@pytest.mark.parametrize("scale", [3.0, "length"])
def test_gradients_by_central_differences(
    gradient: Any, kind: Kind, margin: float, scale: Scale
) -> None:
    x, w, y = some(4)
    options: tuple[Any, ...] = kind, margin, scale
    by_x, by_w = softmax_margin_loss_grad(x, w, y, *options)
    expected = gradient(lambda x: softmax_margin_loss(x, w, y, *options).sum(), x)
    np.testing.assert_allclose(by_x, expected, rtol=0, atol=3e-9)
    expected = gradient(lambda w: softmax_margin_loss(x, w, y, *options).sum(), w)
    np.testing.assert_allclose(by_w, expected, rtol=0, atol=3e-9)


@given(st.integers(0, 2**32 - 1), st.sampled_from(PAIRS))
def test_with_a_fixed_scale_lengths_do_not_matter(seed: int, pair: tuple[Kind, float]) -> None:
    x, w, y = some(seed)
    stretch = np.random.default_rng(seed).uniform(0.1, 10, 12)[:, None]
    value = softmax_margin_loss(x, w, y, *pair, 64)
    moved = softmax_margin_loss(x * stretch, w * stretch[:5], y, *pair, 64)
    np.testing.assert_allclose(moved, value, rtol=1e-9, atol=1e-9)
    by_x, by_w = softmax_margin_loss_grad(x, w, y, *pair, 64)
    assert np.abs((by_x * x).sum(axis=1)).max() < 1e-10  # so gradients are square to their vectors
    assert np.abs((by_w * w).sum(axis=1)).max() < 1e-10
    assert (value >= softmax_margin_loss(x, w, y, "cosface", 0, 64) - 1e-12).all()


@pytest.mark.parametrize(("kind", "margin"), PAIRS)
def test_a_feature_on_or_against_its_weight_is_finite(kind: Kind, margin: float) -> None:
    w = np.eye(3)
    x = np.array([[2.0, 0, 0], [-2.0, 0, 0]])
    assert np.isfinite(softmax_margin_loss(x, w, [0, 0], kind, margin, 64)).all()
    by_x, by_w = softmax_margin_loss_grad(x, w, [0, 0], kind, margin, 64)
    assert (by_x[:, 0] == 0).all()
    assert np.isfinite(by_x).all()
    assert np.isfinite(by_w).all()
    assert np.abs(by_x).max() <= 32 + 1e-12  # two other classes pull, at most 64 / 2 each


@pytest.mark.parametrize(
    ("kind", "own"),
    [("sphereface", (4, "length")), ("cosface", (0.35, 64)), ("arcface", (0.5, 64))],
)
def test_what_is_not_stated_is_as_in_the_kinds_own_paper(kind: Kind, own: Any) -> None:
    x, w, y = some(7)
    for function in (softmax_margin_loss, lambda *a: softmax_margin_loss_grad(*a)[0]):
        expected = function(x, w, y, kind, *own)
        np.testing.assert_array_equal(function(x, w, y, kind), expected)
        np.testing.assert_array_equal(function(x, w, y, kind, None, own[1]), expected)
        np.testing.assert_array_equal(function(x, w, y, kind, own[0]), expected)
    assert MARGINS[kind] == own[0]


def test_every_parameter_matters() -> None:
    x, w, y = some(5)
    for function in (softmax_margin_loss, lambda *a: softmax_margin_loss_grad(*a)[0]):
        base = function(x, w, y)
        for options in (("cosface", 0.5), ("arcface", 0.4), ("arcface", 0.5, 32), ("arcface", 0.5, "length")):  # fmt: skip
            assert not np.allclose(base, function(x, w, y, *options))


@pytest.mark.parametrize("name", SETTINGS)
def test_agrees_with_live_pytorch_metric_learning(oracle: Any, name: str) -> None:
    oracle("torch")
    losses = oracle("pytorch_metric_learning.losses")
    x, w, y = some(LIVE_SEED, 300, 11, 8)
    expected = margin_loss(losses, x, w, y, *SETTINGS[name])
    assert_close(softmax_margin_loss(x, w, y, *SETTINGS[name]), expected["value"], 3e-14)
    for actual, theirs in zip(
        softmax_margin_loss_grad(x, w, y, *SETTINGS[name]), expected["grad"], strict=True
    ):
        assert_close(actual, theirs, 5e-13)


# --- arguments


@pytest.mark.parametrize("function", [target_logit, target_logit_grad])
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((0.5, "softmax", 0), "kind must be one of sphereface, cosface, arcface, not 'softmax'"),
        ((0.5, "sphereface", 0.95), "margin of sphereface must be at least 1, not 0.95"),
        ((0.5, "cosface", -0.1), "margin must be finite and not negative, not -0.1"),
        ((0.5, "cosface", math.inf), "margin must be finite"),
        ((0.5, "arcface", 1.6), "margin of arcface must be at most π/2, not 1.6"),
        (([0.5, -0.1], "arcface", 0.5), r"theta\[1\] is outside \[0, π\]"),
        (([3.15], "arcface", 0.5), r"theta\[0\] is outside \[0, π\]"),
        (([math.nan], "arcface", 0.5), r"theta\[0\] is not finite"),
    ],
)
def test_malformed_angles_are_refused(
    function: Callable[..., Any], arguments: tuple[Any, ...], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        function(*arguments)


@pytest.mark.parametrize("function", [softmax_margin_loss, softmax_margin_loss_grad])
@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"features": [1.0]}, r"features must have shape \(N, D\), not \(1,\)"),
        ({"weights": [1.0]}, r"weights must have shape \(K, D\), not \(1,\)"),
        ({"weights": [[1.0]]}, r"equally wide, not \(2, 2\) and \(1, 1\)"),
        ({"features": [[1, 0], [0, 0]]}, r"features\[1\] has length 0"),
        ({"weights": [[0, 0], [0, 1], [1, 0]]}, r"weights\[0\] has length 0"),
        ({"features": [[1, 0], [math.nan, 0]]}, r"features\[1, 0\] is not finite"),
        ({"labels": [0, 3]}, r"labels\[1\] is 3, outside 0…2"),
        ({"labels": [0]}, r"labels must have shape \(2,\)"),
        ({"scale": 0.0}, "scale must be positive and finite, not 0.0"),
        ({"kind": "face"}, "kind must be one of"),
        ({"margin": 2.0}, "margin of arcface must be at most"),
    ],
)
def test_malformed_samples_are_refused(
    function: Callable[..., Any], changes: dict[str, Any], message: str
) -> None:
    good = {"features": [[1, 0], [0, 1]], "weights": [[1, 0], [0, 1], [1, 1]], "labels": [0, 2]}
    with pytest.raises(ValueError, match=message):
        function(**(good | changes))


def test_no_samples() -> None:
    empty, w = np.empty((0, 2)), np.eye(2)
    assert softmax_margin_loss(empty, w, []).shape == (0,)
    by_x, by_w = softmax_margin_loss_grad(empty, w, [])
    assert by_x.shape == (0, 2)
    assert by_w.tolist() == [[0, 0], [0, 0]]
    assert target_logit([], "arcface", 0.5).shape == (0,)
    assert cosine_similarity(empty, w).shape == (0, 2)


def test_arguments_are_never_changed_nor_handed_back() -> None:
    x, w, y = some(6)
    theta = np.array([0.0, 0.5, 3.0])
    before = [values.copy() for values in (x, w, y, theta)]
    results = [
        *(cosine_similarity(x, w), softmax_margin_loss(x, w, y)),
        *softmax_margin_loss_grad(x, w, y, scale="length"),
        *(target_logit(theta, kind, 1) for kind, _ in PAIRS),
        *(target_logit_grad(theta, kind, 1) for kind, _ in PAIRS),
    ]
    for values, kept in zip((x, w, y, theta), before, strict=True):
        np.testing.assert_array_equal(values, kept)
        assert not any(np.shares_memory(result, values) for result in results)
