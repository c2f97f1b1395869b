"""Write ``data/digits.npz`` from scikit-learn's copy of the data."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import numpy as np


def main() -> None:
    """Whole numbers from 0 to 16 and labels: both fit a byte."""
    source = import_module("sklearn.datasets").load_digits()
    np.savez_compressed(
        Path(__file__).parents[1] / "digits.npz",
        pixels=source.data.astype(np.uint8),
        labels=source.target.astype(np.uint8),
    )


if __name__ == "__main__":
    main()
