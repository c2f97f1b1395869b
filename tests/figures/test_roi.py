"""RoI pooling and RoI align: torch, the naive twins, and what each does to a slanted plane."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from figures.numerics.roi import (
    pool_bins,
    roi_align,
    roi_align_naive,
    roi_pool,
    roi_pool_naive,
    sample_points,
)
from tests.figures.golden import roi as reference

if TYPE_CHECKING:
    from collections.abc import Callable

RAMP = np.arange(64.0).reshape(1, 8, 8)  # 8 y + x at cell (y, x), in its middle 8 (y − ½) + x − ½
ROI = [[1.2, 2.4, 5.2, 6.4]]


@st.composite
def cases(draw: Any) -> Any:
    """A small map, regions that may lie partly or wholly outside, bins, and a scale."""
    shape = draw(st.tuples(st.integers(1, 2), st.integers(1, 6), st.integers(1, 6)))
    features = draw(arrays(np.float64, shape, elements=st.floats(-5, 5)))
    n = draw(st.integers(0, 3))
    corner = draw(arrays(np.float64, (n, 2), elements=st.floats(-12, 30)))
    size = draw(arrays(np.float64, (n, 2), elements=st.floats(0, 30)))
    bins = draw(st.tuples(st.integers(1, 3), st.integers(1, 3)))
    return (
        features,
        np.hstack([corner, corner + size]),
        bins,
        draw(st.sampled_from([0.25, 0.5, 1.0])),
    )


# --- pooling


def test_pooling_by_hand() -> None:
    # 1.2, 2.4 round to 1, 2 and 5.2, 6.4 to 5, 6: five cells a side in two bins, 1…3 and 3…5
    pooled = roi_pool(RAMP, ROI, (2, 2), 1)
    assert pooled.tolist() == [[[[8 * 4 + 3, 8 * 4 + 5], [8 * 6 + 3, 8 * 6 + 5]]]]


def test_bins_by_hand() -> None:
    assert pool_bins([1.2], [5.2], 2, 8).tolist() == [[[1, 4], [3, 6]]]
    assert pool_bins([0.5], [2.49], 2, 8).tolist() == [[[1, 2], [2, 3]]]
    assert pool_bins([0.5], [2.5], 1, 8).tolist() == [[[1, 4]]]  # halves go up, at both ends
    assert pool_bins([1.5], [3.5], 3, 8).tolist() == [[[2, 3], [3, 4], [4, 5]]]
    assert pool_bins([2], [2], 3, 8).tolist() == [[[2, 3]] * 3]  # one cell, for all
    assert pool_bins([-2], [3], 3, 3).tolist() == [[[0, 0], [0, 2], [2, 3]]]


def test_a_small_move_changes_nothing_and_then_a_whole_cell() -> None:
    moved = [[[1.2 + dx, 2.4, 5.2 + dx, 6.4]] for dx in (0, 0.29, 0.31)]
    at = [roi_pool(RAMP, roi, (2, 2), 1) for roi in moved]
    np.testing.assert_array_equal(at[0], at[1])
    np.testing.assert_array_equal(at[0] + 1, at[2])


@pytest.mark.parametrize("shape", [(1, 6, 2), (1, 2, 6)])
def test_height_and_width_are_not_confused(shape: tuple[int, int, int]) -> None:
    features = np.arange(12.0).reshape(shape)
    roi = [[0, 0, shape[2], shape[1]]]
    size = shape[1], shape[2]
    np.testing.assert_array_equal(roi_align(features, roi, size, 1, samples=1)[0], features)
    last = [[0, 0, shape[2] - 1, shape[1] - 1]]
    np.testing.assert_array_equal(roi_pool(features, last, size, 1)[0], features)


def test_a_bin_outside_the_map_is_zero() -> None:
    features = np.full((1, 2, 2), -3.0)
    pooled = roi_pool(features, [[0, 0, 3, 1], [50, 50, 60, 60]], (1, 2), 1)
    assert pooled.tolist() == [[[[-3, 0]]], [[[0, 0]]]]


@given(cases())
def test_pooling_equals_its_naive_twin(case: Any) -> None:
    np.testing.assert_array_equal(roi_pool(*case), roi_pool_naive(*case))


def test_pooling_agrees_with_committed_torch(golden: Any) -> None:
    case = golden("roi")
    pooled = roi_pool(case["features"], case["rois"], reference.SIZE, reference.SCALE)
    np.testing.assert_array_equal(pooled, case["pool"])


@pytest.mark.parametrize("size", [(1, 1), (2, 3), (7, 7)])
def test_pooling_agrees_with_live_torch(torch: Any, size: tuple[int, int]) -> None:
    random = np.random.default_rng(3)
    features = random.normal(size=(3, 20, 30))
    rois = reference.some_regions(random, 40, features.shape)
    expected = reference.pool(torch, features, rois, size, reference.SCALE)
    np.testing.assert_array_equal(roi_pool(features, rois, size, reference.SCALE), expected)


# --- align


def test_align_of_a_plane_is_the_plane_in_the_middle_of_each_bin() -> None:
    aligned = roi_align(RAMP, ROI, (2, 2), 1)
    y, x = np.array([3.4, 5.4])[:, None], np.array([2.2, 4.2])
    np.testing.assert_allclose(aligned[0, 0], 8 * (y - 0.5) + x - 0.5, rtol=1e-15)


@given(
    st.floats(0.5, 3), st.floats(0.5, 3), st.floats(0.5, 4), st.floats(0.5, 4), st.integers(1, 4)
)
def test_align_follows_every_move_over_a_plane(
    x: float, y: float, width: float, height: float, samples: int
) -> None:
    aligned = roi_align(RAMP, [[x, y, x + width, y + height]], (1, 1), 1, samples)
    expected = 8 * (y + height / 2 - 0.5) + x + width / 2 - 0.5
    np.testing.assert_allclose(aligned.item(), expected, rtol=0, atol=1e-13)


def test_a_region_of_one_cell_with_one_sample_is_that_cell() -> None:
    random = np.random.default_rng(4)
    features = random.normal(size=(2, 4, 5))
    for i, j in np.ndindex(4, 5):
        aligned = roi_align(features, [[j, i, j + 1, i + 1]], (1, 1), 1, samples=1)
        np.testing.assert_array_equal(aligned[0, :, 0, 0], features[:, i, j])


def test_sample_points_by_hand() -> None:
    assert sample_points([1.0], [5.0], 2, 2).tolist() == [[[1.5, 2.5], [3.5, 4.5]]]
    assert sample_points([0.0, 3.0], [3.0, 3.0], 1, 3).tolist() == [[[0.5, 1.5, 2.5]], [[3, 3, 3]]]
    assert sample_points([0], [8], 2).shape == (1, 2, 2)


def test_align_beyond_the_edge() -> None:
    """The edge's value up to half a cell outside the map, then 0."""
    features = np.array([[[2.0, 4.0, 8.0]]])

    def at(x: float, y: float = 0.5) -> float:
        value: float = roi_align(features, [[x, y, x, y]], (1, 1), 1, 1).item()
        return value

    assert [at(0.2), at(0.0), at(-0.5), at(-0.51)] == [2, 2, 2, 0]
    assert [at(2.7), at(3.0), at(3.5), at(3.51)] == [8, 8, 8, 0]
    assert [at(1.5, -0.5), at(1.5, -0.51), at(1.5, 1.5), at(1.5, 1.51)] == [4, 0, 4, 0]
    assert [at(1.0), at(2.25)] == [3, 7]


@given(cases(), st.integers(1, 3))
def test_align_equals_its_naive_twin(case: Any, samples: int) -> None:
    features, rois, size, scale = case
    # exactly half a cell outside, rounding decides which side a point is on
    y = sample_points(rois[:, 1] * scale, rois[:, 3] * scale, size[0], samples)
    x = sample_points(rois[:, 0] * scale, rois[:, 2] * scale, size[1], samples)
    for points, length in ((y, features.shape[1]), (x, features.shape[2])):
        points[np.isclose(points, -0.5) | np.isclose(points, length + 0.5)] = np.nan
    clear = ~(np.isnan(y).any(axis=(1, 2)) | np.isnan(x).any(axis=(1, 2)))
    arguments = features, rois[clear], size, scale, samples
    naive = roi_align_naive(*arguments)
    np.testing.assert_allclose(roi_align(*arguments), naive, rtol=0, atol=1e-13)


def test_align_agrees_with_committed_torch(golden: Any) -> None:
    case = golden("roi")
    arguments = case["features"], case["rois"], reference.SIZE, reference.SCALE, reference.SAMPLES
    np.testing.assert_allclose(roi_align(*arguments), case["align"], rtol=0, atol=7e-15)
    np.testing.assert_allclose(roi_align_naive(*arguments), case["align"], rtol=0, atol=7e-15)


@pytest.mark.parametrize(("size", "samples"), [((1, 1), 1), ((2, 3), 2), ((7, 7), 3)])
def test_align_agrees_with_live_torch(torch: Any, size: tuple[int, int], samples: int) -> None:
    random = np.random.default_rng(3)
    features = random.normal(size=(3, 20, 30))
    rois = reference.some_regions(random, 40, features.shape)
    expected = reference.align(torch, features, rois, size, reference.SCALE, samples)
    found = roi_align(features, rois, size, reference.SCALE, samples)
    np.testing.assert_allclose(found, expected, rtol=0, atol=2e-14)


# --- both


@pytest.mark.parametrize("function", [roi_pool, roi_align])
def test_the_defaults_are_those_of_the_papers(function: Callable[..., Any]) -> None:
    features = np.random.default_rng(1).normal(size=(2, 12, 12))
    roi = [[20.0, 30.0, 150.0, 170.0]]
    found = function(features, roi)
    assert found.shape == (1, 2, 7, 7)
    np.testing.assert_array_equal(found, function(features, roi, (7, 7), 1 / 16))
    for change in ({"scale": 1 / 17}, {"size": (6, 7)}, {"size": (7, 6)}):
        other = function(features, roi, **change)
        assert other.shape != found.shape or (other != found).any()
    if function is roi_align:
        assert (function(features, roi, samples=1) != function(features, roi, samples=2)).any()
        np.testing.assert_array_equal(function(features, roi, samples=2), found)


@pytest.mark.parametrize("function", [roi_pool, roi_align, roi_pool_naive, roi_align_naive])
def test_no_regions_no_features(function: Callable[..., Any]) -> None:
    assert function(RAMP, [], (2, 3)).shape == (0, 1, 2, 3)
    assert function(np.empty((0, 4, 4)), ROI, (2, 3)).shape == (1, 0, 2, 3)


def test_bytes_are_numbers() -> None:
    features = np.array([[[200, 100], [250, 255]]], np.uint8)
    roi = np.array([[0, 0, 2, 2]], np.uint8)
    assert roi_pool(features, roi, (1, 1), 1).item() == 255
    assert roi_align(features, roi, (1, 1), 1, samples=1).item() == (200 + 100 + 250 + 255) / 4


@pytest.mark.parametrize("function", [roi_pool, roi_align, roi_pool_naive, roi_align_naive])
@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"features": np.zeros((3, 3))}, r"features must have shape \(C, H, W\), not \(3, 3\)"),
        ({"features": np.zeros((2, 0, 3))}, r"features must have cells, not shape \(2, 0, 3\)"),
        ({"features": [[[math.nan]]]}, r"features\[0, 0, 0\] is not finite"),
        ({"rois": [[2, 0, 1, 1]]}, r"rois\[0\] has x2 < x1"),
        ({"size": (0, 2)}, r"size\[0\] must be a whole number of at least 1, not 0"),
        ({"size": (2, 1.5)}, r"size\[1\] must be a whole number of at least 1, not 1.5"),
        ({"scale": 0}, "scale must be positive and finite, not 0"),
    ],
)
def test_malformed_arguments_are_refused(
    function: Callable[..., Any], change: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        function(**{"features": RAMP, "rois": ROI} | change)


@pytest.mark.parametrize("function", [roi_align, roi_align_naive])
def test_samples_are_counted(function: Callable[..., Any]) -> None:
    with pytest.raises(ValueError, match="samples must be a whole number of at least 1, not 0"):
        function(RAMP, ROI, samples=0)


@pytest.mark.parametrize("function", [pool_bins, sample_points])
def test_malformed_sides_are_refused(function: Callable[..., Any]) -> None:
    with pytest.raises(ValueError, match=r"low must have shape \(R,\)"):
        function(1.0, [1.0], 2, 2)
    with pytest.raises(ValueError, match=r"high\[0\] is not finite"):
        function([1.0], [math.inf], 2, 2)
    with pytest.raises(ValueError, match="bins must be a whole number"):
        function([1.0], [2.0], 0, 2)
    with pytest.raises(ValueError, match=r"(length|samples) must be a whole number"):
        function([1.0], [2.0], 2, 0)


def test_arguments_are_never_changed_nor_handed_back() -> None:
    features, rois = RAMP.copy(), np.array(ROI)
    for function in (roi_pool, roi_align):
        found = function(features, rois, (1, 1), 1)
        assert not np.shares_memory(found, features)
    np.testing.assert_array_equal(features, RAMP)
    np.testing.assert_array_equal(rois, ROI)
