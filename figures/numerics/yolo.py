"""YOLO v1: objects as a grid of numbers, the loss on it, and the scores it ends with.

The grid is (S, S, 5 B + K): in each cell B boxes of five numbers ``x, y, w, h, confidence``, then
the probabilities of K classes given that there is an object. x and y, 0…1, are the centre's place
in the cell; w and h, 0…1, are shares of the image. Redmon et al., "You Only Look Once", 2016,
arXiv:1506.02640, has S = 7, B = 2, K = 20: 7 × 7 × 30.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.boxes import as_boxes, iou
from figures.numerics.checks import (
    as_floats,
    as_labels,
    check_count,
    check_not_negative,
    first,
)

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from figures.numerics.checks import Floats, Indices

_NUMBERS = 5  # of a box: x, y, w, h, confidence


@dataclass(frozen=True, slots=True)
class YoloLoss:
    """The five terms with their weights, in the order of the paper's eq. 3.

    Attributes:
        centre: of the responsible boxes.
        size: of the responsible boxes, by square roots.
        confidence: of the responsible boxes.
        no_object: confidence of all other boxes.
        classes: in cells that hold an object.
    """

    centre: float
    size: float
    confidence: float
    no_object: float
    classes: float

    @property
    def total(self) -> float:
        """Their sum."""
        return self.centre + self.size + self.confidence + self.no_object + self.classes


def encode_grid(
    boxes: ArrayLike,
    labels: ArrayLike,
    cells: int = 7,
    boxes_per_cell: int = 2,
    classes: int = 20,
) -> Floats:
    """The grid that a perfect network would give for some objects.

    The cell that holds an object's centre answers for it: all of its boxes are that object, with
    confidence 1, and its class has probability 1. Of several objects in one cell the first stays:
    a cell can tell of one only (section 2).

    Args:
        boxes: (N, 4) as ``x1, y1, x2, y2`` in shares of the image, 0…1, of positive size.
        labels: (N,) whole numbers in [0, K).
        cells: S, along each side.
        boxes_per_cell: B.
        classes: K.

    Returns:
        (S, S, 5 B + K); zeros in cells without an object.

    Raises:
        ValueError: an argument is malformed.
    """
    boxes = _checked_objects(boxes)
    check_count(cells, "cells")
    check_count(boxes_per_cell, "boxes_per_cell")
    check_count(classes, "classes")
    labels = as_labels(labels, "labels", len(boxes), classes)
    centres = cells * (boxes[:, :2] + boxes[:, 2:]) / 2
    corners = np.minimum(np.floor(centres), cells - 1)  # a centre at 1 belongs to the last cell
    sizes = boxes[:, 2:] - boxes[:, :2]
    numbers = np.hstack([centres - corners, sizes, np.ones((len(boxes), 1))])
    objects = np.hstack([np.tile(numbers, boxes_per_cell), np.eye(classes)[labels]])
    grid = np.zeros((cells, cells, objects.shape[1]))
    columns, rows = corners.astype(np.intp).T
    grid[rows[::-1], columns[::-1]] = objects[::-1]  # of one cell the first object is written last
    return grid


def decode_grid(grid: ArrayLike, boxes_per_cell: int = 2) -> Floats:
    """The boxes of a grid, in shares of the image.

    Args:
        grid: (S, S, 5 B + K).
        boxes_per_cell: B.

    Returns:
        (S, S, B, 4) as ``x1, y1, x2, y2``.

    Raises:
        ValueError: the grid is malformed, or a width or height is negative.
    """
    numbers, _ = _split(grid, boxes_per_cell, "grid")
    cells = len(numbers)
    rows, columns = np.mgrid[:cells, :cells]
    corner = np.stack([columns, rows], axis=-1)[:, :, None]
    centre = (corner + numbers[..., :2]) / cells
    half = numbers[..., 2:4] / 2
    return np.concatenate([centre - half, centre + half], axis=-1)


def class_scores(grid: ArrayLike, boxes_per_cell: int = 2) -> Floats:
    """How surely each box holds each class: P(class | object) · confidence (eq. 1).

    Args:
        grid: (S, S, 5 B + K).
        boxes_per_cell: B.

    Returns:
        (S, S, B, K); thresholds and NMS by class follow.

    Raises:
        ValueError: the grid is malformed, or a width or height is negative.
    """
    numbers, classes = _split(grid, boxes_per_cell, "grid")
    scores: Floats = numbers[..., 4, None] * classes[:, :, None]
    return scores


def responsible_boxes(
    grid: ArrayLike, target: ArrayLike, boxes_per_cell: int = 2
) -> tuple[NDArray[np.bool_], Floats]:
    """Which predicted boxes answer for an object, and the IoU of every box with its cell's object.

    In each cell with an object it is the box of the largest IoU, of equal ones the first.

    Args:
        grid: (S, S, 5 B + K) predicted.
        target: likewise, as of ``encode_grid``.
        boxes_per_cell: B.

    Returns:
        (S, S, B) whether responsible; (S, S, B) IoU, 0 in cells without an object.

    Raises:
        ValueError: a grid is malformed.
    """
    _checked_pair(grid, target, boxes_per_cell)
    predicted, true = decode_grid(grid, boxes_per_cell), decode_grid(target, boxes_per_cell)
    overlap = np.zeros(predicted.shape[:3])
    responsible = np.zeros(predicted.shape[:3], dtype=bool)
    for row, column in zip(*_objects(target, boxes_per_cell), strict=True):
        overlap[row, column] = iou(predicted[row, column], true[row, column, :1])[:, 0]
        responsible[row, column, overlap[row, column].argmax()] = True
    return responsible, overlap


def yolo_loss(
    grid: ArrayLike,
    target: ArrayLike,
    boxes_per_cell: int = 2,
    coordinates: float = 5.0,
    no_object: float = 0.5,
) -> YoloLoss:
    """Five weighted sums of squares over one image (eq. 3).

    λ_coord Σ (b − b̂)² + λ_coord Σ (√s − √ŝ)² + Σ (C − Ĉ)² for responsible boxes (b the centre,
    s width and height, C the box's IoU), λ_noobj Σ Ĉ² for all others, and Σ (p − p̂)² over the
    classes of cells with an object.

    Args:
        grid: (S, S, 5 B + K) predicted; widths and heights not negative.
        target: likewise, as of ``encode_grid``.
        boxes_per_cell: B.
        coordinates: λ_coord ≥ 0.
        no_object: λ_noobj ≥ 0.

    Returns:
        The terms.

    Raises:
        ValueError: an argument is malformed.
    """
    box, class_error, responsible = _errors(grid, target, boxes_per_cell)
    _check_weights(coordinates, no_object)
    own, other = box[responsible], box[~responsible]
    return YoloLoss(
        centre=float(coordinates * np.square(own[:, :2]).sum()),
        size=float(coordinates * np.square(own[:, 2:4]).sum()),
        confidence=float(np.square(own[:, 4]).sum()),
        no_object=float(no_object * np.square(other[:, 4]).sum()),
        classes=float(np.square(class_error).sum()),
    )


def yolo_loss_grad(
    grid: ArrayLike,
    target: ArrayLike,
    boxes_per_cell: int = 2,
    coordinates: float = 5.0,
    no_object: float = 0.5,
) -> Floats:
    """Gradient of the total ``yolo_loss`` by the predicted grid.

    Who is responsible and the IoU that its confidence should reach are held fixed: targets.

    Args:
        grid: (S, S, 5 B + K) predicted; widths and heights of responsible boxes positive.
        target: likewise, as of ``encode_grid``.
        boxes_per_cell: B.
        coordinates: λ_coord ≥ 0.
        no_object: λ_noobj ≥ 0.

    Returns:
        (S, S, 5 B + K).

    Raises:
        ValueError: an argument is malformed.
    """
    box, class_error, responsible = _errors(grid, target, boxes_per_cell)
    _check_weights(coordinates, no_object)
    sizes = _split(grid, boxes_per_cell, "grid")[0][responsible][:, 2:4]
    if (sizes == 0).any():
        raise ValueError("the width or height of a responsible box is 0: √ has no slope there")
    weight = np.array([coordinates] * 4 + [1.0])
    slope = np.zeros_like(box)
    slope[..., 4] = 2 * no_object * box[..., 4]
    slope[responsible] = 2 * weight * box[responsible]
    slope[responsible, 2:4] *= 0.5 / np.sqrt(sizes)
    return np.concatenate([slope.reshape(*slope.shape[:2], -1), 2 * class_error], axis=-1)


def _errors(
    grid: ArrayLike, target: ArrayLike, boxes_per_cell: int
) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Predicted minus wanted, of boxes (…, B, 5) with √ of their sizes and of classes (…, K)."""
    responsible, overlap = responsible_boxes(grid, target, boxes_per_cell)
    predicted, p_predicted = _split(grid, boxes_per_cell, "grid")
    true, p_true = _split(target, boxes_per_cell, "target")
    box = predicted - true
    box[..., 2:4] = np.sqrt(predicted[..., 2:4]) - np.sqrt(true[..., 2:4])
    box[..., 4] = predicted[..., 4] - np.where(responsible, overlap, 0)
    has_object = np.any(responsible, axis=2, keepdims=True)
    return box, np.where(has_object, p_predicted - p_true, 0), responsible


def _objects(target: ArrayLike, boxes_per_cell: int) -> tuple[Indices, ...]:
    """Rows and columns of the cells that hold an object."""
    numbers, _ = _split(target, boxes_per_cell, "target")
    return np.nonzero(numbers[:, :, 0, 4])


def _split(grid: ArrayLike, boxes_per_cell: int, name: str) -> tuple[Floats, Floats]:
    """The boxes' numbers (S, S, B, 5) and the classes (S, S, K)."""
    grid = as_floats(grid, name, "S, S, 5 B + K")
    check_count(boxes_per_cell, "boxes_per_cell")
    end = _NUMBERS * boxes_per_cell
    if grid.shape[0] != grid.shape[1] or grid.shape[2] <= end:
        raise ValueError(
            f"{name} must have shape (S, S, 5 B + K) with B = {boxes_per_cell}, not {grid.shape}"
        )
    numbers = grid[..., :end].reshape(*grid.shape[:2], boxes_per_cell, _NUMBERS)
    negative = np.any(numbers[..., 2:4] < 0, axis=-1)
    if negative.any():
        raise ValueError(f"{name}: box [{first(negative)}] has a negative width or height")
    return numbers, grid[..., end:]


def _checked_pair(grid: ArrayLike, target: ArrayLike, boxes_per_cell: int) -> None:
    if np.shape(grid) != np.shape(target):
        raise ValueError(f"target must have shape {np.shape(grid)}, not {np.shape(target)}")
    confidence = _split(target, boxes_per_cell, "target")[0][..., 4]
    fractional = (confidence != 0) & (confidence != 1)
    if fractional.any():
        raise ValueError(f"target: box [{first(fractional)}] must have confidence 0 or 1")


def _check_weights(coordinates: float, no_object: float) -> None:
    check_not_negative(coordinates, "coordinates")
    check_not_negative(no_object, "no_object")


def _checked_objects(boxes: ArrayLike) -> Floats:
    boxes = as_boxes(boxes, "boxes")
    outside = (boxes < 0) | (boxes > 1)
    if outside.any():
        raise ValueError(f"boxes[{first(outside)}] is outside the image, 0…1")
    flat = np.any(boxes[:, 2:] == boxes[:, :2], axis=1)
    if flat.any():
        raise ValueError(f"boxes[{first(flat)}] has no width or no height")
    return boxes
