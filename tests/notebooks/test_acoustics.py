"""What the notebook on sound computes, against formulas and slower twins, and what its notes say."""

from __future__ import annotations

import re
from math import log10
from pathlib import Path

import numpy as np
import pytest
from acoustics.numerics.tuning import cents, frequency_of, stacked
from acoustics.numerics.waves import alias, doppler, speed_of_sound, square_wave, tone
from acoustics.plots import aliasing, beats, partials, tunings
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import sici

NOTES = Path(__file__).parent / "sound-and-tuning/notes"
C = speed_of_sound(20)

FIFTH, THIRD = 3 / 2, 5 / 4
PYTHAGOREAN = cents(stacked(FIFTH, 12))
SYNTONIC = cents(stacked(FIFTH, 4) / THIRD)
EQUAL_FIFTH_BEAT = 3 * frequency_of(69) - 2 * frequency_of(76)
SAMPLES_OF_A_CD = 44_100


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("1-waves", f"about {speed_of_sound(0):.0f} m/s at 0 °C and {C:.0f} m/s at 20 °C"),
        ("1-waves", f"about {speed_of_sound(21) - C:.1f} m/s more"),
        ("1-waves", f"About {100 * C / 440:.0f} cm"),
        ("1-waves", f"from {C / 20:.1f} m to {100 * C / 20_000:.1f} cm"),
        ("1-waves", f"of 440 Hz is heard at {doppler(440, 20, C):.0f} Hz"),
        ("1-waves", f"it is heard at {doppler(440, -20, C):.0f} Hz"),
        ("1-waves", f"Twice the pressure: {20 * log10(2):.1f} dB"),
        ("1-waves", f"not in step: {10 * log10(2):.1f} dB"),
        (
            "1-waves",
            f"level of {20 * log10(1000):.0f} dB mean?\n\n> A sound pressure a thousand times",
        ),
        ("1-waves", f"By {10 * log10(4):.0f} dB: the same power"),
        ("1-waves", f"by about {100 * (2 / np.pi * sici(np.pi)[0] - 1) / 2:.0f} % of it"),
        ("2-tuning", f"\\approx {2 ** (1 / 12):.4f}$"),
        ("2-tuning", f"{700 - cents(FIFTH):.0f} cents too narrow".replace("-", "")),
        ("2-tuning", f"third {400 - cents(THIRD):.0f} cents too wide"),
        ("2-tuning", f"a pure fifth has {cents(FIFTH):.2f}, a pure major third {cents(THIRD):.2f}"),
        ("2-tuning", f"{3**12} / {2**19}$, {PYTHAGOREAN:.1f} cents"),
        ("2-tuning", f"81/80, {SYNTONIC:.1f} cents"),
        ("2-tuning", f"{cents(stacked(FIFTH, 4)):.0f} cents wide"),
        ("2-tuning", f"one fifth of {cents(FIFTH) - PYTHAGOREAN:.0f} cents"),
        ("2-tuning", f"to {cents(FIFTH) - SYNTONIC / 4:.1f} cents"),
        ("2-tuning", f"About {EQUAL_FIFTH_BEAT:.1f} times a second"),
        ("2-tuning", f"2 \\cdot {frequency_of(76):.2f}$ Hz"),
        ("2-tuning", f"are {EQUAL_FIFTH_BEAT:.2f} Hz apart"),
        ("3-digital", f"=={alias(7, 10):g} kHz=="),
        ("3-digital", f"=={20 * log10(2):.2f} dB=="),
        ("3-digital", f"=={6.02 * 16 + 1.76:.0f} dB=="),
        ("3-digital", f"$6.02\\,n + {10 * log10(1.5):.2f}$"),
        ("3-digital", f"{{{{c3::{SAMPLES_OF_A_CD * 16 * 2 / 1e6:.2f}}}}} Mbit/s"),
        ("5-quiz", f"are {10 * log10(2):.0f} dB louder than one"),
        ("5-quiz", f"a sine of {alias(9, 10):g} Hz"),
        ("5-quiz", f"- B: {1200 - 3 * cents(THIRD):.0f} cents short"),
        ("5-quiz", f"A pure fifth has {cents(FIFTH):.2f} cents"),
        ("6-listening", f"220 Hz and {220 * 2**0.5:.0f} Hz"),
    ],
)
def test_the_notes_say_what_the_code_computes(file: str, said: str) -> None:
    text = (NOTES / f"{file}.md").read_text(encoding="utf-8")
    before = r"(?<!\d)(?<!\d\.)" if said[0].isdigit() else ""
    assert re.search(before + re.escape(said), text), said


def test_the_speed_of_sound_is_that_of_the_tables() -> None:
    assert [round(speed_of_sound(each), 1) for each in (0, 20)] == [331.3, 343.2]


@given(st.floats(-80, 80), st.floats(50, 2000))
def test_crests_arrive_as_often_as_the_moving_source_makes_them_arrive(
    speed: float, frequency: float
) -> None:
    sent = np.arange(2) / frequency
    arrives = sent + (1000 - speed * sent) / C
    assert doppler(frequency, speed, C) == pytest.approx(1 / np.diff(arrives)[0], rel=1e-6)


@pytest.mark.parametrize("count", [1, 2, 5, 9])
def test_a_square_wave_holds_only_its_first_odd_partials(count: int) -> None:
    time = np.arange(400) / 400
    strengths = np.abs(np.fft.rfft(square_wave(1, count, time))) / 200
    wanted = np.zeros_like(strengths)
    odd = 2 * np.arange(count) + 1
    wanted[odd] = 4 / (np.pi * odd)
    np.testing.assert_allclose(strengths, wanted, atol=1e-12)


def test_the_overshoot_stays_however_many_partials_are_added() -> None:
    peak = square_wave(1, 400, np.linspace(0, 0.01, 20_001)).max()
    assert peak == pytest.approx(2 / np.pi * sici(np.pi)[0], abs=1e-4)


@given(st.integers(0, 400), st.integers(1, 60))
def test_an_alias_has_the_same_samples_but_for_their_sign(frequency: int, rate: int) -> None:
    at = np.arange(2 * rate) / rate
    given_samples, slower = tone(frequency, at), tone(alias(frequency, rate), at)
    assert alias(frequency, rate) <= rate / 2
    same = np.allclose(given_samples, slower, atol=1e-6)
    assert same or np.allclose(given_samples, -slower, atol=1e-6)


def test_cents_and_notes_are_those_of_the_tables() -> None:
    assert [cents(ratio) for ratio in (1, 2, 2 ** (7 / 12))] == pytest.approx([0, 1200, 700])
    assert [round(frequency_of(midi), 2) for midi in (60, 69, 81)] == [261.63, 440, 880]


@given(st.integers(0, 60))
def test_stacked_intervals_are_octaves_away_from_where_they_are_brought(count: int) -> None:
    brought = stacked(FIFTH, count)
    octaves = (count * cents(FIFTH) - cents(brought)) / 1200
    assert 1 <= brought < 2
    assert octaves == pytest.approx(round(octaves), abs=1e-6)


def test_beats_stay_inside_their_envelope_and_touch_it() -> None:
    for difference in beats.SLIDER.values:
        data = beats.compute(difference)
        assert (np.abs(data.total) <= data.envelope + 1e-9).all()
        assert data.total[0] == pytest.approx(2)
        inner = data.envelope[1:-1]
        quiet = (inner < data.envelope[:-2]) & (inner <= data.envelope[2:]) & (inner < 0.1)
        assert quiet.sum() == difference


def test_the_slower_sine_runs_through_the_samples() -> None:
    for frequency in aliasing.SLIDER.values:
        data = aliasing.compute(frequency)
        through = np.interp(data.at, data.time, data.slow)
        np.testing.assert_allclose(through, data.samples, atol=1e-9)


def test_more_partials_come_closer_to_the_square() -> None:
    errors = [
        float(np.square(data.total - data.square).mean())
        for data in map(partials.compute, partials.SLIDER.values)
    ]
    assert errors == sorted(errors, reverse=True)


def test_the_figure_shows_how_far_both_tunings_are_from_the_piano() -> None:
    data = tunings.compute()
    named = dict(zip(tunings.NAMES, zip(data.just, data.pythagorean, strict=True), strict=True))
    assert named["fifth"] == pytest.approx((cents(FIFTH) - 700,) * 2)
    assert named["fourth"] == pytest.approx((700 - cents(FIFTH),) * 2)
    assert named["major third"][0] == pytest.approx(cents(THIRD) - 400)
    assert named["major third"][1] == pytest.approx(cents(THIRD) - 400 + SYNTONIC)
    # An interval and what is left of the octave miss by as much, in opposite directions.
    for ours, other in (("minor third", "major sixth"), ("major third", "minor sixth")):
        assert named[ours] == pytest.approx(tuple(-each for each in named[other]))
    assert "up to 16 cents" in tunings.ALT
    assert round(np.abs(data.just).max()) == 16
    assert round(np.abs(data.pythagorean).max()) == 8
