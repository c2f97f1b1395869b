"""The numbers of figure ``loss-mass``."""

from __future__ import annotations

import math

import numpy as np
import pytest

from figures.plots import loss_mass


@pytest.mark.parametrize("gamma", loss_mass.SLIDER.values)
def test_masses_are_those_of_the_formula(gamma: float) -> None:
    data = loss_mass.compute(gamma)
    easy, hard = 1e5 * -math.log(0.9), 100 * -math.log(0.1)
    expected = [[1e5, 100], [easy, hard], [easy * 0.1**gamma, hard * 0.9**gamma]]
    np.testing.assert_allclose(data.numbers, expected, rtol=1e-13)
    np.testing.assert_allclose(data.easy, [e / (e + h) for e, h in expected], rtol=1e-13)
    assert data.gamma == gamma


def test_the_curve_goes_from_98_percent_through_36_to_almost_nothing() -> None:
    data = loss_mass.compute()
    odds = 1e5 * math.log(0.9) / (100 * math.log(0.1)) / 9**data.gammas
    np.testing.assert_allclose(data.curve, odds / (1 + odds), rtol=1e-12)
    assert [f"{data.curve[i]:.0%}" for i in (0, 20, 40)] == ["98%", "36%", "1%"]
    even = math.log(1e5 * math.log(0.9) / (100 * math.log(0.1))) / math.log(9)
    assert f"{even:.2f}" == "1.74"


def test_the_numbers_of_the_note_are_written() -> None:
    figure = loss_mass.draw(loss_mass.compute())
    words = [text.get_text() for axes in figure.axes for text in axes.texts]
    for word in (
        *("100,000 个简单负样本，99.9%", "100 个难正样本"),
        *("10,536，97.9%", "230", "105，36.1%", "187", "36%", "focal loss，γ = 2"),
    ):
        assert word in words


def test_the_point_lies_on_the_curve_at_the_chosen_gamma() -> None:
    data = loss_mass.compute(3.0)
    curve, point = loss_mass.draw(data).axes[3].lines
    assert np.asarray(point.get_xydata()).tolist() == [[3.0, data.easy[2]]]
    assert np.interp(3.0, *np.asarray(curve.get_xydata()).T) == pytest.approx(data.easy[2])


def test_bars_are_cut_where_the_parts_meet() -> None:
    data = loss_mass.compute(1.0)
    for axes, easy in zip(loss_mass.draw(data).axes[:3], data.easy, strict=True):
        boxes = [
            patch.get_extents().transformed(axes.transData.inverted()) for patch in axes.patches
        ]
        assert [box.x1 for box in boxes[:2]] == pytest.approx([easy, easy])
        assert [box.x0 for box in boxes[2:]] == pytest.approx([easy, easy])
