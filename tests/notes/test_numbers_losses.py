"""Numbers in the notes on losses, computed anew: cross-entropy, focal, multi-label, margins."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest

from figures.numerics.activations import sigmoid
from figures.numerics.losses import (
    binary_cross_entropy,
    binary_cross_entropy_grad,
    cross_entropy,
    cross_entropy_grad,
    focal_loss,
    softmax,
)
from figures.numerics.margins import MARGINS, SCALES, target_logit
from figures.numerics.multilabel import asymmetric_loss, asymmetric_loss_grad, multilabel_bce
from figures.numerics.sampling import focal_weight
from figures.plots import easy_negatives
from tests.notes.formats import default, minus, numeral, one_in
from tests.notes.says import says

P = np.linspace(0, 1, 100_001)[1:-1]


def logit(p: float) -> float:
    return math.log(p / (1 - p))


# Cross-entropy


def test_gradients_of_a_positive_that_is_missed() -> None:
    p = sigmoid(-5).item()
    of_entropy = binary_cross_entropy_grad(-5, 1).item()
    of_square = (p - 1) * p * (1 - p)
    says("cross-entropy", rf"$p\approx{p:.4f}$", f"交叉熵的梯度是 {minus(of_entropy, 3)}")
    says("cross-entropy", f"均方误差只有 {minus(of_square, 4)}，小 {of_entropy / of_square:.0f} 倍")


@pytest.mark.parametrize(
    ("question", "classes", "said"),
    [
        ("cross-entropy", 10, "（10 类是 {}"),
        ("cross-entropy", 1000, "1000 类是 {}）"),
        ("ce-initial-loss", 1000, r"$\log1000\approx{}$"),
        ("ce-initial-loss-labels", 10, "10 类的交叉熵恰好是 {}"),
        ("ce-initial-loss-labels", 10, r"$\log10\approx{}$"),
        ("double-softmax", 1000, "均匀时的 {} 小一点"),
    ],
)
def test_loss_of_a_uniform_guess(question: str, classes: int, said: str) -> None:
    says(question, said.format(f"{cross_entropy(np.zeros((1, classes)), [0])[0]:.3f}"))


def test_extreme_logits() -> None:
    far = 800
    assert np.isfinite(binary_cross_entropy([far, -far], [0, 1])).all()
    for question in ("cross-entropy", "bce-logits-formula"):
        says(question, rf"$z=\pm{far}$ 也不会溢出")


def test_three_logits_by_hand() -> None:
    p = softmax([2, 1, 0])
    loss, gradient = cross_entropy([[2, 1, 0]], [0])[0], cross_entropy_grad([[2, 1, 0]], [0])[0]
    says("softmax-ce-formula", f"概率约为 {'、'.join(f'{each:.3f}' for each in p)}，")
    said = "、".join(minus(each, 3) for each in gradient)
    says("softmax-ce-formula", f"损失是 {loss:.3f}，梯度是 {said}。")


def test_largest_exponents() -> None:
    single, half = (math.log(np.finfo(kind).max) for kind in (np.float32, np.float16))
    says("softmax-overflow", f"$z>{single:.1f}$ 时就是无穷", f"$z>{half:.1f}$ 就溢出")


def test_log_sum_exp() -> None:
    near, far = (cross_entropy([z], [0])[0] + z[0] for z in ([2, 1, 0], [10, 0, 0]))
    says("log-sum-exp", f"2、1、0 时它是 {near:.3f}，为 10、0、0 时是 {far:.5f}")


def test_largest_gradient_of_the_square() -> None:
    most = P[(P * (1 - P) ** 2).argmax()]
    p = Fraction(most).limit_denominator(10)
    assert float(p) == pytest.approx(most, abs=1e-5)
    largest = p * (1 - p) ** 2
    says("mse-largest-gradient", f"在 $p={p}$ 处最大", rf"${largest}\approx{float(largest):.3f}$")


def test_probability_behind_a_loss_of_30() -> None:
    says("ce-initial-loss", f"小{numeral(math.log10(1 / 1000 / math.exp(-30)))}个数量级")


def test_softmax_of_a_softmax() -> None:
    ten, thousand = (cross_entropy(np.eye(1, k), [0])[0] for k in (10, 1000))
    says("double-softmax", rf"$\log(1+9/e)\approx{ten:.3f}$", f"下限是 {thousand:.3f}")
    z = np.array([[-5.0, 0, 0]])
    p = softmax(z)
    right, outer = cross_entropy_grad(z, [0])[0], cross_entropy_grad(p, [0])[0]
    wrong = p[0] * (outer - p[0] @ outer)
    says("double-softmax", f"本应是 {minus(right[0], 3)}", f"只剩 {minus(wrong[0], 4)}")
    says("double-softmax", f"小了约 {round(right[0] / wrong[0], -1):.0f} 倍")


def test_weights_of_two_outputs() -> None:
    squares = 2 * Fraction(1, 2) ** 2
    said = rf"\frac{squares.numerator}{squares.denominator}"
    says("sigmoid-or-softmax", rf"平方和是 ${said}\lVert w\rVert^2$")


def test_label_smoothing() -> None:
    epsilon = 0.1
    ten, thousand = (epsilon / k for k in (10, 1000))
    true, rare = 1 - epsilon + ten, 1 - epsilon + thousand
    gap, wide = math.log(true / ten), math.log(rare / thousand)
    says("label-smoothing-gap", f"约 {gap:.2f}。", f"真实类 {true:g}、其余各 {ten:g}")
    says("label-smoothing-gap", rf"$\log({true:g}/{ten:g})$")
    says("label-smoothing-gap", rf"$\log({rare:g}/{thousand:g})\approx{wide:.2f}$")


def test_temperatures() -> None:
    plain, soft, sharp = (softmax(np.array([2, 1, 0]) / t).max() for t in (1, 4, 0.25))
    says("temperature-scaling", f"最大的概率是 {plain:.3f}；$T=4$ 时变软，为 {soft:.3f}")
    says("temperature-scaling", f"$T=0.25$ 时变尖，为 {sharp:.3f}")


# Focal loss


def test_defaults_of_focal_loss() -> None:
    gamma, alpha = default(focal_loss, "gamma"), default(focal_loss, "alpha")
    says(
        "focal-loss",
        f"常取 γ={gamma:g}、α={alpha}",
        rf"$\alpha={alpha}$ 只是与 $\gamma={gamma:g}$ 配套",
    )


def test_cross_entropy_of_an_easy_example() -> None:
    says("focal-loss", f"$p_t=0.9$ 时仍有 {binary_cross_entropy(logit(0.9), 1):.3f} 的损失")


def test_focal_weights() -> None:
    easy, easier, hard = (1 / focal_weight(p, 2).item() for p in (0.9, 0.968, 0.5))
    says(
        "focal-loss",
        rf"$p_t=0.9$ 的损失缩小 {easy:.0f} 倍，$p_t\approx0.968$ 缩小约 {round(easier, -2):.0f} 倍",
    )
    says("focal-loss", rf"$p_t\le0.5$ 的样本至多缩小 {hard:.0f} 倍")
    left, least = one_in(round(easy)), one_in(int(round(easier, -2)))
    says("focal-loss", f"0.9 处剩{left}，0.968 处约剩{least}")
    half = focal_weight(0.5, 5).item()
    says("focal-gamma-large", f"只剩约 {half:.0%} 的权重", rf"$(1-0.5)^5\approx{half:.3f}$")
    says("focal-gamma-large", rf"$\gamma=2$ 时是 {focal_weight(0.5, 2).item():g}")


def test_shares_in_the_figure_of_easy_negatives() -> None:
    data = easy_negatives.compute()
    easy = data.shares[0]
    says("focal-loss", f"简单负样本从{numeral(10 * easy[0] // 1)}成多跌到接近零")
    assert easy[-1] < 0.01
    hardest = np.interp(0.01, data.fraction, data.carried[easy_negatives.GAMMAS.index(2)])
    assert 0.5 < hardest < 1
    says("focal-loss", "最难的 1% 负样本在 γ = 2 时占去大半损失")


def test_gradients_of_focal_loss_may_exceed_those_of_cross_entropy() -> None:
    focal, entropy = focal_loss([logit(0.05) - 1e-6, logit(0.05) + 1e-6], [1, 1], 2, None), 1 - 0.05
    says("focal-loss", "很难的样本对 logit 的梯度会略大于交叉熵")
    assert 1 < (focal[0] - focal[1]) / 2e-6 / entropy < 1.3


def test_probability_of_the_prior() -> None:
    says("focal-loss", rf"$-\log\frac{{1-\pi}}{{\pi}}$，$\pi={sigmoid(-math.log(99)):g}$")


def test_a_wrong_label_against_an_easy_example() -> None:
    entropy, focal = (
        np.divide(*focal_loss([logit(0.01), logit(0.9)], [1, 1], gamma, None)) for gamma in (0, 2)
    )
    says("focal-label-noise", rf"交叉熵之比约 {entropy:.0f}，$\gamma=2$ 时约 {focal:.0f}")


def test_focal_loss_is_not_proper() -> None:
    z = np.log(P / (1 - P))
    if_positive, if_negative = (focal_loss(z, np.full_like(z, y), 2, None) for y in (1, 0))
    best = P[(0.9 * if_positive + 0.1 * if_negative).argmin()]
    says(
        "focal-calibration",
        rf"真实概率是 0.9，$\gamma=2$ 的二分类 focal loss 在约 {best:.2f} 处最小",
    )


# Several labels


def test_two_labels_share_a_softmax() -> None:
    says("multi-label-loss", f"最多给两者各 {softmax([99, 99, 0])[0]:g}")


def test_negatives_of_an_image() -> None:
    says("multi-label-loss", f"80 类、平均每张图 3 个标签，负的就有 {80 - 3} 个")


def test_weight_of_rare_positives() -> None:
    weight, rare = 99, 0.01
    z = math.log(weight) + logit(rare)
    says("pos-weight", f"取 {(1 - rare) / rare:.0f}，", rf"$\log99\approx{math.log(weight):.2f}$")
    says("pos-weight", f"真实概率 {rare} 的图，最优输出变成 {sigmoid(z):g}，")
    targets = np.repeat([[1.0], [0.0]], (1, 99), axis=0)
    means = [
        multilabel_bce(np.full((100, 1), at), targets, [weight]).mean()
        for at in (z - 0.1, z, z + 0.1)
    ]
    assert min(means) == means[1]


def test_loss_of_not_looking() -> None:
    share = 3 / 80
    targets = np.zeros((1, 80))
    targets[0, :3] = 1
    start, blind = (multilabel_bce(np.full((1, 80), z), targets)[0] for z in (0, logit(share)))
    says("multi-label-baseline", f"从 {start:.3f} 降到 {blind:.2f}，", f"起点 {start:.3f} 是")
    says("multi-label-baseline", f"概率从 {sigmoid(0):g} 开始")
    says("multi-label-baseline", f"$3/80={share:g}$", f"平均 loss 就是 {blind:.3f}")
    says("multi-label-baseline", rf"$\log({share:g}/{1 - share:g})\approx{logit(share):.2f}$")


def test_defaults_of_the_asymmetric_loss() -> None:
    gammas = default(asymmetric_loss, "gamma_pos"), default(asymmetric_loss, "gamma_neg")
    shift = default(asymmetric_loss, "shift")
    says(
        "multi-label-loss", f"常取 {gammas[0]:g} 或 1 与 {gammas[1]:g}；", f"概率平移，如 {shift}。"
    )
    says("asl-missing-labels", rf"$\gamma_-={gammas[1]:g}$、$m={shift}$")


def test_a_label_that_is_missing() -> None:
    z = logit(0.99)
    entropy = binary_cross_entropy_grad(z, 0)
    shifted, plain = asymmetric_loss_grad(z, 0), asymmetric_loss_grad(z, 0, shift=0)
    says("asl-missing-labels", f"的梯度是 {entropy:.2f}，", f"只有约 {shifted:.2f}。")
    says("asl-missing-labels", f"不平移（$m=0$）时梯度是 {plain:.2f}，")
    most = P[asymmetric_loss_grad(np.log(P / (1 - P)), np.zeros_like(P)).argmax()]
    says("asl-missing-labels", rf"在 $p\approx{most:.1f}$ 处最大")
    cap = asymmetric_loss(40, 0, gamma_neg=0).item()
    says("asl-missing-labels", rf"封顶在 $-\log0.05\approx{cap:.1f}$ 以内")


def test_threshold_of_the_best_f1() -> None:
    says("f1-threshold", f"最好只能做到 0.6，阈值就是 {0.6 / 2:g}")


# Margins


def test_defaults_of_arcface() -> None:
    margin, scale = MARGINS["arcface"], SCALES["arcface"]
    says("arcface", f"论文取 $s={scale:g}$，$m={margin}$（约 {math.degrees(margin):.1f}°）")
    says("arcface", rf"$\theta_1+m=\theta_2$ | {margin} |")
    says("arcface-no-margin", f"尺度 s={scale:g}）")


def test_softmax_that_is_not_scaled() -> None:
    p = softmax([1, *[-1] * 9999])[0]
    says("arcface", rf"$1/(1+9999\,e^{{-2}})\approx{p:.5f}$")


def test_lead_without_a_margin() -> None:
    lead = 64 * 0.1
    loss = cross_entropy([[lead, 0]], [0])[0]
    says("arcface-no-margin", f"logit 就差 {lead:g}，损失只剩 {loss:.4f}")
    says("arcface-no-margin", rf"$\log(1+e^{{-{lead:g}}})\approx{loss:.4f}$")


@pytest.mark.parametrize(
    ("degrees", "said"), [(10, "夹角 10° 时它比 ArcFace 罚得重"), (60, "60° 时 ArcFace 罚得重")]
)
def test_which_margin_costs_more(degrees: int, said: str) -> None:
    theta = math.radians(degrees)
    cosface, arcface = target_logit(theta, "cosface", 0.35), target_logit(theta, "arcface", 0.5)
    assert (cosface < arcface) == ("它比" in said)
    says("arcface", said)


def test_step_where_arcface_would_turn() -> None:
    turn = math.pi - 0.5
    left, right, end = target_logit([turn, np.nextafter(turn, 4), math.pi], "arcface", 0.5)
    says("arcface-past-pi", f"$m=0.5$ 时分界在 {math.degrees(turn):.1f}°")
    says("arcface-past-pi", f"左边的值是 {minus(left, 0)}，右边是 {minus(right, 3)}")
    says("arcface-past-pi", f"到 180° 是 {minus(end, 3)}")


def test_memory_of_a_million_identities() -> None:
    weights, logits = 10**6 * 512 * 4 / 1e9, 512 * 10**6 * 4 / 1e9
    says("arcface-memory", f"约 {weights:.2f} GB，连同梯度和动量约 {3 * weights:.1f} GB")
    says("arcface-memory", f"logit 矩阵又是 {logits:.2f} GB")


def test_where_a_single_precision_sigmoid_is_one() -> None:
    def saturates(z: int) -> bool:
        return bool(np.float32(1) / (np.float32(1) + np.exp(np.float32(-z))) == 1)

    first = next(z for z in range(100) if saturates(z))
    says("focal-by-hand", f"logit 大于约 {first} 时就等于 1")


def test_the_stable_form_of_log_p_t() -> None:
    says("focal-by-hand", r"$\log p_t=-\max(-yz,0)-\log(1+e^{-|z|})$")
    z = np.array([-800.0, -3.0, 0.0, 0.7, 800.0])
    for y in (-1, 1):
        stable = -np.maximum(-y * z, 0) - np.log1p(np.exp(-np.abs(z)))
        np.testing.assert_allclose(stable, -np.logaddexp(0, -y * z), rtol=1e-14)
