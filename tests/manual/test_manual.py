"""The manual is a good notebook: nothing to say of it, valid pages, a deck that Anki takes."""

from __future__ import annotations

import webbrowser
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from diptych import __version__
from diptych.input.config import load_config
from diptych.link.notebook import read_notebook
from diptych.output.cache_folder import VARIABLE
from tests.anki_engine import Anki
from tests.browser import reader
from tests.conftest import Run, files_below, of
from tests.generator.site.test_axe import violations
from tests.generator.site.test_validity import dead_addresses
from tests.generator.site.test_weight import FONT, PAGE
from tests.html import complaints
from tests.kinds import pages_of_each_kind
from tests.manual.page import LANGUAGES, MANUAL

both = pytest.mark.parametrize("language", LANGUAGES)


@both
def test_nothing_is_to_be_said_of_it(language: str) -> None:
    notebook = read_notebook(load_config(MANUAL / language)[0])
    assert list(notebook.told(complete=True)) == []
    assert notebook.language.startswith(language)
    assert len(notebook.facts.questions) > 100


@pytest.mark.slow
@both
def test_a_build_changes_no_file_of_it(language: str, built: dict[str, Path]) -> None:
    after = files_below(built[language])
    own = {name: data for name, data in after.items() if not name.startswith("site/")}
    assert own == files_below(MANUAL / language)


@pytest.mark.slow
@both
def test_the_real_engine_takes_its_deck_once(
    language: str, built: dict[str, Path], anki: Anki
) -> None:
    (deck,) = (built[language] / "site").glob("*.apkg")
    ledger = (built[language] / "identity.jsonl").read_text(encoding="utf-8").splitlines()
    first = anki.import_apkg(deck)
    assert (first.new, first.updated, first.conflicting) == (len(ledger) - 1, 0, 0)
    found = anki.check_media()
    assert (found.missing, found.unused) == ((), ())
    assert anki.problems() == []
    again = anki.import_apkg(deck)
    assert (again.new, again.updated) == (0, 0)


@pytest.mark.slow
@both
def test_its_pages_are_valid_light_and_lead_somewhere(
    language: str, built: dict[str, Path]
) -> None:
    site = built[language] / "site"
    assert complaints([*pages_of_each_kind(site).values()]) == []
    wrong, followed = dead_addresses(site)
    assert wrong == []
    assert followed > 1000
    pages = sorted((site / "q").glob("*.html"))
    heavy = [
        page.name
        for page in pages
        if page.stat().st_size > PAGE and "<table" not in page.read_text("utf-8")
    ]
    assert heavy == []
    assert all(font.stat().st_size < FONT for font in site.glob("fonts/*"))


@pytest.mark.parametrize(("language", "width"), [("en", 360), ("zh", 1280)])
def test_pages_of_every_kind_open_and_axe_finds_nothing(
    chromium: Browser, built: dict[str, Path], axe: str, language: str, width: int
) -> None:
    kinds = pages_of_each_kind(built[language] / "site")
    assert {"index", "section", "question with plain", "question with code"} <= kinds.keys()
    with reader(chromium, width=width) as reading:
        for file in dict.fromkeys(kinds.values()):
            with of(file.name):
                reading.open(file)
                wider = "document.documentElement.scrollWidth > innerWidth"
                assert not reading.page.evaluate(wider)
                assert reading.complaints == []
                assert violations(reading.page, axe) == []
            reading.complaints.clear()  # axe asks for the style sheets, which no page may


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that a browser was asked to open."""
    asked: list[str] = []
    monkeypatch.setattr(webbrowser, "open", asked.append)
    monkeypatch.setenv("DISPLAY", ":0")
    return asked


@pytest.mark.slow
def test_the_command_builds_it_into_the_cache_and_opens_it(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, opened: list[str]
) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "cache"))
    monkeypatch.setenv("DIPTYCH_LANG", "zh_CN.UTF-8")
    before = files_below(MANUAL)
    done = run("manual", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    index = tmp_path / "cache/manual" / __version__ / "zh/index.html"
    assert opened == [index.as_uri()]
    assert str(index) in done.stdout
    assert ".apkg" in done.stdout
    assert "Diptych 手册" in index.read_text(encoding="utf-8")
    assert files_below(MANUAL) == before
    again = run("manual", "--no-open", cwd=tmp_path)
    assert again.returncode == 0
    assert "没有变化" in again.stdout
    assert len(opened) == 1


@pytest.mark.slow
def test_without_a_display_the_command_only_says_where(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, opened: list[str]
) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.delenv("DISPLAY")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    done = run("manual", "--lang", "en", "--output", "there", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert str(tmp_path / "there/index.html") in done.stdout
    assert opened == []


def test_without_a_cache_the_command_asks_for_a_folder(run: Run, tmp_path: Path) -> None:
    done = run("manual", cwd=tmp_path)  # the tests keep nothing
    assert done.returncode == 2
    assert "diptych manual --output DIR" in done.stderr


def test_a_folder_of_others_is_not_written_into(run: Run, tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "there/mine.txt").write_text("x", encoding="utf-8")
    done = run("manual", "--output", "there", "--no-open", cwd=tmp_path)
    assert done.returncode == 1
    assert "mine.txt" in done.stderr
    assert [file.name for file in (tmp_path / "there").iterdir()] == ["mine.txt"]
