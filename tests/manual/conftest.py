"""What the tests of the manual share: both of them built, the engine, a browser, axe."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.conftest import NOW, build_folder, make_once
from tests.generator.conftest import anki as anki
from tests.generator.conftest import chromium as chromium
from tests.generator.conftest import playwright as playwright
from tests.generator.site.test_axe import axe as axe
from tests.manual.page import LANGUAGES, MANUAL

LATER = NOW + 90 * 86_400


@pytest.fixture(scope="session")
def built(shared: Path) -> dict[str, Path]:
    """By language: a copy of the manual, built into its folder ``site``."""
    root = make_once(shared / "manual", _build_manual)
    return {language: root / language for language in LANGUAGES}


def _build_manual(root: Path) -> None:
    shutil.copytree(MANUAL, root, dirs_exist_ok=True)
    for language in LANGUAGES:
        made = build_folder(root / language, root / language / "site", LATER)
        assert made.summary is not None, made.report.diagnostics
