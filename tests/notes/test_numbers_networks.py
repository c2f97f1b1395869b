"""Numbers of ``notes/networks.md`` after its first section, computed anew and looked for in it."""

from __future__ import annotations

import math
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pytest

from figures.numerics.activations import (
    elu_grad,
    gelu,
    gelu_grad,
    leaky_relu_grad,
    relu,
    relu_grad,
    sigmoid,
    sigmoid_grad,
    silu_grad,
    softplus_grad,
    tanh_grad,
)
from figures.numerics.convolution import conv_parameters
from figures.numerics.networks import (
    backward,
    forward,
    initialise,
    loss_and_gradients,
    numeric_gradient,
)
from figures.numerics.normalisation import (
    batch_norm,
    batch_norm_backward,
    batch_norm_eval,
    fold_batch_norm,
)
from figures.plots import computation_graph
from tests.notes.formats import default, minus, numeral, one_in, power_of_ten
from tests.notes.says import says

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from figures.numerics.checks import Floats

SINGLE, DOUBLE = float(np.finfo(np.float32).eps), float(np.finfo(np.float64).eps)
TINY = 1e-12  # stands for no ε at all
GRID = np.linspace(-40, 40, 800_001)


def rng() -> np.random.Generator:
    return np.random.default_rng(0)


# --- linearity and activations


def test_homogeneous_but_not_additive() -> None:
    def f(a: float, b: float) -> float:
        return float(np.cbrt(a**3 + b**3))

    says(
        "linearity",
        rf"$f(1,0)+f(0,1)={f(1, 0) + f(0, 1):.0f}$，而 $f(1,1)=\sqrt[3]{f(1, 1) ** 3:.0f}$",
    )


def test_relu_is_not_linear() -> None:
    says(
        "relu-not-linear",
        rf"(1)+\operatorname{{ReLU}}(-1)={relu(1) + relu(-1):.0f}$",
        rf"$\operatorname{{ReLU}}(1-1)={relu(1 - 1):.0f}$",
    )


def test_relu_networks_can_be_rescaled() -> None:
    x, ((w1, b1), (w2, b2)) = rng().normal(size=(3, 5)), initialise([3, 8, 2], seed=1)
    scaled = ((10 * w1, 10 * b1), (w2 / 10, b2))
    before, after = (forward(x, layers, "relu") for layers in (((w1, b1), (w2, b2)), scaled))
    np.testing.assert_allclose(before[-1], after[-1], rtol=1e-12)
    delta = np.ones_like(before[-1])
    gradients = backward(before, ((w1, b1), (w2, b2)), delta, "relu")
    rescaled = backward(after, scaled, delta, "relu")
    shrunk, grown = (
        np.nanmax(new[0] / old[0]) for old, new in zip(gradients, rescaled, strict=True)
    )
    says(
        "relu-rescaling",
        f"被放大的那层梯度变成原来的{numeral(1 / shrunk)}分之一",
        f"缩小的那层变成{numeral(grown)}倍",
    )


def test_a_deep_linear_network_has_a_saddle() -> None:
    gradient = numeric_gradient(lambda w: (w[1] * w[0] - 1) ** 2 / 2, [0.0, 0.0])
    says("deep-linear-network", f"在 $(0,0)$ 处梯度为{numeral(np.abs(gradient).max())}")


def test_xor() -> None:
    corners = np.array(list(product((0, 1), repeat=2)))
    wanted = corners[:, 0] ^ corners[:, 1]
    folded = relu(corners.sum(axis=1)) - 2 * relu(corners.sum(axis=1) - 1)
    np.testing.assert_array_equal(folded, wanted)
    lines = np.array(list(product(np.linspace(-2, 2, 9), repeat=3)))
    right = ((corners @ lines[:, :2].T + lines[:, 2] > 0) == wanted[:, None]).sum(axis=0)
    says(
        "activation-functions",
        f"XOR 要求左边为 {wanted[0] + wanted[3]}、右边为 {wanted[1] + wanted[2]}",
        f"在{numeral(len(corners))}个点上恰好是 {'、'.join(f'{v:.0f}' for v in folded)}",
        f"至多分对{numeral(right.max())}个点",
    )


@pytest.mark.parametrize(
    ("slope", "row"),
    [
        (sigmoid_grad, r"\sigma(x)=\frac1{{1+e^{{-x}}}}$ | $({low:.0f},{high:.2f}]$"),
        (tanh_grad, r"$2\sigma(2x)-1$ | $({low:.0f},{high:.0f}]$"),
        (relu_grad, r"$\max(0,x)$ | {low:.0f} 或 {high:.0f} |"),
        (leaky_relu_grad, r"$\max(ax,x)$，如 $a={low}$ | {high:.0f} 或 $a$"),
        (elu_grad, r"$\alpha(e^x-1)$ | $\alpha=1$ 时 $({low:.0f},{high:.0f}]$"),
        (gelu_grad, r"$x\,\Phi(x)$ | 约 {low_in_prose} 到 {high:.3f} |"),
        (silu_grad, r"$x\,\sigma(x)$ | 约 {low_in_prose} 到 {high:.3f} |"),
        (softplus_grad, r"$\ln(1+e^x)$ | $({low:.0f},{high:.0f})$"),
    ],
)
def test_slopes_of_activations(slope: Callable[[Floats], Floats], row: str) -> None:
    slopes = slope(GRID)
    low, high = float(slopes.min()), float(slopes.max())
    says("activation-functions", row.format(low=low, high=high, low_in_prose=minus(low, 3)))


def test_slopes_of_sigmoid_and_tanh() -> None:
    steepest, of_tanh = float(sigmoid_grad(0)), float(tanh_grad(0))
    says(
        "activation-functions",
        f"最大 {steepest:.2f}，{numeral(10)}层连乘",
        rf"${steepest:.2f}^{{10}}\approx{power_of_ten(steepest**10, 1)}$",
        f"ReLU 正半轴导数恒为 {relu_grad(GRID[GRID > 0]).mean():.0f}",
    )
    says(
        "sigmoid-derivative",
        f"它的导数最大是{{{{c3::{numeral(1 / steepest)}分之一}}}}",
        f"tanh 的导数最大是{{{{c4::{numeral(of_tanh)}}}}}",
    )
    assert GRID[sigmoid_grad(GRID).argmax()] == pytest.approx(0, abs=1e-9)


def test_large_weights_do_not_save_the_gradient() -> None:
    w = np.linspace(0, 10, 100_001)
    factor = w * sigmoid_grad(w)
    says(
        "vanishing-large-weights",
        f"最大只有 {sigmoid_grad(0):.2f}，把每层权重取到 {1 / sigmoid_grad(0):.0f} 以上",
        rf"$4\,\sigma'(4)\approx{4 * sigmoid_grad(4):.3f}$",
        rf"最大也只有约 {factor.max():.3f}（$w\approx{w[factor.argmax()]:.2f}$）",
    )


def test_the_least_value_of_gelu() -> None:
    x = np.linspace(-3, 0, 30_001)
    lowest = float(x[gelu(x).argmin()])
    says(
        "gelu-minimum",
        rf"约 {minus(float(gelu(lowest)), 3)}，在 $x\approx{lowest:.3f}$ 处",
        rf"(-3)\approx{gelu(-3):.3f}$",
    )


def test_logistic_regression_decides_at_one_half() -> None:
    says("logistic-regression-linear", rf"\ge{sigmoid(0)}$ 等价于")


# --- initialisation and backpropagation


def test_he_initialisation() -> None:
    z = rng().normal(size=1_000_000)
    kept = float((relu(z) ** 2).mean() / z.var())
    says(
        "he-init-factor",
        f"乘 {1 / kept:.0f} 正好补回",
        rf"$2^{{-50}}\approx{power_of_ten(2.0**-50, 1)}$",
        f"3×3、64 通道就是 {conv_parameters(64, 1, 3, bias=False)}。",
    )
    assert kept == pytest.approx(1 / 2, rel=0.01)


def test_steps_of_a_gradient_check() -> None:
    single, double = SINGLE ** (1 / 3), DOUBLE ** (1 / 3)
    at_least = math.floor(math.log10(double))
    says(
        "backpropagation",
        f"双精度下 $h$ 取 $10^{{{at_least + 1}}}$ 到 $10^{{{at_least}}}$ 左右",
    )
    says(
        "gradient-check-float32",
        f"单精度的相对精度约 ${power_of_ten(SINGLE, 1)}$",
        f"误差就有百分之{numeral(100 * SINGLE / 1e-5)}左右",
        f"步长要放大到 ${power_of_ten(single)}$ 左右",
        f"双精度约 ${power_of_ten(double)}$，单精度约 ${power_of_ten(single)}$",
    )


def test_gradients_that_are_asked_for_in_the_small_graph() -> None:
    graph = computation_graph.compute()
    of = dict(zip(computation_graph.NODES, graph.gradients, strict=True))
    through_p, through_r = graph.paths
    says(
        "backpropagation",
        f"{of['a = tanh z']:.2f}，就是 a;",
        f"{of['p = w·x']:.2f} × {computation_graph.X:.0f} = {through_p:.2f};",
        f"½ w = {through_r:.2f};",
        f'{through_p:.2f} + {through_r:.2f} = {of["w"]:.2f}"',
    )


def test_backward_costs_twice_as_much_as_forward() -> None:
    forward_products, backward_products = ["Wa"], ["Wᵀδ", "δaᵀ"]
    both = len(forward_products) + len(backward_products)
    says("backprop-cost", f"一步训练约是一次推理的{numeral(both)}倍")
    says(
        "activation-checkpointing", f"总时间从 {both} 份变成 {both + 1} 份，多{numeral(both)}分之一"
    )


def test_checkpoints_at_every_root_of_n() -> None:
    root = math.isqrt(100)
    kept = {every: math.ceil(100 / every) + every for every in range(1, 101)}
    says("activation-checkpointing", f"只需存约 ${root}+{root}={kept[root]}$ 份而不是 {100} 份")
    assert kept[root] == min(kept.values())


def test_weights_of_zero_learn_nothing_but_the_last_bias() -> None:
    zeros = [np.zeros(shape) for shape in ((4, 3), (4, 1), (1, 4), (1, 1))]
    _, gradients = loss_and_gradients(np.eye(3), [[0, 1, 1]], *zeros)
    assert [bool(each.any()) for each in gradients] == [False, False, False, True]
    says("zero-init", rf"$\tanh(0)={np.tanh(0):.0f}$")


def test_a_shortcut_that_is_halved() -> None:
    says("residual-gradient", rf"过十块就只剩 $0.5^{{10}}\approx{0.5**10:.3f}$")


def test_gradient_clipping() -> None:
    gradient = np.array([10.0, 1.0])
    scaled, cut = gradient / np.linalg.norm(gradient), np.clip(gradient, -1, 1)
    angle = math.degrees(math.atan2(cut[1], cut[0]))
    says(
        "gradient-clipping",
        f"梯度 $({gradient[0]:.0f},{gradient[1]:.0f})$，阈值 1：",
        f"前者得约 $({scaled[0]:.3f},{scaled[1]:.4f})$，后者得 $({cut[0]:.0f},{cut[1]:.0f})$，",
        f"方向偏到了 {angle:.0f}°",
    )


# --- normalisation


def test_the_momentum_of_batch_normalisation() -> None:
    momentum = default(batch_norm, "momentum")
    says("batch-norm", rf"$\rho$ 常取 {momentum}。")


def test_folding_by_hand() -> None:
    channel: dict[str, Any] = {"gamma": [3], "beta": [0.5], "mean": [5], "var": [4], "eps": TINY}
    w, b = (float(each.item()) for each in fold_batch_norm([[2]], [1], **channel))
    seen = 2 * 2 + 1
    out = float(batch_norm_eval([[seen]], **channel).item())
    says(
        "batch-norm-folding-example",
        "卷积权重 2、偏置 1，BN 的 γ=3、β=0.5，running mean 5、running var 4，",
        f"标准差是 {math.sqrt(4):.0f}，缩放倍数 $3/2={w / 2:.1f}$",
        rf"新权重 $2\times{w / 2:.1f}={w:.0f}$，新偏置 $0.5+{w / 2:.1f}\times(1-5)={b:.1f}$",
        rf"输入 2，卷积得 {seen}，恰好是均值，BN 输出 $\beta={out:.1f}$",
        rf"$3\times2{b:.1f}={w * 2 + b:.1f}$",
    )


def test_batches_of_one_and_two() -> None:
    two = batch_norm([[3], [7]], [1], [0], [0], [1], eps=TINY)[0].ravel()
    says("batch-norm-batch-one", f"几乎总是 ${two[1]:+.0f}$ 和 ${two[0]:+.0f}$")
    with pytest.raises(ValueError, match="at least two values"):
        batch_norm([[3]], [1], [0], [0], [1])


def test_the_unbiased_variance() -> None:
    pairs = rng().normal(size=(200_000, 2))
    says(
        "batch-norm-unbiased",
        f"$m={pairs.shape[1]}$ 时有偏估计只有真值的一半",
        f"batch 32、特征图 56×56 时 $m={32 * 56 * 56}$",
    )
    assert pairs.var(axis=1).mean() == pytest.approx(1 / 2, rel=0.01)


def test_a_bias_before_batch_normalisation_has_no_gradient() -> None:
    x, gradient = rng().normal(size=(2, 8, 2, 3, 3))
    total = batch_norm_backward(x, [1, 2], gradient)[0].sum(axis=(0, 2, 3))
    says("batch-norm-bias-gradient", f"对一个通道各输入的梯度之和恒为{numeral(abs(total).max())}")


def test_weights_before_batch_normalisation_set_the_step() -> None:
    says("batch-norm-weight-decay", f"范数到 10 倍，有效学习率只剩{one_in(10**2)}")


def test_a_batch_is_shared_among_cards() -> None:
    says(
        "batch-norm-gradient-accumulation", f"8 张卡、总 batch 16，每张卡的 BN 只看 {16 // 8} 张图"
    )
