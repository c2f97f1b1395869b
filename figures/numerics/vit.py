"""Images as sequences: patches, windows that are shifted, and what a vision Transformer costs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from figures.numerics.checks import check_count

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


def patchify(image: ArrayLike, patch: int) -> NDArray[Any]:
    """Cut an image into square patches and lay each out as a row.

    Dosovitskiy et al., "An Image is Worth 16x16 Words", 2021, arXiv:2010.11929, section 3.1. A
    linear layer on the rows is a convolution whose kernel and stride are the patch.

    Args:
        image: (H, W, C); both sides multiples of the patch.
        patch: side of a patch.

    Returns:
        (H W / patch², patch² C), patches row by row, a copy.

    Raises:
        ValueError: the image has another shape, or patches do not fit.
    """
    image = _checked(image, "image", patch, "patch")
    high, wide, channels = image.shape
    cut = image.reshape(high // patch, patch, wide // patch, patch, channels)
    return cut.swapaxes(1, 2).reshape(-1, patch * patch * channels).copy()


def window_partition(x: ArrayLike, window: int, shift: int = 0) -> NDArray[Any]:
    """Group tokens by windows, after moving all of them up and left in a circle.

    Liu et al., "Swin Transformer", 2021, arXiv:2103.14030, section 3.2.

    Args:
        x: (H, W, C) tokens; both sides multiples of the window.
        window: side of a window.
        shift: in [0, window); Swin takes half a window in every second layer.

    Returns:
        (windows, window², C), windows row by row, a copy.

    Raises:
        ValueError: the tokens have another shape, windows do not fit, or the shift is too large.
    """
    x = _checked(x, "x", window, "window")
    _check_shift(shift, window)
    rolled = np.roll(x, (-shift, -shift), axis=(0, 1))
    return patchify(rolled, window).reshape(-1, window * window, x.shape[2])


def window_mask(high: int, wide: int, window: int, shift: int) -> NDArray[np.bool_]:
    """Which tokens of a shifted window were neighbours before the circle was closed.

    Args:
        high: tokens from top to bottom, a multiple of the window.
        wide: tokens from left to right, likewise.
        window: side of a window.
        shift: in [0, window).

    Returns:
        (windows, window², window²), true where a token may look at another.

    Raises:
        ValueError: see ``window_partition``.
    """
    check_count(high, "high")
    check_count(wide, "wide")
    _check_shift(shift, window)
    # a row that wrapped around is another region than those it lands beside
    rows, columns = (np.arange(size) < shift for size in (high, wide))
    region = (rows[:, None] * 2 + columns)[:, :, None]
    of_window = window_partition(region, window, shift)[..., 0]
    return np.asarray(of_window[:, :, None] == of_window[:, None, :])


def vit_flops(
    tokens: int, width: int, depth: int, window: int | None = None, ratio: int = 4
) -> tuple[int, int]:
    """Multiply–adds of the blocks of a Transformer: those of its layers, and those of attention.

    A block has 4 N C² for Q, K, V and the output and 2 r N C² for the MLP, and for the two products
    of attention 2 N² C, or 2 M² N C in windows of M × M. Liu et al. 2021, equations 1 and 2.

    Args:
        tokens: N.
        width: C.
        depth: how many blocks.
        window: M, or None for attention among all tokens.
        ratio: r, the hidden width of the MLP by C.

    Returns:
        Multiply–adds that grow linearly with N, and those of the products of attention.

    Raises:
        ValueError: an argument is not a whole number of at least 1.
    """
    for name, value in (("tokens", tokens), ("width", width), ("depth", depth), ("ratio", ratio)):
        check_count(value, name)
    seen = tokens
    if window is not None:
        check_count(window, "window")
        seen = min(window * window, tokens)
    layers = (4 + 2 * ratio) * tokens * width**2
    return depth * layers, depth * 2 * tokens * seen * width


def vit_parameters(
    image: int, patch: int, width: int, depth: int, classes: int, ratio: int = 4, channels: int = 3
) -> int:
    """Count the parameters of a plain ViT, with class token, learned positions and linear head.

    Raises:
        ValueError: an argument is not a whole number of at least 1, or patches do not fit.
    """
    asked = {"image": image, "patch": patch, "width": width, "depth": depth}
    for name, value in {**asked, "classes": classes, "ratio": ratio, "channels": channels}.items():
        check_count(value, name)
    if image % patch:
        raise ValueError(f"image side {image} is no multiple of patch {patch}")
    tokens = (image // patch) ** 2 + 1
    embedding = patch * patch * channels * width + width + width + tokens * width
    norms = 2 * 2 * width
    attention = 4 * width * width + 4 * width
    mlp = 2 * ratio * width * width + ratio * width + width
    return embedding + depth * (norms + attention + mlp) + 2 * width + width * classes + classes


def _checked(x: ArrayLike, name: str, side: int, of: str) -> NDArray[Any]:
    check_count(side, of)
    array = np.asarray(x)
    if array.ndim != 3:
        raise ValueError(f"{name} must have shape (H, W, C), not {array.shape}")
    if array.shape[0] % side or array.shape[1] % side:
        raise ValueError(f"{name} {array.shape} does not divide into squares of {of} {side}")
    return array


def _check_shift(shift: int, window: int) -> None:
    check_count(window, "window")
    check_count(shift, "shift", least=0)
    if shift >= window:
        raise ValueError(f"shift must be below window {window}, not {shift}")
