"""Numbers of ``notes/normalisation.md``, computed anew and looked for in its text."""

from __future__ import annotations

import numpy as np
import pytest

from figures.numerics.normalisers import group_norm, layer_norm, rms_norm
from figures.plots import pre_ln_post_ln
from tests.notes.formats import minus
from tests.notes.says import says


def test_layer_norm_and_rms_norm_by_hand() -> None:
    x = np.array([1.0, 1, 5, 5])
    ones, zeros = np.ones(4), np.zeros(4)
    layer = layer_norm(x, ones, zeros, eps=1e-300)
    rms = rms_norm(x, ones, eps=1e-300)
    says(
        "layer-norm-by-hand",
        f"特征 ({', '.join(f'{each:g}' for each in x)})",
        f"均值 {x.mean():g}、方差 {x.var():g}，LayerNorm 得 ({', '.join(minus(v, 0) for v in layer)})",
        f"均方是 {(x**2).mean():g}，均方根约 {np.sqrt((x**2).mean()):.3f}",
        f"得约 ({', '.join(f'{v:.3f}' for v in rms)})",
    )


def test_gradients_of_the_last_block() -> None:
    data = pre_ln_post_ln.compute()
    ratio = {6: "六分之一"}[round(data.post[-1] / data.pre[-1])]
    depth = pre_ln_post_ln.DEPTHS[-1]
    says("pre-ln-post-ln", f"{depth} 块时，Pre-LN 最后一块的梯度约为 Post-LN 的{ratio}")
    assert ratio in pre_ln_post_ln.ALT
    halved = data.pre[-1] / data.pre[-3]
    assert halved == pytest.approx(0.5, abs=0.05)  # four times as deep
    assert data.post[-1] == pytest.approx(1, abs=0.1)


def test_variance_of_the_shortcut() -> None:
    random = np.random.default_rng(0)
    total = random.normal(size=100_000)
    for block in range(1, 9):
        total = total + random.normal(size=100_000)
        assert total.var() == pytest.approx(block + 1, rel=0.03)
    says("pre-ln-cost", "捷径的方差约 $l+1$，这一块只占其中的 $1/(l+1)$")


def test_values_that_share_statistics() -> None:
    channels, groups, side, batch = 256, 32, 7, 2
    each = channels // groups
    group_norm(np.ones((batch, channels, side, side)), groups, np.ones(channels), np.ones(channels))
    says(
        "group-norm-small-batch",
        f"{channels} 个通道分 {groups} 组，每组 {each} 个通道；"
        f"{side}×{side} 的特征图上每组有 {each * side * side} 个数，"
        f"而每卡 {batch} 张图的 BN 每通道只有 {batch * side * side} 个",
    )


def test_squares_that_half_precision_cannot_hold() -> None:
    largest = np.finfo(np.float16).max
    with np.errstate(over="ignore"):
        assert np.isinf(np.float16(256) * np.float16(256))
    assert np.isfinite(np.float16(255) * np.float16(255))
    bits = np.finfo(np.float16).nmant
    says(
        "layer-norm-fp16",
        f"最大只有 {largest:.0f}",
        f"$256^2={256**2}>{largest:.0f}$",
        f"{bits} 位尾数",
    )
