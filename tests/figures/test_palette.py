"""The palette: contrast, distinctness also to colour-blind eyes, and a cheap package."""

from __future__ import annotations

import re
import subprocess
import sys
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

import figures
from figures import FIGURES, PALETTE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

ROOT = Path(__file__).parents[2]
SERIES = [role for role in PALETTE if len(role) == 1]
LIGHT_GROUNDS, DARK_GROUNDS = ("#fcfbf8", "#ffffff"), ("#14161a",)

# Severe colour blindness as matrices on linear RGB: Machado, Oliveira & Fernandes 2009.
SIGHT = {
    "all three cones": np.eye(3),
    "no red cones": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "no green cones": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "no blue cones": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)


def linear(colour: str) -> Floats:
    """Linear RGB, 0…1, of ``#rrggbb`` (IEC 61966-2-1)."""
    encoded = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)


def contrast(first: str, second: str) -> float:
    """WCAG 2 contrast ratio, 1…21."""
    dark, light = sorted(float(XYZ[1] @ linear(c)) for c in (first, second))
    return (light + 0.05) / (dark + 0.05)


def lab(rgb: Floats) -> Floats:
    """CIELAB of linear RGB under D65."""
    x, y, z = XYZ @ np.clip(rgb, 0, 1) / XYZ.sum(axis=1)
    fx, fy, fz = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z))
    return np.array([116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)])


def test_contrast_by_its_known_ends() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_colours_are_lower_case_hex_and_light_ones_all_differ() -> None:
    for pair in PALETTE.values():
        assert all(re.fullmatch("#[0-9a-f]{6}", colour) for colour in pair)
    for column in zip(*PALETTE.values(), strict=True):
        assert len(set(column)) == len(PALETTE)


@pytest.mark.parametrize("role", [*SERIES, "ink", "muted"])
def test_whatever_bears_text_is_readable_on_its_ground(role: str) -> None:
    light, dark = PALETTE[role]
    assert min(contrast(light, ground) for ground in LIGHT_GROUNDS) >= 4.5
    assert min(contrast(dark, ground) for ground in DARK_GROUNDS) >= 4.5


def test_paper_is_the_ground() -> None:
    assert PALETTE["paper"] == (LIGHT_GROUNDS[0], DARK_GROUNDS[0])


def test_there_are_enough_series() -> None:
    assert SERIES == ["a", "b", "c", "d"]


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_series_differ_to_every_eye(sight: str, theme: int) -> None:
    seen = [lab(SIGHT[sight] @ linear(PALETTE[role][theme])) for role in SERIES]
    assert min(float(np.linalg.norm(p - q)) for p, q in combinations(seen, 2)) >= 15


def test_every_figure_has_its_module_and_every_module_is_listed() -> None:
    files = {path.stem for path in (ROOT / "figures" / "plots").glob("[!_]*.py")}
    assert {name.replace("-", "_") for name in FIGURES} == files
    assert len(set(FIGURES)) == len(FIGURES)
    assert all(re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", name) for name in FIGURES)


def test_the_package_is_cheap_to_import() -> None:
    program = "import sys, figures; print(*sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert not {"numpy", "matplotlib"} & set(run.stdout.split())
    assert figures.__doc__
