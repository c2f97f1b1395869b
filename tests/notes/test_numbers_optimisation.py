"""Numbers of ``notes/optimisation.md``, computed anew and looked for in its text."""

from __future__ import annotations

import math

import numpy as np

from figures.numerics.optimisers import adam_step, lr_schedule, momentum_step
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
