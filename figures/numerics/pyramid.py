"""Feature pyramid network: merging maps from coarse to fine, and which level a box belongs to.

Lin et al., "Feature Pyramid Networks for Object Detection", 2017, arXiv:1612.03144. Maps are
(N, C, H, W) and run from fine to coarse, each half as large as the one before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.boxes import as_boxes, box_area
from figures.numerics.checks import as_floats, check_count, check_positive
from figures.numerics.convolution import conv2d

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

    from figures.numerics.checks import Floats, Indices


def merge_pyramid(
    maps: Sequence[ArrayLike], lateral: Sequence[ArrayLike], smooth: Sequence[ArrayLike]
) -> list[Floats]:
    """The top-down pathway: every map gets what the coarser ones know.

    M_top = conv1×1(C_top), M_l = conv1×1(C_l) + up₂(M_(l+1)), P_l = conv3×3(M_l); up₂ repeats
    values, and no non-linearity follows (section 3). Biases are left out.

    Args:
        maps: C, each (N, C_l, H_l, W_l), fine to coarse, halved from one to the next.
        lateral: for each map a 1×1 kernel (D, C_l) that brings it to the D channels of all.
        smooth: for each map a 3×3 kernel (D, D, 3, 3) against the aliasing of up₂.

    Returns:
        P, each (N, D, H_l, W_l), fine to coarse.

    Raises:
        ValueError: there are no maps, or shapes do not fit.
    """
    maps, lateral, smooth = _checked(maps, lateral, smooth)
    merged = [mix_channels(maps[-1], lateral[-1])]
    for finer, kernel in zip(maps[-2::-1], lateral[-2::-1], strict=True):
        merged.append(mix_channels(finer, kernel) + upsample_nearest(merged[-1]))
    return [conv2d(m, kernel, padding=1) for m, kernel in zip(merged[::-1], smooth, strict=True)]


def mix_channels(x: ArrayLike, kernel: ArrayLike) -> Floats:
    """A 1×1 convolution: at every place the same linear map of the channels.

    Args:
        x: (N, C, H, W).
        kernel: (D, C).

    Returns:
        (N, D, H, W).

    Raises:
        ValueError: the shapes do not fit.
    """
    x, kernel = as_floats(x, "x", "N, C, H, W"), as_floats(kernel, "kernel", "D, C")
    if kernel.shape[1] != x.shape[1]:
        raise ValueError(f"kernel takes {kernel.shape[1]} channels, x has {x.shape[1]}")
    mixed: Floats = np.einsum("dc,nchw->ndhw", kernel, x)
    return mixed


def upsample_nearest(x: ArrayLike, factor: int = 2) -> Floats:
    """Every value repeated ``factor`` times along the last two axes.

    Args:
        x: (…, H, W).
        factor: at least 1.

    Returns:
        (…, factor · H, factor · W).

    Raises:
        ValueError: x has fewer than two axes or is not finite, or factor is no count.
    """
    x = as_floats(x, "x")
    if x.ndim < 2:
        raise ValueError(f"x must have shape (…, H, W), not {x.shape}")
    check_count(factor, "factor")
    return x.repeat(factor, axis=-2).repeat(factor, axis=-1)


def assign_level(
    boxes: ArrayLike, lowest: int = 2, highest: int = 5, usual: int = 4, usual_size: float = 224.0
) -> Indices:
    """Which level of the pyramid gives a box its features.

    k = ⌊k₀ + log₂(√(w h) / 224)⌋, held within the levels (eq. 1): half the size is one level
    finer. A size on the border, such as 112, belongs to the coarser level.

    Args:
        boxes: (N, 4) as ``x1, y1, x2, y2``, in pixels of the image.
        lowest: the finest level.
        highest: the coarsest level.
        usual: k₀, the level of a box of ``usual_size``.
        usual_size: > 0, in pixels; that of the pictures in pretraining.

    Returns:
        (N,) levels.

    Raises:
        ValueError: an argument is malformed.
    """
    boxes = as_boxes(boxes, "boxes")
    check_count(lowest, "lowest")
    check_count(highest, "highest", least=lowest)
    check_count(usual, "usual")
    check_positive(usual_size, "usual_size")
    # Where each level but the lowest begins. Comparing with exact powers of two, unlike log₂,
    # cannot round, and a box without area needs no care.
    starts = usual_size * 2.0 ** np.arange(lowest + 1 - usual, highest + 1 - usual)
    return lowest + np.searchsorted(starts, np.sqrt(box_area(boxes)), side="right")


def _checked(
    maps: Sequence[ArrayLike], lateral: Sequence[ArrayLike], smooth: Sequence[ArrayLike]
) -> tuple[list[Floats], list[Floats], list[Floats]]:
    if not len(maps) or not len(maps) == len(lateral) == len(smooth):
        counts = f"{len(maps)}, {len(lateral)} and {len(smooth)}"
        raise ValueError(f"maps, lateral and smooth must be as many, at least one, not {counts}")
    checked = [as_floats(each, f"maps[{i}]", "N, C, H, W") for i, each in enumerate(maps)]
    for i in range(1, len(checked)):
        fine, coarse = checked[i - 1].shape, checked[i].shape
        if fine[0] != coarse[0] or fine[2:] != (2 * coarse[2], 2 * coarse[3]):
            raise ValueError(f"maps[{i}] {coarse} must be half as large as maps[{i - 1}] {fine}")
    kernels = [as_floats(each, f"lateral[{i}]", "D, C") for i, each in enumerate(lateral)]
    depth = len(kernels[0])
    for i, each in enumerate(kernels):
        if len(each) != depth:
            raise ValueError(f"lateral[{i}] gives {len(each)} channels, lateral[0] {depth}")
    last = [as_floats(each, f"smooth[{i}]", "D, D, 3, 3") for i, each in enumerate(smooth)]
    for i, each in enumerate(last):
        if each.shape != (depth, depth, 3, 3):
            raise ValueError(f"smooth[{i}] must have shape {(depth, depth, 3, 3)}")
    return checked, kernels, last
