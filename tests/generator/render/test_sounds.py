"""Sounds, films and other files that notes embed: they play on pages and in Anki."""

from __future__ import annotations

import io
import re
import wave
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from anki.sound import SoundOrVideoTag
from playwright.sync_api import Browser

from diptych.input import sources
from diptych.syntax.html import opening_tags
from diptych.syntax.media import LONGEST, medium_of, players, players_as_images
from tests.anki_engine import Anki
from tests.browser import reader
from tests.conftest import MakeNotebook, build_folder, check_folder, codes, compiled
from tests.generator.serve.serving import serving
from tests.generator.site.test_policy import WATCH


def bell(seconds: float = 0.5) -> bytes:
    """A sound that lasts so long."""
    data = io.BytesIO()
    with wave.open(data, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(8000)
        file.writeframes(bytes(range(128, 144)) * int(seconds * 500))
    return data.getvalue()


# Each asks for the same sound, as somebody writes it.
WRITTEN = [
    "![a bell](my%20bell.wav)",
    "![a bell](my bell.wav)",
    "![[my bell.wav|a bell]]",
    "![[bell/../my bell.wav|a bell]]",
    '<audio src="my bell.wav" aria-label="a bell" controls></audio>',
    '<audio src="my bell.wav" aria-label="a bell" controls />',
    '<audio aria-label="a bell">\n  <source src="my bell.wav" type="audio/wav">\n</audio>',
    '<p><audio aria-label="a bell" src="my bell.wav"></audio></p>',
    "[a bell](my%20bell.wav)",
    "- in a list: ![a bell](my%20bell.wav)",
    "| a | b |\n|---|---|\n| so | ![a bell](my%20bell.wav) |",
]


@pytest.fixture(scope="module", name="site")
def _site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sounds")
    notes, output = folder / "notes", folder / "site"
    notes.mkdir()
    (notes / "my bell.wav").write_bytes(bell())
    text = "".join(f"## Bell {n}?\n\n{line}\n\n" for n, line in enumerate(WRITTEN))
    (notes / "a.md").write_text(text, encoding="utf-8")
    built = build_folder(notes, output)
    assert codes(built.report) == []
    return output


def test_a_sound_plays_on_a_page(site: Path, chromium: Browser) -> None:
    with reader(chromium) as reading:
        reading.page.add_init_script(WATCH)
        for number in range(len(WRITTEN)):
            reading.open(site / "q" / f"bell-{number}.html")
            seconds = reading.page.evaluate(
                "new Promise((done, fail) => { const a = document.querySelector('audio');"
                " a.onloadedmetadata = () => done(a.duration); a.onerror = fail; a.load() })"
            )
            assert seconds == pytest.approx(0.5, abs=0.01), WRITTEN[number]
            assert "a bell" in reading.page.inner_text("main"), WRITTEN[number]
            (name,) = reading.page.eval_on_selector_all("audio", "all => all.map(a => a.ariaLabel)")
            assert name == "a bell", WRITTEN[number]
        assert reading.complaints == []


def test_a_sound_plays_in_anki(site: Path, anki: Anki) -> None:
    anki.import_apkg(next(site.glob("*.apkg")))
    check = anki.check_media()
    assert (check.missing, check.unused) == ((), ())
    for guid in anki.guids():
        (played,) = anki.cards(guid)[0].answer_av_tags()
        assert isinstance(played, SoundOrVideoTag)
        file = Path(anki.collection.media.dir()) / played.filename
        assert file.read_bytes() == bell()
        assert "a bell" in anki.fields(guid)["Answer"]


def test_only_what_is_embedded_is_played(make_notebook: MakeNotebook, tmp_path: Path) -> None:
    text = "## A?\n\nx [sound:my.wav] `[sound:my.wav]` ![say [sound:my.wav]](my.wav)\n"
    build_folder(make_notebook({"a.md": text, "my.wav": bell()}), tmp_path / "site")
    with Anki(tmp_path / "anki") as anki:
        anki.import_apkg(next((tmp_path / "site").glob("*.apkg")))
        (guid,) = anki.guids()
        assert len(anki.cards(guid)[0].answer_av_tags()) == 1
        assert anki.fields(guid)["Answer"].count("&#91;sound:my.wav]") == 3


def test_the_name_of_a_file_tells_no_answer_on_a_card(
    make_notebook: MakeNotebook, tmp_path: Path, anki: Anki
) -> None:
    text = (
        "## What is it? ![](cuckoo.wav)\n\nA bird.\n\n## And this? ![a call](cuckoo.wav)\n\nToo.\n"
    )
    build_folder(make_notebook({"a.md": text, "cuckoo.wav": bell()}), tmp_path / "site")
    anki.import_apkg(next((tmp_path / "site").glob("*.apkg")))
    asked = sorted(re.sub(r"\[.*?\]", "", anki.fields(each)["Question"]) for each in anki.guids())
    assert asked == ["And this? a call ", "What is it? "]


def test_a_film_is_as_wide_as_its_notes_say(
    make_notebook: MakeNotebook, tmp_path: Path, chromium: Browser
) -> None:
    lines = ["![[walk.mp4|120]]", '<video src="walk.mp4" width="120"></video>']
    text = "".join(f"## Walk {n}?\n\n{line}\n\n" for n, line in enumerate(lines))
    build_folder(make_notebook({"a.md": text, "walk.mp4": b"film"}), tmp_path / "site")
    with reader(chromium) as reading:
        for number, line in enumerate(lines):
            reading.open(tmp_path / "site" / "q" / f"walk-{number}.html")
            width = reading.page.evaluate("document.querySelector('video').offsetWidth")
            assert width == 120, line


def test_a_file_is_a_link_on_the_page_and_told_on_the_card(
    make_notebook: MakeNotebook, tmp_path: Path, anki: Anki, chromium: Browser
) -> None:
    text = "## A?\n\nSee ![[paper.pdf#page=3]] and ![the data](t.csv).\n"
    notes = make_notebook({"a.md": text, "docs/paper.pdf": b"%PDF-", "t.csv": "1,2"})
    built = build_folder(notes, tmp_path / "site")
    assert codes(built.report) == []
    with reader(chromium) as reading:
        reading.open(tmp_path / "site" / "q" / "a.html")
        links = reading.page.eval_on_selector_all("a.file", "all => all.map(a => a.href)")
        assert links[0].endswith("#page=3")
        for each in links:
            assert (
                tmp_path / "site" / "media" / re.split("[/#]", each.split("/")[-1])[0]
            ).is_file()
    anki.import_apkg(next((tmp_path / "site").glob("*.apkg")))
    (guid,) = anki.guids()
    assert anki.fields(guid)["Answer"] == (
        '<p>See <span class="file">File on the page: paper.pdf</span>'
        ' and <span class="file">File on the page: the data</span>.</p>'
    )


def test_what_is_not_there_is_told_and_keeps_its_words(make_notebook: MakeNotebook) -> None:
    text = "## A?\n\n![a horn](horn.mp3) <video src='gone.mp4' title='a walk'></video>\n"
    notes = make_notebook({"a.md": text})
    told = [each for each in check_folder(notes).diagnostics if each.code == "D401"]
    assert [(each.message, each.span.line) for each in told if each.span] == [
        ("sound `horn.mp3` is not there", 3),
        ("film `gone.mp4` is not there", 3),
    ]


def test_a_file_that_is_too_large_is_not_said_to_be_missing(
    make_notebook: MakeNotebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "MAX_FILE", 10)
    notes = make_notebook({"a.md": "## A?\n\n![x](a.wav) [y](a.wav)\n", "a.wav": bell()})
    told = {each.code: each.message for each in check_folder(notes).diagnostics}
    assert "larger than" in told["D401"]
    assert "larger than" in told["D408"]


def test_what_stands_in_a_player_is_told() -> None:
    text = (
        '## A?\n\nSo <audio loop><source src="a.ogg"><source src="a.mp3">No *player*,'
        ' <a href="a.mp3">get it</a></audio> said.\n'
    )
    document = compiled(text)
    (told,) = [each for each in document.diagnostics if "what stands" in each.message]
    assert "a.ogg" in told.message
    assert "No *player*, get it" in told.message
    assert [each.target.path for each in document.references] == ["a.mp3"]
    assert any("`loop`" in each.message for each in document.diagnostics)


def test_which_players_are_read() -> None:
    assert [each.addresses for each in players('<audio src="a.mp3"> b <video src=c.mp4>x</video>')]
    assert not list(players("<audio controls></audio> <audiobook src='x'> <video>"))
    assert len(list(players('<audio src="a.mp3"/> words <audio src="b.mp3"></audio>'))) == 2
    far = f'<audio src="a.mp3">{"x" * LONGEST}</audio>'
    assert players_as_images(far).endswith("</audio>")
    assert players_as_images('a\n<audio\nsrc="a.mp3">\n</audio>\nb').count("\n") == 4
    assert medium_of("A.WAV?x#t=1", {}) == "sound"
    assert medium_of("data:a.wav", {}) == "picture"


def test_a_player_may_ask_for_a_part_of_a_file(make_notebook: MakeNotebook) -> None:
    notes = make_notebook({"a.md": "## A?\n\n![x](a.wav)\n", "a.wav": bell()})
    with serving(notes) as server:
        page = urlopen(f"{server.address}q/a.html").read().decode()
        (name,) = re.findall(r'<audio[^>]* src="\.\./([^"]+)"', page)
        whole = urlopen(server.address + name)
        assert whole.headers["Content-Type"] == "audio/wav"
        assert whole.read() == bell()
        for asked, part in (("4-7", bell()[4:8]), ("-4", bell()[-4:]), ("40-", bell()[40:])):
            request = Request(server.address + name, headers={"Range": f"bytes={asked}"})
            answer = urlopen(request)
            assert (answer.status, answer.read()) == (206, part), asked
        server.end()


def test_a_players_attributes_are_those_of_the_image_that_it_becomes() -> None:
    raw = "<audio title='\"x\" & y' src=a.mp3></audio>"
    (tag,) = opening_tags(players_as_images(raw))
    assert (tag.name, tag.attributes["title"]) == ("img", '"x" & y')
