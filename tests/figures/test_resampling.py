"""Splits and errors: scikit-learn, counting, hand-worked means, and what no split may do."""

from __future__ import annotations

import math
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from figures.numerics.resampling import (
    cross_validate,
    k_fold,
    learning_curve,
    leave_p_out,
    leave_p_out_count,
    validation_curve,
)
from figures.numerics.shrinkage import ridge_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

LIVE_SEED = 7


def validated(splits: Iterable[Any]) -> Any:
    return [part.tolist() for _, part in splits]


def mean_only(x: Any, y: Any) -> Callable[[Any], Any]:
    """Predicts the mean that it was trained on."""
    assert len(x) == len(y)
    return lambda new: np.full(len(new), y.mean())


def ridge(penalty: float) -> Any:
    def fit(x: Any, y: Any) -> Callable[[Any], Any]:
        (weights,) = ridge_path(x, y, [penalty])
        return lambda new: new @ weights

    return fit


# --- splits


def test_folds_agree_with_committed_scikit_learn(golden: Any) -> None:
    case = golden("resampling")
    for n, k, parts in case["in order"]:
        assert validated(k_fold(n, k)) == parts
    for n, k, parts in case["shuffled"]:
        assert validated(k_fold(n, k, np.random.RandomState(case["seed"]))) == parts
    assert validated(leave_p_out(5, 2)) == case["leave 2 of 5"]


def test_folds_agree_with_live_scikit_learn(oracle: Any) -> None:
    selection = oracle("sklearn.model_selection")

    def assert_same(splits: Iterable[Any], splitter: Any, n: int) -> None:
        for mine, theirs in zip(splits, splitter.split(np.zeros(n)), strict=True):
            for one, other in zip(mine, theirs, strict=True):
                np.testing.assert_array_equal(one, other)

    for n in range(2, 24):
        for k in range(2, n + 1):
            assert_same(k_fold(n, k), selection.KFold(k), n)
            shuffled = selection.KFold(k, shuffle=True, random_state=LIVE_SEED)
            assert_same(k_fold(n, k, np.random.RandomState(LIVE_SEED)), shuffled, n)
        assert_same(k_fold(n, n), selection.LeaveOneOut(), n)
    for n, p in ((4, 1), (6, 3), (7, 6)):
        assert_same(leave_p_out(n, p), selection.LeavePOut(p), n)


@given(st.integers(2, 40), st.data())
def test_each_sample_is_validated_on_once(n: int, data: st.DataObject) -> None:
    k = data.draw(st.integers(2, n))
    rng = data.draw(st.sampled_from([None, np.random.default_rng(n)]))
    splits = k_fold(n, k, rng)
    sizes = [len(part) for _, part in splits]
    assert len(splits) == k
    assert max(sizes) - min(sizes) <= 1
    assert sorted(chain.from_iterable(validated(splits))) == list(range(n))
    for train, part in splits:
        assert sorted([*train, *part]) == list(range(n))
        assert (np.diff(train) > 0).all()
        assert (np.diff(part) > 0).all()


def test_shuffling_changes_the_folds_and_is_as_repeatable_as_its_source() -> None:
    one, other = (validated(k_fold(20, 4, np.random.default_rng(seed))) for seed in (1, 2))
    assert one == validated(k_fold(20, 4, np.random.default_rng(1)))
    assert one != other
    assert validated(k_fold(20, 4)) not in (one, other)


@pytest.mark.parametrize(("n", "p"), [(2, 1), (5, 1), (5, 2), (5, 4), (8, 3)])
def test_leaving_p_out_tries_every_subset_once(n: int, p: int) -> None:
    splits = list(leave_p_out(n, p))
    assert len(splits) == len({tuple(part) for _, part in splits}) == leave_p_out_count(n, p)
    for train, part in splits:
        assert len(part) == p
        assert sorted([*train, *part]) == list(range(n))


def test_how_many_subsets_there_are() -> None:
    # the note's numbers
    assert leave_p_out_count(100, 2) == 4950
    assert leave_p_out_count(100, 5) == 75287520
    assert leave_p_out_count(50, 20) == math.factorial(50) // math.factorial(20) // math.factorial(
        30
    )


def test_unusable_splits_are_refused() -> None:
    with pytest.raises(ValueError, match="n must be a whole number of at least 2, not 1"):
        k_fold(1, 2)
    for k in (1, 2.5):
        with pytest.raises(ValueError, match="k must be a whole number of at least 2"):
            k_fold(5, k)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="k must not be larger than n: 6 > 5"):
        k_fold(5, 6)
    for function in (leave_p_out, leave_p_out_count):
        with pytest.raises(ValueError, match="n must be a whole number of at least 2, not 1"):
            function(1, 1)
        with pytest.raises(ValueError, match="p must be a whole number of at least 1, not 0"):
            function(5, 0)
        with pytest.raises(ValueError, match=r"p must be smaller than n, .*: 5 >= 5"):
            function(5, 5)


# --- errors


def test_errors_of_the_mean_by_hand() -> None:
    x, y = np.zeros((4, 1)), [0.0, 2.0, 6.0, 8.0]
    train, validation = cross_validate(mean_only, x, y, k_fold(4, 2))
    assert train.tolist() == [1, 1]  # 6 and 8 about 7; 0 and 2 about 1
    assert validation.tolist() == [(49 + 25) / 2, (25 + 49) / 2]


def test_errors_agree_with_live_scikit_learn(oracle: Any) -> None:
    selection = oracle("sklearn.model_selection")
    model = oracle("sklearn.linear_model").Ridge(fit_intercept=False, solver="svd")
    random = np.random.default_rng(LIVE_SEED)
    x = random.normal(size=(24, 4))
    y = x @ random.normal(size=4) + random.normal(size=24)
    splits, n = k_fold(24, 4), 18
    penalties, sizes = [0.01, 0.3, 2.0], [5, 9, 18]
    how = {"cv": selection.KFold(4), "scoring": "neg_mean_squared_error"}
    train, validation = selection.validation_curve(
        model, x, y, param_name="alpha", param_range=[n * each for each in penalties], **how
    )
    mine = validation_curve([ridge(each) for each in penalties], x, y, splits)
    np.testing.assert_allclose(mine[0], -train, rtol=1e-14)
    np.testing.assert_allclose(mine[1], -validation, rtol=1e-14)

    _, train, validation = selection.learning_curve(model, x, y, train_sizes=sizes, **how)

    def unit(a: Any, b: Any) -> Callable[[Any], Any]:
        return ridge(1 / len(a))(a, b)  # type: ignore[no-any-return]

    mine = learning_curve(unit, sizes, x, y, splits)
    np.testing.assert_allclose(mine[0], -train, rtol=1e-14)
    np.testing.assert_allclose(mine[1], -validation, rtol=1e-14)


def test_fitting_never_sees_what_it_is_validated_on() -> None:
    x, y = np.arange(10.0)[:, None], np.arange(10.0) * 3
    splits = k_fold(10, 5, np.random.default_rng(1))
    seen = []

    def remember(a: Any, b: Any) -> Callable[[Any], Any]:
        seen.append(a[:, 0].astype(int).tolist())
        np.testing.assert_array_equal(b, 3 * a[:, 0])
        return lambda new: 3 * new[:, 0]

    train, validation = cross_validate(remember, x, y, splits)
    assert seen == [part.tolist() for part, _ in splits]
    assert not train.any()
    assert not validation.any()


def test_curves_are_cross_validation_for_each_model_and_size() -> None:
    random = np.random.default_rng(3)
    x, y = random.normal(size=(12, 2)), random.normal(size=12)
    splits = k_fold(12, 3)
    train, validation = validation_curve([ridge(0.1), mean_only], x, y, splits)
    for i, fit in enumerate((ridge(0.1), mean_only)):
        expected = cross_validate(fit, x, y, splits)
        np.testing.assert_array_equal([train[i], validation[i]], expected)
    train, validation = learning_curve(mean_only, [3, 8], x, y, splits)
    np.testing.assert_array_equal(train[0, 0], y[4:7].var())
    np.testing.assert_array_equal(
        [train[1], validation[1]], cross_validate(mean_only, x, y, splits)
    )
    assert not np.shares_memory(train, validation)


def test_nothing_to_do_gives_nothing() -> None:
    x, y = np.zeros((4, 1)), np.arange(4.0)
    assert [each.shape for each in cross_validate(mean_only, x, y, [])] == [(0,), (0,)]
    assert [each.shape for each in validation_curve([], x, y, k_fold(4, 2))] == [(0, 2), (0, 2)]
    assert [each.shape for each in learning_curve(mean_only, [], x, y, k_fold(4, 2))] == [
        (0, 2)
    ] * 2
    assert [each.shape for each in learning_curve(mean_only, [], x, y, [])] == [(0, 0)] * 2


def test_malformed_samples_are_refused() -> None:
    splits = k_fold(2, 2)
    calls: list[Callable[[Any, Any], Any]] = [
        lambda x, y: cross_validate(mean_only, x, y, splits),
        lambda x, y: validation_curve([mean_only], x, y, splits),
        lambda x, y: learning_curve(mean_only, [1], x, y, splits),
    ]
    for call in calls:
        with pytest.raises(ValueError, match=r"x has shape \(3,\), but y has 2 values"):
            call([1.0, 2.0, 3.0], [1.0, 2.0])
        with pytest.raises(ValueError, match=r"y must have shape \(N,\), not \(2, 1\)"):
            call([1.0, 2.0], [[1.0], [2.0]])
        with pytest.raises(ValueError, match=r"x\[1\] is not finite"):
            call([1.0, math.nan], [1.0, 2.0])
        with pytest.raises(ValueError, match=r"y\[0\] is not finite"):
            call([1.0, 2.0], [math.inf, 2.0])


def test_sizes_must_fit_into_every_training_part() -> None:
    x, y = np.zeros((5, 1)), np.zeros(5)
    with pytest.raises(ValueError, match="sizes must be a whole number of at least 1, not 0"):
        learning_curve(mean_only, [0], x, y, k_fold(5, 2))
    with pytest.raises(ValueError, match="sizes must not be above 2, which a split trains on: 3"):
        learning_curve(mean_only, [2, 3], x, y, k_fold(5, 2))  # parts of 3 and 2
    with pytest.raises(ValueError, match="sizes must not be above 0"):
        learning_curve(mean_only, [1], x, y, [])


def test_samples_are_never_changed() -> None:
    random = np.random.default_rng(4)
    x, y = random.normal(size=(6, 2)), random.normal(size=6)
    before = x.copy(), y.copy()
    validation_curve([mean_only], x, y, k_fold(6, 3))
    learning_curve(mean_only, [2], x, y, k_fold(6, 3))
    np.testing.assert_array_equal(x, before[0])
    np.testing.assert_array_equal(y, before[1])
