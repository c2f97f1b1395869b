"""What the tests of the deck share."""

from __future__ import annotations

import pytest

from tests.conftest import MakeNotebook
from tests.generator.deck.occluded_book import FILES, Book


@pytest.fixture
def book(make_notebook: MakeNotebook) -> Book:
    """A notebook with a figure whose labels are asked for."""
    return Book(make_notebook(FILES))
