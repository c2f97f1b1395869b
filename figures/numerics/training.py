"""What keeps training from overfitting: early stopping, dropout, weight decay, augmentation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.boxes import as_boxes
from figures.numerics.checks import (
    as_floats,
    check_count,
    check_fraction,
    check_not_negative,
    check_positive,
)

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import ArrayLike, NDArray

    from figures.numerics.checks import Floats


def early_stopping(losses: ArrayLike, patience: int) -> tuple[int, int | None]:
    """The epoch at which training stops, and the best epoch so far, whose weights to restore.

    Training stops once ``patience`` epochs in a row have brought nothing better, and at once when
    a loss is NaN or infinite: such weights do not recover. Prechelt, "Early Stopping – But When?",
    1998, LNCS 1524 (a simple relative of its criterion UP).

    Args:
        losses: (E,) validation losses, one an epoch.
        patience: ≥ 1 epochs.

    Returns:
        Epochs counted from 0: of the stop, and of the best loss (the earliest of equal ones);
        None for the latter if the first loss was NaN or infinite.

    Raises:
        ValueError: an argument is malformed, or there are no losses.
    """
    losses = np.asarray(losses, dtype=np.float64)
    finite = np.isfinite(losses)
    as_floats(np.where(finite, losses, 0), "losses", "E")  # of a wrong shape all the same
    check_count(patience, "patience")
    if not losses.size:
        raise ValueError("losses must not be empty")
    best = None
    for epoch, loss in enumerate(losses):
        if not finite[epoch]:
            return epoch, best
        if best is None or loss < losses[best]:
            best = epoch
        elif epoch - best >= patience:
            return epoch, best
    return len(losses) - 1, best


def dropout(x: ArrayLike, rate: float, rng: np.random.Generator) -> Floats:
    """Set each value to 0 with a probability, and divide the others by what is kept.

    So the expectation stays, and at test time there is nothing to do ("inverted" dropout).
    Srivastava et al., "Dropout: A Simple Way to Prevent Neural Networks from Overfitting", 2014,
    JMLR 15, section 10 for this scaling.

    Args:
        x: activations, any shape.
        rate: in [0, 1), the probability of being dropped.
        rng: the source of chance.

    Returns:
        Values of that shape: 0 or x / (1 − rate).

    Raises:
        ValueError: x is not finite, or the rate is out of range.
    """
    x = as_floats(x, "x")
    check_fraction(rate, "rate")
    if rate == 1:
        raise ValueError("rate must be below 1: something must be kept")
    kept = rng.random(x.shape) >= rate
    return np.where(kept, x / (1 - rate), 0.0)


def sgd_step(weights: ArrayLike, gradient: ArrayLike, rate: float, penalty: float = 0.0) -> Floats:
    """A step of gradient descent on loss + ½ λ ‖w‖²: w − η (g + λ w).

    Args:
        weights: w, any shape.
        gradient: g of the loss without penalty, of the same shape.
        rate: η > 0.
        penalty: λ ≥ 0.

    Returns:
        New weights of that shape.

    Raises:
        ValueError: an argument is malformed.
    """
    weights, gradient = _checked_step(weights, gradient, rate)
    check_not_negative(penalty, "penalty")
    return weights - rate * (gradient + penalty * weights)


def decayed_step(weights: ArrayLike, update: ArrayLike, rate: float, decay: float) -> Floats:
    """A step with decoupled weight decay: (1 − η λ) w − η u, whatever the optimiser's update u.

    With plain SGD, where u is the gradient, it is ``sgd_step``. With Adam, which rescales
    gradients, it is not: an L2 penalty would be rescaled with them, this decay is not. Loshchilov
    and Hutter, "Decoupled Weight Decay Regularization", 2019, arXiv:1711.05101, algorithm 2; that
    η multiplies λ, too, is PyTorch's way.

    Args:
        weights: w, any shape.
        update: u, of the same shape.
        rate: η > 0.
        decay: λ ≥ 0.

    Returns:
        New weights of that shape.

    Raises:
        ValueError: an argument is malformed.
    """
    weights, update = _checked_step(weights, update, rate, "update")
    check_not_negative(decay, "decay")
    return (1 - rate * decay) * weights - rate * update


def flip_horizontally(image: NDArray[Any], boxes: ArrayLike) -> tuple[NDArray[Any], Floats]:
    """An image mirrored left to right together with its boxes: x becomes W − x.

    The left edge of a box becomes its right edge, so the two change places.

    Args:
        image: (H, W) or (H, W, C), of any type.
        boxes: (N, 4) as ``x1, y1, x2, y2`` in pixels.

    Returns:
        The mirrored image, of the same type, and (N, 4) boxes.

    Raises:
        ValueError: image or boxes are malformed.
    """
    if np.ndim(image) not in (2, 3):
        raise ValueError(f"image must have shape (H, W) or (H, W, C), not {np.shape(image)}")
    boxes = as_boxes(boxes, "boxes")
    width = image.shape[1]
    x1, y1, x2, y2 = boxes.T
    return image[:, ::-1].copy(), np.stack([width - x2, y1, width - x1, y2], axis=1)


def mixup(
    x: ArrayLike, targets: ArrayLike, alpha: float, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """Blend each sample, and its target, with another one: λ x + (1 − λ) x′.

    λ ~ Beta(α, α) is drawn once for the batch. Zhang et al., "mixup: Beyond Empirical Risk
    Minimization", 2018, arXiv:1710.09412, figure 1a.

    Args:
        x: (N, …) samples.
        targets: (N, C) one-hot or soft labels.
        alpha: > 0; the smaller, the nearer λ to 0 or 1.
        rng: the source of chance.

    Returns:
        Blended samples (N, …) and targets (N, C).

    Raises:
        ValueError: an argument is malformed.
    """
    x, targets = as_floats(x, "x"), as_floats(targets, "targets", "N, C")
    if x.shape[:1] != targets.shape[:1]:
        raise ValueError(f"x has shape {x.shape}, but there are {len(targets)} targets")
    check_positive(alpha, "alpha")
    share, other = rng.beta(alpha, alpha), rng.permutation(len(x))
    return share * x + (1 - share) * x[other], share * targets + (1 - share) * targets[other]


def _checked_step(
    weights: ArrayLike, change: ArrayLike, rate: float, name: str = "gradient"
) -> tuple[Floats, Floats]:
    weights, change = as_floats(weights, "weights"), as_floats(change, name)
    if weights.shape != change.shape:
        raise ValueError(f"{name} must have shape {weights.shape}, not {change.shape}")
    check_positive(rate, "rate")
    return weights, change
