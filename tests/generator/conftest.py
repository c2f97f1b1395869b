"""What the engine's tests share."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from diptych.model.book import Asset, Book, PlannedFile
from diptych.render import Context
from diptych.site import plan_site
from tests.anki_engine import Anki
from tests.browser import browser, served
from tests.conftest import NOW, build_folder, copy_own_notes, missing


@pytest.fixture
def anki(tmp_path: Path) -> Iterator[Anki]:
    """The real engine with a fresh collection."""
    with Anki(tmp_path / "anki") as collection:
        yield collection


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser with a fresh profile."""
    with browser() as started:
        yield started


OLD = "DIPTYCH_OLD_CHROMIUMS"
"""The environment variable that names the folder of them: `103/chromium`, `110/chromium`."""


@pytest.fixture(scope="module", params=["103", "110"])
def old(request: pytest.FixtureRequest) -> Iterator[Browser]:
    """A Chromium of that version."""
    folder = os.environ.get(OLD) or missing(f"old Chromiums ({OLD})")
    with browser(f"{folder}/{request.param}/chromium") as started:
        assert started.version.startswith(f"{request.param}.")
        yield started


@pytest.fixture(scope="module", params=["file", "http"])
def address(site: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """Where a module's own site is, without a slash at its end: on the disk, and over http."""
    if request.param == "file":
        yield site.as_uri()
        return
    with served(site) as where:
        yield where


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of our own notes, told where it is published: pages at their heaviest."""
    root = copy_own_notes(tmp_path_factory.mktemp("published"))
    file = root / "diptych.toml"
    file.write_text(f'base_url = "{BASE}"\n{file.read_text("utf-8")}', encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        # To paint our drawings takes longer than all the rest; a test of its own paints one.
        patch.setattr("diptych.commands.preview_pictures.KeptPainter.draws", False)
        built = build_folder(root, root / "site", NOW)
    assert built.summary is not None, built.report.diagnostics
    return root / "site"


BASE = "https://notes.example/cv"
"""Where the site of the fixture `published` is published."""


@pytest.fixture(scope="session")
def own(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Book]:
    """Our own notes, built, and the book that the site was made of."""
    root = copy_own_notes(tmp_path_factory.mktemp("own"))
    books: list[Book] = []

    def planned(
        made: Book, assets: Sequence[Asset], context: Context, *more: Any
    ) -> Sequence[PlannedFile]:
        books.append(made)
        return plan_site(made, assets, context, *more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("diptych.commands.making.plan_site", planned)
        build_folder(root, root / "site", NOW)
    return root / "site", books[0]
