"""The math font is cut once for its characters, by one version of the engine."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from diptych.commands.building import kept_font
from diptych.commands.building.kept_font import font_cutter
from diptych.output.cache_folder import VARIABLE
from diptych.output.store import Store
from diptych.site.font import MathFont, font_characters, math_font
from tests.conftest import MakeNotebook, build_folder


@pytest.fixture
def cuts(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The characters of each font that was cut instead of read."""
    found: list[str] = []

    def counted(characters: str) -> MathFont:
        found.append(characters)
        return math_font(characters)

    monkeypatch.setattr(kept_font, "math_font", counted)
    return found


def test_what_was_kept_equals_what_is_cut(tmp_path: Path, cuts: list[str]) -> None:
    first = font_cutter(Store(tmp_path / "kept"), "1")("ℵy")
    assert font_cutter(Store(tmp_path / "kept"), "1")("ℵy") == first
    assert cuts == ["ℵy"]


def test_other_characters_and_another_engine_have_another_font(
    tmp_path: Path, cuts: list[str]
) -> None:
    for version, characters in (("1", "ℵ"), ("1", "ℵy"), ("2", "ℵ"), ("1", "ℵ")):
        made = font_cutter(Store(tmp_path / "kept"), version)(characters)
        assert made == math_font(characters)
    assert cuts == ["ℵ", "ℵy", "ℵ"]


def test_usual_characters_need_no_cut(tmp_path: Path, cuts: list[str]) -> None:
    made = font_cutter(Store(tmp_path / "kept"), "1")(font_characters("𝔼"))
    assert made.data.startswith(b"wOF2")
    assert cuts == []


def test_bytes_that_are_no_font_are_cut_again(tmp_path: Path, cuts: list[str]) -> None:
    class Spoiled(Store):
        def read(self, keys):  # type: ignore[no-untyped-def]
            return dict.fromkeys(keys, b"\x91\x01")

    assert font_cutter(Spoiled(tmp_path / "kept"), "1")("ℵ") == math_font("ℵ")
    assert cuts == ["ℵ"]


def test_a_lost_output_gets_the_font_that_was_kept(
    make_notebook: MakeNotebook, tmp_path: Path, cuts: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "cache"))
    root = make_notebook({"a.md": "## A?\n\n$\\aleph^2$\n"})
    fonts = []
    for _ in range(2):
        shutil.rmtree(tmp_path / "out", ignore_errors=True)
        build_folder(root, tmp_path / "out")
        (font,) = (tmp_path / "out").rglob("*.woff2")
        fonts.append((font.name, font.read_bytes()))
    assert fonts[0] == fonts[1]
    assert len(cuts) == 1
