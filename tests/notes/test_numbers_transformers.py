"""Numbers in the note on attention and Transformers, computed anew."""

from __future__ import annotations

import numpy as np
import pytest

from figures.numerics.attention import (
    attention,
    attention_weights,
    causal_mask,
    kv_cache_bytes,
    multi_head_attention,
    rope,
)
from figures.plots import attention_saturation
from tests.notes.says import says

MIB = 2**20
GIB = 2**30


def test_largest_weights_of_the_figure() -> None:
    data = attention_saturation.compute()
    raw, scaled = (
        dict(zip(attention_saturation.SLIDER.values, each, strict=True))
        for each in (data.largest_raw, data.largest_scaled)
    )
    says("why-sqrt-d", f"最大权重平均是 {raw[64]:.2f}，缩放后是 {scaled[64]:.2f}")
    says("why-sqrt-d", f"时是 {raw[1024]:.2f} 和 {scaled[1024]:.2f}")


def test_variance_of_a_product() -> None:
    random = np.random.default_rng(0)
    for width in (4, 64):
        products = (random.normal(size=(2, 40_000, width)).prod(axis=0)).sum(axis=1)
        assert products.var() == pytest.approx(width, rel=0.05)
    says("why-sqrt-d", "方差是 $d$")


def test_tokens_and_the_matrix_of_weights() -> None:
    small, large = (224 // 16) ** 2, (1024 // 16) ** 2
    says("attention-cost", f"224 的图是 {small} 个 token，1024 的图是 {large} 个")
    says("attention-cost", f"元素多 {(large / small) ** 2:.0f} 倍")
    says("attention-cost", f"就要 {12 * large**2 * 2 / MIB:.0f} MiB")


def test_memory_of_the_cache() -> None:
    full, grouped = (kv_cache_bytes(32, heads, 128, 4096) / GIB for heads in (32, 8))
    says("kv-cache", f"要 {full:.0f} GiB", f"只留 8 组，就降到 {grouped:.1f} GiB")


def test_order_does_not_matter_without_positions() -> None:
    random = np.random.default_rng(1)
    x, w = random.normal(size=(6, 4)), random.normal(size=(4, 4, 4))
    order = random.permutation(6)
    shuffled = multi_head_attention(x[order], w[0], w[1], w[2], w[3], 2)
    np.testing.assert_allclose(shuffled, multi_head_attention(x, w[0], w[1], w[2], w[3], 2)[order])
    says("why-positions", "输出只是跟着打乱")


def test_rope_depends_on_the_difference() -> None:
    q, k = np.random.default_rng(2).normal(size=(2, 1, 8))
    turned = (rope(q, [9]) @ rope(k, [4]).T).item()
    assert turned == pytest.approx((rope(q, [5]) @ rope(k, [0]).T).item())
    says("rope", r"\langle R_{m-n}\,q,\,k\rangle")


def test_zeros_behind_the_softmax_leak_the_future() -> None:
    random = np.random.default_rng(3)
    q, k = random.normal(size=(2, 4, 3))
    changed = k.copy()
    changed[3] += 5
    late = [(attention_weights(q, each) * causal_mask(4))[1] for each in (k, changed)]
    assert not np.allclose(*late)
    assert late[0].sum() < 1
    early = [attention(q, each, np.eye(4), causal_mask(4))[1] for each in (k, changed)]
    assert np.allclose(*early)
    says("mask-before-softmax", "剩下的权重之和不到 1")
