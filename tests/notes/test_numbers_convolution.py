"""Numbers on convolution in ``notes/networks.md``, computed anew and looked for in its text."""

from __future__ import annotations

import math
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.convolution import (
    conv2d,
    conv2d_backward,
    conv_parameters,
    dense_parameters,
    output_size,
    receptive_field,
)
from tests.notes.formats import numeral, power_of_ten
from tests.notes.says import says

if TYPE_CHECKING:
    from figures.numerics.checks import Floats


def weights(in_channels: int, out_channels: int, kernel: int) -> int:
    return conv_parameters(in_channels, out_channels, kernel, bias=False)


def test_a_convolution_needs_few_parameters() -> None:
    dense = dense_parameters((3, 224, 224), (64, 224, 224), bias=False)
    local = weights(3, 64, 3) * 224**2  # its own kernel for every place
    says(
        "convolution",
        f"权重有约 ${power_of_ten(dense, 1)}$ 个",
        rf"$3\cdot3\cdot3\cdot64+64={conv_parameters(3, 64, 3)}$",
        f"权重共享再省{numeral(local / weights(3, 64, 3) / 10_000)}万倍",
    )
    assert 2000 < dense / local < 10_000, "局部连接先省几千倍"


def test_receptive_fields() -> None:
    once, twice = (receptive_field([3] * 3, [stride] * 3)[-1] for stride in (1, 2))
    says("convolution", f"三层 3×3、步长 1 看到 {once}，步长都取 2 则看到 {twice}。")
    says("three-3x3-vs-7x7", f"三层 3×3 的感受野也是 {once}×{once}")
    says("receptive-field-formula", f"r_0={{{{c3::{receptive_field([1], [1])[-1]}}}}}")


def test_the_output_of_the_first_layer_of_resnet() -> None:
    n, kernel, stride, padding = 224, 7, 2, 3
    last = (n + 2 * padding - kernel) / stride
    size = output_size(n, kernel, stride, padding)
    unused = n + 2 * padding - ((size - 1) * stride + kernel)
    says(
        "conv-output-size",
        f"{n}×{n} 的图像经过 {kernel}×{kernel}、步长 {stride}、填充 {padding} 的卷积",
        f"$({n}+{2 * padding}-{kernel})/{stride}={last}$，向下取整得 {math.floor(last)}，加一是 {size}。",
        f"这里丢掉的只是{numeral(unused)}行{numeral(unused)}列填充的零",
        f"填充改成 2，输出就只剩 {output_size(n, kernel, stride, 2)}。",
    )


def test_three_small_kernels_or_a_large_one() -> None:
    small, large = 3 * weights(1, 1, 3), weights(1, 1, 7)
    says(
        "three-3x3-vs-7x7",
        rf"$3\cdot{weights(1, 1, 3)}C^2={small}C^2$，一个 7×7 要 ${large}C^2$，",
        f"多 {large / small - 1:.0%}。",
    )


def test_a_bottleneck() -> None:
    bottleneck = weights(256, 64, 1) + weights(64, 64, 3) + weights(64, 256, 1)
    direct = weights(256, 256, 3)
    says(
        "one-by-one-conv",
        "把 256 通道降到 64，做完 3×3 再升回 256",
        f"权重约 {bottleneck / 1e4:.0f} 万个",
        f"要约 {direct / 1e4:.0f} 万个，差 {direct / bottleneck:.1f} 倍",
        rf"$256\cdot64+9\cdot64\cdot64+64\cdot256={bottleneck}$",
        rf"$9\cdot256\cdot256={direct}$",
    )


def test_where_vgg16_keeps_parameters_and_work() -> None:
    channels = [[64] * 2, [128] * 2, [256] * 3, [512] * 3, [512] * 3]
    dense = [dense_parameters([n], [m]) for n, m in ((25088, 4096), (4096, 4096), (4096, 1000))]
    conv, work, before = 0, 0, 3
    for i, block in enumerate(channels):
        for wide in block:
            conv += conv_parameters(before, wide, 3)
            work += weights(before, wide, 3) * (224 // 2**i) ** 2
            before = wide
    share = sum(dense) / (conv + sum(dense))
    second, first_dense = weights(64, 64, 3) * 224**2, dense_parameters([7, 7, 512], [4096])
    says(
        "params-vs-flops",
        f"参数约{numeral(10 * share)}成在{numeral(len(dense))}个全连接层",
        f"计算量约 {work / (work + sum(dense)):.0%} 在卷积层",
        f"有 {conv_parameters(64, 64, 3)} 个参数，乘加约 {second / 1e8:.1f} 亿次",
        f"有约 {first_dense / 1e8:.2f} 亿个参数，乘加也只有约 {first_dense / 1e8:.2f} 亿次",
        f"卷积的计算量变成 {(2 * 224) ** 2 // 224**2} 倍",
    )


def test_depthwise_separable() -> None:
    apart = 256 * weights(1, 1, 3) + weights(256, 256, 1)
    share = apart / weights(256, 256, 3)
    says(
        "depthwise-separable-cost",
        rf"$\frac1{{256}}+\frac1{weights(1, 1, 3)}\approx{share:.3f}$",
        f"> 省约 {1 / share:.1f} 倍。",
    )


def test_pooling_aliases() -> None:
    window, pattern = 2, np.array([0, 0, 1, 1, 0, 0, 1, 1])
    pooled, moved = (np.roll(pattern, k).reshape(-1, window).max(axis=1) for k in (0, -1))
    says(
        "stride-aliasing",
        f"对 ${','.join(map(str, pattern))}$ 做窗口 {window}、步长 {window} 的最大池化，",
        f"得 ${','.join(map(str, pooled))}$；序列左移一位再做，得 ${','.join(map(str, moved))}$",
    )


def test_effective_receptive_field() -> None:
    field = int(receptive_field([3] * 10, [1] * 10)[-1])
    influence = reduce(np.convolve, [np.ones(3) / 3] * 10)
    place = np.arange(field) - field // 2
    says(
        "effective-receptive-field",
        f"理论边长 {field}，",
        f"标准差只有约 {math.sqrt(influence @ place**2):.2f} 像素",
        f"中央 11 个像素占了 {influence[np.abs(place) <= 5].sum():.0%}",
    )


def test_a_transposed_convolution_is_no_inverse() -> None:
    x, w = np.array([[[[1, 2, 3]]]]), np.ones((1, 1, 1, 2))
    y = conv2d(x, w)
    back = conv2d_backward(x, w, y)[0]
    shown = (",".join(f"{value:.0f}" for value in each.ravel()) for each in (y, back))
    says(
        "transposed-not-inverse",
        f"长度回到 {back.size}，",
        "得 $({})$；再做转置卷积，得 $({})$".format(*shown),
    )


def test_checkerboard() -> None:
    def covered(kernel: int, side: int) -> Floats:
        errors, w = np.ones((1, 1, 6, 6)), np.ones((1, 1, kernel, kernel))
        dx, _, _ = conv2d_backward(np.zeros((1, 1, side, side)), w, errors, 2)
        return dx.reshape(side, side)

    uneven = covered(3, 13)
    once, twice = np.sort(uneven[3:5, 0])
    cells = "、".join(f"{times:.0f}" for times in np.sort(uneven[3:5, 3:5].ravel()))
    says("checkerboard-artifacts", f"交替是 {once:.0f} 次和 {twice:.0f} 次，二维就是 {cells} 次")
    assert np.ptp(covered(4, 14)[2:-2, 2:-2]) == 0, "4 配 2"
