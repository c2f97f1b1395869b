"""What figure ``fpn`` claims of its maps."""

from __future__ import annotations

import numpy as np
import scipy.ndimage

from figures.plots import fpn


def near(shape: np.ndarray, size: int) -> np.ndarray:
    """Which cells of a size × size map a mask of the picture touches."""
    step = fpn.SIDE // size
    touched: np.ndarray = shape.reshape(size, step, size, step).max(axis=(1, 3))
    return touched


def masks() -> tuple[np.ndarray, np.ndarray]:
    y, x = np.mgrid[: fpn.SIDE, : fpn.SIDE] + 0.5
    discs = np.any([np.hypot(x - cx, y - cy) < r for cx, cy, r in fpn.DISCS], axis=0)
    return discs, (fpn.picture() > 0.5) & ~discs


def test_the_picture_holds_discs_and_bars() -> None:
    discs, bars = masks()
    assert scipy.ndimage.label(discs)[1] == len(fpn.DISCS) == 3
    assert len(fpn.BARS) == 5
    area = sum((x2 - x1) * (y2 - y1) for x1, y1, x2, y2 in fpn.BARS)
    assert bars.sum() == area, "no bar touches another, or a disc"


def test_only_the_coarse_map_knows_the_discs() -> None:
    data = fpn.compute()
    discs, bars = masks()
    assert (data.c5[near(discs, 8)] > 0.5).all()
    assert not data.c5[~near(discs, 8)].any()
    for fine, size in ((data.c3, 32), (data.c4, 16)):
        assert fine[near(bars, size)].max() >= fine[near(discs, size)].max()


def test_the_merged_fine_map_stands_out_at_the_discs() -> None:
    data = fpn.compute()
    discs, bars = (near(mask, 32) for mask in masks())
    assert data.p3[discs].mean() > 1.5 * data.p3[bars].mean()
    assert data.c3[discs].mean() < data.c3[bars].mean()


def test_the_maps_add_up() -> None:
    """Smoothing by [1, 4, 1] / 6 both ways, of the left map and the middle one."""
    data = fpn.compute()
    for left, middle, merged in ((data.c4, data.up5, data.p4), (data.c3, data.up4, data.p3)):
        blurred = [
            scipy.ndimage.correlate(
                each, np.outer([1, 4, 1], [1, 4, 1]) / 36, mode="constant"
            ).ravel()
            for each in (left, middle)
        ]
        weights, rest, *_ = np.linalg.lstsq(np.stack(blurred, axis=1), merged.ravel())
        assert (weights > 0).all()
        assert rest.item() < 1e-25
    np.testing.assert_array_equal(data.up5[::2, 1::2], data.c5)


def test_each_level_halves_the_one_before() -> None:
    data = fpn.compute()
    shapes = [each.shape for each in (data.c5, data.c4, data.c3, data.p5, data.p4, data.p3)]
    assert shapes == [(8, 8), (16, 16), (32, 32)] * 2


def test_the_backbone_is_kernels_and_pooling() -> None:
    """Recomputed with SciPy, one direction at a time."""
    picture = fpn.picture()
    small = picture.reshape(64, 4, 64, 4).mean(axis=(1, 3))
    right = scipy.ndimage.correlate(small, np.outer([1, 2, 1], [-1, 0, 1]) / 8, mode="constant")
    down = scipy.ndimage.correlate(small, np.outer([-1, 0, 1], [1, 2, 1]) / 8, mode="constant")
    c3, c4, c5 = fpn.backbone(picture)
    for i in range(8):
        slope = np.maximum(np.cos(i * np.pi / 4) * right + np.sin(i * np.pi / 4) * down, 0)
        edges = slope.reshape(32, 2, 32, 2).max(axis=(1, 3))
        np.testing.assert_allclose(c3[0, i], edges, atol=1e-15)
        np.testing.assert_array_equal(c4[0, i], c3[0, i].reshape(16, 2, 16, 2).max(axis=(1, 3)))
    assert c5.shape == (1, 1, 8, 8)
