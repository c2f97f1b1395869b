"""Notices and courtesies at the end of an answer: on no card, and told."""

from __future__ import annotations

import pytest

from diptych.model import Source
from diptych.parse.source import parse
from diptych.syntax.tree import text_blocks
from diptych.syntax.words import plain_text

NOTICES = (
    "版权声明：本文为作者原创文章，遵循 CC 4.0 协议，转载请附上原文链接。",
    "> 本文由 [某工具](http://a.example/) 转码，原文地址 [b](http://b.example/)",
    "转载请注明出处：http://a.example/",
    "未经作者许可，禁止转载。",
    "© 2024 Somebody. All rights reserved.",
)
COURTESIES = (
    "希望这些对你有帮助！如果你还有其他问题，请随时告诉我。",
    "如果您还有其他问题，欢迎随时提问！",
    "希望以上内容对您有所帮助！",
    "欢迎点赞、收藏。",
    "Hope this helps!",
    "Let me know if you have any other questions.",
    "Feel free to ask for more.",
)


def read(text: str) -> tuple[str, list[str]]:
    """What the answer says, and what is told."""
    document, told = parse(Source("a.md", f"## 什么是闭包？\n\n{text}\n"))
    said = [plain_text(each.children) for each in text_blocks(document.questions[0].answer)]
    return " ".join(said), [each.message for each in told]


@pytest.mark.parametrize("line", [*NOTICES, *COURTESIES])
@pytest.mark.parametrize("between", ["", "---\n\n"])
def test_a_closing_line_is_left_out_and_told(line: str, between: str) -> None:
    said, (told,) = read(f"函数与环境。\n\n{between}{line}")
    assert said.strip() == "函数与环境。"
    assert told.startswith("a closing line is left out: ")
    assert line.split("[")[0].strip("> ") in told


@pytest.mark.parametrize("line", NOTICES)
def test_a_notice_is_left_out_wherever_it_stands(line: str) -> None:
    said, told = read(f"{line}\n\n函数与环境。")
    assert (said, len(told)) == ("函数与环境。", 1)


@pytest.mark.parametrize(
    "text",
    [
        *(f"{line}\n\n函数与环境。" for line in COURTESIES),
        *(f"函数与环境。{line}" for line in COURTESIES),
        "希望以上内容对您有所帮助！",
        "如果变量有问题，编译器会告诉你；如果没有，就不会。\n\n这样。",
        "版权声明要写在文件开头。",
        "转载与原创的区别在于作者。",
        "I hope this helps us to see why a closure, which holds on to all variables, is never freed.",
    ],
)
def test_what_only_resembles_one_stays(text: str) -> None:
    said, told = read(text)
    assert told == []
    assert said.split() == text.replace("\n\n", " ").split()
