"""Pages that show pictures in all sizes, sounds, films, files and other notes: valid, and measured."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.anki_engine import Anki
from tests.browser import reader, wait_for
from tests.conftest import build_folder
from tests.generator.render.test_sounds import bell
from tests.generator.site.test_axe import axe as axe
from tests.generator.site.test_axe import violations
from tests.html import complaints
from tests.pictures import png

pytestmark = pytest.mark.slow

# What notes write → which part of the column a picture of 900 pixels takes.
PARTS = {
    "![kite](kite.png){width=50%}": 0.5,
    '![kite](kite.png){width="7%"}': 0.07,
    '<img src="kite.png" alt="kite" width="50%">': 0.5,
    '<img src="kite.png" alt="kite" style="width:33%">': 0.33,
    '<img src="kite.png" alt="kite" width="50%" height="50%">': 0.5,
    '<img src="kite.png" alt="kite" width="50%" style="zoom:50%">': 0.25,
    '<img src="drawn.svg" alt="kite" style="zoom:40%">': 0.4,
    '<img src="kite.png" alt="kite" width="300%">': 1.0,
}
OTHERS = (
    "![a bell](bell.wav)", "and ![](bell.wav) within", "![[walk.mp4|300]]", "![[paper.pdf]]",
    '<video src="walk.mp4" width="50%" height="20" title="a walk" loop></video>',
    '<p><audio src="bell.wav"></audio></p>', "- ![x](bell.wav)",
    "| a |\n|---|\n| ![x](bell.wav) |", "![x](https://a.example/x.png?a=1&b=2 \"so\")", "![[other]]",
    "- so ![[other#Part]]", "> ![[other#^id]]", "![x](gone.mp3)", "==![x](bell.wav)==",
)  # fmt: skip
DRAWN = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9"/></svg>'
OTHER = "# Other\n\n## Part\n\ntext[^1] ^id\n\n- one\n\n```py\nx\n```\n\n[^1]: said.\n"


@pytest.fixture(scope="module", name="site")
def _site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("embedded")
    notes, output = folder / "notes", folder / "site"
    notes.mkdir()
    files = {"kite.png": png(900, 90), "bell.wav": bell(), "walk.mp4": b"x", "paper.pdf": b"%PDF-"}
    for name, data in {**files, "drawn.svg": DRAWN.encode(), "other.md": OTHER.encode()}.items():
        (notes / name).write_bytes(data)
    lines = [*PARTS, *OTHERS]
    text = "".join(f"## Kite {n}?\n\nSo:\n\n{line}\n\n" for n, line in enumerate(lines))
    (notes / "a.md").write_text(text, encoding="utf-8")
    assert build_folder(notes, output).summary
    return output


def test_pages_are_valid(site: Path) -> None:
    assert complaints(sorted(site.rglob("*.html"))) == []


def test_axe_finds_nothing(site: Path, chromium: Browser, axe: str) -> None:
    with reader(chromium) as reading:
        for name in ("all.html", *(f"q/kite-{len(PARTS) + n}.html" for n in range(len(OTHERS)))):
            reading.open(site / name)
            assert violations(reading.page, axe) == [], name


def test_a_part_of_the_column_is_that_part(site: Path, tmp_path: Path, chromium: Browser) -> None:
    measure = """() => { const i = document.querySelector('img'), c = getComputedStyle(i.parentElement);
        const inside = i.parentElement.clientWidth - parseFloat(c.paddingLeft) - parseFloat(c.paddingRight);
        return i.getBoundingClientRect().width / inside }"""
    seen: dict[str, tuple[float, float]] = {}
    with Anki(tmp_path / "anki") as anki, reader(chromium) as reading:
        anki.import_apkg(next(site.glob("*.apkg")))
        backs = {anki.fields(guid)["Id"]: anki.back(guid) for guid in anki.guids()}
        for number, line in enumerate(PARTS):
            card = site / "media" / "card.html"
            card.write_text(f'<body class="card">{backs[f"kite-{number}"]}', encoding="utf-8")
            found = []
            for file in (site / "q" / f"kite-{number}.html", card):
                reading.open(file)
                wait_for(reading.page, "document.querySelector('img').complete")
                found.append(round(reading.page.evaluate(measure), 2))
            seen[line] = (found[0], found[1])
        card.unlink()
    assert seen == {line: (part, part) for line, part in PARTS.items()}
