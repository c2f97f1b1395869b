"""Cards that hide the labels of a picture, as Anki's own reviewer draws them: by their pixels."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser

from tests.anki_engine import Anki
from tests.generator.deck.occluded_book import NOTES, Book, picture_note
from tests.reviewer import DESKTOP, PHONE, Reviewer, reviewer

LABELS = ("Encoder", "Decoder", "Head of it")
# What a frame around a shape takes off it, in pixels.
FRAME = 5


@contextmanager
def shown(
    started: Browser, anki: Anki, *, width: int = PHONE, night: bool = False
) -> Iterator[Reviewer]:
    """The reviewer, with the media of a collection."""

    def medium(name: str) -> bytes | None:
        file = Path(anki.collection.media.dir()) / name
        return file.read_bytes() if name and file.is_file() else None

    with reviewer(started, width=width, night=night, medium=medium) as page:
        yield page


def texts_seen(page: Reviewer, anki: Anki, guid: str) -> list[bool]:
    """For each label, whether something can be read where it stands."""
    page.page.wait_for_timeout(300)  # the script draws in a frame after the picture has come
    read = anki.collection.get_image_occlusion_note(anki.note(guid).id).note
    pixels = np.asarray(Image.open(io.BytesIO(page.page.screenshot())).convert("RGB")).astype(int)
    place = page.page.evaluate(
        "() => { const box = document.getElementById('image-occlusion-canvas')"
        ".getBoundingClientRect(); return [box.left, box.top, box.width, box.height] }"
    )
    seen = []
    for occlusion in sorted(read.occlusions, key=lambda each: each.ordinal):
        box = {each.name: float(each.value) for each in occlusion.shapes[0].properties}
        left = round(place[0] + box["left"] * place[2]) + FRAME
        right = round(place[0] + (box["left"] + box["width"]) * place[2]) - FRAME
        top = round(place[1] + box["top"] * place[3]) + FRAME
        bottom = round(place[1] + (box["top"] + box["height"]) * place[3]) - FRAME
        inside = pixels[top:bottom, left:right]
        assert inside.size
        seen.append(bool((np.ptp(inside.reshape(-1, 3), axis=0) > 60).any()))
    return seen


@pytest.mark.parametrize("night", [False, True])
@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_the_front_hides_all_labels_and_the_back_shows_one(
    book: Book, anki: Anki, chromium: Browser, width: int, night: bool
) -> None:
    anki.import_apkg(book.build(*LABELS))
    guid = picture_note(anki)
    with shown(chromium, anki, width=width, night=night) as page:
        page.front(anki.front(guid, 1), 1)
        assert texts_seen(page, anki, guid) == [False, False, False]
        page.back(anki.back(guid, 1), 1)
        assert texts_seen(page, anki, guid) == [False, True, False]
        page.page.click("#toggle")
        assert texts_seen(page, anki, guid) == [True, True, True]
        assert page.requests == []
        assert page.page.evaluate("document.documentElement.scrollWidth") <= width


def test_only_the_label_that_is_asked_for_is_hidden_on_request(
    book: Book, anki: Anki, chromium: Browser
) -> None:
    anki.import_apkg(book.build(*LABELS, notes=NOTES.replace(".occlude", ".occlude-one")))
    guid = picture_note(anki)
    with shown(chromium, anki) as page:
        page.front(anki.front(guid, 1), 1)
        assert texts_seen(page, anki, guid) == [True, False, True]
        page.back(anki.back(guid, 1), 1)
        assert texts_seen(page, anki, guid) == [True, True, True]


def test_each_theme_shows_its_own_picture(book: Book, anki: Anki, chromium: Browser) -> None:
    anki.import_apkg(book.build(*LABELS))
    guid = picture_note(anki)
    for night, name in ((False, "light"), (True, "dark")):
        with shown(chromium, anki, night=night) as page:
            page.back(anki.back(guid, 0))
            visible = page.page.eval_on_selector_all(
                "#image-occlusion-container img",
                "all => all.filter(each => each.offsetWidth).map(each => each.className)",
            )
            assert visible == [name]


def test_an_anki_that_cannot_draw_shapes_shows_no_answer(
    book: Book, anki: Anki, chromium: Browser
) -> None:
    anki.import_apkg(book.build(*LABELS))
    guid = picture_note(anki)
    with shown(chromium, anki) as page:
        page.page.evaluate("() => { delete anki.imageOcclusion }")
        page.front(anki.front(guid, 1), 1)
        assert texts_seen(page, anki, guid) == [False, False, False]
        assert "newer Anki" in page.page.evaluate(
            "getComputedStyle(document.getElementById('image-occlusion-container'), '::before')"
            ".content"
        )
        page.back(anki.back(guid, 1), 1)
        assert texts_seen(page, anki, guid) == [True, True, True]
