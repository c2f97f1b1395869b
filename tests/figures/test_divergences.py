"""KL, JS and MMD: SciPy, torch, scikit-learn, a slow twin, closed forms, and the laws."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import scipy.integrate
import scipy.spatial.distance
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st

from figures.numerics.divergences import gaussian_kl, js, kl, mmd2, mmd2_naive

if TYPE_CHECKING:
    from collections.abc import Callable

    from figures.numerics.checks import Floats

TINY = 5e-324  # the least positive number


@st.composite
def two_distributions(draw: st.DrawFn) -> tuple[Floats, Floats]:
    """Of the same cells, many of them empty."""
    cells = draw(st.integers(1, 8))
    weight = st.integers(0, 5)
    counts = st.lists(weight, min_size=cells, max_size=cells).filter(any).map(np.array)
    p, q = draw(counts), draw(counts)
    return p / p.sum(), q / q.sum()


@st.composite
def two_samples(draw: st.DrawFn) -> tuple[Floats, Floats]:
    random = np.random.default_rng(draw(st.integers(0, 2**32)))
    n, m, dimensions = draw(st.integers(2, 9)), draw(st.integers(2, 9)), draw(st.integers(1, 3))
    return random.normal(0, 1, (n, dimensions)), random.normal(0.5, 2, (m, dimensions))


bandwidths = st.floats(0.05, 20)


# --- KL and JS


@given(two_distributions())
def test_kl_and_js_agree_with_scipy(both: tuple[Floats, Floats]) -> None:
    p, q = both
    assert kl(p, q) == pytest.approx(scipy.stats.entropy(p, q), rel=1e-15, abs=7e-16)
    m = (p + q) / 2
    expected = (scipy.stats.entropy(p, m) + scipy.stats.entropy(q, m)) / 2
    assert js(p, q) == pytest.approx(expected, rel=1e-15, abs=7e-16)


def test_kl_agrees_with_scipy_on_many_cells() -> None:
    random = np.random.default_rng(1)
    for _ in range(100):
        p, q = random.dirichlet(np.ones(20), 2)
        assert kl(p, q) == pytest.approx(scipy.stats.entropy(p, q), rel=2e-15, abs=7e-16)
        assert math.sqrt(js(p, q)) == pytest.approx(
            scipy.spatial.distance.jensenshannon(p, q), rel=1e-14
        )


def test_kl_agrees_with_committed_torch(golden: Any) -> None:
    case = golden("divergences")
    assert kl(case["p"], case["q"]) == pytest.approx(case["kl"], rel=1e-15)


def test_kl_agrees_with_torch(torch: Any) -> None:
    p, q = np.random.default_rng(2).dirichlet(np.ones(9), 2)
    expected = torch.nn.functional.kl_div(
        torch.tensor(q).log(), torch.tensor(p), reduction="sum"
    ).item()
    assert kl(p, q) == pytest.approx(expected, rel=2e-15)


def test_kl_by_hand() -> None:
    assert kl([0.5, 0.5, 0], [0.25, 0.25, 0.5]) == pytest.approx(math.log(2), rel=1e-15)
    assert kl([1, 0], [0, 1]) == math.inf
    assert kl([1, 0], [0.5, 0.5]) == math.log(2)
    assert kl([0.5, 0.5], [1, 0]) == math.inf
    assert kl(np.array([0, 1], dtype=np.uint8), [0, 1]) == 0
    assert kl([1 - TINY, TINY], [1, 0]) == math.inf
    assert kl([1], [1]) == 0
    assert kl([0, 1], [1, TINY]) == pytest.approx(-math.log(TINY), rel=1e-15)  # 1 / q overflows
    assert kl([0.5, 0.5], [1, 1e-310]) == pytest.approx(
        math.log(0.5) - math.log(1e-310) / 2, rel=1e-14
    )


@given(two_distributions())
def test_kl_and_js_keep_the_laws(both: tuple[Floats, Floats]) -> None:
    p, q = both
    assert kl(p, q) >= -1e-15
    assert kl(p, p) == js(p, p) == 0
    assert js(p, q) == js(q, p)
    assert -1e-15 <= js(p, q) <= math.log(2) * (1 + 1e-15)
    assert js(p, q) <= (kl(p, q) + kl(q, p)) / 4 + 1e-15
    assert (p == q).all() or kl(p, q) > 1e-6 < js(p, q)


def test_js_is_log_2_without_a_common_cell() -> None:
    assert js([1, 0, 0], [0, 0.5, 0.5]) == pytest.approx(math.log(2), rel=1e-15)
    assert js([1, TINY], [1, 0]) == pytest.approx(0, abs=1e-300)


@pytest.mark.parametrize("function", [kl, js])
@pytest.mark.parametrize(
    ("p", "q", "message"),
    [
        ([0.5, 0.6], [0.5, 0.5], "p must sum to 1, not 1.1"),
        ([0.5, 0.5], [0.5, 0.5 + 1e-8], "q must sum to 1"),
        ([1.5, -0.5], [0.5, 0.5], r"p\[1\] is negative"),
        ([1.0], [0.5, 0.5], r"q must have shape \(1,\) as p has, not \(2,\)"),
        ([[1.0]], [[1.0]], r"p must have shape \(K,\)"),
        ([math.nan, 1], [0.5, 0.5], r"p\[0\] is not finite"),
        ([], [], "p must sum to 1, not 0"),
    ],
)
def test_malformed_distributions_are_refused(
    function: Callable[[Any, Any], float], p: Any, q: Any, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        function(p, q)


# --- KL of Gaussians


@pytest.mark.parametrize(
    ("p", "q"), [((0, 1), (2, 1)), ((1, 0.5), (-1, 2)), ((3, 2), (3, 0.7)), ((0, 1), (0, 1))]
)
def test_kl_of_gaussians_is_the_integral(p: tuple[float, float], q: tuple[float, float]) -> None:
    first, second = scipy.stats.norm(*p), scipy.stats.norm(*q)

    def integrand(x: float) -> Any:
        return first.pdf(x) * (first.logpdf(x) - second.logpdf(x))

    reach = 12 * p[1]
    expected, _ = scipy.integrate.quad(integrand, p[0] - reach, p[0] + reach, epsabs=1e-13)
    assert gaussian_kl(*p, *q) == pytest.approx(expected, rel=1e-10, abs=1e-14)


def test_kl_of_gaussians_of_one_width_is_the_squared_shift() -> None:
    assert gaussian_kl(1, 3, 7, 3) == pytest.approx(6**2 / (2 * 3**2), rel=1e-15)
    base = gaussian_kl(0, 1, 1, 2)
    changed = [gaussian_kl(0.5, 1, 1, 2), gaussian_kl(0, 1.5, 1, 2), gaussian_kl(0, 1, 1.5, 2)]
    assert base not in [*changed, gaussian_kl(0, 1, 1, 2.5)]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((0, 1, 0, 1e-200), math.inf),
        ((0, 1, 0, 5e-324), math.inf),
        ((0, 1e300, 0, 1e-300), math.inf),
        ((0, 1, 1e200, 1), math.inf),
        ((-1.7e308, 1, 1.7e308, 1), math.inf),
        ((0, 1e-200, 0, 1), 200 * math.log(10) - 0.5),
        ((0, 5e-324, 0, 1e308), math.log(1e308) - math.log(5e-324) - 0.5),
        ((0, 1, 1e-200, 1), 0),
        ((0, 1 + 2**-40, 0, 1), 2**-80),
    ],
)
def test_kl_of_gaussians_at_the_ends_of_the_numbers(arguments: Any, expected: float) -> None:
    found = gaussian_kl(*arguments)
    assert found == pytest.approx(expected, rel=1e-13, abs=1e-15)
    assert found >= 0


def test_kl_of_gaussians_keeps_its_digits_in_any_unit() -> None:
    expected = gaussian_kl(0, 1, 0, 1.001)
    for unit in (1e-300, 1e300):
        assert gaussian_kl(0, unit, 0, 1.001 * unit) == pytest.approx(expected, rel=3e-9, abs=0)


@given(st.floats(1e-3, 1e3), st.floats(0.9, 1.1))
def test_kl_of_gaussians_is_never_negative(deviation: float, ratio: float) -> None:
    assert gaussian_kl(0, deviation, 0, deviation * ratio) >= 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((math.nan, 1, 0, 1), r"means\[0\] is not finite"),
        ((0, 1, math.inf, 1), r"means\[1\] is not finite"),
        ((0, 0, 0, 1), "deviation_p must be positive"),
        ((0, 1, 0, -1), "deviation_q must be positive"),
    ],
)
def test_unusable_gaussians_are_refused(arguments: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        gaussian_kl(*arguments)


# --- MMD


def from_kernels(xx: Any, yy: Any, xy: Any, *, unbiased: bool) -> float:
    """From whole matrices of kernel values."""
    within = [
        (k.sum() - np.trace(k)) / (len(k) * (len(k) - 1)) if unbiased else k.mean()
        for k in (np.asarray(xx), np.asarray(yy))
    ]
    return float(sum(within) - 2 * np.mean(xy))


@pytest.mark.parametrize("unbiased", [False, True])
def test_mmd_agrees_with_committed_scikit_learn(golden: Any, unbiased: bool) -> None:
    case = golden("divergences")
    pairs = [case[f"kernel {pair}"] for pair in ("xx", "yy", "xy")]
    expected = from_kernels(*pairs, unbiased=unbiased)
    found = mmd2(case["x"], case["y"], 1.5, unbiased=unbiased)
    assert found == pytest.approx(expected, rel=0, abs=5e-16)


@pytest.mark.parametrize("unbiased", [False, True])
@pytest.mark.parametrize(("n", "m"), [(63, 64), (65, 200), (1, 129)])
def test_mmd_in_tiles_agrees_with_scikit_learn(oracle: Any, n: int, m: int, unbiased: bool) -> None:
    random = np.random.default_rng(n)
    x, y = random.normal(0, 1, (n + unbiased, 10)), random.normal(0.3, 1, (m, 10))
    kernel, gamma = oracle("sklearn.metrics.pairwise").rbf_kernel, 1 / (2 * 2.5**2)
    pairs = [kernel(a, b, gamma=gamma) for a, b in ((x, x), (y, y), (x, y))]
    expected = from_kernels(*pairs, unbiased=unbiased)
    found = mmd2(x, y, 2.5, unbiased=unbiased)
    assert found == pytest.approx(expected, rel=0, abs=1e-15)


def rounding(both: tuple[Floats, Floats], bandwidth: float) -> float:
    """The exponents are as large as the radius squared, and lose so many digits."""
    radius = max(float(np.abs(each).max()) for each in both)
    return 2e-15 * (1 + (radius / bandwidth) ** 2)


@given(two_samples(), bandwidths, st.booleans())
@settings(max_examples=50)
def test_mmd_agrees_with_the_slow_twin(
    both: tuple[Floats, Floats], bandwidth: float, unbiased: bool
) -> None:
    found = mmd2(*both, bandwidth, unbiased=unbiased)
    expected = mmd2_naive(*both, bandwidth, unbiased=unbiased)
    assert found == pytest.approx(expected, rel=0, abs=rounding(both, bandwidth))


@given(two_samples(), bandwidths)
@settings(max_examples=50)
def test_mmd_keeps_the_laws(both: tuple[Floats, Floats], bandwidth: float) -> None:
    x, y = both
    found, slack = mmd2(x, y, bandwidth), rounding(both, bandwidth)
    assert -slack <= found <= 2
    assert found == pytest.approx(mmd2(y, x, bandwidth), rel=0, abs=slack)
    assert found == pytest.approx(mmd2(x + 4, y + 4, bandwidth), rel=0, abs=10 * slack)
    assert found == pytest.approx(mmd2(3 * x, 3 * y, 3 * bandwidth), rel=0, abs=slack)
    assert mmd2(x, x[::-1], bandwidth) == pytest.approx(0, abs=slack)
    assert found >= mmd2(x, y, bandwidth, unbiased=True) - slack


def test_mmd_loses_nothing_far_from_the_origin() -> None:
    x, y = np.random.default_rng(3).normal(size=(2, 8, 2))
    x, y = np.round(x, 3), np.round(y, 3)
    assert mmd2(x + 2**20, y + 2**20, 1.0) == pytest.approx(mmd2(x, y, 1.0), rel=1e-8)


def test_no_kernel_value_exceeds_one_even_where_distances_have_few_digits() -> None:
    for x in np.random.default_rng(7).normal(size=(20, 9, 3)):
        assert -1e-15 < mmd2(x, x, 1e-3) < 1e-7  # its twins make it 0, or are a little apart


def test_the_unbiased_estimate_can_be_negative_and_is_right_on_average() -> None:
    random = np.random.default_rng(4)
    found = [
        mmd2(random.normal(size=(20, 1)), random.normal(size=(15, 1)), 1.0, unbiased=True)
        for _ in range(400)
    ]
    assert min(found) < -0.01
    assert abs(np.mean(found)) < 4 * np.std(found) / math.sqrt(len(found))


def test_mmd_of_points_is_the_note_s_formula() -> None:
    for theta in (0.1, 1.0, 5.0):
        expected = 2 - 2 * math.exp(-(theta**2) / (2 * 0.7**2))
        assert mmd2([[0.0]], [[theta]], 0.7) == pytest.approx(expected, rel=1e-14)
        assert mmd2_naive([[0.0]], [[theta]], 0.7) == pytest.approx(expected, rel=1e-14)


def test_every_parameter_of_mmd_matters() -> None:
    x, y = np.random.default_rng(5).normal(size=(2, 6, 2))
    base = mmd2(x, y, 1.0)
    assert base == mmd2(x, y, 1.0, unbiased=False)
    assert base not in [mmd2(x, y, 1.1), mmd2(x, y, 1.0, unbiased=True), mmd2(x, y + 1, 1.0)]


def test_mmd_takes_twins_whole_numbers_and_no_columns() -> None:
    x = np.array([[0], [255], [255]], dtype=np.uint8)
    assert mmd2(x, x[::-1], 1.0) == 0
    assert mmd2(x[:1], x[1:], 1.0) == 2
    assert mmd2(np.empty((3, 0)), np.empty((2, 0)), 1.0) == 0


@pytest.mark.parametrize("unbiased", [False, True])
@pytest.mark.parametrize(
    ("x", "y", "bandwidth", "message"),
    [
        ([[1.0]] * 2, [[1.0, 2.0]] * 2, 1.0, "y must have 1 columns as x has, not 2"),
        ([1.0], [[1.0]], 1.0, r"x must have shape \(N, D\)"),
        ([[1.0]], [1.0], 1.0, r"y must have shape \(M, D\)"),
        ([[1.0]] * 2, [[math.inf]] * 2, 1.0, r"y\[0, 0\] is not finite"),
        ([[1.0]] * 2, [[1.0]] * 2, 0.0, "bandwidth must be positive"),
        ([[1.0]] * 2, [[1.0]] * 2, math.inf, "bandwidth must be positive and finite"),
        (np.empty((0, 1)), [[1.0]] * 2, 1.0, "x must hold at least [12] points, not 0"),
        ([[1.0]] * 2, np.empty((0, 1)), 1.0, "y must hold at least [12] points, not 0"),
    ],
)
def test_malformed_samples_are_refused(
    x: Any, y: Any, bandwidth: float, message: str, unbiased: bool
) -> None:
    with pytest.raises(ValueError, match=message):
        mmd2(x, y, bandwidth, unbiased=unbiased)


def test_one_point_has_no_unbiased_mean() -> None:
    with pytest.raises(ValueError, match="y must hold at least 2 points, not 1"):
        mmd2([[0.0]] * 2, [[1.0]], 1.0, unbiased=True)


@pytest.mark.parametrize("bandwidth", [1e-3, 1.1e-4, 9e-5, 1e-9, 1e-160, 1e-300, 5e-324])
def test_a_narrow_kernel_sees_each_point_alone(bandwidth: float) -> None:
    # the limit that the cards ask about: 1/N + 1/M, and 0 without the pairs with itself
    random = np.random.default_rng(8)
    x, y = random.normal(size=(70, 3)), random.normal(size=(90, 3))
    assert mmd2(x, y, bandwidth) == pytest.approx(1 / 70 + 1 / 90, rel=1e-12)
    assert mmd2(x, y, bandwidth, unbiased=True) == pytest.approx(0, abs=1e-15)
    assert mmd2([[0.0]] * 2, [[2.0]] * 2, bandwidth) == 2
    digits_left = 1e-15 if bandwidth < 1e-4 else 1e-6
    assert mmd2(x, x[::-1], bandwidth) == pytest.approx(0, abs=digits_left)  # twins still meet


@pytest.mark.parametrize("unbiased", [False, True])
def test_a_narrow_kernel_measures_what_is_near_and_small(unbiased: bool) -> None:
    random = np.random.default_rng(9)
    place = random.integers(0, 3, (40, 1)) * 2.0**20  # three far places; in each a tiny cloud
    x, y = (place + random.integers(0, 5, (40, 2)) / 2**20 for _ in range(2))
    expected = mmd2_naive(x, y, 1e-6, unbiased=unbiased)
    assert mmd2(x, y, 1e-6, unbiased=unbiased) == pytest.approx(expected, rel=1e-12)
    assert abs(expected) > 1e-3


def test_huge_numbers_have_a_discrepancy_too() -> None:
    far = [[-1.7e308], [1.7e308], [1e308]]
    assert mmd2(far, far[::-1], 1.0) == 0
    assert mmd2(far[:1], far[1:], 1.0) == pytest.approx(1 + 1 / 2)
    both_ways = [[1.7e308], [-1.7e308]] * 8  # whose sum is inf − inf
    assert mmd2(both_ways, both_ways[:6], 1.0) == 0


def test_arguments_are_not_changed() -> None:
    random = np.random.default_rng(6)
    p, q = random.dirichlet(np.ones(5), 2)
    x, y = random.normal(size=(2, 5, 3))
    before = [each.copy() for each in (p, q, x, y)]
    kl(p, q), js(p, q), mmd2(x, y, 1.0), mmd2_naive(x, y, 1.0)
    for each, was in zip((p, q, x, y), before, strict=True):
        np.testing.assert_array_equal(each, was)
