"""Low-rank adaptation: torch, differences, and what merging and rank must keep."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from figures.numerics.lora import lora_backward, lora_forward, lora_init, lora_merge, low_rank
from tests.figures.golden import lora as asked


def assert_torch(case: Any) -> None:
    layer = (case["x"], case["weight"], case["a"], case["b"], asked.ALPHA)
    np.testing.assert_allclose(lora_forward(*layer), case["y"], rtol=0, atol=1e-14)
    for ours, theirs in zip(lora_backward(*layer, case["error"]), case["gradients"], strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=2e-14)


def test_it_agrees_with_committed_torch(golden: Any) -> None:
    assert_torch(golden("lora"))


def test_it_agrees_with_live_torch(torch: Any) -> None:
    assert torch.__version__
    assert_torch(asked.ask(seed=4))


def test_gradients_by_central_differences(gradient: Any) -> None:
    random = np.random.default_rng(1)
    x, w, a, b, error = (random.normal(size=s) for s in ((2, 3), (2, 3), (1, 3), (2, 1), (2, 2)))

    def loss(x: Any, a: Any, b: Any) -> Any:
        return (lora_forward(x, w, a, b, 3.0) * error).sum()

    dx, da, db = lora_backward(x, w, a, b, 3.0, error)
    np.testing.assert_allclose(dx, gradient(lambda v: loss(v, a, b), x), atol=1e-9)
    np.testing.assert_allclose(da, gradient(lambda v: loss(x, v, b), a), atol=1e-9)
    np.testing.assert_allclose(db, gradient(lambda v: loss(x, a, v), b), atol=1e-9)


@given(st.integers(1, 6), st.integers(1, 6), st.integers(1, 4), st.integers(0, 99))
def test_merging_changes_nothing(outputs: int, inputs: int, rank: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    x, w = random.normal(size=(3, inputs)), random.normal(size=(outputs, inputs))
    a, b = random.normal(size=(rank, inputs)), random.normal(size=(outputs, rank))
    merged = lora_merge(w, a, b, 2.0)
    np.testing.assert_allclose(x @ merged.T, lora_forward(x, w, a, b, 2.0), atol=1e-12)
    assert np.linalg.matrix_rank(merged - w, tol=1e-9) <= rank
    np.testing.assert_allclose(lora_merge(merged, a, -b, 2.0), w, atol=1e-12)  # and back


def test_at_first_the_layer_is_what_it_was_and_only_b_moves() -> None:
    random = np.random.default_rng(2)
    x, w, error = (random.normal(size=s) for s in ((7, 5), (4, 5), (7, 4)))
    a, b = lora_init(4, 5, 2, random)
    assert (a.shape, b.shape) == ((2, 5), (4, 2))
    np.testing.assert_array_equal(lora_forward(x, w, a, b, 8.0), x @ w.T)
    _, da, db = lora_backward(x, w, a, b, 8.0, error)
    assert not da.any()
    assert db.all()
    _, da, db = lora_backward(x, w, 0 * a, b, 8.0, error)
    assert not da.any()
    assert not db.any()  # with both at 0 it never learns
    wide, _ = lora_init(1, 10_000, 4, random)
    assert wide.std() == pytest.approx(0.01, rel=0.02)
    assert abs(wide.mean()) < 1e-4


@given(st.integers(1, 6), st.integers(1, 6), st.integers(1, 8), st.integers(0, 99))
def test_no_matrix_of_that_rank_is_nearer(o: int, i: int, rank: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    matrix = random.normal(size=(o, i))
    a, b = low_rank(matrix, rank)
    assert a.shape == (min(rank, o, i), i)
    missing = np.linalg.norm(matrix - b @ a)
    rest = np.linalg.svd(matrix, compute_uv=False)[rank:]
    assert missing == pytest.approx(np.sqrt((rest**2).sum()), abs=1e-12)
    other = random.normal(size=(o, len(a))) @ random.normal(size=(len(a), i))
    assert missing <= np.linalg.norm(matrix - other) + 1e-12


def test_arguments_are_never_changed_nor_handed_back() -> None:
    random = np.random.default_rng(3)
    x, w, a, b, error = (random.normal(size=s) for s in ((2, 3), (2, 3), (1, 3), (2, 1), (2, 2)))
    given_ = [x, w, a, b, error]
    before = [each.copy() for each in given_]
    results = [
        lora_forward(x, w, a, b, 1.0),
        *lora_backward(x, w, a, b, 1.0, error),
        lora_merge(w, a, 0 * b, 1.0),
        *low_rank(w, 5),
    ]
    for ours, kept in zip(given_, before, strict=True):
        np.testing.assert_array_equal(ours, kept)
        assert not any(np.shares_memory(ours, result) for result in results)


TWO, ROW, COLUMN = np.ones((2, 2)), np.ones((1, 2)), np.ones((2, 1))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: lora_forward(TWO, TWO, np.ones((1, 3)), COLUMN, 1), r"a must have shape \(r ≥ 1, 2\)"),
        (lambda: lora_forward(TWO, TWO, np.ones((0, 2)), COLUMN, 1), r"r ≥ 1, 2\), not \(0, 2\)"),
        (lambda: lora_forward(TWO, TWO, ROW, TWO, 1), r"b must have shape \(2, 1\), not \(2, 2\)"),
        (lambda: lora_forward(TWO, TWO, ROW, COLUMN, 0), "alpha must be positive"),
        (lambda: lora_forward(np.ones((1, 3)), TWO, ROW, COLUMN, 1), "x must have 2 columns, not 3"),
        (lambda: lora_forward(TWO * np.nan, TWO, ROW, COLUMN, 1), r"x\[0, 0\] is not finite"),
        (lambda: lora_backward(TWO, TWO, ROW, COLUMN, 1, np.ones((2, 3))), "gradient must have 2 col"),
        (lambda: lora_backward(TWO, TWO, ROW, COLUMN, 1, ROW), "gradient must have 2 rows like x, not 1"),
        (lambda: lora_merge([1.0], ROW, COLUMN, 1), r"weight must have shape \(O, I\), not \(1,\)"),
        (lambda: lora_init(0, 1, 1, np.random.default_rng()), "outputs must be a whole number"),
        (lambda: lora_init(1, 1, 0, np.random.default_rng()), "rank must be a whole number"),
        (lambda: low_rank(TWO, 0), "rank must be a whole number of at least 1"),
        (lambda: low_rank([1.0], 1), r"matrix must have shape \(O, I\)"),
    ],
)  # fmt: skip
def test_malformed_arguments_are_refused(call: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
