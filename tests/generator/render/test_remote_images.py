"""Pictures that lie on the network: a link that says so, or shown where the settings allow it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route

from tests.anki_engine import Anki
from tests.browser import reader
from tests.conftest import MakeNotebook, build_folder
from tests.generator.site.test_policy import WATCH
from tests.pictures import png

ADDRESS = "https://pics.example/a%20kite.png?s=1&t=2"
SHOWN = f"## Kite?\n\n![a kite]({ADDRESS})\n\nand ![]({ADDRESS}){{width=20}}\n"


@pytest.mark.parametrize("allowed", [False, True])
def test_only_where_it_is_allowed_is_a_host_asked(
    make_notebook: MakeNotebook, tmp_path: Path, chromium: Browser, allowed: bool
) -> None:
    settings = f"remote_images = {str(allowed).lower()}\n"
    notes = make_notebook({"a.md": SHOWN, "diptych.toml": settings, "notes/x.md": "## X?\n\ny\n"})
    (notes / "a.md").rename(notes / "notes" / "a.md")
    built = build_folder(notes, tmp_path / "site")
    told = [each.message for each in built.report.diagnostics if each.code == "D401"]
    assert bool(told) is not allowed
    asked: list[str] = []

    def give(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(body=png(40, 40), content_type="image/png")

    with reader(chromium) as reading:
        reading.page.add_init_script(WATCH)
        reading.page.route(re.compile("^https:"), give)
        reading.open(tmp_path / "site" / "q" / "kite.html")
        reading.page.wait_for_load_state("networkidle")
        assert reading.complaints == []
        if allowed:
            widths = "all => all.map(i => i.naturalWidth && i.offsetWidth)"
            assert reading.page.eval_on_selector_all("main img", widths) == [40, 20]
            assert set(asked) == {ADDRESS}
        else:
            links = "all => all.map(a => [a.href, a.innerText])"
            assert reading.page.eval_on_selector_all("a.remote", links) == [
                [ADDRESS, "On pics.example: a kite"],
                [ADDRESS, "On pics.example: a kite.png"],
            ]
            assert asked == []
            assert "Missing" not in reading.page.inner_text("main")


def test_over_http_it_stays_a_link(make_notebook: MakeNotebook, tmp_path: Path) -> None:
    text = "## Kite?\n\n![a kite](http://pics.example/k.png)\n"
    notes = make_notebook({"notes/a.md": text, "diptych.toml": "remote_images = true\n"})
    built = build_folder(notes, tmp_path / "site")
    assert "D401" in [each.code for each in built.report.diagnostics]
    page = (tmp_path / "site" / "q" / "kite.html").read_text("utf-8")
    assert '<a class="remote" href="http://pics.example/k.png">' in page


def test_a_card_says_where_it_is_or_shows_it(
    make_notebook: MakeNotebook, tmp_path: Path, anki: Anki
) -> None:
    build_folder(make_notebook({"a.md": SHOWN}), tmp_path / "site")
    anki.import_apkg(next((tmp_path / "site").glob("*.apkg")))
    (guid,) = anki.guids()
    assert "On pics.example: a kite</a>" in anki.back(guid)
    assert "<img" not in anki.fields(guid)["Answer"]
