"""Each repair: what it mends, what it leaves, and the laws that hold for all of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diptych.diagnostics.codes import CODES
from diptych.input.options import Options
from diptych.model import Source
from diptych.parse.source import parse
from diptych.syntax.repairs import REPAIRS, Repair, mend, repair
from diptych.syntax.repairs.text import Text
from diptych.syntax.tree import text_blocks, walk
from diptych.syntax.words import plain_text
from tests.conftest import MakeNotebook, check_folder

CASES = Path(__file__).parents[2] / "cases" / "repairs"
# A heading names a case; fences hold its text. A title within a fence is text.
PART = re.compile(
    r"^# (?P<title>[^\n]+)$|^(?P<fence>`{3,})(?P<name>before|after|stays)\n(?P<text>.*?)^(?P=fence)$",
    re.MULTILINE | re.DOTALL,
)


def module_of(kind: Repair) -> str:
    return str(kind.__name__).rpartition(".")[-1]  # type: ignore[attr-defined]


# Those of structure have tests of their own.
STRUCTURE = {"D223", "D225", "D226", "D227", "D228", "D229"}
KINDS = [kind for kind in REPAIRS if kind.CODE not in STRUCTURE]


class Case(NamedTuple):
    """A text with a wound, or one that only looks so."""

    kind: Repair
    title: str
    before: str
    after: str


def read_cases() -> Iterator[Case]:
    """One file a repair, one heading a case, with blocks `before` and `after`, or `stays`."""
    for kind in KINDS:
        title = before = ""
        for part in PART.finditer((CASES / f"{module_of(kind)}.md").read_text(encoding="utf-8")):
            title = part["title"] or title
            if part["name"] == "before":
                before = part["text"]
            elif part["name"] == "after":
                yield Case(kind, title, before, part["text"])
            elif part["name"] == "stays":
                yield Case(kind, title, part["text"], part["text"])


EVERY_CASE = list(read_cases())


def lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.split("\n")]


@pytest.mark.parametrize(
    "case", EVERY_CASE, ids=lambda case: f"{module_of(case.kind)}: {case.title}"
)
def test_cases(case: Case) -> None:
    mended, changes = mend(case.before, [case.kind])
    assert lines(mended) == lines(case.after)
    assert bool(changes) == (case.before != case.after)
    assert {change.code for change in changes} <= {case.kind.CODE}
    assert mend(mended, [case.kind]) == (mended, [])


@pytest.mark.parametrize(
    "case", EVERY_CASE, ids=lambda case: f"{module_of(case.kind)}: {case.title}"
)
def test_code_is_left_alone(case: Case) -> None:
    wounds = case.before
    indented = "".join(f"    {line}\n" for line in wounds.split("\n"))
    text = f"~~~~~~ text\n{wounds}\n~~~~~~\n\n{indented}\n- x\n\n  ``````\n{indented}\n  ``````\n"
    assert mend(text, REPAIRS) == (text, [])


@pytest.mark.parametrize("kind", KINDS, ids=module_of)
def test_every_repair_has_cases_a_code_and_a_sign(kind: Repair) -> None:
    cases = [case for case in EVERY_CASE if case.kind is kind]
    assert any(case.before == case.after for case in cases), "nothing that stays"
    assert any(case.before != case.after for case in cases), "nothing that is mended"
    assert all(kind.SIGN.search(case.before) for case in cases if case.before != case.after)
    assert CODES[kind.CODE][0] in {"info", "warning"}


def test_each_change_is_told_and_can_be_switched_off() -> None:
    wound = "设 \\(x\\) 与 **“粗体”**的 ![x](a b.png)\n"
    document, diagnostics = parse(Source("a.md", f"## 为什么？\n\n{wound}"))
    told = [(each.code, each.span and (each.span.line, each.span.column)) for each in diagnostics]
    assert told == [("D221", (3, 3)), ("D212", (3, 21)), ("D232", (3, 11))]
    assert "\\(x\\) → $x$" in diagnostics[0].message
    assert "**“粗体”** → <strong>“粗体”</strong>" in diagnostics[2].message
    options = Options(without=frozenset({"D221", "D212", "D232"}))
    document, diagnostics = parse(Source("a.md", f"## 为什么？\n\n{wound}"), options)
    assert not diagnostics
    said = plain_text(text_blocks(document.questions[0].answer))
    assert said == "设 (x) 与 **“粗体”**的 ![x](a b.png)"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("的**“粗体”**的", ["**“粗体”** → <strong>“粗体”</strong>"]),
        ("*（注）*后", ["*（注）* → <em>（注）</em>"]),
        ("中**文**字 **b** *c*", []),
        ("2 * 3 * 4 中 ** 文 `**“粗体”**的`", []),
        ("| **“a”**的 |\n|---|", ["**“a”** → <strong>“a”</strong>"]),
        ("x[^1]\n\n[^1]: **“a”**的", ["**“a”** → <strong>“a”</strong>"]),
    ],
)
def test_emphasis_that_commonmark_does_not_read_is_told(text: str, told: list[str]) -> None:
    _, diagnostics = parse(Source("a.md", f"## A?\n\n{text}\n"))
    messages = [each.message for each in diagnostics if each.code == "D232"]
    assert [message.partition(": ")[2].partition(": ")[2] for message in messages] == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("输入 nn 行 44 列, 共 mm 个", ["nn 行 44 列, 共 mm → $n$ 行 $4$ 列, 共 $m$"]),
        ("方差 σ2σ2，ii 与 NN", ["σ2σ2，ii 与 NN → $\\sigma^2$，$i$ 与 $N$"]),
        ("复杂度O(n2)O(n2)。", ["O(n2)O(n2) → $O(n^2)$"]),
        ("卷积 3×33×3 与 x1x1", ["3×33×3 与 x1x1 → $3\\times3$ 与 $x_1$"]),
        ("方差 σ2\\sigma^2σ2 与 xix_ixi", ["σ2\\sigma^2σ2 与 xix_ixi → $\\sigma^2$ 与 $x_i$"]),
        ("设 αα，xixi", ["αα，xixi → $\\alpha$，$x_i$"]),
        ("组合数CpNCNp", ["CpNCNp → $C_N^p$"]),
        # Words, numbers, units, lists.
        ("看看 天天 bookkeeping 22 个 2020 年 gaga xixi haha AA 电池", []),
        ("AA 与 BB，xx 公司，II 型，5 mm，11 月 22 日", []),
        ("only nn here, and nn.Module, ii) second", []),
        ("LL and RR are single turns, LR and RL double; an RR case, an LL case", []),
        ("size GG, size HH, model YY, route NN", []),
        ("the nn here\n\nthe tt there\n\nHH and GG", []),
        ("LL 型 22 个，RR 型 33 个", []),
        ("HH 与 GG\n\n方差 σ2σ2，NN", ["σ2σ2，NN → $\\sigma^2$，$N$"]),
        ("有 kk 与 ww 两个", ["kk 与 ww → $k$ 与 $w$"]),
        ("hh:mm:ss, /aa/bb, a-aa, `σ2σ2`, $σ2σ2$, foo_foo, ----, ==== 1.11", []),
        ("https://a.example/x=1x=1 与 f(x) 和 snake_case_name", []),
    ],
)
def test_text_that_was_copied_twice_is_told(
    make_notebook: MakeNotebook, text: str, told: list[str]
) -> None:
    report = check_folder(make_notebook({"a.md": f"## A?\n\n{text}\n"}))
    messages = [each.message for each in report.diagnostics if each.code == "D231"]
    assert [message.partition(": ")[2] for message in messages] == told


PIECES = st.sampled_from(
    [
        "\\(", "\\)", "\\[", "\\]", "$", "$$", "$`", "`$", "x", "x_i", " ", " ", "\n", "\n", "\n\n",
        "的", "5", "\\", "`", "``", "\\frac{a}{b}", " = ", "\\*\\*", "\\*", "\\_", "\\`", "\\# ", "1\\. ",
        "2\\. ", "\\- ", "- ", "> ", "    ", "```math\n", "```\n", "~~~latex\n", "~~~\n", "| a | b |\n|---|---|\n",
        "](a)", "![", "<img src='https://a.example/?tex=", "'>", "![f](https://a.example/?tex=x%5E2)",
        "**“粗”**", "# ", "<code>", "</code>", "<div>\n", "|",
    ]
)  # fmt: skip


def code_of(text: str) -> dict[int, str]:
    """The lines of code that is not LaTeX, by number."""
    seen = Text.of(text)
    blocks = [(a, b) for kind, a, b in seen.blocks if kind in {"fence", "code_block"}]
    plain = [(a, b) for a, b in blocks if not re.search("math|latex", seen.lines[a])]
    return {n: seen.lines[n] for a, b in plain for n in range(a, b)}


@given(st.lists(PIECES, max_size=25).map("".join))
def test_mending_is_done_once_and_keeps_lines(text: str) -> None:
    for kind in KINDS:
        mended, _ = mend(text, [kind])
        assert mended.count("\n") == text.count("\n")
        lines_after = mended.split("\n")
        assert all(lines_after[n] == line for n, line in code_of(text).items()), module_of(kind)
        again, changes = mend(mended, [kind])
        assert (again, changes) == (mended, []), module_of(kind)
    source, *_ = repair(Source("a.md", text))
    assert source.text.count("\n") == text.count("\n")


@given(st.text(max_size=300))
def test_any_text_is_mended_without_a_crash(text: str) -> None:
    mended, _ = mend(text, REPAIRS)
    assert len(mended.split("\n")) == len(text.split("\n"))


@pytest.mark.parametrize(
    ("text", "strong"),
    [
        ("任意指针能转换void*，指向对象的指针能转换const void*。", 0),
        ("先*，-排除一个词，而*不", 0),
        ("**甲（一）**；反之，**乙（二）**。", 2),
        ("**“粗体”**的，**（括号）**里", 2),
    ],
)
def test_no_emphasis_begins_with_a_stop(text: str, strong: int) -> None:
    document, _ = parse(Source("a.md", f"## Q?\n\n{text}\n"))
    nodes = [node for node in walk(document.questions[0].nodes) if node.type in {"em", "strong"}]
    assert len(nodes) == strong


@pytest.mark.parametrize(
    "line", ["#define宏定义没有类型；而 const 有。", "#include头文件", "#if条件"]
)
def test_a_word_of_the_preprocessor_is_no_heading(line: str) -> None:
    document, told = parse(Source("a.md", f"## Why?\n\nx\n\n## How?\n\n{line}\n"))
    assert [each.prompt for each in document.questions] == ["Why?", "How?"]
    assert "D228" not in [each.code for each in told]
