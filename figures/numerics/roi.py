"""Features of a region, whatever its size, on a grid of fixed size.

A feature map is (C, H, W); cell (i, j) covers [j, j + 1] × [i, i + 1] and has its value in the
middle. Regions are boxes ``x1, y1, x2, y2`` in continuous coordinates of the image, which
``scale`` (one by the stride) brings to the map.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.boxes import as_boxes
from figures.numerics.checks import as_floats, check_count, check_positive

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from figures.numerics.checks import Floats, Indices


def roi_pool(
    features: ArrayLike, rois: ArrayLike, size: tuple[int, int] = (7, 7), scale: float = 1 / 16
) -> Floats:
    """The largest feature in each bin of a region, with everything rounded to whole cells.

    The corners are rounded, both are counted in, and bin p of n takes the cells from ⌊p L / n⌋ to
    ⌈(p + 1) L / n⌉ of the L cells: neighbours may share a cell. A bin outside the map is 0.
    Girshick, "Fast R-CNN", 2015, arXiv:1504.08083, section 2.1.

    Args:
        features: (C, H, W).
        rois: (R, 4) as ``x1, y1, x2, y2``, in pixels of the image.
        size: rows and columns of bins.
        scale: > 0; cells a pixel.

    Returns:
        (R, C, rows, columns).

    Raises:
        ValueError: an argument is malformed.
    """
    features, rois = _checked(features, rois, size, scale)
    rows = pool_bins(rois[:, 1], rois[:, 3], size[0], features.shape[1])
    columns = pool_bins(rois[:, 0], rois[:, 2], size[1], features.shape[2])
    pooled: Floats = np.empty((len(rois), len(features), *size))
    for r, i in np.ndindex(len(rois), size[0]):
        band = _max(features, *rows[r, i])  # (C, W)
        for j in range(size[1]):
            pooled[r, :, i, j] = _max(band, *columns[r, j])
    return np.where(np.isneginf(pooled), 0.0, pooled)


def pool_bins(low: ArrayLike, high: ArrayLike, bins: int, length: int) -> Indices:
    """The cells that ``roi_pool`` takes into each bin, along one axis.

    Args:
        low: (R,) where the regions begin, in cells.
        high: (R,) where they end.
        bins: how many.
        length: of the map; the bins are cut to it.

    Returns:
        (R, bins, 2) first cell and the one after the last; equal ones for an empty bin.

    Raises:
        ValueError: an argument is malformed.
    """
    low, high = as_floats(low, "low", "R"), as_floats(high, "high", "R")
    check_count(bins, "bins")
    check_count(length, "length")
    start = np.floor(low + 0.5)[:, None]  # to the nearest; NumPy would round halves to even
    cells = np.floor(high + 0.5)[:, None] - start + 1
    p = np.arange(bins)
    edges = start + np.floor(p * cells / bins), start + np.ceil((p + 1) * cells / bins)
    return np.stack(edges, axis=-1).clip(0, length).astype(np.intp)


def roi_pool_naive(
    features: ArrayLike, rois: ArrayLike, size: tuple[int, int] = (7, 7), scale: float = 1 / 16
) -> Floats:
    """The obvious ``roi_pool``, cell by cell in plain Python: what tests compare it with."""
    features, rois = _checked(features, rois, size, scale)
    channels, height, width = features.shape
    pooled: Floats = np.zeros((len(rois), channels, *size))
    for r, c, i, j in np.ndindex(*pooled.shape):
        x1, y1, x2, y2 = (math.floor(corner + 0.5) for corner in rois[r].tolist())
        inside = [
            features[c, y, x].item()
            for y in _bin_naive(y1, y2, i, size[0])
            for x in _bin_naive(x1, x2, j, size[1])
            if 0 <= y < height and 0 <= x < width
        ]
        pooled[r, c, i, j] = max(inside, default=0.0)
    return pooled


def roi_align(
    features: ArrayLike,
    rois: ArrayLike,
    size: tuple[int, int] = (7, 7),
    scale: float = 1 / 16,
    samples: int = 2,
) -> Floats:
    """The mean of bilinear samples in each bin of a region, without any rounding.

    A bin holds ``samples`` × ``samples`` points, evenly spread. Bilinear interpolation is a product
    of one weight by y and one by x, so each bin is a row of weights times the map times a column.
    He et al., "Mask R-CNN", 2017, arXiv:1703.06870, section 3. Values lie in the middle of cells
    (torchvision's ``aligned=True``); the first implementations had them at the corner, half a
    cell off. A point up to half a cell outside the map takes the value at its edge; one further
    out is 0.

    Args:
        features: (C, H, W).
        rois: (R, 4) as ``x1, y1, x2, y2``, in pixels of the image.
        size: rows and columns of bins.
        scale: > 0; cells a pixel.
        samples: points a bin along each axis.

    Returns:
        (R, C, rows, columns).

    Raises:
        ValueError: an argument is malformed.
    """
    features, rois = _checked(features, rois, size, scale)
    y = sample_points(rois[:, 1], rois[:, 3], size[0], samples)
    x = sample_points(rois[:, 0], rois[:, 2], size[1], samples)
    rows = _weights(y, features.shape[1]).mean(axis=2)[:, None]  # (R, 1, bins, H)
    columns = _weights(x, features.shape[2]).mean(axis=2)[:, None]
    aligned: Floats = rows @ features @ columns.swapaxes(-1, -2)
    return aligned


def sample_points(low: ArrayLike, high: ArrayLike, bins: int, samples: int = 2) -> Floats:
    """Where ``roi_align`` samples, along one axis: ``samples`` even steps in each of ``bins``.

    Args:
        low: (R,) where the regions begin.
        high: (R,) where they end.
        bins: how many.
        samples: points a bin.

    Returns:
        (R, bins, samples) coordinates, in the units of ``low``.

    Raises:
        ValueError: an argument is malformed.
    """
    low, high = as_floats(low, "low", "R"), as_floats(high, "high", "R")
    check_count(bins, "bins")
    check_count(samples, "samples")
    share = (np.arange(bins * samples) + 0.5) / (bins * samples)
    points: Floats = low[:, None] + share * (high - low)[:, None]
    return points.reshape(-1, bins, samples)


def roi_align_naive(
    features: ArrayLike,
    rois: ArrayLike,
    size: tuple[int, int] = (7, 7),
    scale: float = 1 / 16,
    samples: int = 2,
) -> Floats:
    """The obvious ``roi_align``, point by point in plain Python: what tests compare it with."""
    features, rois = _checked(features, rois, size, scale)
    check_count(samples, "samples")
    aligned: Floats = np.zeros((len(rois), len(features), *size))
    for r, c, i, j in np.ndindex(*aligned.shape):
        x1, y1, x2, y2 = rois[r].tolist()
        step_y, step_x = (y2 - y1) / size[0] / samples, (x2 - x1) / size[1] / samples
        for a, b in np.ndindex(samples, samples):
            y = y1 + (i * samples + a + 0.5) * step_y
            x = x1 + (j * samples + b + 0.5) * step_x
            aligned[r, c, i, j] += _bilinear_naive(features[c].tolist(), y, x) / samples**2
    return aligned


def _max(features: Floats, low: int, high: int) -> Floats:
    """Over a part of the second axis; −∞ where it is empty."""
    largest: Floats = features[:, low:high].max(axis=1, initial=-np.inf)
    return largest


def _weights(points: Floats, length: int) -> Floats:
    """Weight of each of ``length`` cells in the interpolation at each point: (…, length)."""
    place = points[..., None] - 0.5  # the middle of cell 0 is at ½
    distance = np.abs(np.clip(place, 0, length - 1) - np.arange(length))
    reached = (place >= -1) & (place <= length)
    weights: Floats = np.maximum(1 - distance, 0) * reached
    return weights


def _bin_naive(low: int, high: int, p: int, bins: int) -> range:
    cells = high - low + 1
    return range(low + p * cells // bins, low - (-(p + 1) * cells // bins))


def _bilinear_naive(plane: list[list[float]], y: float, x: float) -> float:
    height, width = len(plane), len(plane[0])
    y, x = y - 0.5, x - 0.5
    if not (-1 <= y <= height and -1 <= x <= width):
        return 0.0
    y, x = min(max(y, 0.0), height - 1.0), min(max(x, 0.0), width - 1.0)
    top, left = int(y), int(x)
    below, right = min(top + 1, height - 1), min(left + 1, width - 1)
    down, along = y - top, x - left
    upper = (1 - along) * plane[top][left] + along * plane[top][right]
    lower = (1 - along) * plane[below][left] + along * plane[below][right]
    return (1 - down) * upper + down * lower


def _checked(
    features: ArrayLike, rois: ArrayLike, size: tuple[int, int], scale: float
) -> tuple[Floats, Floats]:
    """The features, and the regions in cells."""
    features = as_floats(features, "features", "C, H, W")
    if 0 in features.shape[1:]:
        raise ValueError(f"features must have cells, not shape {features.shape}")
    check_count(size[0], "size[0]")
    check_count(size[1], "size[1]")
    check_positive(scale, "scale")
    scaled: Floats = as_boxes(rois, "rois") * scale
    return features, scaled
