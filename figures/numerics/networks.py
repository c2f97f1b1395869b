"""A small fully connected network: forward, backward, one step down the gradient, and its check.

Samples are columns, as in the formulas: z = W a + b with a of (features, N), W of (outputs, inputs)
and b of (outputs, 1). All layers but the last have the activation; the last gives z itself, which
belongs to the loss. Rumelhart, Hinton & Williams, "Learning representations by back-propagating
errors", Nature 323, 1986.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

import numpy as np

from figures.numerics.activations import sigmoid
from figures.numerics.checks import as_floats, as_labels, check_count, check_positive, first
from figures.numerics.losses import cross_entropy, cross_entropy_grad

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from numpy.typing import ArrayLike

    from figures.numerics.checks import Floats

    Layers: TypeAlias = tuple[tuple[Floats, Floats], ...]

Activation: TypeAlias = Literal["tanh", "relu", "sigmoid"]
Difference: TypeAlias = Literal["forward", "central", "complex"]


def loss_and_gradients(
    x: ArrayLike, y: ArrayLike, w1: ArrayLike, b1: ArrayLike, w2: ArrayLike, b2: ArrayLike
) -> tuple[float, tuple[Floats, Floats, Floats, Floats]]:
    """Mean binary cross-entropy of a network with one hidden layer of tanh, and its gradients.

    Args:
        x: (d, N), a sample in each column.
        y: (1, N), 0 or 1, or between.
        w1: (h, d) weights of the hidden layer.
        b1: (h, 1) its biases.
        w2: (1, h) weights of the output, whose sigmoid is the probability of 1.
        b2: (1, 1) its bias.

    Returns:
        The loss, and its gradients by ``w1``, ``b1``, ``w2``, ``b2``, shaped like them.

    Raises:
        ValueError: an argument is malformed, or there is no sample.
    """
    x, y, w1, b1, w2, b2 = _checked_network(x, y, w1, b1, w2, b2)
    n = x.shape[1]
    hidden = np.tanh(w1 @ x + b1)
    z = w2 @ hidden + b2
    loss = np.mean(np.logaddexp(0, z) - y * z)  # −y log p − (1 − y) log(1 − p)
    delta2 = (sigmoid(z) - y) / n  # loss and sigmoid are matched: p − y
    delta1 = (w2.T @ delta2) * (1 - hidden**2)  # Wᵀδ ⊙ tanh′
    dw1, db1 = delta1 @ x.T, delta1.sum(axis=1, keepdims=True)
    dw2, db2 = delta2 @ hidden.T, delta2.sum(axis=1, keepdims=True)
    return float(loss), (dw1, db1, dw2, db2)


def initialise(sizes: Sequence[int], seed: int) -> Layers:
    """Layers with He's random weights: variance 2 / inputs, biases 0 (arXiv:1502.01852, eq. 10).

    Args:
        sizes: numbers of features from the input to the output, at least two.
        seed: of the random numbers.

    Returns:
        (W, b) for each layer.

    Raises:
        ValueError: there are fewer than two sizes, or one is not a positive whole number.
    """
    if len(sizes) < 2:
        raise ValueError(f"sizes must name input and output, not only {list(sizes)}")
    for i, size in enumerate(sizes):
        check_count(size, f"sizes[{i}]")
    random = np.random.default_rng(seed)
    return tuple(
        (random.normal(0, np.sqrt(2 / inputs), (outputs, inputs)), np.zeros((outputs, 1)))
        for inputs, outputs in pairwise(sizes)
    )


def forward(x: ArrayLike, layers: Layers, activation: Activation = "tanh") -> tuple[Floats, ...]:
    """What each layer gives; it is kept because ``backward`` needs it.

    zˡ = Wˡ aˡ⁻¹ + bˡ and aˡ = f(zˡ), but z itself after the last layer.

    Args:
        x: (features, N).
        layers: (W, b) for each layer.
        activation: f.

    Returns:
        a⁰ = x, a¹, … and the last z, each (features of the layer, N).

    Raises:
        ValueError: an argument is malformed, or shapes do not fit.
    """
    x, layers = _checked_layers(x, layers)
    f, _ = _function(activation)
    outputs: list[Floats] = [x.copy()]
    for w, b in layers[:-1]:
        outputs.append(f(w @ outputs[-1] + b))
    w, b = layers[-1]
    return *outputs, w @ outputs[-1] + b


def backward(
    outputs: tuple[Floats, ...], layers: Layers, delta: ArrayLike, activation: Activation = "tanh"
) -> Layers:
    """Gradients of a loss by all weights and biases, from the last layer to the first.

    δˡ⁻¹ = (Wˡ)ᵀ δˡ ⊙ f′(zˡ⁻¹), dWˡ = δˡ (aˡ⁻¹)ᵀ, dbˡ = Σ δˡ over the samples.

    Args:
        outputs: what ``forward`` gave.
        layers: (W, b) for each layer.
        delta: gradient of the loss by the last z, shaped like it.
        activation: f.

    Returns:
        (dW, db) for each layer.

    Raises:
        ValueError: an argument is malformed, or shapes do not fit.
    """
    delta, layers = _checked_backward(outputs, layers, delta)
    _, slope = _function(activation)
    gradients = []
    for (w, _), a in zip(reversed(layers), reversed(outputs[:-1]), strict=True):
        gradients.append((delta @ a.T, delta.sum(axis=1, keepdims=True)))
        delta = (w.T @ delta) * slope(a)  # not used any more once a is the input
    return tuple(reversed(gradients))


def descend(layers: Layers, gradients: Layers, learning_rate: float) -> Layers:
    """One step of gradient descent: W − η dW and b − η db.

    Args:
        layers: (W, b) for each layer.
        gradients: (dW, db) for each layer.
        learning_rate: η > 0.

    Returns:
        New layers.

    Raises:
        ValueError: the learning rate is not positive, or the numbers of layers differ.
    """
    check_positive(learning_rate, "learning_rate")
    return tuple(
        (w - learning_rate * dw, b - learning_rate * db)
        for (w, b), (dw, db) in zip(layers, gradients, strict=True)
    )


def softmax_head(z: ArrayLike, labels: ArrayLike) -> tuple[float, Floats]:
    """Mean cross-entropy of the softmax of z, and its gradient by z: (p − y) / N.

    Args:
        z: (C, N).
        labels: (N,) whole numbers in [0, C).

    Returns:
        The loss and δ (C, N).

    Raises:
        ValueError: an argument is malformed, or there is no sample.
    """
    z = as_floats(z, "z", "C, N")
    labels = as_labels(labels, "labels", z.shape[1], z.shape[0])
    _check_samples(z.shape[1])
    loss = cross_entropy(z.T, labels).mean()
    return float(loss), cross_entropy_grad(z.T, labels).T / z.shape[1]


def squared_head(z: ArrayLike, targets: ArrayLike) -> tuple[float, Floats]:
    """Half the squared distance of z to its targets, a mean over samples; gradient (z − y) / N.

    Args:
        z: (C, N).
        targets: y, of the same shape.

    Returns:
        The loss and δ (C, N).

    Raises:
        ValueError: an argument is malformed, or there is no sample.
    """
    z, targets = as_floats(z, "z", "C, N"), as_floats(targets, "targets", "C, N")
    if z.shape != targets.shape:
        raise ValueError(f"targets must have shape {z.shape}, not {targets.shape}")
    _check_samples(z.shape[1])
    distance = z - targets
    return float((distance**2).sum() / 2 / z.shape[1]), distance / z.shape[1]


def numeric_gradient(
    function: Callable[[Any], Any],
    at: ArrayLike,
    step: float = 1e-5,
    method: Difference = "central",
) -> Floats:
    """Gradient of a scalar function, cell by cell, without its formula.

    forward: (f(x + h) − f(x)) / h, error O(h); central: (f(x + h) − f(x − h)) / 2h, error O(h²);
    complex: Im f(x + ih) / h, error O(h²) and no subtraction, so that h may be 1e-20 (Squire &
    Trapp, SIAM Review 40, 1998). The first two lose digits as h shrinks: f is rounded.

    Args:
        function: takes an array like ``at``, gives a number; for ``complex`` it must be analytic
            and take complex arrays.
        at: x, any shape.
        step: h > 0.
        method: which difference.

    Returns:
        The gradient, shaped like ``at``.

    Raises:
        ValueError: an unknown method, a step that is not positive, or ``at`` is not finite.
    """
    if method not in get_args(Difference):
        raise ValueError(f"method must be one of {', '.join(get_args(Difference))}, not {method!r}")
    check_positive(step, "step")
    at = as_floats(at, "at")
    found = np.zeros_like(at)
    for cell in np.ndindex(at.shape):
        unit = np.zeros_like(at)
        unit[cell] = 1
        if method == "complex":
            found[cell] = np.imag(function(at + 1j * step * unit)) / step
        elif method == "central":
            above, below = function(at + step * unit), function(at - step * unit)
            found[cell] = (above - below) / (2 * step)
        else:
            found[cell] = (function(at + step * unit) - function(at)) / step
    return found


def gradient_check(gradient: ArrayLike, numeric: ArrayLike) -> float:
    """How far a gradient is from a numeric one: ‖g − n‖ / max(‖g‖, ‖n‖), 0 if both vanish.

    Args:
        gradient: from the formula.
        numeric: from differences, of the same shape.

    Returns:
        The relative error, from 0 to 2.

    Raises:
        ValueError: an argument is malformed.
    """
    gradient, numeric = as_floats(gradient, "gradient"), as_floats(numeric, "numeric")
    if gradient.shape != numeric.shape:
        raise ValueError(f"numeric must have shape {gradient.shape}, not {numeric.shape}")
    larger = max(np.linalg.norm(gradient), np.linalg.norm(numeric))
    return float(np.linalg.norm(gradient - numeric) / larger) if larger else 0.0


def _function(activation: str) -> tuple[Callable[[Floats], Floats], Callable[[Floats], Floats]]:
    """An activation, and its derivative from its own value."""
    if activation == "tanh":
        return np.tanh, lambda a: 1 - a**2
    if activation == "relu":
        return lambda z: np.maximum(z, 0), lambda a: np.where(a > 0, 1.0, 0.0)
    if activation == "sigmoid":
        return sigmoid, lambda a: a * (1 - a)
    known = ", ".join(get_args(Activation))
    raise ValueError(f"activation must be one of {known}, not {activation!r}")


def _checked_layers(x: ArrayLike, layers: Layers) -> tuple[Floats, Layers]:
    x = as_floats(x, "x", "features, N")
    if not layers:
        raise ValueError("there must be at least one layer")
    features, checked = x.shape[0], []
    for i, (w, b) in enumerate(layers):
        w, b = as_floats(w, f"W of layer {i}", "outputs, inputs"), as_floats(b, f"b of layer {i}")
        if w.shape[1] != features:
            raise ValueError(f"W of layer {i} takes {w.shape[1]} features, not {features}")
        if b.shape != (len(w), 1):
            raise ValueError(f"b of layer {i} must have shape ({len(w)}, 1), not {b.shape}")
        checked.append((w, b))
        features = len(w)
    return x, tuple(checked)


def _checked_backward(
    outputs: tuple[Floats, ...], layers: Layers, delta: ArrayLike
) -> tuple[Floats, Layers]:
    _, layers = _checked_layers(outputs[0], layers)
    if len(outputs) != len(layers) + 1:
        raise ValueError(f"{len(layers)} layers give {len(layers) + 1} outputs, not {len(outputs)}")
    delta = as_floats(delta, "delta")
    if delta.shape != outputs[-1].shape:
        raise ValueError(f"delta must have shape {outputs[-1].shape}, not {delta.shape}")
    return delta, layers


def _checked_network(
    x: ArrayLike, y: ArrayLike, w1: ArrayLike, b1: ArrayLike, w2: ArrayLike, b2: ArrayLike
) -> tuple[Floats, ...]:
    layers = tuple((np.asarray(w), np.asarray(b)) for w, b in ((w1, b1), (w2, b2)))
    x, ((w1, b1), (w2, b2)) = _checked_layers(x, layers)
    y = as_floats(y, "y", "1, N")
    _check_samples(x.shape[1])
    if len(w2) != 1:
        raise ValueError(f"w2 must have shape (1, {len(w1)}), not {w2.shape}")
    if y.shape != (1, x.shape[1]):
        raise ValueError(f"y must have shape (1, {x.shape[1]}), not {y.shape}")
    outside = (y < 0) | (y > 1)
    if outside.any():
        raise ValueError(f"y[{first(outside)}] is outside [0, 1]")
    return x, y, w1, b1, w2, b2


def _check_samples(count: int) -> None:
    if not count:
        raise ValueError("there must be at least one sample")
