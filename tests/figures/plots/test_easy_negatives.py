"""The numbers of figure ``easy-negatives``."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import scipy.stats

from figures.plots import easy_negatives
from figures.plots.easy_negatives import GAMMAS

DATA = easy_negatives.compute()
U = (np.arange(100_000) + 0.5) / 100_000


def probabilities(mean: float, scale: float, u: Any) -> Any:
    return 1 / (1 + np.exp(-scipy.stats.logistic(mean, scale).ppf(u)))


P_POSITIVE = probabilities(0, 1, (np.arange(100) + 0.5) / 100)
P_NEGATIVE = 1 - probabilities(-4, 0.45, U)  # of being right; hardest last


@pytest.mark.parametrize("gamma", [0, 1, 2, 5])
def test_shares_are_integrals_over_both_distributions(gamma: int) -> None:
    positive, negative = (-((1 - p) ** gamma) * np.log(p) for p in (P_POSITIVE, P_NEGATIVE))
    easy = P_NEGATIVE > 0.9
    parts = np.array(
        [
            negative[easy].sum(),
            negative[~easy].sum(),
            positive.sum(),
        ]
    )
    at = int(np.flatnonzero(gamma == DATA.gamma)[0])
    np.testing.assert_allclose(DATA.shares[:, at], parts / parts.sum(), atol=1e-3)


@pytest.mark.parametrize("row", range(3))
def test_the_hardest_carry_what_they_lose(row: int) -> None:
    losses = -((1 - P_NEGATIVE) ** GAMMAS[row]) * np.log(P_NEGATIVE)
    sums = np.cumsum(losses[::-1])
    expected = np.interp(DATA.fraction, np.arange(1, len(U) + 1) / len(U), sums / sums[-1])
    np.testing.assert_allclose(DATA.carried[row], expected, atol=1e-3)
    assert (np.diff(DATA.carried[row]) > 0).all()
    assert DATA.carried[row, -1] == 1


def test_the_alternative_text_names_the_numbers() -> None:
    np.testing.assert_allclose(DATA.shares.sum(axis=0), 1, rtol=1e-14)
    at_0, at_2 = (100 * DATA.shares[:, i] for i in (0, 20))
    assert DATA.gamma[[0, 20]].tolist() == [0, 2]
    assert f"简单负样本占 {at_0[0]:.0f}%" in easy_negatives.ALT
    assert f"只剩 {at_2[0]:.0f}%，正样本占到 {at_2[2]:.0f}%" in easy_negatives.ALT
    hardest = [np.interp(0.01, DATA.fraction, row) * 100 for row in DATA.carried]
    assert f"γ = 0 时占 {hardest[0]:.0f}%，γ = 2 时占 {hardest[2]:.0f}%" in easy_negatives.ALT
    hard = DATA.shares[1]
    assert 0 < np.argmax(hard) < len(hard) - 1  # rises, then falls
    assert round(100 * np.mean(P_NEGATIVE > 0.9)) == 98
    assert easy_negatives.scores()[2].sum() == 100_000
