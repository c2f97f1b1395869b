"""Boxes with scores for tests and benchmarks: small ones that tie, and large sets of three kinds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

if TYPE_CHECKING:
    from numpy.typing import NDArray

Kind = Literal["spread", "mid", "clustered"]
KINDS: tuple[Kind, ...] = get_args(Kind)

thresholds = st.sampled_from([0.0, 1 / 7, 0.25, 1 / 3, 0.5, 0.75, 1.0])

# The example of the notes: four boxes of one crowd and one far off.
CROWD = [
    [200, 200, 400, 400],
    [220, 220, 420, 420],
    [240, 200, 440, 400],
    [200, 240, 400, 440],
    [1, 1, 2, 2],
]
CROWD_SCORES = [0.9, 0.8, 0.7, 0.6, 0.5]
UNIT: list[list[float]] = [[0, 0, 1, 1]]


@st.composite
def scored_boxes(draw: st.DrawFn, least: int = 0) -> Any:
    """Up to 25 boxes on a coarse grid, so that IoU and scores tie often; sides from ``least``."""
    count = draw(st.integers(0, 25))
    corners = draw(arrays(np.int64, (count, 2), elements=st.integers(0, 8)))
    size = draw(arrays(np.int64, (count, 2), elements=st.integers(least, 6)))
    scores = draw(arrays(np.int64, count, elements=st.integers(1, 10)))
    return np.hstack([corners, corners + size]).astype(float), scores / 10


def on_a_grid(random: np.random.Generator, count: int) -> tuple[Any, Any]:
    """Boxes on a coarse grid, some without area, some twice; scores tie."""
    corners, size = random.integers(0, 12, (count, 2)), random.integers(0, 7, (count, 2))
    boxes = np.hstack([corners, corners + size]) / 16
    return boxes, random.integers(1, 8, count) / 8


def large_set(
    kind: Kind, count: int, seed: int = 22
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Boxes as a detector may give them, in pixels; scores are all different.

    ``spread``: small and all over, few overlap. ``mid``: larger and closer, so that each overlaps
    dozens. ``clustered``: about a hundred shaken copies of each of some objects.
    """
    random = np.random.default_rng(seed)
    if kind == "spread":
        corner, size = random.uniform(0, 1000, (count, 2)), random.uniform(5, 40, (count, 2))
    elif kind == "mid":
        corner, size = random.uniform(0, 600, (count, 2)), random.uniform(20, 80, (count, 2))
    else:
        objects = count // 100
        one = random.integers(0, objects, count)
        corner = random.uniform(0, 1000, (objects, 2))[one] + random.normal(0, 4, (count, 2))
        size = random.uniform(40, 160, (objects, 2))[one]
        size *= np.exp(random.normal(0, 0.08, (count, 2)))
    return np.hstack([corner, corner + size]), (random.permutation(count) + 1) / (count + 1)
