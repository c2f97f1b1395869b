"""Write ``data/embedding.npz``: a small network learns on pairs of digits to tell them apart."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from figures.data.digits import load
from figures.data.embedding import CLASSES, MARGIN
from figures.numerics.metric_learning import contrastive_loss_grad

if TYPE_CHECKING:
    from numpy.typing import NDArray

SEED = 15
HIDDEN = 32
PAIRS, STEPS, RATE, MOMENTUM = 128, 1500, 0.002, 0.9
HELD_OUT = 40  # of each class, never trained on


@dataclass(slots=True)
class Network:
    """64 pixels → tanh → 2 coordinates; one network for both pictures of a pair.

    Attributes:
        inner: (64, HIDDEN) weights.
        outer: (HIDDEN, 2) weights.
    """

    inner: NDArray[np.float64]
    outer: NDArray[np.float64]

    def __call__(self, pixels: NDArray[np.float64]) -> NDArray[np.float64]:
        """Where each of (N, 64) pictures lies in the plane, (N, 2)."""
        return np.tanh(pixels @ self.inner) @ self.outer

    def gradients(
        self, pixels: NDArray[np.float64], by_place: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """By the inner and the outer weights, given those by the places."""
        hidden = np.tanh(pixels @ self.inner)
        by_sum = (by_place @ self.outer.T) * (1 - hidden**2)
        return pixels.T @ by_sum, hidden.T @ by_place


def split() -> tuple[NDArray[np.float64], NDArray[np.uint8], NDArray[np.intp]]:
    """Centred pictures and labels of all digits of CLASSES, and which are held out."""
    digits = load()
    chosen = np.isin(digits.labels, CLASSES)
    pixels, labels = digits.pixels[chosen] / 16.0, digits.labels[chosen]
    held_out = np.concatenate([np.flatnonzero(labels == each)[-HELD_OUT:] for each in CLASSES])
    return pixels - pixels.mean(axis=0), labels, held_out


def new_network(random: np.random.Generator) -> Network:
    """Weights of the size that keeps activations near 1."""
    inner = random.normal(0, 1 / np.sqrt(8), (64, HIDDEN))
    return Network(inner, random.normal(0, 1 / np.sqrt(HIDDEN), (HIDDEN, 2)))


def train(
    network: Network,
    pixels: NDArray[np.float64],
    labels: NDArray[np.uint8],
    random: np.random.Generator,
) -> None:
    """Gradient descent with momentum on random pairs, half of them of one class."""
    weights = network.inner, network.outer
    speeds = tuple(np.zeros_like(weight) for weight in weights)
    order = np.argsort(labels, kind="stable")  # one class after the other
    starts, ends = (np.searchsorted(labels[order], labels, side) for side in ("left", "right"))
    half = PAIRS // 2
    for _ in range(STEPS):
        first = random.integers(0, len(labels), PAIRS)
        second = random.integers(0, len(labels), PAIRS)
        alike = random.integers(starts[first[:half]], ends[first[:half]])
        second[:half] = order[alike]
        same = labels[first] == labels[second]
        by_a = contrastive_loss_grad(network(pixels[first]), network(pixels[second]), same, MARGIN)
        both = np.concatenate([first, second])
        found = network.gradients(pixels[both], np.concatenate([by_a, -by_a]))
        for weight, speed, gradient in zip(weights, speeds, found, strict=True):
            speed *= MOMENTUM
            speed -= RATE * gradient
            weight += speed


def main() -> None:
    """Held-out digits before and after."""
    random = np.random.default_rng(SEED)
    pixels, labels, held_out = split()
    network = new_network(random)
    before = network(pixels[held_out])
    trained = np.setdiff1d(np.arange(len(labels)), held_out)
    train(network, pixels[trained], labels[trained], random)
    np.savez_compressed(
        Path(__file__).parents[1] / "embedding.npz",
        labels=labels[held_out],
        before=before.astype(np.float32),
        after=network(pixels[held_out]).astype(np.float32),
    )


if __name__ == "__main__":
    main()
