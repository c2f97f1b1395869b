"""Denoising diffusion: the schedule, the forward jump, one step back, and guidance.

Ho, Jain and Abbeel, "Denoising Diffusion Probabilistic Models", 2020, arXiv:2006.11239. Steps t are
counted from 1; ᾱ₀ is 1, so arrays of ᾱ have T + 1 entries and are indexed by t.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from figures.numerics.checks import as_floats, check_count, first

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from figures.numerics.checks import Floats

_LEAST, _MOST = 1e-4, 0.02  # β of the first and of the last step of the linear schedule
_OFFSET, _LARGEST = 0.008, 0.999  # of the cosine schedule


def ddpm_schedule(steps: int, kind: Literal["linear", "cosine"] = "linear") -> Floats:
    """How much of the picture is left after each step: ᾱₜ = Π (1 − βₛ).

    Linear: β from 0.0001 to 0.02 (arXiv:2006.11239, section 4). Cosine: ᾱₜ = f(t) / f(0) with
    f(t) = cos²((t/T + 0.008) / 1.008 · π/2), no β above 0.999. Nichol and Dhariwal, "Improved
    Denoising Diffusion Probabilistic Models", 2021, arXiv:2102.09672, equation 17.

    Args:
        steps: T ≥ 1.
        kind: which of the two.

    Returns:
        (T + 1,) values from ᾱ₀ = 1 downwards.

    Raises:
        ValueError: an argument is malformed.
    """
    check_count(steps, "steps")
    if kind == "linear":
        betas = np.linspace(_LEAST, _MOST, steps)
    elif kind == "cosine":
        share = (np.arange(steps + 1) / steps + _OFFSET) / (1 + _OFFSET)
        left = np.cos(share * np.pi / 2) ** 2
        betas = np.minimum(1 - left[1:] / left[:-1], _LARGEST)
    else:
        raise ValueError(f"kind must be linear or cosine, not {kind!r}")
    return np.concatenate([[1.0], np.cumprod(1 - betas)])


def q_sample(x0: ArrayLike, t: int, noise: ArrayLike, alpha_bars: ArrayLike) -> Floats:
    """Noised picture in one jump: x_t = √ᾱₜ x₀ + √(1 − ᾱₜ) ε (arXiv:2006.11239, equation 4).

    Args:
        x0: pictures, any shape.
        t: in [0, T].
        noise: ε, standard normal, of that shape.
        alpha_bars: (T + 1,) of ``ddpm_schedule``.

    Returns:
        x_t, of that shape.

    Raises:
        ValueError: an argument is malformed.
    """
    x0, noise, alpha_bars = _checked(x0, noise, alpha_bars, t)
    noised: Floats = np.sqrt(alpha_bars[t]) * x0 + np.sqrt(1 - alpha_bars[t]) * noise
    return noised


def q_sample_naive(x0: ArrayLike, t: int, noises: ArrayLike, alpha_bars: ArrayLike) -> Floats:
    """The obvious ``q_sample``: t small steps, x ← √(1 − βₛ) x + √βₛ εₛ, each with its own noise.

    Args:
        noises: (t, …) one standard normal array a step.
    """
    x, bars = np.asarray(x0, dtype=float), np.asarray(alpha_bars, dtype=float)
    for s in range(1, t + 1):
        kept = bars[s] / bars[s - 1]
        x = np.sqrt(kept) * x + np.sqrt(1 - kept) * np.asarray(noises)[s - 1]
    return x


def predict_x0(x_t: ArrayLike, t: int, noise: ArrayLike, alpha_bars: ArrayLike) -> Floats:
    """Clean picture that a noise estimate implies: (x_t − √(1 − ᾱₜ) ε) / √ᾱₜ.

    Args:
        x_t: any shape.
        t: in [0, T].
        noise: ε as the network sees it, of that shape.
        alpha_bars: (T + 1,), not 0 at t.

    Returns:
        x₀, of that shape.

    Raises:
        ValueError: an argument is malformed.
    """
    x_t, noise, alpha_bars = _checked(x_t, noise, alpha_bars, t)
    if not alpha_bars[t]:
        raise ValueError(f"alpha_bars[{t}] is 0: nothing of the picture is left")
    clean: Floats = (x_t - np.sqrt(1 - alpha_bars[t]) * noise) / np.sqrt(alpha_bars[t])
    return clean


def ddpm_step(
    x_t: ArrayLike, t: int, noise: ArrayLike, alpha_bars: ArrayLike
) -> tuple[Floats, float]:
    """Mean and variance of the step back from t to t − 1.

    Mean (x_t − βₜ / √(1 − ᾱₜ) · ε) / √(1 − βₜ), variance βₜ (1 − ᾱₜ₋₁) / (1 − ᾱₜ), which is 0 for
    t = 1 (arXiv:2006.11239, equations 7 and 11).

    Args:
        x_t: any shape.
        t: in [1, T].
        noise: ε as the network sees it, of that shape.
        alpha_bars: (T + 1,) falling.

    Returns:
        The mean of x_{t−1}, of that shape, and its variance.

    Raises:
        ValueError: an argument is malformed.
    """
    x_t, noise, alpha_bars = _checked(x_t, noise, alpha_bars, t)
    check_count(t, "t")
    kept = alpha_bars[t] / alpha_bars[t - 1]
    beta, missing = 1 - kept, 1 - alpha_bars[t]
    mean = (x_t - beta / np.sqrt(missing) * noise) / np.sqrt(kept)
    return mean, float(beta * (1 - alpha_bars[t - 1]) / missing)


def ddim_step(
    x_t: ArrayLike, t: int, earlier: int, noise: ArrayLike, alpha_bars: ArrayLike
) -> Floats:
    """Step back from t to any earlier step without chance: q_sample(x̂₀, earlier, ε).

    Song, Meng and Ermon, "Denoising Diffusion Implicit Models", 2021, arXiv:2010.02502, equation 12
    with σ = 0.

    Args:
        x_t: any shape.
        t: in [0, T].
        earlier: in [0, t].
        noise: ε as the network sees it, of that shape.
        alpha_bars: (T + 1,), not 0 at t.

    Returns:
        x at the earlier step, of that shape.

    Raises:
        ValueError: an argument is malformed.
    """
    clean = predict_x0(x_t, t, noise, alpha_bars)
    if earlier > t:
        raise ValueError(f"earlier must be at most {t}, not {earlier}")
    return q_sample(clean, earlier, noise, alpha_bars)


def guided_noise(conditional: ArrayLike, unconditional: ArrayLike, scale: float) -> Floats:
    """Classifier-free guidance: ε_u + s (ε_c − ε_u); s = 1 is plain conditioning.

    Ho and Salimans, "Classifier-Free Diffusion Guidance", 2022, arXiv:2207.12598, equation 6, whose
    w is s − 1.

    Args:
        conditional: ε_c, any shape.
        unconditional: ε_u, of that shape.
        scale: s.

    Returns:
        ε, of that shape.

    Raises:
        ValueError: an argument is malformed.
    """
    conditional = as_floats(conditional, "conditional")
    unconditional = as_floats(unconditional, "unconditional")
    if conditional.shape != unconditional.shape:
        shapes = f"{conditional.shape} and {unconditional.shape}"
        raise ValueError(f"both estimates must have one shape, not {shapes}")
    as_floats(scale, "scale")
    return unconditional + scale * (conditional - unconditional)


def _checked(
    x: ArrayLike, noise: ArrayLike, alpha_bars: ArrayLike, t: int
) -> tuple[Floats, Floats, Floats]:
    x, noise = as_floats(x, "x"), as_floats(noise, "noise")
    alpha_bars = as_floats(alpha_bars, "alpha_bars", "T + 1")
    if noise.shape != x.shape:
        raise ValueError(f"noise must have shape {x.shape}, not {noise.shape}")
    outside = (alpha_bars < 0) | (alpha_bars > 1)
    if outside.any():
        raise ValueError(f"alpha_bars[{first(outside)}] is outside 0…1")
    check_count(t, "t", least=0)
    if t >= len(alpha_bars):
        raise ValueError(f"t must be at most {len(alpha_bars) - 1}, not {t}")
    return x, noise, alpha_bars
