"""Numbers on distances of distributions in ``notes/statistics.md``, computed anew."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import permutations
from typing import TYPE_CHECKING

import numpy as np
import pytest

from figures.numerics.divergences import gaussian_kl, js, kl, mmd2
from figures.numerics.losses import cross_entropy_grad, softmax
from figures.numerics.networks import numeric_gradient
from figures.numerics.transport import sinkhorn, wasserstein_1d
from tests.notes.formats import power_of_ten
from tests.notes.says import says

if TYPE_CHECKING:
    from collections.abc import Iterable

    from figures.numerics.checks import Floats


def normal(mean: float, deviation: float) -> Floats:
    """Probabilities of fine cells of the line under a Gaussian."""
    x = np.linspace(-40, 40, 80_001)
    density = np.exp(-(((x - mean) / deviation) ** 2) / 2) + 1e-300
    probabilities: Floats = density / density.sum()
    return probabilities


def infinity(value: float) -> str:
    assert value == math.inf
    return r"\infty"


def set_of(values: Iterable[int]) -> str:
    return f"{{{', '.join(map(str, values))}}}"


def test_two_masses_apart() -> None:
    near, far = [1.0, 0.0], [0.0, 1.0]
    two = math.exp(js(near, far))
    height = mmd2([[0.0]], [[1000.0]], 1)
    says(
        "distribution-distances",
        rf"| 取值 | ${infinity(kl(near, far))}$ | $\ln{two:.0f}$ |",
        rf"${height:.0f}-{height:.0f}e^{{-\theta^2/2\sigma^2}}$ | $\lvert\theta\rvert$ |",
        rf"对称且不超过 $\ln{two:.0f}$，但不重叠时恒为 $\ln{two:.0f}$",
    )
    half = kl(near, [0.5, 0.5])
    says(
        "js-dead-gradient",
        f"JS 散度为什么恰好是 ln {two:.0f}？",
        rf"密度比处处为 {1 / 0.5:.0f}，两项 KL 都是 $\ln{math.exp(half):.0f}$",
    )
    assert mmd2([[0.0]], [[1.5]], 0.7) == pytest.approx(2 - 2 * math.exp(-(1.5**2) / 2 / 0.7**2))
    assert wasserstein_1d([0], [-3.5]) == abs(-3.5)


@pytest.mark.parametrize("deviation", [0.5, 1, 3])
@pytest.mark.parametrize("shift", [0.5, -2, 7])
def test_shifted_gaussians(shift: float, deviation: float) -> None:
    divisor = shift**2 / deviation**2 / gaussian_kl(0, deviation, shift, deviation)
    says(
        "distribution-distances", rf"$\operatorname{{KL}}=\mu^2/{divisor:.0f}\sigma^2$，$W_1=|\mu|$"
    )
    sample = np.random.default_rng(0).normal(0, deviation, 100)
    assert wasserstein_1d(sample, sample + shift) == pytest.approx(abs(shift))


def test_the_formula_of_two_gaussians() -> None:
    p, q = (0.3, 0.8), (1, 1.7)
    part = math.log(q[1] / p[1]) + (p[1] ** 2 + (p[0] - q[0]) ** 2) / (2 * q[1] ** 2)
    rest = Fraction(part - gaussian_kl(*p, *q)).limit_denominator(100)
    says("gaussian-kl-formula", rf"-\tfrac{rest.numerator}{rest.denominator} $$")


def test_divergence_of_cells_without_mass() -> None:
    p, q = [1 / 2, 1 / 2, 0], [1 / 2, 1 / 4, 1 / 4]
    forwards = kl(p, q)
    says(
        "kl-zero-support",
        "P=(½, ½, 0)，Q=(½, ¼, ¼)",
        rf"=\frac12\ln{math.exp(2 * forwards):.0f}\approx{forwards:.3f}$",
        rf"\operatorname{{KL}}(Q\Vert P)={infinity(kl(q, p))}$",
    )


def test_cover_both_modes_or_seek_one() -> None:
    modes = (normal(-3, 1) + normal(3, 1)) / 2
    x = np.linspace(-40, 40, modes.size)
    mean = float(modes @ x)
    variance = float(modes @ (x - mean) ** 2)
    seeking = kl(normal(3, 1), modes)
    covering = kl(normal(mean, math.sqrt(variance)), modes)
    says(
        "kl-modes",
        r"峰在 $\pm3$、标准差都是 1。",
        rf"得到 $\mu={abs(mean):.0f}$、$\sigma^2=1+9={variance:.0f}$。",
        rf"$\operatorname{{KL}}(Q\Vert P)\approx{seeking:.2f}$，约 $\ln{math.exp(seeking):.0f}$；",
        rf"$\mathcal N(0,{variance:.0f})$ 反而是 {covering:.2f}。",
    )


def test_the_unbiased_estimate_can_be_negative() -> None:
    sample = [[0.0], [1.0]]
    unbiased, biased = (mmd2(sample, sample, 1, unbiased=which) for which in (True, False))
    says(
        "mmd-unbiased-negative",
        r"两组样本都是 $\{0,1\}$，高斯核带宽为 1。",
        rf"无偏估计为 $e^{{-1/2}}-1\approx{unbiased:.3f}$；保留对角的有偏估计是 {abs(biased):.0f}",
    )
    assert unbiased == pytest.approx(math.exp(-1 / 2) - 1)


def test_a_narrow_kernel_sees_no_data() -> None:
    points = np.arange(200.0)[:, None]
    x, y = points[:100], points[100:]
    says("mmd-bandwidth", f"各 100 个点就是 {mmd2(x, y, 0.05):.2f}，")
    wide = 1e5
    assert mmd2(x, y, wide) * wide**2 == pytest.approx(100**2, rel=1e-3)  # of the means


def test_fid_in_one_dimension() -> None:
    means, deviations = (0 - 3) ** 2, (math.sqrt(1) - math.sqrt(4)) ** 2
    says(
        "fid",
        rf"$\mathcal N(0,1)$ 与 $\mathcal N(3,4)$ 得 ${means}+{deviations:.0f}={means + deviations:.0f}$",
    )


def test_transport_by_sorting() -> None:
    x, y = [1, 5, 2], [4, 3, 9]
    pairs = list(zip(sorted(x), sorted(y), strict=True))
    apart = [abs(a - b) for a, b in pairs]
    distance = wasserstein_1d(x, y)
    exact = Fraction(distance).limit_denominator(100)
    unsorted = np.abs(np.subtract(x, y)).mean()
    says(
        "w1-sorting",
        f"{set_of(x)} 与 {set_of(y)}。",
        f"排序得 {'、'.join(map(str, sorted(x)))} 与 {'、'.join(map(str, sorted(y)))}，",
        rf"差是 {'、'.join(map(str, apart))}，平均 ${exact}\approx{distance:.2f}$。",
        f"平均是 {unsorted:.0f}，不是最小",
    )
    assert distance == min(np.abs(np.subtract(x, each)).mean() for each in permutations(y))


def test_ages_are_ordered() -> None:
    true, near, far = np.eye(100)[[30, 31, 60]]
    assert js(true, near) == js(true, far) == pytest.approx(math.log(2))
    assert kl(true, near) == kl(true, far) == math.inf
    says(
        "w1-ordered-classes",
        "真实年龄是 30 岁，两个模型分别把全部概率押在 31 岁和 60 岁",
        rf"JS 都是 $\ln{math.exp(js(true, far)):.0f}$",
        f"分别是 {wasserstein_1d([30], [31]):.0f} 岁和 {wasserstein_1d([30], [60]):.0f} 岁",
    )


def test_transport_learns_little_from_gross_mistakes() -> None:
    logits = np.log([0.01, 0.99])
    transport = -numeric_gradient(lambda z: 1 - softmax(z)[0], logits)[0]
    entropy = -cross_entropy_grad([logits], [0])[0, 0]
    says(
        "w1-classification",
        "$p_t=0.01$ 时",
        f"前者的梯度只有 {transport:.4f}，后者 {entropy:.2f}，差 {entropy / transport:.0f} 倍",
    )


def test_entropy_blurs_transport() -> None:
    half, cost = [0.5, 0.5], [[0, 1], [1, 0]]
    prices = {epsilon: sinkhorn(half, half, cost, epsilon)[1] for epsilon in (0.1, 1, 1e6)}
    says(
        "sinkhorn-epsilon",
        f"真正的代价是 {wasserstein_1d([0, 1], [0, 1]):.0f}；",
        rf"$\varepsilon=0.1$ 时约 ${power_of_ten(prices[0.1], 1)}$，",
        rf"$\varepsilon=1$ 时已是 {prices[1]:.3f}，上限 {prices[1e6]:.1f}。",
    )
    assert prices[1] == pytest.approx(1 / (1 + math.e))


def test_samples_to_halve_the_error() -> None:
    says(
        "wasserstein-dimension",
        f"$d=10$ 时减半要 $2^{{10}}={2**10}$ 倍的样本",
        f"只要 {2**2} 倍。",
    )


def test_chamfer_does_not_see_density() -> None:
    x, y = np.array([0, 0, 10]), np.array([0, 10, 10])
    apart = np.abs(x[:, None] - y)
    chamfer = apart.min(axis=0).mean() + apart.min(axis=1).mean()
    emd = wasserstein_1d(x, y)
    says(
        "chamfer-emd",
        f"{set_of(x)} 与 {set_of(y)}，",
        f"Chamfer 是 {chamfer:.0f}，",
        rf"平均是 ${Fraction(emd).limit_denominator(100)}\approx{emd:.2f}$。",
    )
