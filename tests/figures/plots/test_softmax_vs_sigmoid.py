"""The numbers of figure ``softmax-vs-sigmoid``."""

from __future__ import annotations

import numpy as np
import pytest

from figures.plots import softmax_vs_sigmoid
from figures.plots.softmax_vs_sigmoid import SLIDER, compute


@pytest.mark.parametrize("dog", SLIDER.values)
def test_both_follow_their_formulas(dog: float) -> None:
    data = compute(dog)
    z = np.array([3, dog, -2, -3])
    np.testing.assert_array_equal(data.logits, z)
    np.testing.assert_allclose(data.softmax, np.exp(z) / np.exp(z).sum(), rtol=1e-15)
    np.testing.assert_allclose(data.sigmoid, 1 / (1 + np.exp(-z)), rtol=1e-15)


def test_a_rising_dog_pushes_the_person_down_only_under_softmax() -> None:
    steps = [compute(dog) for dog in SLIDER.values]
    assert (np.diff([step.softmax[0] for step in steps]) < 0).all()
    assert {step.sigmoid[0] for step in steps} == {steps[0].sigmoid[0]}
    for step in steps:
        np.testing.assert_array_equal(step.softmax_before, steps[0].softmax)
        np.testing.assert_array_equal(step.sigmoid_before, steps[0].sigmoid)


def test_the_alternative_text_names_the_numbers() -> None:
    data = compute()
    assert data.softmax[0] == data.softmax[1]
    for number in (data.softmax[0], data.softmax_before[0], data.sigmoid[1], data.sigmoid.sum()):
        assert f"{number:.2f}" in softmax_vs_sigmoid.ALT
