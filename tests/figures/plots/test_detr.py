"""The numbers of figure ``detr``."""

from __future__ import annotations

import math

from figures.plots import detr


def test_the_last_map_of_a_picture_of_800_by_1066() -> None:
    data = detr.compute()
    assert (data.rows, data.columns) == (math.ceil(800 / 32), math.ceil(1066 / 32))
    assert data.tokens == 850  # as ALT says, and the paper
    assert (detr.WIDTH, detr.QUERIES) == (256, 100)
