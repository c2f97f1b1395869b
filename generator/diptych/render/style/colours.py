"""The colours and fonts of both panels, light and dark, in one list.

Written in OKLCH, because equal lightness there looks equally light, which is what keeps the two
themes one design. Every colour lies inside sRGB; a test holds that and the contrasts.
"""

from __future__ import annotations

from math import cos, radians, sin
from typing import NamedTuple


class Oklch(NamedTuple):
    """A colour by lightness (0–1), chroma and hue (degrees)."""

    lightness: float
    chroma: float
    hue: float


COLOURS: dict[str, tuple[Oklch, Oklch]] = {
    "ink": (Oklch(0.25, 0.014, 60), Oklch(0.9, 0.012, 80)),
    "paper": (Oklch(0.985, 0.006, 85), Oklch(0.195, 0.006, 60)),
    "muted": (Oklch(0.49, 0.014, 65), Oklch(0.7, 0.014, 75)),
    "line": (Oklch(0.885, 0.01, 80), Oklch(0.33, 0.01, 65)),
    "accent": (Oklch(0.46, 0.14, 29), Oklch(0.76, 0.1, 33)),
    "wash": (Oklch(0.955, 0.017, 50), Oklch(0.245, 0.022, 40)),
    "code-bg": (Oklch(0.97, 0.008, 85), Oklch(0.225, 0.007, 60)),
    "kw": (Oklch(0.44, 0.11, 252), Oklch(0.77, 0.09, 250)),
    "name": (Oklch(0.46, 0.14, 29), Oklch(0.78, 0.09, 33)),
    "str": (Oklch(0.45, 0.085, 155), Oklch(0.78, 0.09, 155)),
    "num": (Oklch(0.48, 0.1, 60), Oklch(0.81, 0.1, 75)),
}
"""Each colour variable (without ``--``): on light, on dark paper."""

FONTS: dict[str, str] = {
    "serif": '"Source Han Serif SC", "Noto Serif CJK SC", "Songti SC", STSong, SimSun, serif',
    "sans": '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", '
    "system-ui, sans-serif",
    "mono": 'ui-monospace, "SF Mono", "Cascadia Mono", Consolas, "Noto Sans Mono", '
    '"DejaVu Sans Mono", Menlo, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", monospace',
}
"""Each font variable (without ``--``): a stack of fonts that systems bring along."""

LATIN_FONTS: dict[str, str] = {
    "serif": 'Charter, "Iowan Old Style", "Source Serif 4", Georgia, "Noto Serif", '
    + FONTS["serif"],
    "sans": 'system-ui, -apple-system, "Segoe UI", Roboto, ' + FONTS["sans"],
}
"""The stacks for other languages, whose quotation marks a Chinese font would make too wide."""


def to_linear_rgb(colour: Oklch) -> tuple[float, float, float]:
    """Convert a colour to linear-light sRGB; outside 0–1 when sRGB cannot show it.

    The matrices are those of Ottosson, "A perceptual color space for image processing" (2020).
    """
    a = colour.chroma * cos(radians(colour.hue))
    b = colour.chroma * sin(radians(colour.hue))
    long = (colour.lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (colour.lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (colour.lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def to_hex(colour: Oklch) -> str:
    """Write a colour as ``#rrggbb``, for web views too old for ``oklch()``."""
    return "#" + "".join(f"{_encoded(channel):02x}" for channel in to_linear_rgb(colour))


def _encoded(linear: float) -> int:
    clipped = min(1.0, max(0.0, linear))
    encoded = 12.92 * clipped if clipped <= 0.0031308 else 1.055 * clipped ** (1 / 2.4) - 0.055
    return round(255 * encoded)
