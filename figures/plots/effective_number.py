"""Class weights by the effective number of samples, for several β."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.sampling import effective_number_weights
from figures.style import Role, add_panel, label_end, new_figure, plot, style_axes

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "双对数坐标，横轴是一类的样本数，纵轴是它的权重。点线是 1/n，一直下降；"
    "β 从 0.9 到 0.9999 的四条曲线先贴着 1/n，到 n 约为 1/(1 − β) 时依次转平，停在 1 − β。"
)
CAPTION = "样本少时权重按 1/n 下降，样本多于 1/(1 − β) 后不再下降：β 定的是从哪里起再多也算重复。"

BETAS = (0.9, 0.99, 0.999, 0.9999)
_ROLES: tuple[Role, ...] = ("d", "c", "b", "a")


@dataclass(frozen=True, slots=True)
class Data:
    """Weights by the size of a class: one row a β, and 1/n."""

    counts: NDArray[np.float64]
    weights: NDArray[np.float64]
    inverse: NDArray[np.float64]


def compute() -> Data:
    """Classes of 1 to 100,000 samples."""
    counts = np.logspace(0, 5, 61)
    weights = np.stack([effective_number_weights(counts, beta) for beta in BETAS])
    return Data(counts, weights, 1 / counts)


def draw(data: Data) -> Figure:
    """Both axes logarithmic, the names at the curves' ends."""
    figure = new_figure(height=320)
    panel = add_panel(figure, left=46, top=34, width=272, height=230)
    panel.set_xscale("log")
    panel.set_yscale("log")
    style_axes(
        panel,
        title="该类的权重",
        x_label="n，该类的样本数",
        x_ticks=[1, 100, 10_000],
        y_ticks=[1, 1e-2, 1e-4],
        x_names=["1", "100", "10,000"],
        y_names=["1", "10⁻²", "10⁻⁴"],
    )
    plot(panel, data.counts, data.inverse, "ink")
    label_end(panel, data.counts, data.inverse, "1/n", "ink")
    for beta, role, weights in zip(BETAS, _ROLES, data.weights, strict=True):
        plot(panel, data.counts, weights, role)
        label_end(panel, data.counts, weights, f"β = {beta:g}", role)
    panel.set_xlim(1, 1e5)
    panel.set_ylim(8e-6, 1.3)
    return figure
