"""Numbers in the note on backbones, computed anew."""

from __future__ import annotations

import numpy as np
import pytest

from figures.numerics.backbones import conv_params_flops
from figures.numerics.convolution import conv2d
from figures.plots import residual_gradients
from tests.notes.formats import power_of_ten
from tests.notes.says import says


@pytest.mark.slow
def test_gradients_at_the_input() -> None:
    data = residual_gradients.compute(0.8)
    says(
        "resnet",
        f"只剩输出处的 ${power_of_ten(data.plain[0])}$",
        f"残差网络是 {data.skip[0]:.2f} 倍",
    )
    assert len(data.plain) == 51
    says("resnet", "宽 128、深 50")


def test_multiplications_per_value_that_is_read() -> None:
    positions = 56 * 56
    full, depthwise = (conv_params_flops(256, 256, 3, positions, g)[1] for g in (1, 256))
    values = 256 * positions
    says(
        "depthwise-latency",
        f"普通卷积 {full / 1e8:.1f} 亿次乘加，每个激活值平均参与 {full // values} 次",
    )
    says(
        "depthwise-latency", f"只有 {depthwise / 1e4:.0f} 万次，每个只参与 {depthwise // values} 次"
    )


def test_weights_of_squeeze_and_excite() -> None:
    says("squeeze-excite", f"约 {2 * 2048**2 / 16 / 1e4:.1f} 万")


def test_offsets_of_a_kernel() -> None:
    says("deformable-convolution", f"每个位置要预测 {3 * 3 * 2} 个数")


def test_three_branches_make_one_kernel() -> None:
    random = np.random.default_rng(1)
    x, three, one = (
        random.normal(size=(1, 4, 6, 6)),
        random.normal(size=(4, 4, 3, 3)),
        random.normal(size=(4, 4, 1, 1)),
    )
    branches = conv2d(x, three, None, 1, 1) + conv2d(x, one) + x
    together = three.copy()
    together[:, :, 1, 1] += one[:, :, 0, 0] + np.eye(4)
    np.testing.assert_allclose(conv2d(x, together, None, 1, 1), branches, atol=1e-12)
    says("reparameterisation", "三个核相加，合成一个 3×3")
