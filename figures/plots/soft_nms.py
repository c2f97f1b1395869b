"""How Soft-NMS lowers scores: the weight by IoU, and what becomes of five boxes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.soft_nms import Method, score_decay, soft_nms
from figures.slider import Slider
from figures.style import Role, add_panel, label_end, mark, new_figure, plot, style_axes, write

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "上图：得分的权重随 IoU 变化，hard 过了阈值就是 0，linear 从阈值起按 1 − IoU 下降，"
    "gaussian 一路平滑下降，σ 越大降得越慢。"
    "下图：五个框在三种方法下最后的得分，hard 把重叠的框清零，"
    "另两种只是降低。"
)
CAPTION = "hard 把重叠的框一刀切掉，linear 和 gaussian 只降低得分，挨得近的真物体还有机会留下。"

SLIDER = Slider(label="σ", values=(0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1.0, 1.5, 2.0), start=2)

METHODS: tuple[Method, ...] = ("hard", "linear", "gaussian")
_ROLES: tuple[Role, ...] = ("b", "c", "a")
_IOU_THRESHOLD = 0.3
_MARKED = (10, 61, 81)  # samples that bear a marker
BOXES = (
    (200, 200, 400, 400),
    (220, 220, 420, 420),
    (240, 200, 440, 400),
    (200, 240, 400, 440),
    (1, 1, 2, 2),
)
_SCORES = (0.9, 0.8, 0.7, 0.6, 0.5)


@dataclass(frozen=True, slots=True)
class Data:
    """One row a method of ``METHODS``: weights by ``overlap``, and final scores by box."""

    sigma: float
    overlap: NDArray[np.float64]
    weights: NDArray[np.float64]
    scores: NDArray[np.float64]
    final: NDArray[np.float64]


def compute(value: float = SLIDER.default) -> Data:
    """Four boxes of one crowd and one far off, with threshold 0.3 and this σ."""
    just_above = np.nextafter(_IOU_THRESHOLD, 1)
    overlap = np.insert(np.linspace(0, 1, 101), 31, just_above)
    return Data(
        sigma=value,
        overlap=overlap,
        weights=np.stack(
            [score_decay(overlap, method, _IOU_THRESHOLD, value) for method in METHODS]
        ),
        scores=np.array(_SCORES),
        final=np.stack([_final_scores(method, value) for method in METHODS]),
    )


def draw(data: Data) -> Figure:
    """The weights above; below, each box with the score it had and the three it ends with."""
    figure = new_figure(height=492)
    weight = add_panel(figure, left=36, top=34, width=300, height=150)
    score = add_panel(figure, left=36, top=254, width=300, height=200)
    rows = np.arange(len(data.scores))
    style_axes(
        weight,
        title="得分的权重",
        x_label="与更高分框的 IoU",
        x_ticks=[0, _IOU_THRESHOLD, 0.5, 1],
        y_ticks=[0, 0.5, 1],
    )
    style_axes(
        score,
        title="五个框处理前后的得分",
        x_label="",
        x_ticks=[0, 0.5, 1],
        y_ticks=rows.tolist(),
        y_names=["A", "B", "C", "D", "E"],
    )
    mark(score, data.scores, rows, "ink", size=18)
    for i, role in enumerate(_ROLES):
        plot(weight, data.overlap, data.weights[i], role, markers=_MARKED)
        mark(score, data.final[i], rows + 0.22 * (i - 1), role)
    write(weight, 0.36, 0.12, "hard", "b")
    write(weight, 0.36, 0.4, "linear", "c")
    label_end(weight, data.overlap, data.weights[-1], "gaussian", "a")
    label_end(weight, data.overlap, data.weights[-1], f"σ = {data.sigma:g}", "a", rise=17)
    write(score, data.scores[1], rows[1], "处理前", "ink", offset=(7, 10))
    weight.set_xlim(0, 1)
    weight.set_ylim(-0.04, 1.05)
    score.set_xlim(0, 1)
    score.set_ylim(len(rows) - 0.5, -0.5)
    return figure


def _final_scores(method: Method, sigma: float) -> NDArray[np.float64]:
    """Scores in the order of the boxes; 0 for those that are gone."""
    keep, kept_scores = soft_nms(BOXES, _SCORES, method, _IOU_THRESHOLD, sigma)
    final = np.zeros(len(_SCORES))
    final[keep] = kept_scores
    return final
