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


def test_the_words_that_were_agreed_on_are_those_that_the_notes_use(notebook: Notebook) -> None:
    """That none of the others is used, `diptych check` says (D312)."""
    terms = notebook.config.terms
    assert terms["真值框"] == "GT 框"
    assert [ours for ours in terms.values() if not places_of(ours, notebook)] == []


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
