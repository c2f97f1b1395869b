"""The numbers of figure ``early-stopping``."""

from __future__ import annotations

import numpy as np
import pytest

from figures.plots import early_stopping


@pytest.mark.parametrize("patience", early_stopping.SLIDER.values)
def test_training_stops_when_patience_runs_out(patience: int) -> None:
    data = early_stopping.compute(patience)
    assert data.patience == data.stop - data.best == patience
    seen = data.validation[: data.stop + 1]
    assert data.best == seen.argmin()
    for epoch in range(data.stop):  # no earlier run without gain was as long
        assert epoch - data.validation[: epoch + 1].argmin() < patience


def test_little_patience_stops_too_soon_and_enough_finds_the_least_loss() -> None:
    stops = [early_stopping.compute(patience) for patience in early_stopping.SLIDER.values]
    losses = [data.validation[data.best] for data in stops]
    assert (np.diff(losses) <= 0).all()
    assert losses[0] > 1.1 * losses[-1]
    start = early_stopping.compute()
    assert start.best == start.validation.argmin() == 11  # as the alternative text says


def test_training_loss_falls_while_validation_turns() -> None:
    data = early_stopping.compute()
    assert data.training[0] > 1.5 * data.training[data.best] > 1.5 * data.training[-1]
    assert data.validation[-1] > 1.2 * data.validation[data.best]
    assert (data.training[5:] < data.validation[5:]).all()


def test_losses_are_those_of_plain_stochastic_descent() -> None:
    random = np.random.default_rng(32)
    x = np.sort(random.uniform(-1, 1, 24))
    y = np.sin(3 * x) + 0.3 * x + random.normal(0, 0.4, 24)
    random.normal(0, 0.4, 40)
    features = np.exp(-((x[:, None] - np.linspace(-1, 1, 24)) ** 2) / 0.0288)
    w = np.zeros(24)
    for epoch in range(3):
        for i in random.permutation(24):
            w -= 0.1 * (features[i] @ w - y[i]) * features[i]
        loss = np.mean((features @ w - y) ** 2)
        assert early_stopping.compute().training[epoch] == pytest.approx(loss, rel=1e-12)
