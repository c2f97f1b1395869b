"""Write ``data/fine_tuning.npz``: accuracy on digits 5–9, by examples and by what is trained.

Every picture stands in uneven light of its own: a brightness and two slopes, drawn at random, are
added to it. A network that has seen thousands of pictures of the digits 0–4 has learned to see
through the light; a handful of pictures of 5–9 cannot teach that. In even light the plain pixels
are so good that nothing is gained from 0–4 at all.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from figures.data import digits
from figures.numerics.networks import initialise
from figures.numerics.transfer import accuracy, train, with_new_head

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from figures.numerics.networks import Layers

EXAMPLES = (1, 2, 4, 8, 16, 32, 64)  # a class
SEEDS = 20
SIZES = (64, 64, 32, 5)
SOURCE_CLASSES = 5  # digits below are the source, the others the target
COPIES = 3  # of each source picture, every one in another light
LIGHT = 0.7  # standard deviation of brightness and slopes; ink is 1
SOURCE_STEPS, STEPS, LEARNING_RATE = 300, 150, 0.2


def main() -> None:
    """Train on the source once, then move it: a row an experiment of ``accuracies``."""
    layers = pretrained()
    shape = len(EXAMPLES), SEEDS, 4
    found = np.zeros(shape)
    for i, j in np.ndindex(shape[:2]):
        found[i, j] = accuracies(layers, EXAMPLES[i], seed=j)
    (w0, b0), (w1, b1), (w2, b2) = layers
    np.savez_compressed(
        Path(__file__).parents[1] / "fine_tuning.npz",
        examples=np.array(EXAMPLES, dtype=np.uint8),
        accuracy=found.astype(np.float32),
        w0=w0,
        b0=b0,
        w1=w1,
        b1=b1,
        w2=w2,
        b2=b2,
    )


def pretrained() -> Layers:
    """A network that tells the digits 0–4 apart; its weights rounded to float32."""
    everything = digits.load()
    source = everything.labels < SOURCE_CLASSES
    pixels = np.tile(everything.pixels[source], (COPIES, 1))
    labels = np.tile(everything.labels[source], COPIES)
    layers = train(
        initialise(SIZES, seed=0),
        in_uneven_light(pixels, seed=0),
        labels,
        steps=SOURCE_STEPS,
        learning_rate=LEARNING_RATE,
    )
    return tuple((w.astype(np.float32), b.astype(np.float32)) for w, b in layers)


def accuracies(layers: Layers, examples: int, seed: int) -> list[float]:
    """Accuracy on unseen 5–9: from scratch, then with the head, two layers, all layers trained."""
    everything = digits.load()
    target = everything.labels >= SOURCE_CLASSES
    pixels = in_uneven_light(everything.pixels[target], seed=1)
    labels = everything.labels[target].astype(np.intp) - SOURCE_CLASSES
    random = np.random.default_rng(seed)
    drawn = [random.permutation(np.flatnonzero(labels == c))[:examples] for c in range(5)]
    seen = np.isin(np.arange(len(labels)), drawn)
    moved = with_new_head(layers, classes=5, seed=seed)
    found = []
    for start, frozen in (
        (initialise(SIZES, seed=100 + seed), 0),
        (moved, 2),
        (moved, 1),
        (moved, 0),
    ):
        trained = train(start, pixels[seen], labels[seen], frozen, STEPS, LEARNING_RATE)
        found.append(accuracy(trained, pixels[~seen], labels[~seen]))
    return found


def in_uneven_light(pixels: NDArray[np.uint8], seed: int) -> NDArray[np.float64]:
    """Pixels as 0…1 with a random plane of brightness added to each picture."""
    rows, columns = np.mgrid[-1:1:8j, -1:1:8j]
    planes = np.stack([np.ones(64), rows.ravel(), columns.ravel()])
    light = np.random.default_rng(seed).normal(0, LIGHT, (len(pixels), 3))
    lit: NDArray[np.float64] = pixels / 16 + light @ planes
    return lit


if __name__ == "__main__":
    main()
