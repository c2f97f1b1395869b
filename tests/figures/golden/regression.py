"""Scikit-learn's PCA."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np

from tests.figures.golden.asking import SEED, versions


def answers() -> dict[str, Any]:
    """Directions and variances (these by n − 1) of seeded points in four dimensions."""
    points = np.random.default_rng(SEED).normal(size=(20, 4)) * [3.0, 1.0, 0.5, 0.1] + 7
    fit = import_module("sklearn.decomposition").PCA(svd_solver="full").fit(points)
    return {
        "made_by": versions("sklearn"),
        "points": points.tolist(),
        "directions": fit.components_.tolist(),
        "variances": fit.explained_variance_.tolist(),
    }
