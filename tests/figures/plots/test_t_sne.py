"""The numbers of figure ``t-sne``."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from matplotlib.colors import to_hex

from figures.data import digits
from figures.plots import t_sne


@pytest.mark.parametrize("perplexity", t_sne.SLIDER.values)
def test_points_fill_the_panel_on_half_pixels(perplexity: float) -> None:
    data = t_sne.compute(perplexity)
    assert data.perplexity == perplexity
    assert data.points.shape == (899, 2)
    np.testing.assert_array_equal(data.points * 2, np.round(data.points * 2))
    assert data.points.min() >= 3
    assert data.points.max() <= 385
    assert np.ptp(data.points, axis=0).max() > 370
    assert 0.98 < data.trustworthiness < 1


def test_digits_stand_in_the_midst_of_their_own() -> None:
    data = t_sne.compute()
    np.testing.assert_array_equal(data.labels, digits.load().labels[::2])
    for digit, (x, y) in enumerate(data.medians):
        own = data.points[data.labels == digit]
        assert np.mean(own[:, 0] < x) == pytest.approx(0.5, abs=0.1)
        assert np.mean(own[:, 1] < y) == pytest.approx(0.5, abs=0.1)


def test_clusters_are_clear_at_thirty_and_near_at_three_hundred() -> None:
    def share_nearest_to_own_median(perplexity: float) -> float:
        data = t_sne.compute(perplexity)
        apart = np.linalg.norm(data.points[:, None] - data.medians, axis=2)
        return float(np.mean(apart.argmin(axis=1) == data.labels))

    assert share_nearest_to_own_median(30) > 0.9
    assert share_nearest_to_own_median(30) > share_nearest_to_own_median(300)


def test_at_thirty_one_digit_is_in_three_pieces_and_the_others_are_in_one() -> None:
    data = t_sne.compute()

    def pieces(digit: int) -> int:
        """Groups of a digit's points, 14 pixels apart, that hold a tenth of them."""
        points = data.points[data.labels == digit]
        linked = np.linalg.norm(points[:, None] - points, axis=2) <= 14
        group = np.arange(len(points))
        for _ in points:
            group = np.where(linked, group, len(points)).min(axis=1)
        return int((np.bincount(group) > len(points) / 10).sum())

    assert [pieces(digit) for digit in range(10)] == [1, 3, *[1] * 8]
    assert "数字 1 裂成三块" in t_sne.ALT


def test_classes_break_into_pieces_at_two() -> None:
    def pieces(perplexity: float) -> int:
        """Groups of points with nothing but more than 6 pixels around them."""
        points = t_sne.compute(perplexity).points
        linked = np.linalg.norm(points[:, None] - points, axis=2) <= 6
        group = np.arange(len(points))
        while True:
            least = np.where(linked, group, len(points)).min(axis=1)
            if (least == group).all():
                return len(np.unique(group))
            group = least

    assert pieces(2) > 2 * pieces(30)


def test_each_class_has_a_colour_and_form_of_its_own_and_the_key_shows_it() -> None:
    figure = t_sne.draw(t_sne.compute())

    def looks(patch: Any) -> tuple[str, bool]:
        points = patch.get_path().vertices.reshape(-1, 2, 2)
        return to_hex(patch.get_edgecolor()), bool((points[:, 0] == points[:, 1]).all())

    key, panel = figure.axes
    in_key = [looks(patch) for patch in key.patches]
    assert len(set(in_key)) == len(in_key) == 10
    assert [looks(patch) for patch in panel.patches[:10]] == in_key
    assert [text.get_text() for text in key.texts[:10]] == list("0123456789")
    sizes = [np.shape(patch.get_path().vertices)[0] for patch in panel.patches[:10]]
    forms = [2] * 5 + [4] * 5  # a dot is one stroke of no length, a cross is two
    counts = np.bincount(t_sne.compute().labels)
    assert sizes == [form * count for form, count in zip(forms, counts, strict=True)]
