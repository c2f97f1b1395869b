"""What each question of a file shows again is bounded: titles above it, tags, decks, footnotes."""

from __future__ import annotations

import pytest

from diptych.compile import said_again
from diptych.model import Source
from diptych.parse.source import parse
from tests.conftest import MakeNotebook, check_folder, of

ONE, TWO = "## What is one?\n\nx{}\n\n", "## What is two?\n\ny{}\n\n"
LONG = "long " * 120

TOO_MUCH = {
    "title": f"# {LONG}\n\n{ONE}{TWO}",
    "title in front": f"---\ntitle: {LONG}\n---\n\n{ONE}{TWO}",
    "deck": f"---\ndeck: {LONG}\n---\n\n{ONE}{TWO}",
    "tag": f"---\ntags: [{LONG.replace(' ', '')}]\n---\n\n{ONE}{TWO}",
    "footnote": ONE.format("[^1]") + TWO.format("[^1]") + f"[^1]: {LONG}\n",
    "footnote of a footnote": (
        ONE.format("[^1]") + TWO.format("[^1]") + f"[^1]: See[^2].\n\n[^2]: {LONG}\n"
    ),
    "address in a footnote": (
        ONE.format("[^1]") + TWO.format("[^1]") + f"[^1]: [b](/{LONG.replace(' ', '')})\n"
    ),
    "footnote of what is put in": (
        f"{ONE}![[#Notes]]\n\n{TWO}![[#Notes]]\n\n# Notes\n\nz[^1]\n\n[^1]: {LONG}\n"
    ),
    "footnote of introductions": f"## A\n\nx[^1]\n\n## B\n\ny[^1]\n\n### What is it?\n\nz\n\n[^1]: {LONG}\n",
}


def test_what_all_questions_would_say_at_length_is_refused_with_its_line(
    make_notebook: MakeNotebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(said_again, "MOST_SAID_AGAIN", 900)
    for name, text in TOO_MUCH.items():
        with of(name):
            text = text.replace("{}", "")
            found = check_folder(make_notebook({"a.md": text})).diagnostics
            errors = [each for each in found if each.severity == "error"]
            assert [each.code for each in errors] == ["D104"]
            assert errors[0].span is not None
            assert text.split("\n")[errors[0].span.line - 1].startswith(("# ", "## "))
            assert not [each for each in found if each.code in {"D201", "D202", "D306", "D307"}]


def test_what_is_said_once_may_be_long(
    make_notebook: MakeNotebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(said_again, "MOST_SAID_AGAIN", 900)
    for text in (
        f"{ONE}{LONG * 3}\n\n{TWO}",
        ONE.format("[^1]") + TWO + f"[^1]: {LONG}\n",
        ONE.format("[^1]") + "[^1]: a[^2]\n\n[^2]: b[^1]\n",
    ):
        found = check_folder(make_notebook({"a.md": text.replace("{}", "")})).diagnostics
        assert "D104" not in {each.code for each in found}


def test_chapters_are_numbered_as_deep_as_anybody_numbers_them() -> None:
    numbers = [".".join("1" * deep) for deep in range(2, 30)]
    text = "".join(f"## {number} Part {number}\n\n" for number in numbers) + "What is it.\n"
    document, _ = parse(Source("a.md", text))
    assert max(len(each.path) for each in document.sections) == 12
