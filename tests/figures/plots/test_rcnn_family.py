"""What figure ``rcnn-family`` claims of the pipelines."""

from __future__ import annotations

import numpy as np

from figures.data.rcnn_family import PIPELINES
from figures.plots import rcnn_family


def test_the_years_are_those_of_the_preprints() -> None:
    """They begin arXiv's identifiers: 1311, 1504, 1506, 1703."""
    years = dict(zip([name for name, *_ in PIPELINES], rcnn_family.compute().year, strict=True))
    assert years == {"R-CNN": 2013, "Fast R-CNN": 2015, "Faster R-CNN": 2015, "Mask R-CNN": 2017}


def test_more_is_shared_and_trained_together_from_one_to_the_next() -> None:
    data = rcnn_family.compute()
    shared = (~data.per_region & data.in_network).sum(axis=1)
    assert shared.tolist() == [0, 1, 2, 2]
    assert data.trained.sum(axis=1).tolist() == [1, 3, 4, 4]
    assert (np.diff(data.in_network.sum(axis=1)) >= 0).all()
    together = [np.diff(np.flatnonzero(row)).tolist() for row in data.trained]
    assert together == [[], [1, 1], [1, 1, 1], [1, 1, 1]], "the line under them has no gap"


def test_the_steps_are_those_of_the_notes() -> None:
    steps = {name: [" ".join(step.name) for step in steps] for name, _, steps in PIPELINES}
    assert steps["R-CNN"] == ["selective search", "裁剪缩放", "CNN", "SVM、 框回归"]
    assert steps["Fast R-CNN"] == ["selective search", "CNN", "RoIPool", "分类、 框回归"]
    assert steps["Faster R-CNN"] == ["CNN", "RPN", "RoIPool", "分类、 框回归"]
    assert steps["Mask R-CNN"] == ["CNN", "RPN", "RoIAlign", "分类、框、 mask"]
    search = [name for name, of in steps.items() if "selective search" in of]
    data = rcnn_family.compute()
    assert [i for i, row in enumerate(data.in_network) if not row.all()] == [0, 1]
    assert search == ["R-CNN", "Fast R-CNN"]
    assert np.argwhere(~data.follows).tolist() == [[1, 1]], "search and CNN both take the image"
