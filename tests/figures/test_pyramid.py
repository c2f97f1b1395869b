"""The feature pyramid: torch, small maps by hand, and the borders between levels."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from figures.numerics.pyramid import assign_level, merge_pyramid, mix_channels, upsample_nearest
from tests.figures.golden import pyramid as reference

CASE = reference.some_pyramid(np.random.default_rng(1))
KEEP = np.zeros((1, 1, 3, 3))  # a 3×3 kernel that changes nothing
KEEP[0, 0, 1, 1] = 1


def squares(sides: Any) -> Any:
    return np.array([[10.0, 10.0, 10 + side, 10 + side] for side in sides]).reshape(-1, 4)


# --- merging


def test_merging_by_hand() -> None:
    fine, coarse = np.arange(16.0).reshape(1, 1, 4, 4), np.array([[[[100.0, 200], [300, 400]]]])
    merged = merge_pyramid([fine, coarse], [[[2]], [[3]]], [KEEP, KEEP])
    assert merged[1].tolist() == (3 * coarse).tolist()
    up = [[300, 300, 600, 600]] * 2 + [[900, 900, 1200, 1200]] * 2
    assert merged[0][0, 0].tolist() == (2 * fine[0, 0] + up).tolist()


def test_every_level_reaches_all_finer_ones_and_none_coarser() -> None:
    base = merge_pyramid(**CASE)
    for changed in range(3):
        maps = [each.copy() for each in CASE["maps"]]
        maps[changed] += 1
        found = merge_pyramid(**CASE | {"maps": maps})
        assert [bool((a != b).any()) for a, b in zip(base, found, strict=True)] == [
            level <= changed for level in range(3)
        ]


def test_the_top_down_way_comes_before_the_smoothing() -> None:
    """What a level hands down is not smoothed: its 3×3 kernel touches nothing but itself."""
    base = merge_pyramid(**CASE)
    for changed in range(3):
        smooth = [each * (2 if i == changed else 1) for i, each in enumerate(CASE["smooth"])]
        found = merge_pyramid(**CASE | {"smooth": smooth})
        for level in range(3):
            np.testing.assert_array_equal(found[level], base[level] * (1 + (level == changed)))


def test_a_single_level_is_two_convolutions() -> None:
    x = CASE["maps"][0]
    (found,) = merge_pyramid([x], [[[1, 0]]], [KEEP])
    np.testing.assert_array_equal(found, x[:, :1])


def assert_merged(expected: Any, case: Any) -> None:
    found = merge_pyramid(case["maps"], case["lateral"], case["smooth"])
    assert len(found) == len(expected) == 3
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_allclose(one, other, rtol=0, atol=3e-14)  # values reach 30


def test_merging_agrees_with_committed_torch(golden: Any) -> None:
    case = golden("pyramid")
    assert_merged(case["merged"], case)


def test_merging_agrees_with_live_torch(torch: Any) -> None:
    assert_merged(reference.merge(torch, **CASE), CASE)


def test_mixing_channels_is_one_matrix_everywhere() -> None:
    x, kernel = CASE["maps"][1], CASE["lateral"][1]
    found = mix_channels(x, kernel)
    for i, j in np.ndindex(4, 6):
        np.testing.assert_allclose(found[0, :, i, j], kernel @ x[0, :, i, j], rtol=1e-14)


def test_upsampling_repeats_values() -> None:
    assert upsample_nearest([[1, 2], [3, 4]]).tolist() == [[1, 1, 2, 2]] * 2 + [[3, 3, 4, 4]] * 2
    assert upsample_nearest([[1, 2]], 3).tolist() == [[1, 1, 1, 2, 2, 2]] * 3
    x = np.array([[1.0]])
    assert not np.shares_memory(upsample_nearest(x, 1), x)


@pytest.mark.parametrize("factor", [1, 2, 5])
def test_upsampling_agrees_with_live_torch(torch: Any, factor: int) -> None:
    x = CASE["maps"][0]
    up = torch.nn.functional.interpolate(torch.tensor(x), scale_factor=factor, mode="nearest")
    np.testing.assert_array_equal(upsample_nearest(x, factor), up)


# --- levels


def test_levels_begin_at_112_224_and_448() -> None:
    below = [math.nextafter(side, 0) for side in (112, 224, 448)]
    # one corner at 0, so that no side is rounded
    sides = np.array([0, 1, *below, 112, 224, 448, 5000])
    boxes = np.stack([0 * sides, 0 * sides, sides, sides], axis=-1)
    assert assign_level(boxes).tolist() == [2, 2, 2, 3, 4, 3, 4, 5, 5]


def test_only_the_area_matters() -> None:
    long = [[0, 0, 56, 224], [0, 0, 448, 28], [0, 0, 112, 448], [0, 0, 1792, 112]]
    assert assign_level(long).tolist() == [3, 3, 4, 5]


@given(st.floats(1, 5000), st.floats(1, 5000))
def test_levels_follow_the_formula(width: float, height: float) -> None:
    exact = 4 + math.log2(math.sqrt(width * height) / 224)
    level = assign_level([[0, 0, width, height]]).item()
    if abs(exact - round(exact)) > 1e-12:
        assert level == min(max(math.floor(exact), 2), 5)


def test_every_parameter_of_the_levels_matters() -> None:
    sides = squares([20, 60, 120, 300, 500, 1000])
    assert assign_level(sides).tolist() == [2, 2, 3, 4, 5, 5]
    assert assign_level(sides, lowest=3).tolist() == [3, 3, 3, 4, 5, 5]
    assert assign_level(sides, highest=6).tolist() == [2, 2, 3, 4, 5, 6]
    assert assign_level(sides, usual=5).tolist() == [2, 3, 4, 5, 5, 5]
    assert assign_level(sides, usual_size=448).tolist() == [2, 2, 2, 3, 4, 5]
    assert assign_level(sides, 4, 4).tolist() == [4] * 6


def test_no_boxes_no_levels() -> None:
    assert assign_level([]).shape == (0,)


# --- arguments


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"maps": []}, "maps, lateral and smooth must be as many, at least one, not 0, 3 and 3"),
        ({"maps": [], "lateral": [], "smooth": []}, "at least one, not 0, 0 and 0"),
        ({"lateral": CASE["lateral"][:2]}, "not 3, 2 and 3"),
        ({"smooth": CASE["smooth"][:2]}, "not 3, 3 and 2"),
        (
            {"maps": [CASE["maps"][0], CASE["maps"][0], CASE["maps"][2]]},
            r"maps\[1\] \(1, 2, 8, 12\) must be half as large as maps\[0\] \(1, 2, 8, 12\)",
        ),
        ({"maps": [*CASE["maps"][:2], np.zeros((2, 4, 2, 3))]}, r"maps\[2\] \(2, 4, 2, 3\) must"),
        ({"maps": [*CASE["maps"][:2], np.zeros((1, 4, 2, 2))]}, r"maps\[2\] \(1, 4, 2, 2\) must"),
        ({"maps": [np.zeros((2, 2))] * 3}, r"maps\[0\] must have shape \(N, C, H, W\)"),
        ({"lateral": [np.zeros(2)] * 3}, r"lateral\[0\] must have shape \(D, C\)"),
        (
            {"lateral": [*CASE["lateral"][:2], np.zeros((2, 4))]},
            r"lateral\[2\] gives 2 channels, lateral\[0\] 3",
        ),
        ({"lateral": [np.zeros((3, 2))] * 3}, "kernel takes 2 channels, x has 4"),
        ({"smooth": [np.zeros((3, 3, 1, 1))] * 3}, r"smooth\[0\] must have shape \(3, 3, 3, 3\)"),
        ({"smooth": [np.zeros(3)] * 3}, r"smooth\[0\] must have shape \(D, D, 3, 3\)"),
    ],
)
def test_malformed_pyramids_are_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        merge_pyramid(**CASE | change)


def test_malformed_maps_are_refused() -> None:
    with pytest.raises(ValueError, match=r"x must have shape \(…, H, W\), not \(3,\)"):
        upsample_nearest([1, 2, 3])
    with pytest.raises(ValueError, match="factor must be a whole number of at least 1, not 0"):
        upsample_nearest([[1]], 0)
    with pytest.raises(ValueError, match=r"x\[0, 0\] is not finite"):
        upsample_nearest([[math.nan]])
    with pytest.raises(ValueError, match=r"x must have shape \(N, C, H, W\)"):
        mix_channels([[1]], [[1]])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"lowest": 0}, "lowest must be a whole number of at least 1"),
        ({"lowest": 4, "highest": 3}, "highest must be a whole number of at least 4, not 3"),
        ({"usual": 1.5}, "usual must be a whole number"),
        ({"usual_size": 0}, "usual_size must be positive and finite"),
        ({"boxes": [[1, 0, 0, 1]]}, r"boxes\[0\] has x2 < x1"),
    ],
)
def test_malformed_levels_are_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        assign_level(**{"boxes": squares([100])} | change)


def test_arguments_are_never_changed_nor_handed_back() -> None:
    inputs = [each for arrays in CASE.values() for each in arrays]
    before = [each.copy() for each in inputs]
    outputs = [*merge_pyramid(**CASE), mix_channels(CASE["maps"][0], CASE["lateral"][0])]
    for each, old in zip(inputs, before, strict=True):
        np.testing.assert_array_equal(each, old)
        assert not any(np.shares_memory(each, output) for output in outputs)
