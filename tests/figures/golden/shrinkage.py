"""Scikit-learn's lasso path and ridge regression."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np

from tests.figures.golden.asking import SEED, versions

PENALTIES = [1.0, 0.3, 0.1, 0.03, 0.01]


def answers() -> dict[str, Any]:
    """Weights of both on a seeded design with two columns that go together."""
    random = np.random.default_rng(SEED)
    x = random.normal(size=(30, 5))
    x[:, 1] = 0.8 * x[:, 0] + 0.6 * x[:, 1]
    y = x @ [2.0, 0.0, -1.0, 0.3, 0.0] + 0.5 * random.normal(size=30)
    return {
        "made_by": versions("sklearn"),
        "x": x.tolist(),
        "y": y.tolist(),
        "penalties": PENALTIES,
        "lasso": lasso(x, y, PENALTIES),
        "ridge": ridge(x, y, PENALTIES),
    }


def lasso(x: Any, y: Any, penalties: list[float]) -> Any:
    """One row a penalty; its objective is (1/2n) ‖y − Xw‖² + λ ‖w‖₁."""
    path = import_module("sklearn.linear_model").lasso_path
    _, weights, _ = path(x, y, alphas=penalties, tol=1e-15, max_iter=100_000)
    return weights.T.tolist()


def ridge(x: Any, y: Any, penalties: list[float]) -> Any:
    """One row a penalty; its objective is ‖y − Xw‖² + α ‖w‖², so α = n λ."""
    model = import_module("sklearn.linear_model").Ridge
    fits = [
        model(alpha=len(x) * each, fit_intercept=False, solver="svd").fit(x, y)
        for each in penalties
    ]
    return [fit.coef_.tolist() for fit in fits]
