"""Who a question is when words, answers and places tell different things."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from diptych.identity import CardState, Identity, Ledger, identify, stamp, write_ledger
from diptych.input.options import Options
from tests.conftest import compiled

NAME = "notebook"
Files = dict[str, str]
LONG = "先把数据按主键排成 B+ 树，范围查询只需沿叶子链表走，因此读得快而写得慢。"
OTHER = "全新的一段内容，与前两段毫无关系，讲的是消息队列的堆积与背压。"
THIRD = "窗口函数在分组之后逐行计算，不会像聚合那样把多行合成一行。"


def identified(files: Files, ledger: Ledger) -> list[Identity]:
    options = Options(question_level=3)
    documents = [compiled(text, path, options) for path, text in sorted(files.items())]
    return identify([each for one in documents for each in one.questions], ledger, NAME)


def build(files: Files, ledger: Ledger, now: int = 1000) -> Ledger:
    identities = identified(files, ledger)
    cards = {each.guid: CardState(each.question.prompt + each.question.text) for each in identities}
    return stamp(identities, cards, ledger, now)


def notes(*sections: tuple[str, list[tuple[str, str]]]) -> str:
    """A document of sections of questions."""
    lines = ["# 书\n"]
    for title, questions in sections:
        lines.append(f"## {title}\n")
        lines += [f"### {prompt}\n\n{answer}\n" for prompt, answer in questions]
    return "\n".join(lines)


def became(before: Files, after: Files, between: Files | None = None) -> list[str | None]:
    """For each question of after, the words of before whose history it has."""
    ledger = build(before, Ledger({}))
    was = {entry.guid: f"{entry.prompt}={entry.answer}" for entry in ledger.entries.values()}
    if between is not None:
        ledger = build(between, ledger, 2000)
    return [was[each.known.guid] if each.known else None for each in identified(after, ledger)]


def test_of_equal_words_the_answer_tells_and_a_new_one_gets_nothing() -> None:
    before = notes(("甲", [("优点", LONG)]), ("乙", [("优点", THIRD)]))
    after = notes(
        ("序", [("优点", OTHER)]), ("第一章", [("优点", LONG)]), ("第二章", [("优点", THIRD)])
    )
    assert became({"a.md": before}, {"a.md": after}) == [None, f"优点={LONG}", f"优点={THIRD}"]


def test_sections_that_change_names_take_edited_twins_with_them() -> None:
    def chapter(title: str, n: int, answer: str) -> tuple[str, list[tuple[str, str]]]:
        return title, [(f"第{n}个问题讲什么？", f"它讲第{n}件事情。"), ("优点", answer)]

    before = notes(*(chapter(f"旧{n}", n, text) for n, text in enumerate((LONG, OTHER, THIRD))))
    edited = [f"{text[:12]}，说得更短。" for text in (LONG, OTHER, THIRD)]
    after = notes(
        ("序", [("优点", "这本书讲什么。")]),
        *(chapter(f"新{n}", n, text) for n, text in enumerate(edited)),
    )
    found = became({"a.md": before}, {"a.md": after})
    assert found[0] is None
    assert found[2::2] == [f"优点={text}" for text in (LONG, OTHER, THIRD)]


def test_a_retired_summary_is_no_other_files_summary() -> None:
    one, two = notes(("总", [("总结", LONG)])), notes(("别", [("什么是甲？", "甲。")]))
    new = notes(("另", [("总结", OTHER)]))
    assert became({"a.md": one, "b.md": two}, {"b.md": two, "c.md": new}, {"b.md": two}) == [
        "什么是甲？=甲。",
        None,
    ]


@pytest.mark.parametrize("away", [False, True])
def test_a_short_answer_that_nobody_else_has_tells(away: bool) -> None:
    kept = ("什么是脏读？", "读到未提交的数据。")
    before = notes(("事务", [("事务的四个特性是什么？", "原子性、一致性。"), kept]))
    after = notes(("事务", [("ACID 分别指什么？", "原子性、一致性。"), kept]))
    other = {"b.md": notes(("乙", [("什么是甲？", "甲。")]))}
    between = other if away else None
    (first, second, _) = became({"a.md": before, **other}, {"a.md": after, **other}, between)
    assert (first, second) == ("事务的四个特性是什么？=原子性、一致性。", "=".join(kept))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (("What is C++?", "A language with classes."), ("What is C#?", "A language of .NET.")),
        (("Exit code of the last command?", "`$?`"), ("Arguments of the script?", "`$#`")),
        (("Past tense of sing?", "sang"), ("Past tense of ring?", "rang")),
        (("What does `list.append` do?", "Adds at the end."), ("What does `list.insert` do?", "Adds before.")),
        (("什么是 L1 正则化？", "绝对值之和。"), ("什么是弹性网络？", "两者都加。")),
        (("What is a type I error?", "Rejecting what is true."), ("What is a type II error?", "Keeping what is false.")),
        (("聚簇索引", "叶子里是整行数据。"), ("非聚簇索引", "叶子里只有主键。")),
        (("Who wrote the Aeneid?", "Virgil"), ("Who wrote the Georgics?", "Virgil")),
        (("End of the First World War?", "1918"), ("Beginning of the First World War?", "1914")),
    ],
    ids=lambda pair: pair[0],
)  # fmt: skip
def test_another_question_in_its_place_is_new_and_the_old_one_is_named(
    old: tuple[str, str], new: tuple[str, str]
) -> None:
    around = [("What is first?", "The one before."), ("What is last?", "The one behind.")]
    before = notes(("S", [around[0], old, around[1]]))
    after = notes(("S", [around[0], new, around[1]]))
    (_, identity, _) = identified({"a.md": after}, build({"a.md": before}, Ledger({})))
    assert identity.known is None
    assert [entry.prompt for entry in identity.unclear] == [old[0].replace("`", "")]


def test_ten_reworded_together_with_their_answers_are_all_kept_or_named() -> None:
    subjects = ["事务日志", "查询计划", "连接池", "分区表", "物化视图", "外键约束", "触发器", "游标", "序列", "锁升级"]  # fmt: skip
    before = notes(("库", [(f"什么是{s}？", f"{s}用来记住发生过的事，第{n}种写法。") for n, s in enumerate(subjects)]))  # fmt: skip
    after = notes(("库", [(f"请解释一下{s}", f"{s}会记住已经发生的事（第{n}种写法）。") for n, s in enumerate(subjects)]))  # fmt: skip
    ledger = build({"a.md": before}, Ledger({}))
    for subject, each in zip(subjects, identified({"a.md": after}, ledger), strict=True):
        named = [each.known] if each.known else each.unclear
        assert [entry.prompt for entry in named] == [f"什么是{subject}？"]


def test_the_place_between_known_neighbours_names_who_may_be_meant() -> None:
    around = [("What is first?", "The one before."), ("What is last?", "The one behind.")]
    before = notes(
        ("S", [around[0], ("阴离子间隙怎样计算？", "钠减去氯与碳酸氢根之和。"), around[1]])
    )
    after = notes(
        ("S", [around[0], ("Formula of the anion gap?", "Sodium minus both."), around[1]])
    )
    (_, identity, _) = identified({"a.md": after}, build({"a.md": before}, Ledger({})))
    assert [entry.prompt for entry in identity.unclear] == ["阴离子间隙怎样计算？"]


def nearly_the_same(decided: str) -> Identity:
    """Reword a question that two entries are as near to; of the second, something was decided."""
    both = [(f"怎样做{n}号非极大值抑制？", f"{LONG}见{n}书。") for n in "甲乙"]
    first = build({"a.md": notes(("S", both[:1])), "b.md": notes(("T", both[1:]))}, Ledger({}))
    old, own = (next(e for e in first.entries.values() if n in e.prompt) for n in "甲乙")
    old = replace(old, retired=1500)
    if decided == "apart":
        own = replace(own, apart=(old.guid,))
    elif decided == "became":
        old = replace(old, became=own.guid)
    reworded = {"c.md": notes(("U", [("怎样做号非极大值抑制？", LONG)]))}
    (identity,) = identified(reworded, Ledger({old.id: old, own.id: own}))
    return identity


def test_what_is_as_near_to_two_is_neither() -> None:
    identity = nearly_the_same("nothing")
    assert identity.known is None
    assert len(identity.unclear) == 2


@pytest.mark.parametrize("decided", ["apart", "became"])
def test_what_the_author_decided_holds_when_the_question_is_reworded(decided: str) -> None:
    known = nearly_the_same(decided).known
    assert known is not None
    assert "乙" in known.prompt


def test_twins_are_who_they_are_in_the_next_build_too() -> None:
    one = ("优点", LONG)
    ledger = build({"a.md": notes(("S", [one]), ("T", [one]))}, Ledger({}))
    together = {"a.md": notes(("T", [one, one]))}
    now = [each.guid for each in identified(together, ledger)]
    later = build(together, ledger, 2000)
    assert [each.guid for each in identified(together, later)] == now


def test_unchanged_notes_need_no_library_for_likeness() -> None:
    code = (
        "import sys\n"
        "from tests.generator.identity.test_assignment import *\n"
        "files = {'a.md': notes(('S', [(f'Q{n}?', 'x') for n in range(5)]))}\n"
        "build(files, build(files, Ledger({})))\n"
        "assert 'rapidfuzz' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


SAID = st.sampled_from(["甲", "乙丙", "丁戊己", "x", "the y of z"])
ROWS = st.lists(st.tuples(st.sampled_from("ST"), SAID, SAID), max_size=6)


def of_rows(rows: list[tuple[str, str, str]]) -> Files:
    sections = dict.fromkeys(section for section, *_ in rows)
    return {
        "a.md": notes(
            *((each, [(f"{p}？", a) for s, p, a in rows if s == each]) for each in sections)
        )
    }


@given(st.lists(ROWS, min_size=2, max_size=4))
def test_a_second_build_of_any_notes_changes_no_line(
    versions: list[list[tuple[str, str, str]]],
) -> None:
    ledger = Ledger({})
    for time, rows in enumerate(versions):
        now = identified(of_rows(rows), ledger)
        ledger = build(of_rows(rows), ledger, 1000 * (time + 1))
        before = [each.guid for each in now]
        again = build(of_rows(rows), ledger, 9000)
        assert write_ledger(again) == write_ledger(ledger)
        guids = [each.guid for each in identified(of_rows(rows), ledger)]
        assert guids == before
        assert len(set(guids)) == len(guids)
