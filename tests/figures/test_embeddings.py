"""Distances and trustworthiness: SciPy, scikit-learn, and layouts whose value is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.spatial.distance import cdist

from figures.numerics.embeddings import squared_distances, trustworthiness

if TYPE_CHECKING:
    from collections.abc import Callable

points = arrays(
    np.float64,
    st.tuples(st.integers(0, 7), st.integers(0, 4)),
    elements=st.floats(-1e3, 1e3, width=32),
)


@given(points)
def test_squared_distances_agree_with_scipy(x: Any) -> None:
    found = squared_distances(x)
    assert found.shape == (len(x), len(x))
    np.testing.assert_array_equal(found, found.T)
    if x.size:
        np.testing.assert_allclose(found, cdist(x, x, "sqeuclidean"), rtol=1e-15)


def test_squared_distances_lose_nothing_far_from_the_origin() -> None:
    x = np.array([[0.0, 0.0], [3.0, 4.0], [0.0, 0.0]])
    expected = [[0, 25, 0], [25, 0, 25], [0, 25, 0]]
    assert squared_distances(x + 1e9).tolist() == expected
    assert squared_distances(x.astype(np.uint8)).tolist() == expected
    assert squared_distances([[1e150], [-1e150]])[0, 1] == pytest.approx(4e300)


def test_trustworthiness_agrees_with_committed_scikit_learn(golden: Any) -> None:
    case = golden("tsne")
    for neighbours in (3, 7):
        found = trustworthiness(case["x"], case["points"], neighbours)
        assert found == pytest.approx(case[f"trustworthiness {neighbours}"], rel=1e-15)


@pytest.mark.parametrize("neighbours", [1, 5, 12, 29])
def test_trustworthiness_agrees_with_scikit_learn(oracle: Any, neighbours: int) -> None:
    random = np.random.default_rng(neighbours)
    x, embedded = random.normal(size=(60, 4)), random.normal(size=(60, 3))
    expected = oracle("sklearn.manifold").trustworthiness(x, embedded, n_neighbors=neighbours)
    assert trustworthiness(x, embedded, neighbours) == pytest.approx(expected, rel=1e-15)


def test_trustworthiness_is_one_of_the_data_themselves_even_with_twins() -> None:
    x = np.repeat(np.random.default_rng(0).normal(size=(20, 3)), 2, axis=0)
    assert trustworthiness(x, x) == 1
    assert trustworthiness(x, -2 * x + 7) == 1


def test_trustworthiness_counts_ranks_by_hand() -> None:
    # on a line 0 1 2 3 4; in the embedding 0 lies beside 4
    x, embedded = np.arange(5.0)[:, None], np.array([[4.4], [1.0], [2.1], [3.1], [4.6]])
    # 0 and 4 take each other, of rank 4; 1 takes 2 and 2 takes 3, which 0 and 1 precede as equals
    intrusions = 3 + 1 + 1 + 0 + 3
    assert trustworthiness(x, embedded, 1) == pytest.approx(1 - 2 / (5 * (10 - 4)) * intrusions)


def test_a_twin_in_the_embedding_is_a_neighbour_too() -> None:
    # 1 and 3 take each other, of rank 3; 0 and 2 take 1, the earlier of equals; 4 takes 2, of rank 2
    x, embedded = np.arange(5.0)[:, None], np.array([[0.0], [10.0], [20.0], [10.0], [40.0]])
    intrusions = 0 + 2 + 0 + 2 + 1
    assert trustworthiness(x, embedded, 1) == pytest.approx(1 - 2 / (5 * (10 - 4)) * intrusions)


def test_of_equally_far_points_the_earlier_is_nearer() -> None:
    x, embedded = np.random.default_rng(5).integers(0, 4, (2, 80, 2))

    def others(places: Any, i: int) -> list[int]:
        apart = ((places - places[i]) ** 2).sum(axis=1).tolist()
        return sorted(set(range(80)) - {i}, key=lambda j: (apart[j], j))

    intrusions = sum(
        max(0, others(x, i).index(j) + 1 - 6) for i in range(80) for j in others(embedded, i)[:6]
    )
    expected = 1 - 2 / (80 * 6 * (160 - 18 - 1)) * intrusions
    assert trustworthiness(x, embedded, 6) == pytest.approx(expected, rel=1e-14)


def test_trustworthiness_of_chance_is_about_a_half() -> None:
    random = np.random.default_rng(3)
    found = trustworthiness(random.normal(size=(300, 5)), random.normal(size=(300, 2)))
    assert 0.45 < found < 0.55


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: squared_distances([1.0, 2.0]), r"x must have shape \(N, D\), not \(2,\)"),
        (lambda: squared_distances([[0.0], [np.nan]]), r"x\[1, 0\] is not finite"),
        (lambda: squared_distances([[0.0, -1.1e150]]), r"x\[0, 1\] is beyond 1e\+150"),
        (lambda: trustworthiness(np.eye(9), np.eye(8)), "embedded must have 9 points as x has"),
        (lambda: trustworthiness(np.eye(9), [1.0]), r"embedded must have shape \(N, D\)"),
        (lambda: trustworthiness(np.eye(9), np.eye(9), 0), "neighbours must be a whole number"),
        (lambda: trustworthiness(np.eye(8), np.eye(8), 4), "less than half of the 8 points, not 4"),
        (lambda: trustworthiness(np.eye(9), np.eye(9), 5), "less than half of the 9 points, not 5"),
    ],
)
def test_malformed_points_are_refused(call: Callable[[], Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()


def test_arguments_are_not_changed() -> None:
    x = np.random.default_rng(1).normal(size=(12, 2))
    before = x.copy()
    assert not np.shares_memory(squared_distances(x), x)
    trustworthiness(x, x, 2)
    np.testing.assert_array_equal(x, before)
