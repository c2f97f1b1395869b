"""The losses of boxes written out in torch, with the gradients that torch finds."""

from __future__ import annotations

import math
from functools import partial
from importlib import import_module
from typing import Any

import numpy as np

from tests.figures.golden.asking import SEED, value_and_gradient, versions

KINDS = ("iou", "giou", "diou", "ciou", "eiou")


def answers() -> dict[str, Any]:
    """Value and gradient of each loss for seeded pairs, near and far apart."""
    torch = import_module("torch")
    boxes, targets = seeded_pairs(SEED)
    found: dict[str, Any] = {
        "made_by": versions("torch"),
        "boxes": boxes.tolist(),
        "targets": targets.tolist(),
    }
    for kind in KINDS:
        found[kind] = value_and_gradient(partial(loss, torch, kind, targets.tolist()), boxes)
    return found


def seeded_pairs(seed: int, count: int = 24) -> tuple[Any, Any]:
    """Pairs of boxes: overlapping, apart, and one inside the other."""
    random = np.random.default_rng(seed)
    size, target_size = 1 + random.random((2, count, 2)) * 5
    corner, target_corner = random.random((2, count, 2)) * 8
    return np.hstack([corner, corner + size]), np.hstack(
        [target_corner, target_corner + target_size]
    )


def loss(torch: Any, kind: str, targets: Any, boxes: Any) -> Any:
    """1 − IoU with the penalty of its kind."""
    t = torch.tensor(targets, dtype=torch.float64)
    x1, y1, x2, y2 = boxes.unbind(1)
    u1, v1, u2, v2 = t.unbind(1)
    w, h, tw, th = x2 - x1, y2 - y1, u2 - u1, v2 - v1
    inter_w = torch.clamp(torch.minimum(x2, u2) - torch.maximum(x1, u1), min=0)
    inter_h = torch.clamp(torch.minimum(y2, v2) - torch.maximum(y1, v1), min=0)
    inter = inter_w * inter_h
    union = w * h + tw * th - inter
    iou = inter / union
    cw = torch.maximum(x2, u2) - torch.minimum(x1, u1)
    ch = torch.maximum(y2, v2) - torch.minimum(y1, v1)
    if kind == "iou":
        return 1 - iou
    if kind == "giou":
        return 1 - iou + (cw * ch - union) / (cw * ch)
    distance = ((x1 + x2 - u1 - u2) ** 2 + (y1 + y2 - v1 - v2) ** 2) / 4
    value = 1 - iou + distance / (cw**2 + ch**2)
    if kind == "ciou":
        v = 4 / math.pi**2 * (torch.atan(tw / th) - torch.atan(w / h)) ** 2
        with torch.no_grad():
            alpha = v / (1 - iou + v)
        value = value + alpha * v
    if kind == "eiou":
        value = value + (w - tw) ** 2 / cw**2 + (h - th) ** 2 / ch**2
    return value
