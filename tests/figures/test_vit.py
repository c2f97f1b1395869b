"""Patches and windows: torch, and a mask made pixel by pixel; costs: counted one by one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from figures.numerics.attention import attention
from figures.numerics.vit import (
    patchify,
    vit_flops,
    vit_parameters,
    window_mask,
    window_partition,
)


def test_patches_by_hand() -> None:
    image = np.arange(16).reshape(4, 4, 1)
    assert patchify(image, 2).tolist() == [
        [0, 1, 4, 5],
        [2, 3, 6, 7],
        [8, 9, 12, 13],
        [10, 11, 14, 15],
    ]


def test_patches_are_a_convolution_with_its_own_stride(torch: Any) -> None:
    random = np.random.default_rng(1)
    image, weight = random.normal(size=(8, 12, 3)), random.normal(size=(5, 3, 4, 4))
    rows = patchify(image, 4) @ weight.transpose(0, 2, 3, 1).reshape(5, -1).T
    pixels = torch.tensor(image.transpose(2, 0, 1)[None].copy())
    theirs = torch.nn.functional.conv2d(pixels, torch.tensor(weight), stride=4)
    np.testing.assert_allclose(rows, theirs[0].flatten(1).T.numpy(), rtol=1e-13, atol=1e-13)


@given(st.integers(1, 4), st.integers(1, 4), st.integers(1, 4), st.integers(0, 3))
def test_every_token_is_in_one_window(down: int, across: int, window: int, shift: int) -> None:
    high, wide, shift = down * window, across * window, shift % window
    places = np.arange(high * wide).reshape(high, wide, 1)
    windows = window_partition(places, window, shift)
    assert windows.shape == (down * across, window**2, 1)
    assert sorted(windows.ravel().tolist()) == list(range(high * wide))


@given(st.integers(1, 4), st.integers(1, 4), st.integers(1, 4), st.integers(0, 3))
def test_the_mask_joins_those_that_were_neighbours(
    down: int, across: int, window: int, shift: int
) -> None:
    high, wide, shift = down * window, across * window, shift % window
    y, x = np.divmod(np.arange(high * wide).reshape(high, wide, 1), wide)
    rows, columns = (window_partition(each, window, shift)[..., 0] for each in (y, x))
    mask = window_mask(high, wide, window, shift)
    for w in range(down * across):
        for i in range(window**2):
            for j in range(window**2):
                near = (
                    abs(rows[w, i] - rows[w, j]) < window
                    and abs(columns[w, i] - columns[w, j]) < window
                )
                wrapped = (rows[w, i] < shift) != (rows[w, j] < shift) or (
                    columns[w, i] < shift
                ) != (columns[w, j] < shift)
                if down > 1 and across > 1:
                    assert mask[w, i, j] == near
                assert mask[w, i, j] == (not wrapped)


def test_shifted_windows_let_neighbours_across_a_border_meet() -> None:
    random = np.random.default_rng(2)
    x = random.normal(size=(8, 8, 4))
    places = np.arange(64).reshape(8, 8, 1)
    changed = x.copy()
    changed[3, 4] += 9  # just right of a border between windows

    def seen(tokens: Any, shift: int) -> Any:
        windows = window_partition(tokens, 4, shift)
        out = attention(windows, windows, windows, window_mask(8, 8, 4, shift))
        flat = np.empty((64, 4))
        flat[window_partition(places, 4, shift)[..., 0]] = out
        return flat.reshape(8, 8, 4)[3, 3]

    np.testing.assert_array_equal(seen(x, 0), seen(changed, 0))
    assert not np.allclose(seen(x, 2), seen(changed, 2))


def test_multiplications_counted_in_real_products() -> None:
    tokens, width, heads = 6, 4, 2
    attended = sum(2 * tokens * tokens * (width // heads) for _ in range(heads))
    layers = 4 * tokens * width * width + 2 * tokens * width * 4 * width
    assert vit_flops(tokens, width, 3) == (3 * layers, 3 * attended)
    assert vit_flops(64, 4, 1, window=4) == (vit_flops(64, 4, 1)[0], 2 * 64 * 16 * 4)
    assert vit_flops(9, 4, 1, window=7) == vit_flops(9, 4, 1)  # no larger than the map


@pytest.mark.parametrize(("high", "wide"), [(8, 8), (8, 16)])
def test_windows_grow_linearly(high: int, wide: int) -> None:
    small, large = vit_flops(high * wide, 8, 1, 4)[1], vit_flops(4 * high * wide, 8, 1, 4)[1]
    assert large == 4 * small
    assert vit_flops(4 * high * wide, 8, 1)[1] == 16 * vit_flops(high * wide, 8, 1)[1]


def test_parameters_of_the_published_models() -> None:
    assert vit_parameters(224, 16, 768, 12, 1000) == 86_567_656
    assert vit_parameters(224, 16, 1024, 24, 1000) == 304_326_632


def test_parameters_of_torchs_encoder(torch: Any) -> None:
    layer = torch.nn.TransformerEncoderLayer(12, 2, 48)
    mine = vit_parameters(8, 4, 12, 2, 5) - vit_parameters(8, 4, 12, 1, 5)
    assert mine == sum(each.numel() for each in layer.parameters())


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: patchify(np.ones((4, 4)), 2), r"image must have shape \(H, W, C\), not \(4, 4\)"),
        (lambda: patchify(np.ones((4, 6, 1)), 4), "does not divide into squares of patch 4"),
        (
            lambda: window_partition(np.ones((5, 4, 1)), 4),
            "does not divide into squares of window 4",
        ),
        (lambda: window_partition(np.ones((4, 4, 1)), 4, 4), "shift must be below window 4, not 4"),
        (lambda: window_mask(4, 4, 4, -1), "shift must be a whole number of at least 0"),
        (lambda: window_mask(0, 4, 4, 1), "high must be a whole number of at least 1"),
        (lambda: vit_flops(0, 1, 1), "tokens must be a whole number of at least 1"),
        (lambda: vit_flops(1, 1, 1, 0), "window must be a whole number of at least 1"),
        (lambda: vit_parameters(15, 4, 1, 1, 1), "image side 15 is no multiple of patch 4"),
        (lambda: vit_parameters(16, 4, 1, 0, 1), "depth must be a whole number of at least 1"),
    ],
)
def test_unusable_arguments_are_refused(call: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()


def test_arguments_are_never_changed_nor_handed_back() -> None:
    image = np.ones((4, 4, 2))
    image.flags.writeable = False
    assert not np.shares_memory(patchify(image, 4), image)
    assert not np.shares_memory(window_partition(image, 4), image)
