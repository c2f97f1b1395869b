"""Lines and directions: scikit-learn, ODRPACK, NumPy, a slow twin, and the laws of geometry."""

from __future__ import annotations

import math
import warnings
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from figures.numerics.regression import (
    Pca,
    ols,
    pca,
    pca_naive,
    principal_angle,
    projected_variance,
    total_least_squares,
)

if TYPE_CHECKING:
    from collections.abc import Callable

with warnings.catch_warnings():
    # SciPy 1.17 deprecates its ODRPACK, for it moves to a package of its own; until SciPy 1.19 it
    # is the same Fortran, and an oracle that is there wherever SciPy is
    warnings.simplefilter("ignore", DeprecationWarning)
    from scipy import odr

LIVE_SEED = 7


def cloud(seed: int, n: int = 40) -> Any:
    random = np.random.default_rng(seed)
    return random.normal(size=(n, 2)) @ random.normal(size=(2, 2)) + random.normal(0, 5, 2)


def assert_same(found: Pca, expected: Pca, tolerance: float) -> None:
    for name in Pca.__slots__:
        np.testing.assert_allclose(
            getattr(found, name), getattr(expected, name), rtol=tolerance, atol=tolerance
        )


# --- PCA


def test_pca_agrees_with_committed_scikit_learn(golden: Any) -> None:
    case = golden("regression")
    found, n = pca(case["points"]), len(case["points"])
    signs = np.sign((found.directions * case["directions"]).sum(axis=1))[:, None]
    np.testing.assert_allclose(signs * found.directions, case["directions"], rtol=0, atol=5e-16)
    unbiased = found.variances * n / (n - 1)
    np.testing.assert_allclose(unbiased, case["variances"], rtol=5e-16)


def test_pca_agrees_with_live_scikit_learn(oracle: Any) -> None:
    points = np.random.default_rng(LIVE_SEED).normal(size=(50, 6)) * [9, 5, 3, 2, 1, 0.5] - 4
    fit = oracle("sklearn.decomposition").PCA(svd_solver="full").fit(points)
    found = pca(points)
    signs = np.sign((found.directions * fit.components_).sum(axis=1))[:, None]
    np.testing.assert_allclose(signs * found.directions, fit.components_, rtol=0, atol=2e-15)
    np.testing.assert_allclose(found.variances * 50 / 49, fit.explained_variance_, rtol=2e-15)
    np.testing.assert_allclose(found.centre, fit.mean_, rtol=2e-15)


@pytest.mark.parametrize(("n", "d"), [(30, 2), (30, 5), (3, 5), (1, 3), (4, 1)])
def test_pca_agrees_with_its_slow_twin(n: int, d: int) -> None:
    points = np.random.default_rng(n + d).normal(size=(n, d)) * np.arange(1, d + 1)
    found, expected = pca(points), pca_naive(points)
    assert found.directions.shape == expected.directions.shape == (min(n, d), d)
    np.testing.assert_allclose(found.variances, expected.variances, rtol=0, atol=1e-13)
    np.testing.assert_allclose(found.centre, expected.centre, rtol=0, atol=1e-15)
    real = found.variances > 1e-12  # elsewhere any direction is right
    np.testing.assert_allclose(
        found.directions[real], expected.directions[real], rtol=0, atol=1e-12
    )


@given(st.integers(0, 10**6), st.integers(1, 8), st.integers(1, 5))
def test_directions_are_an_orthonormal_basis_with_one_sign(seed: int, n: int, d: int) -> None:
    points = np.random.default_rng(seed).normal(size=(n, d))
    found = pca(points)
    np.testing.assert_allclose(
        found.directions @ found.directions.T, np.eye(min(n, d)), rtol=0, atol=1e-14
    )
    largest = np.abs(found.directions).argmax(axis=1)
    assert (found.directions[np.arange(min(n, d)), largest] > 0).all()
    assert (np.diff(found.variances) <= 0).all()
    assert found.variances.sum() == pytest.approx(points.var(axis=0).sum(), abs=1e-13)
    along = (points - found.centre) @ found.directions.T
    np.testing.assert_allclose(along.var(axis=0), found.variances, rtol=0, atol=1e-13)


@given(st.integers(0, 10**6), st.floats(-50, 50), st.floats(0.1, 10))
def test_moving_and_scaling_points_leaves_the_directions(
    seed: int, shift: float, scale: float
) -> None:
    points = cloud(seed)
    one, other = pca(points), pca(points * scale + shift)
    if one.variances[0] < 1.1 * one.variances[1]:
        return
    alike = np.abs((one.directions * other.directions).sum(axis=1))
    np.testing.assert_allclose(alike, 1, rtol=0, atol=1e-9)
    np.testing.assert_allclose(other.variances, scale**2 * one.variances, rtol=1e-9, atol=1e-12)


def test_svd_sees_what_the_covariance_matrix_loses() -> None:
    t = np.linspace(-1, 1, 9)
    points = np.stack([t, t + 1e-9 * t**2], axis=1)
    least = np.var(t**2) * 1e-18 / 2  # the line is a diagonal
    assert pca(points).variances[1] == pytest.approx(least, rel=1e-6, abs=0)
    assert pca_naive(points).variances[1] != pytest.approx(least, rel=0.5, abs=0)


@given(st.integers(0, 10**6))
def test_no_variance_is_negative_where_points_lie_on_a_line(seed: int) -> None:
    random = np.random.default_rng(seed)
    points = np.outer(random.normal(size=6), random.normal(size=3))
    for function in (pca, pca_naive):
        assert (function(points).variances >= 0).all()


def test_one_point_has_no_variance() -> None:
    found = pca([[3.0, 4.0]])
    assert found.centre.tolist() == [3, 4]
    assert found.variances.tolist() == [0]


# --- angles in the plane


@given(st.integers(0, 10**6))
def test_three_ways_to_the_same_direction(seed: int) -> None:
    points = cloud(seed)
    angle, found = principal_angle(points), pca(points)
    assert -math.pi / 2 < angle <= math.pi / 2
    if found.variances[0] < 1.1 * found.variances[1]:
        return
    along = abs(found.directions[0] @ [math.cos(angle), math.sin(angle)])
    assert along == pytest.approx(1, abs=1e-13)
    assert projected_variance(points, angle) == pytest.approx(found.variances[0], rel=1e-13)
    across = projected_variance(points, angle + math.pi / 2)
    assert across == pytest.approx(found.variances[1], rel=1e-9, abs=1e-13)


@given(st.integers(0, 10**6), st.floats(-7, 7))
def test_projected_variance_is_a_quadratic_form_and_no_larger_than_the_first(
    seed: int, angle: float
) -> None:
    points = cloud(seed)
    u = np.array([math.cos(angle), math.sin(angle)])
    found = projected_variance(points, angle)
    assert found == pytest.approx(u @ np.cov(points.T, bias=True) @ u, rel=1e-10, abs=1e-12)
    assert found <= pca(points).variances[0] * (1 + 1e-12)


def test_angles_by_hand() -> None:
    assert principal_angle([[0, 0], [2, 2]]) == pytest.approx(math.pi / 4)
    assert principal_angle([[0, 0], [2, -2]]) == pytest.approx(-math.pi / 4)
    assert principal_angle([[0, 0], [0, 5]]) == pytest.approx(math.pi / 2)
    assert principal_angle([[0, 0], [5, 0]]) == 0
    square = [[1, 0], [-1, 0], [0, 1], [0, -1]]
    assert principal_angle(square) == 0
    angles = np.array([[0.0, 0.3], [1.0, 2.0]])
    np.testing.assert_allclose(projected_variance(square, angles), np.full((2, 2), 0.5))
    assert projected_variance([[0, 0], [2, 2]], math.pi / 4) == pytest.approx(2)
    assert projected_variance([[0, 0], [2, 2]], 0) == pytest.approx(1)


# --- lines


@pytest.mark.parametrize("seed", range(5))
def test_ols_agrees_with_numpy(seed: int) -> None:
    points = cloud(seed)
    x, y = points.T
    np.testing.assert_allclose(ols(points), np.polyfit(x, y, 1), rtol=0, atol=1e-12)
    design = np.stack([x, np.ones_like(x)], axis=1)
    expected = np.linalg.lstsq(design, y)[0]
    np.testing.assert_allclose(ols(points), expected, rtol=0, atol=1e-13)


def test_ols_by_hand() -> None:
    assert ols([[0, 1], [1, 3], [2, 5]]) == (2, 1)
    assert ols([[0, 0], [1, 1], [2, 0]]) == pytest.approx((0, 1 / 3))


@pytest.mark.parametrize("seed", range(5))
def test_total_least_squares_agrees_with_odrpack(seed: int) -> None:
    random = np.random.default_rng(seed)
    true = random.normal(0, 2, 60)
    points = np.stack([true, 0.7 * true + 1], axis=1) + random.normal(0, 0.5, (60, 2))
    data = odr.Data(*points.T)
    found = odr.ODR(data, odr.unilinear, beta0=[1.0, 0.0], sstol=1e-16, partol=1e-16, maxit=1000)
    slope, intercept = found.run().beta
    centre, direction = total_least_squares(points)
    mine = direction[1] / direction[0]
    assert mine == pytest.approx(slope, rel=3e-7)
    assert centre[1] - mine * centre[0] == pytest.approx(intercept, rel=3e-7)


@given(st.integers(0, 10**6), st.floats(-0.5, 0.5), st.floats(-1.5, 1.5))
def test_no_line_is_nearer_than_that_of_total_least_squares(
    seed: int, shift: float, turn: float
) -> None:
    points = cloud(seed)
    centre, (x, y) = total_least_squares(points)

    def distance(offset: float, angle: float) -> Any:
        across = np.array([-math.sin(angle), math.cos(angle)])
        return np.sum(((points - centre) @ across - offset) ** 2)

    angle = math.atan2(y, x)
    assert distance(0, angle) <= distance(shift, angle + turn) * (1 + 1e-12) + 1e-12


@given(st.integers(0, 10**6))
def test_its_slope_lies_between_those_of_both_least_squares(seed: int) -> None:
    points = cloud(seed)
    _, direction = total_least_squares(points)
    flat, steep = ols(points)[0], 1 / ols(points[:, ::-1])[0]
    low, high = sorted((flat, steep))
    slope = direction[1] / direction[0]
    assert low - 1e-9 * abs(low) <= slope <= high + 1e-9 * abs(high)


def test_noise_in_x_flattens_least_squares_alone() -> None:
    # the note's example: slope 1, variance 4, noise of variance 1 in both
    random = np.random.default_rng(1)
    true = random.normal(0, 2, 200_000)
    points = np.stack([true, true], axis=1) + random.normal(0, 1, (200_000, 2))
    _, direction = total_least_squares(points)
    assert ols(points)[0] == pytest.approx(0.8, abs=0.005)
    assert direction[1] / direction[0] == pytest.approx(1, abs=0.005)


def test_a_vertical_line_has_a_direction_but_no_slope() -> None:
    points = [[0.1, 0.0], [0.1, 1.0], [0.1, 5.0]]
    _, direction = total_least_squares(points)
    np.testing.assert_allclose(direction, [0, 1], rtol=0, atol=1e-15)
    # the last two are steeper than any float
    for x in ([0.1] * 3, [0.3, 0.3, 0.3], [0, 5e-324, 0], [0, 1e-320, 2e-320]):
        with pytest.raises(ValueError, match="points must differ in x: a vertical line has no"):
            ols(np.stack([x, [0.0, 1.0, 5.0]], axis=1))


@pytest.mark.parametrize("width", [1e-200, 1e-160, 1e-9, np.spacing(1.0)])
@pytest.mark.parametrize("x", [0.0, 1.0])
def test_a_cloud_that_is_nearly_vertical_has_its_steep_slope(x: float, width: float) -> None:
    if x + width == x:
        return
    across = (x + width) - x
    slope, intercept = ols([[x, -1.0], [x + width, 1.0]])
    assert slope == pytest.approx(2 / across, rel=1e-12)
    assert intercept == pytest.approx(-slope * (x + across / 2), rel=1e-12, abs=1e-12)


def test_points_that_are_all_the_same_have_no_direction() -> None:
    with pytest.raises(ValueError, match="points are all the same"):
        total_least_squares([[0.1, 0.3]] * 3)


# --- arguments

ON_PLANE: list[Callable[..., Any]] = [
    principal_angle,
    ols,
    total_least_squares,
    lambda points: projected_variance(points, 0.0),
]


@pytest.mark.parametrize("function", [pca, pca_naive, *ON_PLANE])
@pytest.mark.parametrize(
    ("points", "message"),
    [
        ([1.0, 2.0], r"points must have shape \(N, D\), not \(2,\)"),
        ([[1.0, math.nan]], r"points\[0, 1\] is not finite"),
        (np.empty((0, 2)), r"points must not be empty, but have shape \(0, 2\)"),
    ],
)
def test_malformed_points_are_refused(
    function: Callable[..., Any], points: Any, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        function(points)


def test_points_without_coordinates_are_refused() -> None:
    with pytest.raises(ValueError, match=r"must not be empty, but have shape \(3, 0\)"):
        pca(np.empty((3, 0)))


@pytest.mark.parametrize("function", ON_PLANE)
def test_what_is_made_for_the_plane_needs_two_coordinates(function: Callable[..., Any]) -> None:
    with pytest.raises(ValueError, match=r"points must have shape \(N, 2\), not \(4, 3\)"):
        function(np.zeros((4, 3)))


def test_angles_must_be_finite() -> None:
    with pytest.raises(ValueError, match=r"angle\[1\] is not finite"):
        projected_variance([[0, 0], [1, 1]], [0, math.inf])


def test_points_are_never_changed_nor_handed_back_and_whole_numbers_will_do() -> None:
    points = cloud(3)
    before = points.copy()
    for function in (pca, pca_naive):
        found = function(points)
        assert not any(np.shares_memory(getattr(found, each), points) for each in Pca.__slots__)
    for call in ON_PLANE:
        call(points)
    assert not np.shares_memory(total_least_squares(points)[0], points)
    np.testing.assert_array_equal(points, before)
    whole = np.array([[0, 250], [3, 4], [200, 7]], dtype=np.uint8)
    assert_same(pca(whole), pca(whole.astype(float)), 0)
    assert ols(whole) == ols(whole.astype(float))
    assert principal_angle(whole) == principal_angle(whole.astype(float))
