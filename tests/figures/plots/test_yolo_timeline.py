"""What figure ``yolo-timeline`` tells."""

from __future__ import annotations

import numpy as np

from figures.plots import yolo_timeline
from figures.plots.yolo_timeline import VERSIONS


def test_years_do_not_fall_and_versions_are_in_order() -> None:
    data = yolo_timeline.compute()
    assert (np.diff(data.year) >= 0).all()
    assert (data.year[0], data.year[-1]) == (2016, 2025)
    assert [name for name, *_ in VERSIONS if name != "X"] == [f"v{n}" for n in range(1, 13)]


def test_anchors_come_and_go() -> None:
    kind = dict(
        zip([name for name, *_ in VERSIONS], yolo_timeline.compute().kind.tolist(), strict=True)
    )
    assert {name for name in kind if kind[name] == 1} == {
        "v2",
        "v3",
        "v4",
        "v5",
        "v7",
    }  # as ALT says
    assert {name for name in kind if kind[name] == 2} == {"v10"}
