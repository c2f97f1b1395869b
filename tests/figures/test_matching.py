"""One-to-one matching: SciPy, all matchings tried, and DETR's cost by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from figures.numerics.box_losses import giou
from figures.numerics.matching import greedy_matching, hungarian, hungarian_naive, match_cost


def total(cost: Any, pairs: Any) -> float:
    return float(np.asarray(cost)[pairs].sum())


@given(st.integers(0, 12), st.integers(0, 12), st.integers(0, 10**6))
def test_hungarian_agrees_with_scipy(n: int, m: int, seed: int) -> None:
    cost = np.random.default_rng(seed).normal(size=(n, m))
    ours, theirs = hungarian(cost), linear_sum_assignment(cost)
    np.testing.assert_array_equal(ours, theirs)


@given(st.integers(1, 8), st.integers(1, 8), st.integers(0, 10**6))
def test_with_ties_it_costs_what_scipys_costs(n: int, m: int, seed: int) -> None:
    cost = np.random.default_rng(seed).integers(-3, 4, (n, m))
    rows, columns = hungarian(cost)
    assert total(cost, (rows, columns)) == total(cost, linear_sum_assignment(cost))
    assert len(set(rows.tolist())) == len(set(columns.tolist())) == min(n, m)
    assert (np.diff(rows) > 0).all()


def test_a_hundred_queries() -> None:
    cost = np.random.default_rng(1).normal(size=(100, 100))
    np.testing.assert_array_equal(hungarian(cost), linear_sum_assignment(cost))


@given(st.integers(1, 5), st.integers(1, 5), st.integers(0, 10**6))
def test_hungarian_is_its_naive_twin(n: int, m: int, seed: int) -> None:
    cost = np.random.default_rng(seed).normal(size=(n, m))
    np.testing.assert_array_equal(hungarian(cost), hungarian_naive(cost))


@given(st.integers(0, 6), st.integers(0, 6), st.integers(0, 10**6))
def test_greedy_never_costs_less(n: int, m: int, seed: int) -> None:
    cost = np.random.default_rng(seed).normal(size=(n, m))
    rows, columns = greedy_matching(cost)
    assert total(cost, (rows, columns)) >= total(cost, hungarian(cost)) - 1e-12
    assert len(set(columns.tolist())) == len(rows) == min(n, m)


def test_greedy_can_be_made_to_pay() -> None:
    cost = [[1, 2], [2, 100]]
    assert [each.tolist() for each in greedy_matching(cost)] == [[0, 1], [0, 1]]
    assert [each.tolist() for each in hungarian(cost)] == [[0, 1], [1, 0]]


def test_cost_by_hand() -> None:
    boxes, targets = [[0.1, 0.1, 0.3, 0.3], [0.5, 0.5, 0.9, 0.7]], [[0.1, 0.1, 0.3, 0.5]]
    p = [[0.7, 0.2], [0.1, 0.9]]
    cost = match_cost(p, boxes, [1], targets)
    # of the first: the centre is 0.1 too high and the height 0.2 too small
    overlap = giou(boxes, targets * 2)
    assert cost.shape == (2, 1)
    assert cost[0, 0] == pytest.approx(-0.2 + 5 * 0.3 - 2 * overlap[0])
    assert cost[1, 0] == pytest.approx(-0.9 + 5 * (0.5 + 0.3 + 0.2 + 0.2) - 2 * overlap[1])
    only_class = match_cost(p, boxes, [1], targets, (2, 0, 0))
    np.testing.assert_allclose(only_class[:, 0], [-0.4, -1.8])


def test_no_objects_no_pairs() -> None:
    cost = match_cost([[0.5, 0.5]], [[0, 0, 1, 1]], np.empty(0, dtype=int), [])
    assert cost.shape == (1, 0)
    assert [each.tolist() for each in hungarian(cost)] == [[], []]


UNIT = [[0.0, 0, 1, 1]]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([[1.5]], UNIT, [0], UNIT), r"probabilities\[0, 0\] is outside \[0, 1\]"),
        (([[0.5]], UNIT * 2, [0], UNIT), r"boxes must have shape \(1, 4\), not \(2, 4\)"),
        (([[0.5]], UNIT, [1], UNIT), r"labels\[0\] is 1, outside 0…0"),
        (([[0.5]], UNIT, [0], UNIT, (1, -1, 0)), "weights must be finite and not negative"),
        (([[0.5]], [[0, 0, 0, 1]], [0], UNIT), r"boxes\[0\] has no area"),
    ],
)
def test_unusable_predictions_are_refused(arguments: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        match_cost(*arguments)


@pytest.mark.parametrize("match", [hungarian, hungarian_naive, greedy_matching])
def test_unusable_costs_are_refused_and_nothing_is_changed(match: Any) -> None:
    with pytest.raises(ValueError, match=r"cost must have shape \(N, M\), not \(2,\)"):
        match([1, 2])
    with pytest.raises(ValueError, match=r"cost\[0, 1\] is not finite"):
        match([[1, np.nan]])
    cost = np.random.default_rng(2).normal(size=(4, 3))
    cost.flags.writeable = False
    rows, columns = match(cost)
    assert (rows.dtype, columns.dtype, len(rows)) == (np.intp, np.intp, 3)
