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
from figures.numerics.vit import patchify, vit_flops, vit_parameters, window_partition
from figures.plots import attention_saturation, vit_cost
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


# ViT and Swin

WIDTH, DEPTH = 768, 12


def cost(tokens: int) -> tuple[int, float]:
    """Multiply–adds of ViT-B's blocks, and the share of attention."""
    layers, products = vit_flops(tokens, WIDTH, DEPTH)
    return layers + products, products / (layers + products)


def test_size_of_vit_b() -> None:
    tokens = len(patchify(np.ones((224, 224, 1)), 16))
    says("vit", f"={tokens}$ 个 token，加上分类 token 是 {tokens + 1} 个")
    says("vit", f"参数 {vit_parameters(224, 16, WIDTH, DEPTH, 1000) / 1e4:.0f} 万")
    total = cost(tokens + 1)[0] + tokens * 16 * 16 * 3 * WIDTH + WIDTH * 1000
    says("vit", f"约 {total / 1e8:.0f} 亿次乘加")


def test_smaller_patches_and_larger_images() -> None:
    large, small = (len(patchify(np.ones((224, 224, 1)), side)) for side in (16, 8))
    says("patch-embedding", f"token 变 {small // large} 倍")
    says("patch-embedding", f"变 {vit_flops(small, 8, 1)[1] // vit_flops(large, 8, 1)[1]} 倍")
    wide = (384 // 16) ** 2
    says("vit-resolution", f"从 196 变成 {wide}，乘加约为 {cost(wide)[0] / cost(196)[0]:.1f} 倍")


def test_share_of_attention() -> None:
    says("vit-cost", f"只占 {cost(196)[1]:.0%}", f"占到 {cost(4096)[1]:.0%}")
    assert cost(6 * WIDTH)[1] == 0.5
    says("vit-cost", f"$N={6 * WIDTH}$ 才各占一半")
    data = vit_cost.compute()
    first, last = data.share_everywhere[[0, -1]]
    says("vit-cost", f"从 {first:.0%} 升到 {last:.0%}")


def test_first_stage_of_swin() -> None:
    everywhere, windows = (vit_flops(56 * 56, 96, 1, window)[1] for window in (None, 7))
    says("swin", f"要 {everywhere / 1e8:.1f} 亿次乘加，7×7 窗口只要 {windows / 1e8:.3f} 亿")
    says("swin", f"差 {everywhere / windows:.0f} 倍")


def test_windows_without_the_circle() -> None:
    whole = len(window_partition(np.zeros((8, 8, 1)), 4, 2))
    says("swin-mask", f"从 {whole} 个变成 {(8 // 4 + 1) ** 2} 个")
