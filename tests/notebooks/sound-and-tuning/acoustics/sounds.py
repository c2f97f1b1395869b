"""The sounds of the notes, as WAV files: ``write_sounds`` makes them anew."""

from __future__ import annotations

import wave
from typing import TYPE_CHECKING

import numpy as np

from acoustics.numerics.waves import square_wave, tone

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

RATE = 8000
FADE = 0.05
LOUDNESS = 0.4

LOW = 220.0


def sounds() -> dict[str, NDArray[np.int16]]:
    """A second of each sound, faded at both ends so that it does not click."""
    time = np.arange(RATE) / RATE
    pairs = {"octave": 2.0, "fifth": 3 / 2, "tritone": 2**0.5, "beats": (LOW + 4) / LOW}
    made = {name: (tone(LOW, time) + tone(LOW * ratio, time)) / 2 for name, ratio in pairs.items()}
    made["square"] = square_wave(LOW, 9, time)  # the highest below half the rate
    fade = np.clip(np.minimum(time, time[::-1]) / FADE, 0, 1)
    return {
        name: np.round(samples * fade * LOUDNESS * np.iinfo(np.int16).max).astype(np.int16)
        for name, samples in made.items()
    }


def write_sounds(folder: Path) -> None:
    """Write each sound to a WAV file of its name: one channel, sixteen bits."""
    for name, samples in sounds().items():
        with wave.open(str(folder / f"{name}.wav"), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(samples.astype("<i2").tobytes())
