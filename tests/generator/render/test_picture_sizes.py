"""How large pictures are shown, whichever editor wrote it, on pages and cards."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from diptych.syntax.picture_sizes import other_style, picture_size
from tests.anki_engine import Anki
from tests.browser import reader, wait_for
from tests.conftest import MakeNotebook, build_folder, compiled
from tests.pictures import png

# A picture of 200 × 100 pixels, as it is written, and how wide and high it is seen.
WRITTEN = [
    ("![kite](kite.png)", (200, 100)),
    ("![kite|50](kite.png)", (50, 25)),
    ("![kite|60x20](kite.png)", (60, 30)),
    ("![kite](kite.png =46x)", (46, 23)),
    ("![kite](<kite.png> 'a kite' =x30)", (60, 30)),
    ('![kite](kite.png#pic_center "a kite" =44)', (44, 22)),
    ("| kite |\n|---|\n| ![kite](kite.png =80x40) |", (80, 40)),
    ("![[kite.png|40]]", (40, 20)),
    ("![[kite.png|a kite|44]]", (44, 22)),
    ("![kite](kite.png){width=70}", (70, 35)),
    ("![kite](kite.png){width=72px}", (72, 36)),
    ('![kite](kite.png){#fig:kite .big width="0.5in"}', (48, 24)),
    ("![kite](kite.png){height=10}", (20, 10)),
    ('<img src="kite.png" alt="kite" width="90">', (90, 45)),
    ('<img src="kite.png" alt="kite" height="20">', (40, 20)),
    ('<img src="kite.png" alt="kite" style="zoom:50%;" />', (100, 50)),
    ('<img src="kite.png" alt="kite" style="zoom: 0.25">', (50, 25)),
    ('<img src="kite.png" alt="kite" style="width: 3cm; height: auto">', (113, 57)),
    ("| kite |\n|---|\n| ![kite\\|80](kite.png) |", (80, 40)),
]


@pytest.fixture(scope="module", name="seen")
def _seen(
    tmp_path_factory: pytest.TempPathFactory, chromium: Browser
) -> dict[str, list[tuple[int, int]]]:
    """The sizes in which a browser shows the pictures: of pages, and of cards."""
    folder = tmp_path_factory.mktemp("sizes")
    notes, output = folder / "notes", folder / "site"
    notes.mkdir()
    (notes / "kite.png").write_bytes(png(200, 100))
    text = "".join(f"## Kite {n}?\n\nSo:\n\n{line}\n\n" for n, (line, _) in enumerate(WRITTEN))
    (notes / "a.md").write_text(text, encoding="utf-8")
    built = build_folder(notes, output)
    assert [each.code for each in built.report.diagnostics if each.code != "D409"] == []
    with Anki(folder / "anki") as anki, reader(chromium) as page:
        anki.import_apkg(next(output.glob("*.apkg")))
        backs = {anki.fields(guid)["Id"]: anki.back(guid) for guid in anki.guids()}
        shown: dict[str, list[tuple[int, int]]] = {"page": [], "card": []}
        for number in range(len(WRITTEN)):
            page.open(output / "q" / f"kite-{number}.html")
            shown["page"].append(measured(page.page))
            card = output / "media" / "card.html"
            card.write_text(f'<body class="card">{backs[f"kite-{number}"]}', encoding="utf-8")
            page.open(card)
            shown["card"].append(measured(page.page))
    return shown


def measured(page: Page) -> tuple[int, int]:
    """Width and height of the only picture, as it is seen."""
    wait_for(page, "document.querySelector('img').complete")
    box = page.evaluate(
        "(() => { const {width, height} = document.querySelector('img').getBoundingClientRect();"
        " return [Math.round(width), Math.round(height)] })()"
    )
    return box[0], box[1]


@pytest.mark.parametrize("panel", ["page", "card"])
def test_a_picture_is_as_large_as_its_notes_say(
    seen: dict[str, list[tuple[int, int]]], panel: str
) -> None:
    found = dict(zip((line for line, _ in WRITTEN), seen[panel], strict=True))
    assert found == dict(WRITTEN)


@pytest.mark.parametrize("size", ["50%", "12.5%"])
def test_a_percentage_is_one_of_the_column(size: str) -> None:
    for line in (
        f"![x](x.png){{width={size}}}",
        f'<img src="x.png" style="width:{size}">',
    ):
        (question,) = compiled(f"## A?\n\nb {line}\n").questions
        assert f"('width', '{size}')" in str(question.card_parts), line


@pytest.mark.parametrize(
    "text",
    ["![a|b](x.png)", "![x](x.png){width=wide}", "![x](x.png){50}", "![x](x.png) {width=5}"],
)
def test_what_is_no_size_stays_as_text(text: str) -> None:
    (question,) = compiled(f"## A?\n\nso {text}\n").questions
    shown = str(question.page)
    assert "'width'" not in shown
    assert "a|b" in shown or re.search(r"\{[^']*\}", shown)


def test_only_what_is_not_understood_of_a_style_is_told() -> None:
    assert other_style("zoom:67%; WIDTH : 3em") == ""
    assert other_style("zoom:50%;float:left") == "float: left"
    assert other_style("width: calc(1px)") == "width: calc(1px)"
    text = '## A?\n\nb <img src="x.png" alt="y" style="zoom:80%; border: 0">\n'
    told = [each.message for each in compiled(text).diagnostics if each.code == "D316"]
    assert told == ['the attribute `style="border: 0"` of <img> is left out']


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ({"width": "5vw"}, {}),
        ({"width": "0"}, {}),
        ({"width": "50px", "style": "width:20px"}, {"width": "20"}),
        ({"style": "zoom:150%", "width": "10"}, {"width": "10", "zoom": "1.5"}),
        ({"height": "12pt"}, {"height": "16"}),
    ],
)
def test_sizes_are_written_as_html_has_them(
    attributes: dict[str, str], size: dict[str, str]
) -> None:
    assert picture_size(attributes) == size


def test_a_zoom_of_a_picture_that_tells_no_width_is_one_of_the_column(
    make_notebook: MakeNotebook, tmp_path: Path, anki: Anki
) -> None:
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9"/></svg>'
    text = '## A?\n\nb <img src="x.svg" alt="y" style="zoom:40%">\n'
    build_folder(make_notebook({"a.md": text, "x.svg": drawing}), tmp_path / "site")
    anki.import_apkg(next((tmp_path / "site").glob("*.apkg")))
    (guid,) = anki.guids()
    assert 'width="40%"' in anki.back(guid)


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ({"width": "0.4"}, {"width": "1"}),  # what is hardly there is seen all the same
        ({"width": "0"}, {}),
        ({"height": "50%"}, {}),
        ({"style": "width: 30px !important"}, {"width": "30"}),
    ],
)
def test_the_size_that_attributes_give(attributes: dict[str, str], size: dict[str, str]) -> None:
    assert picture_size(attributes) == size
