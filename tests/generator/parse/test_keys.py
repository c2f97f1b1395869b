"""Keys of answers say more than letters: whatever they say stands on a card or in a text."""

from __future__ import annotations

import re

import pytest

from diptych.input.options import Options
from diptych.model import Source
from diptych.parse.source import parse
from diptych.syntax.words import words_of

ASKED = "# 题\n\n1. 甲是哪个？\n   A. x\n   B. y\n2. 乙是哪个？\n   A. x\n   B. y\n"


def read(notes: str) -> tuple[list[str], str]:
    """What is answered, question by question, and what the texts of sections say."""
    document, _ = parse(Source("n.md", notes), Options())
    answers = [words_of(question.answer) for question in document.questions]
    assert [question.prompt for question in document.questions] == ["甲是哪个？", "乙是哪个？"]
    return answers, " ".join(words_of(section.intro) for section in document.sections)


@pytest.mark.parametrize(
    ("key", "answers"),
    [
        ("1. A 因为子 2. B 因为丑", ["A 因为子", "B 因为丑"]),
        ("1. A；2. B。", ["A", "B"]),
        ("1. A 2. B ![图](a.png) `b = 1`", ["A", "B 图 b = 1"]),
        ("1. A 2. B **因为**[丑](#q)", ["A", "B 因为丑"]),
        ("选择题：1-2 AB", ["A", "B"]),
        ("| 题号 | 答案 | 解析 |\n|---|---|---|\n| 1 | A | 因为子 |\n| 2 | B | 因为丑 |", ["A 解析 因为子", "B 解析 因为丑"]),
        ("| 题号 | 1 | 2 |\n|---|---|---|\n| 答案 | A | B |\n| 分值 | 五 | 六 |", ["A 分值 五", "B 分值 六"]),
        ("| 题号 | 1 | 2 |\n|---|---|---|\n| 答案 | 7 | 8 |", ["7", "8"]),
    ],
)  # fmt: skip
def test_what_is_said_of_an_answer_belongs_to_it(key: str, answers: list[str]) -> None:
    assert read(f"{ASKED}\n# 参考答案\n\n{key}\n")[0] == answers


@pytest.mark.parametrize(
    "key",
    [
        "1. A 2. B 3. 寅",
        "1-2 AB 3. C",
        "1. A\n2. B\n3. C\n4. 卯",
        "前言 1. A 2. B 后语",
        "1-2 AB 选自真题",
        "1-2 AB 3-5 CD",
        "| 题号 | 答案 |\n|---|---|\n| 1 | A |\n| 2 | B |\n| 合计 | 丑 |",
    ],
)
def test_what_belongs_to_no_question_stays_a_text(key: str) -> None:
    answers, texts = read(f"{ASKED}\n# 参考答案\n\n{key}\n")
    for word in re.findall(r"[^\W\d]+", key):
        assert word in f"{' '.join(answers)} {texts}"


def test_a_line_with_an_answer_too_many_stays_where_it_is() -> None:
    answers, texts = read(f"{ASKED}\n答案：1. A 2. B 3. A 4. D\n")
    assert answers == ["", ""]
    assert "4. D" in texts
