"""The loss of YOLO v1 in torch, cell by cell as its equation reads, and its gradient."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np

from tests.figures.golden.asking import SEED, versions

CELLS, BOXES, CLASSES = 3, 2, 4


def answers() -> dict[str, Any]:
    """Five terms and the gradient of their sum."""
    torch = import_module("torch")
    grid, target = some_grids(np.random.default_rng(SEED))
    return {
        "made_by": versions("torch"),
        "grid": grid.tolist(),
        "target": target.tolist(),
        "loss": loss(torch, grid, target),
    }


def some_grids(random: np.random.Generator) -> tuple[Any, Any]:
    """A prediction, and a target with objects in three cells."""
    grid = random.uniform(0.05, 0.95, (CELLS, CELLS, 5 * BOXES + CLASSES))
    target = np.zeros_like(grid)
    for cell, label in zip(((0, 1), (2, 2), (1, 0)), random.integers(0, CLASSES, 3), strict=True):
        target[cell][: 5 * BOXES] = np.tile([*random.uniform(0.1, 0.9, 4), 1], BOXES)
        target[cell][5 * BOXES + label] = 1
    return grid, target


def loss(torch: Any, grid: Any, target: Any, coord: float = 5, noobj: float = 0.5) -> Any:
    """Terms one by one; the IoU is a number that no gradient passes."""
    predicted = torch.tensor(grid, requires_grad=True)
    terms = [torch.zeros((), dtype=torch.float64) for _ in range(5)]
    for row, column in np.ndindex(*np.shape(grid)[:2]):
        cell = predicted[row, column]
        wanted = torch.tensor(np.asarray(target)[row, column])
        boxes = [cell[5 * b : 5 * b + 5] for b in range(BOXES)]
        overlaps = [overlap(box.tolist(), wanted[:5].tolist(), len(grid)) for box in boxes]
        chosen = overlaps.index(max(overlaps)) if wanted[4] == 1 else None
        for b, box in enumerate(boxes):
            if b != chosen:
                terms[3] = terms[3] + noobj * box[4] ** 2
                continue
            terms[0] = terms[0] + coord * ((box[:2] - wanted[:2]) ** 2).sum()
            roots = torch.sqrt(box[2:4]) - torch.sqrt(wanted[2:4])
            terms[1] = terms[1] + coord * (roots**2).sum()
            terms[2] = terms[2] + (box[4] - overlaps[b]) ** 2
        if chosen is not None:
            terms[4] = terms[4] + ((cell[5 * BOXES :] - wanted[5 * BOXES :]) ** 2).sum()
    sum(terms).backward()
    return {"terms": [term.item() for term in terms], "grad": predicted.grad.tolist()}


def overlap(a: list[float], b: list[float], cells: int) -> float:
    """IoU of two boxes of one cell; where the cell lies does not matter."""
    common = 1.0
    for i in (0, 1):
        low = max(each[i] / cells - each[i + 2] / 2 for each in (a, b))
        high = min(each[i] / cells + each[i + 2] / 2 for each in (a, b))
        common *= max(0.0, high - low)
    return common / (a[2] * a[3] + b[2] * b[3] - common)
