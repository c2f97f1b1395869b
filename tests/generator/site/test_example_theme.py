"""The theme of `diptych new --theme` looks its own way, and as well as ours on every kind of page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from diptych.commands.new import starter
from tests.browser import reader
from tests.conftest import build_folder, of
from tests.generator.site.test_axe import axe, violations
from tests.generator.site.test_policy import WATCH, assert_nothing_is_inline
from tests.kinds import pages_of_each_kind

__all__ = ["axe"]


def made(folder: Path, *, theme: bool) -> Path:
    """Build the notebook to begin with."""
    for path, content in starter("zh", "主题", theme=theme).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    built = build_folder(folder, folder / "site")
    assert built.summary is not None
    assert built.report.diagnostics == ()
    return folder / "site"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("themed"), theme=True)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("plain"), theme=False)


def test_nothing_is_to_be_found_on_any_kind_of_page(
    chromium: Browser, site: Path, axe: str
) -> None:
    kinds = pages_of_each_kind(site)
    assert {
        "index",
        "section",
        "all",
        "figures",
        "question with code",
        "rehearse",
        "lost",
    } <= kinds.keys()
    assert_nothing_is_inline(site)
    with reader(chromium, width=390) as reading:
        reading.page.add_init_script(WATCH)
        for file in dict.fromkeys(kinds.values()):
            reading.open(file)
            with of(file.name):
                assert reading.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
                assert reading.complaints == []
                assert violations(reading.page, axe) == []
            reading.complaints.clear()  # axe asks for the style sheets, which no page may


def test_it_has_another_face_and_other_colours(chromium: Browser, site: Path, plain: Path) -> None:
    look = """() => ['h1', '.answer', 'a.home', '.bar'].map(each => {
        const {fontFamily, color, backgroundColor, borderTopWidth} = getComputedStyle(document.querySelector(each));
        return [fontFamily, color, backgroundColor, borderTopWidth]; })"""
    seen = []
    for folder in (plain, site):
        with reader(chromium) as reading:
            reading.open(pages_of_each_kind(folder)["question with code"])
            seen.append(reading.page.evaluate(look))
    assert all(one != other for one, other in zip(*seen, strict=True))


def test_old_browsers_are_served_what_its_colours_mean(site: Path, plain: Path) -> None:
    themed, ours = ((each / "style.css").read_text("utf-8") for each in (site, plain))
    assert "light-dark(" not in re.sub(r"@supports.*?\\{", "", themed)
    assert "#0b6470" in themed
    assert len(themed) - len(ours) < 2_000
