"""What makes a figure one that can be played with: a parameter, and the values it takes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Slider:
    """One parameter of a figure, set by its reader.

    A plot module that offers ``SLIDER`` takes one of ``values`` in ``compute``; without an argument
    it computes for the start, which is what stands where nothing can be played with.

    Attributes:
        label: the parameter's sign or short name, such as ``γ``.
        values: what it can be, in order.
        start: the index of the value shown at first.
        names: how the values are written; plain numbers where none are given.
    """

    label: str
    values: tuple[float, ...]
    start: int
    names: tuple[str, ...] = ()

    @property
    def default(self) -> float:
        """The value shown at first."""
        return self.values[self.start]

    @property
    def written(self) -> tuple[str, ...]:
        """How each value is written."""
        return self.names or tuple(f"{value:g}".replace("-", "−") for value in self.values)
