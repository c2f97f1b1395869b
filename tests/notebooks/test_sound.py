"""The notebook on sound: another subject, language and habit, built clean into deck and site."""

from __future__ import annotations

import json
import re
import shutil
import wave
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from acoustics.sounds import RATE, sounds
from numpy.typing import NDArray
from playwright.sync_api import Browser

from diptych.figures.drawing import draw
from diptych.input.config import load_config
from diptych.link.notebook import Notebook, read_notebook
from tests.anki_engine import Anki
from tests.browser import browser, reader, wait_for
from tests.conftest import NOW, build_folder, of
from tests.html import complaints
from tests.kinds import pages_of_each_kind

pytestmark = pytest.mark.slow

SOUND = Path(__file__).parent / "sound-and-tuning"
LATER = NOW + 90 * 86_400

# Which habit each file of the notes has.
HABITS = {
    "notes/1-waves.md": "chapters",
    "notes/2-tuning.md": "chapters",
    "notes/3-digital.md": "cloze",
    "notes/4-terms.md": "definitions",
    "notes/5-quiz.md": "headings",
    "notes/6-listening.md": "question-answer",
}


@pytest.fixture(scope="module")
def notebook() -> Notebook:
    return read_notebook(load_config(SOUND)[0])


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The notebook copied and built there, into its folder ``site``."""
    root = tmp_path_factory.mktemp("sound") / "sound"
    shutil.copytree(SOUND, root, ignore=shutil.ignore_patterns("__pycache__", "site"))
    built = build_folder(root, root / "site", LATER)
    assert built.summary is not None, built.report.diagnostics
    return root


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as started:
        yield started


def test_it_holds_some_sixty_questions_in_five_habits(notebook: Notebook) -> None:
    assert {d.path: d.understood.partition(":")[0] for d in notebook.documents} == HABITS
    assert 55 <= len(notebook.facts.questions) <= 70
    assert notebook.language == "en"


def test_nothing_is_told_of_it_but_where_its_answers_are_folded(notebook: Notebook) -> None:
    quiz = [q for q in notebook.facts.questions if q.span.path == "notes/5-quiz.md"]
    assert Counter(each.code for each in notebook.told(complete=True)) == {"D207": len(quiz)}


def test_a_build_changes_no_file_of_it(copy: Path) -> None:
    before, after = (
        {
            file.relative_to(root).as_posix(): file.read_bytes()
            for file in root.rglob("*")
            if file.is_file() and not {"__pycache__", "site"} & {*file.relative_to(root).parts}
        }
        for root in (SOUND, copy)
    )
    assert before.keys() == after.keys()
    assert [name for name in before if before[name] != after[name]] == []


def test_each_drawing_is_what_its_code_draws(notebook: Notebook) -> None:
    gallery = notebook.facts.gallery
    assert len(gallery.figures) == 4
    for name, figure in gallery.figures.items():
        with of(name):
            anew = draw(figure, gallery)
            assert (anew.drawing, anew.frames) == (figure.drawing, figure.frames)


def test_the_real_engine_takes_the_whole_deck_once(copy: Path, tmp_path: Path) -> None:
    (deck,) = (copy / "site").glob("*.apkg")
    ledger = (copy / "notes/identity.jsonl").read_text(encoding="utf-8").splitlines()
    with Anki(tmp_path / "anki") as anki:
        first = anki.import_apkg(deck)
        assert (first.new, first.updated, first.conflicting) == (60, 0, 0)
        assert len(ledger) - 1 == first.new  # the first line is the ledger's own
        found = anki.check_media()
        assert (found.missing, found.unused) == ((), ())
        assert anki.problems() == []
        again = anki.import_apkg(deck)
        assert (again.new, again.updated) == (0, 0)
        asked = [card.question() for guid in anki.guids() for card in anki.cards(guid)]
    # One each, but both ways round where three colons stand, and one for each deletion.
    both_ways = (SOUND / "notes/4-terms.md").read_text(encoding="utf-8").count(" ::: ")
    assert len(asked) - 60 == both_ways + 4
    # What is chosen from is asked with.
    choices = [front for front in asked if re.search(r"<li>A: .*<li>B: ", front, re.DOTALL)]
    assert len(choices) == 8


def test_every_page_is_valid(copy: Path) -> None:
    pages = sorted((copy / "site").rglob("*.html"))
    assert len(pages) > 60
    assert complaints(pages) == []


@pytest.mark.parametrize(("width", "dark"), [(360, True), (1280, False)])
def test_pages_of_every_kind_open_without_a_complaint(
    chromium: Browser, copy: Path, width: int, dark: bool
) -> None:
    with reader(chromium, width=width, dark=dark) as reading:
        for kind, file in pages_of_each_kind(copy / "site").items():
            with of(kind):
                reading.open(file)
                wider = "document.documentElement.scrollWidth > innerWidth"
                assert not reading.page.evaluate(wider)
        assert reading.complaints == []
        assert all(each.startswith("file:") for each in reading.requests)


def test_its_figures_can_be_played_with(chromium: Browser, copy: Path) -> None:
    with reader(chromium) as reading:
        reading.open(copy / "site/figures.html")
        for name in ("beats", "partials", "aliasing"):
            frames = json.loads((SOUND / f"acoustics/rendered/{name}.frames.json").read_bytes())
            shown = reading.page.locator(f"[data-figure={name}]")
            slider = reading.page.get_by_role("slider", name=frames["label"], exact=True)
            before = shown.screenshot()
            slider.press("Home")
            assert slider.get_attribute("aria-valuetext") == frames["names"][0]
            assert shown.screenshot() != before


def test_the_sounds_are_what_the_code_computes() -> None:
    for name, samples in sounds().items():
        with of(name):
            heard = samples_of((SOUND / f"notes/sounds/{name}.wav").read_bytes())
            # Another machine's sine may round the other way.
            assert np.abs(heard.astype(int) - samples.astype(int)).max() <= 1


# Of each sound of the notes, the two strongest tones in hertz.
TONES = {
    "octave": [220, 440],
    "fifth": [220, 330],
    "tritone": [220, 311],
    "beats": [220, 224],
    "square": [220, 660],
}
PLAYER = "video, audio"


def test_a_reader_hears_the_tones_that_the_notes_name(chromium: Browser, copy: Path) -> None:
    heard = {}
    with reader(chromium) as reading:
        reading.open(copy / "site/all.html")
        links = reading.page.locator("a[href$='.wav']").all()
        for address in [link.get_attribute("href") or "" for link in links]:
            with of(address):
                reading.open(copy / "site/all.html")
                # By key: as sections are laid out in passing, a link may slip away from under the pointer.
                reading.page.locator(f"a[href='{address}']").press("Enter")
                wait_for(reading.page, f"document.querySelector('{PLAYER}')?.duration === 1")
            spectrum = np.abs(np.fft.rfft(samples_of((copy / "site" / address).read_bytes())))
            # In a second, a bin of the spectrum is one hertz.
            heard[Path(address).name.partition("-")[0]] = sorted(np.argsort(spectrum)[-2:].tolist())
    assert heard == TONES


def samples_of(file: bytes) -> NDArray[np.int16]:
    with wave.open(BytesIO(file), "rb") as opened:
        assert (opened.getframerate(), opened.getnchannels(), opened.getsampwidth()) == (RATE, 1, 2)
        return np.frombuffer(opened.readframes(opened.getnframes()), "<i2")
