"""Write ``golden/golden.json``: what torch and OpenCV compute for a few small inputs.

Run it in an environment of its own, since both are heavy, and commit the result:

    python -m venv /tmp/golden
    /tmp/golden/bin/pip install torch==2.13.0 opencv-python-headless numpy
    /tmp/golden/bin/python tests/figures/make_golden.py
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

SEED = 22
POINTS = [-800.0, -40.0, -8.0, -3.0, -1.0, -0.5, -1e-3, 0.0, 1e-3, 0.5, 1.0, 3.0, 8.0, 40.0, 800.0]


def main() -> None:
    """Ask both libraries and write the file."""
    torch, cv2 = import_module("torch"), import_module("cv2")
    answers = {
        "made_by": {"torch": torch.__version__, "cv2": cv2.__version__, "seed": SEED},
        "x": POINTS,
        "activations": activations(torch),
        "losses": losses(torch),
        "boxes": boxes(cv2),
    }
    path = Path(__file__).parent / "golden" / "golden.json"
    path.write_text(json.dumps(answers, indent=1) + "\n", encoding="utf-8")


def activations(torch: Any) -> dict[str, Any]:
    """Value and derivative of each activation at ``POINTS``."""
    f = torch.nn.functional
    functions: dict[str, Callable[[Any], Any]] = {
        "sigmoid": torch.sigmoid,
        "tanh": torch.tanh,
        "relu": f.relu,
        "leaky_relu": f.leaky_relu,
        "elu": f.elu,
        "gelu": f.gelu,
        "silu": f.silu,
        "softplus": lambda x: f.softplus(x, threshold=30.0),
    }
    return {name: value_and_gradient(torch, call, POINTS) for name, call in functions.items()}


def losses(torch: Any) -> dict[str, Any]:
    """Value and derivative of each loss; classes from seeded logits with two extreme rows."""
    f = torch.nn.functional
    random = np.random.default_rng(SEED)
    logits = [*random.normal(0, 4, (6, 5)).tolist(), [800.0, -800.0, 0, 0, 0], [-800.0] * 5]
    labels = [*random.integers(0, 5, 6).tolist(), 1, 2]
    answers: dict[str, Any] = {
        "logits": logits,
        "labels": labels,
        "cross_entropy": value_and_gradient(
            torch,
            lambda z: f.cross_entropy(z, torch.tensor(labels), reduction="none"),
            logits,
        ),
    }
    for target in (0.0, 0.3, 1.0):
        answers[f"binary_cross_entropy {target:g}"] = value_and_gradient(
            torch, partial(bce, torch, target), POINTS
        )
    for beta in (0.5, 1.0, 2.0):
        answers[f"smooth_l1 {beta:g}"] = value_and_gradient(
            torch,
            partial(
                f.smooth_l1_loss,
                torch.zeros(len(POINTS), dtype=torch.float64),
                beta=beta,
                reduction="none",
            ),
            POINTS,
        )
    for target in (0.0, 1.0):
        answers[f"focal_loss {target:g}"] = value_and_gradient(
            torch, partial(focal, torch, target), POINTS
        )
    return answers


def bce(torch: Any, target: float, x: Any) -> Any:
    """Torch's binary cross-entropy against one target for all."""
    function = torch.nn.functional.binary_cross_entropy_with_logits
    return function(x, torch.full_like(x, target), reduction="none")


def focal(torch: Any, target: float, x: Any) -> Any:
    """Focal loss with γ = 2, α = 0.25 as its definition reads: p, pₜ, αₜ, weight times BCE."""
    p = torch.sigmoid(x)
    p_t = p * target + (1 - p) * (1 - target)
    alpha_t = 0.25 * target + 0.75 * (1 - target)
    return alpha_t * (1 - p_t) ** 2 * bce(torch, target, x)


def value_and_gradient(torch: Any, call: Callable[[Any], Any], at: Any) -> dict[str, Any]:
    """What ``call`` gives, and the gradient of its sum."""
    x = torch.tensor(at, dtype=torch.float64, requires_grad=True)
    value = call(x)
    value.sum().backward()
    return {"value": value.tolist(), "grad": x.grad.tolist()}


def boxes(cv2: Any) -> dict[str, Any]:
    """OpenCV's NMS and Gaussian Soft-NMS on seeded whole-number boxes (it takes x, y, w, h)."""
    random = np.random.default_rng(SEED)
    corner = random.integers(0, 60, (40, 2))
    size = random.integers(10, 50, (40, 2))
    scores = (random.permutation(40) + 1) / 41
    placed = np.hstack([corner, size]).tolist()
    soft_scores, soft_keep = cv2.dnn.softNMSBoxes(placed, scores.tolist(), 0.001, 0.3, sigma=0.5)
    return {
        "boxes": np.hstack([corner, corner + size]).tolist(),
        "scores": scores.tolist(),
        "nms 0.3": cv2.dnn.NMSBoxes(placed, scores.tolist(), 0.0, 0.3).tolist(),
        "nms 0.6": cv2.dnn.NMSBoxes(placed, scores.tolist(), 0.0, 0.6).tolist(),
        "soft keep": np.ravel(soft_keep).tolist(),
        "soft scores": np.ravel(soft_scores).tolist(),
    }


if __name__ == "__main__":
    main()
