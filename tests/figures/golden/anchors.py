"""The box coder as torchvision writes it, and torch's losses put together to that of the RPN."""

from __future__ import annotations

import math
from importlib import import_module
from typing import Any

import numpy as np

from tests.figures.golden.asking import SEED, versions


def answers() -> dict[str, Any]:
    """Offsets, what they decode to, and both parts of the loss with their gradients."""
    torch = import_module("torch")
    random = np.random.default_rng(SEED)
    boxes, anchors = some_boxes(random, 8), some_boxes(random, 8)
    loss = some_predictions(random, 8)
    wild = wild_offsets(random, 8)
    return {
        "made_by": versions("torch"),
        "boxes": boxes.tolist(),
        "anchors": anchors.tolist(),
        **coder(torch, boxes, anchors),
        "wild": wild.tolist(),
        "decoded wild": decoded(torch, wild, anchors),
        "loss": {name: value.tolist() for name, value in loss.items()},
        "loss said": rpn(torch, **loss),
    }


def some_boxes(random: np.random.Generator, count: int) -> Any:
    """Boxes of 5 to 200 pixels within a kilopixel."""
    corner = random.uniform(0, 800, (count, 2))
    return np.hstack([corner, corner + random.uniform(5, 200, (count, 2))])


def some_predictions(random: np.random.Generator, count: int) -> dict[str, Any]:
    """Arguments of the loss, with errors on both sides of the parabola's end."""
    return {
        "logits": random.normal(0, 3, count),
        "offsets": random.normal(0, 1, (count, 4)),
        "labels": np.resize([1, 0, -1, 1], count),
        "targets": random.normal(0, 1, (count, 4)),
    }


def coder(torch: Any, boxes: Any, anchors: Any) -> dict[str, Any]:
    """Encode and decode, corner plus half the size."""
    box, anchor = torch.tensor(boxes), torch.tensor(anchors)
    size, anchor_size = box[:, 2:] - box[:, :2], anchor[:, 2:] - anchor[:, :2]
    centre, anchor_centre = box[:, :2] + 0.5 * size, anchor[:, :2] + 0.5 * anchor_size
    offsets = torch.cat([(centre - anchor_centre) / anchor_size, torch.log(size / anchor_size)], 1)
    return {"offsets": offsets.tolist(), "decoded": decoded(torch, offsets, anchors)}


def wild_offsets(random: np.random.Generator, count: int) -> Any:
    """What a detector may give before it has learned: sizes up to a million times the anchor's."""
    return random.uniform(-14, 14, (count, 4))


def decoded(torch: Any, offsets: Any, anchors: Any) -> Any:
    """As torchvision's ``BoxCoder`` does it, with its clip of the logarithms of the size."""
    t, anchor = torch.as_tensor(offsets), torch.tensor(anchors)
    size = anchor[:, 2:] - anchor[:, :2]
    back = torch.exp(torch.clamp(t[:, 2:], max=math.log(1000.0 / 16))) * size
    middle = t[:, :2] * size + (anchor[:, :2] + 0.5 * size)
    return torch.cat([middle - 0.5 * back, middle + 0.5 * back], 1).tolist()


def rpn(torch: Any, logits: Any, offsets: Any, labels: Any, targets: Any) -> dict[str, Any]:
    """Softmax of two classes, as in the paper, and smooth L1; 256, 2400, and 10."""
    f = torch.nn.functional
    z = torch.tensor(logits, requires_grad=True)
    t = torch.tensor(offsets, requires_grad=True)
    labels = torch.tensor(labels)
    two = torch.stack([torch.zeros_like(z), z], 1)
    classification = f.cross_entropy(two, labels, ignore_index=-1, reduction="sum") / 256
    chosen = labels == 1
    wanted = torch.tensor(targets)[chosen]
    regression = 10 * f.smooth_l1_loss(t[chosen], wanted, reduction="sum") / 2400
    (classification + regression).backward()
    return {
        "parts": [classification.item(), regression.item()],
        "by logits": z.grad.tolist(),
        "by offsets": t.grad.tolist(),
    }
