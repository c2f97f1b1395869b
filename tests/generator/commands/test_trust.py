"""Notes from anywhere: small inputs that once ended a build, or the whole process."""

from __future__ import annotations

from pathlib import Path

import pytest

from diptych.render.formulas import FormulaError, to_mathml
from diptych.render.limits import MOST_COMMANDS, MOST_NESTED, MOST_UNCLOSED
from tests.conftest import MakeNotebook, build_folder, check_folder, codes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("## What is x?\n\n![a](%00.png)\n", ["D302", "D401"]),
        ("## What is x?\n\n[a](%00.txt)\n", ["D408"]),
        (f"## What is x?\n\n[[{'深' * 200}]]\n", ["D410"]),
        (f"## What is x?\n\nb ![a]({'x' * 300}.png)\n", ["D401"]),
        ('---\ntags: "\\0"\n---\n## What is x?\n\nok\n', ["D203"]),
        ('---\ntitle: "a\\ud800"\n---\n## What is x?\n\nok\n', ["D203"]),
        ('---\naliases: ["\\x1f"]\n---\n## What is x?\n\nok\n', ["D203"]),
        (f"## What is x?\n\n${'{' * 20_000}x{'}' * 20_000}$\n", ["D601"]),
        (f"## What is x?\n\n${'(' * 60}x$\n", ["D601"]),
    ],
)
def test_is_told_by_check_and_build_alike(
    make_notebook: MakeNotebook, tmp_path: Path, text: str, expected: list[str]
) -> None:
    root = make_notebook({"a.md": text})
    assert codes(check_folder(root)) == expected
    built = build_folder(root, tmp_path / "out")
    assert codes(built.report) == expected
    told = [each for each in built.report.diagnostics if each.code == expected[-1]]
    assert all(each.span and each.span.path == "a.md" for each in told)


@pytest.mark.parametrize(
    "definition",
    ["[a]: " + "x" * 20_000, "[a]:\n" + "x" * 20_000, '[a]: /x "' + "t" * 20_000 + '"'],
)
def test_a_long_address_that_is_used_without_end_is_refused(
    make_notebook: MakeNotebook, definition: str
) -> None:
    often = "## What is x?\n\n" + "[a]" * 20_000 + f"\n\n{definition}\n"
    (told,) = check_folder(make_notebook({"a.md": often})).diagnostics
    assert told.code == "D104"
    assert told.span
    assert told.span.line == 5
    seldom = f"## What is x?\n\n[a] [a]\n\n{definition}\n"
    assert "D104" not in codes(check_folder(make_notebook({"a.md": seldom})))


@pytest.mark.parametrize(
    ("latex", "why"),
    [
        ("{" * 30_000 + "}" * 30_000, f"nested more than {MOST_NESTED} deep"),
        (r"\left(" * 30_000, f"nested more than {MOST_NESTED} deep"),
        (r"\begin{matrix}" * 30_000, f"nested more than {MOST_NESTED} deep"),
        (r"\sqrt " * 30_000 + "x", f"more than {MOST_COMMANDS} commands"),
        (r"\color{red}" * 30_000 + "x", f"more than {MOST_COMMANDS} commands"),
        ("f(x" * 60, f"more than {MOST_UNCLOSED} of its brackets"),
        ("{(}" * 60, f"more than {MOST_UNCLOSED} of its brackets"),
        (r"\lvert x" * 60, f"more than {MOST_UNCLOSED} of its brackets"),
    ],
)
def test_a_formula_that_the_converter_could_not_bear_is_refused(latex: str, why: str) -> None:
    with pytest.raises(FormulaError, match=why):
        to_mathml(latex, display=True)


@pytest.mark.parametrize(
    "latex",
    [
        "{" * 150 + "x" + "}" * 150,
        r"\leftarrow " * 500,
        r"\left\{ a \right. " * 100,
        "(a, b] " * 200,
        r"\{ a \} " * 200,
        r"\frac{a_i}{b_i} + " * 500 + "1",
    ],
)
def test_a_long_formula_is_shown(latex: str) -> None:
    assert "<math" in to_mathml(latex, display=True)
