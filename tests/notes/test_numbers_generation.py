"""Numbers of ``notes/generation.md``, computed anew and looked for in its text."""

from __future__ import annotations

import numpy as np
import pytest

from figures.numerics.autoencoders import elbo_gaussian
from figures.numerics.diffusion import ddpm_schedule, predict_x0, q_sample
from figures.plots import guidance
from tests.notes.formats import power_of_ten
from tests.notes.says import says


def test_what_the_schedules_leave() -> None:
    linear, cosine = ddpm_schedule(1000), ddpm_schedule(1000, "cosine")
    says(
        "ddpm-one-step",
        f"$T={len(linear) - 1}$",
        f"从 {1 - linear[1]:.4f} 线性升到 {1 - linear[-1] / linear[-2]:.2f}",
        rf"$\bar\alpha_{{500}}\approx{linear[500]:.3f}$",
        rf"$\bar\alpha_{{1000}}\approx{power_of_ten(linear[-1])}$",
    )
    says(
        "ddpm-predict-noise",
        f"线性时 $\\bar\\alpha_t<0.01$ 的有 {(linear < 0.01).sum()} 步，余弦只有 {(cosine < 0.01).sum()} 步",
    )


def test_noise_keeps_the_variance() -> None:
    random = np.random.default_rng(0)
    x0, noise = random.normal(size=(2, 100_000))
    for t in (1, 300, 1000):
        assert q_sample(x0, t, noise, ddpm_schedule(1000)).var() == pytest.approx(1, abs=0.02)
    says("ddpm-one-step", "单位方差的图加噪后仍是单位方差")


def test_errors_of_noise_and_picture() -> None:
    bars, t = ddpm_schedule(1000), 300
    x0, noise, guess = np.random.default_rng(1).normal(size=(3, 5))
    clean = predict_x0(q_sample(x0, t, noise, bars), t, guess, bars)
    ratio = bars[t] / (1 - bars[t])
    expected = ratio * ((x0 - clean) ** 2).sum()
    assert ((noise - guess) ** 2).sum() == pytest.approx(expected)
    says("ddpm-predict-noise", r"=\frac{\bar\alpha_t}{1-\bar\alpha_t}\lVert x_0-\hat x_0\rVert^2$")


def test_guidance_moves_and_narrows() -> None:
    plain, some, much = (guidance.compute(s) for s in (1, 3, 7.5))
    says(
        "cfg",
        f"条件分布的均值是 {plain.mean:.0f}、标准差是 {plain.deviation:.0f}；"
        f"$s=3$ 时变成 {some.mean:.2f} 和 {some.deviation:.2f}，"
        f"$s=7.5$ 时是 {much.mean:.2f} 和 {much.deviation:.2f}",
    )


def test_size_of_latents() -> None:
    picture, latent = 512 * 512 * 3, 64 * 64 * 4
    says(
        "latent-diffusion",
        f"数值个数少 {picture // latent} 倍",
        f"边长缩小 {512 // 64} 倍，自注意力的 token 数少 {(512 // 64) ** 2} 倍",
    )


def test_divergence_of_a_normal_encoder() -> None:
    mean, deviation = 0.7, 1.3
    zero = [[0.0]]
    _, kl = elbo_gaussian(zero, zero, [[mean]], [[2 * np.log(deviation)]])
    formula = (mean**2 + deviation**2 - 1 - np.log(deviation**2)) / 2
    assert kl[0] == pytest.approx(formula)
    says("vae-elbo", r"$\frac12\sum(\mu^2+\sigma^2-1-\ln\sigma^2)$")
