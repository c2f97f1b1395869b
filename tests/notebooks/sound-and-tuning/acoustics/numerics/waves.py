"""Tones, sums of tones, and what sampling makes of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

ADIABATIC_INDEX = 1.4
GAS_CONSTANT = 8.314462618
MOLAR_MASS_OF_AIR = 0.0289652
ICE_POINT = 273.15


def speed_of_sound(celsius: float) -> float:
    """The speed of sound in dry air as an ideal gas, in metres a second."""
    kelvin = celsius + ICE_POINT
    return float(np.sqrt(ADIABATIC_INDEX * GAS_CONSTANT * kelvin / MOLAR_MASS_OF_AIR))


def doppler(frequency: float, source_speed: float, speed: float) -> float:
    """The frequency that a listener at rest hears of a source that comes nearer.

    A negative ``source_speed`` is that of a source which goes away.
    """
    return frequency * speed / (speed - source_speed)


def tone(frequency: float, time: NDArray[np.float64]) -> NDArray[np.float64]:
    """A sine of amplitude 1 at the given times."""
    return np.asarray(np.sin(2 * np.pi * frequency * time))


def square_wave(frequency: float, partials: int, time: NDArray[np.float64]) -> NDArray[np.float64]:
    """The sum of the first odd partials of a square wave of amplitude 1."""
    odd = 2 * np.arange(partials) + 1
    waves = tone(frequency, np.multiply.outer(odd, time)) / odd[:, None]
    return np.asarray(4 / np.pi * waves.sum(axis=0))


def alias(frequency: float, rate: float) -> float:
    """The frequency from 0 to half the rate whose samples are those of a given one, signs apart."""
    folded = frequency % rate
    return min(folded, rate - folded)
