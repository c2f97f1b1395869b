"""Numbers of ``notes/representation-learning.md``, computed anew and looked for in its text."""

from __future__ import annotations

import math

import numpy as np
import pytest

from figures.numerics.contrastive import info_nce, random_masking, siglip_loss
from figures.plots.info_nce_temperature import NEGATIVES, compute
from tests.notes.formats import default, minus
from tests.notes.says import says


def test_shares_of_the_push_by_temperature() -> None:
    narrow, wide = compute(0.07), compute(0.5)
    says(
        "info-nce-temperature",
        f"从 {NEGATIVES[0]} 到 {minus(NEGATIVES[-1], 1)}",
        f"$\\tau=0.07$ 时最像的那个分到 {narrow.shares[0]:.0%} 的推力",
        f"$\\tau=0.5$ 时只有 {wide.shares[0]:.0%}",
    )
    share = math.exp(NEGATIVES[0] / 0.5) / sum(math.exp(each / 0.5) for each in NEGATIVES)
    assert wide.shares[0] == pytest.approx(share)


def test_the_loss_at_the_start() -> None:
    small, large = (info_nce(np.zeros((1, n)))[0] for n in (256, 4096))
    says(
        "info-nce-initial-loss",
        rf"$\ln256\approx{small:.2f}$",
        f"随机水平就从 {small:.2f} 升到 {large:.2f}",
    )


def test_half_life_of_mocos_encoder() -> None:
    momentum = 0.999
    says(
        "moco-queue",
        f"$m={momentum}$，相当于约 {1 / (1 - momentum):.0f} 步的平均",
        f"约 {math.log(0.5) / math.log(momentum):.0f} 步才到一半",
    )


def test_patches_that_mae_keeps() -> None:
    patches = (224 // 16) ** 2
    kept, _ = random_masking(patches, 0.75, np.random.default_rng(0))
    assert (patches / len(kept)) ** 2 == 16
    says(
        "mae-mask-ratio",
        f"切成 {patches} 个 patch，只编码 {len(kept)} 个",
        "降到十六分之一",
        f"遮住 {0.75:.0%} 的 patch",
    )
    says("self-supervised", f"{patches} 个 patch 只留 {len(kept)} 个给编码器")


def test_siglips_loss_at_the_start() -> None:
    n, small = 32768, 50

    def per_row(n: int, bias: float) -> float:
        return (n - 1) * math.log1p(math.exp(bias)) + math.log1p(math.exp(-bias))

    bias = default(siglip_loss, "bias")
    for each in (0.0, bias):
        assert siglip_loss(np.zeros((small, small)), bias=each)[0] == pytest.approx(
            per_row(small, each)
        )
    says(
        "siglip-bias",
        f"$N={n}$",
        f"$b=0$ 每行的损失约 {per_row(n, 0):.0f}，$b={bias:.0f}$ 时约 {per_row(n, bias):.1f}",
        f"其中正对占 {math.log1p(math.exp(-bias)):.0f}",
    )
    scale = default(siglip_loss, "scale")
    says("siglip", f"$t$ 初值 {scale:.0f}，$b$ 初值 {minus(bias, 0)}")
