"""Which headings and lines ask, and which only look so."""

from __future__ import annotations

import pytest

from diptych.model import Source
from diptych.parse.source import parse
from diptych.parse.words.asking import asks, is_template_word, names_a_section

TASKS = ("List all pods", "Run a pod", "Scale it up", "Remove a taint", "Label a node")


def _fold(summary: str) -> str:
    return f"<details>\n<summary>{summary}</summary>\n\nx\n\n</details>\n\n"


def prompts(text: str, path: str = "a.md") -> list[str]:
    return [question.prompt for question in parse(Source(path, text))[0].questions]


@pytest.mark.parametrize(
    "text",
    ["Why?", "为什么？ (某厂)", "What is it? 👶", "Explain a union", "如何排查", "讲讲缓存", "区别是什么", "Что такое ток"],
)  # fmt: skip
def test_what_asks(text: str) -> None:
    assert asks(text)


@pytest.mark.parametrize(
    "text", ["IoU", "State management", "Come together", "Do not use it", "操作系统"]
)
def test_what_asks_nothing(text: str) -> None:
    assert not asks(text)


@pytest.mark.parametrize(
    "text", ["Summary (EN)", "参考资料", "Follow-ups", "例句", "Ответ", "## 总结："]
)
def test_words_of_templates(text: str) -> None:
    assert is_template_word(text)
    assert not is_template_word(f"{text} of pipes")


@pytest.mark.parametrize("text", ["第三章 管道", "Chapter 2: Pipes", "Part IV", "模块一", "第2讲"])
def test_parts_of_books(text: str) -> None:
    assert names_a_section(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        # A heading whose text are cards is their section, one that has a text of its own asks.
        ("## Terms\n\na :: b\n\nc :: d\n\n## Why?\n\nx\n", ["a", "c", "Why?"]),
        ("## Why?\n\nx\n\na :: b\n", ["Why?", "a"]),
        ("## Why?\n\na :: b\n", ["Why?"]),
        # Numbers are believed only where what they number asks.
        ("## A\n\n1. first\n2. second\n", ["A"]),
        ("1、先开门\n\n再进去。\n\n2、后关门\n\n坐下。\n", []),
        # What stands below an asking heading is its answer, even if lines in it ask.
        ("## Why?\n\n1. What is a?\n2. What is b?\n", ["Why?"]),
        # Steps and labels.
        ("# How to weld\n\n- Show the torch\n- Write it down\n", ["How to weld"]),
        ("# T\n\nx\n\n**Note**\n\ny\n\n**Tip**\n\nz\n", ["T"]),
        # A table is one of questions if its head says so, or its rows ask.
        ("# T\n\n| a | b |\n|---|---|\n| c | d |\n", ["T"]),
        ("# T\n\n| a | b |\n|---|---|\n| c? | d |\n| e? | f |\n", ["c?", "e?"]),
        # Lines with colons, unless their sides are in two languages or a heading says so.
        ("# T\n\nprice: low\nplace: here\ntime: now\n", ["T"]),
        ("# T\n\nleak：漏\npipe：管\ntap：龙头\n", ["leak", "pipe", "tap"]),
        ("# Words\n\nhead: top\nfoot: end\n", ["head", "foot"]),
        # A key is joined only if its numbers fit.
        ("# Q\n\n1. 什么是甲？\n2. 什么是乙？\n\n# 答案\n\n3. 丙\n", ["什么是甲？", "什么是乙？"]),
        # What is folded below a deeper heading counts as much as what headings ask.
        (
            "## Cloud\n\n<a name='c'></a>\n\n#### Basics\n\n"
            + _fold("What is a pod?")
            + _fold("Name a zone"),
            ["What is a pod?", "Name a zone"],
        ),
        # A number may have a line of its own.
        (
            "**01**\n\n**什么是甲**\n\nx\n\n**02**\n\n**乙是什么**\n\ny\n\n**03**\n\n**丙丁**\n\nz\n",
            ["什么是甲", "乙是什么", "丙丁"],
        ),
        # Among lists that ask, one that only demands asks as well.
        (
            "# Days\n\n- day 1\n    - 什么是甲？\n    - 说说乙\n- day 2\n    - 用丙画丁\n- day 3\n    - 什么是戊？\n",
            ["什么是甲？", "说说乙", "用丙画丁", "什么是戊？"],
        ),
        (
            "# Days\n\n- day 1\n    - 什么是甲？\n- day 2\n    - 丙\n- day 3\n    - 丁\n- day 4\n    - 戊\n",
            ["Days"],
        ),
        # A callout may hold them.
        (
            "## Part\n\nx y\n\n## Oral\n\n> [!question] Oral\n> - Why?\n> - How so?\n",
            ["Why?", "How so?"],
        ),
        ("## Why?\n\n> - Is it a?\n> - Is it b?\n", ["Why?"]),
        # Where some folds ask, or many stand in a row, all are questions; asides are not.
        (
            "## Pods\n\n" + "".join(map(_fold, ("Why?", "How?", "When?", *TASKS, "Hint"))),
            ["Why?", "How?", "When?", *TASKS],
        ),
        ("## Pods\n\n" + "".join(map(_fold, TASKS)), list(TASKS)),
        ("## Pods\n\nx\n\n" + "".join(map(_fold, TASKS[:2])), ["Pods"]),
        (
            "## 网关\n\n" + _fold("解释 OSI 模型") + _fold("解释“网关”"),
            ["解释 OSI 模型", "解释“网关”"],
        ),
        # A list of threads of one website asks; one of pages here and there is to be read.
        (
            "## Old\n\n- [什么是甲？](https://x.org/i/1)\n- [什么是乙？](https://x.org/i/2)\n- [丙呢？]()\n",
            ["什么是甲？", "什么是乙？", "丙呢？"],
        ),
        ("## T\n\n- [什么是甲？](https://x.org/a)\n- [什么是乙？](https://y.org/b)\n", []),
        # A day of a diary asks nothing, nor does what asks about a title above it.
        ("# 2024-03-01 周五\n\n- x\n", []),
        ("# March 3, 2024\n\n## Why?\n\nx\n", ["Why?"]),
        ("# Lock\n\n- **Why?** Order.\n- **How?** A bit.\n", ["Lock"]),
        # Calls of functions are no blanks.
        ("# Streams\n\nx\n\n- `open()`\n- `close()`\n", ["Streams"]),
        # Counting goes on beside the last one, whatever the level.
        ("### 1. A?\n\nx\n\n#### 2. B?\n\ny\n\n### 3. C?\n\nz\n", ["A?", "B?", "C?"]),
    ],
)
def test_what_is_found(text: str, found: list[str]) -> None:
    assert prompts(text) == found


def test_a_file_is_asked_by_its_name_only_if_nothing_else_asks() -> None:
    assert prompts("x\n\n## Effects\n\ny\n", "Why is it wet?.md") == ["Why is it wet?"]
    assert prompts("x\n\n## Where?\n\ny\n", "Why is it wet?.md") == ["Where?"]
    assert prompts("x\n", "Water.md") == []


def test_cards_in_an_answer_stand_in_its_section_behind_it() -> None:
    text = "## S\n\n### Why?\n\nx\n\n- b #card\n  - c\n\nz\n\n### How?\n\ny\n"
    document, _ = parse(Source("a.md", text))
    assert [(q.prompt, q.section[-1]) for q in document.questions] == [
        ("Why?", "S"), ("b", "S"), ("How?", "S"),
    ]  # fmt: skip
    assert [node.content for node in document.questions[0].answer] == ["x", "z"]
    assert document.understood.startswith("headings: 2 questions (")
    assert "; bullets: 1 question (" in document.understood


@pytest.mark.parametrize(("name", "found"), [("README", []), ("index", []), ("mutex", ["Mutex"])])
def test_a_page_that_introduces_others_asks_nothing(name: str, found: list[str]) -> None:
    document, _ = parse(Source(f"{name}.md", "# Mutex\n\nSee the notes.\n"))
    assert [question.prompt for question in document.questions] == found
