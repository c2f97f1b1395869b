"""Numbers in the notes on sampling, NMS, Soft-NMS and CRFs, computed anew."""

from __future__ import annotations

import math

import numpy as np
import pytest

from figures.numerics.activations import sigmoid
from figures.numerics.boxes import iou
from figures.numerics.crf import dense_crf
from figures.numerics.losses import binary_cross_entropy
from figures.numerics.sampling import effective_number_weights, loss_mass, loss_share, ohem
from figures.numerics.soft_nms import score_decay, soft_nms
from figures.plots import iou as iou_figure
from figures.plots import loss_mass as loss_mass_figure
from figures.plots import plus_one
from tests.figures.crowds import CROWD, CROWD_SCORES, UNIT
from tests.notes.formats import default, minus, numeral
from tests.notes.says import says

PRIOR = 0.01  # of the foreground, in RetinaNet
BIAS = -math.log((1 - PRIOR) / PRIOR)


# Imbalance


def test_losses_of_easy_and_hard_examples() -> None:
    p_t, counts = loss_mass_figure.P_T, loss_mass_figure.COUNTS
    easy, hard = loss_mass(p_t, [1, 1])
    says(
        "class-imbalance", f"$p_t={p_t[0]}$，交叉熵各 {easy:.3f}", f"另有 {counts[1]} 个难的正样本"
    )
    says("class-imbalance", f"$p_t={p_t[1]}$，各 {hard:.3f}")
    before, after = loss_mass(p_t, counts), loss_mass(p_t, counts, 2)
    says("class-imbalance", f"总损失是 {before[0]:.0f} 与 {before[1]:.0f}")
    says("class-imbalance", f"之后变成 {after[0]:.0f} 与 {after[1]:.0f}")
    share, left = (loss_share(p_t, counts, gamma)[0] for gamma in (0, 2))
    says(
        "class-imbalance", f"负样本占去 {share:.0%}", f"占交叉熵的 {share:.0%}", f"只剩 {left:.0%}"
    )


def test_overlap_that_ohem_allows() -> None:
    says("ohem-nms", f"论文用 IoU {default(ohem, 'iou_threshold')}")


def test_hard_negatives_of_a_random_sample() -> None:
    expected = 256 * 100 / 100_000
    says("random-sampling-single-stage", rf"$256\times100/100000={expected:g}$")
    says("random-sampling-single-stage", f"约{numeral(1 / expected)}次迭代才见到一个")


def test_bias_of_the_prior() -> None:
    said = minus(BIAS, 1)
    says("class-imbalance", rf"$\pi={PRIOR}$ 时约 {said}")
    says(
        "prior-bias-init", f"初始化成约 {said}", f"取 {said} 使前景概率从 {sigmoid(BIAS):.2f} 起步"
    )
    says("prior-bias-formula", f"{{{{c2::{sigmoid(BIAS):g}}}}}", f"约为{{{{c2::{said}}}}}")


def test_first_loss_with_and_without_the_bias() -> None:
    one, prior = binary_cross_entropy([0, BIAS], [0, 0])
    says("prior-bias-init", f"都以 {sigmoid(0):g} 的概率预测为前景", f"都是 {one:.3f}，")
    says("prior-bias-init", f"从 {100_000 * one:.0f} 降到 {100_000 * prior:.0f}")


def test_probability_after_sampling_negatives() -> None:
    kept = 0.01
    true = 0.5 * kept / (0.5 * kept + 0.5)
    says("sampling-calibration", f"约 {true:.0%}。只留 {kept:.0%} 的负样本", f"$r={kept}$")
    says("sampling-calibration", f"放大 {1 / kept:g} 倍", rf"\approx{true:.4f}$")
    says("sampling-calibration", rf"$\log r\approx{math.log(kept):.1f}$")
    assert sigmoid(math.log(kept)) == pytest.approx(true)


def test_accuracy_of_finding_nothing() -> None:
    says("imbalance-accuracy", f"准确率是 {1 - 100 / 100_000:.1%}")


def test_effective_numbers() -> None:
    beta = 0.999
    rare, common, all_there_are = effective_number_weights([100, 1000, 10**9], beta)
    says(
        "effective-number-ratio",
        f"β={beta}，",
        f"约 {rare / common:.1f} 倍",
        f"频率的 {1000 / 100:g} 倍",
    )
    says("effective-number-ratio", f"约顶 {1 / rare:.0f} 张，1000 张只顶 {1 / common:.0f} 张")
    says("effective-number-ratio", rf"$1/(1-\beta)={1 / all_there_are:.0f}$")


# IoU and NMS


def test_pair_in_the_middle_of_the_figure() -> None:
    data = iou_figure.compute()
    area = data.intersection[1] / (data.first[1, 2] * data.first[1, 3])
    says(
        "iou-ten-percent",
        f"中间一对各有{numeral(10 * area)}成面积重叠，IoU 却只有 {data.iou[1]:.2f}",
    )
    says("iou-ten-percent", f"不相交的一对是 {data.iou[2]:g}")


def test_iou_of_a_small_shift() -> None:
    overlap = iou(UNIT, [[0.1, 0.1, 1.1, 1.1]]).item()
    common = 0.9 * 0.9
    says("iou-ten-percent", rf"$0.9\times0.9={common:g}$", f"并是 $2-{common:g}={2 - common:g}$")
    says("iou-ten-percent", f"约 {overlap:.2f}。", f"相除得 {overlap:.3f}")


def test_shift_that_a_strict_iou_allows() -> None:
    shift = 1 - math.sqrt(2 * 0.95 / (1 + 0.95))
    assert iou(UNIT, np.add(UNIT, shift)).item() == pytest.approx(0.95)
    says("iou-ten-percent", f"边长的约 {shift:.1%}", f"16 像素的物体只能偏 {16 * shift:.1f} 像素")


def test_plus_one() -> None:
    data = plus_one.compute()
    says("nms", f"却会算出 {data.wrong:.3f} 的 IoU", f"IoU 从 {data.right:g} 变成 {data.wrong:.3f}")


def test_comparisons_at_worst() -> None:
    count = 10_000
    worst = count * (count - 1) // 2
    says("nms-worst-case", f"$n={count}$ 时恰是 {worst} 次", f"约{numeral(worst / 1e7)}千万次")


def test_offset_by_class() -> None:
    first, second = [[0, 0, 100, 100]], np.array([[-90, -90, 10, 10]])
    offset = 100 + 1
    before, after = iou(first, second).item(), iou(first, second + offset).item()
    says("nms-class-offset", f"IoU 只有 {before:.3f}，取 $d={offset}$ 后变成 {after:.3f}")
    says("nms-class-offset", f"在 4 万附近的间隔是 {np.spacing(np.float16(40_000)):g} 像素")


def test_shift_of_two_in_a_crowd() -> None:
    width = 60
    low, high = (width * (1 - t) / (1 + t) for t in (0.5, 0.7))
    for shift, threshold in ((low, 0.5), (high, 0.7)):
        pair = np.array([[0, 0, width, 100], [shift, 0, width + shift, 100]])
        assert iou(pair[:1], pair[1:]).item() == pytest.approx(threshold)
    says(
        "nms-crowd-shift",
        f"{low:g} 像素，即宽度的{numeral(width / low)}分之一",
        f"$d<w/{width / low:g}$",
    )
    says("nms-crowd-shift", f"提到 0.7，要错开的距离降到 {high:.1f} 像素")


# Soft-NMS


def test_a_crowd_by_hand() -> None:
    _, scores = soft_nms(CROWD, CROWD_SCORES)
    overlaps = iou(CROWD[:1], CROWD[1:4])[0]
    says(
        "soft-nms",
        "依次得分 {}、{}、{}、{}，".format(*CROWD_SCORES),
        f"另有一个远处的 1×1 小框，{CROWD_SCORES[4]} 分",
    )
    says("soft-nms", f"IoU 是 {'、'.join(f'{overlap:.3f}' for overlap in overlaps)}；")
    said = [f"{score:.5f}".rstrip("0") for score in scores]
    says("soft-nms", f"按选出的顺序得分是 {'、'.join(said)}：")
    says("soft-nms", rf"$0.8\,e^{{-{overlaps[0]:.3f}^2/0.5}}\approx{scores[2]:.3f}$")
    says(
        "soft-nms-stale-order",
        f"从 {CROWD_SCORES[1]} 降到 {scores[2]:.1f} 的框",
        f"{scores[1]} 分的框前面",
    )


def test_defaults_of_soft_nms() -> None:
    sigma, threshold = default(soft_nms, "sigma"), default(soft_nms, "iou_threshold")
    says("soft-nms", f"论文取 {sigma}。", f"（高斯，$\\sigma={sigma}$", f"在阈值 {threshold} 处")
    says("soft-nms", f"（如 {default(soft_nms, 'score_threshold')}）")
    says("soft-nms-by-hand", f"阈值 {threshold}，σ={sigma}）")
    says("soft-nms-sigma", rf"论文取 $\sigma={sigma}$")
    says("soft-nms-score-threshold", f"要取 {default(soft_nms, 'score_threshold')} 之类")


def test_two_pedestrians_by_hand() -> None:
    hard, linear, gaussian = (
        0.8 * score_decay(0.6, method).item() for method in ("hard", "linear", "gaussian")
    )
    says("soft-nms-by-hand", f"NMS 是 {hard:g}，", rf"$0.8\times(1-0.6)={linear:g}$")
    says("soft-nms-by-hand", rf"$0.8\,e^{{-0.6^2/0.5}}\approx{gaussian:.3f}$")


def test_meaning_of_sigma() -> None:
    sigma = 0.5
    half = math.sqrt(sigma * math.log(2))
    assert score_decay(half, sigma=sigma) == pytest.approx(0.5)
    says("soft-nms-sigma", rf"$1/e\approx{score_decay(math.sqrt(sigma), sigma=sigma):.2f}$")
    says("soft-nms-sigma", f"IoU 约 {half:.2f} 处得分减半")
    right, wrong = score_decay(0.6, sigma=sigma), score_decay(0.6, sigma=sigma**2)
    says("soft-nms-sigma", f"IoU 0.6 处的权重会从 {right:.3f} 变成 {wrong:.3f}")


def test_overlap_that_falls_below_a_threshold() -> None:
    overlap = math.sqrt(-0.5 * math.log(0.5 / 0.8))
    assert 0.8 * score_decay(overlap) == pytest.approx(0.5)
    says("soft-nms-score-threshold", f"0.8 分的框只要 IoU 超过约 {overlap:.2f} 就跌破 0.5")


# Fully connected CRF


def test_iterations_of_mean_field() -> None:
    says("dense-crf", f"DeepLab 用 {default(dense_crf, 'iterations')} 次迭代")


def test_pixels_after_upsampling() -> None:
    says("crf-upsample-first", "一格混了 8×8 个像素", f"要处理 {8 * 8} 倍的像素")


def test_far_and_alike_against_near_and_unlike() -> None:
    alpha, beta = default(dense_crf, "sigma_alpha"), default(dense_crf, "sigma_beta")
    says("crf-bilateral-by-hand", f"σ_α={alpha:g} 像素，σ_β={beta:g} 灰度级")
    far, unlike = (math.exp(-(d**2) / (2 * width**2)) for d, width in ((50, alpha), (30, beta)))
    says("crf-bilateral-by-hand", rf"$e^{{-50^2/(2\cdot50^2)}}\approx{far:.2f}$")
    says("crf-bilateral-by-hand", rf"$e^{{-30^2/(2\cdot10^2)}}\approx{unlike:.3f}$")


@pytest.mark.slow
def test_the_whole_model_listens_to_the_neighbour_all_the_same() -> None:
    image = np.full((41, 121, 1), 100.0)
    image[:, 61:] += 30
    unary = np.zeros((41, 121, 2))

    def push(x: int) -> float:
        """What one step moves pixel (20, 60) when pixel (20, x) is sure of its label."""
        sure = unary.copy()
        sure[20, x] = -np.log([0.9, 0.1])
        moved: float = dense_crf(sure, image, 1)[20, 60, 0] - 0.5
        return moved

    says("crf-bilateral-by-hand", f"同色点的约 {push(61) / push(10):.0f} 倍")


def test_pairs_of_pixels() -> None:
    pixels = 500 * 375
    pairs = math.comb(pixels, 2)
    says(
        "crf-linear-time", f"{pixels} 个像素，约 {pairs / 1e8:.0f} 亿对", f"{numeral(2 + 3)}维空间"
    )


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [(62.25, 67.64, "加 CRF 提高 {:.2f} 个点"), (76.35, 77.69, "只提高 {:.2f} 个点")],
)
def test_gains_are_what_the_scores_differ_by(before: float, after: float, said: str) -> None:
    says("crf-shrinking-gain", f"从 {before} 到 {after}", said.format(after - before))
