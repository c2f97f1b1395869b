"""From YOLO v1 to v12: what each brought, and whether it has anchors and needs NMS."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.style import Role, add_panel, mark, new_figure, segments, style_scene, write

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "竖着的时间轴，从上到下是 2016 年的 v1 到 2025 年的 v12，每行写着版本和最主要的改动。"
    "v2 到 v5、v7 是方形标记（有 anchor），v1、X、v6、v8、v9、v11、v12 是圆形标记（没有 anchor），"
    "v10 是菱形标记（没有 anchor，也不需要 NMS）。"
)
CAPTION = "先加上 anchor 又去掉，检测头解耦、去掉 objectness，正样本从固定规则变成按预测动态分配。"

VERSIONS: tuple[tuple[str, int, str, Role], ...] = (
    ("v1", 2016, "网格，每格两个框", "a"),
    ("v2", 2017, "聚类 anchor，多尺度训练", "b"),
    ("v3", 2018, "三个尺度，sigmoid 分类", "b"),
    ("v4", 2020, "CSP，Mosaic，CIoU", "b"),
    ("v5", 2020, "邻格也作正样本，易部署", "b"),
    ("X", 2021, "无 anchor，解耦头，SimOTA", "a"),
    ("v6", 2022, "重参数化，TAL", "a"),
    ("v7", 2022, "E-ELAN，辅助头", "b"),
    ("v8", 2023, "去掉 objectness，DFL，TAL", "a"),
    ("v9", 2024, "PGI，GELAN", "a"),
    ("v10", 2024, "双重分配，免 NMS", "c"),
    ("v11", 2024, "更轻的模块，加注意力", "a"),
    ("v12", 2025, "区域注意力为主", "a"),
)
_STEP = 29


@dataclass(frozen=True, slots=True)
class Data:
    """The year of each version, and whether it has anchors (1), none (0), or no NMS either (2)."""

    year: NDArray[np.int64]
    kind: NDArray[np.int64]


def compute() -> Data:
    """What the table says, as numbers."""
    return Data(
        year=np.array([year for _, year, _, _ in VERSIONS]),
        kind=np.array(["abc".index(role) for *_, role in VERSIONS]),
    )


def draw(data: Data) -> Figure:
    """One row a version."""
    height = _STEP * len(VERSIONS)
    figure = new_figure(height=height + 60)
    axes = add_panel(figure, left=20, top=46, width=380, height=height)
    style_scene(axes, (0, 380), (0, height))
    rows = _STEP * (np.arange(len(VERSIONS)) + 0.5)
    segments(axes, [(56, rows[0])], [(56, rows[-1])], "grid", width=2)
    roles: tuple[Role, ...] = ("a", "b", "c")
    for kind, (role, name) in enumerate(
        zip(roles, ("无 anchor", "有 anchor", "免 NMS"), strict=True)
    ):
        places = rows[data.kind == kind]
        key = 94 + 96 * kind
        mark(axes, [key] + [56] * len(places), [-22, *places], role)
        write(axes, key + 10, -22, name, role)
    for row, year, (version, _, change, _) in zip(rows, data.year, VERSIONS, strict=True):
        write(axes, 4, row, f"{year}", "muted")
        write(axes, 74, row, version, "ink")
        write(axes, 112, row, change, "ink")
    return figure
