"""Each code has its page, and what the page shows is true."""

from __future__ import annotations

import re

import pytest

from diptych.cli import main
from diptych.diagnostics.codes import CODES
from diptych.diagnostics.explain import PAGES, all_codes, explain
from tests.conftest import MakeNotebook, check_folder, of

EXAMPLE = re.compile(r"^(`{3,})markdown example\n(.*?)^\1$", re.DOTALL | re.MULTILINE)
EXAMPLES = {page.stem: EXAMPLE.findall(page.read_text("utf-8")) for page in PAGES.glob("*.md")}


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    assert {page.name for page in PAGES.iterdir()} == {f"{code}.md" for code in CODES}


def test_a_page_says_what_it_means_and_what_to_do() -> None:
    for code, (_, meaning) in CODES.items():
        with of(code):
            lines = explain(code).splitlines()
            assert lines[0] == f"# {code}: {meaning}"
            assert "## What to do" in lines
            assert any(line.startswith("```") for line in lines)
            assert max(map(len, lines)) <= 104


@pytest.mark.parametrize("code", [code for code, found in EXAMPLES.items() if found])
def test_an_example_gives_its_code(make_notebook: MakeNotebook, code: str) -> None:
    for _, text in EXAMPLES[code]:
        report = check_folder(make_notebook({"a.md": text}))
        assert code in [each.code for each in report.diagnostics]


def test_most_of_what_one_file_can_show_is_shown() -> None:
    assert sum(bool(found) for found in EXAMPLES.values()) >= 19


def test_explain_prints_a_page_or_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "d104"]) == 0
    assert capsys.readouterr().out.startswith("# D104: file is too large\n")
    assert main(["explain"]) == 0
    assert capsys.readouterr().out == all_codes() + "\n"
    assert "D104  error    file is too large" in all_codes().splitlines()
    assert len(all_codes().splitlines()) == len(CODES)
