"""Scikit-learn's splits."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np

from tests.figures.golden.asking import SEED, versions

SIZES = [(10, 2), (10, 3), (11, 4), (7, 7)]


def answers() -> dict[str, Any]:
    """The validation part of each split; ``shuffled`` by NumPy's old generator."""
    selection = import_module("sklearn.model_selection")

    def validated(splitter: Any, n: int) -> Any:
        return [part.tolist() for _, part in splitter.split(np.zeros(n))]

    return {
        "made_by": versions("sklearn"),
        "seed": SEED,
        "in order": [[n, k, validated(selection.KFold(k), n)] for n, k in SIZES],
        "shuffled": [
            [n, k, validated(selection.KFold(k, shuffle=True, random_state=SEED), n)]
            for n, k in SIZES
        ],
        "leave 2 of 5": validated(selection.LeavePOut(2), 5),
    }
