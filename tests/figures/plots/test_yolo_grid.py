"""The numbers of figure ``yolo-grid``."""

from __future__ import annotations

import numpy as np
import pytest

from figures.plots import yolo_grid


def overlap(a: list[float], b: list[float]) -> float:
    wide = min(a[2], b[2]) - max(a[0], b[0])
    high = min(a[3], b[3]) - max(a[1], b[1])
    areas = [(x2 - x1) * (y2 - y1) for x1, y1, x2, y2 in (a, b)]
    return wide * high / (sum(areas) - wide * high)


def test_the_cells_of_the_centres_answer() -> None:
    data = yolo_grid.compute()
    cells = [((y1 + y2) * 3.5, (x1 + x2) * 3.5) for x1, y1, x2, y2 in yolo_grid.OBJECTS]
    assert {(int(r), int(c)) for r, c in cells} == {(r, c) for r, c in np.argwhere(data.has_centre)}
    np.testing.assert_allclose(data.centres, [(c, r) for r, c in cells], rtol=1e-14)
    assert len(cells) == 3


def test_the_box_of_larger_iou_is_responsible() -> None:
    data = yolo_grid.compute()
    np.testing.assert_allclose(data.guesses / 7, yolo_grid.GUESSES, rtol=1e-14)
    expected = [overlap(list(box), list(yolo_grid.OBJECTS[0])) for box in yolo_grid.GUESSES]
    np.testing.assert_allclose(data.overlap, expected, rtol=1e-13)
    assert data.responsible == 0
    assert expected[0] > expected[1]


def test_the_thirty_numbers_of_the_cell() -> None:
    data = yolo_grid.compute()
    assert data.numbers.shape == (30,)
    assert ((data.numbers >= 0) & (data.numbers <= 1)).all()
    x1, y1, x2, y2 = yolo_grid.GUESSES[0]
    assert data.numbers[:2] == pytest.approx(np.array([x1 + x2, y1 + y2]) * 3.5 % 1)
    assert data.numbers[2:4] == pytest.approx([x2 - x1, y2 - y1])
    assert data.numbers[10:].argmax() == yolo_grid.LABELS[0]
    assert data.numbers[10:].sum() == pytest.approx(1)
