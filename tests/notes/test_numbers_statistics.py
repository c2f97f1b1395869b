"""Numbers on regression, PCA and t-SNE in ``notes/statistics.md``, computed anew."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy.sparse.csgraph import connected_components

from figures.data import digits, digits_tsne
from figures.numerics import tsne as tsne_module
from figures.numerics.embeddings import squared_distances, trustworthiness
from figures.numerics.perplexity import conditional_probabilities
from figures.numerics.regression import (
    ols,
    pca,
    pca_naive,
    principal_angle,
    total_least_squares,
)
from figures.numerics.tsne import pca_init, tsne
from tests.notes.formats import default, minus, numeral, power_of_ten
from tests.notes.says import says

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from figures.numerics.checks import Floats


def cloud(covariance: ArrayLike) -> Floats:
    """Points around 0 whose covariance matrix is the given one exactly."""
    root = np.linalg.cholesky(np.asarray(covariance, dtype=np.float64)).T
    both: Floats = np.concatenate([root, -root]) * math.sqrt(len(root))
    return both


def slope(points: Floats) -> float:
    _, (x, y) = total_least_squares(points)
    return float(y / x)


# --- regression and principal components


def test_noise_in_x_flattens_least_squares() -> None:
    noisy = cloud([[4 + 1, 4], [4, 4 + 1]])
    flat, _ = ols(noisy)
    says(
        "max-variance-regression",
        f"OLS 的斜率趋于 $4/(4+1)={flat:.1f}$，TLS 仍是 {slope(noisy):.0f}。",
    )
    says(
        "ols-attenuation",
        "真实关系是 y=x，x 的方差为 4，再给 x 加方差为 1 的噪声",
        f"趋于 $4/(4+1)={flat:.1f}$，",
        f"样本再多也还是 {flat:.1f}。",
        f"则 {flat:.1f} 正是该用的斜率",
    )


def test_two_regression_lines() -> None:
    points = cloud([[1, 0.5], [0.5, 1]])
    forwards, backwards = ols(points)[0], 1 / ols(points[:, ::-1])[0]
    says(
        "two-regression-lines",
        f"相关系数为 {points.T[0] @ points.T[1] / len(points):.1f}，",
        f"前者斜率是 $r={forwards:.1f}$，后者画在同一坐标系里是 $1/r={backwards:.0f}$。",
        f"主成分的斜率是 {slope(points):.0f}，",
        f"高两个标准差，儿子的预测只高{numeral(2 * forwards)}个标准差",
    )


def test_standardised_features_have_one_direction() -> None:
    points = cloud([[1, 0.6], [0.6, 1]])
    found = pca(points)
    angle = math.degrees(principal_angle(points))
    mirrored = math.degrees(principal_angle(points * [1, -1]))
    says(
        "pca-standardized",
        f"总是 {angle:.0f}°（正相关）或 {minus(mirrored, 0)}°（负相关）",
        f"$r=0.6$ 时是 {found.variances[0] / found.variances.sum():.0%}。",
    )
    says("max-variance-regression", f"主方向总是 ±{angle:.0f}°")


def test_without_centring_pca_points_at_the_mean() -> None:
    points = np.array([[9, 11], [10, 10], [11, 9]])
    variance = Fraction(pca(points).variances[0]).limit_denominator(100)
    moments = points.T @ points / len(points)
    values, vectors = np.linalg.eigh(moments)
    uncentred = math.degrees(math.atan(vectors[1, -1] / vectors[0, -1]))
    centred = minus(math.degrees(principal_angle(points)), 0)
    says(
        "pca-centering",
        "三个点 {}、{}、{} 排在".format(*(f"$({x},{y})$" for x, y in points)),
        f"中心化后方向是 {centred}°，方差是 {variance}；",
        f"不中心化得到 {uncentred:+.0f}°，对应的特征值是 {values[-1]:.0f}，",
    )


def test_svd_keeps_small_variances() -> None:
    deviations = np.array([1.0, 1e-9])
    turn = np.array([[0.6, 0.8], [-0.8, 0.6]])
    points = np.concatenate([np.diag(deviations), -np.diag(deviations)]) * math.sqrt(2) @ turn
    small = pca(points).variances[1]
    exponent = round(math.log10(small))
    precision = float(np.finfo(np.float64).eps)
    says(
        "pca-svd",
        f"方差是 1 和 $10^{{{exponent}}}$。",
        f"双精度的相对精度约 ${power_of_ten(precision, 1)}$",
    )
    assert small == pytest.approx(deviations[1] ** 2, rel=1e-4, abs=0)
    assert pca_naive(points).variances[1] != pytest.approx(small, rel=0.5, abs=0)


@pytest.mark.slow
def test_pca_of_few_large_pictures() -> None:
    pixels, pictures = 100 * 100, 100
    found = pca(np.random.default_rng(0).normal(size=(pictures, pixels))).variances
    says(
        "pca-gram",
        f"协方差矩阵是 {pixels}×{pixels}，",
        f"所以最多 {(found > 1e-9 * found[0]).sum()} 个。",
        f"协方差矩阵有 $10^{math.log10(pixels**2):.0f}$ 个数",
        f"双精度要 {pixels**2 * np.dtype(np.float64).itemsize / 1e9:.1f} GB",
        f"内积矩阵只有 $10^{math.log10(pictures**2):.0f}$ 个数",
    )


def test_reconstruction_error_of_pca() -> None:
    found = pca(points := cloud(np.diag([4, 3, 2, 1])))
    kept = found.directions[:2]
    lost = float(np.square(points - points @ kept.T @ kept).sum(axis=1).mean())
    total = float(found.variances.sum())
    says(
        "pca-reconstruction-error",
        f"特征值为 {'、'.join(f'{each:.0f}' for each in found.variances)} 时保留两个",
        f"这里是 2+1={lost:.0f}，总方差是 {total:.0f}，",
        f"是 {1 - lost / total:.0%}，丢了 {lost / total:.0%}。",
    )


def test_classes_that_pca_cannot_tell_apart() -> None:
    centres, within = np.array([[0, 1], [0, -1]]), np.array([100, 0.1])
    across, along = within + centres.var(axis=0)
    says(
        "pca-classification",
        f"总方差横向 {across:.0f}、纵向 {along:.1f}，",
        f"中心相距 {np.ptp(centres[:, 1])}，类内标准差约 {math.sqrt(within[1]):.2f}",
    )


def test_ransac() -> None:
    def draws(points: int) -> float:
        return math.log(1 - 0.99) / math.log(1 - 0.5**points)

    line = 0.5**2
    says(
        "ransac-iterations",
        f"一半的点是离群点，用 RANSAC 拟合直线，要以 {0.99:.0%} 的把握",
        f"{math.ceil(draws(2))} 次。直线每次抽两点，全是内点的概率是 $0.5^2={line}$，",
        f"${1 - line}^N\\le{1 - 0.99:.2f}$",
        rf"\ln{1 - 0.99:.2f}/\ln{1 - line}\approx{draws(2):.2f}$",
        f"单应矩阵抽 4 对点要 {math.ceil(draws(4))} 次",
        f"八点法求基础矩阵要 {math.ceil(draws(8))} 次",
    )


# --- t-SNE


def test_pictures_embedded() -> None:
    for question in ("t-sne", "perplexity-limit"):
        says(question, f"{len(digits.load().pixels)} 张手写数字的嵌入")


def test_pieces_of_a_digit_in_the_embedding() -> None:
    """Groups of at least 20 of the ones that no step shorter than 1/40 of the picture joins."""
    embedded = digits_tsne.load()
    points = embedded.points[embedded.perplexities.tolist().index(30)]
    ones = points[digits.load().labels == 1]
    step = np.ptp(points, axis=0).mean() / 40
    near = np.linalg.norm(ones[:, None] - ones, axis=2) < step
    _, group = connected_components(near)
    pieces = (np.bincount(group) >= 20).sum()
    for question in ("t-sne", "perplexity-limit"):
        says(question, f"30 时大体一个数字一团，但 1 分成{numeral(pieces)}块")


def test_perplexity() -> None:
    def entropy(p: ArrayLike) -> float:
        shares = np.asarray(p)
        return float(-(shares * np.log2(shares)).sum())

    uneven = entropy([1 / 2, 1 / 4, 1 / 4])
    says(
        "perplexity",
        f"8 个等可能的选项是 {2 ** entropy([1 / 8] * 8):.0f}；",
        rf"熵是 {uneven:.1f} 比特，得 $2^{{{uneven:.1f}}}\approx{2**uneven:.2f}$，",
    )


def test_the_largest_perplexity_forgets_distances() -> None:
    p = conditional_probabilities(
        squared_distances(np.random.default_rng(0).normal(size=(5, 2))), 4
    )
    others = p[~np.eye(5, dtype=bool)]
    says(
        "perplexity-limit",
        f"{len(p)} 个点、困惑度 4，",
        f"每个 $p_{{j|i}}$ 都是 {others.mean():.2f}。",
    )
    assert np.ptp(others) < 0.01


def test_how_many_points_are_all_as_far_apart() -> None:
    def most(dimensions: int) -> int:
        """Points of a simplex span one dimension less than there are."""
        spans = {n: np.linalg.matrix_rank(np.eye(n) - 1 / n) for n in range(1, 20)}
        return max(n for n, rank in spans.items() if rank <= dimensions)

    says("tsne-crowding", f"10 维有 {most(10)} 个，平面上只有 {most(2)} 个。")


def test_heavy_tails() -> None:
    similarity = 0.05
    gauss, student = math.sqrt(math.log(1 / similarity)), math.sqrt(1 / similarity - 1)
    ratio = f"{student / gauss:.1f}"
    says("tsne-crowding", f"同样的相似度 {similarity}，t 分布下的距离是高斯的 {ratio} 倍")


def test_forces() -> None:
    d = np.linspace(0, 20, 20_001)
    force = d / (1 + d**2)
    far = force[d == 10].item()
    says(
        "tsne-forces",
        f"在 $d={d[force.argmax()]:.0f}$ 时最大，为 {force.max():.1f}，$d=10$ 时只剩约 {far:.1f}。",
    )


def test_early_exaggeration() -> None:
    factor, steps = default(tsne, "exaggeration"), tsne_module._EXAGGERATED_STEPS
    says("tsne-exaggeration", f"现在的实现常乘 {factor:.0f}、用 {steps} 步")


def test_clusters_become_alike_in_size() -> None:
    random = np.random.default_rng(0)
    narrow, wide = random.normal(size=(2, 60, 10)) * [[[1]], [[10]]]
    wide[:, 0] += 1000
    embedded = tsne(np.concatenate([narrow, wide]), perplexity=20)
    radii = [float(part.std(axis=0).mean()) for part in np.split(embedded, 2)]
    difference = max(radii) / min(radii) - 1
    says("tsne-cluster-size", "两个各 60 点、散布差 10 倍", "图上的半径相差不到一成")
    assert difference < 1 / 10, radii


def test_a_small_start() -> None:
    deviation = pca_init(np.random.default_rng(0).normal(size=(50, 5)))[:, 0].std()
    says("tsne-initialization", f"标准差 $10^{{{math.log10(deviation):.0f}}}$")


def test_what_barnes_hut_saves() -> None:
    n, perplexity = 10**5, 30
    neighbours = 3 * perplexity
    says(
        "tsne-barnes-hut",
        f"$n=10^{math.log10(n):.0f}$、困惑度 {perplexity}。",
        f"精确算法约 ${power_of_ten(n * (n - 1) / 2)}$ 对，",
        f"双精度的 $P$ 要 {n**2 * np.dtype(np.float64).itemsize / 1e9:.0f} GB；",
        f"只留 {neighbours} 个近邻，就是 ${power_of_ten(n * neighbours)}$ 个数",
    )


def test_a_ring_cut_open_is_still_trusted() -> None:
    angle = np.linspace(0, 2 * np.pi, 100, endpoint=False)
    ring, line = np.stack([np.cos(angle), np.sin(angle)], axis=1), angle[:, None]
    trusted, continuous = trustworthiness(ring, line, 5), trustworthiness(line, ring, 5)
    assert trusted > 0.998  # how much more hangs on which of two equally near points comes first
    says("tsne-trustworthiness", "均匀的 100 个点", "$k=5$ 时可信度在 0.998 以上")
    says("tsne-trustworthiness", f"连续性约 {continuous:.2f}，")
