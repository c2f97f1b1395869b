"""How our notes speak: one name for one thing, one idea a question, sources on what they back."""

from __future__ import annotations

from pathlib import Path

import pytest

from diptych.input.config import load_config
from diptych.link.notebook import Notebook, read_notebook
from tests.test_notes import QUESTIONS

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def notebook() -> Notebook:
    return read_notebook(load_config(ROOT)[0])


def glossary() -> list[tuple[str, str]]:
    """What is never written, with what is written instead, from the table of CONTRIBUTING.md."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    table = text.partition("| we write |")[2].partition("\n\n")[0]
    rows = [row.strip("|").split("|") for row in table.splitlines()[2:]]
    return [(word, ours.strip()) for ours, _, never in rows for word in never.strip().split("、")]


@pytest.mark.parametrize(("never", "ours"), glossary())
def test_a_thing_has_one_name(never: str, ours: str, notebook: Notebook) -> None:
    assert places_of(never, notebook) == [], f"say {ours} instead of {never}"


def test_the_glossary_is_read() -> None:
    assert ("真值框", "GT 框") in glossary()


def test_only_what_opens_a_topic_asks_twice(notebook: Notebook) -> None:
    opening = {identifier for ours in QUESTIONS.values() for identifier in ours}
    twice = {q.pinned for q in notebook.facts.questions if q.prompt.count("？") > 1}
    assert twice <= opening


def test_a_source_stands_on_its_claim_and_not_in_a_sentence_of_its_own(notebook: Notebook) -> None:
    assert places_of("来源见", notebook) == []


def places_of(words: str, notebook: Notebook) -> list[str]:
    """The file and line of each place where words stand in the notes."""
    return [
        f"{source.path}:{number}"
        for source in notebook.sources
        for number, line in enumerate(source.text.splitlines(), 1)
        if words in line
    ]
