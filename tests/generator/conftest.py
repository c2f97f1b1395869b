"""What the engine's tests share."""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from diptych.model.book import Asset, Book, PlannedFile
from diptych.render import Context
from diptych.site import plan_site
from tests.anki_engine import Anki
from tests.browser import WHOLE, find_browser, launched, served
from tests.conftest import NOW, build_folder, copy_own_notes, make_once, missing


@pytest.fixture
def anki(tmp_path: Path) -> Iterator[Anki]:
    """The real engine with a fresh collection."""
    with Anki(tmp_path / "anki") as collection:
        yield collection


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """What drives browsers: one at a time in a process, and while it does, no other event loop runs."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="module")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """A browser with a fresh profile."""
    with launched(playwright) as started:
        yield started


@pytest.fixture(scope="module")
def whole(playwright: Playwright) -> Iterator[Browser]:
    """The Chromium of desktops, windows and all, with a fresh profile."""
    with launched(playwright, find_browser(WHOLE)) as started:
        yield started


OLD = "DIPTYCH_OLD_CHROMIUMS"
"""The environment variable that names the folder of them: `103/chromium`, `110/chromium`."""


@pytest.fixture(scope="module", params=["103", "110"])
def old(playwright: Playwright, request: pytest.FixtureRequest) -> Iterator[Browser]:
    """A Chromium of that version."""
    folder = os.environ.get(OLD) or missing(f"old Chromiums ({OLD})")
    with launched(playwright, f"{folder}/{request.param}/chromium") as started:
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
def published(shared: Path) -> Path:
    """The site of our own notes, told where it is published: pages at their heaviest."""
    return make_once(shared / "published", _publish) / "site"


BASE = "https://notes.example/cv"
"""Where the site of the fixture `published` is published."""


def _publish(root: Path) -> None:
    copy_own_notes(root)
    file = root / "diptych.toml"
    file.write_text(f'base_url = "{BASE}"\n{file.read_text("utf-8")}', encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        # To paint our drawings takes longer than all the rest; a test of its own paints one.
        patch.setattr("diptych.commands.building.preview_pictures.KeptPainter.draws", False)
        built = build_folder(root, root / "site", NOW)
    assert built.summary is not None, built.report.diagnostics


@pytest.fixture(scope="session")
def own(shared: Path) -> tuple[Path, Book]:
    """Our own notes, built, and the book that the site was made of."""
    root = make_once(shared / "own", _build_own)
    return root / "site", pickle.loads((root / _BOOK).read_bytes())


_BOOK = "book.pickle"


def _build_own(root: Path) -> None:
    copy_own_notes(root)
    books: list[Book] = []

    def planned(
        made: Book, assets: Sequence[Asset], context: Context, *more: Any
    ) -> Sequence[PlannedFile]:
        books.append(made)
        return plan_site(made, assets, context, *more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("diptych.commands.building.making.plan_site", planned)
        build_folder(root, root / "site", NOW)
    (root / _BOOK).write_bytes(pickle.dumps(books[0]))
