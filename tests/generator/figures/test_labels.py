"""Where the labels of drawings stand: by real drawings, and by the ink that a browser puts down."""

from __future__ import annotations

import html
import io
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.figure import Figure as Canvas
from PIL import Image
from playwright.sync_api import Browser, Page

from diptych.figures.drawing import SETTINGS
from diptych.figures.labels import Box, Label, labels_of
from diptych.figures.tidy import tidy
from tests.browser import reader
from tests.conftest import of

RENDERED = Path(__file__).parents[3] / "figures" / "rendered"
TEXT = re.compile(r"<text[^>]*>([^<]*)</text>")
WIDTH, HEIGHT = 400, 300


def drawn(*texts: tuple[float, float, str, dict[str, Any]]) -> str:
    """A drawing by Matplotlib with texts at places, as the engine commits it."""
    import matplotlib as mpl

    with mpl.rc_context(SETTINGS):
        canvas = Canvas(figsize=(WIDTH / 72, HEIGHT / 72))
        for x, y, text, how in texts:
            canvas.text(x, y, text, **how)
        buffer = io.StringIO()
        canvas.savefig(buffer, format="svg", transparent=True, metadata={"Date": None})
    return tidy(buffer.getvalue(), {"data-figure": "drawn"}, {})


def said(drawing: str) -> list[str]:
    return [label.text for label in labels_of(drawing)]


def test_words_are_labels_and_numbers_are_none() -> None:
    words = ("C5", "R-CNN", "v1", "a = tanh z", "47 seconds", "x axis")
    numbers = (
        "0.5",
        "1e4",
        "−3",
        "10k",
        "50%",
        "x",
        "w",
        "p = w·x",
        "10⁻²",
        "568² × 64",
        "½",
        "2013",
    )
    assert said(drawn(*((0.1, 0.1, each, {}) for each in words))) == list(words)
    assert said(drawn(*((0.1, 0.1, each, {}) for each in numbers))) == []


def test_lines_of_one_text_are_one_label() -> None:
    centred = {"ha": "center"}
    texts = drawn((0.1, 0.8, "selective\nsearch", {}), (0.5, 0.5, "two\nlines", centred))
    assert said(texts) == ["selective search", "two lines"]


def test_labels_one_below_the_other_stay_two() -> None:
    size = {"fontsize": 10}
    texts = drawn((0.1, 0.8, "ReLU", size), (0.1, 0.8 - 14 / HEIGHT, "GELU", size))
    assert said(texts) == ["ReLU", "GELU"]


def test_what_is_said_twice_is_one_label_at_two_places() -> None:
    (label,) = labels_of(drawn((0.1, 0.1, "CNN", {}), (0.6, 0.6, "CNN", {})))
    assert (label.text, len(label.boxes)) == ("CNN", 2)
    assert label.boxes[0].left < 0.2 < 0.5 < label.boxes[1].left


def test_a_file_that_is_no_drawing_has_no_labels() -> None:
    for text in ("", "<svg", "<svg xmlns='http://www.w3.org/2000/svg'><text>Word</text></svg>"):
        with of(text):
            assert labels_of(text) == ()


def test_boxes_hold_turned_and_bold_labels(chromium: Browser) -> None:
    drawing = drawn(
        (0.5, 0.5, "turned label", {"rotation": 90, "ha": "center"}),
        (0.1, 0.3, "a slope", {"rotation": 30}),
        (0.5, 0.8, "Wide WORDS MMM", {"weight": "bold", "fontsize": 20, "ha": "right"}),
        (0.6, 0.2, "two lines\nof a label", {"ha": "right", "va": "top"}),
    )
    assert len(labels_of(drawing)) == 4
    with reader(chromium) as watched:
        assert ink_outside(watched.page, drawing) == 0


@pytest.mark.slow
def test_boxes_hold_each_label_of_our_figures(chromium: Browser) -> None:
    drawings = {file.stem: file.read_text(encoding="utf-8") for file in RENDERED.glob("*.svg")}
    assert any(map(labels_of, drawings.values()))
    with reader(chromium) as watched:
        for name, drawing in drawings.items():
            with of(name):
                assert ink_outside(watched.page, drawing) == 0


def ink_outside(page: Page, drawing: str) -> int:
    """How many pixels of a drawing's labels lie outside of their boxes."""
    labels = labels_of(drawing)
    body = re.search(r"<svg[^>]*>", drawing)
    assert body is not None
    width, height = (
        int(float(n)) for n in re.findall(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', body[0])[0]
    )
    texts = [each[0] for each in TEXT.finditer(drawing) if _in_one(html.unescape(each[1]), labels)]
    shown = f"{body[0]}{''.join(texts)}</svg>"
    page.set_viewport_size({"width": width, "height": height})
    page.set_content(f"<style>body{{margin:0}}svg{{display:block}}</style>{shown}")
    pixels = np.asarray(Image.open(io.BytesIO(page.screenshot())).convert("L")) < 160
    assert pixels.any() == bool(texts)
    for label in labels:
        for box in label.boxes:
            pixels = uncovered(pixels, box)
    return int(pixels.sum())


def _in_one(text: str, labels: tuple[Label, ...]) -> bool:
    """Tell whether a text is a label, or a line of one."""
    has_word = re.search(r"[A-Za-z]{2}|[\u3000-\u9fff]", text) is not None
    return any(text == each.text or (has_word and text in each.text) for each in labels)


def uncovered(ink: np.ndarray, box: Box) -> np.ndarray:
    """What ink is left when a box is put on it."""
    height, width = ink.shape
    left, right = round(box.left * width), round((box.left + box.width) * width)
    top, bottom = round(box.top * height), round((box.top + box.height) * height)
    rest = ink.copy()
    rest[top:bottom, left:right] = False
    return rest
