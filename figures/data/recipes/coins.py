"""Write ``data/coins.npz``: raw boxes by multi-scale template matching, in a photo of coins.

A bright disc on dark ground, in six sizes, is compared with every place of the photo by normalised
cross-correlation. Wherever it fits well enough, the box around the disc is a raw box: hundreds for
each coin, as a detector without suppression gives.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

RADII = (17, 20, 23, 26, 29, 32)  # pixels
MARGIN = 1.25  # the template's side, in diameters
FITS = 0.62  # correlation from which a place is a raw box

LEVELS = 16  # of grey, in the picture that is kept
WIDTH, PAIR_WIDTH = 272, 112  # pixels of the pictures that are kept

# Two coins of the photo as (y, x, radius), and where (y, x) they are laid in the scene of two.
CUT_OUT = ((193, 211, 23), (194, 273, 22))
LAID = ((38, 44), (42, 64))
SCENE = (80, 108)


def main() -> None:
    """Find the boxes of the photo, take those of two coins with them; keep small pictures."""
    photo = original()
    found = [matches(photo, radius) for radius in RADII]
    boxes, scores = (np.concatenate(parts) for parts in zip(*found, strict=True))
    of_pair = [moved(boxes, *places) for places in zip(CUT_OUT, LAID, strict=True)]
    np.savez_compressed(
        Path(__file__).parents[1] / "coins.npz",
        all_photo=_small(photo, WIDTH),
        all_size=np.array(photo.shape[::-1], dtype=np.uint16),
        all_boxes=boxes,
        all_scores=scores,
        pair_photo=_small(pair(), PAIR_WIDTH),
        pair_size=np.array(SCENE[::-1], dtype=np.uint16),
        pair_boxes=np.concatenate([there for _, there in of_pair]),
        pair_scores=np.concatenate([scores[which] for which, _ in of_pair]),
    )


def original() -> NDArray[np.uint8]:
    """The photo, (303, 384)."""
    photo: NDArray[np.uint8] = import_module("skimage.data").coins()
    return photo


def matches(photo: NDArray[np.uint8], radius: int) -> tuple[NDArray[np.int16], NDArray[np.float32]]:
    """Boxes (N, 4) around the places where a disc of this radius fits, and how well."""
    reach = int(np.ceil(radius * MARGIN))
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    disc = np.clip(radius - np.hypot(x, y) + 0.5, 0, 1)
    match = import_module("skimage.feature").match_template
    fit: Floats = match(photo.astype(np.float64), disc, pad_input=True, mode="edge")
    y, x = np.nonzero(fit > FITS)
    boxes = np.stack([x - radius, y - radius, x + radius + 1, y + radius + 1], axis=1)
    return boxes.astype(np.int16), fit[y, x].astype(np.float32)


def moved(
    boxes: NDArray[np.int16], coin: tuple[int, int, int], to: tuple[int, int]
) -> tuple[NDArray[np.bool_], NDArray[np.int16]]:
    """Which boxes lie around a coin, and where they are once it is laid elsewhere."""
    (y, x, radius), (top, left) = coin, to
    middle = (boxes[:, :2] + boxes[:, 2:]) / 2
    which = np.hypot(*(middle - (x, y)).T) < radius
    return which, boxes[which] + np.array([left - x, top - y] * 2, dtype=np.int16)


def pair() -> NDArray[np.uint8]:
    """Two coins of the photo on plain ground, the second laid over the edge of the first."""
    photo = original()
    scene = np.full(SCENE, np.quantile(photo, 0.25), dtype=np.uint8)
    rows, columns = np.indices(SCENE)
    for (y, x, radius), (top, left) in zip(CUT_OUT, LAID, strict=True):
        coin = np.hypot(rows - top, columns - left) <= radius
        scene[coin] = photo[y - top + rows[coin], x - left + columns[coin]]
    return scene


def _small(photo: NDArray[np.uint8], width: int) -> NDArray[np.uint8]:
    height = round(photo.shape[0] * width / photo.shape[1])
    resize = import_module("skimage.transform").resize
    shades: Floats = resize(photo, (height, width), anti_aliasing=True)
    return np.round(np.round(shades * (LEVELS - 1)) * 255 / (LEVELS - 1)).astype(np.uint8)


if __name__ == "__main__":
    main()
