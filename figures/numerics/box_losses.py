"""Losses of box regression that come from the overlap: IoU, GIoU, DIoU, CIoU and EIoU.

Boxes are taken in pairs, the first predicted box with the first true one. Each function gives a
similarity of at most 1, which it is for equal boxes; the loss is 1 minus that. All of them are
unchanged when both boxes grow by one factor.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from figures.numerics.boxes import as_boxes, iou_naive
from figures.numerics.checks import first

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from figures.numerics.checks import Floats

Kind = Literal["iou", "giou", "diou", "ciou", "eiou"]
KINDS: tuple[Kind, ...] = ("iou", "giou", "diou", "ciou", "eiou")


def paired_iou(boxes: ArrayLike, targets: ArrayLike) -> Floats:
    """IoU of each predicted box with its own true box (Yu et al. 2016, arXiv:1608.01471).

    Args:
        boxes: (N, 4) as ``x1, y1, x2, y2``, with area.
        targets: (N, 4) likewise.

    Returns:
        (N,) in [0, 1].

    Raises:
        ValueError: the boxes are malformed, have no area, or are not as many as the targets.
    """
    return _Pairs.of(boxes, targets).iou


def giou(boxes: ArrayLike, targets: ArrayLike) -> Floats:
    """Generalised IoU: IoU minus the share of the enclosing box that neither box covers.

    GIoU = IoU − |C ∖ (A ∪ B)| / |C|. Rezatofighi et al. 2019, arXiv:1902.09630, algorithm 1.

    Args:
        boxes: (N, 4) as ``x1, y1, x2, y2``, with area.
        targets: (N, 4) likewise.

    Returns:
        (N,) in (−1, 1].

    Raises:
        ValueError: see ``paired_iou``.
    """
    pairs = _Pairs.of(boxes, targets)
    enclosing = pairs.enclosing[:, 0] * pairs.enclosing[:, 1]
    return pairs.iou - (enclosing - pairs.union) / enclosing


def diou(boxes: ArrayLike, targets: ArrayLike) -> Floats:
    """Distance IoU: IoU minus the squared distance of the centres by the enclosing diagonal's.

    DIoU = IoU − ρ²/c². Zheng et al. 2020, arXiv:1911.08287, equation 7.

    Args:
        boxes: (N, 4) as ``x1, y1, x2, y2``, with area.
        targets: (N, 4) likewise.

    Returns:
        (N,) in (−1, 1].

    Raises:
        ValueError: see ``paired_iou``.
    """
    pairs = _Pairs.of(boxes, targets)
    diagonal: Floats = (pairs.enclosing**2).sum(axis=1)
    similarity: Floats = pairs.iou - (pairs.offset**2).sum(axis=1) / diagonal
    return similarity


def ciou(boxes: ArrayLike, targets: ArrayLike) -> Floats:
    """Complete IoU: DIoU minus α v, where v says how far the aspect ratios are apart.

    v = 4/π² (arctan W/H − arctan w/h)² and α = v / (1 − IoU + v), 0 for equal ratios.
    Zheng et al. 2020, arXiv:1911.08287, equations 8–11.

    Args:
        boxes: (N, 4) as ``x1, y1, x2, y2``, with area.
        targets: (N, 4) likewise.

    Returns:
        (N,) at most 1.

    Raises:
        ValueError: see ``paired_iou``.
    """
    pairs = _Pairs.of(boxes, targets)
    v = pairs.ratio_gap**2 * 4 / math.pi**2
    return diou(boxes, targets) - _trade_off(pairs.iou, v) * v


def eiou(boxes: ArrayLike, targets: ArrayLike) -> Floats:
    """Efficient IoU: DIoU minus what width and height miss, by those of the enclosing box.

    EIoU = DIoU − (w − W)²/c_w² − (h − H)²/c_h². Zhang et al. 2021, arXiv:2101.08158, equation 5.

    Args:
        boxes: (N, 4) as ``x1, y1, x2, y2``, with area.
        targets: (N, 4) likewise.

    Returns:
        (N,) at most 1.

    Raises:
        ValueError: see ``paired_iou``.
    """
    pairs = _Pairs.of(boxes, targets)
    missed: Floats = ((pairs.size - pairs.target_size) / pairs.enclosing) ** 2
    similarity: Floats = diou(boxes, targets) - missed.sum(axis=1)
    return similarity


def box_loss_grad(boxes: ArrayLike, targets: ArrayLike, kind: Kind) -> Floats:
    """Gradient of the summed losses 1 − ``kind`` by the predicted boxes.

    In CIoU α counts as a constant, as in the paper. Where edges coincide a loss has a kink; there
    the derivative of moving outwards is taken.

    Args:
        boxes: (N, 4) as ``x1, y1, x2, y2``, with area.
        targets: (N, 4) likewise.
        kind: ``iou``, ``giou``, ``diou``, ``ciou`` or ``eiou``.

    Returns:
        (N, 4) gradient.

    Raises:
        ValueError: see ``paired_iou``, or another kind.
    """
    if kind not in KINDS:
        raise ValueError(f"kind must be one of {', '.join(KINDS)}, not {kind}")
    pairs = _Pairs.of(boxes, targets)
    d_inter, d_union, d_enclosing = pairs.slopes()
    inter = pairs.overlap[:, 0] * pairs.overlap[:, 1]
    union, (cw, ch) = pairs.union[:, None], pairs.enclosing.T[:, :, None]
    rise: Floats = d_inter / union - inter[:, None] * d_union / union**2
    if kind == "iou":
        return -rise
    if kind == "giou":
        area = cw * ch
        d_area: Floats = d_enclosing[:, 0] * ch + d_enclosing[:, 1] * cw
        rise = rise + d_union / area - union * d_area / area**2
        return -rise
    diagonal = cw**2 + ch**2
    d_diagonal = 2 * (cw * d_enclosing[:, 0] + ch * d_enclosing[:, 1])
    distance = (pairs.offset**2).sum(axis=1)[:, None]
    d_distance = np.hstack([pairs.offset, pairs.offset])
    rise = rise - d_distance / diagonal + distance * d_diagonal / diagonal**2
    if kind == "ciou":
        rise = rise - pairs.ratio_slope()
    elif kind == "eiou":
        grow = np.array([[-1.0, 0, 1, 0], [0, -1, 0, 1]])  # of width and height by the edges
        share = ((pairs.size - pairs.target_size) / pairs.enclosing)[:, :, None]
        change = 2 * share * (grow - share * d_enclosing) / pairs.enclosing[:, :, None]
        rise = rise - change.sum(axis=1)
    return -rise


def box_loss_naive(box: list[float], target: list[float], kind: Kind) -> float:
    """One loss in plain Python, from the definitions: what tests compare the others with."""
    (x1, y1, x2, y2), (u1, v1, u2, v2) = box, target
    overlap = iou_naive(box, target)
    width, height = max(x2, u2) - min(x1, u1), max(y2, v2) - min(y1, v1)
    if kind == "iou":
        return 1 - overlap
    if kind == "giou":
        both = (x2 - x1) * (y2 - y1) + (u2 - u1) * (v2 - v1)
        union = both / (1 + overlap)  # IoU = (both − union) / union
        return 1 - overlap + (width * height - union) / (width * height)
    apart = ((x1 + x2 - u1 - u2) / 2) ** 2 + ((y1 + y2 - v1 - v2) / 2) ** 2
    loss = 1 - overlap + apart / (width**2 + height**2)
    if kind == "ciou":
        angles = math.atan2(u2 - u1, v2 - v1) - math.atan2(x2 - x1, y2 - y1)
        v = 4 / math.pi**2 * angles**2
        loss += v * v / (1 - overlap + v) if v else 0.0
    if kind == "eiou":
        loss += ((x2 - x1 - u2 + u1) / width) ** 2 + ((y2 - y1 - v2 + v1) / height) ** 2
    return loss


@dataclass(frozen=True, slots=True)
class _Pairs:
    """What the losses are made of; sizes are (N, 2), width and height."""

    boxes: Floats
    targets: Floats

    @classmethod
    def of(cls, boxes: ArrayLike, targets: ArrayLike) -> _Pairs:
        boxes, targets = as_boxes(boxes, "boxes"), as_boxes(targets, "targets")
        if boxes.shape != targets.shape:
            raise ValueError(f"targets must have shape {boxes.shape}, not {targets.shape}")
        for name, each in (("boxes", boxes), ("targets", targets)):
            flat = np.any(each[:, 2:] <= each[:, :2], axis=1)
            if flat.any():
                raise ValueError(f"{name}[{first(np.asarray(flat))}] has no area")
        return cls(boxes, targets)

    @property
    def size(self) -> Floats:
        size: Floats = self.boxes[:, 2:] - self.boxes[:, :2]
        return size

    @property
    def target_size(self) -> Floats:
        size: Floats = self.targets[:, 2:] - self.targets[:, :2]
        return size

    @property
    def offset(self) -> Floats:
        """From the true box's centre to the predicted one's."""
        both: Floats = self.boxes - self.targets
        middle: Floats = (both[:, :2] + both[:, 2:]) / 2
        return middle

    @property
    def overlap(self) -> Floats:
        low = np.maximum(self.boxes[:, :2], self.targets[:, :2])
        high = np.minimum(self.boxes[:, 2:], self.targets[:, 2:])
        size: Floats = np.maximum(high - low, 0.0)
        return size

    @property
    def enclosing(self) -> Floats:
        low = np.minimum(self.boxes[:, :2], self.targets[:, :2])
        size: Floats = np.maximum(self.boxes[:, 2:], self.targets[:, 2:]) - low
        return size

    @property
    def union(self) -> Floats:
        areas = self.size.prod(axis=1) + self.target_size.prod(axis=1)
        union: Floats = areas - self.overlap.prod(axis=1)
        return union

    @property
    def iou(self) -> Floats:
        share: Floats = self.overlap.prod(axis=1) / self.union
        return share

    @property
    def ratio_gap(self) -> Floats:
        """Difference of the angles whose tangent is width by height."""
        wanted, have = (np.arctan2(s[:, 0], s[:, 1]) for s in (self.target_size, self.size))
        gap: Floats = wanted - have
        return gap

    def slopes(self) -> tuple[Floats, Floats, Floats]:
        """By x1, y1, x2, y2: the intersection (N, 4), the union (N, 4), the enclosing (N, 2, 4)."""
        low_in, low_out = _split(self.boxes[:, :2] > self.targets[:, :2])
        high_in, high_out = _split(self.boxes[:, 2:] < self.targets[:, 2:])
        touching = (self.overlap > 0).astype(float)
        width, height = self.overlap.T[:, :, None]
        d_width, d_height = _edges(touching * low_in, touching * high_in)
        d_inter = d_width * height + d_height * width
        w, h = self.size.T[:, :, None]
        ones = np.ones_like(self.size)
        grown_w, grown_h = _edges(ones, ones)
        d_union = grown_w * h + grown_h * w - d_inter
        return d_inter, d_union, np.stack(_edges(low_out, high_out), axis=1)

    def ratio_slope(self) -> Floats:
        """Of α v, α held, by x1, y1, x2, y2: (N, 4)."""
        v = self.ratio_gap**2 * 4 / math.pi**2
        turn = -8 / math.pi**2 * self.ratio_gap / (self.size**2).sum(axis=1)
        by_width, by_height = turn * self.size[:, 1], -turn * self.size[:, 0]
        slope = np.stack([-by_width, -by_height, by_width, by_height], axis=1)
        scaled: Floats = _trade_off(self.iou, v)[:, None] * slope
        return scaled


def _trade_off(iou: Floats, v: Floats) -> Floats:
    """α = v / (1 − IoU + v), 0 where v is."""
    return np.divide(v, 1 - iou + v, out=np.zeros_like(v), where=v > 0)


def _split(inside: ArrayLike) -> tuple[Floats, Floats]:
    inner = np.asarray(inside, dtype=np.float64)
    return inner, 1 - inner


def _edges(low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """How width and height change with x1, y1, x2, y2, where an edge counts: two (N, 4)."""
    none = np.zeros(len(low))
    return (
        np.stack([-low[:, 0], none, high[:, 0], none], axis=1),
        np.stack([none, -low[:, 1], none, high[:, 1]], axis=1),
    )
