"""What holds for every figure: its colours, its words, and that no text is cut or covered."""

from __future__ import annotations

import dataclasses
import inspect
import io
import re
import warnings
from dataclasses import dataclass
from importlib import import_module
from itertools import combinations
from typing import TYPE_CHECKING, Any

import matplotlib
import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.text import Text

from figures import FIGURES, PALETTE, style
from tests.conftest import of

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

LIGHT = {light for light, _ in PALETTE.values()}
SLACK = 1.15  # a reader's font may be that much wider than ours
TERMS = frozenset(
    re.findall(
        "[^ ]+",
        "Adam anchor AP ArcFace ASL Ax backbone batch BatchNorm BCE bf bin BN BYOL CIoU CLIP CNN cos "
        "CosFace CSP CutMix CV DFL Dice DINO DIoU E-ELAN epoch exp Fast Faster focal FP fp "
        "gaussian GB GELAN GELU GIoU GroupNorm GT hard inference InfoNCE InstanceNorm IoU JS key "
        "KL lasso LayerNorm linear log logit loss MAE mAP margin Mask mask mixup MMD MoCo Mosaic "
        "MSE nat NMS objectness OHEM OLS patch patience PCA PGI Post-LN Pre-LN precision "
        "object predictor projection proposal query R-CNN recall ReLU ridge RMS RMSNorm RoIAlign RoIPool "
        "RPN search selective SGD SigLIP sigmoid SimCLR SimOTA smooth softmax SphereFace SVM TAL "
        "tanh token TP Transformer trustworthiness value VOC warm-up ZeRO-",
    )
)
"""What is said in English among Chinese words; a label is made of nothing else of that language."""

PHOTOS = {"dense-crf", "nms"}  # a photograph keeps its own colours


def module(name: str) -> Any:
    return import_module(f"figures.plots.{name.replace('-', '_')}")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A figure as it is drawn for one value of its slider, if it has one.

    Attributes:
        value: the value, or nothing for the default.
        document: the SVG; what is laid out is what is drawn.
        boxes: its texts with their places, which take Matplotlib as long as all the rest.
    """

    name: str
    value: tuple[float, ...]
    figure: Figure
    document: str
    boxes: tuple[tuple[Text, Bbox], ...]


def draw(name: str, data: Any, value: tuple[float, ...] = ()) -> Drawn:
    figure = module(name).draw(data)
    document = svg(figure)
    return Drawn(name, value, figure, document, boxes(figure))


def laid_out(name: str, value: float) -> Drawn:
    """A figure as it is laid out for a value, without the work of writing it down."""
    figure = module(name).draw(module(name).compute(value))
    figure.draw_without_rendering()
    return Drawn(name, (value,), figure, "", boxes(figure))


def boxes(figure: Figure) -> tuple[tuple[Text, Bbox], ...]:
    return tuple((text, text.get_window_extent()) for text in texts(figure))


def slider_of(name: str) -> Any:
    return getattr(module(name), "SLIDER", None)


PLAYED = [name for name in FIGURES if slider_of(name)]


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


def test_words_are_there_and_chinese() -> None:
    for name in FIGURES:
        with of(name):
            for words in (module(name).ALT, module(name).CAPTION):
                assert re.search("[\u4e00-\u9fff]", words)
                assert words.endswith("。")
            assert module(name).CAPTION.count("。") == 1


def test_a_slider_has_a_name_for_each_value_and_starts_at_one() -> None:
    for name in PLAYED:
        with of(name):
            slider = slider_of(name)
            assert slider.label
            assert len(slider.written) == len(set(slider.written)) == len(slider.values) >= 3
            assert 0 <= slider.start < len(slider.values)
            stated = inspect.signature(module(name).compute).parameters.values()
            assert [parameter.default for parameter in stated] == [slider.default]


@pytest.mark.slow  # a minute for all of them
@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_is_what_every_figure_is(name: str) -> None:
    """It is drawn once more from the same numbers; as it stands and at both ends it keeps all rules."""
    data, again = module(name).compute(), module(name).compute()
    assert_same_numbers(name, data, again)
    before = str(dataclasses.asdict(data))
    drawn = draw(name, data)
    assert_frozen(data)
    assert str(dataclasses.asdict(data)) == before
    assert svg(module(name).draw(again)) == drawn.document
    slider = slider_of(name)
    ends = (slider.values[:1], slider.values[-1:]) if slider else ()
    for each in (drawn, *(draw(name, module(name).compute(*end), end) for end in ends)):
        for check in CHECKS:
            with of(f"{check.__name__}, drawn for {each.value}"):
                check(each)


def assert_same_numbers(name: str, data: Any, again: Any) -> None:
    """They are finite, and the same each time."""
    second = dataclasses.asdict(again)
    for key, value in dataclasses.asdict(data).items():
        np.testing.assert_array_equal(value, second[key])
        allowed = 1 if (name, key) == ("smooth-l1", "l1_grad") else 0
        assert np.count_nonzero(~np.isfinite(value)) == allowed


def assert_frozen(data: Any) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(data, dataclasses.fields(data)[0].name, None)


def all_colours_are_of_the_palette(drawn: Drawn) -> None:
    document = drawn.document
    assert set(re.findall(r"#[0-9a-fA-F]{6}\b", document)) <= LIGHT
    assert not re.search(r"rgba?\(|Gradient|(fill|stroke): *(black|white)", document)
    assert "<image" not in document or drawn.name in PHOTOS
    # black text would be written without a colour
    assert {to_hex(text.get_color()) for text, _ in drawn.boxes} <= LIGHT


def words_are_text_without_math(drawn: Drawn) -> None:
    for text, _ in drawn.boxes:
        written = text.get_text().replace("&", "&amp;").replace(">", "&gt;")
        assert f">{written}</text>" in drawn.document
        # of these signs fonts have none, or one that stands apart from what belongs to it
        assert not re.search("[$√∂∝∩∪\u0300-\u036f]", text.get_text())


def all_is_said_in_chinese_or_by_its_english_term(drawn: Drawn) -> None:
    slider = slider_of(drawn.name)
    said = [text.get_text() for text, _ in drawn.boxes] + ([slider.label] if slider else [])
    for words in said:
        unknown = set(re.findall("[A-Za-z][A-Za-z-]+", words)) - TERMS
        assert not unknown, f"{words!r}: {unknown}"


def it_is_drawn_for_a_phone(drawn: Drawn) -> None:
    width, height = drawn.figure.get_size_inches() * 72
    assert width == style.WIDTH == 420
    assert 150 <= height <= 520
    assert all(12 <= float(text.get_fontsize()) <= 13 for text, _ in drawn.boxes)
    assert not drawn.figure.patch.get_visible()


def no_text_leaves_the_canvas_even_in_a_wider_font(drawn: Drawn) -> None:
    canvas = drawn.figure.bbox
    for text, box in drawn.boxes:
        more = box.width * (SLACK - 1)
        left, right = {"left": (0.0, more), "center": (more / 2, more / 2)}.get(
            text.get_horizontalalignment(), (more, 0.0)
        )
        assert box.x0 - left >= 0, text
        assert box.x1 + right <= canvas.width, text
        assert box.y0 >= 0, text
        assert box.y1 <= canvas.height, text


def no_text_covers_another(drawn: Drawn) -> None:
    for (one, first), (other, second) in combinations(drawn.boxes, 2):
        wide = min(first.x1, second.x1) - max(first.x0, second.x0)
        high = min(first.y1, second.y1) - max(first.y0, second.y0)
        assert wide <= 0 or high <= 1, f"{one} covers {other}"  # 1 pixel: boxes have leading


def series_of_one_panel_differ_by_more_than_colour(drawn: Drawn) -> None:
    for axes in drawn.figure.axes:
        lines = [line for line in axes.lines if line.get_linestyle() != "None"]
        # set_dashes leaves its pattern only here
        patterns = [str(getattr(line, "_unscaled_dash_pattern")) for line in lines]  # noqa: B009
        assert len(set(patterns)) == len(patterns)
        points = [line for line in axes.lines if line.get_linestyle() == "None"]
        assert len({line.get_marker() for line in points}) == len(points)
        assert len({line.get_color() for line in points}) == len(points)


CHECKS = (
    all_colours_are_of_the_palette,
    words_are_text_without_math,
    all_is_said_in_chinese_or_by_its_english_term,
    it_is_drawn_for_a_phone,
    no_text_leaves_the_canvas_even_in_a_wider_font,
    no_text_covers_another,
    series_of_one_panel_differ_by_more_than_colour,
)


@pytest.mark.slow
@pytest.mark.parametrize("name", PLAYED)
def test_so_it_is_between_the_ends_of_a_slider(name: str) -> None:
    for value in slider_of(name).values[1:-1]:
        drawn = laid_out(name, value)
        no_text_leaves_the_canvas_even_in_a_wider_font(drawn)
        no_text_covers_another(drawn)


def test_a_chinese_sign_is_as_wide_as_it_is_high_in_any_font() -> None:
    figure = style.new_figure(200)
    axes = style.add_panel(figure, 20, 20, 380, 160)
    style.write(axes, 0, 0, "训练", "ink")
    style.write(axes, 0, 1, "训练误差（MSE）", "ink")
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a font without Chinese is not even asked
        svg(figure)
    short, long = (text.get_window_extent().width for text in axes.texts)
    assert short == pytest.approx(2 * style.TEXT, abs=0.5)
    latin = long - 6 * style.TEXT
    assert 20 < latin < 40  # MSE in Matplotlib's own font
