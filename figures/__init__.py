"""The subject: algorithms of computer vision, and the figures that show them.

``numerics`` holds pure functions on arrays, ``plots`` one figure a file. Importing this package
costs nothing, so that the engine can ask which figures there are without NumPy or Matplotlib.
"""

from __future__ import annotations

FIGURES: tuple[str, ...] = (
    "anchors",
    "roi-align",
    "smooth-l1",
    "rcnn-family",
    "rcnn-speed",
    "fpn",
    "fpn-levels",
    "yolo-grid",
    "yolo-sqrt",
    "loss-mass",
    "class-imbalance",
    "effective-number",
    "iou",
    "nms",
    "plus-one",
    "soft-nms",
    "cross-entropy",
    "easy-negatives",
    "focal-loss",
    "softmax-vs-sigmoid",
    "asymmetric-loss",
    "arcface-target-logit",
    "arcface-boundaries",
    "parameter-count",
    "convolution-stride",
    "transposed-convolution",
    "linear-map",
    "xor",
    "activations",
    "computation-graph",
    "gradient-check",
    "batch-norm-batch-size",
    "batch-norm",
    "dense-crf",
    "ols-vs-pca",
    "t-sne-tails",
    "t-sne",
    "sinkhorn-plan",
    "disjoint-supports",
    "distribution-distances",
    "learning-curve",
    "validation-curve",
    "early-stopping",
    "k-fold",
    "estimate-spread",
    "shrinkage",
    "l1-l2-balls",
    "lasso-path",
    "embedding",
    "fine-tuning",
    "pr-curve",
    "iou-losses",
    "attention-saturation",
    "attention-map",
    "hungarian-matching",
)
"""Figure ``smooth-l1`` is drawn by ``plots/smooth_l1.py`` into ``rendered/smooth-l1.svg``."""

PALETTE: dict[str, tuple[str, str]] = {
    "ink": ("#1c1e22", "#e9e6df"),
    "muted": ("#5d6066", "#a3a6ad"),
    "grid": ("#dedad1", "#33373e"),
    "paper": ("#fcfbf8", "#14161a"),
    "a": ("#a63d2f", "#f0826e"),
    "b": ("#1d4e96", "#8ab8f2"),
    "c": ("#1f7d6b", "#4fc4a4"),
    "d": ("#8f6a0c", "#e6bf5c"),
}
"""Role → (on light paper, on dark paper). A figure is drawn in the first; no two are alike."""
