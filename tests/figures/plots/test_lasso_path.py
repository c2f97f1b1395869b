"""The numbers of figure ``lasso-path``."""

from __future__ import annotations

from typing import Any

import numpy as np

from figures.plots import lasso_path


def samples() -> Any:
    random = np.random.default_rng(1)
    x = random.normal(size=(40, 5))
    x[:, 1] = 0.7 * x[:, 0] + 0.7 * x[:, 1]
    x = (x - x.mean(axis=0)) / x.std(axis=0)
    y = x @ [2.0, 1.2, -1.5, 0.5, 0.0] + random.normal(size=40)
    return x, y - y.mean()


def test_weights_fulfil_the_conditions_of_a_minimum() -> None:
    x, y = samples()
    data = lasso_path.compute()
    for penalty, l1, l2 in zip(data.penalties, data.l1, data.l2, strict=True):
        pull = x.T @ (y - x @ l1) / 40
        assert (np.abs(pull) <= penalty + 1e-12).all()
        used = l1 != 0
        np.testing.assert_allclose(pull[used], penalty * np.sign(l1[used]), rtol=0, atol=1e-12)
        normal = x.T @ x / 40 + penalty * np.eye(5)
        np.testing.assert_allclose(normal @ l2, x.T @ y / 40, rtol=0, atol=1e-12)


def test_the_chosen_penalty_lies_on_the_paths() -> None:
    for value in lasso_path.SLIDER.values:
        data = lasso_path.compute(value)
        assert data.penalty == value
        for path, now in ((data.l1, data.l1_now), (data.l2, data.l2_now)):
            (at,) = np.flatnonzero(data.penalties == value)
            np.testing.assert_allclose(now, path[at], rtol=0, atol=1e-12)


def test_weights_of_the_lasso_go_one_by_one_and_those_of_ridge_never() -> None:
    data = lasso_path.compute()
    used = np.count_nonzero(data.l1, axis=1)
    assert (np.diff(used) <= 0).all()
    assert used[0] == 5
    assert used[-1] == 1
    assert data.l2.all()
    assert (np.diff(np.linalg.norm(data.l2, axis=1)) < 0).all()
    for i in range(5):
        gone = np.flatnonzero(data.l1[:, i] == 0)
        assert not gone.size or not data.l1[gone[0] :, i].any()
    assert (data.l1_now == 0).tolist() == [False, True, False, True, True]
