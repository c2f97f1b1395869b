"""Losses of pairs: torch, differences, slow twins, and what no loss may depend on."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from figures.numerics.contrastive import (
    clip_loss,
    cosine_similarity,
    info_nce,
    nt_xent,
    nt_xent_naive,
    random_masking,
    siglip_loss,
)
from tests.figures.golden import contrastive as asked


def assert_torch(case: Any) -> None:
    found = {
        "info_nce": info_nce(case["wide"], asked.TEMPERATURE),
        "clip": clip_loss(case["square"], asked.TEMPERATURE),
        "siglip": siglip_loss(case["square"], asked.SCALE, asked.BIAS),
    }
    for name, (value, gradient) in found.items():
        assert value == pytest.approx(case[name]["value"], rel=4e-15)
        np.testing.assert_allclose(gradient, case[name]["grad"], rtol=0, atol=2e-15)
    a, b = case["views"]
    assert nt_xent(a, b, asked.TEMPERATURE) == pytest.approx(case["nt_xent"], rel=4e-15)
    np.testing.assert_allclose(cosine_similarity(a, b), case["cosine"], atol=4e-16)


def test_losses_agree_with_committed_torch(golden: Any) -> None:
    assert_torch(golden("contrastive"))


@pytest.mark.parametrize("seed", [1, 2])
def test_losses_agree_with_live_torch(torch: Any, seed: int) -> None:
    assert torch.__version__
    assert_torch(asked.ask(seed))


def test_gradients_by_central_differences(gradient: Any) -> None:
    similarity = np.random.default_rng(3).uniform(-1, 1, (3, 3))
    for loss in (info_nce, clip_loss, siglip_loss):
        expected = gradient(lambda s: loss(s)[0], similarity)  # noqa: B023
        np.testing.assert_allclose(loss(similarity)[1], expected, rtol=0, atol=1e-4)
        _, smooth = loss(similarity, 1.0)
        expected = gradient(lambda s: loss(s, 1.0)[0], similarity)  # noqa: B023
        np.testing.assert_allclose(smooth, expected, rtol=0, atol=1e-11)


@given(st.integers(1, 6), st.integers(1, 4), st.integers(0, 10**6), st.floats(0.05, 5))
def test_simclrs_loss_is_its_naive_twin(n: int, d: int, seed: int, temperature: float) -> None:
    a, b = np.random.default_rng(seed).normal(size=(2, n, d))
    expected = nt_xent_naive(a, b, temperature)
    assert nt_xent(a, b, temperature) == pytest.approx(expected, rel=1e-12, abs=1e-12)


def test_by_hand() -> None:
    value, gradient = info_nce([[1.0, 0.0]], temperature=1.0)
    p = 1 / (1 + math.exp(-1))
    assert value == pytest.approx(-math.log(p))
    np.testing.assert_allclose(gradient, [[p - 1, 1 - p]])
    value, gradient = siglip_loss([[0.5]], scale=2.0, bias=-1.0)
    assert value == pytest.approx(math.log(2))
    assert gradient.tolist() == [[-1.0]]


def test_where_all_look_alike_the_loss_is_the_logarithm_of_their_number() -> None:
    for n in (1, 8, 256):
        for temperature in (0.01, 1.0):
            assert info_nce(np.full((n, n), 0.3), temperature)[0] == pytest.approx(math.log(n))
            assert clip_loss(np.full((n, n), 0.3), temperature)[0] == pytest.approx(math.log(n))


@given(st.integers(1, 5), st.integers(0, 99), st.floats(-3, 3))
def test_a_shift_of_all_similarities_changes_nothing(n: int, seed: int, shift: float) -> None:
    similarity = np.random.default_rng(seed).uniform(-1, 1, (n, n))
    value, gradient = clip_loss(similarity, 0.5)
    moved, same = clip_loss(similarity + shift, 0.5)
    assert moved == pytest.approx(value, abs=1e-13)
    np.testing.assert_allclose(same, gradient, atol=1e-13)
    np.testing.assert_allclose(gradient.sum(), 0, atol=1e-14)


def test_extreme_similarities_stay_finite() -> None:
    wrong = np.array([[-1.0, 1.0], [1.0, -1.0]])
    for value, gradient in (
        info_nce(wrong, 1e-3),
        clip_loss(wrong, 1e-3),
        siglip_loss(wrong, 1e3),
    ):
        assert 1e3 < value < 1e4
        assert np.isfinite(gradient).all()
    assert nt_xent([[1.0, 0]], [[-1.0, 0]], 1e-3) == 0  # the only other view is the partner
    tiny = cosine_similarity([[1e-300, 0], [1e300, 1e300]], [[1e200, 0]])
    np.testing.assert_allclose(tiny.ravel(), [1, math.sqrt(0.5)], rtol=1e-15)


@given(st.integers(1, 300), st.integers(0, 20), st.integers(0, 99))
def test_a_mask_keeps_and_hides_each_patch_once(patches: int, twentieth: int, seed: int) -> None:
    ratio = twentieth / 20
    kept, hidden = random_masking(patches, ratio, np.random.default_rng(seed))
    assert sorted([*kept, *hidden]) == list(range(patches))
    assert len(kept) == patches * (20 - twentieth) // 20
    assert (np.diff(kept) > 0).all()
    assert (np.diff(hidden) > 0).all()


def test_each_patch_is_hidden_as_often_as_the_ratio_says() -> None:
    random = np.random.default_rng(5)
    hidden = np.zeros(8)
    for _ in range(4000):
        hidden[random_masking(8, 0.75, random)[1]] += 1
    np.testing.assert_allclose(hidden / 4000, 0.75, atol=0.03)


def test_arguments_are_never_changed_nor_handed_back() -> None:
    random = np.random.default_rng(6)
    similarity, features = random.uniform(-1, 1, (3, 3)), random.normal(size=(3, 2))
    before = similarity.copy(), features.copy()
    for loss in (info_nce, clip_loss, siglip_loss):
        assert not np.shares_memory(loss(similarity)[1], similarity)
    cosine_similarity(features, features)
    nt_xent(features, features)
    np.testing.assert_array_equal(similarity, before[0])
    np.testing.assert_array_equal(features, before[1])


# --- arguments

TWO = np.ones((2, 2))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: info_nce([1.0]), r"similarity must have shape \(N, M\), not \(1,\)"),
        (lambda: info_nce(np.ones((3, 2))), r"similarity must have M ≥ N ≥ 1, not shape \(3, 2\)"),
        (lambda: info_nce(np.ones((0, 2))), r"M ≥ N ≥ 1, not shape \(0, 2\)"),
        (lambda: info_nce(TWO, 0), "temperature must be positive"),
        (lambda: clip_loss(np.ones((2, 3))), r"similarity must be square with N ≥ 1"),
        (lambda: clip_loss(np.ones((0, 0))), r"similarity must be square with N ≥ 1"),
        (lambda: clip_loss(TWO, -1), "temperature must be positive"),
        (lambda: siglip_loss(np.ones((2, 3))), r"similarity must be square with N ≥ 1"),
        (lambda: siglip_loss(TWO, 0), "scale must be positive"),
        (lambda: siglip_loss(TWO, 1, math.nan), r"bias\[\] is not finite"),
        (lambda: cosine_similarity(TWO, np.diag([1.0, 0])), r"b\[1\] is zero and has no direction"),
        (lambda: cosine_similarity(TWO, np.ones((1, 3))), "a has 2 features a row, but b has 3"),
        (lambda: cosine_similarity([1.0], TWO), r"a must have shape \(N, D\), not \(1,\)"),
        (lambda: nt_xent(TWO, np.ones((3, 2))), r"one shape \(N ≥ 1, D\), not \(2, 2\) and \(3, 2\)"),
        (lambda: nt_xent(np.ones((0, 2)), np.ones((0, 2))), r"one shape \(N ≥ 1, D\)"),
        (lambda: nt_xent(TWO, TWO, 0), "temperature must be positive"),
        (lambda: random_masking(0, 0.5, np.random.default_rng()), "patches must be a whole number"),
        (lambda: random_masking(4, 1.5, np.random.default_rng()), "ratio must be between 0 and 1"),
    ],
)  # fmt: skip
def test_malformed_arguments_are_refused(call: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
