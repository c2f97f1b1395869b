"""Numbers of ``notes/deployment.md``, computed anew and looked for in its text."""

from __future__ import annotations

import numpy as np
import pytest

from figures.numerics.lora import lora_init
from figures.numerics.quantisation import (
    calibrate,
    clipping_error,
    fake_quantize,
    quantisation_parameters,
    quantize,
)
from figures.plots import distillation_temperature, lora_rank, quantisation_clipping
from tests.notes.says import says

# --- quantisation


def test_one_activation_by_hand() -> None:
    scale, zero = quantisation_parameters(-1, 3)
    q = int(quantize(1.0, scale, zero))
    left = float(fake_quantize(1.0, scale, zero)[0])
    says(
        "quantise-by-hand",
        f"scale 是 4/255，约 {scale:.4f}；",
        f"取整，得 {zero}。",
        f"1.0 先变成 {q - zero}，再加 {zero}，得 {q}，还原是约 {left:.3f}，误差约 {left - 1:.3f}",
    )
    assert abs(left - 1) < scale / 2


def test_a_small_channel_under_the_scale_of_a_large_one() -> None:
    scale = 1 / 127
    steps = np.unique(np.rint(np.linspace(-0.02, 0.02, 999) / scale))
    says(
        "per-channel-quantisation",
        f"8 比特对称的 scale 约 {scale:.4f}",
        f"第二个通道从 −0.02 到 0.02 只剩 {len(steps)} 个可取的值",
    )


def test_where_to_clip() -> None:
    x, bits = quantisation_clipping.activations(), quantisation_clipping.BITS

    def error(threshold: float, bits: int) -> float:
        return sum(clipping_error(x, threshold, bits))

    largest = quantisation_clipping.REACH
    few, many = (calibrate(x, b, method="error") for b in (bits, 8))
    ratio = error(largest, bits) / error(few, bits)
    assert 3.5 < ratio < 4
    says(
        "calibration-clipping",
        f"{bits} 比特时，取最大值 {largest:.0f} 的均方误差是最优阈值 {few:.0f} 附近的近四倍",
        f"最优阈值是 {many:.0f} 左右，只比取最大值省一成误差",
    )
    assert "接近最低处的四倍" in quantisation_clipping.ALT
    assert round(1 - error(many, 8) / error(largest, 8), 1) == 0.1


def test_probabilities_of_the_teacher() -> None:
    cold, warm = (distillation_temperature.compute(t).probabilities for t in (1, 4))
    says(
        "dark-knowledge",
        f"$T=1$ 时猫占 {cold[0]:.3f}，老虎 {cold[1]:.3f}；$T=4$ 时是 {warm[0]:.3f} 和 {warm[1]:.3f}",
    )


def test_arithmetic_intensity() -> None:
    n, size = 1024, 2
    matrices = 2 * n**3 / (3 * n**2 * size)
    vector = 2 * n**2 / ((n**2 + 2 * n) * size)
    says(
        "int8-not-faster",
        f"$n={n}$、FP16 时约 {matrices:.0f} 次每字节",
        f"矩阵乘向量只有约 {vector:.0f} 次每字节",
    )


def test_weights_of_a_language_model() -> None:
    says("weight-only-quantisation", f"FP16 是 {7 * 2} GB，4 比特是 {7 * 4 / 8} GB")


# --- low-rank adaptation


@pytest.mark.slow
def test_rank_of_a_change() -> None:
    data = lora_rank.compute()
    kept = dict(zip(lora_rank.SLIDER.values, data.accuracies, strict=True))
    says(
        "lora",
        f"ΔW 只留 8 个奇异值，准确率从 {data.full:.1%} 降到 {kept[8]:.1%}",
        "只留 1 个就与瞎猜差不多",
    )
    assert kept[1] < 0.25
    assert data.change[6] < 0.15 < data.weight[-1]  # the change fades, the weights do not


def test_count_of_trained_weights() -> None:
    side, rng = 4096, np.random.default_rng(0)
    shares = {}
    for rank in (8, 64):
        a, b = lora_init(side, side, rank, rng)
        shares[rank] = (a.size + b.size) / side**2
    says(
        "lora-parameter-count",
        f"约 {shares[8]:.2%}。",
        f"约 {side**2 / 1e4:.0f} 万",
        f"共 {8 * 2 * side} 个",
        f"秩 64 也才 {shares[64]:.1%}",
    )


def test_memory_of_a_language_model() -> None:
    billions = 7
    says(
        "lora-memory",
        "每个参数要 16 字节",
        f"共 {billions * 16} GB。LoRA 的冻结权重 {billions * 2} GB。",
        f"只要 {billions * 4 / 8} GB",
    )


def test_size_of_a_product_by_rank() -> None:
    rng = np.random.default_rng(1)
    sizes = [
        (rng.normal(size=(200, rank)) @ rng.normal(size=(rank, 200))).std() for rank in (4, 64)
    ]
    assert abs(sizes[1] / sizes[0] - 4) < 0.5  # √(64 / 4)
    says("lora-rank-alpha", r"大小约随 $\sqrt r$ 增长")
