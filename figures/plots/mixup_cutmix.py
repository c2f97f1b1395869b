"""Two digits, and what mixup and CutMix make of them and of their labels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.data import digits
from figures.numerics.augmentation import cutmix
from figures.numerics.training import mixup
from figures.style import add_panel, heat, new_figure, outline, style_scene, write

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "四张 8×8 的数字图。左起：原图 0，原图 1，mixup 把两张按比例叠在一起，看起来半透明；"
    "CutMix 把第二张的一块矩形贴到第一张上，边界清楚。下面写着各自的软标签。"
)
CAPTION = "mixup 混的是像素值，CutMix 换的是区域；标签都按占比混合。"

_PAIR = (0, 1)  # the first digits of the data: a 0 and a 1
_MIXUP_SEED, _CUTMIX_SEED = 22, 3


@dataclass(frozen=True, slots=True)
class Data:
    """Pictures (4, 8, 8) in [0, 1], and labels (4, 2)."""

    pictures: NDArray[np.float64]
    labels: NDArray[np.float64]


def compute() -> Data:
    """Mix both digits with each other; of every batch the first picture is shown."""
    pair = digits.load().pixels[list(_PAIR)].reshape(2, 1, 8, 8) / 16
    labels = np.eye(2)
    blended, soft = mixup(pair, labels, 1.0, np.random.default_rng(_MIXUP_SEED))
    pasted, shared = cutmix(pair, labels, 1.0, np.random.default_rng(_CUTMIX_SEED))
    pictures = np.stack([pair[0, 0], pair[1, 0], blended[0, 0], pasted[0, 0]])
    return Data(pictures, np.stack([labels[0], labels[1], soft[0], shared[0]]))


def draw(data: Data) -> Figure:
    """Four pictures in a row."""
    figure = new_figure(height=172)
    names = ("原图", "原图", "mixup", "CutMix")
    for i, (picture, label, name) in enumerate(zip(data.pictures, data.labels, names, strict=True)):
        panel = add_panel(figure, left=14 + 100 * i, top=32, width=92, height=92)
        style_scene(panel, (0, 8), (0, 8))
        heat(panel, picture, "ink")
        outline(panel, (0, 0, 8, 8), "muted", width=0.4)
        write(panel, 4, 0, name, "ink", offset=(0, 12), horizontal="center")
        shown = [each for each in zip(_PAIR, label, strict=True) if each[1]]
        for line, (digit, share) in enumerate(shown):
            text = f"“{digit}” {share:.0%}"
            write(panel, 4, 8, text, "a", offset=(0, -14 - 17 * line), horizontal="center")
    return figure
