"""How many bits each floating-point format gives to size and to precision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from figures.numerics.precision import FORMATS
from figures.style import Role, add_panel, new_figure, outline, style_scene, write

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ALT = (
    "五行方格，一格一位：符号 1 位，然后是指数位（决定范围）和尾数位（决定精度）。"
    "fp32 是 8+23，bf16 是 8+7，fp16 是 5+10，FP8 的 E5M2 是 5+2、E4M3 是 4+3。"
    "右边写着最大值和 1 之后的间隔。"
)
CAPTION = "bf16 与 fp32 的指数位一样多，范围相同，只是粗；fp16 细一些，但大于 65504 就溢出。"

NAMES = (
    ("fp32", "fp32"),
    ("bf16", "bf16"),
    ("fp16", "fp16"),
    ("e5m2", "FP8 E5M2"),
    ("e4m3", "FP8 E4M3"),
)
_BIT = 6.0  # pixels
_ROW = 54.0
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, slots=True)
class Data:
    """Of each row's format: its bits, its largest number, and the step after 1."""

    exponents: tuple[int, ...]
    mantissas: tuple[int, ...]
    largest: tuple[float, ...]
    epsilons: tuple[float, ...]


def compute() -> Data:
    """Look them up."""
    formats = [FORMATS[name] for name, _ in NAMES]
    return Data(
        tuple(each.exponent for each in formats),
        tuple(each.mantissa for each in formats),
        tuple(each.largest for each in formats),
        tuple(each.epsilon for each in formats),
    )


def draw(data: Data) -> Figure:
    """One row a format."""
    figure = new_figure(height=306)
    axes = add_panel(figure, left=12, top=4, width=400, height=296)
    style_scene(axes, (0, 400), (0, 296))
    parts: tuple[tuple[float, str, Role], ...] = (
        (0, "符号", "d"),
        (66, "指数", "a"),
        (132, "尾数", "b"),
    )
    for left, name, role in parts:
        outline(axes, (left, 4, left + 12, 16), role, width=0.6, fill=0.35)
        write(axes, left + 20, 10, name, role)
    columns = data.exponents, data.mantissas, data.largest, data.epsilons
    rows = zip(NAMES, *columns, strict=True)
    for row, ((_, name), exponent, mantissa, largest, epsilon) in enumerate(rows):
        top = 34 + _ROW * row
        write(axes, 0, top + 4, f"{name}：最大 {_written(largest)}", "ink")
        write(axes, 400, top + 4, f"间隔 {_written(epsilon)}", "muted", horizontal="right")
        left = 0.0
        for bits, role in ((1, "d"), (exponent, "a"), (mantissa, "b")):
            for _ in range(bits):
                box = (left + 1, top + 16, left + 2 * _BIT - 1, top + 34)
                outline(axes, box, role, width=0.5, fill=0.35)
                left += 2 * _BIT
    return figure


def _written(value: float) -> str:
    """Two digits and a power of ten where a number is very large or small."""
    if 1e-3 < value < 1e6:
        return f"{value:g}"
    mantissa, exponent = f"{value:.1e}".split("e")
    return f"{mantissa}×10{str(int(exponent)).translate(_RAISED)}"
