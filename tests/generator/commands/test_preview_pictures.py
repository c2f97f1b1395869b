"""Pictures of text: painted once, the same on every run, and not without the fonts."""

from __future__ import annotations

from functools import partial
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageColor

from diptych.commands.building import preview_pictures
from diptych.commands.building.preview_pictures import (
    _ANSWER,
    _TITLE,
    HEIGHT,
    WIDTH,
    KeptPainter,
    _Fonts,
    _lines,
    lacks_font,
    preview_painter,
)
from diptych.diagnostics.report import Found
from diptych.output.store import Store
from diptych.render.style import COLOURS, to_hex
from diptych.site.previews import Preview
from tests.conftest import build_folder

ENGLISH = Preview("What is x²?", "The square of x. " * 40, "Book · Section", "en")
CHINESE = Preview("什么是交并比？", "交的面积除以并的面积。", "书 · 节", "zh-CN")


@pytest.fixture
def latin() -> str:
    found = preview_pictures._latin_font()
    assert found is not None
    return found


def test_the_same_text_gives_the_same_picture() -> None:
    painter = preview_painter(Store(None))
    assert painter is not None
    first = painter.paint(CHINESE if painter.knows_chinese else ENGLISH)
    assert first == painter.paint(CHINESE if painter.knows_chinese else ENGLISH)
    with Image.open(BytesIO(first)) as picture:
        assert picture.size == (WIDTH, HEIGHT)
        assert len(picture.convert("RGB").getcolors() or ()) > 6
    assert len(first) < 40_000


def test_a_drawing_is_painted_whole_on_paper(latin: str) -> None:
    square = '<rect width="42" height="80" fill="#a63d2f"/><text y="40">Aa</text>'
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 42 80">{square}</svg>'
    painter = KeptPainter(Store(None), latin, "")
    painted = painter.paint(ENGLISH._replace(drawing=drawing))
    assert painted == painter.paint(ENGLISH._replace(drawing=drawing))
    with Image.open(BytesIO(painted)) as picture:
        seen = picture.convert("RGB")
        assert seen.size == (1200, 630)
        assert seen.getpixel((10, 10)) == ImageColor.getrgb(to_hex(COLOURS["paper"][0]))
        assert seen.getpixel((600, 590)) == ImageColor.getrgb("#a63d2f")
        assert (0, 0, 0) in {colour for _, colour in seen.getcolors(1 << 20) or ()}  # the words


def test_what_was_painted_is_not_painted_again(
    latin: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = KeptPainter(Store(tmp_path / "kept"), latin, "").paint(ENGLISH)
    monkeypatch.setattr(preview_pictures, "_painted", None)
    again = KeptPainter(Store(tmp_path / "kept"), latin, "")
    assert again.paint(ENGLISH) == first
    with pytest.raises(TypeError):
        again.paint(ENGLISH._replace(answer="y"))


def test_lines_are_as_wide_as_there_is_room_and_no_more_than_that(latin: str) -> None:
    fonts = _Fonts((latin, 0), (latin, 0))
    lines = _lines(fonts, _ANSWER, ENGLISH.answer)
    assert len(lines) == _ANSWER.lines
    assert lines[-1].endswith("…")
    assert _lines(fonts, _TITLE, "A title") == ["A title"]


@given(st.text(st.sampled_from("ab  甲，。（）“”.?x²"), max_size=300))
def test_no_word_is_lost_and_no_line_is_too_wide(text: str) -> None:
    latin = preview_pictures._latin_font()
    assert latin is not None
    fonts = _Fonts((latin, 0), (latin, 0))
    how = _ANSWER._replace(lines=1_000)
    lines = _lines(fonts, how, text)
    assert "".join("".join(lines).split()) == "".join(text.split())
    for line in lines:
        assert sum(fonts.of(each, how.size).getlength(each) for each in line) <= how.width


def test_no_line_begins_with_a_mark_that_ends_a_clause(latin: str) -> None:
    fonts = _Fonts((latin, 0), (latin, 0))
    lines = _lines(fonts, _ANSWER._replace(lines=99), "甲乙，丙。" * 60)
    assert len(lines) > 5
    assert not [line for line in lines if line[0] in "，。"]


def test_without_the_extra_there_is_no_painter(monkeypatch: pytest.MonkeyPatch) -> None:
    for lacking in ("PIL", "matplotlib"):
        with monkeypatch.context() as patch:
            there = partial(lambda gone, name: None if name == gone else find_spec(name), lacking)
            patch.setattr(preview_pictures, "find_spec", there)
            assert preview_painter(Store(None)) is None


def test_a_build_says_that_it_found_no_font(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = [Found("a", prompt, "a.md", 1, answered=True) for prompt in ("What?", "什么？")]
    assert not lacks_font(KeptPainter(Store(None), "x", ""), asked[:1])
    assert lacks_font(KeptPainter(Store(None), "x", ""), asked)
    assert not lacks_font(KeptPainter(Store(None), "x", "y"), asked)
    monkeypatch.setattr(preview_pictures, "_chinese_font", str)
    (tmp_path / "diptych.toml").write_text('base_url = "https://a.example"\nlanguage = "zh"\n')
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes/a.md").write_text("# 章\n\n## 什么？\n\n是。\n\n## What?\n\nx\n", "utf-8")
    built = build_folder(tmp_path, tmp_path / "site")
    assert built.summary is not None
    assert "no Chinese font was found" in built.summary.as_text()
    assert not [*(tmp_path / "site").glob("previews/*")]
    assert "og:image" not in next((tmp_path / "site/q").glob("*.html")).read_text("utf-8")
