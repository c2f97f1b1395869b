"""What is on no card: counted, and told where it looks as if it should be on one."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diptych.cli import main
from diptych.diagnostics.report import Report, covered
from diptych.input.config import load_config
from diptych.model import Coverage
from tests.conftest import MakeNotebook, check_folder, compiled

ROOT = Path(__file__).parents[3]
HEALTHY = (ROOT / "notes", ROOT / "tests" / "notebooks" / "sound-and-tuning" / "notes")
OURS = {"D109", "D110", "D326", "D327", "D328", "D329"}

ASKS = "## What is a {}?\n\nA thing among things.\n\n"
LONG = "Twelve words and more of plain text that nobody will ever ask for at all.\n\n"


def told(report: Report) -> dict[str, str]:
    """What our codes say, each of which speaks once in one file."""
    found = [each for each in report.diagnostics if each.code in OURS]
    assert len({each.code for each in found}) == len(found)
    return {each.code: each.message for each in found}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("## What is tea?\n\nHot water.\n", Coverage(cards=5)),
        ("## 什么是茶？\n\n热水。\n", Coverage(cards=6)),
        ("# Drinks here\n\nSome words.\n\n## What is tea?\n\nHot.\n", Coverage(cards=4, pages=4)),
        # Numbers and tags belong to the form, and what a card says twice is there once.
        ("## 12. What is tea? #hot\n\nTea tea.\n", Coverage(cards=5)),
        ("## What is tea?\n\n```\ncode here\n```\n", Coverage(cards=5)),
        ("<!-- aside from all -->\n\n## What is tea?\n\nHot.\n", Coverage(cards=4)),
        ("", Coverage()),
    ],
)
def test_each_word_is_counted_where_it_is_shown(text: str, expected: Coverage) -> None:
    assert compiled(text).coverage == expected


@given(st.lists(st.sampled_from(["# a1 bb", "## cc dd?", "ee ff", "- gg #card", "Q: hh"])))
def test_no_word_is_counted_twice(blocks: list[str]) -> None:
    coverage = compiled("\n\n".join(blocks)).coverage
    words = sum(len(block.strip("# -?").replace("Q: ", "").split()) for block in blocks)
    tags = sum("#card" in block for block in blocks)
    assert coverage.words == words - tags
    assert min(coverage.cards, coverage.pages, coverage.nowhere) >= 0


def test_check_ends_with_the_shares(
    make_notebook: MakeNotebook, capsys: pytest.CaptureFixture[str]
) -> None:
    root = make_notebook(
        {"a.md": "## What is tea?\n\nHot water.\n", "b.md": "Only five words here, see?\n"}
    )
    assert main(["check", str(root)]) == 0
    assert "\n10 words: 50% on cards, 50% on pages only, 0% nowhere.\n" in capsys.readouterr().out
    assert main(["check", "-v", str(root)]) == 0
    out = capsys.readouterr().out
    assert "\na.md: 5 words: 100% on cards, 0% on pages only, 0% nowhere\n" in out
    assert "\nb.md: 5 words: 0% on cards, 100% on pages only, 0% nowhere\n" in out


@pytest.mark.parametrize(
    ("coverage", "expected"),
    [
        (Coverage(999, 1, 0), "more than 99% on cards, less than 1% on pages only, 0% nowhere"),
        (Coverage(0, 0, 3), "0% on cards, 0% on pages only, 100% nowhere"),
    ],
)
def test_little_is_not_nothing(coverage: Coverage, expected: str) -> None:
    (line,) = covered(Report((), coverage=(("a.md", coverage),)))
    assert line == f"{coverage.words} words: {expected}."


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        (f"# T\n\n{ASKS}# Left alone\n\n{LONG}", "D326", "“Left alone” (line 7)"),
        (
            f"---\nquestion_level: 2\n---\n\n# T\n\n{ASKS}"
            + "".join(f"# Alone {n}\n\n{LONG}" for n in range(5)),
            "D326",
            "5 sections have text that is on no card: ",
        ),
        (
            f"{ASKS}## Which are left?\n\n"
            + "".join(f"**{n}) Is it {n}?**\n\nYes.\n\n" for n in "abc"),
            "D327",
            "3 lines seem to be of other cards, inside the answer of “Which are left?”: `a) Is it a?`",
        ),
        (
            "## Colours\n\nIt is so.\n\nWhat is x?\n\nWhat is z?\n\nb\n",
            "D327",
            "2 lines seem to be of other cards",
        ),
        # Between Chinese characters a line ends without a blank.
        (
            "# 颜色\n\n颜色如下。\n天是蓝的吗？\n是的。\n草是绿的吗？\n也是。\n",
            "D327",
            "2 lines seem to be of other cards, inside the answer of “颜色”: `天是蓝的吗？`, `草是绿的吗？`",
        ),
        (
            f"{ASKS}## Which are left?\n\nSome.\n\n"
            + "".join(
                f"<details><summary>{each} it</summary>\n\nx\n\n</details>\n\ny\n\n"
                for each in ("List", "Run", "Scale", "Hint for")
            ),
            "D327",
            "3 lines seem to be of other cards, inside the answer of “Which are left?”: `List it`, `Run it`, `Scale it`",
        ),
        (
            f"# T\n\n**What is a forest?**\n\n{ASKS}",
            "D328",
            "line 3 `**What is a forest?**` (bold, but no heading)",
        ),
        (f"# T\n\n- [ ] What is a forest?\n\n{ASKS}", "D328", "a task, not a question"),
        (f"# T\n\nWhat is a forest?\n- ?\nTrees.\n\n{ASKS}", "D328", "(`?` parts a card only"),
        (f"# T\n\nCâu 3: Rừng là\n\n{ASKS}", "D328", "no answer"),
        (
            f"---\ndialect: headings\n---\n\n# T\n\nQ: What is a forest?\n\n{ASKS}",
            "D328",
            "no answer",
        ),
        (
            "# Synonyms\n\n" + "".join(f"glad{n} → happy{n}\n" for n in "abcd"),
            "D328",
            "4 lines look like cards and are none: line 3 `glada → happya` (an arrow between two sides)",
        ),
        (
            "# 中国近代史\n\n" + "".join(f"19{n}9年：大事\n" for n in range(1, 5)),
            "D328",
            "line 3 `1919年：大事` (a year and what happened)",
        ),
        (
            "# Algebra\n\n\\begin{itemize}\n\\item What is a group?\nA set.\n\\end{itemize}\n",
            "D328",
            "line 4 `\\item What is a group?` (a list of LaTeX)",
        ),
        (
            "- Oak :: a tree\n- Moss >> no tree\n- What is a fern? >> neither\n",
            "D328",
            "2 lines look like cards and are none: line 2 `- Moss >> no tree`",
        ),
        (
            f"{ASKS}> [!tip] Who asks?\n> You.\n\n> [!note] Who tells?\n> I.\n\n"
            "> [!info] Who hears?\n> We.\n",
            "D327",
            "3 lines seem to be of other cards, inside the answer",
        ),
        (
            "# 极限\n\n**例1** 求 $1/n$。\n\n零。\n\n**例2** 求 $n/n$。\n\n一。\n",
            "D327",
            "2 lines seem to be of other cards, inside the answer of “极限”: `例1 求 $1/n$。`",
        ),
        (
            "# 题\n\n(甲) 水\n参考答案：C\n\n(乙) 火\n参考答案：B\n",
            "D327",
            "2 lines seem to be of other cards, inside the answer of “题”: `参考答案：C`",
        ),
        (
            "# Paper\n\nQuestion 1 [5 marks]\n\nDefine it.\n\nQuestion 2\n\nDraw it.\n",
            "D327",
            "2 lines seem to be of other cards, inside the answer of “Paper”: `Question 1 [5 marks]`",
        ),
        (
            "# Cells\n\n" + "".join(f"**Part {n}** – what it does\n\n" for n in "abcd"),
            "D328",
            "4 lines look like cards and are none: line 3 `**Part a** – what it does` (a bold word",
        ),
        (
            "# Limits\n\n**Example 1.** Find $1/n$. It is 0.\n\n**Example 2.** Find $n/n$. It is 1.\n",
            "D327",
            "2 lines seem to be of other cards, inside the answer of “Limits”: `Example 1. Find $1/n$.",
        ),
        (
            "# Capitals\n\nFrance,Paris\nSpain,Madrid\nItaly,Rome\nPeru,Lima\n",
            "D328",
            "4 lines look like cards and are none: line 3 `France,Paris` (columns without a head)",
        ),
        (
            "# Mock exam\n\n"
            + "".join(f"{n}. The part of a tree that does {n}\n- part {n}\n" for n in range(1, 6)),
            "D328",
            "5 lines look like cards and are none: line 3 `The part of a tree that does 1` "
            "(what it means stands below it)",
        ),
        (
            "# Words\n\n" + "".join(f"das Ding {n} / the thing\n" for n in "abcd"),
            "D328",
            "4 lines look like cards and are none: line 3 `das Ding a / the thing` (a slash",
        ),
        (
            "# Grammar\n\nIt is\nA good\nB bad\n\nThey are\nA good\nB bad\n",
            "D327",
            "2 lines seem to be of other cards, inside the answer of “Grammar”: `It is`, `They are`",
        ),
        (
            "# Exam\n\n\\question Name a tree.\n\\choice Oak\n\\CorrectChoice Elm\n",
            "D328",
            "3 lines look like cards and are none: line 3 `\\question Name a tree.` (a list of LaTeX)",
        ),
        (
            f"# T\n\n## What is bark?\n\nrhytidome :: dead bark\nphloem :: living bark\n\n{ASKS}",
            "D328",
            "line 3 `What is bark?` (all that stands below it is on cards of its own)",
        ),
        (f"{ASKS}Q. What is a shrub?\n", "D328", "`Q. What is a shrub?` (within another answer)"),
        (f"{ASKS}问、什么是灌木\n", "D328", "`问、什么是灌木` (within another answer)"),
        (f"{ASKS}The {{{{c1::capital is Bern.\n", "D328", "without `}}`"),
        (f"{ASKS}`A call` {{{{c1::is}}}} `x`, {{{{c2::so\n", "D328", "without `}}`"),
        (
            "".join(f"Answer :: thing {n}\n" for n in "abcd"),
            "D329",
            "“Answer” on 4 cards",
        ),
    ],
)
def test_what_may_want_to_be_a_card_is_told(
    make_notebook: MakeNotebook, text: str, code: str, words: str
) -> None:
    text = text.replace("{}", "tree")
    assert words in told(check_folder(make_notebook({"a.md": text}))).get(code, "")


@pytest.mark.parametrize(
    "text",
    [
        f"# T\n\n{ASKS}# References\n\n{LONG}",
        f"# T\n\n{ASKS}# 参考资料\n\n{LONG}",
        f"# T\n\n{ASKS}# Short\n\nA few words.\n",
        f"# T\n\n{LONG}{ASKS}",
        f"# T\n\n# Part\n\n{LONG}{ASKS}",
        "# Code\n\nFirst.\na = 1\nb = 2\n\nSecond.\na = 2\nb = 3\n",
        f"{ASKS}Why? Because. Is it so? It is. Really? Yes, really.\n",
        f"{ASKS}### Follow-up questions\n\n- Is it a?\n- Is it b?\n- Is it c?\n",
        f"{ASKS}**追问**\n\n- 是甲吗？\n- 是乙吗？\n- 是丙吗？\n",
        f"{ASKS}```\n**What is a forest?**\nQ: a?\na :: b\n{{{{c1::x\n```\n",
        f"# T\n\nA call of `std :: move` or `{{{{c1::`.\n\n{ASKS}",
        f"{ASKS}- [ ] buy milk\n- [x] read\n",
        "The {{c1::capital\nof}} a land is {{c2::Bern}}.\n",
        f"{ASKS}## Which come first?\n\n- a → b\n- c → d\n- e → f\n- g → h\n",
        f"{ASKS * 2}## Order\n\n- a → b\n- c → d\n- e → f\n- g → h\n".replace("{}", "shrub", 1),
        "# Life\n\nBorn here.\n\n- 1901: school\n- 1902: work\n- 1903: rest\n- 1904: fame\n",
        "# Two Sum\n\nAdd.\n\n**Example 1:** nums = 1, 2\n\n**Example 2:** nums = 3, 4\n",
        "# Plan\n\n" + "".join(f"{n}. Part\n- of it {n}, at length\n- more\n" for n in range(1, 6)),
        "# Flow\n\n- a → b → c\n- b → c → d\n- c → d → e\n- d → e → f\n",
        "".join(f"# Thing {n}\n\n## What is {n}?\n\nNumber {n}.\n\n" for n in "abcd"),
        "".join(f"# Thing {n}\n\n## Example\n\nNumber {n}.\n\n" for n in "abc"),
    ],
)
def test_what_is_as_it_should_be_is_not_told(make_notebook: MakeNotebook, text: str) -> None:
    assert told(check_folder(make_notebook({"a.md": text.replace("{}", "tree")}))) == {}


@pytest.mark.parametrize("notes", HEALTHY, ids=lambda path: path.parent.name)
def test_healthy_notes_have_none_of_these(notes: Path) -> None:
    assert load_config(notes)[0].file
    report = check_folder(notes)
    assert told(report) == {}
    whole = sum((each for _, each in report.coverage), Coverage())
    assert whole.cards >= 0.95 * whole.words
