"""The language of notes that name none, and the interface's words in it."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from diptych.interface import texts
from diptych.interface.language import language_of, letters_in

INTERFACE = files("diptych.interface")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("", "en"),
        ("What is IoU?", "en"),
        ("什么是 IoU (intersection over union)？", "zh-CN"),
        ("IoUとは何ですか。重なりの割合です。", "ja"),
        ("IoU란 무엇인가요?", "ko"),
        ("The word 熵 means entropy, a measure of uncertainty.", "en"),
        ("def f(x):\n    return x + 1\n", "en"),
    ],
)
def test_script_tells_the_language(text: str, language: str) -> None:
    assert language_of([letters_in(text)]) == language


def test_every_language_has_every_text() -> None:
    tables = {
        file.name: tomllib.loads(file.read_text(encoding="utf-8"))
        for file in INTERFACE.iterdir()
        if file.name.endswith(".toml")
    }
    english = tables["en.toml"]
    assert all(table.keys() == english.keys() for table in tables.values())


def test_a_language_without_a_file_is_english() -> None:
    assert texts("fi") == texts("en-GB") == texts("en")
    assert texts("zh-Hant-TW")["sources"] == "来源"
