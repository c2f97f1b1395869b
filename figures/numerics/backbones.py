"""Parts of backbones: kinds of convolution, channel attention, and gradients through depth."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from figures.numerics.activations import sigmoid
from figures.numerics.checks import as_floats, check_count, check_positive
from figures.numerics.convolution import output_size

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from figures.numerics.checks import Floats


def conv_params_flops(
    in_channels: int, out_channels: int, kernel: int, outputs: int, groups: int = 1
) -> tuple[int, int]:
    """Weights of a convolution without bias, and its multiply–adds.

    Each group sees in_channels / groups channels: k² · in · out / groups weights, each used once at
    every output position. With as many groups as channels it is depthwise.

    Args:
        in_channels: a multiple of the groups.
        out_channels: likewise.
        kernel: side of the kernel.
        outputs: positions of the output, its height times its width.
        groups: how many.

    Returns:
        Weights and multiply–adds.

    Raises:
        ValueError: an argument is no whole number of at least 1, or channels do not divide.
    """
    asked = {"in_channels": in_channels, "out_channels": out_channels, "kernel": kernel}
    for name, value in {**asked, "outputs": outputs, "groups": groups}.items():
        check_count(value, name)
    if in_channels % groups or out_channels % groups:
        raise ValueError(f"{in_channels} and {out_channels} channels, but {groups} groups")
    weights = kernel * kernel * in_channels * out_channels // groups
    return weights, weights * outputs


def depthwise_conv2d(x: ArrayLike, w: ArrayLike, stride: int = 1, padding: int = 0) -> Floats:
    """Filter each channel with its own kernel: space is mixed, channels are not.

    Howard et al., "MobileNets", 2017, arXiv:1704.04861, equation 3.

    Args:
        x: (N, C, H, W) images.
        w: (C, k, l) a kernel for each channel.
        stride: ≥ 1.
        padding: ≥ 0, zeros at each edge.

    Returns:
        (N, C, H′, W′).

    Raises:
        ValueError: an argument is malformed, or the kernel is larger than the padded image.
    """
    x, w = as_floats(x, "x", "N, C, H, W"), as_floats(w, "w", "C, k, l")
    if x.shape[1] != len(w):
        raise ValueError(f"w must have shape ({x.shape[1]}, k, l), not {w.shape}")
    for size, side in zip(x.shape[2:], w.shape[1:], strict=True):
        output_size(size, side, stride, padding)
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    windows = sliding_window_view(padded, w.shape[1:], axis=(2, 3))
    y: Floats = np.einsum("ncijkl,ckl->ncij", windows[:, :, ::stride, ::stride], w)
    return y


def deform_conv2d(x: ArrayLike, w: ArrayLike, offsets: ArrayLike, padding: int = 0) -> Floats:
    """Convolve where each tap of the kernel is moved by its own offset, at every position.

    y(p) = Σ_k w_k x(p + p_k + Δp_k), read by bilinear interpolation, 0 outside. Dai et al.,
    "Deformable Convolutional Networks", 2017, arXiv:1703.06211, equations 2–4.

    Args:
        x: (C, H, W) an image.
        w: (O, C, k, l) kernels.
        offsets: (H′, W′, k, l, 2) down and to the right, in pixels.
        padding: ≥ 0.

    Returns:
        (O, H′, W′), with the stride 1.

    Raises:
        ValueError: an argument is malformed, or the kernel is larger than the padded image.
    """
    x, w = as_floats(x, "x", "C, H, W"), as_floats(w, "w", "O, C, k, l")
    if len(x) != w.shape[1]:
        raise ValueError(f"w must have shape (O, {len(x)}, k, l), not {w.shape}")
    rows, columns = (
        output_size(size, side, 1, padding)
        for size, side in zip(x.shape[1:], w.shape[2:], strict=True)
    )
    moved = as_floats(offsets, "offsets")
    wanted = (rows, columns, *w.shape[2:], 2)
    if moved.shape != wanted:
        raise ValueError(f"offsets must have shape {wanted}, not {moved.shape}")
    grid = np.moveaxis(np.indices(wanted[:4]), 0, -1)
    places = grid[..., :2] + grid[..., 2:] - padding + moved
    taps = _bilinear(x, places)  # (C, H′, W′, k, l)
    y: Floats = np.einsum("cijkl,ockl->oij", taps, w)
    return y


def squeeze_excite(x: ArrayLike, w1: ArrayLike, w2: ArrayLike) -> Floats:
    """Weigh channels by what all of the image says: x · σ(W₂ relu(W₁ mean(x))).

    Hu et al., "Squeeze-and-Excitation Networks", 2018, arXiv:1709.01507, equations 2–4.

    Args:
        x: (N, C, H, W) features.
        w1: (C / r, C) squeezes.
        w2: (C, C / r) excites.

    Returns:
        (N, C, H, W).

    Raises:
        ValueError: shapes do not fit, or a value is not finite.
    """
    x = as_floats(x, "x", "N, C, H, W")
    w1, w2 = as_floats(w1, "w1", "S, C"), as_floats(w2, "w2", "C, S")
    if w1.shape[1] != x.shape[1] or w2.shape != w1.shape[::-1]:
        raise ValueError(f"x, w1 and w2 do not fit: {x.shape}, {w1.shape} and {w2.shape}")
    means: Floats = x.mean(axis=(2, 3))
    gates = sigmoid(np.maximum(means @ w1.T, 0) @ w2.T)
    weighed: Floats = x * gates[:, :, None, None]
    return weighed


def residual_gradient_norms(
    depth: int, width: int, gain: float, *, skip: bool, seed: int = 0
) -> Floats:
    """Length of the gradient at each layer of a random network, by its length at the output.

    A layer is W relu(x), or with a skip x + W relu(x) / √depth, with W of variance gain² · 2/width,
    so that a plain layer keeps lengths where the gain is 1.

    Args:
        depth: layers.
        width: features.
        gain: positive.
        skip: whether the input of each layer is added to its output.
        seed: of weights, input and gradient.

    Returns:
        (depth + 1,) from the input to the output; the last is 1.

    Raises:
        ValueError: a count is not at least 1, or the gain is not positive.
    """
    check_count(depth, "depth")
    check_count(width, "width")
    check_positive(gain, "gain")
    random = np.random.default_rng(seed)
    weights = random.normal(0, gain * math.sqrt(2 / width), (depth, width, width))
    x, gradient = random.normal(size=(2, width))
    branch = 1 / math.sqrt(depth) if skip else 1.0
    active = []
    for w in weights:
        active.append(x > 0)
        x = skip * x + branch * (w @ np.maximum(x, 0))
    lengths = [np.linalg.norm(gradient)]
    for w, on in zip(weights[::-1], active[::-1], strict=True):
        gradient = skip * gradient + branch * (w.T @ gradient) * on
        lengths.append(np.linalg.norm(gradient))
    shares: Floats = np.array(lengths[::-1]) / lengths[0]
    return shares


def _bilinear(x: Floats, places: Floats) -> Floats:
    """Values of (C, H, W) at places (…, 2), 0 outside: (C, …)."""
    low = np.floor(places).astype(np.intp)
    part = places - low
    total = np.zeros((len(x), *places.shape[:-1]))
    for down in (0, 1):
        for right in (0, 1):
            row, column = low[..., 0] + down, low[..., 1] + right
            inside = (row >= 0) & (row < x.shape[1]) & (column >= 0) & (column < x.shape[2])
            share = np.abs(1 - down - part[..., 0]) * np.abs(1 - right - part[..., 1])
            values = x[:, np.where(inside, row, 0), np.where(inside, column, 0)]
            total += np.where(inside, share, 0.0) * values
    return total
