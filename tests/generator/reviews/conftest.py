"""A notebook of several kinds of cards, and who studies it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.anki_engine import Anki
from tests.conftest import MakeNotebook
from tests.generator.reviews.book import NOTES, SETTINGS
from tests.generator.reviews.learner import Learner
from tests.pictures import png


@pytest.fixture
def root(make_notebook: MakeNotebook) -> Path:
    """The notebook."""
    picture = png(200, 100, 1)
    return make_notebook(
        {"diptych.toml": SETTINGS, "notes/a.md": NOTES, "notes/photo.png": picture}
    )


@pytest.fixture(params=[True, False], ids=["fsrs", "sm2"])
def learner(root: Path, anki: Anki, request: pytest.FixtureRequest) -> Learner:
    """Somebody who studies it, with FSRS and without."""
    return Learner.of(root, anki, fsrs=request.param)


@pytest.fixture
def with_fsrs(root: Path, anki: Anki) -> Learner:
    """Somebody who studies it with FSRS."""
    return Learner.of(root, anki, fsrs=True)
