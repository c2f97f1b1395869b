"""Sampling and weighting: obvious loops, the papers' numbers, laws, and what is refused."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from figures.numerics.losses import focal_loss
from figures.numerics.sampling import (
    balanced_sample,
    effective_number_weights,
    focal_weight,
    loss_mass,
    loss_share,
    ohem,
)

whole_boxes = st.lists(
    st.tuples(*[st.integers(0, 6)] * 2, *[st.integers(1, 6)] * 2), min_size=0, max_size=12
).map(lambda rows: [(x, y, x + w, y + h) for x, y, w, h in rows])


# --- ohem


def overlap(a: Any, b: Any) -> Fraction:
    wide = max(0, min(a[2], b[2]) - max(a[0], b[0]))
    high = max(0, min(a[3], b[3]) - max(a[1], b[1]))
    both = wide * high
    return Fraction(both, (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - both)


@given(whole_boxes, st.data(), st.integers(1, 14), st.sampled_from([0.0, 0.25, 0.5, 0.7, 1.0]))
def test_ohem_is_an_obvious_loop(
    boxes: Any, data: st.DataObject, count: int, threshold: float
) -> None:
    n = len(boxes)
    losses = data.draw(st.lists(st.integers(0, 5), min_size=n, max_size=n))  # with ties
    expected: list[int] = []
    for i in sorted(range(n), key=lambda i: (-losses[i], i)):
        apart = all(float(overlap(boxes[i], boxes[j])) <= threshold for j in expected)
        if len(expected) < count and apart:
            expected.append(i)
    assert ohem(boxes, losses, count, threshold).tolist() == expected


def test_ohem_takes_the_worst_and_none_of_their_twins() -> None:
    boxes = [[0, 0, 10, 10], [0, 0, 10, 10], [20, 0, 30, 10], [40, 0, 50, 10]]
    assert ohem(boxes, [2.0, 2.5, 0.1, 1.0], 2).tolist() == [1, 3]
    assert ohem(boxes, [2.0, 2.5, 0.1, 1.0], 9).tolist() == [1, 3, 2]


def test_ohem_drops_what_overlaps_by_more_than_seven_tenths() -> None:
    boxes = np.array([[0, 0, 10, 1], [0, 0, 7, 1], [0, 0, 7.1, 1]])  # IoU with the first: 0.7, 0.71
    assert ohem(boxes, [3, 2, 1], 3).tolist() == [0, 1]
    assert ohem(boxes[::2], [3, 2], 3).tolist() == [0]
    assert ohem(boxes[::2], [3, 2], 3, 0.75).tolist() == [0, 1]


def test_ohem_of_nothing_is_nothing() -> None:
    assert ohem([], [], 3).tolist() == []


@pytest.mark.parametrize(
    ("losses", "count", "threshold", "message"),
    [
        ([1, -0.5], 1, 0.5, r"losses\[1\] is negative"),
        ([1, math.nan], 1, 0.5, r"losses\[1\] is not finite"),
        ([[1, 2]], 1, 0.5, r"losses must have shape \(N,\), not \(1, 2\)"),
        ([1, 2, 3], 1, 0.5, r"must have shape \(2,\)"),
        ([1, 2], 0, 0.5, "count must be a whole number of at least 1, not 0"),
        ([1, 2], 1.5, 0.5, "count must be a whole number"),
        ([1, 2], 1, 1.5, "iou_threshold must be between 0 and 1"),
    ],
)
def test_unusable_regions_are_refused(
    losses: Any, count: Any, threshold: float, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        ohem([[0, 0, 1, 1], [2, 2, 3, 3]], losses, count, threshold)
    assert ohem([[0, 0, 1, 1]], [0.0], 1).tolist() == [0]  # no loss is no error


# --- balanced sampling


@given(
    st.lists(st.sampled_from([-1, 0, 1]), max_size=40),
    st.integers(1, 30),
    st.fractions(0, 1, max_denominator=8).map(float),
    st.integers(0, 5),
)
def test_balanced_samples_keep_their_promises(
    labels: Any, count: int, fraction: float, seed: int
) -> None:
    chosen = balanced_sample(labels, count, fraction, np.random.default_rng(seed)).tolist()
    assert chosen == sorted(set(chosen))
    positives = min(labels.count(1), int(count * fraction))
    assert [labels[i] for i in chosen].count(1) == positives
    assert [labels[i] for i in chosen].count(0) == min(labels.count(0), count - positives)
    assert len(chosen) <= count
    assert all(labels[i] != -1 for i in chosen)


def test_rpn_takes_128_positives_or_pads_with_negatives() -> None:
    random = np.random.default_rng(0)
    many = np.repeat([1, 0, -1], [500, 500, 100])
    assert np.count_nonzero(balanced_sample(many, 256, 0.5, random) < 500) == 128
    few = np.repeat([1, 0], [30, 500])
    chosen = balanced_sample(few, 256, 0.5, random)
    assert len(chosen) == 256
    assert np.count_nonzero(chosen < 30) == 30


def test_every_candidate_has_the_same_chance() -> None:
    labels = np.array([1, 1, 1, 1, 0, 0, 0, 0, 0, 0, -1])
    random = np.random.default_rng(1)
    times = np.zeros(len(labels))
    for _ in range(4000):
        times[balanced_sample(labels, 5, 0.4, random)] += 1
    np.testing.assert_allclose(times[:4] / 4000, 2 / 4, atol=0.04)
    np.testing.assert_allclose(times[4:10] / 4000, 3 / 6, atol=0.04)
    assert times[10] == 0


def test_a_seed_gives_the_same_sample_and_the_next_another() -> None:
    labels = np.repeat([1, 0], 50)
    first, again = (balanced_sample(labels, 20, 0.5, np.random.default_rng(3)) for _ in range(2))
    np.testing.assert_array_equal(first, again)
    random = np.random.default_rng(3)
    assert first.tolist() == balanced_sample(labels, 20, 0.5, random).tolist()
    assert first.tolist() != balanced_sample(labels, 20, 0.5, random).tolist()


@pytest.mark.parametrize(
    ("labels", "count", "fraction", "message"),
    [
        ([0, 2], 1, 0.5, r"labels\[1\] must be 1, 0 or -1"),
        ([-2, 0], 1, 0.5, r"labels\[0\] must be 1, 0 or -1"),
        ([[0, 1]], 1, 0.5, r"labels must have shape \(2,\), not \(1, 2\)"),
        ([0.0, 1.0], 1, 0.5, "labels must be whole numbers, not float64"),
        ([0, 1], 0, 0.5, "count must be a whole number of at least 1, not 0"),
        ([0, 1], 1, 1.1, "positive_fraction must be between 0 and 1"),
        ([0, 1], 1, math.nan, "positive_fraction must be between 0 and 1"),
    ],
)
def test_unusable_samples_are_refused(
    labels: Any, count: int, fraction: float, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        balanced_sample(labels, count, fraction, np.random.default_rng(0))


# --- weights and masses


@given(st.floats(0.001, 0.999), st.floats(0, 5))
def test_focal_weight_is_what_focal_loss_does_to_cross_entropy(p: float, gamma: float) -> None:
    logit = math.log(p) - math.log1p(-p)
    plain, focal = (focal_loss(logit, 1, g, None) for g in (0.0, gamma))
    np.testing.assert_allclose(focal_weight(p, gamma) * plain, focal, rtol=1e-12)


def test_focal_weight_by_hand() -> None:
    assert focal_weight([0, 0.5, 1]).tolist() == [1, 0.25, 0]  # γ = 2
    assert focal_weight([[0, 0.5, 1]], 0).tolist() == [[1, 1, 1]]


def test_masses_of_the_note() -> None:
    p_t, counts = [0.9, 0.1], [100_000, 100]
    easy, hard = 100_000 * -math.log(0.9), 100 * -math.log(0.1)
    np.testing.assert_allclose(loss_mass(p_t, counts), [easy, hard], rtol=1e-14)
    np.testing.assert_allclose(loss_mass(p_t, counts, 2), [easy / 100, hard * 0.81], rtol=1e-14)
    assert [f"{part:.0%}" for part in loss_share(p_t, counts)] == ["98%", "2%"]
    assert [f"{part:.0%}" for part in loss_share(p_t, counts, 2)] == ["36%", "64%"]


@given(
    st.lists(st.tuples(st.floats(1e-6, 1 - 1e-6), st.integers(0, 10**6)), max_size=6),
    st.floats(0, 5),
)
def test_masses_by_their_formula(groups: Any, gamma: float) -> None:
    p_t, counts = [p for p, _ in groups], [n for _, n in groups]
    mass = loss_mass(p_t, counts, gamma)
    expected = [n * (1 - p) ** gamma * -math.log(p) for p, n in groups]
    np.testing.assert_allclose(mass, expected, rtol=1e-9)
    if sum(expected) > 0:
        share = loss_share(p_t, counts, gamma)
        np.testing.assert_allclose(share, mass / mass.sum(), rtol=1e-15)
        assert share.sum() == pytest.approx(1, rel=1e-14)


@given(st.floats(0, 0.999999), st.integers(1, 300))
def test_the_effective_number_is_a_geometric_sum(beta: float, n: int) -> None:
    expected = 1 / math.fsum(beta**k for k in range(n))
    assert effective_number_weights([n], beta)[0] == pytest.approx(expected, rel=1e-9)


def test_effective_numbers_by_hand() -> None:
    np.testing.assert_allclose(effective_number_weights([1, 2, 3], 0.5), [1, 2 / 3, 4 / 7])
    assert effective_number_weights([1, 7, 10**9], 0).tolist() == [1, 1, 1]
    weights = effective_number_weights([10**9], 0.999)
    np.testing.assert_allclose(weights, [0.001], rtol=1e-12)  # no fewer than 1 − β


@pytest.mark.parametrize("beta", [0.99999, 1 - 1e-9, 1 - 1e-13])
def test_effective_numbers_near_one_lose_no_digits(beta: float) -> None:
    exact = Fraction(beta)
    expected = [float((1 - exact) / (1 - exact**n)) for n in (1, 7, 1000)]
    weights = effective_number_weights([1, 7, 1000], beta)
    np.testing.assert_allclose(weights, expected, rtol=1e-14)
    np.testing.assert_allclose(effective_number_weights([10], 1 - 1e-13), [0.1], rtol=1e-12)


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=8), st.floats(0, 0.99999))
def test_rarer_classes_never_weigh_less(counts: Any, beta: float) -> None:
    weights = effective_number_weights(sorted(counts), beta)
    assert (np.diff(weights) <= 0).all()
    assert ((weights > 0) & (weights <= 1 + 1e-12)).all()


def test_every_parameter_matters() -> None:
    masses = {
        float(loss_mass([p], [n], g)[0])
        for p, n, g in [(0.4, 3, 1), (0.4, 3, 2), (0.5, 3, 1), (0.4, 4, 1)]
    }
    assert len(masses) == 4
    shares = {
        float(loss_share([p, 0.3], [n, 2], g)[0])
        for p, n, g in [(0.4, 3, 1), (0.4, 3, 2), (0.5, 3, 1), (0.4, 4, 1)]
    }
    assert len(shares) == 4
    stated: list[tuple[Callable[..., Any], str, float]] = [
        (ohem, "iou_threshold", 0.7),
        (focal_weight, "gamma", 2.0),
        (loss_mass, "gamma", 0.0),
        (loss_share, "gamma", 0.0),
    ]
    for function, name, default in stated:
        assert inspect.signature(function).parameters[name].default == default


@pytest.mark.parametrize(
    ("p_t", "gamma", "message"),
    [
        ([0.5, 1.5], 2, r"p_t\[1\] is outside \[0, 1\]"),
        ([-0.5], 2, r"p_t\[0\] is outside \[0, 1\]"),
        ([math.nan], 2, r"p_t\[0\] is not finite"),
        ([0.5], -1, "gamma must be finite and not negative"),
    ],
)
def test_unusable_focal_weights_are_refused(p_t: Any, gamma: float, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        focal_weight(p_t, gamma)


@pytest.mark.parametrize("function", [loss_mass, loss_share])
@pytest.mark.parametrize(
    ("p_t", "counts", "gamma", "message"),
    [
        ([0.5, 1.0], [1, 1], 2, r"p_t\[1\] must lie between 0 and 1"),
        ([0.0], [1], 2, r"p_t\[0\] must lie between 0 and 1"),
        ([0.5], [1, 2], 2, r"counts must have shape \(1,\), not \(2,\)"),
        ([0.5], [-1], 2, r"counts\[0\] is negative"),
        ([[0.5]], [[1]], 2, r"p_t must have shape \(G,\), not \(1, 1\)"),
        ([0.5], [math.inf], 2, r"counts\[0\] is not finite"),
        ([0.5], [1], -1, "gamma must be finite and not negative"),
    ],
)
def test_unusable_groups_are_refused(
    function: Callable[..., Any], p_t: Any, counts: Any, gamma: float, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        function(p_t, counts, gamma)


@pytest.mark.parametrize(("p_t", "counts"), [([], []), ([0.5], [0])])
def test_no_loss_cannot_be_shared(p_t: Any, counts: Any) -> None:
    assert loss_mass(p_t, counts).tolist() == [0] * len(p_t)
    with pytest.raises(ValueError, match="there is no loss to share"):
        loss_share(p_t, counts)


@pytest.mark.parametrize(
    ("counts", "beta", "message"),
    [
        ([3, 0], 0.9, r"counts\[1\] must be at least 1"),
        ([[3]], 0.9, r"counts must have shape \(C,\), not \(1, 1\)"),
        ([3], 1.0, "beta must be at least 0 and less than 1, not 1"),
        ([3], -0.1, "beta must be at least 0 and less than 1"),
        ([3], math.nan, "beta must be at least 0 and less than 1"),
    ],
)
def test_unusable_classes_are_refused(counts: Any, beta: float, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        effective_number_weights(counts, beta)


def test_arguments_are_never_changed_nor_handed_back() -> None:
    p_t, counts = np.array([0.2, 0.7]), np.array([3.0, 4.0])
    labels, boxes = np.array([1, 0, -1, 0]), np.array([[0.0, 0, 1, 1], [0, 0, 1, 1]])
    arrays = p_t, counts, labels, boxes
    before = [array.copy() for array in arrays]
    results = [
        focal_weight(p_t, 1.0),
        loss_mass(p_t, counts, 1.0),
        loss_share(p_t, counts),
        effective_number_weights(counts, 0.0),
        ohem(boxes, p_t, 2),
        balanced_sample(labels, 2, 0.5, np.random.default_rng(0)),
    ]
    for array, old in zip(arrays, before, strict=True):
        np.testing.assert_array_equal(array, old)
        assert not any(np.shares_memory(array, result) for result in results)
