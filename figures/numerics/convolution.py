"""Convolution as networks compute it (the kernel is not flipped), and its backward pass.

Images and kernels have channels before rows and columns. Stride and padding are the same in both
directions; what lies outside the image is 0. Formulas and names follow Dumoulin & Visin, "A guide
to convolution arithmetic for deep learning", 2016, arXiv:1603.07285.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from figures.numerics.checks import as_floats, check_count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

    from figures.numerics.checks import Floats, Indices


def conv2d(
    x: ArrayLike, w: ArrayLike, b: ArrayLike | None = None, stride: int = 1, padding: int = 0
) -> Floats:
    """Convolution layer: every window of the input becomes a column, then one matrix product.

    y[n, o, i, j] = b[o] + Σ w[o, c, u, v] · x[n, c, stride·i + u − padding, stride·j + v − padding]
    over c, u, v: a cross-correlation (arXiv:1603.07285, section 2).

    Args:
        x: (N, C, H, W) images.
        w: (O, C, kh, kw) kernels.
        b: (O,) biases; None for none.
        stride: ≥ 1, the step from one window to the next.
        padding: ≥ 0, rows and columns of zeros added at each edge.

    Returns:
        (N, O, H′, W′) with H′ = ⌊(H + 2·padding − kh) / stride⌋ + 1, and W′ likewise.

    Raises:
        ValueError: an argument is malformed, or the kernel is larger than the padded image.
    """
    x, w, b = _checked(x, w, b, stride, padding)
    outputs, channels, kh, kw = w.shape
    columns, rows, cols = _im2col(x, kh, kw, stride, padding)
    y = w.reshape(outputs, channels * kh * kw) @ columns
    return y.reshape(len(x), outputs, rows, cols) + b[:, None, None]


def conv2d_naive(
    x: ArrayLike, w: ArrayLike, b: ArrayLike | None = None, stride: int = 1, padding: int = 0
) -> Floats:
    """The obvious ``conv2d``, one output after the other: what tests compare it with."""
    x, w, b = _checked(x, w, b, stride, padding)
    kh, kw = w.shape[2:]
    rows = output_size(x.shape[2], kh, stride, padding)
    cols = output_size(x.shape[3], kw, stride, padding)
    padded = _pad(x, padding)
    y: Floats = np.zeros((len(x), len(w), rows, cols))
    for n, o, i, j in np.ndindex(y.shape):
        top, left = i * stride, j * stride
        window = padded[n, :, top : top + kh, left : left + kw]
        y[n, o, i, j] = (window * w[o]).sum() + b[o]
    return y


def conv2d_backward(
    x: ArrayLike, w: ArrayLike, gradient: ArrayLike, stride: int = 1, padding: int = 0
) -> tuple[Floats, Floats, Floats]:
    """Gradients of a loss by the input, the kernels and the biases of ``conv2d``.

    A kernel cell met every window, so dw sums the error times the input over all of them; dx gives
    each error back to its window in the shape of the kernel, which is a transposed convolution
    (arXiv:1603.07285, section 4).

    Args:
        x: (N, C, H, W) images that went in.
        w: (O, C, kh, kw) kernels.
        gradient: (N, O, H′, W′) gradient of the loss by the output.
        stride: as in ``conv2d``.
        padding: as in ``conv2d``.

    Returns:
        dx (N, C, H, W), dw (O, C, kh, kw) and db (O,).

    Raises:
        ValueError: an argument is malformed, or the gradient is not shaped like the output.
    """
    x, w, gradient = _checked_gradient(x, w, gradient, stride, padding)
    outputs, channels, kh, kw = w.shape
    columns, rows, cols = _im2col(x, kh, kw, stride, padding)
    delta = gradient.reshape(len(x), outputs, rows * cols)
    db: Floats = delta.sum(axis=(0, 2))
    dw: Floats = (delta @ columns.transpose(0, 2, 1)).sum(axis=0)
    spread = w.reshape(outputs, channels * kh * kw).T @ delta
    spread = spread.reshape(len(x), channels, kh, kw, rows, cols)
    dx = np.zeros_like(_pad(x, padding))
    for u, v in np.ndindex(kh, kw):  # windows overlap: their shares add up
        met = np.s_[:, :, u : u + rows * stride : stride, v : v + cols * stride : stride]
        dx[met] += spread[:, :, u, v]
    height, width = x.shape[2:]
    inside = dx[:, :, padding : padding + height, padding : padding + width]
    return inside, dw.reshape(w.shape), db


def output_size(size: int, kernel: int, stride: int = 1, padding: int = 0) -> int:
    """How many windows fit along a side: ⌊(n + 2p − k) / s⌋ + 1 (arXiv:1603.07285, relation 6).

    Args:
        size: n ≥ 1, the side of the image.
        kernel: k ≥ 1, the side of the kernel.
        stride: s ≥ 1.
        padding: p ≥ 0, at each of both ends.

    Returns:
        The side of the output.

    Raises:
        ValueError: an argument is out of range, or not one window fits.
    """
    check_count(size, "size")
    check_count(kernel, "kernel")
    check_count(stride, "stride")
    check_count(padding, "padding", least=0)
    if kernel > size + 2 * padding:
        raise ValueError(f"a kernel of {kernel} does not fit into {size} with padding {padding}")
    return (size + 2 * padding - kernel) // stride + 1


def receptive_field(kernels: Sequence[int], strides: Sequence[int]) -> Indices:
    """How many input pixels a side each layer of a chain sees: r_l = r_(l−1) + (k_l − 1)·Π s_i.

    The product runs over the layers before l: it is how many pixels apart their outputs lie.

    Args:
        kernels: (L,) kernel sides, ≥ 1, from the input on.
        strides: (L,) strides, ≥ 1.

    Returns:
        (L,) sides of the receptive fields after each layer.

    Raises:
        ValueError: the lengths differ, or a number is out of range.
    """
    if len(kernels) != len(strides):
        raise ValueError(f"there are {len(kernels)} kernels but {len(strides)} strides")
    fields, field, jump = [], 1, 1
    for i, (kernel, stride) in enumerate(zip(kernels, strides, strict=True)):
        check_count(kernel, f"kernels[{i}]")
        check_count(stride, f"strides[{i}]")
        field += (kernel - 1) * jump
        jump *= stride
        fields.append(field)
    return np.array(fields, dtype=np.intp)


def conv_parameters(in_channels: int, out_channels: int, kernel: int, *, bias: bool = True) -> int:
    """Parameters of a convolution layer, whatever the image's size: O·C·k² weights and O biases.

    Args:
        in_channels: C ≥ 1.
        out_channels: O ≥ 1.
        kernel: k ≥ 1, the side of the kernel.
        bias: whether there are biases.

    Returns:
        The number of parameters.

    Raises:
        ValueError: a count is out of range.
    """
    check_count(in_channels, "in_channels")
    check_count(out_channels, "out_channels")
    check_count(kernel, "kernel")
    return out_channels * (in_channels * kernel**2 + int(bias))


def dense_parameters(inputs: Sequence[int], outputs: Sequence[int], *, bias: bool = True) -> int:
    """Parameters of a fully connected layer: one weight for each pair of input and output.

    Args:
        inputs: shape of what goes in, such as ``(3, 224, 224)``; every side ≥ 1.
        outputs: shape of what comes out.
        bias: whether there is one more for each output.

    Returns:
        The number of parameters.

    Raises:
        ValueError: a side is out of range.
    """
    for name, shape in (("inputs", inputs), ("outputs", outputs)):
        for i, side in enumerate(shape):
            check_count(side, f"{name}[{i}]")
    return math.prod(outputs) * (math.prod(inputs) + int(bias))


def _im2col(x: Floats, kh: int, kw: int, stride: int, padding: int) -> tuple[Floats, int, int]:
    """(N, C·kh·kw, H′·W′): a column for each window; and H′, W′."""
    windows = sliding_window_view(_pad(x, padding), (kh, kw), axis=(2, 3))
    windows = windows[:, :, ::stride, ::stride].transpose(0, 1, 4, 5, 2, 3)
    n, channels, _, _, rows, cols = windows.shape
    return windows.reshape(n, channels * kh * kw, rows * cols), rows, cols


def _pad(x: Floats, padding: int) -> Floats:
    return np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))


def _checked(
    x: ArrayLike, w: ArrayLike, b: ArrayLike | None, stride: int, padding: int
) -> tuple[Floats, Floats, Floats]:
    x, w = as_floats(x, "x", "N, C, H, W"), as_floats(w, "w", "O, C, kh, kw")
    if x.shape[1] != w.shape[1]:
        raise ValueError(f"x has {x.shape[1]} channels but w expects {w.shape[1]}")
    for side in (2, 3):
        output_size(x.shape[side], w.shape[side], stride, padding)
    b = np.zeros(len(w)) if b is None else as_floats(b, "b", "O")
    if b.shape != (len(w),):
        raise ValueError(f"b must have shape ({len(w)},), one a kernel, not {b.shape}")
    return x, w, b


def _checked_gradient(
    x: ArrayLike, w: ArrayLike, gradient: ArrayLike, stride: int, padding: int
) -> tuple[Floats, Floats, Floats]:
    x, w, _ = _checked(x, w, None, stride, padding)
    sides = (output_size(x.shape[i], w.shape[i], stride, padding) for i in (2, 3))
    expected = (len(x), len(w), *sides)
    gradient = as_floats(gradient, "gradient", "N, O, H′, W′")
    if gradient.shape != expected:
        raise ValueError(f"gradient must have shape {expected}, not {gradient.shape}")
    return x, w, gradient
