"""Attention: torch, the naive twin, central differences; positions: their laws."""

from __future__ import annotations

import cmath
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from figures.numerics.attention import (
    attention,
    attention_backward,
    attention_naive,
    attention_weights,
    causal_mask,
    kv_cache_bytes,
    multi_head_attention,
    rope,
    sinusoidal_positions,
)
from tests.figures.golden.attention import attended, several_heads


def close(actual: Any, expected: Any, tolerance: float = 4e-15) -> None:
    np.testing.assert_allclose(actual, expected, rtol=tolerance, atol=tolerance)


# --- attention


@pytest.mark.parametrize("name", ["plain", "masked"])
def test_attention_agrees_with_committed_torch(golden: Any, name: str) -> None:
    case = golden("attention")
    mask = case["mask"] if name == "masked" else None
    q, k, v = (np.array(case[each]) for each in "qkv")
    close(attention(q, k, v, mask), case[name]["value"])
    gradients = attention_backward(np.array(case["out"]), q, k, v, mask)
    for ours, theirs in zip(gradients, case[name]["grads"], strict=True):
        close(ours, theirs)


def test_attention_agrees_with_torch_live(torch: Any) -> None:
    random = np.random.default_rng(6)
    q, k, v, out = (random.normal(size=(3, 2, n, 16)) * 2 for n in (9, 12, 12, 9))
    mask = random.random((9, 12)) < 0.5
    mask[:, 3] = True
    for allowed in (None, mask):
        told = attended(torch, q, k, v, out, allowed)
        close(attention(q, k, v, allowed), told["value"], 1e-14)
        for ours, theirs in zip(
            attention_backward(out, q, k, v, allowed), told["grads"], strict=True
        ):
            close(ours, theirs, 2e-14)


@given(st.integers(1, 6), st.integers(1, 6), st.integers(1, 5), st.integers(0, 10**6))
def test_attention_is_its_naive_twin(n: int, m: int, d: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    q, k, v = random.normal(size=(n, d)), random.normal(size=(m, d)), random.normal(size=(m, 3))
    mask = random.random((n, m)) < 0.5
    mask[:, m // 2] = True
    close(attention(q, k, v), attention_naive(q, k, v))
    close(attention(q, k, v, mask), attention_naive(q, k, v, mask))


def test_backward_by_central_differences(gradient: Any) -> None:
    random = np.random.default_rng(9)
    q, k, v, out = (random.normal(size=(n, 3)) for n in (4, 5, 5, 4))
    mask = causal_mask(5)[:4]
    at = [q, k, v]
    for i, ours in enumerate(attention_backward(out, q, k, v, mask)):

        def loss(value: Any, i: int = i) -> Any:
            there = list(at)
            there[i] = value
            return (attention(there[0], there[1], there[2], mask) * out).sum()

        np.testing.assert_allclose(ours, gradient(loss, at[i]), rtol=0, atol=1e-10)


def test_weights_are_a_mean_that_follows_permuted_keys() -> None:
    random = np.random.default_rng(1)
    q, k, v = random.normal(size=(3, 4)), random.normal(size=(6, 4)), random.normal(size=(6, 2))
    np.testing.assert_allclose(attention_weights(q, k).sum(axis=1), 1, rtol=1e-15)
    order = random.permutation(6)
    close(attention(q, k[order], v[order]), attention(q, k, v))  # no order without positions


def test_what_is_masked_does_not_matter_and_large_scores_stay_finite() -> None:
    random = np.random.default_rng(2)
    q, k, v = (random.normal(size=(5, 4)) for _ in range(3))
    before = attention(q, k, v, causal_mask(5))
    later = k.copy(), v.copy()
    for each in later:
        each[3:] += 100
    close(attention(q, *later, causal_mask(5))[:3], before[:3])
    assert causal_mask(3).tolist() == [[True, False, False], [True, True, False], [True] * 3]
    huge = attention_weights(np.array([[1e4]]), np.array([[1e4], [0.0]]))
    assert huge.tolist() == [[1, 0]]


# --- heads


def test_several_heads_agree_with_committed_torch(golden: Any) -> None:
    case = golden("attention")
    x = np.array(case["x"])
    w_q, w_k, w_v, w_o = np.array(case["weights"])
    ours = multi_head_attention(x, w_q, w_k, w_v, w_o, 2, causal_mask(len(x)))
    close(ours, case["heads"])


def test_several_heads_agree_with_torch_live(torch: Any) -> None:
    random = np.random.default_rng(7)
    x, weights = random.normal(size=(10, 12)), random.normal(size=(4, 12, 12)) / 4
    for heads in (1, 3, 12):
        q, k, v, o = weights
        ours = multi_head_attention(x, q, k, v, o, heads, causal_mask(10))
        close(ours, several_heads(torch, x, weights, heads), 1e-14)


def test_one_head_is_attention() -> None:
    random = np.random.default_rng(3)
    x, (q, k, v, o) = random.normal(size=(4, 6)), random.normal(size=(4, 6, 6))
    close(multi_head_attention(x, q, k, v, o, 1), attention(x @ q, x @ k, x @ v) @ o, 1e-14)


# --- positions


@given(st.integers(1, 40), st.integers(1, 8))
def test_sinusoidal_positions_by_their_formula(length: int, half: int) -> None:
    ours = sinusoidal_positions(length, 2 * half)
    assert ours.shape == (length, 2 * half)
    for p in (0, length - 1):
        for i in range(half):
            angle = p / 10000 ** (2 * i / (2 * half))
            close(ours[p, 2 * i : 2 * i + 2], [math.sin(angle), math.cos(angle)], 1e-13)


def test_the_product_of_two_positions_depends_on_their_difference() -> None:
    places = sinusoidal_positions(50, 16)
    products = places @ places.T
    for difference in (0, 1, 7):
        close(np.diag(products, difference), products[0, difference], 1e-13)


def test_rope_turns_each_pair() -> None:
    random = np.random.default_rng(4)
    x, places = random.normal(size=(3, 6)), np.array([0.0, 2, 5])
    turned = rope(x, places)
    for n, p in enumerate(places):
        for i in range(3):
            pair = complex(x[n, 2 * i], x[n, 2 * i + 1]) * cmath.exp(1j * p / 10000 ** (2 * i / 6))
            close(turned[n, 2 * i : 2 * i + 2], [pair.real, pair.imag])
    np.testing.assert_array_equal(turned[0], x[0])
    close(np.linalg.norm(turned, axis=1), np.linalg.norm(x, axis=1))


@given(
    st.integers(0, 500),
    st.integers(0, 500),
    st.integers(-200, 200),
    st.sampled_from([1e2, 1e4, 5e5]),
)
def test_with_rope_only_the_difference_counts(m: int, n: int, shift: int, base: float) -> None:
    q, k = np.random.default_rng(5).normal(size=(2, 1, 8))

    def product(at_q: int, at_k: int) -> float:
        return float((rope(q, [at_q], base) @ rope(k, [at_k], base).T).item())

    assert product(m, n) == pytest.approx(product(m + shift, n + shift), abs=2e-12)


# --- memory and arguments


def test_memory_of_the_cache() -> None:
    assert kv_cache_bytes(2, 3, 5, 7) == 2 * 2 * 3 * 5 * 7 * 2
    assert kv_cache_bytes(32, 32, 128, 4096) == 2 * 2**30
    with pytest.raises(ValueError, match="heads must be a whole number of at least 1, not 0"):
        kv_cache_bytes(1, 0, 1, 1)


def test_what_does_not_fit_is_refused() -> None:
    two = np.ones((2, 4))
    with pytest.raises(ValueError, match=r"do not fit: \(2, 4\) and \(2, 3\)"):
        attention(two, np.ones((2, 3)), two)
    with pytest.raises(ValueError, match=r"do not fit: \(4,\) and \(2, 4\)"):
        attention(np.ones(4), two, two)
    with pytest.raises(ValueError, match=r"do not fit: \(2, 4\) and \(0, 4\)"):
        attention(two, np.empty((0, 4)), two)
    with pytest.raises(ValueError, match="mask lets query 1 look nowhere"):
        attention(two, two, two, [[True, False], [False, False]])
    with pytest.raises(ValueError, match="4 features do not divide into 3 heads"):
        multi_head_attention(two, np.eye(4), np.eye(4), np.eye(4), np.eye(4), 3)
    with pytest.raises(ValueError, match=r"w_k must have shape \(4, 4\), not \(3, 3\)"):
        multi_head_attention(two, np.ones((4, 4)), np.ones((3, 3)), np.eye(4), np.eye(4), 2)
    with pytest.raises(ValueError, match="width must be even, not 3"):
        sinusoidal_positions(4, 3)
    with pytest.raises(ValueError, match=r"x must have shape \(…, 3, D\), not \(2, 4\)"):
        rope(two, [0, 1, 2])
    with pytest.raises(ValueError, match="length must be a whole number of at least 1"):
        causal_mask(0)


def test_arguments_are_never_changed() -> None:
    x = np.ones((3, 4))
    x.flags.writeable = False
    attention(x, x, x, causal_mask(3))
    attention_backward(x, x, x, x)
    assert not np.shares_memory(rope(x, [0, 0, 0]), x)
