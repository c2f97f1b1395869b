"""What the engine's tests share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.anki_engine import Anki


@pytest.fixture
def anki(tmp_path: Path) -> Iterator[Anki]:
    """The real engine with a fresh collection."""
    with Anki(tmp_path / "anki") as collection:
        yield collection
