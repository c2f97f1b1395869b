"""Collections of more than two hundred questions in each manner of writing: all are found, and nothing else.

Each question has a word of its own, and so has its answer, so that both are told from all others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from diptych.model import Source
from diptych.parse.source import parse
from diptych.syntax.tree import walk

NUMBER = 210  # of one to three digits
SECTION = 20
HAN = "一二三四五六七八九十"

Write = Callable[[int], str]


def word(kind: str, number: int) -> str:
    """A word of letters, for digits are taken off as numbers."""
    return kind + "".join(chr(ord("a") + int(digit)) for digit in f"{number:03}")


def asked(number: int) -> str:
    return word("q", number)


def told(number: int) -> str:
    return word("a", number)


def han(number: int) -> str:
    tens, ones = divmod(number, 10)
    return (
        (HAN[tens - 1] if tens > 1 else "")
        + ("十" if tens else "")
        + (HAN[ones - 1] if ones else "")
    )


def numbered(pattern: str, ask: str = "什么是 {q}？") -> Write:
    """A line that asks, with its number before it."""

    def write(n: int) -> str:
        return pattern.format(n=n, han=han(n % 99 + 1)) + ask.format(q=asked(n))

    return write


NUMBERS = (
    "{n}. ", "{n}.", "{n}、", "{n}．", "{n}) ", "({n}) ", "（{n}）", "[{n}] ", "【{n}】", "Q{n}: ", "Q{n}. ",
    "问题{n}：", "题目{n}：", "第{n}题 ", "第{n}题：", "Question {n}: ", "#{n} - ", "{han}、", "（{han}）",
)  # fmt: skip
WORDS = (
    "什么是 {q}？", "{q} 是什么", "如何理解 {q}", "{q} 和别的有什么区别", "说说 {q} 的原理", "简述 {q}",
    "What is {q}?", "Explain {q} in detail", "How does {q} work", "Was ist {q}?", "¿Qué es {q}?",
    "Что такое {q}?", "{q}とは何ですか",
)  # fmt: skip


def headings(level: int, line: Write) -> Write:
    return lambda n: f"{'#' * level} {line(n)}\n\n{told(n)} 的话。\n"


def plain(line: Write) -> Write:
    return lambda n: f"{line(n)}\n\n{told(n)} 的话。\n"


def bold(line: Write) -> Write:
    return lambda n: f"**{line(n)}**\n\n{told(n)} 的话。\n"


def item(marker: str, below: str) -> Write:
    """An item of a list; ``below`` says how its answer stands below it."""
    return lambda n: f"{marker} 什么是 {asked(n)}？\n{below.format(a=told(n))}\n"


def pair(ask: str, answer: str) -> Write:
    return lambda n: f"{ask.format(n=n)}什么是 {asked(n)}\n{answer.format(n=n)}{told(n)} 的话\n"


MANNERS: dict[str, Write] = {
    **{f"heading {level}": headings(level, numbered("")) for level in range(2, 7)},
    **{f"heading {n}": headings(3, numbered(n, "{q} 的原理")) for n in NUMBERS},
    **{f"heading {w}": headings(3, numbered("", w)) for w in WORDS},
    **{f"text {n}": plain(numbered(n)) for n in NUMBERS},
    **{f"bold {n}": bold(numbered(n)) for n in ("", *NUMBERS)},
    **{f"bold {w}": bold(numbered("", w)) for w in WORDS},
    "list, indented": item("1.", "\n   {a} 的话"),
    "list, lazy": item("1.", "   {a} 的话"),
    "list, outside": lambda n: f"{n}. 什么是 {asked(n)}？\n\n{told(n)} 的话\n",
    "bullets, indented": item("-", "\n  {a} 的话"),
    "bullets, nested": item("-", "  - {a} 的话"),
    "bullets, bold, nested": lambda n: f"- **什么是 {asked(n)}？**\n    - {told(n)}\n",
    "tasks": item("- [ ]", "\n  {a} 的话"),
    "quotation": lambda n: f"> {n}. 什么是 {asked(n)}？\n\n{told(n)} 的话。\n",
    "Q: A:": pair("Q: ", "A: "),
    "问答": pair("问：", "答："),
    "问题答案": pair("问题：", "答案："),
    "numbered labels": pair("Q{n}：", "A{n}："),
    "bracketed labels": pair("【问题】", "【答案】"),
    "bracketed short labels": pair("【问】", "【答】"),
    "题目解析": pair("题目：", "解析："),
    "bold labels": pair("**问：**", "**答：**"),
    "folds": lambda n: (
        f"<details>\n<summary>什么是 {asked(n)}？</summary>\n\n{told(n)} 的话\n\n</details>\n"
    ),
    "definitions": lambda n: f"{asked(n)} :: {told(n)}\n",
    "bullets with a mark": lambda n: f"- {asked(n)} #card\n  - {told(n)}\n",
    "words": lambda n: f"{asked(n)}：{told(n)} 的意思\n",
    "words in a list": lambda n: f"- {asked(n)} — {told(n)} 的意思\n",
    "words with kinds": lambda n: f"{asked(n)} n. {told(n)} 的意思\n",
    "choices": lambda n: f"{n}. 下列属于 {asked(n)} 的是（ ）。\nA. 甲\nB. 乙\n答案：{told(n)}\n",
}


@pytest.mark.parametrize("name", MANNERS)
@pytest.mark.parametrize("sections", [False, True], ids=["no sections", "sections"])
def test_all_questions_of_a_collection_are_found(name: str, *, sections: bool) -> None:
    text = "\n".join(_written(MANNERS[name], sections=sections))
    document, _ = parse(Source("题库.md", f"# 题库\n\n{text}"))
    found = [q for q in document.questions if "q" in q.prompt]
    others = [q.prompt for q in document.questions if q not in found]
    assert (len(found), others) == (NUMBER, [])
    for number, question in enumerate(found, start=1):
        assert asked(number) in question.prompt
        said = " ".join(node.content for node in walk((*question.short, *question.answer)))
        assert told(number) in said
        assert said.count("a") < 2 or told(number + 1) not in said


def _written(write: Write, *, sections: bool) -> Iterator[str]:
    for number in range(1, NUMBER + 1):
        if sections and number % SECTION == 1:
            yield f"## 第{number // SECTION + 1}部分\n"
        yield write(number)
