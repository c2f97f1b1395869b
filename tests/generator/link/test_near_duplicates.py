"""Which questions are nearly the same, and which only look so."""

from __future__ import annotations

import pytest

from diptych.figures.registry import Gallery
from diptych.link.checks import near_duplicates
from diptych.link.checks.facts import Facts
from diptych.link.checks.near_duplicates import near_same
from diptych.link.targets import LinkMap
from tests.conftest import MakeNotebook, check_folder, compiled

CLOSURE = "A function together with the variables of the scope in which it was made.\n"
OTHERWISE = "It is a function that remembers variables of its scope after that scope has ended.\n"


def facts_of(text: str) -> Facts:
    document = compiled(text)
    return Facts("a.md", [document], [], {}, {}, LinkMap([document]), Gallery(), {})


def told(one: str, other: str, answer: str = CLOSURE, other_answer: str = OTHERWISE) -> bool:
    """Whether the second of two questions in different sections is said to be the first."""
    text = f"# A\n\n## {one}\n\n{answer}\n\n# B\n\n## {other}\n\n{other_answer}\n"
    found = list(near_same(facts_of(text)))
    assert len(found) < 2
    return bool(found)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("What is a closure?", "What is a closure?"),
        ("What is a closure?", "What's a closure"),
        ("What is a closure?", "3. Explain closures."),
        ("What is a closure?", "**What** are `closures`?"),
        ("How does a closure work?", "How do closures work"),
        ("Compare let and var", "What's the difference between var and let?"),
        ("let vs var", "What's the difference between var and let?"),
        ("Why doesn't regularisation help?", "Why does regularization not help?"),
        ("什么是过拟合？", "过拟合是什么？"),
        ("介绍一下Faster RCNN的流程", "说一说 Faster RCNN 的流程是什么？"),
        ("L1和L2正则化的不同", "L2 与 L1 正则化有什么区别？"),
        ("如何解决过拟合？", "过拟合怎么解决"),
    ],
)
def test_the_same_in_other_words(one: str, other: str) -> None:
    assert told(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("什么是指针数组？", "什么是数组指针？"),
        ("What is L1 regularisation?", "What is L2 regularisation?"),
        ("Why does dropout help?", "Why does dropout not help?"),
        ("What is supervised learning?", "What is unsupervised learning?"),
        ("What is a closure?", "Why is there a closure?"),
        ("What is `==`?", "What is `===`?"),
        ("What is a for loop?", "What is a do loop?"),
        ("What does == do in C?", "What does === do in C?"),
        ("How to convert a string to a number?", "How to convert a number to a string?"),
        ("What is a type I error?", "What is a type II error?"),
        ("What is encoder training?", "What is decoder training?"),
        ("为什么用交叉熵？", "为什么不用交叉熵？"),
        ("损失函数的优点", "损失函数的缺点"),
        ("介绍YOLO的流程", "介绍SSD的流程"),
        ("为什么 BN 比 LN 好", "为什么 LN 比 BN 好"),
        ("YOLOv2 改进了什么？", "YOLOv3 改进了什么？"),
        ("什么是有放回抽样", "什么是无放回抽样"),
    ],
)
def test_another_number_negation_or_term_is_another_question(one: str, other: str) -> None:
    assert not told(one, other, CLOSURE, CLOSURE)


@pytest.mark.parametrize(
    ("prompt", "answer", "other", "expected"),
    [
        ("What's the output?", "```js\nlog(1)\n```\n\nOne.", "```js\nlog(2)\n```\n\nOne.", False),
        ("What's the output?", "```js\nlog(1)\n```\n\nOne.", "```js\nlog(1)\n```\n\nEins.", False),
        ("What's the output?", "```js\nlog(1)\n```\n\nOne.", "```js\nlog( 1)\n```\n\none", True),
        ("优缺点是什么？", "快，但是占内存多。", "准，但是训练得慢，还要调参数。", False),
        ("What are the advantages?", CLOSURE, OTHERWISE, False),
        ("What is a closure?", "A way to end a proof in logic.", CLOSURE, False),
        ("Which is true of closures?", "```js\na()\n```\nOne two three four.",
         "```js\nb()\n```\nOne two three four.", False),
        ("What is a closure?", CLOSURE, "", True),
        ("What is a closure?", "", "", True),
        # Three of ten words must be shared, and at least three words must be there to share.
        ("What is a closure?", "p q r d e f g h i j", "p q r k l m n o s t", True),
        ("What is a closure?", "p q d e f g h i j u", "p q k l m n o s t v", False),
        ("What is a closure?", "p q d e f g h i j u", "p q v", True),
        ("What is a closure?", "p q r", "r q p", True),
        ("What is a closure?", "p q", "q p", False),
        ("Why?", "", "", False),
    ],
)  # fmt: skip
def test_answers_have_a_say(prompt: str, answer: str, other: str, expected: bool) -> None:
    assert told(prompt, prompt, answer, other) is expected


def test_the_other_place_is_named_and_the_very_same_is_told_once(
    make_notebook: MakeNotebook,
) -> None:
    root = make_notebook(
        {
            "a.md": f"# A\n\n## What is a closure?\n\n{CLOSURE}\n",
            "b.md": f"# B\n\n## What are closures?\n\n{OTHERWISE}\n## What are Closures?\n\nx\n",
        }
    )
    said = [(each.code, each.message) for each in check_folder(root).diagnostics]
    assert said == [
        ("D311", "“What are closures?” says nearly the same as “What is a closure?” in a.md, line 3"),
        ("D304", "“What are Closures?” is asked in b.md, line 3, too"),
    ]  # fmt: skip


def test_many_questions_are_compared_with_a_few_each(monkeypatch: pytest.MonkeyPatch) -> None:
    same = "".join(f"## What's the output?\n\n```js\nlog({n})\n```\n\n" for n in range(500))
    unlike = ("".join(f" {'x' * n}{end}" for end in "abcd") for n in range(1, 301))
    alike = "".join(f"## What is a closure?\n\n{answer}\n\n" for answer in unlike)
    others = "".join(f"## 什么是第{n}种 RNN？\n\n第 {n} 个答案很短。\n\n" for n in range(500))
    facts = facts_of(same + alike * 2 + others)
    compared: list[None] = []
    alike_answers = near_duplicates._alike

    def counted(*answers: tuple[frozenset[str], str]) -> bool:
        compared.append(None)
        return alike_answers(*answers)

    with monkeypatch.context() as patch:
        patch.setattr(near_duplicates, "_alike", counted)
        first = list(near_same(facts))
    assert 1000 < len(compared) <= 10 * len(facts.questions)
    assert first == list(near_same(facts))
