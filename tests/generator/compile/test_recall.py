"""What a notebook may ask of its answers: short enough, with a source, without riddles."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diptych.compile.checks.recall import reading_length
from diptych.syntax.markdown import parser
from diptych.syntax.tree import tree
from tests.conftest import MakeNotebook, check_folder, codes


def told(make_notebook: MakeNotebook, settings: str, notes: str) -> list[tuple[str, int]]:
    root = make_notebook({"diptych.toml": settings, "notes/a.md": notes})
    return [
        (each.message, each.span.line if each.span else 0)
        for each in check_folder(root).diagnostics
        if each.severity == "warning"
    ]


def test_nothing_is_asked_unless_the_notebook_asks(make_notebook: MakeNotebook) -> None:
    notes = "## A?\n\n" + "RPN 很长的答案" * 500 + "\n"
    assert codes(check_folder(make_notebook({"a.md": notes}))) == []


def test_too_long_is_what_the_card_shows_first(make_notebook: MakeNotebook) -> None:
    notes = (
        "## A?\n\n> 一二三四五\n\n后面还有很多很多字\n\n"
        "## B?\n\n一二三四五六\n\n## C?\n\n{{c1::一二三}}四五六\n\n## D?\n"
    )
    assert told(make_notebook, "longest_answer = 5\n", notes)[:2] == [
        ("the answer of “B?” is 6 long, more than 5", 7),
        ("the answer of “C?” is 6 long, more than 5", 11),
    ]


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("什么是 IoU？", 4),
        ("well-known facts, two of them", 6),
        ("`x_y` 与 $a + b$ 之和", 5),
        ("前\n\n$$\na + b\n$$\n\n后", 3),
        ("| a | b |\n|---|---|\n| 一 | 二三 |", 5),
        ("ひらがな カタカナ", 8),
        ("from \\$5 a month up to \\$6", 7),
        ("**over**all, `a`b and\nthen", 4),
    ],
)
def test_characters_words_and_formulas_count_one_each(text: str, length: int) -> None:
    assert reading_length(tree(parser().parse(text))) == length


@given(st.lists(st.sampled_from(["一", " ", "word ", "，", "$x$ "]), max_size=20))
def test_more_to_read_is_never_shorter(parts: list[str]) -> None:
    lengths = [
        reading_length(tree(parser().parse("".join(parts[:end])))) for end in range(len(parts) + 1)
    ]
    assert lengths == sorted(lengths)


@pytest.mark.parametrize(
    ("answer", "complaint"),
    [
        ("a", True),
        ("a[^x]\n\n[^x]: Somebody, 2015", False),
        ("> a[^x]\n\n[^x]: Somebody, 2015", False),
        ("see arXiv:1506.01497", False),
        ("see https://a.example, [here](https://a.example)", False),
        ("see [here](#a)", True),
        ("", False),  # that there is no answer is another's to say
    ],
)
def test_every_answer_names_a_source_where_the_notebook_asks(
    make_notebook: MakeNotebook, answer: str, complaint: bool
) -> None:
    found = told(make_notebook, "need_sources = true\n", f"## A? {{#a}}\n\n{answer}\n")
    assert (("the answer of “A?” names no source", 1) in found) is complaint


def test_abbreviations_are_written_out_once(make_notebook: MakeNotebook) -> None:
    notes = (
        "## What is FPN?\n\nFPN uses RPNs, mAP and a GPU; $ABC$ and `x` don't count.\n\n"
        "## B?\n\nThe region proposal network (RPN) and IoU（交并比）. A OHEM.\n\n"
        "## C?\n\nOHEM again, BatchNorm (see D), and KL 散度（KL divergence）.\n"
    )
    assert told(make_notebook, 'known_terms = ["GPU"]\n', notes) == [
        ("`mAP` is written out nowhere in these notes", 1),
        ("`OHEM` is written out nowhere in these notes", 5),
    ]


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("longest_answer = 0", "`longest_answer` must be at least 1"),
        ("longest_answer = true", "`longest_answer` must be a whole number"),
        ("need_sources = 1", "`need_sources` must be true or false"),
        ('known_terms = "GPU"', "`known_terms` must be a list"),
        ("known_terms = [1]", "`known_terms` must be a list of words in quotes"),
    ],
)
def test_settings_that_cannot_be_are_told(
    make_notebook: MakeNotebook, setting: str, message: str
) -> None:
    root = make_notebook({"diptych.toml": setting, "notes/a.md": "## A?\n\na\n"})
    (problem,) = check_folder(root).diagnostics
    assert (problem.code, problem.message) == ("D102", message)
