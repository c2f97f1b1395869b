"""Learning by distances: torch, pytorch-metric-learning, worked values, central differences."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import scipy.special
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import cdist

from figures.numerics.metric_learning import (
    contrastive_loss,
    contrastive_loss_grad,
    is_semi_hard,
    prototype_probabilities,
    prototypes,
    triplet_loss,
    triplet_loss_grad,
)
from tests.figures.golden.metric_learning import contrastive, leaves, squared_triplets

if TYPE_CHECKING:
    from collections.abc import Callable

LIVE_SEED = 15
A, B = np.array([[0.0, 0.0]] * 4), np.array([[3.0, 4.0], [0.3, 0.4], [0.3, 0.4], [6.0, 8.0]])


def assert_close(actual: Any, expected: Any, tolerance: float = 3e-15) -> None:
    np.testing.assert_allclose(actual, expected, rtol=tolerance, atol=tolerance)


def some(seed: int, *shape: int) -> Any:
    return np.random.default_rng(seed).normal(0, 0.8, shape)


# --- pairs


def test_contrastive_loss_by_hand() -> None:
    # distances 5, ½, ½ and 10; margin 6
    assert contrastive_loss(A, B, [1, 1, 0, 0], 6).tolist() == [12.5, 0.125, 15.125, 0]
    assert contrastive_loss(A[:1], B[:1], [0]).tolist() == [0]
    assert contrastive_loss(A[1:2], B[1:2], [0]) == pytest.approx([0.125], rel=1e-15)  # margin 1
    slopes = contrastive_loss_grad(A, B, [True, True, False, False], 6)
    expected = [[-3.0, -4.0], [-0.3, -0.4], [5.5 * 0.6, 5.5 * 0.8], [0.0, 0.0]]
    assert_close(slopes, expected, 1e-14)


def test_contrastive_loss_agrees_with_committed_torch(golden: Any) -> None:
    case = golden("metric_learning")
    a, b, _ = case["features"]
    arguments = a, b, case["same"], case["margin"]
    assert_close(contrastive_loss(*arguments), case["contrastive"]["value"])
    by_a, by_b = case["contrastive"]["grad"]
    assert_close(contrastive_loss_grad(*arguments), by_a)
    assert_close(-contrastive_loss_grad(*arguments), by_b)


def test_contrastive_gradient_by_central_differences(gradient: Any) -> None:
    a, b, same = some(1, 8, 3), some(2, 8, 3), [0, 1] * 4
    for margin in (1.0, 2.5):
        expected = gradient(lambda a, m=margin: contrastive_loss(a, b, same, m).sum(), a)
        actual = contrastive_loss_grad(a, b, same, margin)
        # the root of a small distance bends much: the difference itself is 3e-10 off there
        np.testing.assert_allclose(actual, expected, rtol=0, atol=1e-9)


def test_pairs_in_one_place() -> None:
    point = np.ones((2, 3))
    assert contrastive_loss(point, point, [1, 0], 2).tolist() == [0, 2]
    assert not contrastive_loss_grad(point, point, [1, 0], 2).any()


@given(st.integers(0, 2**32 - 1))
def test_contrastive_loss_knows_no_order_nor_place_nor_direction(seed: int) -> None:
    random = np.random.default_rng(seed)
    a, b, same = random.normal(size=(6, 3)), random.normal(size=(6, 3)), random.integers(0, 2, 6)
    value = contrastive_loss(a, b, same)
    np.testing.assert_array_equal(contrastive_loss(b, a, same), value)
    turn = np.linalg.qr(random.normal(size=(3, 3)))[0]
    moved = contrastive_loss(a @ turn + 5, b @ turn + 5, same)
    np.testing.assert_allclose(moved, value, rtol=1e-12, atol=1e-13)
    assert (value >= 0).all()
    downhill = contrastive_loss_grad(a, b, same) * 1e-4
    assert (contrastive_loss(a - downhill, b + downhill, same) <= value).all()


# --- triplets


def test_triplet_loss_by_hand() -> None:
    a, p, n = [[0.0, 0.0]], [[0.6, 0.8]], [[0.0, 2.0]]
    assert triplet_loss(a, p, n, 3.5).tolist() == [0.5]
    assert triplet_loss(a, p, n).tolist() == [0]
    assert triplet_loss(a, p, p) == pytest.approx([0.2], rel=1e-15)  # FaceNet's margin
    by_a, by_p, by_n = triplet_loss_grad(a, p, n, 3.5)
    assert_close(by_a, [[-1.2, 2.4]])
    assert_close(by_p, [[1.2, 1.6]])
    assert_close(by_n, [[0, -4]])
    assert not np.any(triplet_loss_grad(a, p, n, 3.0))  # on the edge there is no loss
    assert np.any(triplet_loss_grad(a, p, n, np.nextafter(3.0, 4)))


def test_triplet_loss_agrees_with_committed_torch(golden: Any) -> None:
    case = golden("metric_learning")
    arguments = *case["features"], case["margin"]
    assert_close(triplet_loss(*arguments), case["triplet"]["value"])
    for actual, expected in zip(
        triplet_loss_grad(*arguments), case["triplet"]["grad"], strict=True
    ):
        assert_close(actual, expected)
    assert 0 < np.count_nonzero(case["triplet"]["value"]) < 12


def test_triplet_gradients_by_central_differences(gradient: Any) -> None:
    places: Any = [some(seed, 9, 3) for seed in (4, 5, 6)]
    assert 0 < np.count_nonzero(triplet_loss(*places)) < 9
    for i, actual in enumerate(triplet_loss_grad(*places)):

        def moved(x: Any, i: int = i) -> Any:
            return triplet_loss(*[*places[:i], x, *places[i + 1 :]]).sum()

        np.testing.assert_allclose(actual, gradient(moved, places[i]), rtol=0, atol=2e-11)


@given(st.integers(0, 2**32 - 1), st.floats(0.01, 5))
def test_triplet_gradients_sum_to_zero_because_place_does_not_matter(
    seed: int, margin: float
) -> None:
    a, p, n = (some(seed + i, 5, 2) for i in range(3))
    assert_close(np.sum(triplet_loss_grad(a, p, n, margin), axis=0), 0, 2e-14)


def test_semi_hard_negatives_lie_between_the_positive_and_the_margin() -> None:
    a, p = np.zeros((5, 2)), np.array([[1.0, 0.0]] * 5)
    n = np.array([[0.0, 0.9], [0.0, 1.0], [0.0, 1.001], [0.0, math.sqrt(1.5)], [0.0, 2.0]])
    assert is_semi_hard(a, p, n, 1.0).tolist() == [False, False, True, True, False]
    assert is_semi_hard(a, p, n, 3.0).tolist() == [False, False, True, True, False]  # 4 = 1 + 3
    assert is_semi_hard(a, p, n, 3.5).tolist() == [False, False, True, True, True]
    assert is_semi_hard(a, p, n).tolist() == [False, False, True, False, False]  # margin 0.2


@given(st.integers(0, 2**32 - 1))
def test_semi_hard_triplets_have_a_loss_below_the_margin(seed: int) -> None:
    a, p, n = (some(seed + i, 20, 2) for i in range(3))
    loss = triplet_loss(a, p, n, 0.5)
    np.testing.assert_array_equal(is_semi_hard(a, p, n, 0.5), (loss > 0) & (loss < 0.5))


def test_without_a_margin_nothing_keeps_features_apart() -> None:
    # what the cards ask: all features in one place then have no loss, and nothing moves them
    place, same = np.ones((4, 3)), [1, 1, 0, 0]
    assert not contrastive_loss(place, place, same, 0).any()
    assert not contrastive_loss_grad(place, place, same, 0).any()
    assert contrastive_loss(place, place, same, 0.1).any()
    assert contrastive_loss(A, B, [0] * 4, 0).tolist() == [0] * 4
    assert not contrastive_loss_grad(A, B, [0] * 4, 0).any()
    assert not triplet_loss(place, place, place, 0).any()
    assert triplet_loss([[0.0]], [[2.0]], [[1.0]], 0).tolist() == [3]  # the negative is nearer
    assert not is_semi_hard(some(1, 9, 2), some(2, 9, 2), some(3, 9, 2), 0).any()


def test_margins_are_those_of_the_papers_unless_stated() -> None:
    np.testing.assert_array_equal(
        contrastive_loss_grad(A, B, [0] * 4), contrastive_loss_grad(A, B, [0] * 4, 1.0)
    )
    a, p = np.zeros((2, 1)), np.ones((2, 1))
    n = np.sqrt([[1.19], [1.21]])
    assert is_semi_hard(a, p, n).tolist() == [True, False]
    for by_place in triplet_loss_grad(a, p, n):
        assert by_place.any(axis=1).tolist() == [True, False]


# --- prototypes


def test_prototypes_are_means() -> None:
    features, labels = some(7, 11, 4), np.array([2, 0, 1, 1, 0, 2, 2, 1, 0, 2, 2])
    expected = [features[labels == k].mean(axis=0) for k in range(3)]
    assert_close(prototypes(features, labels, 3), expected)
    assert prototypes([[1, 2], [3, 6]], [0, 0], 1).tolist() == [[2, 4]]
    one_shot = prototypes(features[:3], [2, 0, 1], 3)
    np.testing.assert_array_equal(one_shot, features[[1, 2, 0]])


def test_prototype_probabilities_are_a_softmax_of_squared_distances() -> None:
    queries, centres = some(8, 6, 3), some(9, 4, 3)
    squares = cdist(queries, centres, "sqeuclidean")
    expected = scipy.special.softmax(-squares, axis=1)
    np.testing.assert_allclose(prototype_probabilities(queries, centres), expected, rtol=3e-15)
    # ¼ against 2¼: e^(−¼) : e^(−2¼)
    assert prototype_probabilities([[0.5]], [[0.0], [2.0]])[0, 1] == pytest.approx(
        1 / (1 + math.exp(2)), rel=1e-15
    )


def test_far_queries_still_have_probabilities() -> None:
    p = prototype_probabilities([[1e4], [0.0]], [[0.0], [1.0]])
    assert p[0].tolist() == [0, 1]
    assert p[1].sum() == pytest.approx(1, rel=1e-15)


# --- live libraries


def test_agrees_with_live_torch(torch: Any) -> None:
    random = np.random.default_rng(LIVE_SEED)
    features, same = random.normal(size=(3, 300, 5)), random.integers(0, 2, 300)
    a, p, n = leaves(torch, features)
    expected = squared_triplets(torch, a, p, n, 0.7)
    expected.sum().backward()
    first, second, third = features
    assert_close(triplet_loss(first, second, third, 0.7), expected.detach(), 5e-15)
    gradients = triplet_loss_grad(first, second, third, 0.7)
    for actual, leaf in zip(gradients, (a, p, n), strict=True):
        assert_close(actual, leaf.grad)
    a, b, _ = leaves(torch, features)
    expected = contrastive(torch, a, b, torch.tensor(same), 3.0)
    expected.sum().backward()
    assert_close(contrastive_loss(first, second, same, 3.0), expected.detach())
    assert_close(contrastive_loss_grad(first, second, same, 3.0), a.grad)


def test_torch_s_own_triplet_loss_takes_roots_first(torch: Any) -> None:
    a, p, n = (torch.tensor(some(seed, 50, 3)) for seed in (1, 2, 3))
    theirs = torch.nn.functional.triplet_margin_loss(a, p, n, 0.4, reduction="none")
    near, far = ((a - other).norm(dim=1).numpy() for other in (p, n))
    # features on a line at those distances, squared by us: d² of √d is d
    line: list[Any] = [np.sqrt(near)[:, None], -np.sqrt(far)[:, None]]
    ours = triplet_loss(np.zeros((50, 1)), line[0], line[1], 0.4)
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=4e-6)  # it adds 1e-6 to each coordinate


def test_agrees_with_live_pytorch_metric_learning(oracle: Any, torch: Any) -> None:
    losses = oracle("pytorch_metric_learning.losses")
    distances = oracle("pytorch_metric_learning.distances")
    reducers = oracle("pytorch_metric_learning.reducers")
    squared = distances.LpDistance(power=2, normalize_embeddings=False)
    features, labels = some(LIVE_SEED, 12, 4), np.arange(12) % 3
    function = losses.TripletMarginLoss(
        margin=1.1, distance=squared, reducer=reducers.DoNothingReducer()
    )
    case = function(torch.tensor(features), torch.tensor(labels))["loss"]
    a, p, n = (features[indices.numpy()] for indices in case["indices"])
    # it computes all distances as |x|² + |y|² − 2xy, which cancels
    assert_close(triplet_loss(a, p, n, 1.1), case["losses"], 3e-14)

    plain = distances.LpDistance(normalize_embeddings=False)
    function = losses.ContrastiveLoss(
        neg_margin=1.7, distance=plain, reducer=reducers.DoNothingReducer()
    )
    case = function(torch.tensor(features), torch.tensor(labels))
    for same, part in enumerate((case["neg_loss"], case["pos_loss"])):
        a, b = (features[indices.numpy()] for indices in part["indices"])
        ours = contrastive_loss(a, b, np.full(len(a), same), 1.7)
        assert_close(np.sqrt(2 * ours), part["losses"], 3e-14)  # it takes no halves nor squares


# --- arguments


@pytest.mark.parametrize("function", [contrastive_loss, contrastive_loss_grad])
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([0.0], [[0.0]], [1]), r"a must have shape \(N, D\), not \(1,\)"),
        (([[0.0]], [[0.0, 1.0]], [1]), r"b must have shape \(1, 1\), not \(1, 2\)"),
        (([[0.0]], [[math.nan]], [1]), r"b\[0, 0\] is not finite"),
        (([[0.0]], [[0.0]], [1, 0]), r"same must have shape \(1,\), not \(2,\)"),
        (([[0.0]], [[0.0]], [2]), "same must be true or false for each pair"),
        (([[0.0]], [[0.0]], [-1]), "same must be true or false for each pair"),
        (([[0.0]], [[0.0]], [1], -0.1), "margin must be finite and not negative, not -0.1"),
        (([[0.0]], [[0.0]], [1], math.inf), "margin must be finite and not negative, not inf"),
    ],
)
def test_malformed_pairs_are_refused(
    function: Callable[..., Any], arguments: tuple[Any, ...], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        function(*arguments)


@pytest.mark.parametrize("function", [triplet_loss, triplet_loss_grad, is_semi_hard])
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([0.0], [[0.0]], [[1.0]]), r"anchor must have shape \(N, D\), not \(1,\)"),
        (([[0.0]], [[0.0]] * 2, [[1.0]]), r"positive must have shape \(1, 1\), not \(2, 1\)"),
        (([[0.0]], [[0.0]], [[1.0]] * 2), r"negative must have shape \(1, 1\), not \(2, 1\)"),
        (([[0.0]], [[0.0]], [[math.inf]]), r"negative\[0, 0\] is not finite"),
        (([[0.0]], [[0.0]], [[1.0]], -1.0), "margin must be finite and not negative, not -1.0"),
    ],
)
def test_malformed_triplets_are_refused(
    function: Callable[..., Any], arguments: tuple[Any, ...], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        function(*arguments)


def test_malformed_classes_are_refused() -> None:
    with pytest.raises(ValueError, match="class 1 has no sample"):
        prototypes([[0.0], [1.0]], [0, 2], 3)
    with pytest.raises(ValueError, match=r"labels\[1\] is 3, outside 0…2"):
        prototypes([[0.0], [1.0]], [0, 3], 3)
    with pytest.raises(ValueError, match=r"features must have shape \(N, D\)"):
        prototypes([0.0], [0], 1)
    with pytest.raises(ValueError, match="classes must be a whole number of at least 1, not 0"):
        prototypes(np.empty((0, 2)), [], 0)
    with pytest.raises(ValueError, match=r"equally wide, not \(1, 1\) and \(1, 2\)"):
        prototype_probabilities([[0.0]], [[0.0, 1.0]])
    with pytest.raises(ValueError, match=r"centres must have shape \(K, D\)"):
        prototype_probabilities([[0.0]], [0.0])
    with pytest.raises(ValueError, match=r"queries must have shape \(M, D\)"):
        prototype_probabilities([0.0], [[0.0]])
    with pytest.raises(ValueError, match="C > 0"):
        prototype_probabilities([[0.0]], np.empty((0, 1)))


def test_nothing_gives_nothing_and_whole_numbers_count() -> None:
    empty = np.empty((0, 2))
    assert contrastive_loss(empty, empty, []).shape == (0,)
    assert contrastive_loss_grad(empty, empty, []).shape == (0, 2)
    assert triplet_loss(empty, empty, empty).shape == (0,)
    assert prototype_probabilities(empty, [[0.0, 1.0]]).shape == (0, 1)
    small, large = np.array([[1]], dtype=np.uint8), np.array([[3]], dtype=np.uint8)
    assert contrastive_loss(small, large, [True]).tolist() == [2]  # 1 − 3 does not wrap
    assert triplet_loss(small, large, small).tolist() == [4.2]
    assert prototypes(np.array([[200], [100]], dtype=np.uint8), [0, 0], 1).tolist() == [[150]]


def test_arguments_are_never_changed_nor_handed_back() -> None:
    places = some(3, 3, 5, 2)
    before = places.copy()
    a, p, n = places
    results = [
        *(f(a, p, [1, 0, 1, 0, 1]) for f in (contrastive_loss, contrastive_loss_grad)),
        *(triplet_loss(a, p, n, 9), *triplet_loss_grad(a, p, n, 9), is_semi_hard(a, p, n)),
        *(prototypes(a, [0, 1, 2, 3, 4], 5), prototype_probabilities(a, p)),
    ]
    np.testing.assert_array_equal(places, before)
    assert not any(np.shares_memory(result, places) for result in results)
