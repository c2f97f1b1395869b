"""Moving a trained network to a new task: a new head, and how many layers stay as they are.

Pictures are rows here, as data sets come. Yosinski et al., "How transferable are features in deep
neural networks?", 2014, arXiv:1411.1792.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.checks import as_floats, as_labels, check_count
from figures.numerics.networks import backward, descend, forward, initialise, softmax_head

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from figures.numerics.networks import Layers


def train(
    layers: Layers,
    x: ArrayLike,
    labels: ArrayLike,
    frozen: int = 0,
    steps: int = 200,
    learning_rate: float = 0.5,
) -> Layers:
    """Train a ReLU classifier on all samples at once; the first ``frozen`` layers stay untouched.

    Args:
        layers: (W, b) for each layer.
        x: (N, features).
        labels: (N,) whole numbers in [0, classes).
        frozen: how many layers from the input on keep their weights, at most all of them.
        steps: ≥ 0, of gradient descent.
        learning_rate: > 0.

    Returns:
        New layers; the frozen ones are equal to the last bit.

    Raises:
        ValueError: an argument is malformed.
    """
    columns = as_floats(x, "x", "N, features").T
    check_count(frozen, "frozen", least=0)
    check_count(steps, "steps", least=0)
    if frozen > len(layers):
        raise ValueError(f"frozen must be at most {len(layers)}, the layers there are")
    layers = tuple((w.copy(), b.copy()) for w, b in layers)
    kept, trained = layers[:frozen], layers[frozen:]
    for _ in range(steps):
        outputs = forward(columns, kept + trained, "relu")
        _, delta = softmax_head(outputs[-1], labels)
        gradients = backward(outputs, kept + trained, delta, "relu")
        trained = descend(trained, gradients[frozen:], learning_rate)
    return kept + trained


def with_new_head(layers: Layers, classes: int, seed: int) -> Layers:
    """The same layers with a last one for other classes, with random weights.

    Args:
        layers: (W, b) for each layer.
        classes: ≥ 1, the outputs of the new layer.
        seed: of its weights.

    Returns:
        New layers.

    Raises:
        ValueError: there is no layer to replace, or no class.
    """
    if not layers:
        raise ValueError("there must be at least one layer")
    features = layers[-1][0].shape[1]
    body = tuple((w.copy(), b.copy()) for w, b in layers[:-1])
    return body + initialise((features, classes), seed)


def accuracy(layers: Layers, x: ArrayLike, labels: ArrayLike) -> float:
    """Share of the samples whose largest output is their label's.

    Args:
        layers: (W, b) for each layer.
        x: (N, features), N ≥ 1.
        labels: (N,) whole numbers in [0, classes).

    Returns:
        A number in [0, 1].

    Raises:
        ValueError: an argument is malformed, or there is no sample.
    """
    z = forward(as_floats(x, "x", "N, features").T, layers, "relu")[-1]
    labels = as_labels(labels, "labels", z.shape[1], z.shape[0])
    if not labels.size:
        raise ValueError("there must be at least one sample")
    return float(np.mean(z.argmax(axis=0) == labels))
