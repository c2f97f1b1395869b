"""The numbers of figure ``sinkhorn-plan``."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from figures.plots import sinkhorn_plan


def least_cost(p: Any, q: Any, x: Any) -> float:
    """Of moving in order, the best there is on a line: masses taken off both ends' fronts."""
    p, q, i, j, total = p.copy(), q.copy(), 0, 0, 0.0
    while i < len(p) and j < len(q):
        moved = min(p[i], q[j])
        total += moved * (x[i] - x[j]) ** 2
        p[i] -= moved
        q[j] -= moved
        i, j = (i + 1, j) if p[i] <= q[j] else (i, j + 1)
    return total


@pytest.mark.parametrize("epsilon", sinkhorn_plan.SLIDER.values)
def test_rows_are_p_and_columns_are_q(epsilon: float) -> None:
    data = sinkhorn_plan.compute(epsilon)
    assert data.epsilon == epsilon
    np.testing.assert_allclose(data.plan.sum(axis=1), data.p, rtol=1e-12)
    np.testing.assert_allclose(data.plan.sum(axis=0), data.q, atol=1e-6)
    x = np.linspace(0, 1, len(data.p))
    price = sum(data.plan[i, j] * (x[i] - x[j]) ** 2 for i in range(len(x)) for j in range(len(x)))
    assert data.cost == pytest.approx(price, rel=1e-12)


def test_the_smaller_epsilon_the_cheaper_and_the_sharper() -> None:
    drawn = [sinkhorn_plan.compute(epsilon) for epsilon in sinkhorn_plan.SLIDER.values]
    costs = [data.cost for data in drawn]
    assert costs == sorted(costs)
    x = np.linspace(0, 1, len(drawn[0].p))
    least = least_cost(drawn[0].p, drawn[0].q, x)
    assert least < costs[0] < 1.05 * least < costs[5]
    used = [np.count_nonzero(data.plan > 1e-4) for data in drawn]
    assert used == sorted(used)
    np.testing.assert_allclose(drawn[-1].plan, np.outer(drawn[-1].p, drawn[-1].q), atol=3e-3)


def test_p_has_two_humps_and_q_one() -> None:
    data = sinkhorn_plan.compute()
    for masses, humps in ((data.p, 2), (data.q, 1)):
        assert masses.sum() == pytest.approx(1)
        higher = (masses[1:-1] >= masses[:-2]) & (masses[1:-1] > masses[2:])
        assert higher.sum() == humps
