"""How the figures of this notebook look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from matplotlib.figure import Figure

from acoustics import PALETTE

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Role = Literal["ink", "faint", "line", "first", "second"]

TEXT = 12
DASHES: dict[Role, Any] = {"first": "solid", "second": (0, (5, 2)), "faint": (0, (1.5, 1.5))}


@dataclass(frozen=True, slots=True)
class Slider:
    """What a reader can change in a figure: the engine draws it for each value."""

    label: str
    values: tuple[float, ...]
    start: int

    @property
    def written(self) -> tuple[str, ...]:
        """How each value is written."""
        return tuple(f"{value:g}" for value in self.values)


def new_axes(title: str, x_label: str, *, height: float = 2.9) -> tuple[Figure, Axes]:
    """One panel with its title above and hairlines behind."""
    figure = Figure(figsize=(5.8, height), dpi=72)
    axes = figure.add_axes((0.12, 0.2, 0.84, 0.66))
    axes.patch.set_visible(False)
    axes.set_title(title, fontsize=TEXT, color=colour("ink"), loc="left", pad=8)
    axes.set_xlabel(x_label, fontsize=TEXT, color=colour("faint"))
    axes.tick_params(labelsize=TEXT, labelcolor=colour("faint"), color=colour("line"))
    axes.grid(axis="y", color=colour("line"), linewidth=0.8)
    axes.set_axisbelow(True)
    for spine in axes.spines.values():
        spine.set_visible(False)
    return figure, axes


def curve(axes: Axes, x: Any, y: Any, role: Role, label: str) -> None:
    """A line in the colour and the dash of its role."""
    axes.plot(x, y, color=colour(role), linestyle=DASHES[role], linewidth=1.6, label=label)


def points(
    axes: Axes,
    x: Any,
    y: Any,
    role: Role,
    marker: str,
    label: str,
    *,
    size: float = 6,
    filled: bool = True,
) -> None:
    """Marks in the colour of their role, filled or open."""
    axes.plot(
        x,
        y,
        color=colour(role),
        linestyle="none",
        marker=marker,
        markersize=size,
        markerfacecolor=colour(role) if filled else "none",
        markeredgewidth=1.8,
        label=label,
    )


def legend(axes: Axes) -> None:
    """Names of the curves above the panel's right end."""
    axes.legend(
        loc="lower right",
        bbox_to_anchor=(1.0, 1.0),
        ncols=2,
        frameon=False,
        fontsize=TEXT,
        labelcolor=colour("ink"),
        borderaxespad=0.2,
    )


def colour(role: Role) -> str:
    """A role's colour on light paper; the engine puts the dark one in its place at night."""
    return PALETTE[role][0]
