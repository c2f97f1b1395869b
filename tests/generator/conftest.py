"""What the engine's tests share."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.anki_engine import Anki
from tests.conftest import NOW, build_folder

ROOT = Path(__file__).parents[2]


@pytest.fixture
def anki(tmp_path: Path) -> Iterator[Anki]:
    """The real engine with a fresh collection."""
    with Anki(tmp_path / "anki") as collection:
        yield collection


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of our own notes, told where it is published: pages at their heaviest."""
    root = tmp_path_factory.mktemp("published")
    for name in ("notes", "figures"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    settings = (ROOT / "diptych.toml").read_text(encoding="utf-8")
    address = f'base_url = "{BASE}"\n'
    (root / "diptych.toml").write_text(address + settings, encoding="utf-8")
    built = build_folder(root, root / "site", NOW)
    assert built.summary is not None, built.report.diagnostics
    return root / "site"


BASE = "https://notes.example/cv"
"""Where the site of the fixture `published` is published."""
