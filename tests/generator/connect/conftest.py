"""A collection that answers, and a small notebook to push into it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from diptych.output.data_folder import VARIABLE
from tests.anki_connect import AnkiConnect, listening
from tests.anki_engine import Anki
from tests.conftest import MakeNotebook
from tests.generator.connect.pushed import NOTES, SETTINGS


@pytest.fixture
def add_on(anki: Anki, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AnkiConnect]:
    """AnkiConnect over the collection `anki`; what is sent is remembered for this test only."""
    monkeypatch.setenv(VARIABLE, str(tmp_path / "data"))
    with listening(anki) as add_on:
        yield add_on


@pytest.fixture
def root(make_notebook: MakeNotebook) -> Path:
    """A notebook of two decks, with notes of either kind."""
    return make_notebook({"diptych.toml": SETTINGS, "notes/a.md": NOTES})
