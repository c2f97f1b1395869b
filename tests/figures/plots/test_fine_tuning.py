"""The numbers of figure ``fine-tuning``."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from figures import data as committed
from figures.plots import fine_tuning


def test_curves_are_means_of_the_committed_experiments() -> None:
    shown = fine_tuning.compute()
    with np.load(Path(committed.__file__).parent / "fine_tuning.npz") as file:
        for i, j in np.ndindex(4, 7):
            mean = sum(float(value) for value in file["accuracy"][j, :, i]) / 20
            np.testing.assert_allclose(shown.accuracy[i, j], mean, rtol=1e-12)
    assert shown.examples.tolist() == [1, 2, 4, 8, 16, 32, 64]


def test_what_is_best_is_what_the_words_say() -> None:
    scratch, head, last, every = fine_tuning.compute().accuracy
    rows = np.stack([scratch, head, last, every])
    assert (rows.argmax(axis=0) == [1, 1, 1, 3, 3, 3, 3]).all()
    assert (rows[:, :4].argmin(axis=0) == 0).all()
    assert abs(scratch[-1] - every[-1]) < 0.005
    assert (every[:5] - scratch[:5] > 0.02).all()
    assert ((last[:3] > every[:3]) & (last[:3] < head[:3])).all()
    assert ((last[4:] < every[4:]) & (last[4:] > head[4:])).all()


def test_pictures_fill_the_range_from_paper_to_ink() -> None:
    shown = fine_tuning.compute()
    for pictures in (shown.plain, shown.lit):
        assert pictures.shape == (10, 8, 8)
        assert (pictures.min(axis=(1, 2)) == 0).all()
        assert (pictures.max(axis=(1, 2)) > 0.93).all()


def test_the_light_added_to_each_picture_is_a_plane() -> None:
    shown = fine_tuning.compute()
    rows, columns = np.mgrid[:8, :8]
    known = np.stack([np.ones(64), rows.ravel(), columns.ravel()])
    for plain, lit in zip(shown.plain, shown.lit, strict=True):
        parts = np.vstack([known, plain.ravel()]).T
        _, residual, _, _ = np.linalg.lstsq(parts, lit.ravel(), rcond=None)
        assert residual < 1e-20
