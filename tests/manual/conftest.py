"""What the tests of the manual share: both of them built, the engine, a browser, axe."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.conftest import NOW, build_folder
from tests.generator.conftest import anki as anki
from tests.generator.conftest import chromium as chromium
from tests.generator.site.test_axe import axe as axe
from tests.manual.page import LANGUAGES, MANUAL

LATER = NOW + 90 * 86_400


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """By language: a copy of the manual, built into its folder ``site``."""
    root = tmp_path_factory.mktemp("manual") / "manual"
    shutil.copytree(MANUAL, root)
    for language in LANGUAGES:
        made = build_folder(root / language, root / language / "site", LATER)
        assert made.summary is not None, made.report.diagnostics
    return {language: root / language for language in LANGUAGES}
