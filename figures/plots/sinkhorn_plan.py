"""How one heap of earth becomes another: the transport plan, sharper as ε gets smaller."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.transport import sinkhorn
from figures.slider import Slider
from figures.style import add_panel, bars, dots, new_figure, write

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "左边一列横条是 P（两个峰），上边一排竖条是 Q（一个峰），中间的点是搬运方案，点越大搬得越多，"
    "每行加起来是 P，每列加起来是 Q。ε 大时点铺满一片，ε 小时收成一条由左上到右下的细线，"
    "代价也降到最低。"
)
CAPTION = (
    "Sinkhorn 的搬运方案：ε 越小越接近真正的最优搬运（一条单调的细线），ε 越大越分散，代价也越高。"
)

SLIDER = Slider(
    label="ε", values=(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1), start=4
)

_PLACES = 24
_ITERATIONS, _TOLERANCE = 2000, 1e-6
_SIZES = (1.5, 3, 4.5, 6, 7.5, 9, 10.5)  # pixels; a dot's area is its mass, rounded to these


@dataclass(frozen=True, slots=True)
class Data:
    """Places are 0 to 1, the price is the squared distance.

    Attributes:
        epsilon: weight of the entropy.
        p: (N,) masses to be moved.
        q: (N,) masses wanted.
        plan: (N, N) from row to column.
        cost: of the plan, without entropy.
    """

    epsilon: float
    p: NDArray[np.float64]
    q: NDArray[np.float64]
    plan: NDArray[np.float64]
    cost: float


def compute(epsilon: float = SLIDER.default) -> Data:
    """The plan from two humps to one."""
    x = np.linspace(0, 1, _PLACES)
    p = _hump(x, 0.2, 0.09) + 0.8 * _hump(x, 0.7, 0.1)
    q = _hump(x, 0.5, 0.16)
    p, q = p / p.sum(), q / q.sum()
    plan, cost = sinkhorn(p, q, (x[:, None] - x) ** 2, epsilon, _ITERATIONS, _TOLERANCE)
    return Data(epsilon, p, q, plan, cost)


def draw(data: Data) -> Figure:
    """P at the left, Q above, and between them what goes where."""
    figure = new_figure(height=420)
    above = add_panel(figure, left=92, top=30, width=312, height=56)
    beside = add_panel(figure, left=16, top=94, width=68, height=312)
    middle = add_panel(figure, left=92, top=94, width=312, height=312)
    places = np.arange(_PLACES)
    bars(above, places, data.q, "a", thickness=0.8)
    bars(beside, places, -data.p, "b", thickness=0.8, lying=True)
    wanted = np.sqrt(data.plan / data.plan.max()) * _SIZES[-1]
    nearest = np.abs(wanted[..., None] - (0, *_SIZES)).argmin(axis=-1)
    for level, size in enumerate(_SIZES, start=1):
        rows, columns = np.nonzero(nearest == level)
        dots(middle, columns, rows, "ink", size)
    told = f"ε = {data.epsilon:g}，代价 {data.cost:.4f}"
    write(above, 0, 1, told, "ink", offset=(0, 8), vertical="baseline", of_panel=True)
    write(beside, 0, 1, "P", "b", offset=(2, 10), of_panel=True)
    write(above, 1, 1, "Q", "a", offset=(-14, -10), of_panel=True)
    for panel in (above, beside, middle):
        panel.set_axis_off()
    above.set_xlim(-0.5, _PLACES - 0.5)
    beside.set_ylim(_PLACES - 0.5, -0.5)
    middle.set_xlim(-0.5, _PLACES - 0.5)
    middle.set_ylim(_PLACES - 0.5, -0.5)
    return figure


def _hump(x: NDArray[np.float64], centre: float, width: float) -> NDArray[np.float64]:
    hump: NDArray[np.float64] = np.exp(-(((x - centre) / width) ** 2) / 2)
    return hump
