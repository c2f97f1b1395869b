"""The one table of East Asian characters."""

from __future__ import annotations

import re
import subprocess
import sys
import unicodedata

import pytest

from diptych.characters import CJK, EAST_ASIAN, HANGUL, QUESTION_MARKS, UNSPACED, WORD, is_cjk, lazy
from diptych.model import Source
from diptych.parse.source import parse
from diptych.syntax.words import words_of

LETTERS = (
    "CJK UNIFIED",
    "CJK COMPATIBILITY IDEOGRAPH",
    "HIRAGANA LETTER",
    "KATAKANA LETTER",
    "HANGUL SYLLABLE",
)
# Small and archaic kana of planes that no keyboard writes.
RARE = range(0x1AFF0, 0x1B170)


def test_what_words_are_written_with_is_what_unicode_calls_so() -> None:
    table = re.compile(f"[{CJK}]")
    missed = [
        hex(number)
        for number in range(0x30000)
        if unicodedata.name(chr(number), "").startswith(LETTERS)
        and not table.match(chr(number))
        and number not in RARE
        and not 0x31F0 <= number <= 0x31FF  # small katakana for Ainu
    ]
    assert not missed


@pytest.mark.parametrize("narrower", [CJK, UNSPACED, HANGUL])
def test_all_of_them_are_east_asian(narrower: str) -> None:
    of_them, all_of_them = re.compile(f"[{narrower}]"), re.compile(f"[{EAST_ASIAN}]")
    outside = [
        hex(ord(character))
        for character in map(chr, range(0x30000))
        if of_them.match(character) and not all_of_them.match(character)
    ]
    assert not outside


def test_what_is_wide_is_as_wide_as_unicode_says() -> None:
    assert all(map(is_cjk, "中あア한，（Ａ𠮷"))
    assert not any(map(is_cjk, "aé—“…я"))


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("人々は", ["人", "々", "は"]),
        ("𠮷野", ["𠮷", "野"]),
        ("Focal loss 乘上", ["Focal", "loss", "乘", "上"]),
        ("한국어 문장", ["한국어", "문장"]),
    ],
)
def test_a_character_or_a_word_counts_as_one(text: str, units: list[str]) -> None:
    assert re.findall(WORD, text) == units


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        ("一行\n二行", "一行二行"),
        ("これ、\nそれ", "これ、それ"),
        ("한국어\n문장", "한국어 문장"),
        ("中\n문장", "中 문장"),
        ("one\n二", "one 二"),
    ],
)
def test_lines_go_on_with_a_space_where_the_script_has_spaces(lines: str, joined: str) -> None:
    document, _ = parse(Source("a.md", f"## A?\n\n{lines}\n"))
    assert words_of(document.questions[0].answer) == joined


def test_every_question_mark_asks() -> None:
    names = ("QUESTION MARK", "FULLWIDTH QUESTION MARK", "ARABIC QUESTION MARK")
    assert set(QUESTION_MARKS) == set(map(unicodedata.lookup, names))


# Imports every module, and says which patterns with all Chinese characters in a class that compiled.
IMPORT_ALL = """
import pkgutil, re
compiled, real = [], re.compile

def compiling(pattern, flags=0):
    if "\\u4e00-\\u9fff" in str(pattern):
        compiled.append(pattern)
    return real(pattern, flags)

re.compile = compiling
import diptych
for each in pkgutil.walk_packages(diptych.__path__, "diptych."):
    if not each.name.endswith("__main__"):
        __import__(each.name)
print(ascii(compiled))
"""


def test_importing_the_engine_compiles_no_class_of_all_chinese_characters() -> None:
    run = [sys.executable, "-c", IMPORT_ALL]
    done = subprocess.run(run, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_lazy_pattern_is_the_pattern(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[str] = []
    real = re.compile

    def compiling(text: str, flags: int) -> re.Pattern[str]:
        compiled.append(text)
        return real(text, flags)

    monkeypatch.setattr(re, "compile", compiling)
    pattern = lazy(r"(?P<what>b)+", re.IGNORECASE)
    assert compiled == []
    found = pattern.search("aB")
    assert found is not None
    assert found["what"] == "B"
    assert [pattern.sub("c", "abBd"), pattern.pattern, pattern.flags & re.IGNORECASE] == [
        "acd",
        r"(?P<what>b)+",
        re.IGNORECASE,
    ]
    assert pattern.search("AB")
    assert set(compiled) == {r"(?P<what>b)+"}
