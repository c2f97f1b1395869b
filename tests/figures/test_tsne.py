"""t-SNE: scikit-learn, a slow twin, central differences, and data that are hard to embed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.distance import squareform

from figures.data import digits
from figures.numerics.embeddings import squared_distances, trustworthiness
from figures.numerics.perplexity import conditional_probabilities, joint_probabilities
from figures.numerics.tsne import (
    descend,
    gradient,
    gradient_naive,
    gradient_tiled,
    kl_divergence,
    pca_init,
    student_probabilities,
    tsne,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from figures.numerics.checks import Floats


# scikit-learn's distances are float32, and its search ends when an entropy is right to 1e-5.
_SKLEARN_P = 1e-5


def clusters(seed: int, count: int = 3, size: int = 8, dimensions: int = 5) -> Floats:
    random = np.random.default_rng(seed)
    centres = 4 * random.normal(size=(count, dimensions))
    x: Floats = random.normal(size=(count * size, dimensions)) + centres.repeat(size, axis=0)
    return x


def perplexities(p: Floats) -> Floats:
    logs = np.log2(p, out=np.zeros_like(p), where=p > 0)
    found: Floats = np.exp2(-(p * logs).sum(axis=1))
    return found


# --- P


@pytest.mark.parametrize("perplexity", [1.5, 6.0, 20.0, 22.9])
def test_every_point_has_the_perplexity_asked_for(perplexity: float) -> None:
    p = conditional_probabilities(squared_distances(clusters(1)), perplexity)
    np.testing.assert_allclose(perplexities(p), perplexity, rtol=1e-9)
    np.testing.assert_allclose(p.sum(axis=1), 1, rtol=1e-14)
    assert not p.diagonal().any()


def test_weights_are_gaussian() -> None:
    squared = squared_distances(clusters(2))
    row = conditional_probabilities(squared, 5)[0, 1:]
    slope = np.diff(np.log(row)) / np.diff(squared[0, 1:])
    np.testing.assert_allclose(slope, slope[0], rtol=1e-9)
    assert slope[0] < 0


def test_p_agrees_with_committed_scikit_learn(golden: Any) -> None:
    case = golden("tsne")
    expected = squareform(np.array(case["p 6"]))
    p = joint_probabilities(case["x"], 6)
    np.testing.assert_allclose(p, expected, rtol=0, atol=_SKLEARN_P * p.max())


@pytest.mark.parametrize("perplexity", [5.0, 30.0])
def test_p_of_digits_agrees_with_scikit_learn(oracle: Any, perplexity: float) -> None:
    x = digits.load().pixels[:300]
    p = joint_probabilities(x, perplexity)
    parts = oracle("sklearn.manifold._t_sne")
    expected = squareform(parts._joint_probabilities(squared_distances(x), perplexity, 0))
    np.testing.assert_allclose(p, expected, rtol=0, atol=_SKLEARN_P * p.max())


@given(st.integers(3, 12), st.integers(1, 4), st.integers(0, 2**32), st.floats(0.01, 0.99))
@settings(max_examples=30)
def test_p_is_a_symmetric_distribution(n: int, dimensions: int, seed: int, part: float) -> None:
    x = np.random.default_rng(seed).normal(size=(n, dimensions))
    p = joint_probabilities(x, 1 + part * (n - 2))
    np.testing.assert_array_equal(p, p.T)
    assert p.sum() == pytest.approx(1, rel=1e-14)
    assert (p >= 0).all()
    assert not p.diagonal().any()
    assert (p.sum(axis=1) >= (1 - 1e-12) / (2 * n)).all()  # even an outlier has its share


def test_units_and_places_do_not_matter() -> None:
    x = clusters(3)
    p = joint_probabilities(x, 7)
    for same in (1e250 * x, 1e-250 * x):
        np.testing.assert_allclose(joint_probabilities(same, 7), p, rtol=1e-9)
    np.testing.assert_allclose(joint_probabilities(x + 100, 7), p, rtol=1e-9)


def test_the_most_neighbours_are_all_alike_and_the_fewest_is_the_nearest() -> None:
    x = clusters(4)
    squared = squared_distances(x)
    n = len(x)
    others = ~np.eye(n, dtype=bool)
    np.testing.assert_allclose(conditional_probabilities(squared, n - 1)[others], 1 / (n - 1))
    nearest = np.where(others, squared, np.inf).argmin(axis=1)
    np.testing.assert_allclose(conditional_probabilities(squared, 1), np.eye(n)[nearest], atol=1e-9)


def test_twins_share_what_there_is() -> None:
    x = np.array([[0.0], [0.0], [0.0], [1.0], [5.0]])
    p = conditional_probabilities(squared_distances(x), 1.2)  # it has 2 twins, more than 1.2
    np.testing.assert_allclose(p[0], [0, 0.5, 0.5, 0, 0], atol=1e-12)
    np.testing.assert_allclose(joint_probabilities(np.ones((4, 2)), 2), (1 - np.eye(4)) / 12)


def test_an_outlier_leaves_the_others_their_perplexity() -> None:
    x = np.vstack([clusters(5), np.full((1, 5), 1e12)])
    p = conditional_probabilities(squared_distances(x), 6)
    np.testing.assert_allclose(perplexities(p), 6, rtol=1e-9)
    np.testing.assert_allclose(
        p[:-1, :-1], conditional_probabilities(squared_distances(x[:-1]), 6), rtol=1e-6, atol=1e-12
    )


# --- Q, KL and its gradient


def test_q_is_students_kernel() -> None:
    q = student_probabilities([[0, 0], [3, 0], [0, 4]])
    w = np.array([[0, 1 / 10, 1 / 17], [1 / 10, 0, 1 / 26], [1 / 17, 1 / 26, 0]])
    np.testing.assert_allclose(q, w / w.sum(), rtol=1e-15)


def test_kl_and_gradient_agree_with_committed_scikit_learn(golden: Any) -> None:
    case = golden("tsne")
    p = squareform(np.array(case["p 6"]))
    assert kl_divergence(p, case["points"]) == pytest.approx(case["kl"], rel=1e-14)
    found, expected = gradient(p, case["points"]), np.array(case["gradient"])
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-15 * np.abs(expected).max())


@pytest.mark.parametrize("n", [40, 300])
def test_gradient_agrees_with_scikit_learn(oracle: Any, n: int) -> None:
    p = joint_probabilities(digits.load().pixels[:n], 10)
    points = np.random.default_rng(n).normal(0, 10, (n, 2))
    parts = oracle("sklearn.manifold._t_sne")
    kl, expected = parts._kl_divergence(points.ravel(), squareform(p, checks=False), 1, n, 2)
    expected = expected.reshape(n, 2)
    scale = np.abs(expected).max()
    np.testing.assert_allclose(gradient(p, points), expected, rtol=0, atol=2e-15 * scale)
    np.testing.assert_allclose(gradient_tiled(p, points), expected, rtol=0, atol=1e-13 * scale)
    # scikit-learn counts no p below 2e-16 as nothing
    assert kl_divergence(p, points) == pytest.approx(kl, rel=1e-12)


def test_gradient_by_central_differences(gradient: Any) -> None:
    from figures.numerics.tsne import gradient as our_gradient

    p = joint_probabilities(clusters(6), 6)
    points = np.random.default_rng(6).normal(0, 2, (len(p), 2))
    expected = gradient(lambda there: kl_divergence(p, there), points)
    scale = np.abs(expected).max()
    np.testing.assert_allclose(our_gradient(p, points), expected, rtol=0, atol=1e-9 * scale)


@given(st.integers(2, 9), st.integers(0, 2**32), st.floats(0.01, 100), st.floats(0.5, 12))
@settings(max_examples=40)
def test_all_ways_to_the_gradient_agree(n: int, seed: int, spread: float, times: float) -> None:
    random = np.random.default_rng(seed)
    p = times * joint_probabilities(random.normal(size=(n, 3)), n - 1)
    points = random.normal(50, spread, (n, 2))
    expected = gradient_naive(p, points)
    scale = 2 * (times + 1)  # of forces, which can cancel: w d is at most ½
    np.testing.assert_allclose(gradient(p, points), expected, rtol=0, atol=1e-14 * scale)
    np.testing.assert_allclose(gradient_tiled(p, points), expected, rtol=0, atol=1e-11 * scale)
    np.testing.assert_allclose(
        expected.sum(axis=0), 0, atol=1e-13 * n * scale
    )  # all forces are pairs


@pytest.mark.parametrize("n", [63, 64, 65, 200])
def test_tiles_in_single_precision_are_right_to_five_digits(n: int) -> None:
    p = joint_probabilities(digits.load().pixels[:n], 10)
    points = np.random.default_rng(n).normal(1000, 10, (n, 2))
    expected = gradient(p, points)
    found = gradient_tiled(p.astype(np.float32), points)
    assert found.dtype == np.float64
    np.testing.assert_allclose(found, expected, rtol=0, atol=3e-5 * np.abs(expected).max())
    assert np.abs(found - expected).max() > 1e-12 * np.abs(expected).max()  # it is single indeed


# --- descent


def test_descent_takes_the_steps_of_the_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("figures.numerics.tsne._EXAGGERATED_STEPS", 6)
    p = joint_probabilities(clusters(7), 6)
    start = np.random.default_rng(7).normal(0, 1, (len(p), 2))
    points, move, gain = start.copy(), 0 * start, 1 + 0 * start
    for step in range(40):
        uphill = gradient(p * (4 if step < 6 else 1), points)
        for cell in np.ndindex(points.shape):
            goes_on = move[cell] * uphill[cell] < 0
            gain[cell] = np.maximum(gain[cell] + 0.2 if goes_on else 0.8 * gain[cell], 0.01)
            move[cell] = (0.5 if step < 6 else 0.8) * move[cell] - 3 * gain[cell] * uphill[cell]
        points = points + move
        found = descend(p, start, step + 1, exaggeration=4)
        centred = points - points.mean(axis=0)
        np.testing.assert_allclose(found, centred, rtol=0, atol=1e-8 * np.abs(centred).max())


def test_a_gain_never_falls_below_a_hundredth(monkeypatch: pytest.MonkeyPatch) -> None:
    side = np.array([[1.0], [-1.0]] * 8)
    seen: list[Floats] = []

    def turning(_: Floats, points: Floats) -> Floats:
        seen.append(points.copy())
        return np.repeat(side * (-1) ** len(seen), 2, axis=1)

    monkeypatch.setattr("figures.numerics.tsne.gradient_tiled", turning)
    descend(np.zeros((16, 16)), np.zeros((16, 2)), 80)
    last_move = np.abs(seen[-1] - seen[-2])
    rate, momentum = 2, 0.5  # and each move turns against the one before
    np.testing.assert_allclose(last_move, rate * 0.01 / (1 + momentum), rtol=1e-6)


def test_the_descent_works_in_the_precision_of_p(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[np.dtype[Any]] = []

    def noted(p: Floats, points: Floats) -> Floats:
        seen.append(p.dtype)
        return gradient_tiled(p, points)

    monkeypatch.setattr("figures.numerics.tsne.gradient_tiled", noted)
    x = clusters(9)
    p = joint_probabilities(x, 6)
    calls: list[tuple[Callable[[], Floats], type]] = [
        (lambda: descend(p, pca_init(x), 251), np.float64),
        (lambda: descend(p.astype(np.float32), pca_init(x), 251), np.float32),
        (lambda: tsne(x, 6, 251), np.float32),
    ]
    for call, precision in calls:
        seen.clear()
        call()
        assert len(seen) == 251
        assert set(seen) == {np.dtype(precision)}


def test_exaggeration_ends_after_250_steps() -> None:
    p, start = joint_probabilities(clusters(7), 6), pca_init(clusters(7))
    for steps, same in ((250, True), (251, False)):
        twice = descend(p, start, steps, exaggeration=2)
        twice_of_half = descend(p / 2, start, steps, exaggeration=4)
        assert (twice == twice_of_half).all() == same


@pytest.mark.parametrize(
    ("n", "exaggeration", "rate"),
    [(300, 1.0, 75), (300, 4.0, 37.5), (420, 12.0, 50), (16, 12.0, 2), (16, 1.0, 4)],
)
def test_the_rate_suits_the_number_of_points(n: int, exaggeration: float, rate: float) -> None:
    p = joint_probabilities(np.random.default_rng(8).normal(size=(n, 3)), 10)
    start = np.random.default_rng(9).normal(0, 1, (n, 2))
    start -= start.mean(axis=0)
    step = descend(p, start, 1, exaggeration) - start
    gain = 0.8  # nothing went on before the first step
    expected = -rate * gain * gradient(p * exaggeration, start)
    np.testing.assert_allclose(step, expected, rtol=0, atol=1e-9 * np.abs(expected).max())


@pytest.mark.slow
@pytest.mark.parametrize("live", [False, True])
def test_digits_are_embedded_as_well_as_by_scikit_learn(
    golden: Any, request: pytest.FixtureRequest, live: bool
) -> None:
    x = digits.load().pixels[:300].astype(np.float64)
    found = tsne(x, 20, iterations=500)
    expected = golden("tsne")["kl of 300 digits"]
    if live:
        sklearn = request.getfixturevalue("oracle")("sklearn.manifold")
        fit = sklearn.TSNE(method="exact", perplexity=20, init="pca", max_iter=500).fit(x)
        expected = fit.kl_divergence_
        assert sklearn.trustworthiness(x, found) > 0.98
    assert kl_divergence(joint_probabilities(x, 20), found) == pytest.approx(expected, rel=0.02)
    assert trustworthiness(x, found) > 0.98


def test_clusters_come_apart_in_either_precision() -> None:
    x = clusters(10, count=3, size=30)
    x += 10 * np.eye(5)[:3].repeat(30, axis=0)
    p = joint_probabilities(x, 10)
    labels = np.arange(3).repeat(30)
    for precision in (np.float32, np.float64):
        points = descend(p.astype(precision), pca_init(x), 500)
        squared = squared_distances(points)
        np.fill_diagonal(squared, np.inf)
        assert (labels[squared.argmin(axis=1)] == labels).all()
        np.testing.assert_allclose(points.mean(axis=0), 0, atol=1e-9)


def test_every_parameter_matters() -> None:
    x = clusters(11)
    base = tsne(x, 6, 60)
    np.testing.assert_array_equal(base, tsne(x, 6, 60, 12.0, None))
    np.testing.assert_array_equal(base, tsne(x, 6, 60, start=pca_init(x)))
    random = np.random.default_rng(0).normal(0, 1e-4, (len(x), 2))
    for other in (
        tsne(x, 7, 60),
        tsne(x, 6, 61),
        tsne(x, 6, 60, 4.0),
        tsne(x, 6, 60, start=random),
    ):
        assert np.abs(other - base).max() > 1e-3


@pytest.mark.parametrize(
    "x",
    [
        np.zeros((6, 3)),
        np.repeat(clusters(12), 2, axis=0),
        np.vstack([clusters(13), np.full((1, 5), 1e9)]),
        np.vstack([clusters(13), np.full((1, 5), 1e200)]),
        np.arange(12)[:, None],
        np.array([[0, 255], [255, 0]], dtype=np.uint8),
    ],
    ids=["all alike", "twins", "outlier", "outlier beyond squares", "line", "two"],
)
def test_hard_data_stay_finite(x: Any) -> None:
    points = tsne(x, 1 if len(x) == 2 else 3, 300)
    assert points.shape == (len(x), 2)
    assert np.isfinite(points).all()


def test_twins_land_together() -> None:
    x = np.repeat(clusters(14), 2, axis=0)
    points = tsne(x, 5, 500)
    apart = np.linalg.norm(points[::2] - points[1::2], axis=1)
    assert np.median(apart) < 0.3 * np.linalg.norm(points.std(axis=0))


# --- start


def test_the_start_is_the_principal_plane() -> None:
    x = clusters(15)
    start = pca_init(x)
    centred = x - x.mean(axis=0)
    values, vectors = np.linalg.eigh(centred.T @ centred)
    scores = centred @ vectors[:, :-3:-1]
    for axis in (0, 1):
        assert abs(np.corrcoef(start[:, axis], scores[:, axis])[0, 1]) > 0.999
    assert start[:, 0].std() == pytest.approx(1e-4, rel=0.01)
    ratio = start[:, 1].std() / start[:, 0].std()
    assert ratio == pytest.approx(math.sqrt(values[-2] / values[-1]), rel=0.02)
    np.testing.assert_array_equal(start, pca_init(x))
    np.testing.assert_allclose(pca_init(1e250 * x), start, atol=1e-12)


def test_the_start_does_not_turn_with_the_signs_of_singular_vectors() -> None:
    x = np.array([[-3.0, 0.1], [0.0, -0.2], [3.0, 0.1]])
    assert (np.diff(pca_init(x)[:, 0]) > 0).all()
    assert (np.diff(pca_init(-x)[:, 0]) < 0).all()


def test_a_line_is_left_by_a_hundredth() -> None:
    start = pca_init(np.arange(100.0)[:, None])
    assert start[:, 1].std() == pytest.approx(1e-6, rel=0.3)
    assert pca_init(np.zeros((50, 3))).std() == pytest.approx(1e-6, rel=0.3)


# --- what is refused


@pytest.mark.parametrize("perplexity", [0.99, 7.01, 30.0, -1.0, math.nan, math.inf])
def test_perplexities_out_of_range_are_refused(perplexity: float) -> None:
    message = f"perplexity must be between 1 and 7, the number of other points, not {perplexity}"
    for call in (tsne, joint_probabilities):
        with pytest.raises(ValueError, match=message):
            call(clusters(16, count=1), perplexity)


POINTS = np.eye(4)[:, :2]
P = (1 - np.eye(4)) / 12


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: tsne([1.0, 2.0]), r"x must have shape \(N, D\)"),
        (lambda: tsne([[1.0, math.nan]] * 4, 2), r"x\[0, 1\] is not finite"),
        (lambda: joint_probabilities(np.empty((0, 2)), 1), r"squared must be \(N, N\) for 2"),
        (lambda: joint_probabilities([[1.0, 2.0]], 1), r"2 points or more, not \(1, 1\)"),
        (lambda: conditional_probabilities(np.ones((3, 4)), 2), r"or more, not \(3, 4\)"),
        (lambda: conditional_probabilities([[0, -1], [-1, 0]], 1), r"squared\[0, 1\] is negative"),
        (lambda: student_probabilities(np.eye(3)), r"points must have shape \(N, 2\)"),
        (lambda: student_probabilities([[1, 2]]), r"N of at least 2, not \(1, 2\)"),
        (lambda: kl_divergence(P[:3, :3], POINTS), r"p must have shape \(4, 4\), not \(3, 3\)"),
        (lambda: gradient(-P, POINTS), r"p\[0, 1\] is negative"),
        (lambda: gradient_naive(P, POINTS[:3]), r"p must have shape \(3, 3\)"),
        (lambda: descend(P, POINTS, 0), "iterations must be a whole number of at least 1, not 0"),
        (lambda: descend(P, POINTS, 1, 0.0), "exaggeration must be positive and finite, not 0"),
        (lambda: descend(P, POINTS * math.inf), r"points\[0, 0\] is not finite"),
        (lambda: tsne(POINTS, 2, start=POINTS[:3]), r"p must have shape \(3, 3\), not \(4, 4\)"),
        (lambda: pca_init([[math.inf]]), r"x\[0, 0\] is not finite"),
    ],
)
def test_malformed_arguments_are_refused(call: Callable[[], Any], message: str) -> None:
    with (
        np.errstate(invalid="ignore"),  # 0 · ∞ in an argument
        pytest.raises(ValueError, match=message),
    ):
        call()


def test_arguments_are_never_changed_nor_handed_back() -> None:
    x, points = clusters(17), np.random.default_rng(17).normal(size=(24, 2))
    squared, p = squared_distances(x), joint_probabilities(x, 6)
    given_arrays = (x, points, squared, p)
    before = [each.copy() for each in given_arrays]
    results = [
        tsne(x, 6, 3, start=points),
        joint_probabilities(x, 6),
        conditional_probabilities(squared, 6),
        student_probabilities(points),
        gradient(p, points),
        gradient_tiled(p, points),
        descend(p, points, 3),
        pca_init(points),
    ]
    for each, was in zip(given_arrays, before, strict=True):
        np.testing.assert_array_equal(each, was)
        assert not any(np.shares_memory(each, result) for result in results)
