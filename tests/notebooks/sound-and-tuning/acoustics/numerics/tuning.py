"""Intervals as ratios of frequencies and as cents."""

from __future__ import annotations

from math import log2

CONCERT_PITCH = 440.0
MIDI_OF_A4 = 69


def cents(ratio: float) -> float:
    """The size of an interval in hundredths of an equal-tempered semitone."""
    return 1200 * log2(ratio)


def frequency_of(midi: int) -> float:
    """The frequency of a MIDI note in equal temperament, in hertz."""
    return CONCERT_PITCH * 2 ** ((midi - MIDI_OF_A4) / 12)


def stacked(ratio: float, count: int) -> float:
    """A number of equal intervals one above the other, brought back into one octave."""
    result = ratio**count
    while result >= 2:
        result /= 2
    return result
