"""One thing has one name: words that a notebook has agreed not to write are told wherever they stand."""

from __future__ import annotations

import pytest

from diptych.commands.building.redraw import redraw
from diptych.input.config import load_config
from diptych.model import Span, silent
from tests.conftest import MakeNotebook, check_folder, codes
from tests.generator.figures.test_figures import PACKAGE

TERMS = """
[terms]
"真值" = "GT"
"真值框" = "GT 框"
"data set" = "dataset"
"e-mail" = "email"
"box" = "bounding box"
"Github" = "GitHub"
"C++" = "Rust"
"梯度" = "gradient（梯度）"
"""


def told(make_notebook: MakeNotebook, notes: str, terms: str = TERMS) -> list[tuple[str, int, int]]:
    """What is told of other names: the message's last word, line and column."""
    root = make_notebook({"diptych.toml": terms, "notes/a.md": notes})
    return [
        (each.message.rpartition("not ")[2].strip("`"), each.span.line, each.span.column)
        for each in check_folder(root).diagnostics
        if each.code == "D312" and each.span
    ]


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("## A 真值框?\n\na\n", 1, 6),
        ("# 真值框\n\n## A?\n\na\n", 1, 3),
        ("# T\n\nsome 真值框\n\n## A?\n\na\n", 3, 6),
        ("---\ntags: [真值框]\n---\n\n## A?\n\na\n", 2, 8),
        ("---\ntitle: 真值框\n---\n\n## A?\n\na\n\n## B?\n\na\n", 2, 8),
        ("## A?\n\n> 真值框\n\na\n", 3, 3),
        ("## A?\n\n- a\n  - b 真值框\n", 4, 7),
        ("## A?\n\n| a | 真值框 |\n|---|---|\n| b | c |\n", 3, 7),
        ("## A?\n\n| a | b |\n|---|---|\n| b | 真值框 |\n", 5, 7),
        ("## A?\n\n> [!note] 真值框\n> b\n", 3, 11),
        ("## A?\n\na[^x]\n\n[^x]: 真值框 2015\n", 5, 7),
        ("## A?\n\na^[真值框]\n", 3, 4),
        ("## A?\n\n[真值框](https://a.example)\n", 3, 2),
        ("## A?\n\n![真值框](https://a.example/a.png)\n\na\n", 3, 3),
        ("## A?\n\na {{c1::真值框}}\n", 3, 9),
        ("## A?\n\na {{c1::b::真值框}}\n", 3, 12),
        ("## A?\n\n<details><summary>s</summary>\n\n真值框\n\n</details>\n", 5, 1),
        ("## A?\n\na\n\n<div>\nb\n真值框\n</div>\n", 7, 1),
        ("## A?\n\n$\\text{真值框}$\n", 3, 8),
        ("## A?\n\n$$\nx \\\\\n\\text{真值框}\n$$\n", 5, 7),
        ("Q: 真值框?\nA: b\n", 1, 4),
        ("术语 :: 真值框\n\nb :: c\n", 1, 7),
    ],
)  # fmt: skip
def test_it_is_told_wherever_readers_see_it(
    make_notebook: MakeNotebook, text: str, line: int, column: int
) -> None:
    assert told(make_notebook, text) == [("真值框", line, column)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("真**值**框", ["真值框"]),
        ("真\n值框", ["真值框"]),
        ("真<b>值</b>框", ["真值框"]),
        ("真`x`值框 真$x$值框", []),
        ("真\n\n值框", []),
        ("真值与真值框", ["真值", "真值框"]),
        ("data\nset, data  sets, dataset", ["data set", "data  set"]),
        ("`真值框`", []),
        ("```text\n真值框\n```", []),
        ("an e-mail", ["e-mail"]),
        ("E-mail and E-MAILS", ["E-mail", "E-MAIL"]),
        ("an email, Emails", []),
        ("用e-mail发", ["e-mail"]),
        ("e-mailing, ee-mail", []),
        ("a box, boxes", ["box"]),
        ("a bounding box, bounding\nboxes, Bounding box", []),
        ("boxer, inbox", []),
        ("Github, github, GitHub", ["Github", "github"]),
        ("C++ and C++s, C+", ["C++"]),
        ("gradient（梯度）和梯度", ["梯度"]),
        ("e-mail e-mail <!-- diptych: ignore D312 -->", []),
    ],
)
def test_a_name_is_a_whole_word_and_not_a_part_of_what_was_agreed(
    make_notebook: MakeNotebook, text: str, found: list[str]
) -> None:
    assert [word for word, *_ in told(make_notebook, f"## A?\n\n{text}\n")] == found


def test_each_line_is_told_once(make_notebook: MakeNotebook) -> None:
    notes = "## A?\n\na box,\na box and a box\n\n## B?\n\nbox\n"
    assert told(make_notebook, notes) == [("box", 3, 3), ("box", 4, 3), ("box", 8, 1)]


def test_nothing_is_told_without_the_setting(make_notebook: MakeNotebook) -> None:
    assert told(make_notebook, "## 真值框?\n\nan e-mail\n", "") == []


def test_words_of_figures_count(make_notebook: MakeNotebook) -> None:
    settings = PACKAGE["diptych.toml"] + '\n[terms]\n"goes up" = "rises"\n"A line" = "A curve"\n'
    root = make_notebook({**PACKAGE, "diptych.toml": settings})
    redraw(load_config(root)[0], (), silent, fresh=False)
    module = "drawings/plots/one_line.py"
    found = {
        (each.message, each.span) for each in check_folder(root).diagnostics if each.code == "D312"
    }
    code = PACKAGE[module].splitlines()
    alternative = next(n for n, line in enumerate(code, 1) if "goes up" in line)
    first = next(n for n, line in enumerate(code, 1) if "A line" in line)
    assert found == {
        ("this notebook says `rises`, not `goes up`",
         Span(module, alternative, alternative, code[alternative - 1].index("goes up") + 1)),
        ("this notebook says `A curve`, not `A line`",
         Span(module, first, first, code[first - 1].index("A line") + 1)),
    }  # fmt: skip
    (root / module).write_text(PACKAGE[module].replace("A line", "A curve"), encoding="utf-8")
    assert codes(check_folder(root)) == ["D403"]


@pytest.mark.parametrize(
    ("table", "line", "problem"),
    [
        ('"a" = 1', 2, "`a` of `terms` needs another word in quotes"),
        ('"a" = " "', 2, "`a` of `terms` needs another word in quotes"),
        ('"" = "b"', 2, "`` of `terms` needs another word in quotes"),
        ('"x" = "y"\n"C++" = "C++"', 3, "`C++` of `terms` is both agreed on and never written"),
        ('"a" = "B"\n"b" = "c"', 3, "`b` of `terms` is both agreed on and never written"),
    ],
)
def test_a_table_that_cannot_be_is_told(
    make_notebook: MakeNotebook, table: str, line: int, problem: str
) -> None:
    root = make_notebook({"diptych.toml": f"[terms]\n{table}\n", "notes/a.md": "## A?\n\na\n"})
    (found,) = check_folder(root).diagnostics
    assert (found.code, found.message, found.span and found.span.line) == ("D102", problem, line)
