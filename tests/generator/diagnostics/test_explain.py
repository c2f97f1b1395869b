"""Each code has its page, and what the page shows is true."""

from __future__ import annotations

import re

import pytest

from diptych.cli import main
from diptych.diagnostics.codes import CODES
from diptych.diagnostics.explain import PAGES, all_codes, explain
from diptych.diagnostics.translation import translated_meaning
from tests.conftest import MakeNotebook, check_folder, of

EXAMPLE = re.compile(r"^(`{3,})markdown example\n(.*?)^\1$", re.DOTALL | re.MULTILINE)
FOLDERS = {"en": PAGES, "zh": PAGES / "zh"}
WHAT_TO_DO = {"en": "## What to do", "zh": "## 怎么办"}
EXAMPLES = {
    language: {page.stem: EXAMPLE.findall(page.read_text("utf-8")) for page in folder.glob("*.md")}
    for language, folder in FOLDERS.items()
}


@pytest.mark.parametrize("language", FOLDERS)
def test_every_code_has_a_page_and_every_page_a_code(language: str) -> None:
    pages = [page.name for page in FOLDERS[language].iterdir() if page.is_file()]
    assert sorted(pages) == sorted(f"{code}.md" for code in CODES)


@pytest.mark.parametrize("language", FOLDERS)
def test_a_page_says_what_it_means_and_what_to_do(language: str) -> None:
    for code, (_, meaning) in CODES.items():
        with of(code):
            lines = explain(code, language).splitlines()
            assert lines[0] == f"# {code}: {translated_meaning(meaning, language)}"
            assert WHAT_TO_DO[language] in lines
            assert any(line.startswith("```") for line in lines)
            assert language != "en" or max(map(len, lines)) <= 104


@pytest.mark.parametrize("language", FOLDERS)
def test_an_example_gives_its_code(make_notebook: MakeNotebook, language: str) -> None:
    for code, examples in EXAMPLES[language].items():
        for _, text in examples:
            with of(code):
                report = check_folder(make_notebook({"a.md": text}))
                assert code in [each.code for each in report.diagnostics]


def test_both_languages_show_as_many_examples() -> None:
    counts = [
        {code: len(found) for code, found in EXAMPLES[language].items()} for language in FOLDERS
    ]
    assert counts[0] == counts[1]


def test_most_of_what_one_file_can_show_is_shown() -> None:
    assert sum(bool(found) for found in EXAMPLES["en"].values()) >= 19


def test_explain_prints_a_page_or_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "d104"]) == 0
    assert capsys.readouterr().out.startswith("# D104: file is too large\n")
    assert main(["explain"]) == 0
    assert capsys.readouterr().out == all_codes() + "\n"
    assert "D104  error    file is too large" in all_codes().splitlines()
    assert len(all_codes().splitlines()) == len(CODES)


def test_the_reader_s_language_chooses_the_page(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIPTYCH_LANG", "zh_CN.UTF-8")
    assert main(["explain", "D401"]) == 0
    assert capsys.readouterr().out.startswith("# D401: 失效的图片\n")
    monkeypatch.setenv("DIPTYCH_LANG", "fr")  # for which there is none
    assert main(["explain", "D401"]) == 0
    assert capsys.readouterr().out.startswith("# D401: dead image\n")
