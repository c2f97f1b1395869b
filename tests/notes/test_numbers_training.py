"""Numbers of ``notes/training.md``, computed anew and looked for in its text."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import pytest

from figures.numerics.metric_learning import (
    contrastive_loss,
    is_semi_hard,
    prototype_probabilities,
    triplet_loss,
    triplet_loss_grad,
)
from figures.numerics.networks import numeric_gradient
from figures.numerics.normalisation import batch_norm, batch_norm_eval
from figures.numerics.resampling import k_fold, leave_p_out_count
from figures.numerics.shrinkage import ridge_path, ridge_scaling, soft_threshold
from figures.numerics.training import (
    decayed_step,
    dropout,
    early_stopping,
    flip_horizontally,
    sgd_step,
)
from tests.notes.formats import default, minus, numeral, one_in
from tests.notes.says import says


def standard_error(accuracy: float, samples: int) -> float:
    return math.sqrt(accuracy * (1 - accuracy) / samples)


def best_of_guessers(guessers: int, samples: int) -> float:
    """Mean accuracy of the best of some who guess between two classes."""
    ways = np.array([math.comb(samples, k) / 2**samples for k in range(samples + 1)])
    at_most = np.minimum(np.cumsum(ways), 1)  # the mean is Σ P(best > k)
    return float((1 - at_most[:-1] ** guessers).sum()) / samples


# --- overfitting


def test_standard_error_of_an_accuracy() -> None:
    points = 100 * standard_error(0.9, 1000)
    says("detect-overfitting", rf"$\sqrt{{0.9\times0.1/1000}}\approx{points:.2f}$ 个百分点")
    says("paired-comparison", f"各自的标准误约 {points:.2f} 个百分点")


def test_pictures_for_a_narrow_interval() -> None:
    z = round(NormalDist().inv_cdf(0.975), 2)
    needed = z**2 * 0.9 * 0.1 / 0.01**2
    narrower = z**2 * 0.9 * 0.1 / 0.005**2 / needed
    says(
        "test-set-size",
        f"大约 {round(needed, -2):.0f} 张。",
        rf"让 {z} 倍标准误等于 0.01，得到 $n={z}^2\times{0.9 * 0.1:.2f}/0.01^2\approx{needed:.0f}$。",
        f"再窄一半就要{numeral(narrower)}倍的图",
        f"只有 1000 张时区间是正负 {100 * z * standard_error(0.9, 1000):.2f} 个百分点",
    )


def test_more_confident_and_worse() -> None:
    before, after = (
        -(95 * math.log(right) + 5 * math.log(wrong)) / 100
        for right, wrong in ((0.9, 0.1), (0.99, 0.001))
    )
    says(
        "loss-up-accuracy-flat",
        f"{95 + 5} 个样本对 95 个、错 5 个。",
        f"原来是对的 0.9、错的 0.1，平均 loss {before:.3f}；",
        f"变成 0.99 与 0.001，平均 loss {after:.3f}，准确率始终是 {95 / (95 + 5):.0%}。",
    )


@pytest.mark.parametrize(
    ("won", "lost", "written"),
    [
        (15, 5, "是 15 比 5 时，精确检验的 $p\\approx{:.3f}$"),
        (60, 50, "是 60 比 50 时，$p\\approx{:.2f}$"),
    ],
)
def test_mcnemar(won: int, lost: int, written: str) -> None:
    n = won + lost
    p = 2 * sum(math.comb(n, k) for k in range(lost + 1)) / 2**n
    says("paired-comparison", written.format(p), f"同样差 {won - lost} 张")


def test_train_dev() -> None:
    train, train_dev, validation = 1.0, 1.5, 10.0
    says(
        "train-dev-diagnosis",
        f"训练误差 {train:.0f}%，同分布留出的 train-dev 误差 {train_dev}%，验证误差 {validation:.0f}%，",
        f"只比训练差{ {0.5: '半'}[train_dev - train] }个点",
        f"再多出的 {validation - train_dev} 个点出在分布不同",
    )


def test_early_stopping_is_like_l2() -> None:
    rate, steps = 0.1, 100
    penalty = 1 / (rate * steps)

    def parts(curvature: float) -> tuple[float, float]:
        weight = np.zeros(1)
        for _ in range(steps):
            weight = sgd_step(weight, curvature * (weight - 1), rate)
        return float(weight[0]), float(ridge_scaling(1, penalty / curvature))

    flat, steep = parts(0.01), parts(1)
    says(
        "early-stopping-as-l2",
        rf"取 $\eta={rate}$、$t={steps}$，",
        rf"即 $\lambda={penalty:.1f}$：",
        f"$h=0.01$ 时是 {flat[0]:.3f} 与 {flat[1]:.3f}，",
        f"$h=1$ 时是 {steep[0]:.2f} 与 {steep[1]:.2f}。",
    )


def test_patience_by_hand() -> None:
    losses = [0.80, 0.70, 0.74, 0.72, 0.65, 0.68, 0.69, 0.71]
    (stop2, best2), (stop3, best3) = (early_stopping(losses, patience) for patience in (2, 3))
    assert best2 is not None
    assert best3 is not None
    says(
        "patience-by-hand",
        f"验证 loss 依次是 {'、'.join(f'{loss:.2f}' for loss in losses)}，",
        f"第 {best2 + 2}、{stop2 + 1} 轮都没有低于 {losses[best2]:.2f}，第 {stop2 + 1} 轮停，恢复第 {best2 + 1} 轮（",
        f"所以耐心为 2 时返回 ({stop2}, {best2})。",
        f"撑到第 {best3 + 1} 轮刷新为 {losses[best3]}，",
        f"第 {stop3 + 1} 轮停，恢复第 {best3 + 1} 轮。",
    )


def test_dropout_keeps_the_mean_but_not_the_variance() -> None:
    x = np.random.default_rng(0).choice([-1.0, 1.0], 1_000_000)
    dropped = dropout(x, 0.5, np.random.default_rng(1))
    variance = float(dropped.var())
    after = batch_norm_eval(x[:, None], [1], [0], [0], [variance]).var()
    times = {2.0: "两"}[float(dropped.max())]
    says("dropout-forgotten-scale", f"$p=0.5$ 就是{times}倍")
    says(
        "dropout-before-bn",
        f"训练时方差变成 $1/(1-p)={variance:.0f}$；推理时方差是 {x.var():.0f}，",
        rf"BN 除以 $\sqrt{variance:.0f}$，输出的方差只有 {after:.1f}。",
    )


def test_bias_and_variance_of_a_shrunk_estimate() -> None:
    truth, noise = 1.0, 1.0

    def error(penalty: float) -> tuple[float, float]:
        kept = float(ridge_scaling(1, penalty))
        return ((1 - kept) * truth) ** 2, (kept * noise) ** 2

    bias, variance = error(1)
    says(
        "shrinkage-bias-variance",
        f"偏差的平方是 {bias}，方差也是 {variance}，总误差从 {sum(error(0)):.0f} 降到 {bias + variance}",
    )
    best = noise**2 / truth**2
    assert sum(error(best)) < min(sum(error(best - 0.1)), sum(error(best + 0.1)))


def test_flipped_boxes() -> None:
    width, box = 100, (10, 20, 30, 60)
    _, boxes = flip_horizontally(np.zeros((100, width)), [box])
    x1, y1, x2, y2 = boxes[0]
    says(
        "flip-boxes",
        f"图宽 {width}，框 (x1, y1, x2, y2) = {box} 翻转",
        f"是 $({x1:.0f},{y1:.0f},{x2:.0f},{y2:.0f})$。",
        f"右边 30 成了新的左边 {x1:.0f}，原来的左边 10 成了新的右边 {x2:.0f}",
    )


def test_ensembles() -> None:
    def variance(models: int, correlation: float) -> float:
        covariance = np.where(np.eye(models, dtype=bool), 1, correlation)
        return float(covariance.mean())  # of the mean of the models

    says(
        "ensemble-correlation",
        r"$\rho=0.6$、$M=5$，",
        f"方差降到单模型的 {variance(5, 0.6):.0%}；模型再多也不会低于 {variance(1000, 0.6):.0%}。",
        f"5 个就能降到 {variance(5, 0):.0%}。",
    )


# --- cross-validation


def test_how_often_leave_p_out_trains() -> None:
    says(
        "cross-validation",
        f"$p=2$ 是 {leave_p_out_count(100, 2)} 次，$p=5$ 已是 {leave_p_out_count(100, 5)} 次",
    )


def test_positives_of_each_fold() -> None:
    n, positives, k = 100, 5, 5
    one_each = (n // k) ** k / math.comb(n, positives)
    drawn = [
        [(validation < positives).sum() for _, validation in k_fold(n, k, rng)]
        for rng in map(np.random.default_rng, range(2_000))
    ]
    assert np.mean(np.all(np.equal(drawn, 1), axis=1)) == pytest.approx(one_each, abs=0.02)
    says(
        "stratified-k-fold",
        f"{n} 个样本里有 {positives} 个正样本，随机分 {k} 折，",
        f"概率只有 {one_each:.1%}，其余 {1 - one_each:.0%} 的情况",
    )


def test_samples_that_frames_are_worth() -> None:
    videos, frames, correlation = 20, 50, 0.5
    one = np.where(np.eye(frames, dtype=bool), 1, correlation)
    effective = videos / one.mean()  # one over the variance of the mean, of unit variances
    n = videos * frames
    says(
        "group-effective-size",
        f"{videos} 段视频、每段 {frames} 帧",
        f"约 {effective:.0f} 张",
        rf"即 $1000/{n / effective:.1f}\approx{effective:.1f}$",
        f"{n} 帧的标准误会被低估约 {math.sqrt(n / effective):.0f} 倍",
    )


def test_part_of_the_data_that_a_fold_trains_on() -> None:
    five, ten, all_but_one = (len(k_fold(100, k)[0][0]) for k in (5, 10, 100))
    says(
        "k-fold-pessimism",
        f"每次只用 {five / 100:.0%} 的数据训练",
        f"少用{ {20: '两'}[100 - five] }成",
        f"5 折每次用 {five} 个，10 折用 {ten} 个，留一法用 {all_but_one} 个",
    )


def test_leaving_one_out_of_two_halves() -> None:
    labels = np.repeat([0, 1], 10)
    guesses = [(np.bincount(labels[t]).argmax() == labels[v]).all() for t, v in k_fold(20, 20)]
    says(
        "loo-vs-ten-fold",
        f"留一法给出 {np.mean(guesses):.0%} 的准确率，真实水平却是 {labels.mean():.0%}",
    )


def test_nested_cross_validation() -> None:
    says("nested-cv-meaning", rf"$5\times(3\times20+1)={5 * (3 * 20 + 1)}$ 次")


def test_the_best_of_fifty_guessers() -> None:
    best, better_known = best_of_guessers(50, 100), best_of_guessers(50, 1000)
    deviations = [100 * standard_error(0.5, n) for n in (100, 1000)]
    says("cross-validation", f"最好的那个平均有 {best:.0%} 的准确率")
    says(
        "best-of-fifty",
        f"最好的那个为什么平均有 {best:.0%}？",
        rf"$\sqrt{{{0.5 * 0.5}/100}}$，即 {deviations[0]:.0f} 个百分点",
        f"高约 {100 * (best - 0.5) / deviations[0]:.1f} 个标准差，就到了 {best:.0%}。",
        f"标准差缩到 {deviations[1]:.1f} 个百分点，最好的只有约 {better_known:.1%}。",
    )
    assert 100 * (best - 0.5) / deviations[0] < math.sqrt(2 * math.log(50))


# --- penalties


def test_shrinking_by_hand() -> None:
    weights = [3, -0.5, 1.2]
    lasso = "、".join(minus(abs(w) if w == 0 else w, 1) for w in soft_threshold(weights, 1))
    ridge = ridge_scaling(weights, 1)
    says(
        "shrink-by-hand",
        f"a 依次为 {'、'.join(map(str, weights)).replace('-', '−')}，取 λ=1，",
        f"得到 {lasso.replace('.0', '')}；",
        f"除以 $1+\\lambda={1 + 1}$，得到 {minus(ridge[0], 1)}、{minus(ridge[1], 2)}、{minus(ridge[2], 1)}。",
        f"3 在 L1 下只少 {3 - soft_threshold(3, 1):.0f}，",
    )
    assert ridge[0] == 3 / 2, "在 L2 下少了一半"


def test_subgradients_jump_over_zero() -> None:
    def step(weight: float) -> float:
        return float(sgd_step([weight], [np.sign(weight)], 0.1)[0])

    first = step(0.05)
    says(
        "subgradient-no-zeros",
        f"次梯度步得到 {minus(first, 2)}，再一步又是 {step(first):.2f}；",
        rf"$\eta\lambda={0.1 * 1}$，0.05 一步归{numeral(float(soft_threshold(0.05, 0.1)))}。",
    )


def test_identical_features() -> None:
    even, one = np.array([0.5, 0.5]), np.array([1.0, 0.0])
    column = np.array([-1.0, 0.0, 1.0])
    shared = ridge_path(np.stack([column, column], axis=1), column, [0])[0]
    assert shared == pytest.approx(even)
    says(
        "identical-features",
        f"$({shared[0]:.1f},{shared[1]:.1f})$ 的平方和是 {even @ even}，$(1,0)$ 是 {one @ one:.0f}。",
        f"绝对值之和总是 {np.abs(even).sum():.0f}，",
    )


def test_penalties_depend_on_units() -> None:
    scale = 1000
    says(
        "standardize-before-penalty",
        f"数值放大 {scale} 倍，权重缩小到{one_in(scale)}",
        f"L2 惩罚随之缩小到{one_in(scale**2)}",
        f"L1 的惩罚缩小到{one_in(scale)}",
    )


def test_ridge_is_better_conditioned() -> None:
    values = np.array([100, 0.01])
    plain, ridge = (shifted.max() / shifted.min() for shifted in (values, values + 1))
    says("ridge-unique", f"条件数是 {plain:.0f}，取 $\\lambda=1$ 就降到 {ridge:.0f}。")


def test_adam_weakens_a_penalty() -> None:
    roots = np.array([10.0, 1.0])
    moved = -sgd_step(np.zeros(2), 0.1 * np.ones(2) / roots, 1)
    says(
        "adam-l2-too-weak",
        f"惩罚对更新的贡献就是 {moved[0]:.2f} 和 {moved[1]:.1f}，差{numeral(moved[1] / moved[0])}倍",
    )
    assert np.ptp(decayed_step(np.ones(2), np.zeros(2), 1, 0.1)) == 0, "对所有权重一样"


# --- few samples and fine-tuning


def test_many_classes_are_many_pictures() -> None:
    says("few-samples", f"1000 类、每类 5 张，总数仍有 {1000 * 5}。")


def test_contrastive_loss_by_hand() -> None:
    near, apart, far = contrastive_loss(
        np.zeros((3, 1)), [[0.3], [0.3], [1.2]], [True, False, False], margin=1
    )
    says(
        "contrastive-margin",
        rf"$\frac12\times0.3^2={near:.3f}$",
        rf"$\frac12(1-0.3)^2={apart:.3f}$",
        f"距离 1.2，损失为{numeral(far)}。",
    )


def test_triplets_by_hand() -> None:
    squared = [0.4, 0.6, 0.9]
    anchor, positive = np.zeros((3, 1)), np.full((3, 1), math.sqrt(0.5))
    negative = np.sqrt(squared)[:, None]
    losses = triplet_loss(anchor, positive, negative, 0.2)
    half_hard = np.flatnonzero(is_semi_hard(anchor, positive, negative, 0.2))
    says(
        "triplet-by-hand",
        f"依次得 {losses[0]:.1f}、{losses[1]:.1f}、{losses[2]:.0f}。",
        f"锚点到正样本是 0.5，间隔 α=0.2，负样本到锚点是 {'、'.join(map(str, squared))} 时",
        f"{squared[half_hard.item()]} 的是半困难样本",
        f"{squared[np.flatnonzero(losses == 0).item()]} 是简单样本",
    )


def test_collapsed_triplets_are_stuck() -> None:
    point = np.ones((1, 2))
    assert triplet_loss(point, point, point, 0.7) == 0.7, "损失恰好等于 α"
    slope = triplet_loss_grad([[0.0]], [[0.0]], [[0.25]], 0.7)[0].item() / 0.25
    says("triplet-stuck-at-margin", f"对锚点的梯度是 ${slope:.0f}(n-p)$")
    assert not any(each.any() for each in triplet_loss_grad(point, point, point))


def test_prototypes_are_a_linear_classifier() -> None:
    centres = np.array([[1.0, 2.0], [-0.5, 1.0]])

    def log_odds(feature: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> float:
        first, second = prototype_probabilities([feature], centres)[0]
        return math.log(first / second)

    for feature in ([0.0, 0.0], [0.3, -0.7]):
        ratio = numeric_gradient(log_odds, feature) / (centres[0] - centres[1])
        assert ratio == pytest.approx(ratio[0])
        factor = f"{ratio[0]:.0f}"
        says("prototype-linear", f"权重为 ${factor}c_k$、", rf"剩下 ${factor}c_k^\top f")
    assert log_odds(np.zeros(2)) == pytest.approx(centres[1] @ centres[1] - centres[0] @ centres[0])


def test_prototypes_of_five() -> None:
    means = np.random.default_rng(0).normal(size=(100_000, 5)).mean(axis=1)
    says("prototype-one-shot", f"5 张就降到{numeral(1 / float(means.var()))}分之一")


def test_running_statistics_forget() -> None:
    momentum = default(batch_norm, "momentum")
    old = np.ones(1)
    left = [float(old[0])]
    for _ in range(50):
        _, old, _ = batch_norm([[1.0], [-1.0]], [1], [0], old, [1])
        left.append(float(old[0]))
    says(
        "frozen-bn-statistics",
        f"旧的乘 {1 - momentum} 加上本批的乘 {momentum}",
        rf"${1 - momentum}^{{50}}\approx{100 * left[50]:.1f}\%$",
        f"只要 10 步，旧值就只剩 {left[10]:.0%}。",
        f"{momentum} 是 PyTorch 的默认动量",
    )
