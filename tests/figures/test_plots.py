"""Figures: their numbers against the numerics, their colours, and that no text is cut or covered."""

from __future__ import annotations

import dataclasses
import io
import math
import re
from importlib import import_module
from itertools import combinations
from typing import TYPE_CHECKING, Any

import matplotlib
import numpy as np
import pytest
import scipy.special
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from matplotlib.text import Text

from figures import FIGURES, PALETTE, style
from figures.numerics.boxes import box_area, iou, nms_naive, soft_nms_naive
from figures.plots import (
    activations,
    cross_entropy,
    focal_loss,
    nms,
    smooth_l1,
    soft_nms,
)
from figures.plots import iou as iou_plot

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LIGHT = {light for light, _ in PALETTE.values()}
SLACK = 1.15  # a reader's font may be that much wider than ours


def module(name: str) -> Any:
    return import_module(f"figures.plots.{name.replace('-', '_')}")


@pytest.fixture(scope="module", params=FIGURES)
def drawn(request: pytest.FixtureRequest) -> Figure:
    plot = module(request.param)
    figure: Figure = plot.draw(plot.compute())
    FigureCanvasAgg(figure).draw()  # type: ignore[no-untyped-call]
    return figure


def texts(figure: Figure) -> list[Text]:
    found = figure.findobj(lambda artist: isinstance(artist, Text))
    return [
        text
        for text in found
        if isinstance(text, Text)
        and text.get_text()
        and text.get_visible()
        and _on_shown_axes(text)
    ]


def _on_shown_axes(text: Text) -> bool:
    # the ticks of hidden axes still exist; what is written on such axes is shown all the same
    return text.axes is None or text.axes.axison or text in text.axes.texts


def svg(figure: Figure) -> str:
    target = io.StringIO()
    with matplotlib.rc_context({"svg.fonttype": "none", "svg.hashsalt": "diptych"}):
        figure.savefig(target, format="svg", metadata={"Date": None})
    return target.getvalue()


# --- every figure


@pytest.mark.parametrize("name", FIGURES)
def test_words_are_there_and_chinese(name: str) -> None:
    for words in (module(name).ALT, module(name).CAPTION):
        assert re.search("[\u4e00-\u9fff]", words)
        assert words.endswith("。")
    assert module(name).CAPTION.count("。") == 1


@pytest.mark.parametrize("name", FIGURES)
def test_compute_gives_the_same_finite_numbers_each_time(name: str) -> None:
    first, second = (dataclasses.asdict(module(name).compute()) for _ in range(2))
    for key, value in first.items():
        np.testing.assert_array_equal(value, second[key])
        allowed = 1 if (name, key) == ("smooth-l1", "l1_grad") else 0
        assert np.count_nonzero(~np.isfinite(value)) == allowed


@pytest.mark.parametrize("name", FIGURES)
def test_data_cannot_be_changed_by_drawing(name: str) -> None:
    data = module(name).compute()
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(data, dataclasses.fields(data)[0].name, None)
    before = str(dataclasses.asdict(data))
    module(name).draw(data)
    assert str(dataclasses.asdict(data)) == before


@pytest.mark.parametrize("name", FIGURES)
def test_the_same_data_give_the_same_file(name: str) -> None:
    plot = module(name)
    assert svg(plot.draw(plot.compute())) == svg(plot.draw(plot.compute()))


def test_all_colours_are_of_the_palette(drawn: Figure) -> None:
    document = svg(drawn)
    assert set(re.findall(r"#[0-9a-fA-F]{6}\b", document)) <= LIGHT
    assert not re.search(r"rgba?\(|Gradient|<image|(fill|stroke): *(black|white)", document)
    # black text would be written without a colour
    assert {to_hex(text.get_color()) for text in texts(drawn)} <= LIGHT


def test_words_in_the_figure_are_text_and_neither_math_nor_chinese(drawn: Figure) -> None:
    document = svg(drawn)
    for text in texts(drawn):
        assert f">{text.get_text().replace('&', '&amp;').replace('>', '&gt;')}</text>" in document
        assert not re.search("[$\u2e80-\uffff]", text.get_text())


def test_it_is_drawn_for_a_phone(drawn: Figure) -> None:
    width, height = drawn.get_size_inches() * 72
    assert width == style.WIDTH == 420
    assert 150 <= height <= 520
    assert all(12 <= float(text.get_fontsize()) <= 13 for text in texts(drawn))
    assert not drawn.patch.get_visible()


def test_no_text_leaves_the_canvas_even_in_a_wider_font(drawn: Figure) -> None:
    for text in texts(drawn):
        box = text.get_window_extent()
        more = box.width * (SLACK - 1)
        left, right = {"left": (0.0, more), "center": (more / 2, more / 2)}.get(
            text.get_horizontalalignment(), (more, 0.0)
        )
        assert box.x0 - left >= 0, text
        assert box.x1 + right <= drawn.bbox.width, text
        assert box.y0 >= 0, text
        assert box.y1 <= drawn.bbox.height, text


def test_no_text_covers_another(drawn: Figure) -> None:
    boxes = [(text.get_text(), text.get_window_extent()) for text in texts(drawn)]
    for (one, first), (other, second) in combinations(boxes, 2):
        wide = min(first.x1, second.x1) - max(first.x0, second.x0)
        high = min(first.y1, second.y1) - max(first.y0, second.y0)
        assert wide <= 0 or high <= 1, f"{one!r} covers {other!r}"  # 1 pixel: boxes have leading


def test_series_of_one_panel_differ_by_more_than_colour(drawn: Figure) -> None:
    for axes in drawn.axes:
        lines = [line for line in axes.lines if line.get_linestyle() != "None"]
        # set_dashes leaves its pattern only here
        patterns = [str(getattr(line, "_unscaled_dash_pattern")) for line in lines]  # noqa: B009
        assert len(set(patterns)) == len(patterns)
        points = [line for line in axes.lines if line.get_linestyle() == "None"]
        assert len({line.get_marker() for line in points}) == len(points)
        assert len({line.get_color() for line in points}) == len(points)


# --- each figure's numbers


def test_smooth_l1_shows_the_three_losses() -> None:
    data = smooth_l1.compute()
    outside = np.abs(data.x) >= data.beta
    np.testing.assert_array_equal(data.l1, np.abs(data.x))
    np.testing.assert_array_equal(data.l2, data.x**2 / 2)
    np.testing.assert_allclose(data.smooth[outside], data.l1[outside] - data.beta / 2, rtol=1e-15)
    np.testing.assert_array_equal(data.smooth[~outside], data.l2[~outside])
    np.testing.assert_array_equal(data.smooth_grad, np.clip(data.x, -1, 1))
    np.testing.assert_array_equal(data.l2_grad, data.x)
    assert np.isnan(data.l1_grad[data.x == 0]).all()


def test_cross_entropy_keeps_its_gradient_where_squared_error_loses_it() -> None:
    data = cross_entropy.compute()
    p = scipy.special.expit(data.z)
    np.testing.assert_allclose(data.cross_entropy, -np.log(p), rtol=1e-13)
    np.testing.assert_allclose(data.squared, (p - 1) ** 2 / 2, rtol=1e-12)
    np.testing.assert_allclose(data.cross_entropy_grad, 1 - p, rtol=1e-12)
    np.testing.assert_allclose(data.squared_grad, (1 - p) ** 2 * p, rtol=1e-12)
    assert data.cross_entropy_grad[0] > 0.99
    assert data.squared_grad[0] < 0.01


def test_focal_loss_follows_its_formula() -> None:
    data = focal_loss.compute()
    for gamma, loss, ratio in zip(focal_loss.GAMMAS, data.loss, data.ratio, strict=True):
        np.testing.assert_allclose(ratio, (1 - data.p_t) ** gamma, rtol=2e-13)
        np.testing.assert_allclose(loss, -ratio * np.log(data.p_t), rtol=2e-13)
    np.testing.assert_allclose(1 / data.point_ratio, [100, 1 / 0.032**2], rtol=2e-14)


def test_nms_keeps_the_best_box_of_each_object() -> None:
    data = nms.compute()
    np.testing.assert_array_equal(data.keep, nms_naive(data.boxes, data.scores, data.iou_threshold))
    clusters = np.arange(len(data.boxes)).reshape(3, -1)
    best = [cluster[np.argmax(data.scores[cluster])] for cluster in clusters]
    assert sorted(data.keep) == best
    assert (np.diff(data.scores[data.keep]) < 0).all()


def test_soft_nms_ends_with_the_scores_of_the_notes() -> None:
    data = soft_nms.compute()
    hard, linear, gaussian = data.final
    assert hard.tolist() == [0.9, 0, 0, 0, 0.5]
    np.testing.assert_allclose(gaussian, [0.9, 0.31671, 0.11393, 0.06271, 0.5], atol=5e-6)
    assert (linear[1:4] < gaussian[1:4]).all()
    keep, scores = soft_nms_naive(soft_nms.BOXES, data.scores, "linear", 0.3)
    np.testing.assert_allclose(linear[keep], scores, rtol=1e-15)


def test_soft_nms_weights_follow_their_formulas() -> None:
    data = soft_nms.compute()
    hard, linear, gaussian = data.weights
    above = data.overlap > 0.3
    np.testing.assert_array_equal(hard, ~above)
    np.testing.assert_array_equal(linear, np.where(above, 1 - data.overlap, 1))
    np.testing.assert_allclose(gaussian, [math.exp(-2 * o**2) for o in data.overlap], rtol=1e-15)


def test_activations_are_in_the_order_of_their_names() -> None:
    data = activations.compute()
    x = data.x
    np.testing.assert_allclose(data.values[0], scipy.special.expit(x), rtol=1e-15)
    np.testing.assert_array_equal(data.values[1], np.tanh(x))
    np.testing.assert_array_equal(data.values[2], np.where(x > 0, x, 0))
    np.testing.assert_allclose(data.values[3], x * scipy.special.ndtr(x), rtol=1e-14)
    for values, derivatives in zip(data.values, data.derivatives, strict=True):
        smooth = np.abs(x) > 0.05
        np.testing.assert_allclose(np.gradient(values, x)[smooth], derivatives[smooth], atol=3e-3)


def test_iou_writes_the_sums_that_give_its_value() -> None:
    data = iou_plot.compute()
    np.testing.assert_allclose(data.iou, np.diag(iou(data.first, data.second)), rtol=0)
    np.testing.assert_allclose(data.intersection / data.union, data.iou, rtol=1e-15)
    np.testing.assert_array_equal(data.intersection, box_area(data.common))
    assert data.iou[-1] == 0
    # what the caption says of the pair in the middle
    assert data.intersection[1] / box_area(data.first)[1] == pytest.approx(0.6)
    assert data.iou[1] < 0.5
