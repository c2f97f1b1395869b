"""The numbers of figure ``attention-map``."""

from __future__ import annotations

import numpy as np

from figures.plots import attention_map


def test_without_positions_all_are_alike() -> None:
    np.testing.assert_allclose(attention_map.compute().same, 1 / 24)


def test_the_nearest_weigh_most() -> None:
    placed = attention_map.compute().placed
    np.testing.assert_allclose(placed.sum(axis=1), 1)
    assert placed.argmax(axis=1).tolist() == list(range(24))
    for distance in range(1, 4):
        assert (np.diag(placed, distance) < np.diag(placed, distance - 1)[1:]).all()


def test_behind_the_mask_nothing_is_seen_and_the_rest_is_shared() -> None:
    data = attention_map.compute()
    assert not np.triu(data.causal, 1).any()
    assert data.causal[0, 0] == 1
    kept = np.tril(data.placed)
    np.testing.assert_allclose(data.causal, kept / kept.sum(axis=1, keepdims=True))
