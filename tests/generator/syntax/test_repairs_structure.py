"""Repairs of what makes headings, code and prose of a text's lines: before → after."""

from __future__ import annotations

from time import process_time
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diptych.model import Source
from diptych.parse.source import parse
from diptych.syntax.markdown import block_tokens
from diptych.syntax.repairs import (
    REPAIRS,
    broken_rules,
    fences_as_headings,
    heading_spaces,
    indented_prose,
    invisible_characters,
    mend,
    repair,
    stray_setext,
)

LONG = "Long text that nobody would set as a title because it has far too many words"

# Without a third column the text stays as it is.
FENCES = [
    # As the name stands in the heading above.
    (
        "### 22.NMS SoftNMS\n\n```\nNMS\n```\n\n**算法**\n",
        "### 22.NMS SoftNMS\n\n\n**NMS**\n\n\n**算法**\n",
    ),
    (
        "## A SoftNMS\n\n```\n\nSoft-NMS\n```\ntext\n",
        "## A SoftNMS\n\n\n\n**Soft-NMS**\n\ntext\n",
    ),
    ("## 题\n\n~~~\n算法流程\n~~~\n\n1. 一\n", "## 题\n\n\n**算法流程**\n\n\n1. 一\n"),
    ("```第二种 方法\n```\ntext\n", "**第二种 方法**\n\ntext\n"),
    ("```The second way\n\n```\ntext\n", "**The second way**\n\n\ntext\n"),
    # Code, commands, output.
    ("## A\n\n```\nnpm install react\n```\n\ntext\n",),
    ("## npm?\n\n```\nnpm\n```\n\ntext\n",),
    ("## 题\n\n输出：\n\n```\n算法流程\n```\n\ntext\n",),
    ("## NMS\n\nOutput:\n\n```\nNMS\n```\n\ntext\n",),
    ("## NMS\n\n```\nNMS()\n```\n\ntext\n",),
    ("## NMS\n\n```\nx = 算法\n```\n\ntext\n",),
    ("## NMS\n\n```python\nNMS\n```\n\ntext\n",),
    ("## What?\n\n```\nHello\n```\n\ntext\n",),
    ("## 题\n\n```\n你好，世界。\n```\n\ntext\n",),
    ("## 题\n\n```\n一行\n二行\n```\n\ntext\n",),
    # A title of nothing.
    ("## NMS\n\n```\nNMS\n```\n",),
    ("## NMS\n\n```\nNMS\n```\n\n## B\n",),
    # Not closed, or a part of an item.
    ("## NMS\n\n```\nNMS\n",),
    ("## NMS\n\n- x\n\n  ```\n  NMS\n  ```\n\ntext\n",),
    ("```python title\n```\ntext\n",),
    ("```第二种 方法\ncode()\n```\ntext\n",),
    ("````md\n```\n算法流程\n```\ntext\n````\n",),
]

SETEXT = [
    ("一行\n又一行\n---\n", "一行\n又一行\n***\n"),
    ("这一段到此为止。\n---\n\n下一段\n", "这一段到此为止。\n***\n\n下一段\n"),
    (f"{LONG}\n---\n", f"{LONG}\n***\n"),
    (f"{LONG}\n====\n", f"{LONG}\n***\n"),
    ("This is what it comes to.\n---\n", "This is what it comes to.\n***\n"),
    ("![图](x.png)\n---\n", "![图](x.png)\n***\n"),
    ("[link](x.md)\n---\n", "[link](x.md)\n***\n"),
    ("https://a.example/b\n---\n", "https://a.example/b\n***\n"),
    ("| a | b |\n---\n", "| a | b |\n***\n"),
    ("• 一点\n---\n", "• 一点\n***\n"),
    ("> one\n> two\n> ---\n", "> one\n> two\n> ***\n"),
    ("- one\n  two\n  ---\n", "- one\n  two\n  ***\n"),
    ("x\n\ntitle: a\nlayout: b\n---\n", "x\n\ntitle: a\nlayout: b\n***\n"),
    # Titles.
    ("Title\n===\n\nA section\n---\n",),
    ("什么是 IoU？\n---\n",),
    (f"{LONG}?\n---\n",),
    (f"{LONG}\n{'=' * len(LONG)}\n",),
    ("1.介绍流程\n---\n",),
    ("Foo etc.\n---\n",),
    # No headings at all.
    ("---\ntitle: a\ntags: b\n---\n\n# x\n",),
    ("text\n\n---\n",),
    ("| a |\n|---|\n| b |\n",),
    ("- one\n- two\n---\n",),
    ("```\na\nb\n---\n```\n",),
]

INDENTED = [
    (
        "# A\n\t- one #card\n\t  x:: 1\n\t\t- two\n\n\t- three\n",
        "# A\n- one #card\n  x:: 1\n\t- two\n\n- three\n",
    ),
    ("# A\n    * one\n        * two\n", "# A\n* one\n    * two\n"),
    ("# A\n\n\t- a diff\n\t+ of code\n",),
    ("# A\n\t- name: x\n\timage: y\n",),
    (
        "## 题\n\t机器学习，顾名思义，是让机器学习。\n",
        "## 题\n机器学习，顾名思义，是让机器学习。\n",
    ),
    ("## 题\n\t学习(Learning, ML)，让机器去学。\n", "## 题\n学习(Learning, ML)，让机器去学。\n"),
    (
        "x\n\n    第一段说的是这个。\n    第二行也是如此。\n",
        "x\n\n第一段说的是这个。\n第二行也是如此。\n",
    ),
    ("x\n\n\t　　他说：“是这样的。”\n", "x\n\n他说：“是这样的。”\n"),
    (
        "    This is a paragraph of many words that someone has indented.\n",
        "This is a paragraph of many words that someone has indented.\n",
    ),
    ("　　普通的一段\n　　又一段\n", "普通的一段\n又一段\n"),
    ("　　**粗体**开头\n", "**粗体**开头\n"),
    ("- 一\n\n  　　二\n", "- 一\n\n  二\n"),
    ("\u00a0\u00a0word\n", "word\n"),
    # Code, with comments in Chinese, too.
    ("x\n\n    # 计算面积，然后排序。\n    area = w * h\n",),
    ("x\n\n    print('你好，世界，你好。')\n",),
    ("x\n\n    for x in xs:  # 对每一个元素，都要做。\n",),
    ("x\n\n    int a = 1;  // 这是一个变量，很重要。\n",),
    ("    $ npm install this and that and many more of them.\n",),
    ("    short words.\n",),
    # Lists, quotations and what else an indent belongs to.
    ("- 一\n\n      这里是列表里的代码，不是吗。\n",),
    ("1. 一\n\n   这里是列表里的一段，不是吗。\n",),
    ("> x\n>\n>     这里是引用里的代码，不是吗。\n",),
    ("```\n　　代码，不是吗，是的。\n```\n",),
    ("<pre>\n　　保留的，原样的。\n</pre>\n",),
    # It would become something else: a heading, an item, a table's row.
    ("x\n\n    这一段话，说到这里。\n---\n",),
    ("x\n\n    这一段话，说到这里。\n2. 二\n",),
    ("| a |\n|---|\n    这一段话，说到这里。\n",),
    ("　　# 不是标题\n",),
    ("　　- 不是列表\n",),
]

INVISIBLE = [
    ("看\u200b不见\ufeff的\u2060字\n", "看不见的字\n"),
    ("\ufeff## 题\n", "## 题\n"),
    ("## \u200b题\n", "## 题\n"),
    ("\u200b\n", "\n"),
    ("a\u00ad b\n", "a b\n"),
    ("中\u200d文 a\u200cb\n", "中文 ab\n"),
    ("f\u2061(x)\n", "f(x)\n"),
    # What comes up when a fence is seen: its code stays.
    ("\u200b```\na\n```\nb\u200b\n", "```\na\n```\nb\n"),
    ("hy\u00adphen\n",),
    ("👩\u200d👩\u200d👧 ❤\ufe0f\u200d🔥\n",),
    ("می\u200cخواهم क्\u200dष ന്\u200d \n",),
    ("ภาษา\u200bไทย\n",),
    ("```\na\u200bb\n```\n\n`a\u200bb`\n\n    a\u200bb\n",),
]

HEADINGS = [
    ("##标题\n", "## 标题\n"),
    ("###1.什么是 IoU\n", "### 1.什么是 IoU\n"),
    ("##　标题\n", "## 标题\n"),
    ("#\u00a0Title\n", "# Title\n"),
    ("＃＃　标题\n\n＃＃标题二\n", "## 标题\n\n## 标题二\n"),
    ("＃ 标题\n\n```\n＃＃ x\n```\n", "# 标题\n\n```\n＃＃ x\n```\n"),
    ("文\n\n＃标签\n\n文 ＃＃ 文\n",),
    ("##**粗体**标题 ##\n", "## **粗体**标题 ##\n"),
    ("text\n  ##标题\n", "text\n  ## 标题\n"),
    ("#标题\n\n##小节\n", "# 标题\n\n## 小节\n"),
    ("#标题\n", "# 标题\n"),
    ("x\n\n#1.什么是 IoU\n", "x\n\n# 1.什么是 IoU\n"),
    ("## A\n\n#什么是 IoU？\n\nx\n", "## A\n\n# 什么是 IoU？\n\nx\n"),
    ("#Title of all\n\ntext\n", "# Title of all\n\ntext\n"),
    # Tags, numbers, and what is no heading.
    ("#tag\n",),
    ("#tag1 #标签\n",),
    ("#标签\n\n# Title\n",),
    ("#todo 明天看\n\n# Title\n",),
    ("x\n\n#标签\n",),
    ("#标题\ntext\n",),
    ("#123 is fixed\n",),
    ("#include <stdio.h>\n\nx\n",),
    ("#######标题\n",),
    ("## 标题\n",),
    ("##\n",),
    ("###\t标题\n",),
    ("##!\n",),
    ("```\n##标题\n```\n",),
    ("<style>\n##x { }\n</style>\n",),
]

RULES = [
    ("---\na: b\n---\\\n\n## A?\n", "---\na: b\n---\n\n## A?\n"),
    ("x\n\n----\\ \n\ny\n", "x\n\n----\n\ny\n"),
    ("x ---\\\n",),
    ("--\\\n",),
    ("```\n---\\\n```\n",),
]

STRUCTURE = [
    kind for kind in REPAIRS if kind.CODE in {"D223", "D225", "D226", "D227", "D228", "D229"}
]

TABLE = [
    (kind, row)
    for kind, rows in (
        (fences_as_headings, FENCES),
        (stray_setext, SETEXT),
        (indented_prose, INDENTED),
        (invisible_characters, INVISIBLE),
        (heading_spaces, HEADINGS),
        (broken_rules, RULES),
    )
    for row in rows
]


@pytest.mark.parametrize(("kind", "row"), TABLE)
def test_repairs(kind: ModuleType, row: tuple[str, ...]) -> None:
    before, after = row[0], row[-1]
    mended, changes = mend(before, [kind])
    assert mended == after
    assert bool(changes) == (before != after)
    assert {change.code for change in changes} <= {kind.CODE}
    assert mend(after, [kind])[0] == after


def test_a_fence_is_told_once_with_its_words() -> None:
    _, diagnostics, _ = repair(Source("a.md", FENCES[0][0]))
    assert [(each.code, each.message) for each in diagnostics] == [
        ("D223", "repaired: a fence that stands for a heading: NMS → **NMS**")
    ]


def test_what_is_not_seen_is_told_by_its_number() -> None:
    _, (told,), _ = repair(Source("a.md", "中\u200b文\n"))
    assert told.message.endswith("U+200B → nothing")
    assert told.span is not None
    assert (told.span.line, told.span.column) == (1, 2)


@pytest.mark.parametrize("code", ["D223", "D225", "D226", "D227", "D228"])
def test_each_can_be_switched_off(code: str) -> None:
    for kind, row in TABLE:
        if code == kind.CODE and len(row) > 1:
            _, diagnostics, _ = repair(Source("a.md", row[0]), without={code})
            assert code not in {each.code for each in diagnostics}


def test_a_title_in_a_fence_is_no_question() -> None:
    document, _ = parse(Source("a.md", FENCES[0][0]))
    assert [question.prompt for question in document.questions] == ["NMS SoftNMS"]


LINES = st.sampled_from(
    [
        "", "", "# 标题", "##标题", "#标签", "##　题", "### 1.NMS", "文字，是这样的一句话。", "text",
        LONG, "---", "===", "- ", "-", "=", "```", "```", "~~~", "NMS", "算法流程", "```第二 种",
        "```python", "\t机器学习，顾名思义，是学习。", "    code()", "　　缩进的一段，在这里。",
        "\u200b## 题", "\u200b```", "a\u200bb", "`\u200b` a\u200b`", "~\u200b~~", "- item", "  more",
        "1. one", "> quote", "> ---", "| a |", "|---|", "$$", "[a]: b", "[^1]: n", "<div>", "</div>",
        "      deep，这是一段很深的话。", "This is a sentence of many words.", "\u200b---", "\u00ad\t文",
    ]
)  # fmt: skip
TEXTS = st.lists(LINES, max_size=14).map("\n".join) | st.text(
    "#-=`~>|　 \t\n\u200b\u00ad中。a.1[]", max_size=60
)


@given(TEXTS)
def test_mending_twice_is_mending_once(text: str) -> None:
    for kinds in (REPAIRS, [kind for kind in REPAIRS if kind.SAFE]):
        mended, _ = mend(text, kinds)
        assert len(mended.split("\n")) == len(text.split("\n"))
        assert mend(mended, kinds)[0] == mended


@given(TEXTS)
def test_no_repair_loses_a_word(text: str) -> None:
    def words(of: str) -> list[str]:
        return [c for c in of if c.isalnum()]

    mended, _ = mend(text, STRUCTURE)
    assert words(mended) == words(text)


@pytest.mark.parametrize(
    "text",
    [
        "    " + "字" * 50_000, "    A" + " word" * 20_000, "#" + "字" * 50_000, "`" * 50_000,
        "字" * 50_000 + "\n---", "a " * 30_000 + "\n=", "\u200b" * 50_000, "　" * 50_000,
        "#a " * 20_000, "```" + "字 " * 20_000 + "\n```", "-" * 50_000, "> " * 90 + "a\nb\n---",
        "    A" + " Word, and-so" * 9_000 + "\n\n" + "　　字" * 9_000,
    ],
    ids=range(13),
)  # fmt: skip
def test_no_line_is_too_long(text: str) -> None:
    """Looking for a wound takes a time that grows as the text does, not as its square."""
    start = process_time()
    mend(text, STRUCTURE)
    assert process_time() - start < 2


@given(TEXTS)
def test_code_stays_code(text: str) -> None:
    """What a fence of several lines held it still holds, unless a fence came up before it."""
    if "\u200b" in text or "\u00ad" in text:
        return
    kept = [t.content for t in block_tokens(mend(text, STRUCTURE)[0]) if t.type == "fence"]
    for token in block_tokens(text):
        if token.type == "fence" and token.content.count("\n") > 1 and not token.info:
            assert token.content in kept or not token.content.strip()
