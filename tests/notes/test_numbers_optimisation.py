"""Numbers of ``notes/optimisation.md``, computed anew and looked for in its text."""

from __future__ import annotations

import math

import numpy as np

from figures.numerics.augmentation import ema_update
from figures.numerics.losses import cross_entropy
from figures.numerics.optimisers import adam_step, lr_schedule, momentum_step
from figures.numerics.precision import FORMATS, round_to_format, training_memory, update_loss_scale
from figures.plots import bias_variance, loss_scaling
from figures.plots import training_memory as memory_figure
from figures.plots.optimiser_paths import CURVATURES, RATE, SLIDER, descend, loss
from tests.notes.formats import default, power_of_ten
from tests.notes.says import says


def test_momentum_lengthens_steady_steps() -> None:
    momentum = default(momentum_step, "momentum")
    w, v = np.zeros(1), np.zeros(1)
    for _ in range(500):
        before = w
        w, v = momentum_step(w, [1.0], v, 1.0, momentum)
    longer = float((before - w)[0])
    says("optimizers", rf"$\mu$ 常取 {momentum}", rf"放大到 $1/(1-\mu)={longer:.0f}$ 倍")


def steps_to(error: float, factor: float) -> float:
    return math.log(error) / math.log(factor)


def slowest(rate: float, momentum: float, curvatures: tuple[float, float]) -> float:
    """By how much a step multiplies the error in the end, measured on a quadratic."""
    rest = 0.0
    for curvature in curvatures:
        place, velocity = np.ones(1), np.zeros(1)
        sizes = []
        for _ in range(400):
            place, velocity = momentum_step(place, curvature * place, velocity, rate, momentum)
            sizes.append(float(abs(place[0]) + abs(velocity[0])))
        rest = max(rest, (sizes[-1] / sizes[-201]) ** (1 / 200))
    return rest


def test_speed_in_a_ravine() -> None:
    condition = 100
    root = math.sqrt(condition)
    plain, heavy = (condition - 1) / (condition + 1), (root - 1) / (root + 1)
    measured = slowest(2 / (condition + 1), 0, (1.0, condition))
    assert math.isclose(measured, plain, rel_tol=1e-6)
    measured = slowest((2 / (root + 1)) ** 2, heavy**2, (1.0, condition))
    assert math.isclose(measured, heavy, rel_tol=0.02)  # a double root: t · factorᵗ
    says(
        "momentum-ravine",
        rf"$\kappa={condition}$ 时分别是 {plain:.3f} 和 {heavy:.3f}，",
        f"各要约 {steps_to(0.01, plain):.0f} 步和 {steps_to(0.01, heavy):.0f} 步",
    )


def test_largest_rate_of_the_ravine() -> None:
    steepest = CURVATURES.max()
    limit = 2 / steepest
    for rate, grows in ((limit * 0.99, False), (limit * 1.01, True)):
        place = np.ones(1)
        for _ in range(200):
            place, _ = momentum_step(place, steepest * place, [0], rate, 0)
        assert (abs(place[0]) > 1) == grows
    says("largest-learning-rate", f"最大曲率是 {steepest:.0f}，上限约 {limit:.3f}，所以取了 {RATE}")


def test_best_momentum_in_the_figure() -> None:
    losses = {value: loss(descend(value))[-1] for value in SLIDER.values}
    best = min(losses, key=lambda value: losses[value])
    says("optimizers", f"{best} 左右最快，{SLIDER.values[-1]} 时冲过头")


def test_adam_without_correction() -> None:
    b1, b2 = 0.9, 0.999

    def uncorrected(step: int) -> float:
        mean, square = np.zeros(1), np.zeros(1)
        for t in range(1, step + 1):
            _, mean, square = adam_step([0.0], [1.0], mean, square, t, betas=(b1, b2))
        return float((mean / np.sqrt(square))[0])

    ratios = [(1 - b1**t) / math.sqrt(1 - b2**t) for t in range(1, 1001)]
    for step in (1, 12, 1000):
        assert math.isclose(uncorrected(step), ratios[step - 1], rel_tol=1e-9)
    largest = int(np.argmax(ratios)) + 1
    says(
        "adam-bias-correction",
        f"第一步 $m$ 只有梯度的 {1 - b1:.1f} 倍，$\\sqrt v$ 只有 $\\sqrt{{{1 - b2:.3f}}}$ 倍，",
        f"修正后的 {ratios[0]:.2f} 倍",
        f"到第 {largest} 步升到约 {max(ratios):.1f} 倍，第 1000 步还有 {ratios[-1]:.2f} 倍",
    )


def test_adams_defaults() -> None:
    says(
        "adam-formula",
        rf"$\beta_1={{{{c5::{0.9}}}}}$",
        rf"$\beta_2={{{{c6::{0.999}}}}}$",
        rf"{power_of_ten(default(adam_step, 'eps')).split(chr(92) + 'times')[1]} }}}}$。",
    )
    assert adam_step.__defaults__ == (1e-3, (0.9, 0.999), 1e-8)


def test_linear_scaling() -> None:
    says(
        "linear-scaling",
        f"batch 变为 {2048 // 256} 倍，学习率也乘 {2048 // 256}",
        f"即乘约 {math.sqrt(2048 / 256):.1f}",
        rf"$B=8192$ 时 $\eta={0.1 * 8192 / 256:.1f}$",
    )


def test_half_way_down_the_cosine() -> None:
    start, middle = lr_schedule([0, 50], 100, peak=3.0, floor=1.0)
    assert (start, middle) == (3.0, 2.0)
    says("cosine-schedule", "$t=T/2$ 时等于{{c4::两者的平均}}")


# --- precision and memory


def test_bits_of_the_formats() -> None:
    half, brain, single = (FORMATS[name] for name in ("fp16", "bf16", "fp32"))
    says(
        "float-formats",
        f"{{{{c1::{half.exponent}}}}} 位指数、{{{{c2::{half.mantissa}}}}} 位尾数",
        f"最大 {{{{c3::{half.largest:.0f}}}}}",
        f"{{{{c4::$2^{{{math.log2(half.smallest):.0f}}}$}}}}",
        f"{{{{c5::{brain.exponent}}}}} 位指数、{{{{c6::{brain.mantissa}}}}} 位尾数",
        f"1 + {single.exponent} + {{{{c8::{single.mantissa}}}}}",
    )
    assert brain.exponent == single.exponent
    e4m3, e5m2 = FORMATS["e4m3"], FORMATS["e5m2"]
    says(
        "fp8",
        f"E4M3 有 {e4m3.mantissa} 位尾数，最大 {e4m3.largest:.0f}",
        f"E5M2 只有 {e5m2.mantissa} 位尾数，最大 {e5m2.largest:.0f}",
    )


def test_gradients_that_half_precision_loses() -> None:
    plain, scaled = loss_scaling.compute(0), loss_scaling.compute(12)
    interval = default(update_loss_scale, "interval")
    says(
        "loss-scaling",
        f"不缩放时 {plain.lost:.0%} 变成零，乘 2¹² 后只剩 {scaled.lost:.0%}",
        f"每 {interval:.0f} 步没有溢出就乘 2",
    )
    assert loss_scaling.compute(loss_scaling.SLIDER.values[-1]).overflowed > 0.05
    assert update_loss_scale(1, True, 0) == (0.5, 0)


def test_updates_that_are_rounded_away() -> None:
    spacing = {name: FORMATS[name].epsilon for name in ("fp16", "bf16")}
    says("master-weights", f"约 {spacing['fp16']:.3f}，bf16 约 {spacing['bf16']:.3f}")
    for name in spacing:
        weight = 1.0
        for _ in range(1000):
            weight = float(round_to_format(weight + 0.0001, name))
        assert weight == 1
    says("master-weights", f"每步加 0.0001，共 1000 步，应当是 {1 + 1000 * 0.0001}")


def test_memory_of_seven_billion_weights() -> None:
    memory = training_memory(7e9)
    inference = memory.weights
    says(
        "training-memory-7b",
        f"约 {memory.total / 1e9:.0f} GB：每个参数 {memory.total / 7e9:.0f} 字节",
        f"推理只要 {inference / 1e9:.0f} GB，相差 {memory.total / inference:.0f} 倍",
    )
    assert training_memory(1, precision="single").total == training_memory(1).total == 16
    plain, *stages = memory_figure.compute().gigabytes.sum(axis=1)
    written = [f"{each:g}" for each in stages]
    says("zero-stages", f"普通 {plain:.0f} GB，三级依次为 {'、'.join(written)}")
    assert "38.5" in memory_figure.ALT


def test_means_of_means() -> None:
    tokens, losses = np.array([10, 90]), np.array([2.0, 1.0])
    says(
        "gradient-accumulation",
        f"token 数是 {tokens[0]} 和 {tokens[1]}，平均损失是 {losses[0]:.0f} 和 {losses[1]:.0f}",
        f"得 {losses.mean()}，按 token 平均是 {np.average(losses, weights=tokens)}",
    )


# --- when training goes wrong


def test_loss_of_a_network_that_knows_nothing() -> None:
    many, few = (float(cross_entropy(np.zeros((1, c)), [0])[0]) for c in (1000, 10))
    says("overfit-one-batch", f"1000 类是 {many:.2f}，10 类是 {few:.2f}")


def test_parts_of_the_error_by_degree() -> None:
    bias, variance = bias_variance.compute().parts
    says(
        "bias-variance",
        f"用 {bias_variance.SAMPLES} 个带噪样本拟合多项式："
        f"1 次时偏差平方 {bias[1]:.2f}、方差 {variance[1]:.2f}；"
        f"3 次时是 {bias[3]:.2f}、{variance[3]:.2f}；"
        f"9 次时是 {bias[9]:.2f}、{variance[9]:.2f}。",
    )
    assert (bias + variance).argmin() == 3


def test_an_average_that_holds_on_to_its_start() -> None:
    decay, steps = 0.9999, 1000
    fixed, warmed = 1.0, 1.0
    for step in range(steps):
        fixed = float(ema_update(fixed, 0.0, decay))
        warmed = float(ema_update(warmed, 0.0, decay, step))
    assert warmed < 1e-6
    says(
        "weight-ema",
        f"常用 decay {decay}，约等于最近{ {10_000: '一万'}[round(1 / (1 - decay))] }步的平均",
        f"训练 {steps} 步、decay {decay} 时初始值还占 {fixed:.0%}",
    )
