"""Many diagnostics: a build tells ten and sums up, a check lists what fills a screen."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diptych.cli import main
from diptych.diagnostics.codes import CODES, diagnose
from diptych.diagnostics.grouping import MOST_TOLD, SCREEN, by_code, told_and_summed
from diptych.model import Diagnostic, Span
from tests.conftest import MakeNotebook

COUNT = SCREEN + 8
PICTURES = "".join(f"![a {n}](gone{n}.png)\n\n" for n in range(COUNT))
NOTES = f"## What is it?\n\n{PICTURES}x\n\n## Why?\n"


def test_a_build_tells_ten_and_sums_up_the_others(
    make_notebook: MakeNotebook, capsys: pytest.CaptureFixture[str]
) -> None:
    root = make_notebook({"a.md": NOTES})
    command = ["build", str(root), "--output", str(root / "site")]
    said = []
    for _ in range(2):  # what was built says the same again
        assert main(command) == 0
        said.append(capsys.readouterr().out)
    for out in said:
        assert len(re.findall(r"^a\.md:\d+:\d+: warning", out, re.MULTILINE)) == MOST_TOLD
        assert "D301" in out, "each code is told once"
        assert f"And: {COUNT + 1 - MOST_TOLD} pictures are not there: `diptych check` shows" in out


def test_a_check_tells_all_a_line_each(
    make_notebook: MakeNotebook, capsys: pytest.CaptureFixture[str]
) -> None:
    root = make_notebook({"a.md": NOTES})
    assert main(["check", str(root)]) == 0
    out = capsys.readouterr().out
    assert f"warning D401: dead image, {COUNT} times" in out
    for n in range(COUNT):
        assert re.search(rf"^  a\.md:{3 + 2 * n}:\d+: .*`gone{n}\.png`", out, re.MULTILINE)
    assert out.count("hint: Put the file there") == 1
    assert len(out.splitlines()) < COUNT + 12


def test_few_are_told_as_ever(
    make_notebook: MakeNotebook, capsys: pytest.CaptureFixture[str]
) -> None:
    root = make_notebook({"a.md": "## What?\n\n![a](gone.png)\n\nx\n"})
    assert main(["build", str(root), "--output", str(root / "site")]) == 0
    out = capsys.readouterr().out
    assert "a.md:3:6: warning D401" in out
    assert "And:" not in out


DIAGNOSTICS = st.lists(
    st.builds(
        lambda code, line: diagnose(code, f"at {line}", Span("a.md", line, line)),
        st.sampled_from(sorted(CODES)),
        st.integers(1, 99),
    ),
    max_size=60,
)


@given(DIAGNOSTICS)
def test_no_diagnostic_is_lost_in_a_group(diagnostics: list[Diagnostic]) -> None:
    groups = list(by_code(diagnostics))
    assert sorted(each.message for group in groups for each in group) == sorted(
        each.message for each in diagnostics
    )
    assert all(len({each.code for each in group}) == 1 for group in groups)


@given(DIAGNOSTICS)
def test_told_and_summed_are_all(diagnostics: list[Diagnostic]) -> None:
    told, sums = told_and_summed(diagnostics)
    assert len(told) <= MOST_TOLD
    assert len(told) + sum(int(each.split()[0]) for each in sums) == len(diagnostics)
    errors = sum(each.severity == "error" for each in diagnostics)
    assert sum(each.severity == "error" for each in told) == min(errors, MOST_TOLD)
