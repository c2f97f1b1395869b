"""Lines and directions through a cloud of points: least squares, total least squares, and PCA.

Variances divide by n, not by n − 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.checks import as_floats

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from figures.numerics.checks import Floats


@dataclass(frozen=True, slots=True)
class Pca:
    """Principal directions of N points in D dimensions, K = min(N, D) of them.

    Attributes:
        centre: (D,) mean of the points.
        directions: (K, D) unit vectors at right angles, the one of largest variance first; the
            largest coordinate of each is positive.
        variances: (K,) variances along them, in squared units of the points.
    """

    centre: Floats
    directions: Floats
    variances: Floats


def pca(points: ArrayLike) -> Pca:
    """Directions of largest variance, by the SVD of the centred points.

    The covariance matrix is never formed, for that would square the condition number. Where two
    variances are equal, their directions are not unique. Pearson, "On Lines and Planes of Closest
    Fit to Systems of Points in Space", 1901, Philosophical Magazine 2(11).

    Args:
        points: (N, D), one row a point.

    Returns:
        Centre, directions and variances.

    Raises:
        ValueError: the points are malformed, or there are none.
    """
    points = _checked_points(points)
    centre: Floats = points.mean(axis=0)
    _, singular, directions = np.linalg.svd(points - centre, full_matrices=False)
    return Pca(centre, _turned(directions), singular**2 / len(points))


def pca_naive(points: ArrayLike) -> Pca:
    """The obvious ``pca``: eigenvectors of the covariance matrix, which is summed by loops."""
    points = _checked_points(points)
    n, d = points.shape
    centre = np.array([sum(column) / n for column in points.T.tolist()])
    covariance = np.zeros((d, d))
    for point in points - centre:
        for i in range(d):
            for j in range(d):
                covariance[i, j] += point[i] * point[j] / n
    variances, vectors = np.linalg.eigh(covariance)
    largest = np.argsort(-variances, kind="stable")[: min(n, d)]
    return Pca(centre, _turned(vectors.T[largest]), np.maximum(variances[largest], 0))


def principal_angle(points: ArrayLike) -> float:
    """Angle of the direction of largest variance in the plane: ½ atan2(2 s_xy, s_xx − s_yy).

    Args:
        points: (N, 2).

    Returns:
        Radians in (−π/2, π/2], from the x axis; 0 where all directions are alike.

    Raises:
        ValueError: the points are malformed, or there are none.
    """
    points = _checked_points(points, "N, 2")
    x, y = (points - points.mean(axis=0)).T
    return float(np.arctan2(2 * (x @ y), x @ x - y @ y) / 2)


def projected_variance(points: ArrayLike, angle: ArrayLike) -> Floats:
    """Variance of the points' projections on a line in the plane: the mean of (uᵀ(p − p̄))².

    Args:
        points: (N, 2).
        angle: radians from the x axis, any shape; u = (cos, sin).

    Returns:
        Variances, shaped like ``angle``.

    Raises:
        ValueError: an argument is malformed, or there are no points.
    """
    points, angle = _checked_points(points, "N, 2"), as_floats(angle, "angle")
    direction = np.stack([np.cos(angle), np.sin(angle)], axis=-1)
    projections: Floats = direction @ (points - points.mean(axis=0)).T
    variance: Floats = np.square(projections).mean(axis=-1)
    return variance


def ols(points: ArrayLike) -> tuple[float, float]:
    """Line y = a + b x with the least squared vertical residuals: b = s_xy / s_xx, a = ȳ − b x̄.

    Args:
        points: (N, 2) as ``x, y``.

    Returns:
        Slope b and intercept a.

    Raises:
        ValueError: the points are malformed, or so little apart in x that the line is vertical.
    """
    points = _checked_points(points, "N, 2")
    centre = points.mean(axis=0)
    x, y = (points - centre).T
    x = x - x.mean()  # in a narrow cloud the first mean is rounded by as much as its width
    width = np.ptp(points[:, 0])
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):  # told below
        unit = x / width  # squares of very small numbers would vanish
        slope = (unit @ y) / (unit @ unit) / width
    if not np.isfinite(slope):
        raise ValueError("points must differ in x: a vertical line has no slope")
    return float(slope), float(centre[1] - slope * centre[0])


def total_least_squares(points: ArrayLike) -> tuple[Floats, Floats]:
    """Line with the least squared perpendicular residuals: through the mean, along the first PC.

    By Pythagoras, what is not variance along a line is squared distance from it. x and y must be
    in like units.

    Args:
        points: (N, 2) as ``x, y``.

    Returns:
        (2,) a point of the line, the mean, and (2,) its unit direction, which may be vertical.

    Raises:
        ValueError: the points are malformed, or all the same.
    """
    points = _checked_points(points, "N, 2")
    if (points == points[0]).all():
        raise ValueError("points are all the same: they have no direction")
    found = pca(points)
    return found.centre, found.directions[0]


def _turned(directions: Floats) -> Floats:
    """Each row with its largest coordinate positive: an SVD may give either sign."""
    rows = np.arange(len(directions))
    largest = directions[rows, np.abs(directions).argmax(axis=1)]
    return np.where(largest < 0, -1.0, 1.0)[:, None] * directions


def _checked_points(points: ArrayLike, axes: str = "N, D") -> Floats:
    points = as_floats(points, "points", "N, D")
    if axes == "N, 2" and points.shape[1] != 2:
        raise ValueError(f"points must have shape (N, 2), not {points.shape}")
    if 0 in points.shape:
        raise ValueError(f"points must not be empty, but have shape {points.shape}")
    return points
