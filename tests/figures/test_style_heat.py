"""Maps and grids of ``style``: every cell in its place, with the colour of its value."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from matplotlib.colors import to_hex

from figures.style import add_panel, colour, heat, lattice, new_figure

LEVELS = 4


def places(patch: Any) -> Any:
    """The points of its path."""
    return patch.get_path().vertices


@given(
    arrays(np.float64, array_shapes(min_dims=2, max_dims=2, max_side=5), elements=st.floats(0, 1))
)
def test_heat_covers_each_cell_with_its_level(values: Any) -> None:
    axes = add_panel(new_figure(200), 0, 0, 100, 100)
    heat(axes, values, "b", LEVELS)
    painted = np.zeros_like(values)
    for patch in axes.patches:
        corners = places(patch).reshape(-1, 5, 2)
        for (x1, y1), (x2, y2) in zip(corners[:, 0], corners[:, 2], strict=True):
            assert y2 == y1 + 1
            cells = painted[int(y1), int(x1) : int(x2)]
            assert not cells.any(), "no cell is painted twice"
            cells[:] = patch.get_alpha()
    np.testing.assert_array_equal(painted, np.rint(values * LEVELS) / LEVELS)


def test_neighbours_of_one_level_are_one_shape() -> None:
    axes = add_panel(new_figure(200), 0, 0, 100, 100)
    heat(axes, [[0.5, 0.5, 0.5], [0.5, 1.0, 0.5]], "a", levels=2)
    assert [len(places(patch)) // 5 for patch in axes.patches] == [3, 1]


def test_a_lattice_is_one_path_of_all_lines() -> None:
    axes = add_panel(new_figure(200), 0, 0, 100, 100)
    lattice(axes, [0, 1, 3], [0, 2], "muted", width=2)
    (patch,) = axes.patches
    lines = places(patch).reshape(-1, 4).tolist()
    assert lines == [[0, 0, 0, 2], [1, 0, 1, 2], [3, 0, 3, 2], [0, 0, 3, 0], [0, 2, 3, 2]]
    assert patch.get_linewidth() == 2
    assert to_hex(patch.get_edgecolor()) == colour("muted")
