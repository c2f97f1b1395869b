"""Several wounds in one text: all are mended in one go, whichever repair comes first."""

from __future__ import annotations

from functools import cache
from itertools import combinations, permutations, product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diptych.cli import main
from diptych.model import Source
from diptych.parse.source import parse
from diptych.syntax.repairs import REPAIRS, Repair, mend, repair
from diptych.syntax.tree import walk
from tests.conftest import MakeNotebook, build_folder
from tests.generator.syntax.test_repairs import EVERY_CASE, module_of
from tests.generator.syntax.test_repairs_structure import TABLE

SAFE = [kind for kind in REPAIRS if kind.SAFE]

WOUNDS: dict[str, list[str]] = {
    module_of(kind): [
        *(case.before for case in EVERY_CASE if case.kind is kind and case.before != case.after),
        *(row[0] for of, row in TABLE if of is kind and len(row) > 1),
    ]
    for kind in REPAIRS
}
PAIRS = list(combinations(REPAIRS, 2))

# The second formula is found only when the first is mended: until then it is text between two.
TORN = "A\n$$\na = b^2\n\t\n$$\n"
TORN_TWICE = f"## What?\n\n{TORN}{TORN.replace('A', 'B').replace('a = b', 'c = d')}"


def swapped(one: Repair, other: Repair) -> list[Repair]:
    """All repairs, two of them in each other's place."""
    places = {one: other, other: one}
    return [places.get(kind, kind) for kind in REPAIRS]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("one", "other"), PAIRS, ids=[f"{module_of(a)} and {module_of(b)}" for a, b in PAIRS]
)
def test_two_wounds_are_mended_at_once_in_any_order(one: Repair, other: Repair) -> None:
    assert WOUNDS[module_of(one)]
    order = swapped(one, other)
    # What `--fix` wrote is most often what is there when all is mended.
    mend_all = cache(lambda text: mend(text, REPAIRS))
    for wounds in product(WOUNDS[module_of(one)], WOUNDS[module_of(other)]):
        for first, second in permutations(wounds):
            text = f"{first}\n{second}"
            mended, changes = mend_all(text)
            assert changes
            assert mend_all(mended) == (mended, []), "twice is once"
            assert mend(text, order)[0] == mended, "swapped"
            assert mend(text, order[::-1])[0] == mended, "the other way round"
            assert mend_all(mend(text, SAFE)[0])[0] == mended, "what `--fix` wrote"


@given(
    st.lists(st.sampled_from(sorted({wound for each in WOUNDS.values() for wound in each})),
             min_size=2, max_size=4),
    st.sampled_from(["\n", "", " "]),
    st.permutations(REPAIRS),
)  # fmt: skip
def test_wounds_that_touch_are_mended_at_once_in_any_order(
    wounds: list[str], glue: str, order: list[Repair]
) -> None:
    text = glue.join(wound.rstrip("\n") if glue == " " else wound for wound in wounds)
    for kinds in (REPAIRS, SAFE):
        mended, _ = mend(text, kinds)
        assert mend(mended, kinds) == (mended, [])
        assert mend(text, [kind for kind in order if kind in kinds])[0] == mended


def test_a_formula_behind_a_torn_one_is_a_formula() -> None:
    source, told, _ = repair(Source("a.md", TORN_TWICE))
    assert source.text.split() == [
        "##",
        "What?",
        "A",
        "$$a",
        "=",
        "b^2$$",
        "B",
        "$$c",
        "=",
        "d^2$$",
    ]
    assert [(each.code, each.span and each.span.line) for each in told] == [
        ("D222", 4),
        ("D222", 9),
    ]
    document, _ = parse(Source("a.md", TORN_TWICE))
    formulas = [
        node.content.strip()
        for node in walk(document.questions[0].answer)
        if node.type.startswith("math")
    ]
    assert formulas == ["a = b^2", "c = d^2"]


def test_page_shows_both_formulas(make_notebook: MakeNotebook, tmp_path: Path) -> None:
    root = make_notebook({"a.md": TORN_TWICE})
    assert build_folder(root, tmp_path / "site").summary is not None
    (page,) = (tmp_path / "site/q").glob("*.html")
    html = page.read_text(encoding="utf-8")
    assert html.count("<math ") + html.count("<math>") == 2
    assert "$$" not in html


def test_fix_needs_one_run(make_notebook: MakeNotebook, capsys: pytest.CaptureFixture[str]) -> None:
    root = make_notebook({"a.md": TORN_TWICE + "\n##标题\n\n一行\n又一行\n---\n"})
    assert main(["check", "--fix", "--yes", str(root)]) == 0
    assert "4 repairs written to 1 file." in capsys.readouterr().out
    assert main(["check", "--fix", "--yes", str(root)]) == 0
    assert capsys.readouterr().out == "Nothing to fix.\n"


def test_many_wounds_one_below_the_other_are_all_mended() -> None:
    mended, changes = mend(TORN * 150, REPAIRS)
    assert len(changes) == 150
    assert mended.split() == ["A", "$$a", "=", "b^2$$"] * 150


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # Hidden by characters that nobody sees, the others still tell how headings are written.
        ("#标题\n\n\ufeff## 题\n", "#标题\n\n## 题\n"),
        ("\u200b##小节\n\n#Title of all\n", "## 小节\n\n# Title of all\n"),
        # What only a comment holds is not how they are written.
        ("%%\n# b\n%%\n\n#标题\n", "\n\n\n\n# 标题\n"),
        # What was escaped or indented tells nothing, whether it is mended before or after.
        ("\\# Heading\n\n#Title of all\n", "# Heading\n\n# Title of all\n"),
        ("    This is a paragraph of many words that someone has indented.\n\n#标题\n",
         "This is a paragraph of many words that someone has indented.\n\n#标题\n"),
        ("$$x\n= 1$$ where\n\n$$z$$\n\n#标题\n", "$$x = 1$$\nwhere\n\n$$z$$\n\n#标题\n"),
        ("\u200b\n\n#标题\n", "\n\n# 标题\n"),
        ("---\ntitle: a\n---\n\n#标题\n", "---\ntitle: a\n---\n\n# 标题\n"),
    ],
)  # fmt: skip
def test_what_a_heading_is_does_not_depend_on_what_was_mended_before(
    before: str, after: str
) -> None:
    for kinds in (REPAIRS, REPAIRS[::-1]):
        assert mend(before, kinds)[0] == after
    assert mend(after, REPAIRS) == (after, [])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # Characters that nobody sees before the indent: an indented line before a heading is code.
        ("\t机器学习，顾名思义。\n\ufeff#\n", "\t机器学习，顾名思义。\n#\n"),
        # Headings before displays and rules: a line of text is not what a heading is.
        ("##题\n```math\n\nb\n```\n", "## 题\n$$\n\nb\n$$\n"),
        ("t\n##题\n-\n", "t\n## 题\n-\n"),
        # Marks of formulas before displays: two of dollars, one below the other.
        ("\\[=c\\]\n```math\n\nb\n```\n", "$$=c$$\n$$\n\nb\n$$\n"),
        # Rules before what was escaped: a list's last line is no heading, whatever is below it.
        ("> 1\\) o\n> 2\\) t\n>-\n", "> 1) o\n> 2) t\n>***\n"),
    ],
)
def test_what_another_repair_judges_by_is_mended_before_it(before: str, after: str) -> None:
    """In another order of the stages each of these comes to something else."""
    assert mend(before, REPAIRS)[0] == after
