"""Questions that were reworded keep who they are; who only resembles them gets nothing."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diptych.compile import CompiledQuestion
from diptych.identity import (
    CardState,
    Identity,
    Ledger,
    identify,
    identity_diagnostics,
    read_ledger,
    stamp,
    write_ledger,
)
from tests.generator.identity.test_identity import NAME, active, build, questions

ANSWER = "贪心地留下得分最高的框，删去与它重叠过多的，再在剩下的框里重复。"
OTHER = "把得分乘以随重叠变化的权重，只降低而不删除，最后再过滤。"


def renamed(before: str, after: str) -> dict[str, str | None]:
    """Each question of ``after`` → the question of ``before`` whose GUID it has."""
    first = build(before, Ledger({}))
    was = {entry.guid: entry.prompt for entry in first.entries.values()}
    return {prompt: was.get(guid) for prompt, guid in active(build(after, first, now=2000)).items()}


@pytest.mark.parametrize(
    ("prompt", "answer"),
    [
        ("什么是 NMS，怎样手写？", ANSWER),  # lightly
        ("请讲讲非极大值抑制。", ANSWER),  # wholly, its answer as it was
        ("什么是非极大值抑制（NMS）？", ANSWER.replace("贪心地", "每次") + "复杂度是平方。"),
        ("NMS 是什么？", ANSWER[:27]),
    ],
)
def test_a_reworded_question_is_the_old_one(prompt: str, answer: str) -> None:
    before = f"## 什么是 NMS？\n\n{ANSWER}\n\n## 什么是 Soft-NMS？\n\n{OTHER}\n"
    after = f"## 什么是 Soft-NMS？\n\n{OTHER}\n\n## {prompt}\n\n{answer}\n"
    assert renamed(before, after) == {
        "什么是 Soft-NMS？": "什么是 Soft-NMS？",
        prompt: "什么是 NMS？",
    }


def test_all_reworded_at_once_keep_their_own_answers_history() -> None:
    before = f"## 什么是 NMS？\n\n{ANSWER}\n\n## 什么是 Soft-NMS？\n\n{OTHER}\n"
    after = f"## Soft-NMS 怎样做？\n\n{OTHER}\n\n## NMS 怎样做？\n\n{ANSWER}\n"
    assert renamed(before, after) == {
        "Soft-NMS 怎样做？": "什么是 Soft-NMS？",
        "NMS 怎样做？": "什么是 NMS？",
    }


@pytest.mark.parametrize(
    ("old", "answer", "new", "other"),
    [
        ("什么是 L1 正则化？", ANSWER, "什么是 L2 正则化？", OTHER),
        (
            "What is L1 regularization?",
            "It adds the sum of the absolute weights to the loss, which makes many of them zero.",
            "What is L2 regularization?",
            "The squares of all parameters are penalised, so that large ones shrink the most.",
        ),
    ],
)
def test_a_neighbour_is_not_the_old_question(old: str, answer: str, new: str, other: str) -> None:
    assert renamed(f"## {old}\n\n{answer}\n", f"## {new}\n\n{other}\n") == {new: None}


def test_what_could_be_either_is_new_and_told_with_the_candidates() -> None:
    first = build(f"## 怎样做 NMS 一？\n\n{ANSWER}\n\n## 怎样做 NMS 二？\n\n{ANSWER}\n", Ledger({}))
    found = questions(f"## 怎样做 NMS 三？\n\n{ANSWER}\n")
    (identity,) = identities = identify(found, first, NAME)
    assert identity.known is None
    assert {entry.prompt for entry in identity.unclear} == {"怎样做 NMS 一？", "怎样做 NMS 二？"}
    (told,) = identity_diagnostics(identities)
    assert (told.code, told.severity) == ("D505", "warning")
    assert "“怎样做 NMS 一？” or “怎样做 NMS 二？”" in told.message
    assert told.hint == "If it is: diptych same 怎样做-nms-一 怎样做-nms-三"


def test_one_question_that_became_two_belongs_to_neither_or_to_the_nearer() -> None:
    both = f"## 怎样做 NMS 甲？\n\n{ANSWER}\n\n## 怎样做 NMS 乙？\n\n{ANSWER}\n"
    assert set(renamed(f"## 怎样做 NMS？\n\n{ANSWER}\n", both).values()) == {None}
    nearer = f"## 怎样做 NMS 呢？\n\n{ANSWER}\n\n## 复杂度是多少？\n\n{OTHER}\n"
    assert renamed(f"## 怎样做 NMS？\n\n{ANSWER}\n", nearer) == {
        "怎样做 NMS 呢？": "怎样做 NMS？",
        "复杂度是多少？": None,
    }


def test_what_only_likeness_told_is_told_with_the_command_that_undoes_it() -> None:
    first = build(f"## 什么是 NMS？\n\n{ANSWER}\n", Ledger({}))
    found = questions(f"## 什么是 NMS，怎样手写？\n\n{ANSWER}然后画出来。\n")
    (told,) = identity_diagnostics(identify(found, first, NAME))
    assert (told.code, told.severity) == ("D504", "info")
    assert "“什么是 NMS，怎样手写？” is taken for “什么是 NMS？”, reworded" in told.message
    assert told.hint.endswith("diptych different 什么是-nms 什么是-nms-怎样手写")


def test_a_question_whose_answer_stayed_and_whose_words_changed_little_is_not_worth_a_word() -> (
    None
):
    first = build(f"## 什么是 NMS？\n\n{ANSWER}\n", Ledger({}))
    found = questions(f"## 什么是 NMS，怎样手写？\n\n{ANSWER}\n")
    (identity,) = identities = identify(found, first, NAME)
    assert identity.known is not None
    assert [*identity_diagnostics(identities)] == []


HELD = "欢迎在这里写下你的回答，下周一公布我们的。"
"""What stands below each question that is asked this week, in place of an answer."""


def test_what_only_held_an_answers_place_gives_nobody_a_history() -> None:
    """A question moves on with an answer; another one stands in its place, above the same words."""
    before = f"# 本周\n\n## 手写一个二叉堆要几步？\n\n{HELD}\n\n# 往期\n\n"
    before += "## 快速排序的枢轴怎样选？\n\n取中位数。\n"
    after = f"# 本周\n\n## 页面为什么会抖动？\n\n{HELD}\n\n# 往期\n\n"
    after += "## 手写一个二叉堆要几步？\n\n两步，上浮和下沉。\n\n## 快速排序的枢轴怎样选？\n\n取中位数。\n"
    assert renamed(before, after) == {
        "手写一个二叉堆要几步？": "手写一个二叉堆要几步？",
        "快速排序的枢轴怎样选？": "快速排序的枢轴怎样选？",
        "页面为什么会抖动？": None,
    }


def test_the_same_words_with_another_answer_are_not_called_reworded() -> None:
    first = build("# 甲\n\n## 手写一个二叉堆要几步？\n\n两步，上浮和下沉。\n", Ledger({}))
    text = (
        "# 乙\n\n## 桶排序何时合用？\n\n值均匀时。\n\n## 手写一个二叉堆要几步？\n\n先建数组再说。\n"
    )
    identities = identify(questions(text), first, NAME)
    (told,) = identity_diagnostics(identities)
    assert (
        told.message
        == "“手写一个二叉堆要几步？” is taken for the one of before, answered otherwise"
    )


def test_an_answer_of_code_alone_tells_who_a_question_is() -> None:
    def notes(*prompts: str) -> str:
        codes = ("flowchart TB\n  页面 --> 接口\n", "sequenceDiagram\n  页面->>库: 存\n", "x = 1\n")
        both = zip(prompts, codes, strict=True)
        return "".join(f"## {each}\n\n```mermaid\n{code}```\n\n" for each, code in both)

    before = notes("System overview", "Saving a record", "Setting a value")
    after = notes("总体结构", "怎样保存一条记录", "Setting a value")
    assert renamed(before, after) == {
        "总体结构": "System overview",
        "怎样保存一条记录": "Saving a record",
        "Setting a value": "Setting a value",
    }


def test_the_words_of_an_answer_above_other_code_make_nobody_certain() -> None:
    before = f"## 输出是什么？\n\n{HELD}\n\n## 别的？\n\nb\n"
    after = f"## 为什么 0.1 加 0.2 不是 0.3？\n\n{HELD}\n\n```python\nprint(0.1 + 0.2)\n```\n\n## 别的？\n\nb\n"
    identities = identify(questions(after), build(before, Ledger({})), NAME)
    assert [each.code for each in identity_diagnostics(identities)] == ["D504"]


def test_what_others_said_too_tells_no_more_where_it_is_a_little_changed() -> None:
    rest = "".join(f"## 第 {n} 题考什么？\n\n{HELD}\n\n" for n in range(3))
    before = f"## 手写一个二叉堆要几步？\n\n{HELD}谢谢。\n\n{rest}"
    after = f"## 页面为什么会抖动？\n\n{HELD}\n\n{rest}"
    assert renamed(before, after)["页面为什么会抖动？"] is None


def test_a_question_at_its_place_needs_no_word_though_a_twin_of_it_was_retired() -> None:
    rest = "## 别的？\n\nb\n\n# 乙\n\n## 怎样排序？\n\n{}\n"
    first = build("# 甲\n\n## 怎样排序？\n\n先比较。\n\n" + rest.format("不知道。"), Ledger({}))
    gone = build("# 甲\n\n" + rest.format("不知道。"), first, now=2000)
    filled = identify(questions("# 甲\n\n" + rest.format("按桶分，再连起来。")), gone, NAME)
    (own,) = [each.guid for each in gone.entries.values() if each.answer == "不知道。"]
    assert own == filled[-1].guid
    assert [*identity_diagnostics(filled)] == []


def test_one_that_is_gone_is_named_by_the_likeliest_only() -> None:
    """A page of notes becomes thirty questions: thirty lines that name it would say nothing."""
    first = build("## 关于缓存的笔记\n\n缓存有很多种，也有很多坑。\n", Ledger({}))
    text = "".join(f"## 缓存的笔记：第 {n} 种\n\n容量是 {n} 兆。\n\n" for n in range(10, 40))
    identities = identify(questions(text), first, NAME)
    assert 1 <= len([*identity_diagnostics(identities)]) <= 3


def test_copies_in_several_files_need_no_word_where_all_change_their_section() -> None:
    """They say the same, so that nobody could say which of them is which."""

    def found(title: str) -> tuple[CompiledQuestion, ...]:
        text = f"# {title}\n\n## 许可\n\n可以自由使用。\n\n## 来源\n\n自己写的。\n"
        return (*questions(text, "a.md"), *questions(text, "b.md"))

    def ledger_of(identities: Sequence[Identity]) -> Ledger:
        cards = {each.guid: CardState(each.question.text) for each in identities}
        return stamp(identities, cards, Ledger({}), 1000)

    first = identify(found("关于"), Ledger({}), NAME)
    again = identify(found("说明"), ledger_of(first), NAME)
    assert [each.guid for each in again] == [each.guid for each in first]
    assert [*identity_diagnostics(again)] == []


def test_several_new_ones_where_several_are_gone_name_nobody_unlike_them() -> None:
    """Only where one of two is alone between known neighbours may it be the other whatever it says."""
    names = ("方法", "状态", "端点", "进度条")
    before = "".join(f"## {each}\n\n这里说{each}的用处。\n\n" for each in names)
    first = build(f"{before}## 别的？\n\nb\n", Ledger({}))
    after = "".join(f"## Photo {n} of glaciers\n\nTaken in {n}.\n\n" for n in range(1971, 1974))
    identities = identify(questions(f"{after}## 别的？\n\nb\n"), first, NAME)
    assert [each.known is not None for each in identities] == [False, False, False, True]
    assert [*identity_diagnostics(identities)] == []


def test_dots_in_place_of_an_answer_speak_against_nobody() -> None:
    first = build("# A\n\n## 组合数学\n\n…\n", Ledger({}))
    (identity,) = identify(questions("# B\n\n## 组合数学\n\n先数后除。\n", "b.md"), first, NAME)
    assert identity.known is not None or identity.unclear


def test_who_was_retired_comes_back_reworded_or_not() -> None:
    first = build(f"## 什么是 NMS？\n\n{ANSWER}\n\n## 别的？\n\nb\n", Ledger({}))
    gone = build("## 别的？\n\nb\n", first, now=2000)
    reworded = build(f"## 什么是 NMS，怎样手写？\n\n{ANSWER}\n\n## 别的？\n\nb\n", gone, now=3000)
    same = build(f"## 什么是 NMS？\n\n{ANSWER}\n\n## 别的？\n\nb\n", gone, now=3000)
    assert active(reworded)["什么是 NMS，怎样手写？"] == active(first)["什么是 NMS？"]
    assert active(same) == active(first)


@given(st.permutations(range(6)), st.lists(st.integers(0, 5), unique=True, max_size=6))
def test_no_question_takes_anothers_history_however_many_are_reworded(
    order: list[int], reworded: list[int]
) -> None:
    subjects = ["批归一化", "反向传播", "交叉熵", "特征金字塔", "微调", "困惑度"]
    texts = [
        f"{name}要先看输入，再看{name}的输出，第{n}步除以{n * 7}。"
        for n, name in enumerate(subjects)
    ]
    before = "".join(f"## 什么是{s}？\n\n{t}\n\n" for s, t in zip(subjects, texts, strict=True))
    after = "".join(
        f"## {f'请解释{subjects[n]}' if n in reworded else f'什么是{subjects[n]}'}？\n\n{texts[n]}\n\n"
        for n in order
    )
    for prompt, was in renamed(before, after).items():
        subject = next(name for name in subjects if name in prompt)
        assert was == f"什么是{subject}？"


def test_the_ids_that_a_question_had_are_remembered_and_nobody_elses() -> None:
    first = build("## One?\n\na\n", Ledger({}))
    pinned = build("## One? {#uno}\n\na\n", first)
    twice = build("## One? {#eins}\n\na\n\n## One\n\nb\n", pinned)
    assert twice.entries["eins"].guid == first.entries["one"].guid
    assert twice.entries["eins"].former == ("one", "uno")
    assert "one-2" in twice.entries
    assert read_ledger(write_ledger(twice), "x")[0] == twice
    back = build("## One? {#one}\n\na\n", pinned)
    assert back.entries["one"].former == ("uno",)
