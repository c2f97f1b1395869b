"""Take the pictures of both panels that the manual and the README show: ``python -m tests.manual.pictures``.

Needs Chromium and the wheel of Anki's desktop program (see CONTRIBUTING). English pictures show the
notebook on sound, Chinese ones our own.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from PIL import Image
from playwright.sync_api import Browser

from tests.anki_engine import Anki
from tests.browser import browser, reader
from tests.conftest import NOW, build_folder, copy_own_notes
from tests.manual.page import MANUAL
from tests.reviewer import PHONE, reviewer

SOUND = Path(__file__).parents[1] / "notebooks" / "sound-and-tuning"
PICTURES = "pictures"
PAGE = {"width": 1000, "height": 860}
CARD = {"x": 0, "y": 0, "width": PHONE, "height": 844}
LIMIT = 100 * 1024
"""How many bytes a picture may have."""


class Shown(NamedTuple):
    """What is pictured in a language: a question of a notebook, by its id."""

    language: str
    copy: Callable[[Path], Path]
    question: str


def _copy_sound(root: Path) -> Path:
    return Path(
        shutil.copytree(
            SOUND, root, ignore=shutil.ignore_patterns("__pycache__", "site"), dirs_exist_ok=True
        )
    )


SHOWN = (Shown("en", _copy_sound, "beats"), Shown("zh", copy_own_notes, "iou-ten-percent"))


def main() -> None:
    """Take all pictures anew."""
    with TemporaryDirectory() as folder, browser() as chromium:
        for shown in SHOWN:
            root = shown.copy(Path(folder, shown.language))
            built = build_folder(root, root / "site", NOW)
            assert built.summary is not None, built.report.diagnostics
            into = MANUAL / shown.language / PICTURES
            into.mkdir(exist_ok=True)
            for name, png in _pictures(chromium, root, shown.question):
                _keep(png, into / f"{name}.webp")


def _pictures(chromium: Browser, root: Path, question: str) -> Iterator[tuple[str, bytes]]:
    for name, dark in (("page", False), ("page-dark", True)):
        with reader(chromium, dark=dark) as reading:
            reading.page.set_viewport_size(PAGE)  # type: ignore[arg-type]
            reading.open(root / "site/q" / f"{question}.html")
            reading.page.wait_for_load_state("networkidle")
            yield name, reading.page.screenshot()
    (deck,) = [file for file in (root / "site").glob("*.apkg") if "options" not in file.name]
    with Anki(root / "anki") as anki, reviewer(chromium, medium=anki.medium) as shown:
        anki.import_apkg(deck)
        shown.back(anki.back(_guid(root, question)))
        shown.page.evaluate("document.querySelector('.more').open = true")
        shown.page.wait_for_load_state("networkidle")
        yield "card", shown.page.screenshot(clip=CARD)  # type: ignore[arg-type]


def _guid(root: Path, question: str) -> str:
    lines = (root / "notes/identity.jsonl").read_text(encoding="utf-8").splitlines()
    (guid,) = (entry["guid"] for entry in map(json.loads, lines[1:]) if entry["id"] == question)
    return str(guid)


def _keep(png: bytes, file: Path) -> None:
    """Write a picture small."""
    with Image.open(BytesIO(png)) as picture:
        picture.convert("RGB").save(file, quality=85, method=6)
    assert file.stat().st_size <= LIMIT, file


if __name__ == "__main__":
    main()
